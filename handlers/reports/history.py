"""What the charts of a report show: periods, the year so far, rooms, languages, topics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import dropwhile
from typing import TypeAlias

from handlers.core import time_words
from handlers.core.messages import Bar, Picture, Text, name, say, say_many
from handlers.core.neighbourhood import topics
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports import tables
from handlers.reports.period import Period
from handlers.reports.reach.calculation import chosen_rooms
from handlers.reports.reach.counted import UNCOUNTED, Coverage
from handlers.reports.reach.disclosure import shown
from handlers.reports.reach.figures import Report, YearToDate
from handlers.reports.reach.gathered import begin_of_each, gone_rooms, together
from handlers.reports.reach.year import year_to_date
from handlers.reports.text.labels import LABELS
from storage.repositories.rooms.reach import Sums
from storage.store import Store

HISTORY = 8
# A picture of more is not looked at; the others stand in the table.
ROOMS = 12
# The charts whose bars follow one another in time.
PERIODS, MONTHS = "periods", "months"
# As in the tables; a key-holder reads it below the picture too.
COVERED = say("column", "Openings counted")
TITLES = {
    "week": say("report", "Visits per week"),
    "month": say("report", "Visits per month"),
    "quarter": say("report", "Visits per quarter"),
    "year": say("report", "Visits per year"),
}


# The last day of a month, or of the report within it, and how far the year was then.
Month: TypeAlias = tuple[date, YearToDate]


@dataclass(frozen=True, slots=True)
class Past:
    """The visits of one period: all together, and by room with how many openings were counted."""

    period: Period
    openings: int
    counted: int
    visits: int | None
    by_room: Mapping[str, int | None]
    coverage: Mapping[str, Coverage] = field(default_factory=dict)


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
            parts = {room: Coverage(part.counted, part.openings) for room, part in sums.items()}
            past.append(Past(period, whole.openings, whole.counted, visits, cells, parts))
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


def picture(report: Report, past: Iterable[Past]) -> Picture:
    """The visits of the last periods as a chart, with how many openings were counted.

    Periods before the first opening are left out: nobody counted then. There is no plan for visits.
    """
    bars = [
        Bar(_label(before.period), before.visits, before.counted, before.openings)
        for before in measured(past)
    ]
    title = TITLES[report.period.kind]
    if report.of_one_room:
        title = say("report", "{room}: {title}", room=report.rooms[0].name, title=title)
    return Picture(title, tuple(bars), COVERED)


def year_so_far(view: NeighbourhoodView, store: Store, report: Report) -> tuple[Month, ...]:
    """How far the year was at the end of each of its months, up to the end of the report.

    Months before the first opening or the first participant are left out: nobody counted then.
    """
    last = min(report.until, date(report.year, 12, 31))
    first = date(report.year, 1, 1)
    rooms = [*view.rooms, *gone_rooms(view, store, first, last)]
    since = store.measured.since(rooms)
    ends = [
        min(Period.of("month", first.replace(month=month)).last, last)
        for month in range(1, last.month + 1)
    ]
    months = [(end, year_to_date(store, since, report.year, end)) for end in ends]
    return tuple(dropwhile(lambda month: not _has_begun(month[1]), months))


def year_for_funder(published: Report, months: Sequence[Month]) -> tuple[Month, ...]:
    """The year as the funder's report has it: month after month would tell what that leaves out."""
    return tuple((end, published.year_to_date) for end, _ in months[-1:])


def towards_plan(report: Report, months: Iterable[Month]) -> Picture:
    """The participants of the year so far, month by month, with a line at the plan of the year."""
    year, promised = str(report.targets.year), report.targets.participants
    bars = (
        Bar(
            time_words.month(end),
            so_far.participants,
            so_far.asked or 0,
            so_far.openings or 0,
        )
        for end, so_far in months
    )
    return Picture(
        say("report", "Participants in {year}, so far", year=year),
        tuple(bars),
        tables.ASKED,
        Bar(say("report", "Plan for {year}", year=year), promised) if promised else None,
    )


