"""The reach report in the chat: the week's figures, by room, for any week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Typed
from handlers.core.messages import Outcome, Reply, button, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.history import history, picture
from handlers.reports.period import Period
from handlers.reports.reach import calculation
from handlers.reports.reach.figures import Report
from handlers.reports.text import requests as text_requests
from handlers.reports.text import summary
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class OfWeek:
    """The week that is looked at more closely, such as "2026-W47"."""

    week: str


def show(context: Context, args: Typed) -> Outcome:
    """The report of a week, last week if none is named; key-holders see their own rooms."""
    if not context.person.is_coordinator and not context.own_rooms:
        return refusals.ONLY_COORDINATORS
    typed = args.text.strip()
    try:
        period = Period.week(typed) if typed else Period.last_week(context.today)
    except ValueError:
        lines = (
            say("body", "I do not know that week."),
            say("body", "Type it like this: {example}", example=f"/report {context.today:%G-W%V}"),
        )
        return Outcome((Reply(lines),))
    if period.first > context.today:
        line = say("body", "That week has not begun yet.")
        return Outcome((Reply((line,)),))
    if context.person.is_coordinator:
        return Outcome((for_coordinator(context.view, context.store, context.now, period),))
    own = [room.id for room in context.own_rooms]
    return Outcome(
        tuple(for_room(context.view, context.store, context.now, period, room) for room in own)
    )


def by_room(context: Context, args: OfWeek) -> Outcome:
    """The same week, a line for each room."""
    report = _of_week(context, args.week)
    return Outcome((Reply(summary.by_room(report, context.view)),)) if report else refusals.OVER


def requests(context: Context, args: OfWeek) -> Outcome:
    """The same week's requests for help, in figures."""
    report = _of_week(context, args.week)
    if report is None:
        return refusals.OVER
    return Outcome((Reply(text_requests.summary(report, context.view)),))


def _of_week(context: Context, week: str) -> Report | None:
    """The report of a week as a button names it; None for one that is none, or not yet."""
    try:
        return calculation.make_report(context.view, context.store, Period.week(week), context.now)
    except ValueError:
        return None


def for_coordinator(view: NeighbourhoodView, store: Store, now: datetime, period: Period) -> Reply:
    """The whole neighbourhood's week, with a chart of the weeks before it."""
    report = calculation.make_report(view, store, period, now)
    past = history(view, store, period, now)
    week = button(say("btn", "🏘️ By room"), "report.by_room", week=period.id)
    earlier = button(say("btn", "⬅️ Week before"), "report", text=period.previous().id)
    help_asked = button(say("btn", "⛑️ Requests for help"), "report.requests", week=period.id)
    more = ((help_asked,),) if text_requests.has_any(report) else ()
    return Reply(
        summary.summary(report, view),
        ((week, earlier), *more),
        picture=picture(report, past, view),
    )


def for_room(
    view: NeighbourhoodView, store: Store, now: datetime, period: Period, room: str
) -> Reply:
    """One room's own week, for those who hold its key."""
    report = calculation.make_report(view, store, period, now, [room])
    earlier = button(say("btn", "⬅️ Week before"), "report", text=period.previous().id)
    lines = summary.room_summary(report, room, view)
    return Reply(lines, ((earlier,),))
