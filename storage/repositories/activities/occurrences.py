"""What became of single times of an activity: moved, cancelled, how many came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select, update

from storage.dialect import insert_new
from storage.tables.activities import occurrences

# The id of an activity and the moment that its rule gives: what names one time of it.
Key: TypeAlias = tuple[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is other than the file says; ``came`` is None while nobody counted."""

    moved_to: datetime | None
    cancelled_at: datetime | None
    came: int | None


class Occurrences:
    """Queries about changed times of activities."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def between(self, *, first: datetime, last: datetime) -> dict[Key, Change]:
        """The changes of what was planned, or is now, in this stretch of time."""
        # Asked for apart: each has an index.
        return {
            _key(row): _change(row)
            for stretch in (_PLANNED, _MOVED)
            for row in self._connection.execute(stretch, {"first": first, "last": last})
        }

    def of(self, keys: Iterable[Key]) -> dict[Key, Change]:
        """The changes of these; one that goes as the file says is left out."""
        wanted = set(keys)
        rows = self._connection.execute(_STARTING, {"starts": list({key[1] for key in wanted})})
        return {_key(row): _change(row) for row in rows if _key(row) in wanted}

    def lock_new(self, key: Key, *, room: str, day: date, now: datetime) -> Change:
        """Keep every other transaction from giving away its places until this one ends."""
        row = {"activity": key[0], "start": key[1], "room": room, "day": day, "changed_at": now}
        self._connection.execute(insert_new(self._connection, occurrences), row)
        locked = self.lock(key)
        assert locked
        return locked

    def lock(self, key: Key) -> Change | None:
        """The same for one that somebody signed up for; None when nobody ever did."""
        named = {"activity": key[0], "start": key[1]}
        row = self._connection.execute(_LOCKED, named).one_or_none()
        return _change(row) if row else None

    def attended(
        self, rooms: Sequence[str], *, first: date, last: date
    ) -> dict[tuple[str, Key], int]:
        """How many came to what took place on these days and was counted, by room and name."""
        counted = select(occurrences).where(
            occurrences.c.room.in_(rooms),
            occurrences.c.day.between(first, last),
            occurrences.c.came.is_not(None),
            occurrences.c.cancelled_at.is_(None),
        )
        rows = self._connection.execute(counted)
        return {(row.room, _key(row)): row.came for row in rows}

    def cancel(self, key: Key, person: int, now: datetime) -> None:
        """It does not take place; for this, and what follows, the row is there and locked."""
        self._change(key, person, now, {"cancelled_at": now})

    def move(self, key: Key, person: int, *, moved_to: datetime, day: date, now: datetime) -> None:
        """It takes place at another time, also when it was cancelled before."""
        moved = {"moved_to": moved_to, "day": day, "cancelled_at": None}
        self._change(key, person, now, moved)

    def revive(self, key: Key, person: int, *, at: datetime, now: datetime) -> None:
        """It takes place after all, at this time: what the file cancels goes on then too."""
        self._change(key, person, now, {"moved_to": at, "cancelled_at": None})

    def count(
        self, key: Key, person: int, *, came: int, day: date, room: str, now: datetime
    ) -> None:
        """So many came, and on which day and in which room it was in the end."""
        self._change(key, person, now, {"came": came, "day": day, "room": room})

    def _change(self, key: Key, person: int, now: datetime, columns: Mapping[str, object]) -> None:
        values = {**columns, "changed_by": person, "changed_at": now}
        self._connection.execute(update(occurrences).where(*_is(key)), values)


# Made once: to build one anew for each question takes as long as to ask it.
_PLANNED, _MOVED = (
    select(occurrences).where(time.between(bindparam("first"), bindparam("last")))
    for time in (occurrences.c.start, occurrences.c.moved_to)
)
_STARTING = select(occurrences).where(occurrences.c.start.in_(bindparam("starts", expanding=True)))
_LOCKED = (
    select(occurrences)
    .where(
        occurrences.c.activity == bindparam("activity"), occurrences.c.start == bindparam("start")
    )
    .with_for_update()
)


def _is(key: Key) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return occurrences.c.activity == key[0], occurrences.c.start == key[1]


def _key(row: Row[Any]) -> Key:
    return row.activity, row.start


def _change(row: Row[Any]) -> Change:
    return Change(moved_to=row.moved_to, cancelled_at=row.cancelled_at, came=row.came)
