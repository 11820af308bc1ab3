"""What there is to do, and when: the rules of the file lined up as single times, changes included.

No clock in here. All times of a year are worked out once and searched from then on, so that the
next ones of fifty rooms are found as fast as those of one.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handlers.core.neighbourhood.timetable import Timetable
from storage.neighbourhood.activities import Activity
from storage.neighbourhood.times.repeats import repeating
from storage.repositories.activities.occurrences import Change, Key
from storage.store import Store

# How much is worked out at once: behind for what just was, ahead for whoever plans a year.
BEHIND, AHEAD = timedelta(days=40), timedelta(days=400)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of an activity.

    ``start`` is what the rule says and names it; ``begins`` is when it really is, on the
    neighbourhood's clock.
    """

    activity: Activity
    start: datetime
    begins: datetime
    is_cancelled: bool = False
    came: int | None = None

    @property
    def key(self) -> Key:
        """What names it in the store."""
        return self.activity.id, self.start

    @property
    def ends(self) -> datetime:
        """When it is over; real minutes, also in the two nights when the clock changes."""
        length = timedelta(minutes=self.activity.minutes)
        return (self.begins.astimezone(UTC) + length).astimezone(self.begins.tzinfo)

    @property
    def is_moved(self) -> bool:
        """Whether it is at another time than the rule says."""
        return self.begins.astimezone(UTC) != self.start

    @property
    def period(self) -> str:
        """What tells this time from the one that it is moved to."""
        return _minute(self.begins)

    def job(self, rule: str) -> str:
        """Under which name a rule is remembered that is followed once for each period."""
        return f"{rule} {self.activity.id} {self.start.astimezone(UTC):%y%m%dT%H%M}"

    @property
    def told_job(self) -> str:
        """Under which name it is remembered what time people know of."""
        return f"moved {self.activity.id} {self.start.astimezone(UTC):%Y-%m-%dT%H:%M}"

    def is_news_to(self, known: str | None) -> bool:
        """Whether it is at another time than people know; None: they know what the rule says."""
        return (known or _minute(self.start)) != self.period

    def hold(self, store: Store, now: datetime) -> Change:
        """Keep everybody else from giving its places away until the turn ends."""
        return store.occurrences.lock_new(
            self.key, room=self.activity.room, day=self.begins.date(), now=now
        )

    def is_on(self, now: datetime) -> bool:
        """Whether it has begun and is not over."""
        return self.begins <= now < self.ends

    def overlaps(self, other: Occurrence) -> bool:
        """Whether nobody can be at both."""
        return self.begins < other.ends and other.begins < self.ends


class _Window(NamedTuple):
    first: datetime
    last: datetime
    times: list[datetime]
    planned: list[Occurrence]
    by_key: dict[Key, Occurrence]


