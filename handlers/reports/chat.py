"""The reach report in the chat: a period's figures, by room, for any week, month or year."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Typed
from handlers.core.messages import Button, Outcome, Reply, button, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.behind import asking, by_room, meaning
from handlers.reports.behind.asked import OfPeriod, report_of
from handlers.reports.files import documents, typed
from handlers.reports.history import history, picture
from handlers.reports.period import Period
from handlers.reports.reach import calculation
from handlers.reports.reach.figures import Report
from handlers.reports.text import money as text_money
from handlers.reports.text import requests as text_requests
from handlers.reports.text import revised as text_revised
from handlers.reports.text import summary
from storage.store import Store

WHEN = button(say("btn", "⏰ My reports"), "report.when")


def show(context: Context, args: Typed) -> Outcome:
    """The report of a period, last week if none is named; key-holders see their own rooms.

    What is typed is a period, a room and a kind of file, or some of these: "2026-11 H-buurt pdf".
    """
    if not context.person.is_coordinator and not context.own_rooms:
        return refusals.ONLY_COORDINATORS
    is_coordinator = context.person.is_coordinator
    seen = context.view.neighbourhood.rooms if is_coordinator else context.own_rooms
    try:
        wanted = typed.read(args.text, context.today, seen)
    except typed.UnknownForm:
        return Outcome((documents.forms_there_are(context),))
    except ValueError:
        lines = (
            say("body", "I do not know that week, month or room."),
            say("body", "Type it like this: {example}", example=f"/report {context.today:%G-W%V}"),
        )
        return Outcome((Reply(lines),))
    period, named = wanted.period, wanted.room
    if period.first > context.today:
        line = say("body", "That time has not begun yet.")
        return Outcome((Reply((line,)),))
    if wanted.forms:
        return documents.send_wanted(context, wanted)
    if is_coordinator and named is None:
        return Outcome((for_coordinator(context.view, context.store, context.now, period),))
    own = [named] if named else context.own_rooms
    return Outcome(tuple(_of_room(context, period, room.id) for room in own))


def _of_room(context: Context, period: Period, room: str) -> Reply:
    """One room's own report; a coordinator sees it beside the council's yardsticks."""
    reply = for_room(context.view, context.store, context.now, period, room)
    if not context.person.is_coordinator:
        return reply
    report = calculation.make_report(context.view, context.store, period, context.now, [room])
    return replace(reply, lines=(*reply.lines, *by_room.beside_council(context, report, room)))


def everything(context: Context, args: OfPeriod) -> Outcome:
    """The same period with all its figures."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    money = button(say("btn", "💶 Money"), "report.money", week=args.week)
    rows = ((*([money] if report.money else []), meaning.what_button(args.week)),)
    return Outcome((Reply(summary.summary(report, context.view), rows),))


def money(context: Context, args: OfPeriod) -> Outcome:
    """What the year of that period costs, who pays it, and each district."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    if report.money is None:
        return by_room.no_amounts(report)
    lines = (
        *text_money.summary(report.money),
        *text_money.districts(report.money),
        *text_money.average_room(report.money),
    )
    rooms = button(say("btn", "📍 By room"), "report.money.rooms", week=args.week)
    payers = button(say("btn", "🤝 Who pays"), "report.money.funders", week=args.week)
    return Outcome((Reply(lines, ((rooms, payers),)),))


def funders(context: Context, args: OfPeriod) -> Outcome:
    """Every source of that year's money, and what it comes to for each participant."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    if report.money is None:
        return by_room.no_amounts(report)
    return Outcome((Reply(text_money.funders(report.money)),))


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
    return Outcome((Reply((line,), (tuple(buttons[:2]), tuple(buttons[2:]), (sent, WHEN))),))


def revised(context: Context, args: OfPeriod) -> Outcome:
    """What changed since the report of that period was sent, figure by figure, and why."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    lines = text_revised.each(report)
    if not lines:
        lines = [say("report", "Nothing changed since it was sent.")]
    return Outcome((Reply((summary.heading(report), *lines)),))


def requests(context: Context, args: OfPeriod) -> Outcome:
    """The same week's requests for help, in figures."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    return Outcome((Reply(text_requests.summary(report, context.view)),))


def for_coordinator(view: NeighbourhoodView, store: Store, now: datetime, period: Period) -> Reply:
    """The whole neighbourhood's period in short, with a chart of those before it."""
    return of_report(calculation.make_report(view, store, period, now), view, store, now)


def of_report(report: Report, view: NeighbourhoodView, store: Store, now: datetime) -> Reply:
    """A report that is there as a coordinator sees it first."""
    period = report.period
    past = history(view, store, period, now)
    rooms = button(say("btn", "📍 By room"), "report.by_room", week=period.id)
    figures = button(say("btn", "🔎 All figures"), "report.all", week=period.id)
    other = button(say("btn", "🗓️ Other times"), "report.periods", week=period.id)
    help_asked = button(say("btn", "⛑️ Requests for help"), "report.requests", week=period.id)
    charts = button(say("btn", "📈 Charts"), "report.charts", week=period.id)
    helps = [one for one in (asking.ask_button(report), by_room.missing_button(report)) if one]
    changed = button(say("btn", "✏️ What changed?"), "report.revised", week=period.id)
    rows = [
        *([tuple(helps)] if helps else []),
        (rooms, figures),
        (_earlier(period), other),
        documents.buttons(period),
        (charts, *([help_asked] if text_requests.has_any(report) else [])),
        *([(changed,)] if report.revised else []),
    ]
    return Reply(summary.monday(report, view), tuple(rows), picture=picture(report, past))


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
    what = meaning.what_button(period.id, room)
    return Reply(lines, ((_earlier(period), what), documents.buttons(period, room), (WHEN,)))
