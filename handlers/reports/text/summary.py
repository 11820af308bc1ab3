"""The reach report in words: the answer first, for a phone on Monday at 07:00."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.core import time_words
from handlers.core.messages import Text, Value, Weekday, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.reach.figures import Report, RoomReport
from handlers.reports.text import counts, districts, estimate, languages, revised, steps, year

# So many rooms are named in a line; all of them stand by room.
NAMED = 8
# Of one room so many figures that changed are told.
IN_A_ROOM = 4
ROUNDED = say("report", "Counts of people are rounded to 5. Below 5 they are not shown.")


def summary(report: Report, view: NeighbourhoodView) -> tuple[Text, ...]:
    """All of a report's figures in words."""
    if report.of_one_room:
        return room_summary(report, report.rooms[0].id, view)
    participants, *course = year.so_far(report)
    lines = [
        heading(report),
        *counts.visits(report, report.total, report.previous),
        *counts.openings(report.total),
        *counts.hours(report.total),
        *steps.by_residents(report.total),
        participants,
        *year.of_whom(report),
        *course,
        *year.share(report, view),
        *estimate.at_least(report.year_to_date.estimate),
        *year.ended(report),
        *steps.towards_work(report.total.steps_to_work),
        *counts.activities(report.total),
        *wrote(report),
        *_besides(report),
    ]
    ends = (*_unlogged(report, report.rooms, NAMED), *_unmeasured(report))
    return (*lines, *ends, *revised.each(report))


def monday(report: Report, view: NeighbourhoodView) -> tuple[Text, ...]:
    """What a coordinator reads in twenty seconds: at most eight lines, all else a tap away."""
    if report.of_one_room:
        return room_summary(report, report.rooms[0].id, view)
    came, *before = counts.visits(report, report.total, report.previous)[:2]
    participants, *course = year.so_far(report)[:2]
    reached = [participants, *year.of_whom(report), *course]
    lines = [
        heading(report),
        _in_a_line([came, *before]),
        _in_a_line(counts.openings(report.total)),
        _in_a_line(reached),
        *year.ended(report),
    ]
    missed = [room.name for room in report.rooms if room.unlogged_days]
    if missed:
        lines.append(say("report", "⚠️ No opening was logged: {rooms}.", rooms=listed(missed)))
    return (*lines, *_unmeasured(report), *revised.in_short(report))


def _unmeasured(report: Report) -> list[Text]:
    """The rooms of which nothing is known in this period."""
    unknown = [room.name for room in report.unmeasured]
    if not unknown:
        return []
    return [say("report", "❔ Not measured yet: {rooms}.", rooms=listed(unknown))]


def _in_a_line(texts: Iterable[Text]) -> Text:
    """Sentences that stand in one line."""
    first, *rest = texts
    for text in rest:
        first = say("report", "{one} {two}", one=first, two=text)
    return first


def listed(names: Sequence[str]) -> Text | str:
    """Names in a row; of very many the first, and how many more there are."""
    shown = names[:NAMED]
    row: Text | str = shown[0]
    for one in shown[1:]:
        row = say("report", "{list}, {one}", list=row, one=one)
    if len(names) > NAMED:
        more = len(names) - NAMED
        row = say_many("report", "{list} and {n} more", "{list} and {n} more", more, list=row)
    return row


def room_summary(report: Report, room: str, view: NeighbourhoodView) -> tuple[Text, ...]:
    """One room's own part, for those who hold its key."""
    part = next(part for part in report.rooms if part.id == room)
    figures = part.figures
    lines = [
        room_heading(report, view.rooms[room].name),
        *counts.visits(report, figures, part.previous),
        *counts.openings(figures),
        *counts.hours(figures),
        *steps.by_residents(figures),
    ]
    if figures.volunteers:
        lines.append(counts.helped(figures.volunteers))
    return (*lines, *_unlogged(report, [part], 1), *revised.each(report, IN_A_ROOM))


