"""A coordinator asks the key-holders of a room about days for which no opening was logged."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Button, Outcome, Priority, Reply, button, say
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.figures import Report, RoomReport


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPeriod:
    """The period that is looked at more closely, such as "2026-W47" or "2026-11"."""

    week: str


def report_of(context: Context, period: str) -> Report | None:
    """The report of a period as a button names it; None for one that is none, or not yet."""
    try:
        return make_report(context.view, context.store, Period.named(period), context.now)
    except ValueError:
        return None


def ask_button(report: Report) -> Button | None:
    """What helps where something is missing: to ask those who hold the key; None where nothing."""
    if not any(room.unlogged_days for room in report.rooms):
        return None
    return button(say("btn", "✉️ Ask key-holders"), "report.ask", week=report.period.id)


def ask(context: Context, args: OfPeriod) -> Outcome:
    """Every key-holder of these rooms is asked, once a day; who has no key-holder is named."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    missed = [room for room in report.rooms if room.unlogged_days and room.id in context.view.rooms]
    if not missed:
        return Outcome((Reply((say("body", "✅ Every room has logged its openings now."),)),))
    lines, asked = [], []
    for room in missed:
        holders = context.store.roles.key_holders(room.id)
        if not holders:
            lines.append(say("body", "Nobody holds the key of {room}.", room=room.name))
            continue
        job = f"{room.id} {report.period.id} {context.today.isoformat()}"
        if not context.store.done_once.first_time("asked about openings", job, context.now):
            lines.append(say("body", "{room} was asked today already.", room=room.name))
            continue
        lines.append(say("body", "✅ The key-holders of {room} are asked.", room=room.name))
        asked += [_question(room, holder) for holder in holders]
    return Outcome((Reply(tuple(lines)), *asked))


def _question(room: RoomReport, holder: int) -> Reply:
    days = len(room.unlogged_days)
    first = room.unlogged_days[0]
    what = (
        say("body", "Was {room} open on {day}?", room=room.name, day=first)
        if days == 1
        else say("body", "Was {room} open from {day} on?", room=room.name, day=first)
    )
    lines = (
        what,
        say("body", "No opening was logged then."),
        say("body", "If it was open: tap Forgotten."),
    )
    row = (button(say("btn", "➕ Forgotten"), "forgotten", room=room.id),)
    return Reply(lines, (row,), to=holder, priority=Priority.NOTICE)
