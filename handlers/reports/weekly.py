"""The weekly report: when it goes out, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from handlers.core.messages import Reply
from handlers.neighbourhood.view import NeighbourhoodView
from handlers.reports import chat
from handlers.reports.period import Period
from storage.store import Store


@dataclass(frozen=True, slots=True)
class ReportTime:
    """When the weekly report goes out: a day of the week (Monday is 0) and a local time."""

    weekday: int
    at: time

    def latest(self, view: NeighbourhoodView, now: datetime) -> datetime:
        """The last moment, not after now, at which a report was due."""
        today = view.today(now)
        day = today - timedelta(days=(today.weekday() - self.weekday) % 7)
        due = datetime.combine(day, self.at, view.zone)
        return due if due <= now else datetime.combine(day - timedelta(days=7), self.at, view.zone)


def weekly_due(
    view: NeighbourhoodView, store: Store, now: datetime, report_time: ReportTime
) -> Iterator[Reply]:
    """Last week's reach, once for each week, to those who had their role when it was due."""
    moment = report_time.latest(view, now)
    period = Period.last_week(view.today(moment))
    if not store.done_once.first_time("weekly report", period.id, now):
        return
    coordinators = store.roles.coordinators(since_before=moment)
    if coordinators:
        whole = chat.for_coordinator(view, store, now, period)
        yield from (replace(whole, to=person) for person in coordinators)
    for room in view.neighbourhood.rooms:
        holders = set(store.roles.key_holders(room.id, since_before=moment)) - set(coordinators)
        if holders:
            own = chat.for_room(view, store, now, period, room.id)
            yield from (replace(own, to=person) for person in sorted(holders))
