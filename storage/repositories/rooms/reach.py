"""Adds up what the rooms did, for a report: openings, visits, helpers, contacts.

Days are local days of the neighbourhood; the first and the last one are both included. ``begins``
says for each room from which day it counts. What was undone never counts. Every query stays within
its days, so that old years cost nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, select

from storage.keyring import KeyRing
from storage.repositories.rooms import by_residents
from storage.repositories.rooms.by_residents import Alone
from storage.repositories.rooms.marks import (
    NO_GROUPS,
    Different,
    Groups,
    Who,
    different,
    held,
    held_anywhere,
    persons,
)
from storage.repositories.rooms.measured import Begins, within
from storage.repositories.rooms.participants import VOLUNTEER, by_what
from storage.tables.rooms import contacts, openings, participants

# In the table of contacts this stands for the bot as a whole, without a room.
EVERYWHERE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What some openings add up to.

    ``counted`` of them have a headcount: ``visits`` together. ``asked`` of them have a number of
    people who were here for the first time this year: ``new_faces`` together.
    """

    openings: int = 0
    counted: int = 0
    visits: int = 0
    asked: int = 0
    new_faces: int = 0

    @property
    def known_visits(self) -> int | None:
        """The visits; None when no opening was counted: nobody knows how many came."""
        return self.visits if self.counted else None

    @property
    def known_new_faces(self) -> int | None:
        """The new faces; None when nobody was asked at any opening."""
        return self.new_faces if self.asked else None

    def __add__(self, other: Sums) -> Sums:
        """Both together."""
        return Sums(
            openings=self.openings + other.openings,
            counted=self.counted + other.counted,
            visits=self.visits + other.visits,
            asked=self.asked + other.asked,
            new_faces=self.new_faces + other.new_faces,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when until when a room was open; ``closed_at`` is None while it is."""

    day: date
    opened_at: datetime
    expected_end: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers(Different):
    """How many different people opened a room or joined; ``joined`` are those who joined alone."""

    joined: Different


class Reach:
    """Queries about what a period adds up to; they only read."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def sums(self, begins: Begins, *, last: date) -> dict[str, Sums]:
        """What the openings of each room add up to; a room without openings is left out."""
        added_up = (
            select(
                openings.c.room,
                func.count().label("openings"),
                func.count(openings.c.visits).label("counted"),
                func.coalesce(func.sum(openings.c.visits), 0).label("visits"),
                func.count(openings.c.new_faces).label("asked"),
                func.coalesce(func.sum(openings.c.new_faces), 0).label("new_faces"),
            )
            .where(*held(begins, last))
            .group_by(openings.c.room)
        )
        return {
            row.room: Sums(
                openings=row.openings,
                counted=row.counted,
                visits=int(row.visits),
                asked=row.asked,
                new_faces=int(row.new_faces),
            )
            for row in self._connection.execute(added_up)
        }

    def rooms(self, *, first: date, last: date) -> list[str]:
        """Every room that was open on these days, also one that has left the file since."""
        rooms = select(openings.c.room).where(*held_anywhere(first, last)).distinct()
        return sorted(self._connection.execute(rooms).scalars())

    def spans(self, begins: Begins, *, last: date) -> dict[str, list[Span]]:
        """When each room was open, oldest first; a room without openings is left out."""
        times = (
            select(
                openings.c.room,
                openings.c.day,
                openings.c.opened_at,
                openings.c.expected_end,
                openings.c.closed_at,
            )
            .where(*held(begins, last))
            .order_by(openings.c.opened_at)
        )
        spans: dict[str, list[Span]] = defaultdict(list)
        for row in self._connection.execute(times):
            span = Span(
                day=row.day,
                opened_at=row.opened_at,
                expected_end=row.expected_end,
                closed_at=row.closed_at,
            )
            spans[row.room].append(span)
        return dict(spans)

    def volunteers(self, begins: Begins, *, last: date, groups: Groups = NO_GROUPS) -> Helpers:
        """How many different people opened a room, or joined as a volunteer after a trial.

        They are among the participants, who are counted with the same marks. Who opened is known
        across two years for as long as that person is.
        """
        openers = (
            select(openings.c.room, openings.c.helper, openings.c.opened_by)
            .where(*held(begins, last), openings.c.helper.is_not(None))
            .distinct()
        )
        reached = select(participants).where(
            *within(participants.c.room, participants.c.day, begins, last)
        )
        opened = self._connection.execute(openers).all()
        known = persons(self._connection, self._keys, begins, last)
        known |= {row.helper: (row.opened_by, "") for row in opened if row.opened_by is not None}
        by_room: dict[str, set[Who | bytes]] = defaultdict(set)
        joined: dict[str, set[Who | bytes]] = defaultdict(set)
        for row in opened:
            by_room[row.room].add(known.get(row.helper, row.helper))
        for day, room, mark, how in self._connection.execute(reached):
            if how == by_what(self._keys, day, room, mark, VOLUNTEER):
                joined[room].add(known.get(mark, mark))
                by_room[room].add(known.get(mark, mark))
        every = different(by_room, groups)
        return Helpers(
            by_room=every.by_room,
            together=every.together,
            by_group=every.by_group,
            joined=different(joined, groups),
        )

    def by_residents(self, begins: Begins, *, last: date, now: datetime) -> dict[str, Alone]:
        """How many openings residents ran alone, of how many that is known; by room."""
        counted = by_residents.query(held(begins, last), now)
        return {
            row.room: Alone(openings=row.openings, of=row.of)
            for row in self._connection.execute(counted)
        }

    def contacts(self, begins: Begins, *, last: date, is_team: bool = False) -> int:
        """How many different people wrote to the bot about one of these rooms, or ``EVERYWHERE``.

        Without the team, or of the team alone.

        Counted within each calendar year: in a week with New Year's Eve somebody who wrote in both
        years counts twice, because nothing links the marks of two years.
        """
        written = _contacts(begins, last, is_team=is_team)
        marks = select(func.count(contacts.c.mark.distinct())).where(*written)
        return self._connection.execute(marks).scalar_one()

    def contacts_by_room(
        self, begins: Begins, *, last: date, is_team: bool = False
    ) -> dict[str, int]:
        """The same for each room by itself; a room without contacts is left out."""
        return self._contacts_by(contacts.c.room, begins, last, is_team=is_team)

    def languages(self, begins: Begins, *, last: date) -> dict[str, int]:
        """The same for each language; somebody who used two languages counts in both."""
        return self._contacts_by(contacts.c.language, begins, last)

    def _contacts_by(
        self,
        key: ColumnElement[str],
        begins: Begins,
        last: date,
        *,
        is_team: bool = False,
    ) -> dict[str, int]:
        marks = (
            select(key, func.count(contacts.c.mark.distinct()))
            .where(*_contacts(begins, last, is_team=is_team))
            .group_by(key)
        )
        return {row[0]: row[1] for row in self._connection.execute(marks)}


def _contacts(begins: Begins, last: date, *, is_team: bool) -> list[ColumnElement[bool]]:
    own = within(contacts.c.room, contacts.c.day, begins, last)
    return [*own, contacts.c.is_team.is_(is_team)]
