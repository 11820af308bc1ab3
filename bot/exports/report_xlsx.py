"""The reach report as a spreadsheet: typed cells, a sheet for each thing, nothing that runs."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import locales
from bot.rendering import text as rendering_text
from bot.rendering.text import Reader
from handlers.core.messages import Text
from handlers.reports import tables
from handlers.reports.reach.figures import Report
from handlers.reports.tables import Table
from handlers.reports.text import summary

if TYPE_CHECKING:
    import xlsxwriter

# Whatever begins a text, it stays a text; nothing is taken for a link or a formula.
OPTIONS: Mapping[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# What a spreadsheet program takes: letters of XML in a cell, and so many; fewer in a sheet's name.
NO_LETTERS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
CELL, NAME = 32_767, 31
WIDEST = 44


def as_xlsx(report: Report, reader: Reader) -> bytes:
    """A sheet for each table that has anything in it; what is not known is an empty cell.

    The same report gives the same bytes.
    """
    # The writer is only needed here: a bot that runs does not carry it along.
    import xlsxwriter  # noqa: PLC0415

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, dict(OPTIONS)) as book:
        made = datetime.combine(report.until, time(), UTC)
        book.set_properties({"title": report.period.id, "created": made})
        for table in (
            tables.rooms(report),
            *([tables.districts(report)] if report.districts else []),
            tables.year(report),
            tables.languages(report),
            *([topics] if (topics := tables.topics(report)).lines else []),
        ):
            _Sheet(book, reader, report).write(table)
    return file.getvalue()


class _Sheet:
    """One sheet: the period before each line, a heading that stays, and what a funder misses."""

    def __init__(self, book: xlsxwriter.Workbook, reader: Reader, report: Report) -> None:
        self._book = book
        self._reader = reader
        self._report = report
        self._ruled = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._number = book.add_format({"num_format": "#,##0"})
        # The share of somebody is never 0.
        self._share = book.add_format({"num_format": "0.0#"})

    def write(self, table: Table) -> None:
        """Fill a sheet of its own with a table."""
        sheet = self._book.add_worksheet(self._name(table.title))
        if locales.is_rtl(self._reader.chain[0]):
            sheet.right_to_left()
        suppressed = self._report.suppressed is not None
        head = [self._say(column) for column in (tables.PERIOD, *table.head)]
        head += [self._say(tables.NOT_SHOWN)] if suppressed else []
        widths = [min(max(len(word) for word in title.split()) + 3, WIDEST) for title in head]
        for place, words in enumerate(head):
            sheet.write_string(0, place, words, self._ruled)
        for row, line in enumerate(table.lines, start=1):
            label = self._say(line.label)
            sheet.write_string(row, 0, self._report.period.id)
            sheet.write_string(row, 1, label)
            widths[1] = max(widths[1], min(len(label) + 2, WIDEST))
            for place, number in enumerate(line.numbers, start=2):
                if number is not None:
                    form = self._share if isinstance(number, Decimal) else self._number
                    sheet.write_number(row, place, number, form)
            if line.left_out:
                missing = ", ".join(self._say(text) for text in line.left_out)
                sheet.write_string(row, len(head) - 1, missing)
        widths[0] = max(widths[0], len(self._report.period.id) + 2)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 2)
        notes = [*table.notes, *([summary.ROUNDED] if suppressed else [])]
        for row, note in enumerate(notes, start=len(table.lines) + 2):
            sheet.write_string(row, 0, self._say(note))

    def _say(self, text: Text) -> str:
        said = text.one if text.slot == "name" else rendering_text.write(text, self._reader)
        return NO_LETTERS.sub("", said)[:CELL]

    def _name(self, title: Text) -> str:
        return NOT_IN_A_NAME.sub(" ", self._say(title))[:NAME].strip()
