"""What was counted in the rooms, in words: visits, new faces, openings, hours, who opened.

A figure never stands without its coverage, and what nobody counted is said to be not counted.
"""

from __future__ import annotations

from handlers.core.messages import Text, Value, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.reach.figures import Before, Figures, Report, RoomReport

SUPPRESSED, UNKNOWN = say("report", "not shown"), say("report", "not counted")


def visits(report: Report, figures: Figures, before: Before) -> list[Text]:
    """How many came, how many before, how many were new."""
    lines = [_came(figures), _earlier(report, before)]
    return [*lines, _new_faces(figures)] if figures.openings else lines


def _came(figures: Figures) -> Text:
    if figures.visits is None:
        visits = lacking(figures.openings_counted)
        return say("report", "👥 Visits: {visits}.", visits=visits)
    return say_many("report", "👥 {n} visit.", "👥 {n} visits.", figures.visits)


def _earlier(report: Report, before: Before) -> Text:
    visits: Value = lacking(before.openings_counted) if before.visits is None else before.visits
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
        return say("report", "✨ New faces: {new_faces}.", new_faces=lacking(figures.asked))
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


def openings(figures: Figures) -> list[Text]:
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


def helped(volunteers: int) -> Text:
    """How many opened the room."""
    return say_many(
        "report",
        "🔑 {n} person opened the room.",
        "🔑 {n} people opened the room.",
        volunteers,
    )


def length(minutes: int) -> Text:
    """How long it was open."""
    if minutes < 60:
        return say_many(
            "report", "⏱️ Open for {n} minute in all.", "⏱️ Open for {n} minutes in all.", minutes
        )
    hours = (minutes + 30) // 60
    return say_many("report", "⏱️ Open for {n} hour in all.", "⏱️ Open for {n} hours in all.", hours)


def room_line(room: RoomReport, view: NeighbourhoodView) -> Text:
    """One room in one line."""
    figures, called = room.figures, view.rooms[room.id].name
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
            visits=lacking(figures.openings_counted),
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


def lacking(measured: int) -> Text:
    """Why a number is not there: counts were made but are too small to show, or none was made."""
    return SUPPRESSED if measured else UNKNOWN
