"""Reports that go out by themselves: which are due, to whom, and those that an outage kept back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from handlers.core import message_json
from handlers.core.feature import Moment
from handlers.core.messages import Reply, button, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports import chat
from handlers.reports.history import when
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.figures import Report
from handlers.reports.sent import choice
from storage.store import Store

WEEK = timedelta(days=7)
# What was done once, for each kind of period; and up to which day all of it was looked at.
JOBS = {
    choice.WEEK: "weekly report",
    choice.MONTH: "month report",
    choice.QUARTER: "quarter report",
    choice.YEAR: "year report",
}
LOOKED_AT = "reports looked at"
# After a long outage so many of each kind are made up for; the ones before it are named.
MADE_UP_FOR = 4
# By then the next one is there.
LASTS = {kind: WEEK if kind == choice.WEEK else 4 * WEEK for kind in JOBS}


@dataclass(frozen=True, slots=True)
class _Missed:
    """A period that is over, and when its report should have gone out."""

    period: Period
    due_at: datetime


def due(moment: Moment) -> Iterator[Reply]:
    """The reports of all that ended since the last look, once for each period, the oldest first.

    Whoever had their role when it was due gets it. While the clock cannot be believed only what
    is due now goes out, and the rest is made up for afterwards. What went out while the clock was
    ahead stays done, each period by its name.
    """
    store, now = moment.store, moment.now
    latest = moment.report_time.latest(moment.view, now)
    day = moment.view.today(latest)
    looked_at = store.done_once.last([LOOKED_AT]).get(LOOKED_AT)
    since = date.fromisoformat(looked_at) if looked_at else None
    if since == day:
        return
    moments = [latest]
    while since and moment.clock_is_right and moment.view.today(moments[0]) > since + WEEK:
        moments.insert(0, moment.report_time.latest(moment.view, moments[0] - timedelta(days=1)))
    for kind in JOBS:
        yield from _of_kind(moment, kind, moments, latest)
    if moment.clock_is_right:
        store.done_once.only(LOOKED_AT, day.isoformat(), now)


def keep(view: NeighbourhoodView, store: Store, report: Report, sent_at: datetime) -> None:
    """Keep a report as it goes out."""
    _keep(store, report, chat.of_report(report, view, store, sent_at), sent_at)


def _of_kind(
    moment: Moment, kind: str, moments: list[datetime], latest: datetime
) -> Iterator[Reply]:
    store, job = moment.store, JOBS[kind]
    ended = [one for due_at in moments if (one := _ended(moment.view, kind, due_at))]
    # What is only named is not done: a clock that was ahead may come back to it.
    before = [one for one in ended[:-MADE_UP_FOR] if not store.done_once.since(job, one.period.id)]
    sent = [
        one
        for one in ended[-MADE_UP_FOR:]
        if store.done_once.first_time(job, one.period.id, moment.now)
    ]
    until = latest.astimezone(UTC) + LASTS[kind]
    for number, one in enumerate(sent):
        # The ones before are named under the first that comes.
        named = [earlier.period for earlier in before] if number == 0 else []
        for reply in _sent(moment, one):
            yield replace(_with_earlier(reply, one.period, named), valid_until=until)


def _ended(view: NeighbourhoodView, kind: str, due_at: datetime) -> _Missed | None:
    """The period of a kind that ended in the week before a moment; None when none did."""
    day = view.today(due_at)
    period = Period.of(kind, day).previous()
    return _Missed(period, due_at) if period.last >= day - WEEK else None


def _sent(moment: Moment, one: _Missed) -> Iterator[Reply]:
    """The report of a period to everybody who wants it, kept when it went to anybody."""
    view, store, now, period = moment.view, moment.store, moment.now, one.period
    coordinators = store.roles.coordinators(since_before=one.due_at)
    told = choice.those_who_want(store, period.kind, coordinators)
    of_rooms = []
    if period.kind == choice.WEEK:
        for room in view.neighbourhood.rooms:
            holders = store.roles.key_holders(room.id, since_before=one.due_at)
            others = sorted({*holders} - {*coordinators})
            of_rooms.append((room.id, choice.those_who_want(store, choice.OWN_ROOM, others)))
    if not told and not any(holders for _, holders in of_rooms):
        return
    report = make_report(view, store, period, now)
    whole = chat.of_report(report, view, store, now)
    yield from (replace(whole, to=person) for person in told)
    for room_id, holders in of_rooms:
        if holders:
            own = chat.for_room(view, store, now, period, room_id)
            yield from (replace(own, to=person) for person in holders)
    _keep(store, report, whole, now)


def _keep(store: Store, report: Report, whole: Reply, now: datetime) -> None:
    said = message_json.to_json(Reply(whole.lines, picture=whole.picture))
    content = json.dumps({"figures": report.to_dict(), "said": said}, ensure_ascii=False)
    store.sent_reports.keep(report.period.id, report.period.last, content, now)


def _with_earlier(reply: Reply, period: Period, earlier: list[Period]) -> Reply:
    """The same with a line for what is not made up for, and a button to the last of it."""
    if not earlier:
        return reply
    look = button(say("btn", "📊 The one before"), "report", text=earlier[-1].id)
    line = say_many(
        "report",
        "⏳ Not sent: {n} report before {period}.",
        "⏳ Not sent: {n} reports before {period}.",
        len(earlier),
        period=when(period),
    )
    return replace(reply, lines=(*reply.lines, line), rows=((look,), *reply.rows))
