"""The weekly report: when it goes out, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta

from handlers.core.feature import Moment
from handlers.core.messages import Reply
from handlers.reports import chat
from handlers.reports.period import Period


def due(moment: Moment) -> Iterator[Reply]:
    """Last week's reach, once for each week, to those who had their role when it was due."""
    view, store, now = moment.view, moment.store, moment.now
    when = moment.report_time.latest(view, now)
    period = Period.last_week(view.today(when))
    if not store.done_once.first_time("weekly report", period.id, now):
        return
    coordinators = store.roles.coordinators(since_before=when)
    # By then the next one is there.
    until = when.astimezone(UTC) + timedelta(days=7)
    if coordinators:
        whole = chat.for_coordinator(view, store, now, period)
        yield from (replace(whole, to=person, valid_until=until) for person in coordinators)
    for room in view.neighbourhood.rooms:
        holders = set(store.roles.key_holders(room.id, since_before=when)) - set(coordinators)
        if holders:
            own = chat.for_room(view, store, now, period, room.id)
            yield from (replace(own, to=person, valid_until=until) for person in sorted(holders))
