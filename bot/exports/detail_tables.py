"""Tables of a part of the report: one room, the periods before, the requests for help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from handlers.core.messages import Picture, Text, name, say
from handlers.core.neighbourhood import topics
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests.helper_texts import partner_name
from handlers.help_requests.resident_texts import SAID_ABOUT_THEM, TOLD
from handlers.reports import tables
from handlers.reports.history import Past, measured
from handlers.reports.reach.counted import UNCOUNTED, Coverage
from handlers.reports.reach.figures import Course, Figures, Report
from handlers.reports.tables import Cell, Line, Table, part_of
from handlers.reports.text import counts, languages
from handlers.reports.text.labels import LABELS
from handlers.reports.text.year import read_share

NUMBER, COUNTED_AT = say("column", "Number"), say("column", "Counted at")
COURSE = {
    "made": LABELS["referrals_made"],
    "accepted": LABELS["referrals_accepted"],
    "closed": LABELS["referrals_closed"],
    "got_help": LABELS["referrals_got_help"],
    "days_to_answer": LABELS["referrals_median_days_to_answer"],
    "days_to_outcome": LABELS["referrals_median_days_to_outcome"],
}


def one_by_one(report: Report, room: str = "") -> Table:
    """A line for each figure of one room, or of all together, with how much of it was counted."""
    title, figures, begin = tables.TOTAL, report.total, "total."
    for part in report.rooms:
        if part.id == room:
            title, figures, begin = name(part.name), part.figures, f"rooms.{room}."
    left_out = tables.hidden(report, begin, LABELS)
    lines = []
    for key, number in tables.cells(figures).items():
        line = Line(LABELS[key], (number,), left_out, tables.unknown(figures))
        note = tables.why_not(LABELS[key], line) if number is None else _counted_at(key, figures)
        lines.append(replace(line, cells=(number, note)))
    return Table(title, (tables.FIGURE, NUMBER, COUNTED_AT), tuple(lines))


def _counted_at(key: str, figures: Figures) -> Text:
    """At how many of the openings, or of the activities, a figure was counted."""
    match key:
        case "visits":
            return part_of(figures.openings_counted, figures.openings)
        case "new_faces" | "participants":
            return part_of(figures.asked, figures.openings)
        case "attended" | "missed":
            return part_of(figures.attended_counted.counted, figures.attended_counted.of)
        case "planned_covered":
            return part_of(figures.planned_covered, figures.planned)
        case _:
            return tables.NOTHING


def of_picture(picture: Picture) -> Table:
    """What a chart shows, as a table: a line for each bar, with how much of it was counted."""
    head = [picture.title, NUMBER]
    if picture.coverage:
        head += [picture.coverage, LABELS["openings"]]
    if picture.plan:
        head.append(picture.plan.label)
    lines = []
    for bar in picture.bars:
        row: list[Cell] = [bar.number]
        row += [bar.counted, bar.openings] if picture.coverage else []
        row += [picture.plan.number] if picture.plan else []
        lines.append(Line(bar.label, tuple(row)))
    return Table(picture.title, tuple(head), tuple(lines))


def periods(past: Iterable[Past], room: str = "") -> Table:
    """The visits of the last periods in one room, or in all: a line for each, the oldest first."""
    head = (
        tables.PERIOD,
        say("column", "From"),
        say("column", "To"),
        LABELS["visits"],
        LABELS["openings_counted"],
        LABELS["openings"],
    )
    lines = []
    for before in measured(past, room):
        visits, part = before.visits, Coverage(before.counted, before.openings)
        if room:
            visits, part = before.by_room.get(room), before.coverage.get(room, UNCOUNTED)
        period = before.period
        row = (period.first, period.last, visits, part.counted, part.of)
        lines.append(Line(name(period.id), row, unknown=counts.NOT_KNOWN))
    return Table(tables.PERIOD, head, tuple(lines))


def by_topic(report: Report) -> Table:
    """What became of requests for help, by what they are about."""
    found = report.requests.by_domain if report.requests else {}
    if not any(course.made or course.closed for course in found.values()):
        found = {}
    named = ((topics.LABELS[domain], course) for domain, course in found.items())
    return _courses(say("column", "Topic"), LABELS["referrals_made"], named)


def by_partner(report: Report, view: NeighbourhoodView) -> Table:
    """The same by who was asked."""
    found = report.requests.by_partner if report.requests else {}
    named = ((name(partner_name(view, partner)), course) for partner, course in found.items())
    return _courses(say("column", "Organisation"), say("column", "Organisations"), named)


def _courses(what: Text, title: Text, named: Iterable[tuple[Text, Course]]) -> Table:
    """A line for each, with a column for each outcome that there was, on both sides."""
    courses = list(named)
    outcomes = _any_of(TOLD, [course.outcomes for _, course in courses])
    said = _any_of(SAID_ABOUT_THEM, [course.said for _, course in courses])
    lines = tuple(
        Line(
            label,
            (
                *(getattr(course, key) for key in COURSE),
                *(course.outcomes.get(key, 0) for key in outcomes),
                *(course.said.get(key, 0) for key in said),
            ),
            unknown=counts.NOT_KNOWN,
        )
        for label, course in courses
    )
    head = (
        what,
        *COURSE.values(),
        *(say("column", "Helper says: {what}", what=words) for words in outcomes.values()),
        *(say("column", "Person says: {what}", what=words) for words in said.values()),
    )
    return Table(title, head, lines)


def _any_of(labels: Mapping[Any, Text], found: Iterable[Mapping[str, int]]) -> dict[str, Text]:
    """The labels of those words that were said at all."""
    words = {word for tally in found for word in tally}
    return {str(word): label for word, label in labels.items() if str(word) in words}


def districts(report: Report) -> Table:
    """The year so far of each district, beside what the plan says of it alone."""
    shown = set(report.suppressed or ())
    keys = ("participants", "volunteers")
    lines = []
    for part in report.districts:
        sums, plan, people = part.year_to_date, part.targets, part.population
        path = f"districts.{part.id}.year_to_date."
        cells: tuple[Cell, ...] = (
            *(len(part.rooms), plan.rooms),
            *(sums.participants, plan.participants, plan.expected_by_now),
            *(sums.volunteers, plan.volunteers, people.low, people.high),
            *map(tables.percent, read_share(people, sums.participants)),
        )
        left_out = tuple(LABELS[key] for key in keys if f"{path}{key}" in shown)
        lines.append(Line(name(part.name), cells, left_out, counts.NOT_KNOWN))
    head = (
        *(say("column", "District"), say("column", "Rooms"), say("column", "Rooms in the plan")),
        *(LABELS["participants"], tables.PLAN, tables.PLAN_BY_NOW),
        *(LABELS["volunteers"], say("column", "Volunteers in the plan")),
        *(tables.LOWEST, tables.HIGHEST, tables.LOWEST_SHARE, tables.HIGHEST_SHARE),
    )
    return Table(say("column", "Each district"), head, tuple(lines))


def topics_by_language(report: Report) -> Table:
    """The requests for help by topic, and by the language of whoever asked; for the team only."""
    asked = report.requests.by_topic_and_language if report.requests else {}
    tags = sorted({tag for spoken in asked.values() for tag in spoken})
    lines = tuple(
        Line(topics.LABELS[topic], tuple(spoken.get(tag, 0) for tag in tags))
        for topic, spoken in asked.items()
        if spoken
    )
    head = (say("column", "Topic"), *(languages.named(tag) for tag in tags))
    return Table(say("column", "Topics by language"), head, lines)
