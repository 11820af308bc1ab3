"""Different people who wrote to the bot, counted without a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.tables.rooms import contacts


class Contacts:
    """Queries about contacts: a mark that is made with the year's key stands for a person."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def wrote(self, seen: Iterable[tuple[int, str, str]], day: date) -> None:
        """Count each (person, language, room) for a day; room is empty for the bot as a whole."""
        rows = [
            {
                "day": day,
                "room": room,
                "mark": self._keys.of_year(day.year, person),
                "language": language,
            }
            for person, language, room in seen
        ]
        if rows:
            self._connection.execute(insert_new(self._connection, contacts), rows)

    def rooms_of(self, person: int, day: date) -> list[str]:
        """The rooms that somebody asked about on a day."""
        found = select(contacts.c.room).where(
            contacts.c.day == day,
            contacts.c.mark == self._keys.of_year(day.year, person),
            contacts.c.room != "",
        )
        return list(self._connection.execute(found).scalars())
