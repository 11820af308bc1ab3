"""How often an activity comes back (RFC 5545), in the local time of the file."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Mapping

from dateutil.rrule import rrule, rrulestr
from pydantic import ValidationInfo

from storage.neighbourhood.base import is_new
from storage.neighbourhood.checks import LONG_AGO, shown_value, wrong

# A day, or a day and a time; the dashes are what people write.
UNTIL = re.compile(
    r"UNTIL=((?:[0-9]{4}-?[0-9]{2}-?[0-9]{2})(?:T[0-9]{2}:?[0-9]{2}:?[0-9]{2})?)(Z?)"
)


def rule(value: str, info: ValidationInfo) -> str:
    """Accept how often an activity repeats, and refuse what would never end or never begin."""
    bare = value.upper().removeprefix("RRULE:")
    parts = [part.partition("=")[::2] for part in bare.split(";")]
    keys = dict(parts)
    if keys.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        why = "does not repeat by days, weeks, months or years"
    elif not keys.get("INTERVAL", "1").isdigit() or not int(keys.get("INTERVAL", "1")):
        why = "has an INTERVAL that never gets to the next time"
    elif not keys.get("COUNT", "1").isdigit() or not int(keys.get("COUNT", "1")):
        why = "has a COUNT that is no number of times"
    elif {"BYHOUR", "BYMINUTE", "BYSECOND", "BYEASTER"} & keys.keys():
        why = "has a time of day in it; write that in start"
    elif "UNTIL" in keys and not _last_moment(bare, dt.UTC):
        why = "has an UNTIL that is no day; write the last day, such as UNTIL=20261231"
    elif is_new(info) and len(keys) < len(parts):
        why = "has the same key twice; keep one of the two"
    elif is_new(info) and {"COUNT", "UNTIL"} <= keys.keys():
        why = "has a COUNT and an UNTIL, which are two ends; keep one of the two"
    else:
        try:
            repeating(value, dt.datetime.combine(LONG_AGO, dt.time()), dt.UTC)
        except (ValueError, TypeError, OverflowError):
            why = "is not a rule that calendars know"
        else:
            return value
    raise wrong(f"is {shown_value(value)}, which {why}; write for example FREQ=WEEKLY;BYDAY=TU")


def repeating(value: str, start: dt.datetime, zone: dt.tzinfo) -> rrule:
    """The times of a rule in local wall time; raises ValueError or TypeError for no rule at all.

    The last day is in it whichever way UNTIL names it: as a date, in local time, or in UTC as
    calendars write it (RFC 5545).
    """
    value = value.upper()
    last = _last_moment(value, zone)
    bare = UNTIL.sub(f"UNTIL={last:%Y%m%dT%H%M%S}", value) if last else value
    times = rrulestr(bare, dtstart=start)
    if not isinstance(times, rrule):
        raise TypeError("more than one rule")
    return times


def parts_of(value: str) -> dict[str, str]:
    """The parts of a rule, by their names."""
    bare = value.upper().removeprefix("RRULE:")
    return dict(part.partition("=")[::2] for part in bare.split(";") if part)


def around(rule: Mapping[str, str], day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the week, or for a rule of months the month, of a day."""
    if rule["FREQ"] == "MONTHLY":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def _last_moment(value: str, zone: dt.tzinfo) -> dt.datetime | None:
    """Until when a rule goes on, in local wall time; None without an UNTIL that is a day.

    A day that somebody wrote is meant whole. Only a time in UTC that is on another day here, such
    as 23:59:59, is the moment that it is.
    """
    written = UNTIL.search(value)
    if not written:
        return None
    try:
        moment = dt.datetime.fromisoformat(written[1])
        if written[2]:
            here = moment.replace(tzinfo=dt.UTC).astimezone(zone).replace(tzinfo=None)
            if here.date() != moment.date() and here.time() != dt.time():
                return here
            moment = here
    except (ValueError, OverflowError):
        return None
    return dt.datetime.combine(moment.date(), dt.time(23, 59, 59))


def first_time(value: str, start: dt.datetime) -> dt.datetime | None:
    """When a rule first happens, within ten years; None when it does not."""
    # A COUNT is never reached by a rule for a day that no year has: it would be looked for forever.
    bare = re.sub(r";?(COUNT|UNTIL)=[^;]*", "", value.upper())
    end = f"{start.year + 10}1231T235959"
    if next(iter(repeating(f"{bare};UNTIL={end}", start, dt.UTC)), None) is None:
        return None
    # The day is there; the rule may end before it.
    return next(iter(repeating(value, start, dt.UTC)), None)
