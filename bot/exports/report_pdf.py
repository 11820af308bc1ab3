"""The reach report as pages to print: the answer first, the rooms as a table, the charts."""

from __future__ import annotations

from collections.abc import Sequence

import locales
from bot.exports import typeset
from bot.rendering import chart as rendering_chart
from bot.rendering import text as rendering_text
from bot.rendering.text import Reader
from handlers.core.messages import Text
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports import tables
from handlers.reports.history import (
    Month,
    Past,
    by_language,
    by_room,
    by_topic,
    picture,
    towards_plan,
)
from handlers.reports.reach.figures import Report
from handlers.reports.text import districts, money, summary


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
    lines += money.summary(report.money) if report.money else ()
    if not typeset.can_print(_write(title, reader)):
        reader = Reader((locales.SOURCE,))
    notes = [*tables.rooms(report).notes]
    notes += [summary.ROUNDED] if report.suppressed is not None else []
    words = {
        **typeset.tongue(reader.chain[0]),
        "house": view.neighbourhood.name,
        "title": _write(title, reader),
        "lines": [_write(line, reader) for line in lines],
        "head": _head(reader),
        "rows": _rows(report, reader),
        "charts": _charts(report, past, months, view, reader),
        "notes": [_write(note, reader) for note in notes],
    }
    return typeset.page("report", words, report.until)


def _charts(
    report: Report,
    past: Sequence[Past],
    months: Sequence[Month],
    view: NeighbourhoodView,
    reader: Reader,
) -> list[dict[str, str]]:
    """The charts of what was counted, each with its words, which stand where it is not drawn."""
    missing = (
        rendering_chart.NOT_COUNTED if report.suppressed is None else rendering_chart.NOT_SHOWN
    )
    pictures = [
        picture(report, past, view),
        *([towards_plan(report, months)] if report.targets.participants else []),
        *([by_room(report)] if len(report.rooms) > 1 else []),
        by_language(report),
        by_topic(report),
    ]
    pictures = [one for one in pictures if any(bar.number for bar in one.bars)]
    try:
        drawn = rendering_chart.as_svg(pictures, reader, missing) if pictures else []
    except rendering_chart.CannotDraw:
        drawn = [""] * len(pictures)
    return [
        {"drawn": svg, "alt": rendering_chart.in_words(one, reader, missing)}
        for svg, one in zip(drawn, pictures, strict=True)
    ]


def _head(reader: Reader) -> list[str]:
    labels = tables.LABELS
    columns = (
        tables.ROOM,
        labels["planned_covered"],
        labels["openings_counted"],
        *(labels[key] for key in tables.ON_PAPER),
    )
    return [_write(column, reader) for column in columns]


def _rows(report: Report, reader: Reader) -> list[list[str]]:
    """A line for each room and one for all: how much was held and counted, and then how many."""
    table = tables.on_paper(report)
    rows = []
    for line, coverage in zip(table.lines, tables.coverage(report), strict=True):
        cells = [_write(text, reader) for text in (line.label, *coverage)]
        for label, number in zip(table.head[1:], line.numbers, strict=True):
            why = tables.why_not(label, line)
            tag = reader.chain[0]
            cells.append(_write(why, reader) if number is None else locales.say_number(number, tag))
        rows.append(cells)
    return rows


def _write(text: Text, reader: Reader) -> str:
    if text.slot == "name":
        # On paper a name stands alone in its cell: it keeps its own direction, as a whole.
        return f"{rendering_text.ISOLATE}{text.one}{rendering_text.POP_ISOLATE}"
    return typeset.without_picture(rendering_text.write(text, reader))
