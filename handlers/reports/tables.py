"""The reach report as tables: what each column and line is called, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.core import topics as topic_words
from handlers.core.messages import Text, name, say
from handlers.reports.reach.counted import Read
from handlers.reports.reach.figures import DistrictReport, Figures, Report
from handlers.reports.text import counts, steps
from handlers.reports.text import languages as text_languages
from handlers.reports.text.year import read_share

LABELS = {
    "openings": say("column", "Openings"),
    "openings_counted": say("column", "Openings counted"),
    "planned": say("column", "Planned openings"),
    "planned_covered": say("column", "Planned openings held"),
    "minutes_open": say("column", "Minutes open"),
    "visits": say("column", "Visits"),
    "new_faces": say("column", "New faces"),
    "signups": say("column", "Signed up"),
    "attended": say("column", "Came to activities"),
    "referrals_made": say("column", "Requests for help"),
    "referrals_accepted": say("column", "Requests accepted"),
    "referrals_closed": say("column", "Requests closed"),
    "referrals_got_help": say("column", "Got help"),
    "contacts": say("column", "Wrote to the bot"),
    "team_contacts": say("column", "Of the team"),
    "web_visits": say("column", "Web visits"),
    "participants": say("column", "Participants"),
    "volunteers": say("column", "Volunteers"),
    "by_residents_openings": say("column", "Run by residents alone"),
    "by_residents_of": say("column", "Known by whom it was run"),
    **{f"steps_to_work_{step}": label for step, label in steps.LABELS.items()},
}
PERIOD, ROOM = say("column", "Period"), say("column", "Room")
TOTAL = say("column", "Total")
PLAN, PLAN_BY_NOW = say("column", "Plan for the year"), say("column", "Plan by now")
LOWEST = say("column", "Residents, lowest estimate")
HIGHEST = say("column", "Residents, highest estimate")
LOWEST_SHARE = say("column", "Reached, lowest percentage")
HIGHEST_SHARE = say("column", "Reached, highest percentage")
NOT_SHOWN = say("column", "Not shown")
ASKED = say("column", "Openings with new faces asked")
# What paper has room for; each of them stands beside how much of it was counted.
# Why the lines need not add up to the total.
IN_TWO_ROOMS = say("report", "Who came to two rooms counts in both. In all: once.")
OF_A_ROOM = say("report", "Who wrote counts in each room they asked about.")
ON_PAPER = ("visits", "new_faces", "participants", "volunteers", "contacts")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is about, its numbers, and which were not shown to a funder."""

    label: Text
    numbers: tuple[Read, ...]
    left_out: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading over each column, the first one over the labels; below it, why."""

    title: Text
    head: tuple[Text, ...]
    lines: tuple[Line, ...]
    notes: tuple[Text, ...] = ()


def cells(figures: Figures) -> dict[str, int | None]:
    """All figures of a room in one flat line."""
    parts: dict[str, Any] = figures.to_dict()
    for part in [key for key, value in parts.items() if isinstance(value, dict)]:
        parts |= {f"{part}_{key}": value for key, value in parts[part].items()}
    return {column: parts[column] for column in LABELS}


def rooms(report: Report) -> Table:
    """A line for each room, for each district, and one for all of them together."""
    lines = [
        *(
            _line(report, name(room.name), room.figures, f"rooms.{room.id}")
            for room in report.rooms
        ),
        *(
            _line(report, district(part), part.figures, f"districts.{part.id}")
            for part in report.districts
        ),
        _line(report, TOTAL, report.total, "total"),
    ]
    notes = (IN_TWO_ROOMS, OF_A_ROOM) if len(report.rooms) > 1 else ()
    return Table(say("column", "Rooms"), (ROOM, *LABELS.values()), tuple(lines), notes)


def district(part: DistrictReport) -> Text:
    """What the line of a district is called: it may have the name of a room."""
    return say("column", "District {district}", district=part.name)


def _line(report: Report, label: Text, figures: Figures, path: str) -> Line:
    return Line(label, tuple(cells(figures).values()), _left_out(report, f"{path}."))


def districts(report: Report) -> Table:
    """The year so far of each district, beside what the plan says of it alone."""
    hidden = set(report.suppressed or ())
    keys = ("participants", "volunteers")
    lines = []
    for part in report.districts:
        sums, plan, people = part.year_to_date, part.targets, part.population
        path = f"districts.{part.id}.year_to_date."
        lines.append(
            Line(
                name(part.name),
                (
                    *(len(part.rooms), plan.rooms),
                    *(sums.participants, plan.participants, plan.expected_by_now),
                    *(sums.volunteers, plan.volunteers, people.low, people.high),
                    *read_share(people, sums.participants),
                ),
                tuple(LABELS[key] for key in keys if f"{path}{key}" in hidden),
            )
        )
    head = (
        *(say("column", "District"), say("column", "Rooms"), say("column", "Rooms in the plan")),
        *(LABELS["participants"], PLAN, PLAN_BY_NOW),
        *(LABELS["volunteers"], say("column", "Volunteers in the plan")),
        *(LOWEST, HIGHEST, LOWEST_SHARE, HIGHEST_SHARE),
    )
    return Table(say("column", "Districts"), head, tuple(lines))


def year(report: Report) -> Table:
    """The year so far beside the plan, with how much of it was counted."""
    sums, plan, share = report.year_to_date, report.targets, report.population
    lowest, highest = read_share(share, sums.participants)
    hidden = set(report.suppressed or ())

    def line(label: Text, key: str, *numbers: Read) -> Line:
        path = key if "." in key else f"year_to_date.{key}"
        return Line(label, numbers, (label,) if path in hidden else ())

    lines = (
        line(
            LABELS["participants"],
            "participants",
            sums.participants,
            plan.participants,
            plan.expected_by_now,
        ),
        line(LABELS["volunteers"], "volunteers", sums.volunteers, plan.volunteers, None),
        line(say("column", "Rooms that opened"), "rooms", sums.rooms, plan.rooms, None),
        line(LABELS["visits"], "visits", sums.visits, None, None),
        line(LABELS["openings"], "openings", sums.openings, None, None),
        line(LABELS["openings_counted"], "counted", sums.counted, None, None),
        line(ASKED, "asked", sums.asked, None, None),
        line(LOWEST, "low", share.low, None, None),
        line(HIGHEST, "high", share.high, None, None),
        line(
            LOWEST_SHARE,
            "population.share_low",
            lowest,
            None,
            None,
        ),
        line(
            HIGHEST_SHARE,
            "population.share_high",
            highest,
            None,
            None,
        ),
    )
    head = (
        name(str(plan.year)),
        say("column", "So far"),
        PLAN,
        PLAN_BY_NOW,
    )
    return Table(say("column", "Year"), head, lines)


def languages(report: Report) -> Table:
    """How many people wrote to the bot in each language, the most used one first."""
    hidden = set(report.suppressed or ())
    used = sorted(
        report.languages.items(), key=lambda tag_count: (-(tag_count[1] or 0), tag_count[0])
    )
    lines = []
    for tag, count in used:
        label = text_languages.named(tag)
        lines.append(Line(label, (count,), (label,) if f"languages.{tag}" in hidden else ()))
    head = (say("column", "Language"), LABELS["contacts"])
    return Table(say("column", "Languages"), head, tuple(lines), (text_languages.IN_TWO,))


def topics(report: Report) -> Table:
    """The requests for help by topic, and by the language of whoever asked; for the team only."""
    asked = report.requests.by_topic_and_language if report.requests else {}
    tags = sorted({tag for spoken in asked.values() for tag in spoken})
    lines = tuple(
        Line(topic_words.LABELS[topic], tuple(spoken.get(tag, 0) for tag in tags))
        for topic, spoken in asked.items()
        if spoken
    )
    head = (say("column", "Topic"), *(text_languages.named(tag) for tag in tags))
    return Table(say("column", "Topics by language"), head, lines)


def on_paper(report: Report) -> Table:
    """The rooms with as many columns as paper has room for."""
    whole = rooms(report)
    places = [list(LABELS).index(key) for key in ON_PAPER]
    lines = tuple(
        Line(line.label, tuple(line.numbers[place] for place in places), line.left_out)
        for line in whole.lines
    )
    return Table(whole.title, (ROOM, *(LABELS[key] for key in ON_PAPER)), lines, whole.notes)


def coverage(report: Report) -> tuple[tuple[Text, Text], ...]:
    """For each line of the rooms: openings that were planned and held, and that were counted."""
    lines: Sequence[Figures] = [
        *(room.figures for room in report.rooms),
        *(part.figures for part in report.districts),
        report.total,
    ]
    return tuple(
        (
            _of(figures.planned_covered, figures.planned),
            _of(figures.openings_counted, figures.openings),
        )
        for figures in lines
    )


def why_not(label: Text, line: Line) -> Text:
    """Why a line has no number in this column."""
    return counts.SUPPRESSED if label in line.left_out else counts.UNKNOWN


def _of(part: int | None, whole: int | None) -> Text:
    if part is None or whole is None:
        return counts.NOT_KNOWN
    return say("column", "{part} of {whole}", part=part, whole=whole)


def _left_out(report: Report, begin: str) -> tuple[Text, ...]:
    """What a funder is not shown of one room, one district, or of all together."""
    hidden = [path for path in report.suppressed or () if path.startswith(begin)]
    keys = [path.removeprefix(begin) for path in hidden]
    flat = [key.replace(".", "_") for key in keys]
    return tuple(LABELS[key] for key in flat if key in LABELS)
