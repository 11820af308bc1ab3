"""What became of single times of an activity: moved, cancelled, how many came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, or_, select, tuple_, update

from storage.dialect import insert_new
from storage.tables.activities import occurrences

# The id of an activity and the moment that its rule gives: what names one time of it.
Key: TypeAlias = tuple[str, datetime]


@dataclass(frozen=True, slots=True)
class Change:
    """What is other than the file says; ``came`` is None while nobody counted."""

    moved_to: datetime | None
    cancelled_at: datetime | None
    came: int | None


class Occurrences:
    """Queries about changed times of activities."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def between(self, first: datetime, last: datetime) -> dict[Key, Change]:
        """The changes of what was planned, or is now, in this stretch of time."""
        found = select(occurrences).where(
            or_(
                occurrences.c.start.between(first, last),
                occurrences.c.moved_to.between(first, last),
            )
        )
        return {_key(row): _change(row) for row in self._connection.execute(found)}

    def of(self, keys: Iterable[Key]) -> dict[Key, Change]:
        """The changes of these; one that goes as the file says is left out."""
        wanted = tuple_(occurrences.c.activity, occurrences.c.start).in_(list(keys))
        rows = self._connection.execute(select(occurrences).where(wanted))
        return {_key(row): _change(row) for row in rows}

    def hold(self, key: Key, room: str, day: date, now: datetime) -> Change:
        """Keep every other transaction from giving away its places until this one ends."""
        row = {"activity": key[0], "start": key[1], "room": room, "day": day, "changed_at": now}
        self._connection.execute(insert_new(self._connection, occurrences), row)
        locked = self.lock(key)
        assert locked
        return locked

    def lock(self, key: Key) -> Change | None:
        """The same for one that somebody signed up for; None when nobody ever did."""
        found = select(occurrences).where(*_is(key)).with_for_update()
        row = self._connection.execute(found).one_or_none()
        return _change(row) if row else None

    def attended(self, rooms: Sequence[str], first: date, last: date) -> dict[tuple[str, Key], int]:
        """How many came to what was held on these days and counted, by room and name."""
        found = select(occurrences).where(
            occurrences.c.room.in_(rooms),
            occurrences.c.day.between(first, last),
            occurrences.c.came.is_not(None),
            occurrences.c.cancelled_at.is_(None),
        )
        rows = self._connection.execute(found)
        return {(row.room, _key(row)): row.came for row in rows}

    def change(self, key: Key, person: int, now: datetime, **to: Any) -> None:
        """Write down what a key-holder changed; the row is there, because it is held."""
        values = {**to, "changed_by": person, "changed_at": now}
        self._connection.execute(update(occurrences).where(*_is(key)), values)


def _is(key: Key) -> tuple[Any, Any]:
    return occurrences.c.activity == key[0], occurrences.c.start == key[1]


def _key(row: Row[Any]) -> Key:
    return row.activity, row.start


def _change(row: Row[Any]) -> Change:
    return Change(row.moved_to, row.cancelled_at, row.came)
