"""The reach report as tables: what each column and line is called, and what stands in it.

A new figure needs one line in `text/labels.py`, and one in `text/definitions.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from handlers.core.messages import Text, name, say
from handlers.reports.reach.counted import Read
from handlers.reports.reach.figures import DistrictReport, Figures, Report
from handlers.reports.text import counts
from handlers.reports.text import languages as text_languages
from handlers.reports.text.definitions import DEFINITIONS
from handlers.reports.text.labels import BESIDES, LABELS, ROOMS_OPENED
from handlers.reports.text.year import read_share

PERIOD, ROOM = say("column", "Period"), say("column", "Room")
TOTAL = say("column", "Total")
FIGURE = say("column", "Figure")
PLAN, PLAN_BY_NOW = say("column", "Plan for the year"), say("column", "Plan by now")
LOWEST = say("column", "Residents, lowest estimate")
HIGHEST = say("column", "Residents, highest estimate")
LOWEST_SHARE = say("column", "Reached, lowest percentage")
HIGHEST_SHARE = say("column", "Reached, highest percentage")
# Why the lines need not add up to the total.
IN_TWO_ROOMS = say("report", "Who came to two rooms counts in both. In all: once.")
OF_A_ROOM = say("report", "Who wrote counts in each room they asked about.")
NOT_SHOWN = say("column", "Not shown")
ASKED = say("column", "Openings with new faces asked")
# What paper has room for; each of them stands beside how much of it was counted.
ON_PAPER = ("measuring_since", "visits", "new_faces", "participants", "volunteers", "contacts")
# What is known only where a key-holder counted or asked.
BY_HAND = ("visits", "new_faces", "participants")
OF_ACTIVITIES = (
    *("signups", "attended", "missed"),
    *("attended_counted_counted", "attended_counted_of"),
)


@dataclass(frozen=True, slots=True)
class Euros:
    """An amount of money in whole euros."""

    amount: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in percents, a small one with a decimal."""

    number: int | Decimal


# What stands in a cell keeps its type until it is written; None is what nobody knows, NOTHING where
# there is nothing to know.
Cell: TypeAlias = int | date | Euros | Percent | Text | None
NOTHING = name("")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is about, its cells, and which were not shown to a funder.

    ``unknown`` is what a gap in it means otherwise.
    """

    label: Text
    cells: tuple[Cell, ...]
    left_out: tuple[Text, ...] = ()
    unknown: Text = counts.UNKNOWN


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading over each column, the first one over the labels; below it, why."""

    title: Text
    head: tuple[Text, ...]
    lines: tuple[Line, ...]
    notes: tuple[Text, ...] = ()


def cells(figures: Figures) -> dict[str, int | date | None]:
    """All figures of a room in one flat line."""
    found = dict(_flat(asdict(figures)))
    return {column: found[column] for column in LABELS}


def rooms(report: Report) -> Table:
    """A line for each room, for each district, and one for all of them together."""
    lines = (
        *(
            _line(report, name(room.name), room.figures, f"rooms.{room.id}")
            for room in report.rooms
        ),
        *(
            _line(report, district(part), part.figures, f"districts.{part.id}")
            for part in report.districts
        ),
        _line(report, TOTAL, report.total, "total"),
    )
    notes = (IN_TWO_ROOMS, OF_A_ROOM) if len(report.rooms) > 1 else ()
    return Table(say("column", "Rooms"), (ROOM, *LABELS.values()), lines, notes)


def district(part: DistrictReport) -> Text:
    """What the line of a district is called: it may have the name of a room."""
    return say("column", "District {district}", district=part.name)


def percent(share: Read) -> Percent | None:
    """A share as it stands in a cell."""
    return None if share is None else Percent(share)


def _line(report: Report, label: Text, figures: Figures, path: str) -> Line:
    left_out = hidden(report, f"{path}.", LABELS)
    return Line(label, tuple(cells(figures).values()), left_out, unknown(figures))


def definitions() -> Table:
    """A line for each figure: what is counted there, and from what."""
    lines = tuple(Line(label, (DEFINITIONS[key],)) for key, label in (LABELS | BESIDES).items())
    return Table(say("column", "Definitions"), (FIGURE, say("column", "What is counted")), lines)


