"""What was counted in the rooms, in words: visits, new faces, openings, hours, who opened.

A figure never stands without its coverage, and what nobody counted is said to be not counted.
"""

from __future__ import annotations

from handlers.core.messages import Text, Value, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.reach.counted import rounded
from handlers.reports.reach.figures import Before, Figures, Report, RoomReport

SUPPRESSED, UNKNOWN = say("report", "not shown"), say("report", "not counted")
NOT_KNOWN = say("report", "not known")


def visits(report: Report, figures: Figures, before: Before) -> list[Text]:
    """How many came, how many before, how many were new."""
    lines = [_came(figures), _earlier(report, before)]
    return [*lines, _new_faces(figures)] if figures.openings else lines


def _came(figures: Figures) -> Text:
    if figures.visits is None:
        visits = lacking(figures.openings_counted if figures.openings else None)
        return say("report", "👥 Visits: {visits}.", visits=visits)
    return say_many("report", "👥 {n} visit.", "👥 {n} visits.", figures.visits)


def _earlier(report: Report, before: Before) -> Text:
    visits: Value = lacking(before.openings_counted) if before.visits is None else before.visits
    if before.openings == 0:
        visits = say("report", "no opening was logged")
    counted, openings = before.openings_counted or 0, before.openings or 0
    if before.visits is not None and counted < openings:
        visits = say(
            "report",
            "{visits}, from {counted} of {openings} openings",
            visits=visits,
            counted=counted,
            openings=openings,
        )
    match report.period.kind:
        case "week":
            return say("report", "The week before: {before}.", before=visits)
        case "month":
            return say("report", "The month before: {before}.", before=visits)
        case "quarter":
            return say("report", "The quarter before: {before}.", before=visits)
        case _:
            return say("report", "The year before: {before}.", before=visits)


def _new_faces(figures: Figures) -> Text:
    asked, openings = figures.asked or 0, figures.openings or 0
    if figures.new_faces is None:
        return say("report", "✨ New faces: {new_faces}.", new_faces=lacking(asked))
    if asked == figures.openings_counted:
        return say_many("report", "✨ {n} new face.", "✨ {n} new faces.", figures.new_faces)
    return say_many(
        "report",
        "✨ {n} new face, asked at {asked} of {openings} openings.",
        "✨ {n} new faces, asked at {asked} of {openings} openings.",
        figures.new_faces,
        asked=asked,
        openings=openings,
    )


def openings(figures: Figures) -> list[Text]:
    """How much of the plan was held, and how much of what was held was counted."""
    planned, held = figures.planned, figures.openings
    if planned is None or held is None:
        return [say("report", "🗓️ Nothing is known of this time: nothing was logged yet.")]
    covered = say_many(
        "report",
        "🗓️ {held} of {n} planned opening was held.",
        "🗓️ {held} of {n} planned openings were held.",
        planned,
        held=figures.planned_covered or 0,
    )
    counted = say_many(
        "report",
        "🧮 {counted} of {n} opening was counted.",
        "🧮 {counted} of {n} openings were counted.",
        held,
        counted=figures.openings_counted or 0,
    )
    return [
        *([covered] if planned and held else []),
        *([] if planned else [say("report", "🗓️ No openings were planned.")]),
        counted if held else say("report", "🧮 No opening was logged."),
    ]


def activities(figures: Figures) -> list[Text]:
    """How many signed up, and how many of them came where somebody counted."""
    if figures.signups is None:
        return []
    counted = figures.attended_counted
    lines = [say("report", "🎨 Signed up for activities: {signups}.", signups=figures.signups)]
    if figures.attended is None:
        return [*lines, say("report", "🎨 How many came was not counted.")]
    came = say(
        "report",
        "🎨 Came: {attended}, counted {counted} of {n} times.",
        attended=figures.attended,
        counted=counted.counted or 0,
        n=counted.of or 0,
    )
    return [*lines, came] if counted.of else lines


def helped(volunteers: int) -> Text:
    """How many opened the room."""
    return say_many(
        "report",
        "🔑 {n} person opened the room.",
        "🔑 {n} people opened the room.",
        volunteers,
    )


def hours(figures: Figures) -> list[Text]:
    """How long it was open, and how long it should have been until now."""
    if figures.minutes_open is None or not figures.openings:
        return []
    was_open = _length(figures.minutes_open)
    should_be = rounded(figures.minutes_planned or 0, 60)
    if not should_be:
        return [was_open]
    planned = say_many("report", "Planned: {n} hour.", "Planned: {n} hours.", should_be)
    return [say("report", "{one} {two}", one=was_open, two=planned)]


def _length(minutes: int) -> Text:
    if minutes < 60:
        return say_many(
            "report", "⏱️ Open for {n} minute in all.", "⏱️ Open for {n} minutes in all.", minutes
        )
    return say_many(
        "report",
        "⏱️ Open for {n} hour in all.",
        "⏱️ Open for {n} hours in all.",
        rounded(minutes, 60),
    )


def room_line(room: RoomReport, view: NeighbourhoodView) -> Text:
    """One room in one line."""
    figures = room.figures
    called = view.rooms[room.id].name if room.id in view.rooms else room.name
    if figures.openings is None:
        return say("report", "{room}: not measured yet.", room=called)
    if not figures.openings:
        planned = figures.planned or 0
        return say(
            "report",
            "{room}: no opening was logged. Planned: {planned}.",
            room=called,
            planned=planned,
        )
    if figures.visits is None:
        return say(
            "report",
            "{room}: visits {visits}. Openings: {openings}.",
            room=called,
            visits=lacking(figures.openings_counted),
            openings=figures.openings,
        )
    return say_many(
        "report",
        "{room}: {n} visit. Openings counted: {counted} of {openings}.",
        "{room}: {n} visits. Openings counted: {counted} of {openings}.",
        figures.visits,
        room=called,
        counted=figures.openings_counted or 0,
        openings=figures.openings,
    )


def lacking(measured: int | None) -> Text:
    """Why a number is not there: too small to show, not counted, or nothing is known at all."""
    if measured is None:
        return NOT_KNOWN
    return SUPPRESSED if measured else UNKNOWN
