"""The reach report in words: the answer first, for a phone on Monday at 07:00."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import locales
from handlers.core.messages import Text, Value, Weekday, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.reach.figures import Report, RoomReport
from handlers.reports.text import counts, year

LINES = 12
LANGUAGES = 4
ROUNDED = say("report", "Counts of people are rounded to 5. Below 5 they are not shown.")


def summary(report: Report, view: NeighbourhoodView) -> tuple[Text, ...]:
    """The whole report in at most 12 lines."""
    if len(report.rooms) == 1 < len(view.rooms):
        return room_summary(report, report.rooms[0].id, view)
    lines = [
        heading(report),
        *counts.visits(report, report.total, report.previous),
        *counts.openings(report.total),
        *year.so_far(report, view),
        _wrote(report),
        *_besides(report),
    ]
    return (*lines, *_closed(report, report.rooms, LINES - len(lines)))


def room_summary(report: Report, room: str, view: NeighbourhoodView) -> tuple[Text, ...]:
    """One room's own part, for those who hold its key."""
    part = next(part for part in report.rooms if part.id == room)
    figures = part.figures
    lines = [
        _room_heading(report, view.rooms[room].name),
        *counts.visits(report, figures, part.previous),
        *counts.openings(figures),
    ]
    if figures.openings:
        lines.append(counts.length(figures.minutes_open))
    if figures.volunteers:
        lines.append(counts.helped(figures.volunteers))
    return (*lines, *_closed(report, [part], 1))


def by_room(report: Report, view: NeighbourhoodView) -> tuple[Text, ...]:
    """A line for each room."""
    return (heading(report), *(counts.room_line(room, view) for room in report.rooms))


def heading(report: Report) -> Text:
    """Which period this is, and of how many rooms."""
    when, rooms = _when(report), len(report.rooms)
    match report.period.kind:
        case "week":
            return say_many(
                "report",
                "📊 Week {week}, {n} room. {first} to {last} {year}.",
                "📊 Week {week}, {n} rooms. {first} to {last} {year}.",
                rooms,
                **when,
            )
        case "month":
            return say_many(
                "report",
                "📊 Month {month}, {n} room. {first} to {last} {year}.",
                "📊 Month {month}, {n} rooms. {first} to {last} {year}.",
                rooms,
                **when,
            )
        case _:
            return say_many(
                "report",
                "📊 The year {year}, {n} room. {first} to {last}.",
                "📊 The year {year}, {n} rooms. {first} to {last}.",
                rooms,
                **when,
            )


def _room_heading(report: Report, room: str) -> Text:
    when = _when(report) | {"room": room}
    match report.period.kind:
        case "week":
            return say("report", "📊 {room}, week {week}. {first} to {last} {year}.", **when)
        case "month":
            return say("report", "📊 {room}, month {month}. {first} to {last} {year}.", **when)
        case _:
            return say("report", "📊 {room}, the year {year}. {first} to {last}.", **when)


def _when(report: Report) -> dict[str, Value]:
    """The values of a heading; a year is a word, so that no reader gets "2,026"."""
    first, last = report.period.first, report.until
    values: dict[str, Value] = {"first": first, "last": last, "year": str(last.year)}
    match report.period.kind:
        case "week":
            return values | {"week": first.isocalendar().week}
        case "month":
            return values | {"month": first.month}
        case _:
            return values


def _wrote(report: Report) -> Text:
    """How many wrote to the bot: contacts, never mixed with participants."""
    contacts, languages = report.total.contacts, _languages(report.languages)
    if contacts is None:
        return say("report", "💬 Contacts with the bot: {contacts}.", contacts=counts.lacking(1))
    if languages is None:
        return say_many(
            "report", "💬 {n} person wrote to the bot.", "💬 {n} people wrote to the bot.", contacts
        )
    return say_many(
        "report",
        "💬 {n} person wrote to the bot. Languages: {languages}.",
        "💬 {n} people wrote to the bot. Languages: {languages}.",
        contacts,
        languages=languages,
    )


def _besides(report: Report) -> Iterable[Text]:
    """Who is not among them: the team, and visits of the web page, which are no people."""
    team, visits = report.total.team_contacts, report.total.web_visits
    if team and visits:
        yield say(
            "report",
            "Not among them: team {team}, web visits {visits}.",
            team=team,
            visits=visits,
        )
    elif team:
        yield say("report", "Not among them: team {team}.", team=team)
    elif visits:
        yield say("report", "Not among them: web visits {visits}.", visits=visits)


def _languages(contacts: Mapping[str, int | None]) -> Text | None:
    """The languages that were used most, by their own names, each with its number."""
    known = locales.languages()
    counted = sorted(
        (
            (-count, known[tag].own_name if tag in known else tag)
            for tag, count in contacts.items()
            if count
        )
    )
    parts = [
        say("report", "{language} {count}", language=language, count=-count)
        for count, language in counted[:LANGUAGES]
    ]
    rest = -sum(count for count, _ in counted[LANGUAGES:])
    if rest:
        parts.append(say("report", "others {count}", count=rest))
    joined = None
    for part in parts:
        joined = say("report", "{list}, {one}", list=joined, one=part) if joined else part
    return joined


def _closed(report: Report, rooms: Iterable[RoomReport], most: int) -> list[Text]:
    """Which rooms nobody opened on a day that was planned, in so many lines."""
    missed = [room for room in rooms if room.closed_days]
    if len(missed) <= most:
        return [_missed(report, room) for room in missed]
    lines = [_missed(report, room) for room in missed[: most - 1]]
    others = say_many(
        "report",
        "⚠️ Nobody opened {n} more room on a planned day.",
        "⚠️ Nobody opened {n} more rooms on a planned day.",
        len(missed) - len(lines),
    )
    return [*lines, others]


def _missed(report: Report, room: RoomReport) -> Text:
    days = [_day(report, day) for day in room.closed_days]
    match days:
        case [day]:
            return say("report", "⚠️ Nobody opened {room} on {day}.", room=room.name, day=day)
        case [first, last]:
            return say(
                "report",
                "⚠️ Nobody opened {room} on {first} and {last}.",
                room=room.name,
                first=first,
                last=last,
            )
        case _:
            return say_many(
                "report",
                "⚠️ Nobody opened {room} on {n} planned day.",
                "⚠️ Nobody opened {room} on {n} planned days.",
                len(days),
                room=room.name,
            )


def _day(report: Report, day: date) -> Value:
    return Weekday(day) if report.period.kind == "week" else day
