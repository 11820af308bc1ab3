"""Published hours that belong together: blocks that touch, and blocks with a short break between.

No clock in here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handlers.core.neighbourhood.timetable import Timetable

# Whoever opened is still there after a break as long as this, unless somebody says otherwise.
LONGEST_BREAK = timedelta(hours=2)
# So long after it began nothing is taken to go on of itself; hours without an end have none.
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Stretch:
    """How the published hours go on after the end of an opening.

    ``ended`` is the last end that is over, or else the one to come; ``until``: the end of the block
    that it goes on in now; ``goes_on``: when it does after the break that is now.
    """

    ended: datetime
    until: datetime | None = None
    goes_on: datetime | None = None

    def is_paused(self, now: datetime) -> bool:
        """Whether nothing is published now: it is over, or there is a break."""
        return now > self.ended and self.until is None

    def is_over(self, now: datetime) -> bool:
        """Whether nothing more is published of it."""
        return self.is_paused(now) and self.goes_on is None


def after(timetable: Timetable, began: datetime, end: datetime, now: datetime) -> Stretch:
    """How the hours of something that began then, and should have ended then, go on now."""
    ended = end
    while ended <= now:
        block = timetable.block_at(ended) or timetable.next_block(ended)
        if block is None or block.start > ended + LONGEST_BREAK or block.start > began + LONGEST:
            return Stretch(ended)
        if block.start > now:
            return Stretch(ended, goes_on=block.start)
        if block.end > now:
            return Stretch(ended, until=block.end)
        ended = block.end.astimezone(UTC)
    return Stretch(ended)


def whole_end(timetable: Timetable, end: datetime, now: datetime) -> datetime | None:
    """When blocks that touch end, of which the first ends then; None for hours without an end."""
    while end.astimezone(UTC) < now + LONGEST:
        block = timetable.block_at(end)
        if block is None:
            return end
        end = block.end
    return None
