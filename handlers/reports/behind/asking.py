"""A coordinator asks the key-holders of a room about days for which no opening was logged."""

from __future__ import annotations

import locales
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Button, Outcome, Reply, Text, button, say
from handlers.reports.behind.asked import OfPeriod, report_of
from handlers.reports.behind.missed import question
from handlers.reports.reach.figures import Report

NOTHING_MISSED = Outcome((Reply((say("body", "✅ Every room has logged its openings now."),)),))
# What a button holds, in units of UTF-16.
FITS = 20


def ask_button(report: Report) -> Button | None:
    """What helps where something is missing: to ask those who hold the key; None where nothing.

    Where it is one room the button names it, if that fits in every language: the same goes to all.
    """
    missed = [room.name for room in report.rooms if room.unlogged_days]
    if not missed:
        return None
    label = say("btn", "✉️ Ask key-holders")
    one = say("choice", "✉️ Ask {room}", room=missed[0])
    if len(missed) == 1 and _longest(one, missed[0]) <= FITS:
        label = one
    return button(label, "report.ask", week=report.period.id)


def _longest(label: Text, room: str) -> int:
    """The length of a label with the name of a room, in the language that needs the most."""
    said = (
        locales.sentence((tag, locales.SOURCE), label.slot, label.one).text
        for tag in locales.languages()
    )
    # Two more for the marks that keep a name whole where the writing runs the other way.
    return max(len(one.format(room=room).encode("utf-16-le")) // 2 + 2 for one in said)


def ask(context: Context, args: OfPeriod) -> Outcome:
    """Every key-holder of these rooms is asked, once a day; who has no key-holder is named."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    period = report.period
    missed = [room for room in report.rooms if room.unlogged_days and room.id in context.view.rooms]
    if not missed:
        return NOTHING_MISSED
    lines, asked = [], []
    for room in missed:
        holders = context.store.roles.key_holders(room.id)
        if not holders:
            lines.append(say("body", "Nobody holds the key to {room}.", room=room.name))
            continue
        job = f"{room.id} {period.id} {context.today.isoformat()}"
        if not context.store.done_once.first_time("asked about openings", job, context.now):
            lines.append(say("body", "I already asked {room} today.", room=room.name))
            continue
        lines.append(say("body", "✅ I'm asking the key-holders of {room}.", room=room.name))
        asked += [question(room, holder) for holder in holders]
    return Outcome((Reply(tuple(lines)), *asked))
