"""Published hours that belong together: blocks that touch, and blocks with a short break between.

No clock in here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handlers.core.neighbourhood.timetable import Block, Timetable

# Whoever opened is still there after a break as long as this, unless somebody says otherwise.
LONGEST_BREAK = timedelta(hours=2)
# So long after it began nothing is taken to go on of itself; hours without an end have none.
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Stretch:
    """How the published hours go on after the end of an opening.

    ``ended`` is the last end that is over, or else the one to come; ``until``: the end of the block
    that it goes on in now; ``goes_on``: when it does after the break that is now. ``has_no_end``:
    it goes on day and night.
    """

    ended: datetime
    until: datetime | None = None
    goes_on: datetime | None = None
    has_no_end: bool = False

    def is_paused(self, now: datetime) -> bool:
        """Whether nothing is published now: it is over, or there is a break."""
        return now > self.ended and self.until is None and not self.has_no_end

    def is_over(self, now: datetime) -> bool:
        """Whether nothing more is published of it."""
        return self.is_paused(now) and self.goes_on is None


def after(timetable: Timetable, began: datetime, end: datetime, now: datetime) -> Stretch:
    """How the hours of something that began then, and should have ended then, go on now.

    Blocks that touch are one: where they do nothing ends, so nobody is asked whether it did.
    """
    ended, at = end, end
    while at <= now:
        block = timetable.block_at(at) or timetable.next_block(at)
        has_gap = block is not None and block.start > at
        is_far = block is not None and block.start > min(at + LONGEST_BREAK, began + LONGEST)
        if block is None or (has_gap and is_far):
            return Stretch(at)
        if block.start > now:
            return Stretch(at, goes_on=block.start)
        ended = at if has_gap else ended
        if block.end > now:
            until = whole_end(timetable, block.end, now)
            return Stretch(ended, until, has_no_end=until is None)
        at = block.end.astimezone(UTC)
    return Stretch(ended)


def whole_end(timetable: Timetable, end: datetime, now: datetime) -> datetime | None:
    """When blocks that touch end, of which the first ends then; None for hours without an end."""
    while end.astimezone(UTC) < now + LONGEST:
        block = timetable.block_at(end)
        if block is None:
            return end
        end = block.end
    return None


def is_day_and_night(timetable: Timetable, now: datetime) -> bool:
    """Whether it is planned to be open now, and to stay so for a day and a night at least."""
    block = timetable.block_at(now)
    return block is not None and whole_end(timetable, block.end, now) is None


def next_start(timetable: Timetable, now: datetime) -> Block | None:
    """The next block that is another opening than the one that is planned now."""
    block = timetable.block_at(now)
    end = whole_end(timetable, block.end, now) if block else now
    return timetable.next_block(end) if end else None
