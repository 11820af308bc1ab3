"""The reach report in the chat: a period's figures, by room, for any week, month or year."""

from __future__ import annotations

from datetime import datetime

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Typed
from handlers.core.messages import Button, Outcome, Reply, button, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.typed_input import find_room
from handlers.reports import asking
from handlers.reports.asking import OfPeriod
from handlers.reports.history import history, picture
from handlers.reports.period import Period
from handlers.reports.reach import calculation
from handlers.reports.reach.figures import Report
from handlers.reports.text import money as text_money
from handlers.reports.text import requests as text_requests
from handlers.reports.text import revised as text_revised
from handlers.reports.text import summary
from storage.neighbourhood.model import Room
from storage.store import Store

WHEN = button(say("btn", "⏰ My reports"), "report.when")


def show(context: Context, args: Typed) -> Outcome:
    """The report of a period, last week if none is named; key-holders see their own rooms.

    What is typed is a period, a room, or both: "2026-11 H-buurt".
    """
    if not context.person.is_coordinator and not context.own_rooms:
        return refusals.ONLY_COORDINATORS
    try:
        period, named = _asked_for(args.text, context)
    except ValueError:
        lines = (
            say("body", "I do not know that week, month or room."),
            say("body", "Type it like this: {example}", example=f"/report {context.today:%G-W%V}"),
        )
        return Outcome((Reply(lines),))
    if period.first > context.today:
        line = say("body", "That time has not begun yet.")
        return Outcome((Reply((line,)),))
    if context.person.is_coordinator and named is None:
        return Outcome((for_coordinator(context.view, context.store, context.now, period),))
    own = [named.id] if named else [room.id for room in context.own_rooms]
    return Outcome(
        tuple(for_room(context.view, context.store, context.now, period, room) for room in own)
    )


def _asked_for(typed: str, context: Context) -> tuple[Period, Room | None]:
    """The period and the room that somebody typed; raises ValueError for what is neither."""
    begin, _, rest = typed.strip().partition(" ")
    try:
        period, name = (Period.named(begin), rest) if begin else (None, "")
    except ValueError:
        period, name = None, typed
    if period is None:
        period = Period.last_week(context.today)
    if not name.strip():
        return period, None
    seen = context.view.neighbourhood.rooms if context.person.is_coordinator else context.own_rooms
    room = find_room(name, seen)
    if room is None:
        raise ValueError("no such room")
    return period, room


def by_room(context: Context, args: OfPeriod) -> Outcome:
    """The same week, a line for each room."""
    report = _of_period(context, args.week)
    if report is None:
        return refusals.OVER
    since = button(say("btn", "📏 Measured since"), "report.since")
    return Outcome((Reply(summary.by_room(report, context.view), ((since,),)),))


def everything(context: Context, args: OfPeriod) -> Outcome:
    """The same period with all its figures."""
    report = _of_period(context, args.week)
    if report is None:
        return refusals.OVER
    money = button(say("btn", "💶 Money"), "report.money", week=args.week)
    rows = ((money,),) if report.money else ()
    return Outcome((Reply(summary.summary(report, context.view), rows),))


def money(context: Context, args: OfPeriod) -> Outcome:
    """What the year of that period costs, who pays it, and each district."""
    report = _of_period(context, args.week)
    if report is None:
        return refusals.OVER
    if report.money is None:
        line = say("report", "💶 No amounts are known for {year}.", year=str(report.year))
        return Outcome((Reply((line,)),))
    lines = (
        *text_money.summary(report.money),
        *text_money.districts(report.money),
        *text_money.average_room(report.money),
    )
    return Outcome((Reply(lines),))


def periods(_: Context, args: OfPeriod) -> Outcome:
    """Other periods around the same time: its month, its quarter, its year."""
    try:
        day = Period.named(args.week).first
    except ValueError:
        return refusals.OVER
    kinds = (
        ("week", say("btn", "🗓️ The week")),
        ("month", say("btn", "🗓️ The month")),
        ("quarter", say("btn", "🗓️ The quarter")),
        ("year", say("btn", "🗓️ The year")),
    )
    buttons = [button(label, "report", text=Period.of(kind, day).id) for kind, label in kinds]
    sent = button(say("btn", "🗂️ Sent reports"), "report.sent")
    line = say("body", "Which time?")
    return Outcome((Reply((line,), (tuple(buttons[:2]), tuple(buttons[2:]), (sent,))),))


def revised(context: Context, args: OfPeriod) -> Outcome:
    """What changed since the report of that period was sent, figure by figure, and why."""
    report = _of_period(context, args.week)
    if report is None:
        return refusals.OVER
    lines = text_revised.each(report)
    if not lines:
        lines = [say("report", "Nothing changed since it was sent.")]
    return Outcome((Reply((summary.heading(report), *lines)),))


def requests(context: Context, args: OfPeriod) -> Outcome:
    """The same week's requests for help, in figures."""
    report = _of_period(context, args.week)
    if report is None:
        return refusals.OVER
    return Outcome((Reply(text_requests.summary(report, context.view)),))


def _of_period(context: Context, period: str) -> Report | None:
    """The report of a period as a button names it; None for one that is none, or not yet."""
    try:
        named = Period.named(period)
        return calculation.make_report(context.view, context.store, named, context.now)
    except ValueError:
        return None


def for_coordinator(view: NeighbourhoodView, store: Store, now: datetime, period: Period) -> Reply:
    """The whole neighbourhood's period in short, with a chart of those before it."""
    return of_report(calculation.make_report(view, store, period, now), view, store, now)


def of_report(report: Report, view: NeighbourhoodView, store: Store, now: datetime) -> Reply:
    """A report that is there as a coordinator sees it first."""
    period = report.period
    past = history(view, store, period, now)
    by_room = button(say("btn", "🏘️ By room"), "report.by_room", week=period.id)
    figures = button(say("btn", "🔎 All figures"), "report.all", week=period.id)
    other = button(say("btn", "🗓️ Other times"), "report.periods", week=period.id)
    help_asked = button(say("btn", "⛑️ Requests for help"), "report.requests", week=period.id)
    helps = asking.ask_button(report)
    changed = button(say("btn", "✏️ What changed?"), "report.revised", week=period.id)
    rows = [
        *([(helps,)] if helps else []),
        (by_room, figures),
        (_earlier(period), other),
        *([(changed,)] if report.revised else []),
        (*([help_asked] if text_requests.has_any(report) else []), WHEN),
    ]
    return Reply(summary.monday(report, view), tuple(rows), picture=picture(report, past, view))


def _earlier(period: Period) -> Button:
    """The same for the time before."""
    labels = {
        "week": say("btn", "⬅️ Week before"),
        "month": say("btn", "⬅️ Month before"),
        "quarter": say("btn", "⬅️ Quarter before"),
        "year": say("btn", "⬅️ Year before"),
    }
    return button(labels[period.kind], "report", text=period.previous().id)


def for_room(
    view: NeighbourhoodView, store: Store, now: datetime, period: Period, room: str
) -> Reply:
    """One room's own week, for those who hold its key."""
    report = calculation.make_report(view, store, period, now, [room])
    lines = summary.room_summary(report, room, view)
    return Reply(lines, ((_earlier(period), WHEN),))
