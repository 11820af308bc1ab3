"""Charts of a report by tap: rooms, languages, topics, the year towards its plan."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.keyboards import more_row, part
from handlers.core.messages import Outcome, Picture, Reply, Text, button, say
from handlers.reports.behind.asked import OfPeriod, report_of
from handlers.reports.history import (
    by_language,
    by_room,
    by_topic,
    has_bars,
    towards_plan,
    year_so_far,
)
from handlers.reports.reach.figures import Report
from handlers.reports.text import requests, summary, year

# So many figures are said at once, in any language and with long names.
A_PAGE = 12
ROOMS, LANGUAGES, TOPICS, PLAN = "rooms", "languages", "topics", "plan"
LABELS = {
    ROOMS: say("btn", "📍 Rooms"),
    LANGUAGES: say("btn", "🌐 Languages"),
    TOPICS: say("btn", "⛑️ Topics"),
    PLAN: say("btn", "🎯 Towards the plan"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfChart(FurtherOn):
    """A period, what the chart of it shows, and how much of it was said before."""

    week: str
    shows: str


def choose(context: Context, args: OfPeriod) -> Outcome:
    """Which charts there are for a period."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    there = [ROOMS, LANGUAGES, TOPICS] if len(report.rooms) > 1 else [LANGUAGES, TOPICS]
    there += [PLAN] if report.targets.participants else []
    taps = [button(LABELS[one], "report.chart", week=args.week, shows=one) for one in there]
    rows = tuple(tuple(taps[first : first + 2]) for first in range(0, len(taps), 2))
    return Outcome((Reply((say("body", "Which chart?"),), rows),))


def show(context: Context, args: OfChart) -> Outcome:
    """One chart, its figures in words with it; words alone where there is nothing to draw."""
    report = report_of(context, args.week)
    if report is None or args.shows not in LABELS:
        return refusals.OVER
    (heading, *figures), picture = _made(context, report, args.shows)
    shown, further = part(figures, args.skip, A_PAGE)
    lines = (heading, *shown)
    rows = more_row("report.chart", further, week=args.week, shows=args.shows)
    if not has_bars(picture):
        lines = (*lines, say("body", "There is nothing to draw yet."))
        return Outcome((Reply(lines, rows),))
    # It is drawn once: the figures of further rooms go on in words.
    return Outcome((Reply(lines, rows, picture=None if args.skip else picture),))


def _made(context: Context, report: Report, shows: str) -> tuple[tuple[Text, ...], Picture]:
    """What a chart says in words, and the chart."""
    view = context.view
    match shows:
        case "rooms":
            return summary.by_room(report, view), by_room(report)
        case "languages":
            return (summary.heading(report), *summary.wrote(report)), by_language(report)
        case "topics":
            return requests.summary(report, view), by_topic(report)
        case _:
            months = year_so_far(view, context.store, report)
            return tuple(year.so_far(report)), towards_plan(report, months)
