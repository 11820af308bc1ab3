"""The times of an activity as they are changed: from now on, and nothing of what was.

What names a time in the figures and the sign-ups is the id of its activity and the moment that the
rule gives. So no activity goes while it has past times: a series that ends keeps its rule until its
last time, and one that moves keeps that rule among its ``earlier`` times, under the same id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from handlers.manage.changes import cancelled
from storage.neighbourhood.activities import Activity, OtherTime, Times
from storage.neighbourhood.base import LOADED_NOW
from storage.neighbourhood.times.repeats import around, parts_of, repeating

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ENDS = ("COUNT", "UNTIL")
# Of a rule with more in it than this nobody can say in two words on which day it is.
SIMPLE = {"FREQ", "INTERVAL", "BYDAY", "WKST", *ENDS}
BLOCK = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


def next_time(activity: Activity, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When it is next by its rule, in local wall time as ``now``; None when it is over."""
    if activity.rrule is None:
        return activity.start if activity.start > now else None
    found: datetime | None = repeating(activity.rrule, activity.start, zone).after(now)
    return found


def parts(activity: Activity) -> dict[str, str]:
    """The parts of its rule, by their names; empty for what is once."""
    return parts_of(activity.rrule or "")


def can_change_day(activity: Activity) -> bool:
    """Whether it is on one day of the week, which can become another one."""
    rule = parts(activity)
    is_weekly = rule.get("FREQ") == "WEEKLY"
    if not rule.keys() <= SIMPLE or rule.get("WKST", "MO") != "MO":
        return False
    day = rule.get("BYDAY", DAYS[activity.start.weekday()] if is_weekly else "")
    # "1SA": the first Saturday of a month; "MO,TH" are two days.
    return day[-2:] in DAYS and "," not in day and rule["FREQ"] in {"WEEKLY", "MONTHLY"}


def ended(activity: Activity, now: datetime, zone: ZoneInfo) -> Activity | None:
    """The activity without any time from now on; None when it never took place."""
    past = _past(activity, now, zone)
    earlier = activity.earlier
    if past is None and earlier:
        *earlier_still, past = earlier
        earlier = tuple(earlier_still)
    if past is None:
        return None
    return checked(activity, {**past.model_dump(), "earlier": earlier})


def divided(
    activity: Activity, now: datetime, zone: ZoneInfo
) -> tuple[Activity | None, Activity | None]:
    """The activity up to now, and what of it comes: each None where there is nothing of it."""
    coming = next_time(activity, now, zone)
    if coming is None:
        return activity, None
    past = ended(activity, now, zone)
    if activity.rrule is None:
        return past, checked(activity, {"earlier": ()})
    same = activity.start.time(), activity.minutes
    rest = moved(activity, now, zone, coming.weekday(), *same)
    if rest is None:
        return past, None
    return past, checked(rest, {"earlier": (), "exceptions": activity.exceptions})


def moved(
    activity: Activity,
    now: datetime,
    zone: ZoneInfo,
    weekday: int,
    clock: time,
    minutes: int,
    off: Iterable[date] = (),
) -> Activity | None:
    """The series at another time, or on another day of the week, from its next time on.

    ``off``: all days on which it is cancelled; in that week, or month, it stays so.
    """
    coming = next_time(activity, now, zone)
    if coming is None or activity.rrule is None:
        return None
    rule, first = parts(activity), coming.date()
    last = _last_day(activity, zone)
    if weekday != coming.weekday():
        if not can_change_day(activity):
            return None
        rule["BYDAY"] = rule.get("BYDAY", "")[:-2] + DAYS[weekday]
        # The whole week, or month, of its next time: what is every two weeks stays in step.
        first, _ = around(rule, first)
        last = last and around(rule, last)[1]
    rule = {key: value for key, value in rule.items() if key not in ENDS}
    if last:
        rule["UNTIL"] = f"{last:%Y%m%d}"
    written = _written(rule)
    begins = repeating(written, datetime.combine(first, clock), zone).after(now)
    if begins is None:
        return None
    past = _past(activity, now, zone)
    changed = {
        "rrule": written,
        "start": begins,
        "minutes": minutes,
        "earlier": (*activity.earlier, past) if past else activity.earlier,
    }
    ahead = [day for day in off if day >= coming.date()]
    other = activity.model_copy(update=changed)
    # Another start of a single time was about a time that is no more.
    first = min(coming, begins).date()
    kept = [one for one in activity.exceptions if one.date < first]
    days = cancelled.in_place_of(ahead, activity, other, zone)
    kept += [OtherTime(date=day, cancelled=True) for day in days]
    return checked(activity, {**changed, "exceptions": tuple(kept)})


def checked(activity: Activity, changed: Mapping[str, object]) -> Activity | None:
    """The activity with these other values; None when a file with it would be refused."""
    other = activity.model_copy(update=dict(changed))
    try:
        return Activity.model_validate(other.model_dump(warnings=False), context=LOADED_NOW)
    except ValidationError:
        return None


def block(hours: str) -> tuple[time, int] | None:
    """When "10:00-12:00" begins and how many minutes it lasts; None for anything else."""
    found = BLOCK.fullmatch(hours)
    if found is None:
        return None
    begin, end = (int(found[hour]) * 60 + int(found[hour + 1]) for hour in (1, 3))
    return time(*divmod(begin, 60)), end - begin


def _past(activity: Activity, now: datetime, zone: ZoneInfo) -> Times | None:
    """The times that it had until now; None when there were none."""
    start, minutes = activity.start, activity.minutes
    if activity.rrule is None:
        return Times(start=start, minutes=minutes) if start <= now else None
    last = repeating(activity.rrule, start, zone).before(now, inc=True)
    if last is None:
        return None
    rule = {key: value for key, value in parts(activity).items() if key not in ENDS}
    return Times(rrule=_written({**rule, "UNTIL": f"{last:%Y%m%d}"}), start=start, minutes=minutes)


def _last_day(activity: Activity, zone: ZoneInfo) -> date | None:
    """The last day of a series that ends."""
    if activity.rrule is None or not any(key in parts(activity) for key in ENDS):
        return None
    last: datetime = repeating(activity.rrule, activity.start, zone)[-1]
    return last.date()


def _written(rule: Mapping[str, str]) -> str:
    return ";".join(f"{key}={value}" for key, value in rule.items())
