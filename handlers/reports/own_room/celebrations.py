"""What a room may be glad of: plain rules over its figures; nothing about people is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from handlers.core.messages import Text, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.history import Past
from handlers.reports.own_room.lines import LAST_WEEK, THIS_WEEK
from handlers.reports.reach.parts import open_hours
from handlers.rooms.door import celebrating
from storage.store import Store

DAY = timedelta(days=1)
# The most of fewer weeks is no news.
WEEKS = 4


def of_visits(past: Sequence[Past], year: int) -> Iterator[Text]:
    """The round number of the year that was reached this week or last, and the fullest week.

    ``past`` ends with this week; ``year`` is how many visits were counted this year.
    """
    *_, last, this = past
    before = year - (this.visits or 0)
    for when, number in (
        (THIS_WEEK, celebrating.passed(before, year)),
        (LAST_WEEK, celebrating.passed(before - (last.visits or 0), before)),
    ):
        if number is not None:
            yield say("report", "🎉 {when}: visit number {n} of this year!", when=when, n=number)
            break
    weeks = _known(past)
    if len(weeks) >= WEEKS and weeks[0] > max(weeks[1:]):
        yield say_many(
            "report",
            "🎉 Last week: the most visits in {n} week.",
            "🎉 Last week: the most visits in {n} weeks.",
            len(weeks),
        )


def of_openings(
    view: NeighbourhoodView,
    store: Store,
    room: str,
    past: Sequence[Past],
    since: date,
    now: datetime,
) -> Iterator[Text]:
    """For how many weeks that are over no planned opening was missed, up to last week."""
    weeks = [one.period for one in past[:-1]]
    begins = {room: weeks[0].first - DAY}
    spans = store.reach.spans(begins, last=weeks[-1].last + DAY).get(room, [])
    held = 0
    for week in reversed(weeks):
        hours = open_hours.of_room(view, room, week.first, week.last, spans, now)
        if week.first < since or hours.covered < hours.planned:
            break
        held += hours.planned > 0
    if held:
        yield say_many(
            "report",
            "🎉 {n} week without a missed opening.",
            "🎉 {n} weeks without a missed opening.",
            held,
        )


def _known(past: Sequence[Past]) -> list[int]:
    """The visits of the weeks that are over, last week first, until one was not wholly counted."""
    visits: list[int] = []
    for week in reversed(past[:-1]):
        if week.visits is None or week.counted < week.openings:
            break
        visits.append(week.visits)
    return visits
