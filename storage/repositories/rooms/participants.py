"""Different people who were reached, counted without a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, select

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.repositories.rooms.measured import Begins, within
from storage.tables.people import people, profiles
from storage.tables.rooms import participants


class How(StrEnum):
    """In which way somebody was reached."""

    CHECKIN = "checkin"
    ACTIVITY = "activity"
    VOLUNTEER = "volunteer"
    ASKED_HELP = "request"


CHECKIN, ACTIVITY = How.CHECKIN, How.ACTIVITY
VOLUNTEER, ASKED_HELP = How.VOLUNTEER, How.ASKED_HELP


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How many different people were reached in each room, and in all of these rooms together."""

    by_room: Mapping[str, int]
    together: int


class Participants:
    """Queries about people who were reached: a mark of the year stands for a person."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def reached(self, person: int, room: str, day: date, how: How, *, profile: str = "") -> bool:
        """Count a person in a room for a day; False when that was done already in this way.

        Each of those who share a phone is a person.
        """
        row = counted(self._keys, day, room, self._keys.of_year(day.year, person, profile), how)
        added = insert_new(self._connection, participants).returning(participants.c.day)
        return self._connection.execute(added, row).first() is not None

    def was_reached(
        self, person: int, room: str, day: date, how: How, *, profile: str = ""
    ) -> bool:
        """Whether a person is counted in a room for a day already, in this way."""
        mark = self._keys.found_of_year(day.year, person, profile)
        if mark is None:
            return False
        hidden = by_what(self._keys, day, room, mark, how)
        those = select(participants.c.day).filter_by(day=day, room=room, mark=mark, how=hidden)
        return self._connection.execute(those).first() is not None

    def counts(self, begins: Begins, *, last: date) -> Reached:
        """How many different people were reached on these days, however they were.

        Days in two years would give one person two marks, so marks of the same person are taken
        together while that person is known and both years have their key.
        """
        marks_there = (
            select(participants.c.room, participants.c.mark)
            .where(*within(participants.c.room, participants.c.day, begins, last))
            .distinct()
        )
        rows = self._connection.execute(marks_there).all()
        first = min(begins.values(), default=last).year
        known = self._persons(first, last.year) if rows and first < last.year else {}
        by_room: dict[str, set[tuple[int, str] | bytes]] = defaultdict(set)
        for room, mark in rows:
            by_room[room].add(known.get(mark, mark))
        return Reached(
            by_room={room: len(marks) for room, marks in by_room.items()},
            together=len(set().union(*by_room.values())),
        )

    def _persons(self, *years: int) -> dict[bytes, tuple[int, str]]:
        """Whose marks these are, for as long as somebody is known; it leaves this class never."""
        numbers = self._connection.execute(select(people.c.id)).scalars()
        everybody = {(number, "") for number in numbers}
        shared = self._connection.execute(select(profiles.c.person_id, profiles.c.profile))
        everybody |= {(row.person_id, row.profile) for row in shared}
        return {
            mark: who
            for year in years
            for who in everybody
            if (mark := self._keys.found_of_year(year, *who))
        }


def counted(keys: KeyRing, day: date, room: str, mark: bytes, how: How) -> dict[str, object]:
    """Somebody who was reached, as it is kept."""
    return {"day": day, "room": room, "mark": mark, "how": by_what(keys, day, room, mark, how)}


def by_what(keys: KeyRing, day: date, room: str, mark: bytes, how: str) -> str:
    """How somebody was reached, as it is kept: whoever has the key can ask whether it was so."""
    return keys.find("participants.how", f"{day.isoformat()} {room} {mark.hex()} {how}").hex()[:12]