def by_room(report: Report, view: NeighbourhoodView) -> tuple[Text, ...]:
    """A line for each room, and for each district."""
    rooms = (counts.room_line(room, view) for room in report.rooms)
    return (heading(report), *rooms, *districts.lines(report, view))


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
        case "quarter":
            return say_many(
                "report",
                "📊 {quarter} of {year}, {n} room. {first} to {last}.",
                "📊 {quarter} of {year}, {n} rooms. {first} to {last}.",
                rooms,
                **when,
            )
        case "month":
            return say_many(
                "report",
                "📊 {month} {year}, {n} room. {first} to {last}.",
                "📊 {month} {year}, {n} rooms. {first} to {last}.",
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


def room_heading(report: Report, room: str) -> Text:
    """Which period this is, and of which room."""
    when = _when(report) | {"room": room}
    match report.period.kind:
        case "week":
            return say("report", "📊 {room}, week {week}. {first} to {last} {year}.", **when)
        case "quarter":
            return say("report", "📊 {room}. {quarter} of {year}. {first} to {last}.", **when)
        case "month":
            return say("report", "📊 {room}, {month} {year}. {first} to {last}.", **when)
        case _:
            return say("report", "📊 {room}, the year {year}. {first} to {last}.", **when)


def _when(report: Report) -> dict[str, Value]:
    """The values of a heading; a year is a word, so that no reader gets "2,026"."""
    first, last = report.period.first, report.until
    values: dict[str, Value] = {"first": first, "last": last, "year": str(last.year)}
    match report.period.kind:
        case "week":
            return values | {"week": first.isocalendar().week}
        case "quarter":
            return values | {"quarter": time_words.quarter_of_year(first)}
        case "month":
            return values | {"month": time_words.month(first)}
        case _:
            return values


def wrote(report: Report) -> Iterable[Text]:
    """How many wrote to the bot: contacts, never mixed with participants."""
    contacts, spoken = report.total.contacts, languages.listed(report.languages)
    if contacts is None:
        is_known = report.total.openings is not None
        why = counts.lacking(1) if is_known else counts.NOT_KNOWN
        yield say("report", "💬 Contacts with the bot: {contacts}.", contacts=why)
        return
    if spoken is None:
        yield say_many(
            "report", "💬 {n} person wrote to the bot.", "💬 {n} people wrote to the bot.", contacts
        )
        return
    yield say_many(
        "report",
        "💬 {n} person wrote to the bot. Languages: {languages}.",
        "💬 {n} people wrote to the bot. Languages: {languages}.",
        contacts,
        languages=spoken,
    )
    if sum(count or 0 for count in report.languages.values()) > contacts:
        yield languages.IN_TWO


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


def _unlogged(report: Report, rooms: Iterable[RoomReport], most: int) -> list[Text]:
    """For which rooms no opening was logged on a planned day, in so many lines."""
    missed = [room for room in rooms if room.unlogged_days]
    if len(missed) <= most:
        return [_missed(report, room) for room in missed]
    lines = [_missed(report, room) for room in missed[: most - 1]]
    others = say_many(
        "report",
        "⚠️ No opening was logged for {n} more room.",
        "⚠️ No opening was logged for {n} more rooms.",
        len(missed) - len(lines),
    )
    return [*lines, others]


def _missed(report: Report, room: RoomReport) -> Text:
    days = [_day(report, day) for day in room.unlogged_days]
    match days:
        case [day]:
            return say(
                "report", "⚠️ No opening was logged for {room} on {day}.", room=room.name, day=day
            )
        case [first, last]:
            return say(
                "report",
                "⚠️ No opening was logged for {room} on {first} and {last}.",
                room=room.name,
                first=first,
                last=last,
            )
        case _:
            return say_many(
                "report",
                "⚠️ No opening was logged for {room} on {n} planned day.",
                "⚠️ No opening was logged for {room} on {n} planned days.",
                len(days),
                room=room.name,
            )


def _day(report: Report, day: date) -> Value:
    return Weekday(day) if report.period.kind == "week" else day
