"""Since when a room is measured: before that day nobody knows what it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Column, ColumnElement, Connection, delete, insert, or_, select

from storage.tables.rooms import measured, openings

# From which day on each room counts, both in a period and since it is measured.
Begins = Mapping[str, date]


class Measured:
    """Queries about the day on which the figures of a room begin."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def since(self, rooms: Iterable[str]) -> dict[str, date]:
        """The day that a coordinator set, else that of the first opening; else no entry."""
        ids = sorted(set(rooms))
        chosen = select(measured.c.room, measured.c.since).where(measured.c.room.in_(ids))
        begins = {row.room: row.since for row in self._connection.execute(chosen)}
        for room in ids:
            if room not in begins:
                # One look in an index for each room, however many years it is open.
                valid = openings.c.undone_at.is_(None)
                first = select(openings.c.day).where(openings.c.room == room, valid)
                day = self._connection.execute(first.order_by(openings.c.day).limit(1)).scalar()
                if day:
                    begins[room] = day
        return begins

    def set(self, room: str, since: date) -> None:
        """Figures of this room count from that day on."""
        self.clear(room)
        row = {"room": room, "since": since}
        self._connection.execute(insert(measured), row)

    def clear(self, room: str) -> None:
        """It begins with its first opening again."""
        self._connection.execute(delete(measured).where(measured.c.room == room))


def within(
    room: Column[str], day: Column[date], begins: Begins, last: date
) -> list[ColumnElement[bool]]:
    """Rows of these rooms, of each from its day on, and until ``last``."""
    first = min(begins.values(), default=last)
    conditions: list[ColumnElement[bool]] = [room.in_(begins), day.between(first, last)]
    for later in sorted(set(begins.values()) - {first}):
        # One condition a day: nearly always all rooms begin on the same one.
        those = [one for one, begin in begins.items() if begin == later]
        conditions.append(or_(room.not_in(those), day >= later))
    return conditions
