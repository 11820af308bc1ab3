"""The weekly report: when it goes out, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from handlers.core.messages import Reply
from handlers.neighbourhood.view import House
from handlers.reports import chat
from handlers.reports.period import Period
from storage.store import Store


@dataclass(frozen=True, slots=True)
class ReportTime:
    """When the weekly report goes out: a day of the week (Monday is 0) and a local time."""

    weekday: int
    at: time

    def latest(self, house: House, now: datetime) -> datetime:
        """The last moment, not after now, at which a report was due."""
        today = house.today(now)
        day = today - timedelta(days=(today.weekday() - self.weekday) % 7)
        due = datetime.combine(day, self.at, house.zone)
        return due if due <= now else datetime.combine(day - timedelta(days=7), self.at, house.zone)


def weekly_due(
    house: House, store: Store, now: datetime, report_time: ReportTime
) -> Iterator[Reply]:
    """Last week's reach, once for each week, to those who had their role when it was due."""
    moment = report_time.latest(house, now)
    period = Period.last_week(house.today(moment))
    if not store.jobs.first_time("weekly report", period.id, now):
        return
    coordinators = store.roles.coordinators(since_before=moment)
    if coordinators:
        whole = chat.for_coordinator(house, store, now, period)
        yield from (replace(whole, to=person) for person in coordinators)
    for room in house.neighbourhood.rooms:
        holders = set(store.roles.key_holders(room.id, since_before=moment)) - set(coordinators)
        if holders:
            own = chat.for_room(house, store, now, period, room.id)
            yield from (replace(own, to=person) for person in sorted(holders))
