"""Who comes to which activity, and who waits for a place there.

A sign-up is in, waiting (on the list), offered (a freed place is kept for it), or over: cancelled,
declined, passed (the offer was not answered), called_off (the activity was), list_off (the same,
for who waited), came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, func, insert, select, tuple_, update

from storage.repositories.activities.occurrences import Key
from storage.repositories.people.profiles import FIRST
from storage.tables.activities import SIGNED_UP, signups
from storage.tables.people import people, profiles

IN, WAITING, OFFERED = "in", "waiting", "offered"
CANCELLED, DECLINED, PASSED = "cancelled", "declined", "passed"
CALLED_OFF, LIST_OFF = "called_off", "list_off"
CAME = "came"
# How long after an activity it is known who signed up for it.
KEPT = timedelta(days=30)
COMES, SEEN = "comes", "seen"
ACTIVE = (IN, WAITING, OFFERED)
# Who has said that they come and needs not say so again.
STANDING = (*ACTIVE, CAME)
# Who was told that it is cancelled, with a place or on the list; they get back what they had.
OFF = (CALLED_OFF, LIST_OFF)
# Who holds a place, or did: an offered one is kept free.
PLACED = (IN, OFFERED, CAME)


@dataclass(frozen=True, slots=True)
class SignUp:
    """One person, or one with others, at one time of an activity; ``person`` is None once gone.

    ``language`` is what the person reads; ``face`` who of those that share the phone; ``id`` is 0
    for one that is not written down yet.
    """

    id: int
    person: int | None
    profile: str
    activity: str
    start: datetime
    room: str
    size: int
    state: str
    kept_until: datetime | None = None
    answer: str = ""
    language: str = ""

    @property
    def key(self) -> Key:
        """What it is for."""
        return self.activity, self.start


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many places are taken, those that are kept for somebody included; how many wait."""

    taken: int
    waiting: int


