"""The reach report in words and as a chart: the answer first, for a phone on Monday at 07:00.

A figure never stands without its coverage, and what nobody counted is said to be not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import locales
from handlers.figures import Before, Figures, Report, RoomReport, YearToDate
from handlers.house import House
from handlers.vocabulary import Text, Value, Weekday, say, say_many

LINES = 12
LANGUAGES = 4
ROUNDED = say("report", "Counts of people are rounded to 5. Below 5 they are not shown.")
SUPPRESSED, UNKNOWN = say("report", "not shown"), say("report", "not counted")


def summary(report: Report, house: House) -> tuple[Text, ...]:
    """The whole report in at most 12 lines."""
    if len(report.rooms) == 1 < len(house.rooms):
        return room_summary(report, report.rooms[0].id, house)
    lines = [
        heading(report),
        *_visits(report, report.total, report.previous),
        *_openings(report.total),
        *_year(report, house),
        _wrote(report),
    ]
    return (*lines, *_closed(report, report.rooms, LINES - len(lines)))


def room_summary(report: Report, room: str, house: House) -> tuple[Text, ...]:
    """One room's own part, for those who hold its key."""
    found = next(one for one in report.rooms if one.id == room)
    figures = found.figures
    lines = [
        _room_heading(report, house.rooms[room].name),
        *_visits(report, figures, found.previous),
        *_openings(figures),
    ]
    if figures.openings:
        lines.append(_length(figures.minutes_open))
    if figures.volunteers:
        lines.append(_helped(figures.volunteers))
    return (*lines, *_closed(report, [found], 1))


def by_room(report: Report, house: House) -> tuple[Text, ...]:
    """A line for each room."""
    return (heading(report), *(_room_line(room, house) for room in report.rooms))


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


def _visits(report: Report, figures: Figures, before: Before) -> list[Text]:
    """How many came, how many before, how many were new."""
    lines = [_came(figures), _earlier(report, before)]
    return [*lines, _new_faces(figures)] if figures.openings else lines


def _came(figures: Figures) -> Text:
    if figures.visits is None:
        visits = _lacking(figures.openings_counted)
        return say("report", "👥 Visits: {visits}.", visits=visits)
    return say_many("report", "👥 {n} visit.", "👥 {n} visits.", figures.visits)


def _earlier(report: Report, before: Before) -> Text:
    visits: Value = _lacking(before.openings_counted) if before.visits is None else before.visits
    if before.visits is not None and before.openings_counted < before.openings:
        visits = say(
            "report",
            "{visits}, from {counted} of {openings} openings",
            visits=visits,
            counted=before.openings_counted,
            openings=before.openings,
        )
    match report.period.kind:
        case "week":
            return say("report", "The week before: {before}.", before=visits)
        case "month":
            return say("report", "The month before: {before}.", before=visits)
        case _:
            return say("report", "The year before: {before}.", before=visits)


def _new_faces(figures: Figures) -> Text:
    if figures.new_faces is None:
        return say("report", "✨ New faces: {new_faces}.", new_faces=_lacking(figures.asked))
    if figures.asked == figures.openings_counted:
        return say_many("report", "✨ {n} new face.", "✨ {n} new faces.", figures.new_faces)
    return say_many(
        "report",
        "✨ {n} new face, asked at {asked} of {openings} openings.",
        "✨ {n} new faces, asked at {asked} of {openings} openings.",
        figures.new_faces,
        asked=figures.asked,
        openings=figures.openings,
    )


def _openings(figures: Figures) -> list[Text]:
    """How much of the plan was held, and how much of what was held was counted."""
    held = say_many(
        "report",
        "🗓️ {held} of {n} planned opening was held.",
        "🗓️ {held} of {n} planned openings were held.",
        figures.planned,
        held=figures.planned_covered,
    )
    counted = say_many(
        "report",
        "🧮 {counted} of {n} opening was counted.",
        "🧮 {counted} of {n} openings were counted.",
        figures.openings,
        counted=figures.openings_counted,
    )
    return [
        held if figures.planned else say("report", "🗓️ No openings were planned."),
        counted if figures.openings else say("report", "🧮 There were no openings."),
    ]


