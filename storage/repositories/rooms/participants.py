"""Different people who were reached, counted without a name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, select, union

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.repositories.rooms.marks import (
    NO_GROUPS,
    Different,
    Groups,
    Who,
    different,
    held,
    persons,
)
from storage.repositories.rooms.measured import Begins, within
from storage.tables.rooms import openings, participants


class How(StrEnum):
    """In which way somebody was reached."""

    CHECKIN = "checkin"
    ACTIVITY = "activity"
    VOLUNTEER = "volunteer"
    ASKED_HELP = "request"


CHECKIN, ACTIVITY = How.CHECKIN, How.ACTIVITY
VOLUNTEER, ASKED_HELP = How.VOLUNTEER, How.ASKED_HELP


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAgain:
    """How many different people checked in, on how many days, and how many asked for something.

    Of those who ``checked_in`` so many came ``once``, on one day only, and ``twice``, on two;
    ``days`` are those of all of them added up. Of those who ``asked`` so many checked in too:
    ``both``.
    """

    checked_in: int
    once: int
    twice: int
    days: int
    asked: int
    both: int


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

    def counts(self, begins: Begins, *, last: date, groups: Groups = NO_GROUPS) -> Different:
        """How many different people were reached on these days, however they were.

        Whoever opened a room was reached too, also without a check-in.
        """
        left = select(participants.c.room, participants.c.mark).where(*_reached(begins, last))
        opened = select(openings.c.room, openings.c.helper).where(
            *held(begins, last), openings.c.helper.is_not(None)
        )
        rows = self._connection.execute(union(left, opened)).all()
        known = persons(self._connection, self._keys, begins, last) if rows else {}
        by_room: dict[str, set[Who | bytes]] = defaultdict(set)
        for room, mark in rows:
            by_room[room].add(known.get(mark, mark))
        return different(by_room, groups)

    def seen_again(self, begins: Begins, *, last: date) -> SeenAgain:
        """Who came on how many days, and in more ways than one; the days are of one year.

        A sign-up counts as asking only where something else than a check-in confirmed it: one
        that the check-in itself confirms says nothing new.
        """
        rows = select(participants).where(*_reached(begins, last)).order_by(participants.c.day)
        days: Counter[bytes] = Counter()
        asked: set[bytes] = set()
        for day, of_day in groupby(self._connection.execute(rows), key=lambda row: row.day):
            here: set[tuple[str, bytes]] = set()
            signed_up: set[tuple[str, bytes]] = set()
            for _, room, mark, hidden in of_day:
                if hidden == by_what(self._keys, day, room, mark, CHECKIN):
                    here.add((room, mark))
                elif hidden == by_what(self._keys, day, room, mark, ASKED_HELP):
                    asked.add(mark)
                elif hidden == by_what(self._keys, day, room, mark, ACTIVITY):
                    signed_up.add((room, mark))
            days.update({mark for _, mark in here})
            asked |= {mark for _, mark in signed_up - here}
        many = Counter(days.values())
        return SeenAgain(
            checked_in=len(days),
            once=many[1],
            twice=many[2],
            days=days.total(),
            asked=len(asked),
            both=len(asked & days.keys()),
        )


def _reached(begins: Begins, last: date) -> list[ColumnElement[bool]]:
    return within(participants.c.room, participants.c.day, begins, last)


def counted(keys: KeyRing, day: date, room: str, mark: bytes, how: How) -> dict[str, object]:
    """Somebody who was reached, as it is kept."""
    return {"day": day, "room": room, "mark": mark, "how": by_what(keys, day, room, mark, how)}


def by_what(keys: KeyRing, day: date, room: str, mark: bytes, how: str) -> str:
    """How somebody was reached, as it is kept: whoever has the key can ask whether it was so."""
    return keys.find("participants.how", f"{day.isoformat()} {room} {mark.hex()} {how}").hex()[:12]
