"""What a coordinator tells the neighbours: the draft, sealed, whom it reaches, and how it goes."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, text

from storage.dialect import insert_new
from storage.keyring import KeyMissing, KeyRing, KeysOutOfReach
from storage.repositories.activities.sign_ups import ACTIVE
from storage.repositories.messages.letters import ROWS, is_about, opened
from storage.repositories.messages.outbox_sql import CLAIMED, DROPPED, QUEUED, SENT, UNCERTAIN
from storage.repositories.messages.queued import LOOKED_AT_ONCE
from storage.repositories.people.profiles import languages_of
from storage.tables.activities import signups
from storage.tables.messages import UNSENT, jobs, outbox
from storage.tables.people import people, subscriptions

# What every message of an announcement has in a button: which one it belongs to. A button that
# only leads to an announcement calls it otherwise.
PART_OF = "announced"
# Under which name it is remembered that something was announced.
JOB = "announcement"
# A turn and the rows it makes are of one moment, by clocks that may differ a little.
EARLIER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody to tell: the rooms they subscribed to, none for who only signed up there.

    ``language`` is what they read; empty when neither chosen nor hinted.
    """

    person: int
    profile: str
    rooms: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """An announcement that was made: its own name, whom it is for, and when that was."""

    name: str
    target: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How an announcement goes: how many have it, left us, or will not get it; and what waits.

    ``waiting`` are messages that nobody began to send, ``until`` is when the first of them may go;
    ``flying`` are on their way. ``payloads`` are the messages that say something else each.
    """

    delivered: int
    left: int
    stopped: int
    flying: int
    waiting: tuple[int, ...]
    until: datetime | None
    payloads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """News that nobody began to send: its number, what it says, and what its reader reads."""

    number: int
    payload: str
    language: str


class Announcements:
    """Queries about announcements. Until the yes only its writer can read one."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def seal(self, person: int, words: str) -> str:
        """A draft as it may stand among the answers of its writer's open question."""
        return base64.b64encode(self._keys.seal(words, "dialogues", "answers", person)).decode()

    def open(self, person: int, sealed: str) -> str:
        """The words of a draft; empty when they cannot be read any more."""
        try:
            return self._keys.open(base64.b64decode(sealed), "dialogues", "answers", person)
        except KeysOutOfReach:
            raise
        except (KeyMissing, ValueError):
            return ""

    def mark(self, words: str, *, room: str) -> str:
        """What tells one announcement from another without saying anything of it."""
        return self._keys.find("announcement", f"{room}\0{words}")[:16].hex()

    def readers(self, rooms: Sequence[str], *, first: datetime, last: datetime) -> list[Reader]:
        """Whoever subscribed to these rooms, and whoever is signed up there in that time."""
        subscribed = (
            select(subscriptions.c.person_id, subscriptions.c.room)
            .join(people, people.c.id == subscriptions.c.person_id)
            .where(subscriptions.c.room.in_(rooms), people.c.left_at.is_(None))
            .order_by(subscriptions.c.person_id, subscriptions.c.room)
        )
        told: dict[tuple[int, str], tuple[str, ...]] = {}
        for row in self._connection.execute(subscribed):
            whom = row.person_id, ""
            told[whom] = (*told.get(whom, ()), row.room)
        subscribers = {person for person, _ in told}
        for whom in self._coming(signups.c.room.in_(rooms), first, last):
            if whom[0] not in subscribers:
                told[whom] = ()
        return self._read_by(told)

    def signed_up(self, activity: str, *, first: datetime, last: datetime) -> list[Reader]:
        """Whoever is signed up for the times of an activity that start in that time."""
        coming = self._coming(signups.c.activity == activity, first, last)
        return self._read_by(dict.fromkeys(coming, ()))

    def add(self, name: str, target: str, now: datetime) -> None:
        """Remember that something was announced, to whom, and when; not what it says."""
        row = {"job": f"{JOB} {target}", "period": name, "at": now}
        self._connection.execute(insert_new(self._connection, jobs), row)

    def since(self, first: datetime) -> list[Announced]:
        """What was announced from then on, the newest first."""
        made = select(jobs).where(jobs.c.at >= first, jobs.c.job.startswith(f"{JOB} "))
        rows = self._connection.execute(made.order_by(jobs.c.at.desc(), jobs.c.period))
        return [
            Announced(name=row.period, target=row.job.partition(" ")[2], at=row.at) for row in rows
        ]

    def progress(self, announced: Announced) -> Progress:
        """How an announcement goes, by the messages that have its name in a button."""
        rows = self._connection.execute(_MADE.where(outbox.c.due_at >= announced.at - EARLIER))
        own = [row for row in rows if self._is_of(row, announced.name)]
        queued = [row for row in own if row.state == QUEUED]
        dropped = [row for row in own if row.state == DROPPED]
        left = [row for row in dropped if row.left_at or row.problem == "PersonLeft"]
        said = {
            letter.payload.rpartition(ROWS)[0]: letter.payload
            for row in own
            if row.words and (letter := opened(self._keys, row))
        }
        return Progress(
            delivered=sum(row.state in {SENT, UNCERTAIN} for row in own),
            left=len(left),
            stopped=len(dropped) - len(left),
            flying=sum(row.state == CLAIMED for row in own),
            waiting=tuple(row.id for row in queued),
            until=min((row.due_at for row in queued), default=None),
            payloads=tuple(said.values()),
        )

    def going(self, priority: int, due_by: datetime) -> list[Going]:
        """What waits with this priority and is due by then: the oldest, and no more than may go."""
        waiting = and_(text("outbox." + UNSENT), outbox.c.state == QUEUED)
        due = and_(outbox.c.priority == priority, outbox.c.due_at <= due_by)
        rows = self._connection.execute(_GOING.where(waiting, due).limit(LOOKED_AT_ONCE))
        found = []
        for row in rows:
            try:
                payload = opened(self._keys, row).payload
            except KeyMissing:
                continue
            # Of those who share a phone it stands with the message.
            language = row.told_in or row.language or row.hint
            found.append(Going(number=row.id, payload=payload, language=language))
        return found

    def _is_of(self, row: Any, name: str) -> bool:
        try:
            return is_about(self._keys, row, {(PART_OF, name)})
        except KeyMissing:
            return False

    def _coming(
        self, to: ColumnElement[bool], first: datetime, last: datetime
    ) -> list[tuple[int, str]]:
        """Each person and profile that is signed up for something of this in that time."""
        coming = (
            select(signups.c.person_id, signups.c.profile)
            .join(people, people.c.id == signups.c.person_id)
            .where(to, signups.c.state.in_(ACTIVE))
            .where(signups.c.start.between(first, last), people.c.left_at.is_(None))
            .distinct()
            .order_by(signups.c.person_id, signups.c.profile)
        )
        return [(row.person_id, row.profile) for row in self._connection.execute(coming)]

    def _read_by(self, told: Mapping[tuple[int, str], tuple[str, ...]]) -> list[Reader]:
        # Only of those that share a phone; what stands with the phone is the one who has it now.
        spoken = languages_of(self._connection, told.keys())
        phones = select(people.c.id, people.c.language, people.c.hint)
        rows = self._connection.execute(
            phones.where(people.c.id.in_({person for person, _ in told}))
        )
        else_spoken = {row.id: row.language or row.hint for row in rows}
        return [
            Reader(
                person=whom[0],
                profile=whom[1],
                rooms=rooms,
                language=spoken.get(whom) or else_spoken[whom[0]],
            )
            for whom, rooms in told.items()
        ]


_MADE = (
    select(
        outbox.c.id,
        outbox.c.token,
        outbox.c.words,
        outbox.c.buttons,
        outbox.c.state,
        outbox.c.problem,
        outbox.c.due_at,
        people.c.left_at,
    )
    .join(people, people.c.id == outbox.c.person_id)
    .order_by(outbox.c.id)
)
_GOING = (
    select(
        outbox.c.id,
        outbox.c.token,
        outbox.c.words,
        outbox.c.buttons,
        outbox.c.language.label("told_in"),
        people.c.language,
        people.c.hint,
    )
    .join(people, people.c.id == outbox.c.person_id)
    .order_by(outbox.c.id + 0)
)
