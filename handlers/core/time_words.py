"""Days, times and months as people say them, and times as people type them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from handlers.core.messages import NEAR, Text, Weekday, name, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.questions import InLanguage, NotHere
from locales import times

ANY = "any"
WHEN: Mapping[str, Text] = {
    "morning": say("btn", "🌅 Mornings"),
    "afternoon": say("btn", "🌤️ Afternoons"),
    "evening": say("btn", "🌙 Evenings"),
    "weekend": say("btn", "🎈 Weekend"),
    ANY: say("btn", "🕙 Any time"),
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


_QUARTERS = (
    say("month", "First quarter"),
    say("month", "Second quarter"),
    say("month", "Third quarter"),
    say("month", "Fourth quarter"),
)


def quarter(moment: datetime) -> datetime:
    """The quarter of an hour that a moment lies in: to the minute it would say who is alone."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def word(words: Mapping[str, Text], key: str) -> Text:
    """What a kept id is called; one that is not in use any more has no name."""
    return words.get(key, name("✨"))


def month(day: date) -> Text:
    """The name of a month."""
    return _MONTHS[day.month - 1]


def quarter_of_year(day: date) -> Text:
    """The name of a quarter of a year."""
    return _QUARTERS[(day.month - 1) // 3]


# The forms of a day: in a sentence, on a button, and in a list. A program that does not know them
# yet says the date.
IN_SENTENCE, ON_BUTTON, IN_LIST = "{day}", "📆 {day}", "• {day}"
# The slot of a day that no word of ours is said with: its name, or its name and its date.
SHORT, BY_NAME, BY_DATE = "short", "{day}", "{day}."


def day_name(day: date) -> Text:
    """A day as people say it when they read it: today, tomorrow, the day's name, the date."""
    return Text(NEAR, IN_SENTENCE, {"day": day})


def day_label(day: date) -> Text:
    """The same on a button."""
    return Text(NEAR, ON_BUTTON, {"day": day})


def short_day(day: date) -> Text:
    """The same in a list, as short as it gets: "Today", "Tue", "Tue 1 Jul"."""
    return Text(NEAR, IN_LIST, {"day": day})


def worded(near: Text, today: date | None) -> Text:
    """How a day is said on another one; the date for whoever knows no day."""
    day = near.values["day"]
    assert isinstance(day, date)
    days = (day - today).days if today else None
    if near.one == ON_BUTTON:
        return _on_button(day, days)
    if near.one == IN_LIST:
        return _in_list(day, days)
    match days:
        case 0:
            return say("day", "Today")
        case 1:
            return say("day", "Tomorrow, {weekday},", weekday=Weekday(day))
        case -1:
            return say("day", "Yesterday, {weekday},", weekday=Weekday(day))
        case int() if 1 < days < 7:
            return say("day", "{weekday}", weekday=Weekday(day))
        case _:
            return say("day", "{date}", date=day)


def _on_button(day: date, days: int | None) -> Text:
    match days:
        case 0:
            return say("btn", "📆 Today")
        case 1:
            return say("btn", "📆 Tomorrow")
        case -1:
            return say("btn", "📆 Yesterday")
        case int() if 1 < days < 7:
            return say("day", "📆 {weekday}", weekday=Weekday(day))
        case _:
            return say("day", "📆 {date}", date=day)


def _in_list(day: date, days: int | None) -> Text:
    if days == 0:
        return say("day", "Today")
    is_near = days is not None and 0 < days < 7
    return Text(SHORT, BY_NAME if is_near else BY_DATE, {"day": day})


def clock(moment: datetime) -> time:
    """The time of a moment that is local already, in 24 hours."""
    return moment.time()


WEEK = timedelta(days=7)


def time_label(view: NeighbourhoodView, start: datetime, now: datetime) -> Text:
    """A day and a time on a button."""
    near = abs(start.date() - view.today(now)) < WEEK
    if near:
        return say("day", "{weekday} {time}", weekday=Weekday(start.date()), time=start.time())
    return say("day", "{date} {time}", date=start.date(), time=start.time())


NO_TIME = NotHere(why=say("body", "I do not understand that time."))
# Rooms are open, and people come, between these; at other hours only where that is planned.
BY_DAY = (time(8), time(22, 59))


def _typed_time(typed: str, language: str) -> str | NotHere:
    return _kept(times.time_of_day(typed, language)) or NO_TIME


def _typed_stretch(typed: str, language: str) -> str | NotHere:
    found = times.stretch(typed, language)
    return " ".join(map(_kept, found)) if found else NO_TIME


# What reads a typed time of day as "14:30", and from when until when as "10:00 12:30". Where nobody
# said which half of the day is meant both stand there: "02:30/14:30".
TIME, STRETCH = InLanguage(_typed_time), InLanguage(_typed_stretch)


def meant(kept: str, near: time) -> time:
    """The time of day that was typed: by day, and the nearer one to when it was planned."""

    def far(at: time) -> tuple[bool, int]:
        return not _is_by_day(at), abs(_minute(at) - _minute(near))

    return min(_readings(kept), key=far)


def said_stretch(typed: str, language: str) -> tuple[time, time] | None:
    """From when until when was typed, by day where nobody said which half; None for no times."""
    kept = _typed_stretch(typed, language)
    return meant_stretch(kept, lambda _: False) if isinstance(kept, str) else None


def meant_stretch(kept: str, is_planned: Callable[[time], bool]) -> tuple[time, time]:
    """From when until when was typed: as it is planned, or else by day; and as short as it can be.

    It may end on the next day.
    """
    starts, ends = map(_readings, kept.split())

    def unlikely(pair: tuple[time, time]) -> tuple[bool, bool, int, time]:
        start, end = pair
        # What begins and ends at the same time lasts a day.
        length = (_minute(end) - _minute(start) - 1) % (24 * 60)
        return not is_planned(start), not _is_by_day(start), length, start

    return min(((start, end) for start in starts for end in ends), key=unlikely)


def _kept(minutes: times.Minutes) -> str:
    return "/".join(f"{one // 60:02}:{one % 60:02}" for one in minutes)


def _readings(kept: str) -> list[time]:
    return [time.fromisoformat(one) for one in kept.split("/")]


def _minute(at: time) -> int:
    return 60 * at.hour + at.minute


def _is_by_day(at: time) -> bool:
    return BY_DAY[0] <= at <= BY_DAY[1]
