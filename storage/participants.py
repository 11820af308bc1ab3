"""Different people who were reached, counted without a name."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.tables import participants


class Participants:
    """Queries about participants: a mark that is made with the year's key stands for a person."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def reached(self, person: int, room: str, day: date, how: str) -> None:
        """Count a person for a room and a day; the same again changes nothing."""
        row = {
            "day": day,
            "room": room,
            "mark": self._keys.of_year(day.year, person),
            "how": how,
        }
        self._connection.execute(insert_new(self._connection, participants), row)
