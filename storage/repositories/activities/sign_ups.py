"""Who comes to which activity, and who waits for a place there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, and_, bindparam, case, func, insert, or_, select, text

from storage.repositories.activities.occurrences import Key
from storage.repositories.people.profiles import FIRST
from storage.tables.activities import KEPT_FREE, SIGNED_UP, signups
from storage.tables.people import people, profiles


class SignUpState(StrEnum):
    """How a sign-up stands, or how it ended."""

    IN = "in"
    # On the list; then a freed place is kept for it, which may pass unanswered.
    WAITING = "waiting"
    OFFERED = "offered"
    PASSED = "passed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    # The activity was cancelled, and the same for who waited.
    CALLED_OFF = "called_off"
    LIST_OFF = "list_off"
    CAME = "came"


class SignUpAnswer(StrEnum):
    """What somebody said to a reminder or to a change, or that it was the list that they left."""

    NONE = ""
    COMES = "comes"
    SEEN = "seen"
    LEFT = "left"


IN, WAITING, OFFERED = SignUpState.IN, SignUpState.WAITING, SignUpState.OFFERED
CANCELLED, DECLINED = SignUpState.CANCELLED, SignUpState.DECLINED
PASSED, CAME = SignUpState.PASSED, SignUpState.CAME
CALLED_OFF, LIST_OFF = SignUpState.CALLED_OFF, SignUpState.LIST_OFF
COMES, SEEN, LEFT = SignUpAnswer.COMES, SignUpAnswer.SEEN, SignUpAnswer.LEFT
ACTIVE = (IN, WAITING, OFFERED)
# Who has said that they come and needs not say so again.
STANDING = (*ACTIVE, CAME)
# Who was told that it is cancelled, with a place or on the list; they get back what they had.
OFF = (CALLED_OFF, LIST_OFF)
# Who has a place, or had one: an offered one is kept free.
PLACED = (IN, OFFERED, CAME)
# A person, None once gone, and who of those that share their phone.
Whose: TypeAlias = tuple[int | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """One person, or one with others, at one time of an activity; ``person`` is None once gone.

    ``language`` is what the person reads; ``profile`` who of those that share the phone.
    """

    id: int
    person: int | None
    profile: str
    activity: str
    start: datetime
    room: str
    size: int
    state: SignUpState
    kept_until: datetime | None
    answer: SignUpAnswer
    language: str

    @property
    def key(self) -> Key:
        """What it is for."""
        return self.activity, self.start

    @property
    def whose(self) -> Whose:
        """Whom it is for."""
        return self.person, self.profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How many places are taken, those that are kept for somebody included; how many wait.

    ``waiting`` are sign-ups, for their numbers on the list; ``people_waiting`` who comes with them.
    """

    taken: int
    waiting: int
    people_waiting: int


class SignUps:
    """Queries about sign-ups. Whoever gives places away locks the occurrence first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        person: int,
        profile: str,
        key: Key,
        *,
        room: str,
        day: date,
        size: int,
        state: SignUpState,
        now: datetime,
    ) -> SignUp:
        """Sign somebody up, or put them on the list."""
        activity, start = key
        row = {
            "person_id": person,
            "profile": profile,
            "activity": activity,
            "start": start,
            "room": room,
            "day": day,
            "size": size,
            "state": state,
            "since": now,
        }
        made = self._connection.execute(insert(signups).returning(signups.c.id), row)
        return SignUp(
            id=made.scalar_one(),
            person=person,
            profile=profile,
            activity=activity,
            start=start,
            room=room,
            size=size,
            state=state,
            kept_until=None,
            answer=SignUpAnswer.NONE,
            language="",
        )

    def get(self, signup: int) -> SignUp | None:
        """The sign-up with this number."""
        row = self._connection.execute(_BY_NUMBER, {"signup": signup}).one_or_none()
        return _signup(row) if row else None

    def of_person(self, person: int, profile: str, since: datetime) -> list[SignUp]:
        """A person's own sign-ups and places on lists, for what starts from then on."""
        whose = {"person": person, "profile": profile, "since": since}
        return [_signup(row) for row in self._connection.execute(_OF_PERSON, whose)]

    def latest(self, person: int, profile: str, key: Key) -> SignUp | None:
        """How a person stands with one time of an activity, or else what they last said of it."""
        whose = {"person": person, "profile": profile, "activity": key[0], "start": key[1]}
        row = self._connection.execute(_LATEST, whose).one_or_none()
        return _signup(row) if row else None

    def at(self, keys: Iterable[Key], states: Sequence[SignUpState]) -> list[SignUp]:
        """The sign-ups for these in these states, in the order in which they came."""
        wanted = set(keys)
        rows = self._connection.execute(_AT, {**_among(wanted), "states": states})
        return [one for one in map(_signup, rows) if one.key in wanted]

    def taken(self, keys: Iterable[Key]) -> dict[Key, int]:
        """How many places are taken at each of these, those that are kept for somebody included."""
        wanted = set(keys)
        rows = self._connection.execute(_TAKEN, _among(wanted))
        return {(row[0], row[1]): int(row[2]) for row in rows if (row[0], row[1]) in wanted}

    def crowd(self, key: Key) -> Crowd:
        """How many are there, and how many wait: people for the places, sign-ups on the list."""
        row = self._connection.execute(_CROWD, {"activity": key[0], "start": key[1]}).one()
        return Crowd(taken=row.taken, waiting=row.waiting, people_waiting=row.people_waiting)

    def number_on_list(self, signup: SignUp) -> int:
        """How many wait before this one, and one more."""
        named = {"activity": signup.activity, "start": signup.start, "signup": signup.id}
        return int(self._connection.execute(_BEFORE, named).scalar_one()) + 1

    def upcoming(self, since: datetime) -> dict[Key, set[str]]:
        """For what people are signed up, wait or have come, from then on, and in which room."""
        # Without "distinct": for that SQLite would go through all of them in their order.
        keys = select(signups.c.activity, signups.c.start, signups.c.room).where(
            signups.c.start >= since, signups.c.state.in_(STANDING)
        )
        rooms: dict[Key, set[str]] = {}
        for row in self._connection.execute(keys):
            rooms.setdefault((row.activity, row.start), set()).add(row.room)
        return rooms

    def waited_for(self, since: datetime) -> set[Key]:
        """What people wait for that starts from then on."""
        keys = select(signups.c.activity, signups.c.start).where(
            signups.c.start >= since, signups.c.state == WAITING
        )
        return {(row.activity, row.start) for row in self._connection.execute(keys)}

    def overdue(self, now: datetime) -> list[SignUp]:
        """For whom a place was kept who did not answer in time, or is gone and never will."""
        is_over = or_(
            signups.c.kept_until <= now, people.c.left_at.is_not(None), people.c.id.is_(None)
        )
        late = _ALL.where(text(f"signups.{KEPT_FREE}"), is_over).order_by(signups.c.id)
        return [_signup(row) for row in self._connection.execute(late)]

    def sizes(
        self, rooms: Sequence[str], *, first: date, last: date, states: Sequence[SignUpState]
    ) -> dict[tuple[str, Key], int]:
        """How many people were signed up in these days, by room and time of an activity."""
        sums = (
            select(signups.c.room, signups.c.activity, signups.c.start, func.sum(signups.c.size))
            .where(
                signups.c.room.in_(rooms),
                signups.c.day.between(first, last),
                signups.c.state.in_(states),
            )
            .group_by(signups.c.room, signups.c.activity, signups.c.start)
        )
        return {(row[0], (row[1], row[2])): int(row[3]) for row in self._connection.execute(sums)}


