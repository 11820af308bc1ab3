"""When a room plans to be open: its published hours and its special days, as blocks of time.

No clock in here, and nothing changes after it is made: one ``Timetable`` per room, kept for as
long as the room's hours stay the same, may be asked by many threads at once.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from storage.neighbourhood.rooms import Room, SpecialDay
from storage.neighbourhood.times.hours import DAY, day_hours

DAY_SECONDS = DAY * 60
AHEAD_SECONDS = 60 * DAY_SECONDS
# A block lasts 48 hours at most, and an hour more in the night when the clock goes back. Two that
# touch at midnight are shorter together.
LONGEST_SECONDS = 50 * 60 * 60
WINDOW_DAYS = 32
EPOCH = date(1970, 1, 1).toordinal()
# opening_hours knows no earlier days, and the last days of all could not end.
FIRST_DAY = date(1900, 1, 1).toordinal()
LAST_DAY = date(9999, 12, 1).toordinal()
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of time in which a room plans to be open; ``reason`` when a special day gave it.

    Both ends are in the neighbourhood's zone. Python subtracts such times by the wall clock:
    take ``minutes`` for the real length.
    """

    start: datetime
    end: datetime
    reason: str | Mapping[str, str] | None = field(default=None, hash=False)

    @property
    def minutes(self) -> int:
        """How long it really lasts, also in the two nights when the clock changes."""
        return int((self.end.timestamp() - self.start.timestamp()) // 60)


class _Window(NamedTuple):
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    blocks: tuple[Block, ...]


class Timetable:
    """Answers when one room plans to be open."""

    def __init__(self, room: Room, zone: ZoneInfo) -> None:
        self.room = room
        self.zone = zone
        self._hours = day_hours(room.hours)
        self._special = {special.date: special for special in room.exceptions}
        self._yearly: dict[tuple[int, int], list[SpecialDay]] = {}
        for special in sorted(room.exceptions, key=lambda one: one.date):
            if special.yearly:
                same_day = self._yearly.setdefault((special.date.month, special.date.day), [])
                same_day.append(special)
        self._spans = lru_cache(maxsize=1024)(self._work_out_spans)
        self._day = lru_cache(maxsize=1024)(self._work_out_day)
        self._window = lru_cache(maxsize=16)(self._work_out_window)

    def blocks(self, first: date, last: date) -> tuple[Block, ...]:
        """List the blocks that start on these local days, the last one included, in order."""
        return tuple(
            block for day in _days(first.toordinal(), last.toordinal()) for block in self._day(day)
        )

    def block_at(self, now: datetime) -> Block | None:
        """Find the block that ``now`` falls in; of two that overlap, the one that began last."""
        stamp = _stamp(now)
        starts, ends, blocks = self._window(int(stamp // DAY_SECONDS) // WINDOW_DAYS)
        place = bisect_right(starts, stamp) - 1
        while place >= 0 and starts[place] > stamp - LONGEST_SECONDS:
            if ends[place] > stamp:
                return blocks[place]
            place -= 1
        return None

    def next_block(self, now: datetime) -> Block | None:
        """Find the first block that starts after ``now``, within 60 times 24 hours."""
        stamp = _stamp(now)
        starts, _, blocks = self._window(int(stamp // DAY_SECONDS) // WINDOW_DAYS)
        place = bisect_right(starts, stamp)
        near = place < len(starts) and starts[place] <= stamp + AHEAD_SECONDS
        return blocks[place] if near else None

    def special_day(self, day: date) -> SpecialDay | None:
        """Tell what is special about a local day; a date of its own comes before a yearly one."""
        own = self._special.get(day)
        every = () if own else self._yearly.get((day.month, day.day), ())
        before = [special for special in every if special.date < day]
        return before[-1].model_copy(update={"date": day}) if before else own

    def is_shut(self, day: date) -> bool:
        """Whether it keeps closed on a day on which it opens in other weeks: a holiday."""
        special = self.special_day(day)
        if special:
            return special.closed
        if self.blocks(day, day):
            return False
        return any(self.blocks(day + way, day + way) for way in (-WEEK, WEEK))

    def special_days(self, first: date, last: date) -> tuple[SpecialDay, ...]:
        """List the special days from the first to the last local day, both included, in order."""
        days = {day for day in self._special if first <= day <= last}
        for year in range(first.year, last.year + 1) if self._yearly else ():
            # A 29 February is there in leap years only.
            there = [on for on in self._yearly if on[1] <= monthrange(year, on[0])[1]]
            days.update(one for one in (date(year, *on) for on in there) if first <= one <= last)
        found = (self.special_day(day) for day in sorted(days))
        return tuple(special for special in found if special)

    def _work_out_day(self, day: date) -> tuple[Block, ...]:
        spans, special = self._spans(day.toordinal()), self.special_day(day)
        before, after = (self._spans(day.toordinal() + way) for way in (-1, 1))
        own = spans[1:] if self._goes_on(before, spans, day) else spans
        if own and self._goes_on(spans, after, day + ONE_DAY):
            own = (*own[:-1], (own[-1][0], DAY + after[0][1]))
        hours = (
            (_moment(day, start, self.zone), _moment(day, end, self.zone)) for start, end in own
        )
        reason = special.reason if special else None
        # What lies wholly in the hour that spring leaves out does not take place.
        return tuple(Block(start, end, reason) for start, end in hours if start != end)

    def _work_out_spans(self, number: int) -> tuple[Span, ...]:
        """The hours that are written for a day itself, in minutes after its midnight."""
        if not FIRST_DAY <= number <= LAST_DAY:
            return ()
        day = date.fromordinal(number)
        special = self.special_day(day)
        if special is None:
            return self._hours.of(day)
        return day_hours(special.hours).of(day) if special.hours else ()

    def _goes_on(self, evening: Sequence[Span], morning: Sequence[Span], day: date) -> bool:
        """Whether a night is written in two parts that touch at the midnight that begins ``day``.

        A day around the clock stays a day of its own, and so does one that is special.
        """
        if not (evening and morning) or self.special_day(day):
            return False
        (begin, end), (start, stop) = evening[-1], morning[0]
        return begin > 0 and end == DAY and start == 0 and stop < DAY

    def _work_out_window(self, number: int) -> _Window:
        """Line up all blocks that a question about some 32 days can be answered with."""
        first = EPOCH + number * WINDOW_DAYS
        blocks = tuple(
            block for day in _days(first - 4, first + WINDOW_DAYS + 62) for block in self._day(day)
        )
        starts = tuple(block.start.timestamp() for block in blocks)
        return _Window(starts, tuple(block.end.timestamp() for block in blocks), blocks)


def _days(first: int, last: int) -> Iterator[date]:
    return map(date.fromordinal, range(max(first, FIRST_DAY), min(last, LAST_DAY) + 1))


def _stamp(now: datetime) -> float:
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    return now.timestamp()


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Find when the wall clock shows this time.

    In the hour that spring leaves out it is the end of that hour; in the hour that autumn has
    twice it is the first of the two.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    while True:
        moment = wall.replace(tzinfo=zone)
        if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall:
            return moment
        wall += timedelta(minutes=1)