class SignUps:
    """Queries about sign-ups. Whoever gives places away holds the occurrence first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, signup: SignUp, day: date, now: datetime) -> SignUp:
        """Sign somebody up, or put them on the list; returns the sign-up with its number."""
        row = {
            "person_id": signup.person,
            "profile": signup.profile,
            "activity": signup.activity,
            "start": signup.start,
            "room": signup.room,
            "day": day,
            "size": signup.size,
            "state": signup.state,
            "since": now,
        }
        made = self._connection.execute(insert(signups).returning(signups.c.id), row)
        return replace(signup, id=made.scalar_one())

    def get(self, signup: int) -> SignUp | None:
        """The sign-up with this number."""
        row = self._connection.execute(_ALL.where(signups.c.id == signup)).one_or_none()
        return _signup(row) if row else None

    def of_person(self, person: int, profile: str, since: datetime) -> list[SignUp]:
        """A person's own sign-ups and places on lists, for what starts from then on."""
        found = _ALL.where(
            signups.c.person_id == person,
            signups.c.profile == profile,
            signups.c.state.in_(ACTIVE),
            signups.c.start >= since,
        ).order_by(signups.c.start)
        return [_signup(row) for row in self._connection.execute(found)]

    def latest(self, person: int, profile: str, key: Key) -> SignUp | None:
        """What a person last said about one time of an activity."""
        found = _ALL.where(
            signups.c.person_id == person, signups.c.profile == profile, *_is(key)
        ).order_by(signups.c.id.desc())
        row = self._connection.execute(found.limit(1)).one_or_none()
        return _signup(row) if row else None

    def at(self, keys: Iterable[Key], states: Sequence[str]) -> list[SignUp]:
        """The sign-ups for these in these states, in the order in which they came."""
        wanted = tuple_(signups.c.activity, signups.c.start).in_(list(keys))
        found = _ALL.where(wanted, signups.c.state.in_(states)).order_by(signups.c.id)
        return [_signup(row) for row in self._connection.execute(found)]

    def taken(self, keys: Iterable[Key]) -> dict[Key, int]:
        """How many places are taken at each of these, those that are kept for somebody included."""
        wanted = tuple_(signups.c.activity, signups.c.start).in_(list(keys))
        found = (
            select(signups.c.activity, signups.c.start, func.sum(signups.c.size))
            .where(wanted, signups.c.state.in_(PLACED))
            .group_by(signups.c.activity, signups.c.start)
        )
        return {(row[0], row[1]): int(row[2]) for row in self._connection.execute(found)}

    def crowd(self, key: Key) -> Crowd:
        """How many are there, and how many wait: people for the places, sign-ups on the list."""
        row = self._connection.execute(_CROWD, {"activity": key[0], "start": key[1]}).one()
        return Crowd(row.taken, row.waiting)

    def number_on_list(self, signup: SignUp) -> int:
        """How many wait before this one, and one more."""
        before = select(func.count()).where(
            *_is(signup.key), signups.c.state == WAITING, signups.c.id < signup.id
        )
        return int(self._connection.execute(before).scalar_one()) + 1

    def change(self, ids: Iterable[int], **to: Any) -> None:
        """Change some sign-ups, all in the same way."""
        wanted = list(ids)
        if wanted:
            self._connection.execute(update(signups).where(signups.c.id.in_(wanted)), to)

    def upcoming(self, since: datetime) -> dict[Key, set[str]]:
        """For what people are signed up, wait or have come, from then on, and in which room."""
        found = (
            select(signups.c.activity, signups.c.start, signups.c.room)
            .where(signups.c.start >= since, signups.c.state.in_(STANDING))
            .distinct()
        )
        rooms: dict[Key, set[str]] = {}
        for row in self._connection.execute(found):
            rooms.setdefault((row.activity, row.start), set()).add(row.room)
        return rooms

    def waited_for(self, since: datetime) -> set[Key]:
        """What people wait for that starts from then on."""
        found = (
            select(signups.c.activity, signups.c.start)
            .where(signups.c.start >= since, signups.c.state == WAITING)
            .distinct()
        )
        return {(row.activity, row.start) for row in self._connection.execute(found)}

    def overdue(self, now: datetime) -> set[Key]:
        """Where a place was kept for somebody who did not answer in time."""
        found = (
            select(signups.c.activity, signups.c.start)
            .where(signups.c.state == OFFERED, signups.c.kept_until <= now)
            .distinct()
        )
        return {(row.activity, row.start) for row in self._connection.execute(found)}

    def forget_old(self, today: date) -> None:
        """Take the person out of what is long over; how many they were stays."""
        old = update(signups).where(signups.c.day < today - KEPT, signups.c.person_id.is_not(None))
        self._connection.execute(old, {"person_id": None, "profile": ""})

    def forget_face(self, person: int, profile: str) -> None:
        """Take one of those that share a phone out of what they signed up for; the sizes stay."""
        own = update(signups).where(signups.c.person_id == person, signups.c.profile == profile)
        self._connection.execute(own, {"person_id": None, "profile": ""})

    def sizes(
        self, rooms: Sequence[str], first: date, last: date, states: Sequence[str]
    ) -> dict[tuple[str, Key], int]:
        """How many people were signed up in these days, by room and time of an activity."""
        found = (
            select(signups.c.room, signups.c.activity, signups.c.start, func.sum(signups.c.size))
            .where(
                signups.c.room.in_(rooms),
                signups.c.day.between(first, last),
                signups.c.state.in_(states),
            )
            .group_by(signups.c.room, signups.c.activity, signups.c.start)
        )
        return {(row[0], (row[1], row[2])): int(row[3]) for row in self._connection.execute(found)}


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

_CROWD = select(
    func.coalesce(func.sum(case((signups.c.state.in_(PLACED), signups.c.size))), 0).label("taken"),
    func.count(case((signups.c.state == WAITING, 1))).label("waiting"),
).where(signups.c.activity == bindparam("activity"), signups.c.start == bindparam("start"))


def _is(key: Key) -> tuple[Any, Any]:
    return signups.c.activity == key[0], signups.c.start == key[1]


def _signup(row: Row[Any]) -> SignUp:
    return SignUp(
        row.id,
        row.person_id,
        row.profile,
        row.activity,
        row.start,
        row.room,
        row.size,
        row.state,
        row.kept_until,
        row.answer,
        row.reads or "",
    )


assert all(f"'{state}'" in SIGNED_UP for state in ACTIVE)
