"""The reach report as a spreadsheet: typed cells, a sheet for each thing and each room.

Nothing in it runs, and the same report gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time

from bot.exports import detail_tables, money_tables, sheet_chart
from bot.exports.sheet import OPTIONS, Book
from bot.rendering.text import Reader
from handlers.core.messages import Text, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports import history, tables
from handlers.reports.history import Month, Past
from handlers.reports.reach.figures import Report
from handlers.reports.tables import Table
from handlers.reports.text import summary

EMPTY = say("report", "A grey cell is not known. It is not 0.")
GRAPHS, OVERVIEW = say("column", "Charts"), say("column", "Overview")


def as_xlsx(
    report: Report,
    past: Sequence[Past],
    months: Sequence[Month],
    view: NeighbourhoodView,
    reader: Reader,
) -> bytes:
    """All rooms, each of them, the year, the money, the charts, and what every figure means."""
    # The writer is only needed here: a bot that runs does not carry it along.
    import xlsxwriter  # noqa: PLC0415

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, dict(OPTIONS)) as made:
        on = datetime.combine(report.until, time(), UTC)
        made.set_properties({"title": report.period.id, "created": on})
        is_funder = report.suppressed is not None
        book = Book(made, reader, report.period.id, is_funder=is_funder)
        notes = [EMPTY, *([summary.ROUNDED] if is_funder else [])]
        _overview(book, report, notes)
        for table in _tables(report, view):
            sheet = book.sheet(table.title)
            sheet.write(table, with_period=True)
            sheet.freeze(1, 2)
            sheet.say(*table.notes, *notes)
        _charts(book, report, past, months)
        definitions = tables.definitions()
        sheet = book.sheet(definitions.title)
        sheet.write(definitions)
        sheet.freeze(1, 1)
        for room in report.rooms:
            _room(book, report, past, room.id, notes)
    return file.getvalue()


def _overview(book: Book, report: Report, notes: Sequence[Text]) -> None:
    """All rooms together: which period, each figure with how much of it was counted."""
    sheet = book.sheet(OVERVIEW)
    sheet.say(summary.heading(report))
    sheet.write(detail_tables.one_by_one(report))
    sheet.freeze(3, 1)
    sheet.say(*notes)


def _tables(report: Report, view: NeighbourhoodView) -> list[Table]:
    """What is told of all rooms, a sheet for each thing that there is anything of."""
    found = [tables.rooms(report), tables.year(report), detail_tables.districts(report)]
    found += money_tables.all_of(report)
    if report.total.signups is not None:
        found.append(tables.activities(report))
    if report.requests is not None:
        found += [detail_tables.by_topic(report), detail_tables.topics_by_language(report)]
        found.append(detail_tables.by_partner(report, view))
    return [table for table in (*found, tables.languages(report)) if table.lines]


def _charts(
    book: Book,
    report: Report,
    past: Sequence[Past],
    months: Sequence[Month],
) -> None:
    """Every chart beside what it shows."""
    found = history.pictures(report, past, months)
    if not found:
        return
    sheet = book.sheet(GRAPHS)
    for kind, picture in found.items():
        place = sheet.write(detail_tables.of_picture(picture))
        is_time = kind in {history.PERIODS, history.MONTHS}
        sheet_chart.insert(sheet, place, picture, is_time=is_time)
    sheet.freeze(0, 1)


def _room(
    book: Book, report: Report, past: Sequence[Past], room: str, notes: Sequence[Text]
) -> None:
    """One room: its figures, and its periods with their chart."""
    table = detail_tables.one_by_one(report, room)
    sheet = book.sheet(table.title, instead=room)
    sheet.say(table.title)
    sheet.write(table)
    sheet.freeze(3, 1)
    place = sheet.write(detail_tables.periods(past, room))
    picture = history.of_room(report, past, room)
    if any(bar.number for bar in picture.bars):
        sheet_chart.insert(sheet, place, picture, is_time=True, title=3, column=3)
    sheet.say(*notes)
