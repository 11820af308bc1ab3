"""The code of a room and day, which nobody has to keep; and how often it was picked wrongly."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, Table, delete, select, update

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.tables.rooms import guessed_rooms, wrong_pictures


class DayCodes:
    """Queries about the codes of the day. The code itself is in no table: the keys make it."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def number(self, room: str, day: date, codes: int) -> int:
        """Which of so many codes a room has on a day; nobody can tell it without the keys."""
        mark = self._keys.find("day_code", f"{room}\0{day.isoformat()}")
        return int.from_bytes(mark, "big") % codes

    def picked_wrong(self, person: int, today: date, room: str, day: date) -> None:
        """Somebody picked other pictures than those of this room and day."""
        self._count(wrong_pictures, person_id=person, day=today)
        self._count(guessed_rooms, room=room, day=day)

    def wrong_of(self, person: int, today: date) -> int:
        """How often somebody picked wrong pictures today, in all rooms."""
        return self._counted(wrong_pictures, person_id=person, day=today)

    def wrong_in(self, room: str, day: date) -> int:
        """How often the pictures of a room and day were picked wrongly, by anybody."""
        return self._counted(guessed_rooms, room=room, day=day)

    def forget_old(self, today: date) -> None:
        """Drop the counts of days that are over; an opening may go on over midnight."""
        for table in (wrong_pictures, guessed_rooms):
            old = table.c.day < date.fromordinal(today.toordinal() - 1)
            self._connection.execute(delete(table).where(old))

    def _count(self, table: Table, **which: int | str | date) -> None:
        self._connection.execute(insert_new(self._connection, table), {**which, "wrong": 0})
        more = update(table).filter_by(**which).values(wrong=table.c.wrong + 1)
        self._connection.execute(more)

    def _counted(self, table: Table, **which: int | str | date) -> int:
        wrong = select(table.c.wrong).filter_by(**which)
        return int(self._connection.execute(wrong).scalar() or 0)
