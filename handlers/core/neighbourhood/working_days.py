"""Working days, with the Dutch holidays taken out.

The holidays are those of the law on terms (Algemene termijnenwet, article 3): the public ones, and
Good Friday and the fifth of May in every year.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from opening_hours import OpeningHours

from handlers.core.neighbourhood.view import NeighbourhoodView

OPENS, CLOSES = time(9), time(17)
_WORKING = OpeningHours("Mo-Fr 00:00-24:00; PH off; May 05 off; easter -2 days off", country="NL")


def later(view: NeighbourhoodView, moment: datetime, days: int) -> datetime:
    """The same time of day, so many working days later."""
    return _moved(view, moment, days, timedelta(days=1))


def earlier(view: NeighbourhoodView, moment: datetime, days: int) -> datetime:
    """The same time of day, so many working days before."""
    return _moved(view, moment, days, timedelta(days=-1))


def is_office_time(view: NeighbourhoodView, moment: datetime) -> bool:
    """Whether people are at work: nobody is asked in their evening what can wait."""
    local = view.local(moment)
    return OPENS <= local.time() < CLOSES and _WORKING.is_open(local.replace(tzinfo=None))


def _moved(view: NeighbourhoodView, moment: datetime, days: int, step: timedelta) -> datetime:
    local = view.local(moment)
    day = local.date()
    while days > 0:
        day += step
        if _WORKING.is_open(datetime.combine(day, time(12))):
            days -= 1
    return datetime.combine(day, local.time(), view.zone)
