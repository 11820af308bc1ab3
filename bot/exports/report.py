"""The reach report as a file: text, JSON, rows, a spreadsheet, pages to print, a chart."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from bot.exports.report_pdf import as_pdf
from bot.exports.report_xlsx import as_xlsx
from bot.rendering import chart, text
from bot.rendering.text import Reader
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports import tables
from handlers.reports.history import (
    Month,
    Past,
    history_for_funder,
    picture,
    year_for_funder,
)
from handlers.reports.reach.disclosure import for_funder
from handlers.reports.reach.figures import Report
from handlers.reports.text import money, summary
from handlers.reports.text.labels import LABELS

# A cell that begins with one of these is a formula to a spreadsheet (OWASP ASVS 5.0, 1.2.10).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
# A program for which another sign separates cells begins one there, in the middle of ours.
INSIDE = re.compile(r"([,;|\t\r\n][\s\"]*)(?=[=+\-@＝＋－＠])")
TEAM, FUNDER = "team", "funder"


def write(
    report: Report,
    past: Sequence[Past],
    view: NeighbourhoodView,
    reader: Reader,
    form: str = "text",
    audience: str = TEAM,
    months: Sequence[Month] = (),
) -> bytes:
    """The report as the bytes of a file, in the one language that its title is in.

    ``form`` is a key of ``FORMATS``, text is UTF-8.
    Raises pictures.CannotDraw for a chart of nothing.
    """
    if audience == FUNDER:
        report, past = for_funder(report), history_for_funder(past)
        months = year_for_funder(report, months)
    title, *_ = summary.summary(report, view)
    reader = reader.from_(text.language_of(title, reader))
    return FORMATS[form](report, past, months, view, reader)


def as_text(report: Report, view: NeighbourhoodView, reader: Reader) -> str:
    """The summary, and a line for each room when there are several."""
    lines = [text.write(line, reader) for line in summary.summary(report, view)]
    if len(report.rooms) > 1:
        details = summary.by_room(report, view)[1:]
        lines += ["", *(text.write(line, reader) for line in details)]
    if report.money:
        lines += ["", *(text.write(line, reader) for line in money.summary(report.money))]
    if report.suppressed is not None:
        lines += ["", text.write(summary.ROUNDED, reader)]
    return "\n".join(lines) + "\n"


def as_json(report: Report) -> str:
    """The contract's keys, indented for people too."""
    return json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n"


def as_csv(report: Report) -> str:
    """A header, a row for each room and district, a row "total"; what is not known is empty.

    Commas separate the cells: a first line "sep=," would be a row of figures to all programs but
    one. A funder's file names in a last column what was left out of each row.
    """
    head = ["period", "id", "name", *LABELS]
    rows = [
        [report.period.id, room.id, room.name, *tables.cells(room.figures).values()]
        for room in report.rooms
    ]
    # A district may have the id of a room.
    rows += [
        [report.period.id, f"district:{part.id}", part.name, *tables.cells(part.figures).values()]
        for part in report.districts
    ]
    rows.append([report.period.id, "total", "total", *tables.cells(report.total).values()])
    if report.suppressed is not None:
        head.append("suppressed")
        paths = [f"rooms.{room.id}." for room in report.rooms]
        paths += [*(f"districts.{part.id}." for part in report.districts), "total."]
        for row, path in zip(rows, paths, strict=True):
            keys = [key.removeprefix(path) for key in report.suppressed if key.startswith(path)]
            row.append(" ".join(keys))
    file = io.StringIO()
    csv.writer(file).writerows([head, *([_harmless(cell) for cell in row] for row in rows)])
    return file.getvalue()


def as_png(
    report: Report,
    past: Sequence[Past],
    _: Sequence[Month],
    _view: NeighbourhoodView,
    reader: Reader,
) -> bytes:
    """The visits of the last periods as a chart; raises CannotDraw."""
    missing = chart.NOT_COUNTED if report.suppressed is None else chart.NOT_SHOWN
    return chart.draw(picture(report, past), reader, missing)


def _harmless(cell: str | int | date | None) -> str | int | date | None:
    """A cell of which no spreadsheet takes any part for a formula."""
    if not isinstance(cell, str):
        return cell
    safe = INSIDE.sub(r"\1'", cell)
    return f"'{safe}" if safe.startswith(FORMULA) else safe


Writes: TypeAlias = Callable[
    [Report, Sequence[Past], Sequence[Month], NeighbourhoodView, Reader], bytes
]
FORMATS: Mapping[str, Writes] = {
    "text": lambda report, _past, _months, view, reader: as_text(report, view, reader).encode(),
    "json": lambda report, *_: as_json(report).encode(),
    "csv": lambda report, *_: as_csv(report).encode("utf-8-sig"),
    "xlsx": as_xlsx,
    "pdf": as_pdf,
    "png": as_png,
}
