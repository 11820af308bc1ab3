"""The figures of one room in few words; what nobody counted is not known, and never nought."""

from __future__ import annotations

from handlers.core.messages import Bar, Text, Value, say, say_many
from handlers.reports.history import Past
from handlers.reports.reach.figures import YearToDate
from handlers.reports.text import year

THIS_WEEK, LAST_WEEK = say("report", "This week"), say("report", "Last week")
NOTHING_YET = say("report", "🗓️ Nothing is known of this time: nothing was logged yet.")


def heading(room: str) -> Text:
    """Whose figures these are."""
    return say("report", "📊 The figures of {room}:", room=room)


def of_week(when: Text, week: Past, *, is_measured: bool) -> Text:
    """A week in one line; of one before the room was measured nothing is known."""
    return _line(when, week.openings if is_measured else None, week.counted, week.visits)


def of_bar(bar: Bar) -> Text:
    """What a bar of the trend shows, for whoever sees no picture."""
    return _line(bar.label, bar.openings, bar.counted, bar.number)


def of_year(so_far: YearToDate, this_year: int) -> list[Text]:
    """The year so far in one line, and how many different people that were."""
    held = _line(say("report", "This year"), so_far.openings, so_far.counted or 0, so_far.visits)
    return [held, year.reached(so_far, str(this_year))] if so_far.openings else [held]


def _line(when: Value, openings: int | None, counted: int, visits: int | None) -> Text:
    if openings is None:
        return say("report", "{when}: not known.", when=when)
    if not openings:
        return say("report", "{when}: no opening was logged.", when=when)
    held = say_many("report", "{n} opening", "{n} openings", openings)
    if visits is None:
        return say("report", "{when}: {openings}. Visits: not known.", when=when, openings=held)
    known = say_many(
        "report",
        "{when}: {openings}, {n} visit.",
        "{when}: {openings}, {n} visits.",
        visits,
        when=when,
        openings=held,
    )
    missing = openings - counted
    if not missing:
        return known
    unknown = say_many(
        "report", "Not known for {n} opening.", "Not known for {n} openings.", missing
    )
    return say("report", "{one} {two}", one=known, two=unknown)
