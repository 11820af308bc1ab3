"""Days, times and months as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from handlers.core.messages import Text, Weekday, name, say
from handlers.core.neighbourhood.view import NeighbourhoodView

WHEN: Mapping[str, Text] = {
    "morning": say("btn", "🌅 Mornings"),
    "afternoon": say("btn", "🌤️ Afternoons"),
    "evening": say("btn", "🌙 Evenings"),
    "weekend": say("btn", "🎈 Weekend"),
    "any": say("btn", "✨ Any time"),
}


_MONTHS = (
    say("month", "January"),
    say("month", "February"),
    say("month", "March"),
    say("month", "April"),
    say("month", "May"),
    say("month", "June"),
    say("month", "July"),
    say("month", "August"),
    say("month", "September"),
    say("month", "October"),
    say("month", "November"),
    say("month", "December"),
)


def word(words: Mapping[str, Text], key: str) -> Text:
    """What a kept id is called; one that is not in use any more has no name."""
    return words.get(key, name("✨"))


def month(day: date) -> Text:
    """The name of a month."""
    return _MONTHS[day.month - 1]


def day_name(day: date, today: date) -> Text:
    """A day as people say it: today, tomorrow, the day's name within a week, else the date."""
    match (day - today).days:
        case 0:
            return say("day", "Today")
        case 1:
            return say("day", "Tomorrow, {weekday},", weekday=Weekday(day))
        case -1:
            return say("day", "Yesterday, {weekday},", weekday=Weekday(day))
        case days if 1 < days < 7:
            return say("day", "{weekday}", weekday=Weekday(day))
        case _:
            return say("day", "{date}", date=day)


def day_label(day: date, today: date) -> Text:
    """A day on a button."""
    match (day - today).days:
        case 0:
            return say("btn", "📆 Today")
        case 1:
            return say("btn", "📆 Tomorrow")
        case days if 1 < days < 7:
            return say("day", "📆 {weekday}", weekday=Weekday(day))
        case _:
            return say("day", "📆 {date}", date=day)


def clock(moment: datetime) -> time:
    """The time of a moment that is local already, in 24 hours."""
    return moment.time()


WEEK = timedelta(days=7)


def time_label(view: NeighbourhoodView, start: datetime, now: datetime) -> Text:
    """A day and a time on a button."""
    near = start.date() - view.today(now) < WEEK
    if near:
        return say("day", "{weekday} {time}", weekday=Weekday(start.date()), time=start.time())
    return name(f"{start:%d-%m %H:%M}")
