"""What a demo is made of: what was planned, how much is wanted, and the rows on their way."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from storage.demo.place import luck
from storage.dialect import fill
from storage.keyring import KeyRing
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.people.questions import Question
from storage.sealed_rows import SealedRows
from storage.store import Store

AT_ONCE = 5_000
YEAR = 365


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of time in which a room planned to be open."""

    room: str
    day: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Time:
    """One time of an activity; ``start`` names it."""

    activity: str
    room: str
    start: datetime
    places: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was planned in all the years and is planned ahead, and what the program says.

    ``blocks`` and ``times`` are in the order of time. ``answers`` are messages as they rest,
    ``question`` is one that can be open, ``consent`` the version of the text to which somebody
    says yes who asks for help.
    """

    neighbourhood: Neighbourhood
    blocks: Sequence[Block]
    times: Sequence[Time]
    answers: Sequence[str]
    question: Question
    consent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How much is wanted."""

    years: int
    people: int
    seed: int


class Making:
    """A demo that is being made: where it goes, by what luck, and how far it is."""

    def __init__(
        self,
        store: Store,
        keys: KeyRing,
        plan: Plan,
        wanted: Wanted,
        now: datetime,
        tell: Callable[[int], object],
    ) -> None:
        self.store, self.keys = store, keys
        self.plan, self.wanted, self.now = plan, wanted, now
        self.zone = ZoneInfo(plan.neighbourhood.timezone)
        self.today = now.astimezone(self.zone).date()
        self.rooms = [room.id for room in plan.neighbourhood.rooms]
        self._tell, self._rows = tell, 0
        self._sealed: dict[Table, SealedRows] = {}

    @property
    def first_day(self) -> date:
        """The day on which it began."""
        return self.today - timedelta(days=YEAR * self.wanted.years)

    def chance(self, part: str) -> random.Random:
        """The luck of one part: the same for the same seed, whatever other parts draw."""
        return luck(self.wanted.seed, part)

    def at(self, day: date, seconds: int) -> datetime:
        """So many seconds after local midnight, at the latest just now."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        moment = midnight.astimezone(UTC) + timedelta(seconds=seconds)
        return min(moment, self.now - timedelta(seconds=1))

    def add(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write new rows of a table, a batch at a time."""
        for batch in batches(rows):
            fill(self.store.connection, table, batch)
            self._rows += len(batch)
            self._tell(self._rows)

    def add_sealed(
        self,
        table: Table,
        rows: Iterable[tuple[int, Mapping[str, object], Mapping[str, object]]],
    ) -> None:
        """Write new rows of a sealed table, in which nobody else writes any."""
        if table not in self._sealed:
            self._sealed[table] = SealedRows(self.store.connection, self.keys, table)
        self.add(table, self._sealed[table].resting(rows))


def batches(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """So many at a time that memory stays small."""
    left = iter(rows)
    while batch := list(islice(left, AT_ONCE)):
        yield batch
