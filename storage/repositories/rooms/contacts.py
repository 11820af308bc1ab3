"""Different people who wrote to the bot, counted without a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.tables.rooms import contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody wrote, in a language; the room is empty for the bot as a whole.

    ``is_team``: somebody with a role.
    """

    person: int
    language: str
    room: str
    is_team: bool = False


class Contacts:
    """Queries about contacts: a mark that is made with the year's key stands for a person."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def wrote(self, written: Iterable[Contact], day: date) -> None:
        """Count each of them for a day, once."""
        rows = [
            counted(contact, day, self._keys.of_year(day.year, contact.person))
            for contact in written
        ]
        if rows:
            self._connection.execute(insert_new(self._connection, contacts), rows)

    def wrote_on(self, person: int, day: date) -> bool:
        """Whether somebody was counted on a day."""
        mark = self._keys.found_of_year(day.year, person)
        those = select(contacts.c.mark).where(
            contacts.c.day == day, contacts.c.mark == mark, contacts.c.room == ""
        )
        return self._connection.execute(those).first() is not None

    def rooms_of(self, person: int, day: date) -> list[str]:
        """The rooms that somebody asked about on a day."""
        mark = self._keys.found_of_year(day.year, person)
        rooms = select(contacts.c.room).where(
            contacts.c.day == day, contacts.c.mark == mark, contacts.c.room != ""
        )
        return list(self._connection.execute(rooms).scalars())


def counted(contact: Contact, day: date, mark: bytes) -> dict[str, object]:
    """A contact as it is kept: a mark of the year, and nobody's number."""
    return {
        "day": day,
        "room": contact.room,
        "mark": mark,
        "language": contact.language,
        "is_team": contact.is_team,
    }