_OWN, _FIRST = profiles.alias("own"), profiles.alias("first")
_READS = func.coalesce(
    func.nullif(_OWN.c.language, ""),
    func.nullif(_FIRST.c.language, ""),
    func.nullif(people.c.language, ""),
    people.c.hint,
)
_ALL = (
    select(signups, _READS.label("reads"))
    .outerjoin(people, people.c.id == signups.c.person_id)
    .outerjoin(_OWN, and_(_OWN.c.person_id == people.c.id, _OWN.c.profile == signups.c.profile))
    .outerjoin(_FIRST, and_(_FIRST.c.person_id == people.c.id, _FIRST.c.profile == FIRST))
)

# Made once: to build one anew for each question takes as long as to ask it.
_OWNED = (signups.c.person_id == bindparam("person"), signups.c.profile == bindparam("profile"))
_ONE = (signups.c.activity == bindparam("activity"), signups.c.start == bindparam("start"))
# These, and others to leave out: pairs would be looked for one by one in every row.
_AMONG = (
    signups.c.activity.in_(bindparam("activities", expanding=True)),
    signups.c.start.in_(bindparam("starts", expanding=True)),
)
_BY_NUMBER = _ALL.where(signups.c.id == bindparam("signup"))
_OF_PERSON = _ALL.where(
    *_OWNED, signups.c.state.in_(ACTIVE), signups.c.start >= bindparam("since")
).order_by(signups.c.start)
# What came along from another time may be older than what was said of this one.
_STANDS = case((signups.c.state.in_(STANDING), 0), else_=1)
_LATEST = _ALL.where(*_OWNED, *_ONE).order_by(_STANDS, signups.c.id.desc()).limit(1)
_AT = _ALL.where(*_AMONG, signups.c.state.in_(bindparam("states", expanding=True))).order_by(
    signups.c.id
)
_TAKEN = (
    select(signups.c.activity, signups.c.start, func.sum(signups.c.size))
    .where(*_AMONG, signups.c.state.in_(PLACED))
    .group_by(signups.c.activity, signups.c.start)
)
_CROWD = select(
    func.coalesce(func.sum(case((signups.c.state.in_(PLACED), signups.c.size))), 0).label("taken"),
    func.count(case((signups.c.state == WAITING, 1))).label("waiting"),
    func.coalesce(func.sum(case((signups.c.state == WAITING, signups.c.size))), 0).label(
        "people_waiting"
    ),
).where(*_ONE)
_BEFORE = select(func.count()).where(
    *_ONE, signups.c.state == WAITING, signups.c.id < bindparam("signup")
)


def _among(keys: Collection[Key]) -> dict[str, list[object]]:
    starts = {start for _, start in keys}
    return {"activities": list({one for one, _ in keys}), "starts": list(starts)}


def _signup(row: Row[Any]) -> SignUp:
    return SignUp(
        id=row.id,
        person=row.person_id,
        profile=row.profile,
        activity=row.activity,
        start=row.start,
        room=row.room,
        size=row.size,
        state=SignUpState(row.state),
        kept_until=row.kept_until,
        answer=SignUpAnswer(row.answer),
        language=row.reads or "",
    )


assert all(f"'{state}'" in SIGNED_UP for state in ACTIVE)
