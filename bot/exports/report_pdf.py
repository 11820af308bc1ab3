"""The reach report as pages to print: the answer first, the rooms, the money, the charts.

The last page says what every figure means.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import locales
from bot.exports import detail_tables, money_tables, typeset
from bot.rendering import chart as rendering_chart
from bot.rendering import text as rendering_text
from bot.rendering.direction import ISOLATE, POP_ISOLATE
from bot.rendering.text import Reader
from handlers.core.messages import Text, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports import history, tables
from handlers.reports.history import Month, Past
from handlers.reports.reach.figures import Report
from handlers.reports.tables import Cell, Euros, Line, Percent, Table
from handlers.reports.text import districts, money, summary
from handlers.reports.text.labels import LABELS


def as_pdf(
    report: Report,
    past: Sequence[Past],
    months: Sequence[Month],
    view: NeighbourhoodView,
    reader: Reader,
) -> bytes:
    """The report on A4; in English where no font here has the letters of the reader's language."""
    title, *lines = summary.summary(report, view)
    lines += districts.lines(report, view)
    if not typeset.can_print(_write(title, reader)):
        reader = Reader((locales.SOURCE,))
    notes = [*tables.rooms(report).notes]
    notes += [summary.ROUNDED] if report.suppressed is not None else []
    words = {
        **typeset.tongue(reader.chain[0]),
        "house": view.neighbourhood.name,
        "title": _write(title, reader),
        "lines": [_line(line, reader) for line in lines],
        "rooms": _rooms(report, reader),
        "parts": _parts(report, view, reader),
        "charts": _charts(report, past, months, reader),
        "definitions": _set(tables.definitions(), reader),
        "notes": [_line(note, reader) for note in notes],
        "no-font": _write(rendering_chart.NO_FONT, reader),
    }
    return typeset.read_aloud("report", typeset.with_boxes(words), report.until)


def _parts(report: Report, view: NeighbourhoodView, reader: Reader) -> list[dict[str, Any]]:
    """What stands below the rooms: the year against the plan, the money, requests for help."""
    parts = [_set(tables.year(report), reader)]
    if report.money:
        year, *others = money_tables.all_of(report)
        lines = (*money.summary(report.money), *money.average_room(report.money))
        parts.append(_set(year, reader, lines))
        parts += [_set(table, reader) for table in others]
    if report.requests is not None:
        found = (detail_tables.by_topic(report), detail_tables.by_partner(report, view))
        parts += [_set(_narrow(table), reader) for table in found if table.lines]
    return parts


def _charts(
    report: Report,
    past: Sequence[Past],
    months: Sequence[Month],
    reader: Reader,
) -> list[dict[str, str]]:
    """The charts of what was counted, each with its words, which stand where it is not drawn."""
    missing = (
        rendering_chart.NOT_COUNTED if report.suppressed is None else rendering_chart.NOT_SHOWN
    )
    pictures = list(history.pictures(report, past, months).values())
    try:
        drawn = rendering_chart.as_svg(pictures, reader, missing) if pictures else []
    except rendering_chart.CannotDraw:
        drawn = [""] * len(pictures)
    return [
        {"drawn": svg, "alt": rendering_chart.in_words(one, reader, missing)}
        for svg, one in zip(drawn, pictures, strict=True)
    ]


def _rooms(report: Report, reader: Reader) -> dict[str, Any]:
    """A line for each room and one for all: how much was held and counted, and then how many."""
    table = tables.on_paper(report)
    counted = (LABELS["planned_covered"], LABELS["openings_counted"])
    lines = tuple(
        Line(line.label, (*coverage, *line.cells), line.left_out, line.unknown)
        for line, coverage in zip(table.lines, tables.coverage(report), strict=True)
    )
    return _set(Table(table.title, (table.head[0], *counted, *table.head[1:]), lines), reader)


def _narrow(table: Table) -> Table:
    """As many columns as a page has room for."""
    most = 1 + len(detail_tables.COURSE)
    lines = tuple(
        Line(line.label, line.cells[: most - 1], (), line.unknown) for line in table.lines
    )
    return Table(table.title, table.head[:most], lines)


def _set(table: Table, reader: Reader, lines: Sequence[Text] = ()) -> dict[str, Any]:
    """A table as the template takes it, below these lines."""
    return {
        "title": _write(table.title, reader),
        "lines": [_line(line, reader) for line in lines],
        "head": [_write(label, reader) for label in table.head],
        "rows": [_row(table, line, reader) for line in table.lines],
    }


def _row(table: Table, line: Line, reader: Reader) -> list[str]:
    """A line with every number as the reader writes it, and why where there is none."""
    row = [_write(line.label, reader)]
    for label, cell in zip(table.head[1:], line.cells, strict=True):
        is_hidden = line.label in line.left_out
        why = tables.why_not(line.label if is_hidden else label, line)
        row.append(_write(why, reader) if cell is None else _said(cell, reader))
    return row


def _said(cell: Cell, reader: Reader) -> str:
    tag = reader.chain[0]
    match cell:
        case Euros():
            return _write(money.euros(cell.amount), reader)
        case Percent():
            return _write(say("column", "{n} %", n=cell.number), reader)
        case int():
            return locales.say_number(cell, tag)
        case date():
            return cell.isoformat()
        case _:
            return _write(cell, reader) if cell else ""


def _line(text: Text, reader: Reader) -> str | dict[str, Any]:
    """A line that stands alone, with the picture of its sign."""
    return typeset.pictured(rendering_text.write(text, reader))


def _write(text: Text, reader: Reader) -> str:
    if text.slot == "name":
        # On paper a name stands alone in its cell: it keeps its own direction, as a whole.
        return f"{ISOLATE}{text.one}{POP_ISOLATE}"
    return typeset.without_picture(rendering_text.write(text, reader))
