"""The reach report as tables: what each column and line is called, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import locales
from handlers.core.messages import Text, Tongue, name, say
from handlers.reports.reach.figures import Figures, Report
from handlers.reports.text import counts

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
}
PERIOD, ROOM = say("column", "Period"), say("column", "Room")
TOTAL = say("column", "Total")
NOT_SHOWN = say("column", "Not shown")
ASKED = say("column", "Openings with new faces asked")
# What paper has room for; each of them stands beside how much of it was counted.
ON_PAPER = ("visits", "new_faces", "participants", "volunteers", "contacts")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is about, its numbers, and which were not shown to a funder."""

    label: Text
    numbers: tuple[int | None, ...]
    left_out: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading over each column, the first one over the labels."""

    title: Text
    head: tuple[Text, ...]
    lines: tuple[Line, ...]


def cells(figures: Figures) -> dict[str, int | None]:
    """All figures of a room in one flat line."""
    parts: dict[str, Any] = figures.to_dict()
    referrals = parts.pop("referrals")
    parts |= {f"referrals_{key}": value for key, value in referrals.items()}
    return {column: parts[column] for column in LABELS}


def rooms(report: Report) -> Table:
    """A line for each room, and one for all of them together."""
    lines = [
        Line(name(room.name), tuple(cells(room.figures).values()), _left_out(report, room.id))
        for room in report.rooms
    ]
    total = tuple(cells(report.total).values())
    lines.append(Line(TOTAL, total, _left_out(report, "")))
    return Table(say("column", "Rooms"), (ROOM, *LABELS.values()), tuple(lines))


def year(report: Report) -> Table:
    """The year so far beside the plan, with how much of it was counted."""
    sums, plan, share = report.year_to_date, report.targets, report.population
    hidden = set(report.suppressed or ())

    def line(label: Text, key: str, *numbers: int | None) -> Line:
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
        line(say("column", "Residents, lowest estimate"), "low", share.low, None, None),
        line(say("column", "Residents, highest estimate"), "high", share.high, None, None),
        line(
            say("column", "Reached, lowest percentage"),
            "population.share_low",
            share.share_low,
            None,
            None,
        ),
        line(
            say("column", "Reached, highest percentage"),
            "population.share_high",
            share.share_high,
            None,
            None,
        ),
    )
    head = (
        name(str(plan.year)),
        say("column", "So far"),
        say("column", "Plan for the year"),
        say("column", "Plan by now"),
    )
    return Table(say("column", "Year"), head, lines)


def languages(report: Report) -> Table:
    """How many people wrote to the bot in each language, the most used one first."""
    known, hidden = locales.languages(), set(report.suppressed or ())
    used = sorted(
        report.languages.items(), key=lambda tag_count: (-(tag_count[1] or 0), tag_count[0])
    )
    lines = []
    for tag, count in used:
        label = (
            name(known[tag].own_name)
            if tag in known
            else say("column", "{language}", language=Tongue(tag))
        )
        lines.append(Line(label, (count,), (label,) if f"languages.{tag}" in hidden else ()))
    head = (say("column", "Language"), LABELS["contacts"])
    return Table(say("column", "Languages"), head, tuple(lines))


def on_paper(report: Report) -> Table:
    """The rooms with as many columns as paper has room for."""
    whole = rooms(report)
    places = [list(LABELS).index(key) for key in ON_PAPER]
    lines = tuple(
        Line(line.label, tuple(line.numbers[place] for place in places), line.left_out)
        for line in whole.lines
    )
    return Table(whole.title, (ROOM, *(LABELS[key] for key in ON_PAPER)), lines)


def coverage(report: Report) -> tuple[tuple[Text, Text], ...]:
    """For each line of the rooms: openings that were planned and held, and that were counted."""
    lines: Sequence[Figures] = [*(room.figures for room in report.rooms), report.total]
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


def _left_out(report: Report, room: str) -> tuple[Text, ...]:
    """What a funder is not shown of one room, or of all together."""
    begin = f"rooms.{room}." if room else "total."
    hidden = [path for path in report.suppressed or () if path.startswith(begin)]
    keys = [path.removeprefix(begin) for path in hidden]
    flat = [key.replace("referrals.", "referrals_") for key in keys]
    return tuple(LABELS[key] for key in flat if key in LABELS)
