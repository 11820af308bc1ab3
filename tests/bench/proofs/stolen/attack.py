"""What a thief makes of the file of a database, without the keys: no word of ours is used here.

Every table is read as it is. For each row that speaks of help the thief names one person, in each
of the ways below; a way that finds nothing says nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

# Tables of the rows that are guessed; and those whose rows belong to one of them, by a number.
WANTED = ("requests", "talks", "offers", "path_steps", "wishes")
# Whom a row is about, and who helps there: what a thief knows of the columns.
RESIDENT, HELPER = "resident", "helper"
NEAR = timedelta(seconds=60)
NUMBER = re.compile(r"\d{4,}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Shorter ones are flags, states and counts, which mean nothing when they are equal.
LONG_ENOUGH = 8
# A value that many rows have is a word of ours.
RARE = 12


@dataclass
class Row:
    """One row as it lies there: ``order`` is its place in the table, ``page`` that in the file."""

    table: str
    values: dict[str, Any]
    order: int
    page: int = 0
    size: int = 0
    parts: list[Row] = field(default_factory=list)

    @cached_property
    def whole(self) -> list[Row]:
        """The row and everything that belongs to it."""
        return [self, *self.parts]

    @cached_property
    def moments(self) -> list[datetime]:
        """Every exact time in it."""
        return [one for row in self.whole for one in moments(row.values.values())]

    @cached_property
    def days(self) -> set[date]:
        """Every day in it."""
        return {one for row in self.whole for one in days(row.values.values())}


class Loot:
    """Every row of every table, and what can be seen of people in it."""

    def __init__(self, tables: Mapping[str, Sequence[Row]]) -> None:
        self.tables = tables
        self.people = {row.values["id"] for row in tables["people"]}
        self._put_together()
        # Where people are named in plain: what else stands there, and when it was.
        self.named: list[tuple[Row, int]] = [
            (row, value)
            for name, rows in tables.items()
            if name not in WANTED
            for row in rows
            for value in row.values.values()
            if isinstance(value, int) and value in self.people
        ]
        self.counts = Counter(
            value for rows in tables.values() for row in rows for value in _telling(row)
        )
        self.seen: dict[Any, set[int]] = defaultdict(set)
        self.active: dict[date, set[int]] = defaultdict(set)
        timeline = []
        for row, person in self.named:
            for value in _telling(row):
                if value not in self.people:
                    self.seen[value].add(person)
            for one in days(row.values.values()):
                self.active[one].add(person)
            timeline += [(one, person) for one in moments(row.values.values())]
        self.timeline = sorted(timeline)
        self.times = [one for one, _ in self.timeline]

    def _put_together(self) -> None:
        by_number = {
            str(row.values["id"]): row for name in WANTED for row in self.tables.get(name, ())
        }
        for name, rows in self.tables.items():
            if name in WANTED or name == "people":
                continue
            for row in rows:
                for number in _numbers_in(row):
                    if number in by_number:
                        by_number[number].parts.append(row)

    def wanted(self) -> Iterator[Row]:
        """Every row that speaks of help."""
        for name in WANTED:
            yield from self.tables.get(name, ())

    def those_of(self, row: Row) -> set[int]:
        """Who was active on the days of a row; everybody when it tells no day."""
        found = set().union(*(self.active.get(day, set()) for day in row.days))
        return found or self.people


Way = Callable[[Loot, Row, str], int | None]


def equal_values(loot: Loot, row: Row, side: str) -> int | None:
    """A person's number stands in the row, or a rare value that stands beside a person's."""
    votes: Counter[int] = Counter()
    for column, value in row.values.items():
        if value in loot.people and (column == "person_id") == (side == RESIDENT):
            return int(value)
    for part in row.parts:
        votes.update(value for value in part.values.values() if value in loot.people)
    for part in row.whole:
        for value in _telling(part):
            if loot.counts[value] <= RARE and not _is_time(value):
                votes.update(loot.seen.get(value, ()))
    return _most(votes)


def near_times(loot: Loot, row: Row, _: str) -> int | None:
    """Somebody was named elsewhere within a minute of a time in the row."""
    votes: Counter[int] = Counter()
    for moment in row.moments:
        at = bisect_left(loot.times, moment - NEAR)
        while at < len(loot.times) and loot.times[at] <= moment + NEAR:
            distance = abs((loot.times[at] - moment).total_seconds())
            votes[loot.timeline[at][1]] += 61 - int(distance)
            at += 1
    return _most(votes)


def active_days(loot: Loot, row: Row, _: str) -> int | None:
    """Who was active on all the days on which rows with the same mark were made."""
    same: list[Row] = []
    for value in row.values.values():
        if isinstance(value, bytes) and loot.counts[value] > 1:
            same += [one for one in loot.wanted() if value in one.values.values()]
    if not same:
        return None
    votes = Counter(
        {
            person: sum(person in loot.active.get(day, ()) for one in same for day in one.days)
            for person in loot.people
        }
    )
    return _most(votes)


def row_order(loot: Loot, row: Row, _: str) -> int | None:
    """The rows of a day lie in the order in which its people were active."""
    return _in_step(loot, row, lambda one: one.order)


def page_order(loot: Loot, row: Row, _: str) -> int | None:
    """The same with the places of rows within the pages of the file."""
    return _in_step(loot, row, lambda one: one.page)


def sizes(loot: Loot, row: Row, _: str) -> int | None:
    """The largest row is of whoever has most elsewhere."""
    here = [one for one in loot.tables[row.table] if one.days & row.days or not row.days]
    ranked = sorted(here, key=lambda one: sum(part.size for part in one.whole))
    weights: Counter[int] = Counter()
    among = loot.those_of(row)
    for other, person in loot.named:
        if person in among:
            weights[person] += other.size
    people = sorted(weights, key=lambda one: (weights[one], one))
    return _same_place(ranked, row, people)


WAYS: Mapping[str, Way] = {
    "equal values": equal_values,
    "times within 60 s": near_times,
    "active days": active_days,
    "row order": row_order,
    "page order": page_order,
    "sizes": sizes,
}


def moments(values: Iterable[Any]) -> Iterator[datetime]:
    """The exact times among some values."""
    for value in values:
        made = _moment(value)
        if made and (made.hour, made.minute, made.second) != (0, 0, 0):
            yield made


def days(values: Iterable[Any]) -> Iterator[date]:
    """The days among some values, those of exact times too."""
    for value in values:
        made = _moment(value)
        if made:
            yield made.date()


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, str) and DAY.match(value):
        try:
            return datetime.fromisoformat(value).replace(tzinfo=None)
        except ValueError:
            return None
    return None


def _is_time(value: Any) -> bool:
    return _moment(value) is not None


def _telling(row: Row) -> Iterator[Any]:
    """The values of a row that are long enough to mean something when they are equal."""
    for value in row.values.values():
        text = str(value) if isinstance(value, int) else value
        if isinstance(text, str | bytes) and len(text) >= LONG_ENOUGH:
            yield value


def _numbers_in(row: Row) -> Iterator[str]:
    """The long numbers in a row, also within its texts."""
    for value in row.values.values():
        if isinstance(value, int) and not isinstance(value, bool):
            yield str(value)
        elif isinstance(value, str) and not _is_time(value):
            yield from NUMBER.findall(value)


def _in_step(loot: Loot, row: Row, place: Callable[[Row], int]) -> int | None:
    here = [one for one in loot.tables[row.table] if one.days & row.days or not row.days]
    ranked = sorted(here, key=place)
    course = [
        person for moment, person in loot.timeline if not row.days or moment.date() in row.days
    ]
    return _same_place(ranked, row, course)


def _same_place(ranked: Sequence[Row], row: Row, people: Sequence[int]) -> int | None:
    if not people:
        return None
    at = next(number for number, one in enumerate(ranked) if one is row)
    return people[at * len(people) // len(ranked)]


def _most(votes: Counter[int]) -> int | None:
    return max(votes, key=lambda one: (votes[one], one)) if votes else None