class Agenda:
    """Answers what there is to do; one for each loaded file."""

    def __init__(
        self,
        activities: Iterable[Activity],
        timetables: Mapping[str, Timetable],
        zone: ZoneInfo,
    ) -> None:
        self._activities = tuple(activities)
        self._timetables = timetables
        self._zone = zone
        self._window: _Window | None = None

    def between(
        self, first: datetime, last: datetime, changes: Mapping[Key, Change], *, rooms: str = ""
    ) -> list[Occurrence]:
        """What begins in this stretch of time, in order; cancelled ones are marked.

        ``changes`` are those that key-holders made; ``rooms`` is one room's id, or empty for all.
        """
        window = self._worked_out(first, last)
        planned = window.planned[bisect_left(window.times, first) : bisect_left(window.times, last)]
        changed = [self._changed(key, change) for key, change in changes.items()]
        occurrences = [occurrence for occurrence in planned if occurrence.key not in changes]
        occurrences += [
            occurrence for occurrence in changed if occurrence and first <= occurrence.begins < last
        ]
        occurrences.sort(key=_begins)
        return [
            occurrence
            for occurrence in occurrences
            if not rooms or occurrence.activity.room == rooms
        ]

    def find(self, key: Key, change: Change | None) -> Occurrence | None:
        """The time with this name; None when the file does not have it any more."""
        return self._changed(key, change) if change else self._planned(key)

    def in_place_of(self, key: Key) -> list[Occurrence]:
        """The times that the file has now for the same activity where this one was.

        On its day; where there are none, in its week; in its month for what is monthly.
        """
        own = [activity for activity in self._activities if activity.id == key[0]]
        day = self._local(key[1]).date()
        monday = day - timedelta(days=day.weekday())
        stretches = [(day, day), (monday, monday + timedelta(days=6))]
        if any("MONTHLY" in (activity.rrule or "").upper() for activity in own):
            last = monthrange(day.year, day.month)[1]
            stretches.append((day.replace(day=1), day.replace(day=last)))
        for first, last_day in stretches:
            ends = zip((first, last_day), (time.min, time.max), strict=True)
            begin, end = (datetime.combine(*one, self._zone) for one in ends)
            found = [one for activity in own for one in self._of(activity, begin, end)]
            if found:
                return found
        return []

    def has_any(self) -> bool:
        """Whether the file has anything to do at all."""
        return bool(self._activities)

    def _changed(self, key: Key, change: Change) -> Occurrence | None:
        planned = self._planned(key)
        if planned is None:
            return None
        begins = change.moved_to.astimezone(self._zone) if change.moved_to else planned.begins
        is_cancelled = bool(change.cancelled_at) or (planned.is_cancelled and not change.moved_to)
        return replace(planned, begins=begins, is_cancelled=is_cancelled, came=change.came)

    def _planned(self, key: Key) -> Occurrence | None:
        return self._worked_out(key[1], key[1]).by_key.get(key)

    def _worked_out(self, first: datetime, last: datetime) -> _Window:
        window = self._window
        if window is None or first < window.first or last > window.last:
            start, end = first - BEHIND, last + AHEAD
            planned = [
                occurrence
                for activity in self._activities
                for occurrence in self._of(activity, start, end)
            ]
            planned.sort(key=_begins)
            times = [occurrence.begins for occurrence in planned]
            by_key = {occurrence.key: occurrence for occurrence in planned}
            # What was moved over an edge is not lined up there: keep a week away from both.
            self._window = window = _Window(start + WEEK, end - WEEK, times, planned, by_key)
        return window

    def _of(self, activity: Activity, first: datetime, last: datetime) -> Iterable[Occurrence]:
        for one in activity.each_time():
            yield from self._of_times(one, first, last)

    def _of_times(
        self, activity: Activity, first: datetime, last: datetime
    ) -> Iterable[Occurrence]:
        others = {other.date: other for other in activity.exceptions}
        for wall in self._walls(activity, self._local(first), self._local(last)):
            start = self._moment(wall)
            other = others.get(wall.date())
            begins = self._moment(other.start) if other and other.start else start
            is_cancelled = bool(other and other.cancelled)
            if not other and self._timetables[activity.room].is_shut(wall.date()):
                is_cancelled = True
            yield Occurrence(activity, start.astimezone(UTC), begins, is_cancelled)

    def _walls(self, activity: Activity, first: datetime, last: datetime) -> list[datetime]:
        """When a rule happens, in local wall time."""
        if activity.rrule:
            times = repeating(activity.rrule, activity.start, self._zone)
            return list(times.between(first, last, inc=True))
        return [activity.start] if first <= activity.start <= last else []

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone).replace(tzinfo=None)

    def _moment(self, wall: datetime) -> datetime:
        """When the wall clock shows this; in the hour that spring leaves out, an hour later."""
        return wall.replace(tzinfo=self._zone).astimezone(UTC).astimezone(self._zone)


def _begins(occurrence: Occurrence) -> datetime:
    return occurrence.begins


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}"
