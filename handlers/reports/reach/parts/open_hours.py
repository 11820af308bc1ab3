"""How long a room was open in a period, and how much of what was planned that covered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.repositories.rooms.reach import Span

DAY = timedelta(days=1)
# A planned block is covered when a room was open during so many seconds of it.
COVERS = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Planned blocks, those covered, minutes open and planned, and days without an opening."""

    planned: int
    covered: int
    minutes: int
    minutes_planned: int
    unlogged_days: tuple[date, ...] = ()


def of_room(
    view: NeighbourhoodView,
    room: str,
    first: date,
    last: date,
    spans: Sequence[Span],
    now: datetime,
) -> Hours:
    """Which planned blocks that have begun were covered, and how long the room was open."""
    timetable = view.past_timetables.get(room)
    closed = next((one for one in view.neighbourhood.closed_rooms if one.id == room), None)
    until = min(last, closed.until) if closed else last
    planned = timetable.blocks(first, until) if timetable and first <= until else []
    blocks = [block for block in planned if block.start <= now]
    open_from_to = [(span.opened_at.timestamp(), _end(view, span, now)) for span in spans]
    real = [(start, end) for start, end in open_from_to if end - start >= COVERS]
    starts = [start for start, _ in real]
    latest_end = list(accumulate((end for _, end in real), max))
    covered = []
    for block in blocks:
        place = bisect_right(starts, block.end.timestamp() - COVERS)
        covered.append(place > 0 and latest_end[place - 1] >= block.start.timestamp() + COVERS)
    served = {
        block.start.date() for block, is_covered in zip(blocks, covered, strict=True) if is_covered
    }
    served |= {block.start.date() for block in blocks if block.end > now}
    served |= {span.day for span in spans}
    seconds = [
        max(0.0, end - start)
        for span, (start, end) in zip(spans, open_from_to, strict=True)
        if first <= span.day <= last
    ]
    return Hours(
        len(blocks),
        sum(covered),
        sum(int(length // 60) for length in seconds),
        sum(
            int((min(block.end, now).timestamp() - block.start.timestamp()) // 60)
            for block in blocks
        ),
        tuple(sorted({block.start.date() for block in blocks} - served)),
    )


def _end(view: NeighbourhoodView, span: Span, now: datetime) -> float:
    """When a room closed; one that nobody closes does not go on for days."""
    if span.closed_at:
        return span.closed_at.timestamp()
    midnight = datetime.combine(span.day + DAY, time(), view.zone)
    return min(now, max(span.expected_end, midnight)).timestamp()