def by_room(report: Report) -> Picture:
    """The visits of the period, room by room, the most first; many rooms end in one bar."""
    bars = sorted(
        (
            Bar(
                name(room.name),
                figures.visits,
                figures.openings_counted or 0,
                figures.openings or 0,
            )
            for room in report.rooms
            for figures in [room.figures]
        ),
        key=lambda bar: -1 if bar.number is None else bar.number,
        reverse=True,
    )
    if len(bars) > ROOMS + 1:
        bars = [*bars[:ROOMS], _others(bars[ROOMS:])]
    title = _titled(report, say("report", "Visits by room"))
    return Picture(title, tuple(bars), COVERED)


def by_language(report: Report) -> Picture:
    """How many people wrote to the bot in each language; who wrote in two counts in both."""
    counted = [(line.label, line.cells[0]) for line in tables.languages(report).lines]
    bars = (Bar(label, count if isinstance(count, int) else None) for label, count in counted)
    return Picture(_titled(report, LABELS["contacts"]), tuple(bars))


def measured(past: Iterable[Past], room: str = "") -> list[Past]:
    """The periods since the first opening in a room, or in any; the last one in any case."""
    periods = list(past)
    while len(periods) > 1 and not _openings(periods[0], room):
        del periods[0]
    return periods


def _openings(before: Past, room: str) -> int | None:
    return before.coverage.get(room, UNCOUNTED).of if room else before.openings


def of_room(report: Report, past: Iterable[Past], room: str) -> Picture:
    """The visits of the last periods in one room, with how many openings were counted."""
    periods = measured(past, room)
    parts = [before.coverage.get(room, UNCOUNTED) for before in periods]
    bars = (
        Bar(_label(before.period), before.by_room.get(room), part.counted or 0, part.of or 0)
        for before, part in zip(periods, parts, strict=True)
    )
    return Picture(TITLES[report.period.kind], tuple(bars), COVERED)


def pictures(report: Report, past: Iterable[Past], months: Sequence[Month]) -> dict[str, Picture]:
    """Every chart of a report in which anything was counted, by what its bars are."""
    made = {
        PERIODS: picture(report, past),
        MONTHS: towards_plan(report, months),
        "rooms": by_room(report),
        "languages": by_language(report),
        "topics": by_topic(report),
    }
    if not report.targets.participants:
        del made[MONTHS]
    if len(report.rooms) < 2:
        del made["rooms"]
    return {kind: one for kind, one in made.items() if has_bars(one)}


def by_topic(report: Report) -> Picture:
    """The requests for help of the period, by what they were about, the most first."""
    asked = sorted(
        ((topic, made) for topic, made in report.total.referrals.by_domain.items() if made != 0),
        key=lambda topic_made: -(topic_made[1] or 0),
    )
    bars = (Bar(topics.LABELS[topic], made) for topic, made in asked)
    return Picture(_titled(report, LABELS["referrals_made"]), tuple(bars))


def has_bars(picture: Picture) -> bool:
    """Whether anything was counted that a chart could show."""
    return any(bar.number for bar in picture.bars)


def _others(bars: Sequence[Bar]) -> Bar:
    """Several rooms in one bar: what was counted in any of them."""
    known = [bar.number for bar in bars if bar.number is not None]
    return Bar(
        say_many("report", "{n} other room", "{n} other rooms", len(bars)),
        sum(known) if known else None,
        sum(bar.counted for bar in bars),
        sum(bar.openings for bar in bars),
    )


def _has_begun(year: YearToDate) -> bool:
    return bool(year.openings or year.participants)


def _titled(report: Report, title: Text) -> Text:
    """A title with the period, for a picture that is looked at alone."""
    return say("report", "{title}: {period}", title=title, period=when(report.period))


def when(period: Period) -> Text:
    """The name of a period, within a sentence: "week 47 of 2026"."""
    if period.kind == "week":
        year, week, _ = period.first.isocalendar()
        return say("report", "week {week} of {year}", week=week, year=str(year))
    return _label(period)


def _label(period: Period) -> Text:
    match period.kind:
        case "week":
            return say("report", "Week {week}", week=period.first.isocalendar().week)
        case "month":
            month, year = time_words.month(period.first), str(period.first.year)
            return say("report", "{month} {year}", month=month, year=year)
        case "quarter":
            quarter, year = time_words.quarter_of_year(period.first), str(period.first.year)
            return say("report", "{quarter} of {year}", quarter=quarter, year=year)
        case _:
            return name(period.id)