def year(report: Report) -> Table:
    """The year so far beside the plan, with how much of it was counted."""
    sums, plan, share = report.year_to_date, report.targets, report.population
    lowest, highest = read_share(share, sums.participants)
    hidden = set(report.suppressed or ())

    def line(label: Text, key: str, so_far: Cell, *planned: int | None) -> Line:
        path = key if "." in key else f"year_to_date.{key}"
        cells = (so_far, *planned, NOTHING, NOTHING, NOTHING)[:4]
        return Line(label, cells, (label,) if path in hidden else (), counts.NOT_KNOWN)

    expected, reached = plan.expected_by_now, sums.participants
    ahead = None if reached is None or expected is None else reached - expected
    promised = (plan.participants, expected, ahead)
    lines = [
        line(LABELS["participants"], "participants", reached, *promised),
        line(LABELS["volunteers"], "volunteers", sums.volunteers, plan.volunteers),
        line(ROOMS_OPENED, "rooms", sums.rooms, plan.rooms),
        line(LABELS["visits"], "visits", sums.visits),
        line(LABELS["openings"], "openings", sums.openings),
        line(LABELS["openings_counted"], "counted", sums.counted),
        line(ASKED, "asked", sums.asked),
        line(LABELS["measuring_since"], "since", report.total.measuring_since),
        line(LOWEST, "low", share.low),
        line(HIGHEST, "high", share.high),
        line(LOWEST_SHARE, "population.share_low", percent(lowest)),
        line(HIGHEST_SHARE, "population.share_high", percent(highest)),
    ]
    if estimate := sums.estimate:
        lines += [
            line(BESIDES["estimate"], "estimate", estimate.value),
            line(say("column", "At least: lowest number"), "estimate", estimate.low),
            line(say("column", "At least: highest number"), "estimate", estimate.high),
        ]
    head = (
        name(str(plan.year)),
        say("column", "So far"),
        PLAN,
        PLAN_BY_NOW,
        say("column", "More than the plan by now"),
    )
    return Table(say("column", "Year"), head, tuple(lines))


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


def on_paper(report: Report) -> Table:
    """The rooms with as many columns as paper has room for."""
    return columns(report, ON_PAPER)


def activities(report: Report) -> Table:
    """The rooms with what people signed up for and came to."""
    return replace(columns(report, OF_ACTIVITIES), title=say("column", "Activities"))


def columns(report: Report, keys: Sequence[str]) -> Table:
    """The rooms with some of the columns."""
    whole = rooms(report)
    places = [list(LABELS).index(key) for key in keys]
    lines = tuple(
        replace(line, cells=tuple(line.cells[place] for place in places)) for line in whole.lines
    )
    return Table(whole.title, (ROOM, *(LABELS[key] for key in keys)), lines, whole.notes)


def coverage(report: Report) -> tuple[tuple[Text, Text], ...]:
    """For each line of the rooms: openings that were planned and held, and that were counted."""
    lines: Sequence[Figures] = [
        *(room.figures for room in report.rooms),
        *(part.figures for part in report.districts),
        report.total,
    ]
    return tuple(
        (
            part_of(figures.planned_covered, figures.planned),
            part_of(figures.openings_counted, figures.openings),
        )
        for figures in lines
    )


def why_not(label: Text, line: Line) -> Text:
    """Why a line has no number in this column."""
    if label in line.left_out:
        return counts.SUPPRESSED
    return line.unknown if label in (LABELS[key] for key in BY_HAND) else counts.NOT_KNOWN


def hidden(report: Report, begin: str, columns: Mapping[str, Text]) -> tuple[Text, ...]:
    """Which of these columns a funder is not shown, of the part whose path begins so."""
    paths = [path for path in report.suppressed or () if path.startswith(begin)]
    keys = {path.removeprefix(begin).replace(".", "_") for path in paths}
    return tuple(label for key, label in columns.items() if key in keys)


def part_of(part: int | None, whole: int | None) -> Text:
    """How many of how many."""
    if part is None or whole is None:
        return counts.NOT_KNOWN
    return say("column", "{part} of {whole}", part=part, whole=whole)


def unknown(figures: Figures) -> Text:
    """What a gap in this line means: where nothing was logged nothing is known."""
    return counts.UNKNOWN if figures.openings else counts.NOT_KNOWN


def _flat(parts: Mapping[str, Any], begin: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path, "_" between its parts."""
    for key, part in parts.items():
        if isinstance(part, Mapping):
            yield from _flat(part, f"{begin}{key}_")
        else:
            yield f"{begin}{key}", part
