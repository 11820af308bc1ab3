"""Since when a room is measured: before that day nobody knows what it did."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Column, ColumnElement, Connection, String, delete, func, insert, or_, select

from storage.dialect import rows_of_json
from storage.tables.rooms import measured, openings

# From which day on each room counts, both in a period and since it is measured.
Begins = Mapping[str, date]


class Measured:
    """Queries about the day on which the figures of a room begin."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def since(self, rooms: Iterable[str]) -> dict[str, date]:
        """The day that a coordinator set, else that of the first opening; else no entry."""
        ids = [{"room": room} for room in sorted(set(rooms))]
        given = rows_of_json(self._connection.dialect.name, "rooms", {"room": String}).c.room
        chosen = select(measured.c.since).where(measured.c.room == given).scalar_subquery()
        # One look in an index for each room, however many years it is open.
        first = (
            select(openings.c.day)
            .where(openings.c.room == given, openings.c.undone_at.is_(None))
            .order_by(openings.c.day)
            .limit(1)
            .scalar_subquery()
        )
        since = select(given, func.coalesce(chosen, first).label("since"))
        rows = self._connection.execute(since, {"rooms": json.dumps(ids)})
        return {room: day for room, day in rows if day is not None}

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
