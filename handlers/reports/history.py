"""The visits of the periods before, for a chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.core.messages import Picture, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.disclosure import shown
from handlers.reports.period import Period
from handlers.reports.reach.calculation import chosen_rooms, gone_rooms
from handlers.reports.reach.figures import Report
from handlers.reports.reach.gathered import begin_of_each, together
from storage.repositories.rooms.reach import Sums
from storage.store import Store

HISTORY = 8
TITLES = {
    "week": say("report", "Visits per week"),
    "month": say("report", "Visits per month"),
    "quarter": say("report", "Visits per quarter"),
    "year": say("report", "Visits per year"),
}


@dataclass(frozen=True, slots=True)
class Past:
    """The visits of one period: all together, and by room."""

    period: Period
    openings: int
    visits: int | None
    by_room: Mapping[str, int | None]


def history(
    view: NeighbourhoodView,
    store: Store,
    period: Period,
    now: datetime,
    rooms: Iterable[str] | None = None,
    count: int = HISTORY,
) -> tuple[Past, ...]:
    """The visits of the last periods up to this one, oldest first."""
    chosen = [room.id for room in chosen_rooms(view, rooms)]
    past: list[Past] = []
    while len(past) < count:
        gone = gone_rooms(view, store, period.first, period.last) if rooms is None else []
        ids = [*chosen, *gone]
        begins = begin_of_each(store.measured.since(ids), period.first, period.last)
        sums = store.reach.sums(begins, last=period.last)
        cells = {
            room: sums.get(room, Sums()).known_visits if room in begins else None for room in ids
        }
        whole = together(sums)
        if period.first <= view.today(now):
            visits = whole.known_visits if begins else None
            past.append(Past(period, whole.openings, visits, cells))
        period = period.previous()
    return tuple(reversed(past))


def history_for_funder(past: Iterable[Past]) -> tuple[Past, ...]:
    """The same history with nothing in it that singles anybody out."""
    published = []
    for before in past:
        cells, total = shown(list(before.by_room.values()), before.visits)
        by_room = dict(zip(before.by_room, cells, strict=True))
        published.append(replace(before, visits=total, by_room=by_room))
    return tuple(published)


def picture(report: Report, past: Iterable[Past], view: NeighbourhoodView) -> Picture:
    """The visits of the last periods as a chart.

    Periods before the first opening are left out: nobody counted then.
    """
    shown_past = list(past)
    while len(shown_past) > 1 and not shown_past[0].openings:
        del shown_past[0]
    bars = [(_label(before.period), before.visits) for before in shown_past]
    title = TITLES[report.period.kind]
    if len(report.rooms) == 1 < len(view.rooms):
        title = say("report", "{room}: {title}", room=report.rooms[0].name, title=title)
    return Picture(title, tuple(bars), say("report", "Visits"))


def _label(period: Period) -> str:
    match period.kind:
        case "week":
            return str(period.first.isocalendar().week)
        case "month":
            return f"{period.first:%m-%Y}"
        case _:
            return period.id
