"""The reports that were sent: a list, and each of them as it went out."""

from __future__ import annotations

import json

from handlers.core import message_json, refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.keyboards import beyond, in_rows, more_row
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.reports.behind.asked import OfPeriod
from handlers.reports.history import when
from handlers.reports.period import Period
from storage.repositories.reports.sent import SentReport

PAGE, LAST = 8, 8_000


def show(context: Context, args: FurtherOn) -> Outcome:
    """The reports that were sent, the newest first, so many on a page."""
    sent, skip = context.store.sent_reports, min(max(0, args.skip), LAST)
    found = sent.newest(skip=skip, many=PAGE + 1)
    if not found and skip:
        skip, found = 0, sent.newest(skip=0, many=PAGE + 1)
    if not found:
        return Outcome((Reply((say("body", "No report was sent yet."),)),))
    shown = found[:PAGE]
    lines = (say("body", "🗂️ These reports were sent."), *(_line(context, one) for one in shown))
    buttons = [
        button(name(f"📊 {one.period}"), "report.sent.one", week=one.period) for one in shown
    ]
    further = beyond(skip + len(found), skip, len(shown))
    rows = (*in_rows(buttons), *more_row("report.sent", further))
    return Outcome((Reply(lines, rows, replaces=args.skip > 0),))


def one(context: Context, args: OfPeriod) -> Outcome:
    """A report as it was sent, with its chart; its figures may be others by now."""
    sent = context.store.sent_reports.get(args.week)
    if sent is None:
        return refusals.OVER
    said = message_json.from_json(json.loads(sent.content)["said"])
    rows = (
        (
            button(say("btn", "🔎 As it is now"), "report", text=sent.period),
            button(say("btn", "🗂️ Sent reports"), "report.sent"),
        ),
    )
    return Outcome((Reply((_sent_on(context, sent), *said.lines), rows, picture=said.picture),))


def _line(context: Context, sent: SentReport) -> Text:
    period = when(Period.named(sent.period))
    day = context.view.local(sent.sent_at).date()
    return say("body", "{period}: sent on {day}.", period=period, day=day)


def _sent_on(context: Context, sent: SentReport) -> Text:
    local = context.view.local(sent.sent_at)
    return say(
        "body",
        "🗂️ As it was sent on {day} {year}, at {time}.",
        day=local.date(),
        year=str(local.year),
        time=local.time(),
    )