def _year(report: Report, house: House) -> list[Text]:
    """The year so far against the plan, which is for all rooms together."""
    sums, plan, year = report.year_to_date, report.targets, str(report.until.year)
    hidden = "year_to_date.participants" in (report.suppressed or ())
    lines = [_participants(sums, year, is_hidden=hidden)]
    if len(report.rooms) < len(house.rooms):
        return lines
    if plan.expected_by_now is None:
        return [*lines, say("report", "🎯 There is no plan for {year}.", year=year)]
    volunteers = say(
        "report",
        "🔑 Volunteers in {year}: {volunteers}. Plan: {plan}.",
        year=year,
        volunteers=_lacking(1) if sums.volunteers is None else sums.volunteers,
        plan=plan.volunteers or 0,
    )
    return [*lines, _course(sums.participants, plan.expected_by_now), volunteers]


def _participants(sums: YearToDate, year: str, *, is_hidden: bool) -> Text:
    if sums.participants is None:
        lacking = SUPPRESSED if is_hidden else UNKNOWN
        return say("report", "📈 Participants in {year}: {reached}.", year=year, reached=lacking)
    return say_many(
        "report",
        "📈 {n} participant in {year}, asked at {asked} of {openings} openings.",
        "📈 {n} participants in {year}, asked at {asked} of {openings} openings.",
        sums.participants,
        year=year,
        asked=sums.asked,
        openings=sums.openings,
    )


def _course(participants: int | None, expected: int) -> Text:
    if participants is None:
        return say("report", "🎯 Plan by now: {plan}.", plan=expected)
    if participants >= expected:
        return say("report", "🎯 Plan by now: {plan}. On course.", plan=expected)
    short = expected - participants
    return say("report", "🎯 Plan by now: {plan}. Behind by {short}.", plan=expected, short=short)


def _wrote(report: Report) -> Text:
    """How many wrote to the bot: contacts, never mixed with participants."""
    contacts, languages = report.total.contacts, _languages(report.languages)
    if contacts is None:
        return say("report", "💬 Contacts with the bot: {contacts}.", contacts=_lacking(1))
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
    made = None
    for part in parts:
        made = say("report", "{list}, {one}", list=made, one=part) if made else part
    return made


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


def _helped(volunteers: int) -> Text:
    return say_many(
        "report",
        "🔑 {n} person opened the room.",
        "🔑 {n} people opened the room.",
        volunteers,
    )


def _length(minutes: int) -> Text:
    if minutes < 60:
        return say_many(
            "report", "⏱️ Open for {n} minute in all.", "⏱️ Open for {n} minutes in all.", minutes
        )
    hours = (minutes + 30) // 60
    return say_many("report", "⏱️ Open for {n} hour in all.", "⏱️ Open for {n} hours in all.", hours)


def _room_line(room: RoomReport, house: House) -> Text:
    figures, called = room.figures, house.rooms[room.id].name
    if not figures.openings:
        planned = figures.planned
        return say(
            "report", "{room}: no openings. Planned: {planned}.", room=called, planned=planned
        )
    if figures.visits is None:
        return say(
            "report",
            "{room}: visits {visits}. Openings: {openings}.",
            room=called,
            visits=_lacking(figures.openings_counted),
            openings=figures.openings,
        )
    return say_many(
        "report",
        "{room}: {n} visit. Openings counted: {counted} of {openings}.",
        "{room}: {n} visits. Openings counted: {counted} of {openings}.",
        figures.visits,
        room=called,
        counted=figures.openings_counted,
        openings=figures.openings,
    )


def _lacking(measured: int) -> Text:
    """Why a number is not there: counts were made but are too small to show, or none was made."""
    return SUPPRESSED if measured else UNKNOWN
