"""The days on which a series was cancelled: they stay so in their week when it moves, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.core.context import Context
from handlers.core.neighbourhood.schedule import AHEAD
from storage.neighbourhood.activities import Activity, OtherTime
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.times.repeats import around, parts_of, repeating
from storage.repositories.activities.occurrences import Change


def days(context: Context, activity: Activity) -> set[date]:
    """The days on which the file or a key-holder cancelled it, and nobody said that it goes on."""
    off = {one.date for one in activity.exceptions if one.cancelled}
    for day, one in _said(context, activity):
        if one.cancelled_at:
            off.add(day)
        elif one.moved_to:
            off.discard(day)
    return off


def stays(context: Context, now: Neighbourhood, before: Neighbourhood) -> Neighbourhood:
    """The neighbourhood before, with what key-holders cancelled since of a series that moves back.

    What they cancel stands with the moment that the rule gives, which no other rule knows.
    """
    present = {one.id: one for one in now.activities}
    activities = tuple(_back(context, present.get(one.id), one) for one in before.activities)
    return before.model_copy(update={"activities": activities})


def in_place_of(
    days: Iterable[date], activity: Activity, other: Activity, zone: ZoneInfo
) -> list[date]:
    """On which days a series is, as it is then, in the weeks in which it was on these days.

    In the months for what is monthly. A day on which it was not is in no place of it, and of two
    days in a week nobody can say which one it was.
    """
    rule = parts_of(activity.rrule or "")
    is_same_day = rule.get("BYDAY") == parts_of(other.rrule or "").get("BYDAY")
    found: set[date] = set()
    for day in days:
        if not _days(activity, day, day, zone):
            continue
        stretch = (day, day) if is_same_day else around(rule, day)
        was, comes = (_days(one, *stretch, zone) for one in (activity, other))
        if len(was) == len(comes) == 1:
            found |= comes
    return sorted(found)


def _days(activity: Activity, first: date, last: date, zone: ZoneInfo) -> set[date]:
    """On which of these days its rule is."""
    ends = datetime.combine(first, time.min), datetime.combine(last, time.max)
    times = repeating(activity.rrule or "", activity.start, zone)
    return {one.date() for one in times.between(*ends, inc=True)}


def _back(context: Context, activity: Activity | None, before: Activity) -> Activity:
    if activity is None or not activity.rrule or not before.rrule:
        return before
    if (activity.rrule, activity.start) == (before.rrule, before.start):
        return before
    off = [day for day, one in _said(context, activity) if one.cancelled_at]
    differ = {one.date for one in before.exceptions}
    more = [
        OtherTime(date=day, cancelled=True)
        for day in in_place_of(off, activity, before, context.view.zone)
        if day not in differ
    ]
    return before.model_copy(update={"exceptions": (*before.exceptions, *more)}) if more else before


def _said(context: Context, activity: Activity) -> Iterator[tuple[date, Change]]:
    """What key-holders said of its times ahead, by their days.

    What they said of a time before it moved went along with it then.
    """
    changes = context.store.occurrences.between(first=context.now, last=context.now + AHEAD)
    for key, one in changes.items():
        if key[0] == activity.id and context.view.agenda.find(key, None):
            yield context.view.local(key[1]).date(), one
