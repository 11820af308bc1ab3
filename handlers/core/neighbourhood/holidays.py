"""The public holidays of the Netherlands by their names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from handlers.core.messages import Text, say

SUNDAY = 6
DAY = timedelta(days=1)


def name(day: date) -> Text | None:
    """What a day is called that is a holiday; None for any other day."""
    return _of_year(day.year).get(day)


def between(first: date, last: date) -> Mapping[date, Text]:
    """The holidays from the first to the last day, both included, in order."""
    years = range(first.year, last.year + 1)
    every = (pair for year in years for pair in _of_year(year).items())
    return {day: called for day, called in every if first <= day <= last}


@lru_cache(maxsize=8)
def _of_year(year: int) -> Mapping[date, Text]:
    sunday = easter(year)
    king = date(year, 4, 27)
    return {
        date(year, 1, 1): say("holiday", "New Year's Day"),
        sunday - 2 * DAY: say("holiday", "Good Friday"),
        sunday: say("holiday", "Easter"),
        sunday + DAY: say("holiday", "Easter Monday"),
        king - DAY if king.weekday() == SUNDAY else king: say("holiday", "King's Day"),
        date(year, 5, 5): say("holiday", "Liberation Day"),
        sunday + 39 * DAY: say("holiday", "Ascension Day"),
        sunday + 49 * DAY: say("holiday", "Pentecost"),
        sunday + 50 * DAY: say("holiday", "Whit Monday"),
        date(year, 12, 25): say("holiday", "Christmas Day"),
        date(year, 12, 26): say("holiday", "Second Christmas Day"),
    }
