"""A time that comes once a week, such as that of the weekly report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from handlers.core.neighbourhood.view import NeighbourhoodView


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """A day of the week (Monday is 0) and a local time."""

    weekday: int
    at: time

    def latest(self, view: NeighbourhoodView, now: datetime) -> datetime:
        """The last such moment that is not after now."""
        today = view.today(now)
        day = today - timedelta(days=(today.weekday() - self.weekday) % 7)
        moment = datetime.combine(day, self.at, view.zone)
        if moment <= now:
            return moment
        return datetime.combine(day - timedelta(days=7), self.at, view.zone)
