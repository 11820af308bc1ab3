"""A sheet of a spreadsheet: tables one below the other, each cell with its type.

Whatever somebody typed is written as text: nothing is taken for a formula or a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import locales
from bot.rendering import chart, direction
from bot.rendering.text import Reader
from handlers.core.messages import Text, say
from handlers.reports import tables
from handlers.reports.tables import Cell, Euros, Percent, Table

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

# Whatever begins a text, it stays a text; nothing is taken for a link or a formula.
OPTIONS: Mapping[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# What a spreadsheet program takes: letters of XML in a cell, and so many; fewer in a sheet's name.
NO_LETTERS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\s\x7f-\x9f]+")
CELL, NAME = 32_767, 31
# A name that the program keeps for itself, in English at least.
TAKEN = "history"
NARROWEST, WIDEST, DAY, SENTENCE = 10, 44, 12, 90
GREY = "#D9D9D9"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: its sheet, and the rows of its head, its first and its last line."""

    sheet: str
    head: int
    first: int
    last: int


class Book:
    """A spreadsheet in the reader's language; no two sheets of it have the same name."""

    def __init__(
        self, book: xlsxwriter.Workbook, reader: Reader, period: str, *, is_funder: bool
    ) -> None:
        self.book = book
        self.reader = reader
        self.period = period
        self.is_funder = is_funder
        self.missing = chart.NOT_SHOWN if is_funder else chart.NOT_COUNTED
        self.is_rtl = locales.is_rtl(reader.chain[0])
        self._names = {TAKEN}
        looks: dict[str, dict[str, Any]] = {
            "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
            "number": {"num_format": "#,##0"},
            "euros": {"num_format": '"€" #,##0'},
            "percent": {"num_format": "0%"},
            # The share of somebody is never 0.
            "share": {"num_format": "0.0#%"},
            "day": {"num_format": "yyyy-mm-dd", "align": "right"},
            "gap": {"bg_color": GREY},
            "words": {"text_wrap": True, "valign": "top"},
        }
        self.looks = {kind: book.add_format(look) for kind, look in looks.items()}

    def sheet(self, title: Text, instead: str = "sheet") -> Sheet:
        """A new sheet; where nothing of the title can be its name it is called ``instead``."""
        return Sheet(self, self.book.add_worksheet(self._named(self.said(title), instead)))

    def said(self, sentence: Text) -> str:
        """Some words in the reader's language, as a cell takes them."""
        said = sentence.one if sentence.slot == "name" else chart.label(sentence, self.reader)
        return self.clean(said)

    def clean(self, words: str) -> str:
        """As much of these words as a file takes, without what is no letter in it."""
        return _cut(NO_LETTERS.sub("", words), CELL)

    def _named(self, title: str, instead: str) -> str:
        """A name of at most 31 letters, with a number where it is taken already."""
        bare = title.translate(direction.TURNERS)
        whole = NOT_IN_A_NAME.sub(" ", bare).strip(" '")
        whole = (
            whole if any(sign.isprintable() and not sign.isspace() for sign in whole) else instead
        )
        found, number = _cut(whole, NAME).strip(" '"), 1
        while found.casefold() in self._names:
            number += 1
            end = f" ({number})"
            found = _cut(whole, NAME - len(end)).strip(" '") + end
        self._names.add(found.casefold())
        return found


class Sheet:
    """One sheet, filled from top to bottom; the first lines and the first column can stay."""

    def __init__(self, book: Book, page: Worksheet) -> None:
        self.book = book
        self.page = page
        self.row = 0
        self._widths: dict[int, int] = {}
        if book.is_rtl:
            page.right_to_left()

    def say(self, *lines: Text) -> None:
        """Whole sentences, each in a line of its own, and an empty one below."""
        for line in lines:
            self.page.write_string(self.row, 0, self.book.said(line))
            self.row += 1
        self.row += 1

    def write(self, table: Table, *, with_period: bool = False) -> Place:
        """A table, with an empty line below it; of a funder's the last column says what is hidden.

        ``with_period`` puts the period before each line, for whoever stacks several reports.
        """
        head = [*([tables.PERIOD] if with_period else []), *table.head]
        is_lacking = with_period and self.book.is_funder
        titles = [self.book.said(label) for label in head]
        titles += [self.book.said(tables.NOT_SHOWN)] if is_lacking else []
        for column, title in enumerate(titles):
            self._widen(column, max((len(word) for word in title.split()), default=0) + 3)
            self.page.write_string(self.row, column, title, self.book.looks["head"])
        place = Place(
            self.page.get_name(), self.row, self.row + 1, self.row + max(1, len(table.lines))
        )
        for line in table.lines:
            self.row += 1
            cells: list[Cell] = [line.label, *line.cells]
            if with_period:
                self.page.write_string(self.row, 0, self.book.period)
                self._widen(0, len(self.book.period) + 2)
            for column, cell in enumerate(cells, start=int(with_period)):
                self._fill(column, cell)
            if is_lacking and line.left_out:
                missing, *others = line.left_out
                for other in others:
                    missing = say("body", "{list}, {one}", list=missing, one=other)
                self.page.write_string(self.row, len(titles) - 1, self.book.said(missing))
        self.row += 2
        return place

    def freeze(self, rows: int, columns: int) -> None:
        """So many of the first rows and columns stay where they are."""
        self.page.freeze_panes(rows, columns)

    def _fill(self, column: int, cell: Cell) -> None:
        """One cell with its type; what nobody knows is empty and grey, and never a 0."""
        looks, page, row = self.book.looks, self.page, self.row
        match cell:
            case Text() if cell.one:
                said = self.book.said(cell)
                self._widen(column, min(len(said) + 2, SENTENCE if len(said) > WIDEST else WIDEST))
                page.write_string(row, column, said, looks["words"])
            case Euros():
                page.write_number(row, column, cell.amount, looks["euros"])
            case Percent():
                looks_like = "percent" if isinstance(cell.number, int) else "share"
                page.write_number(row, column, float(cell.number) / 100, looks[looks_like])
            case date():
                self._widen(column, DAY)
                page.write_datetime(row, column, cell, looks["day"])
            case int():
                page.write_number(row, column, cell, looks["number"])
            case None if column:
                page.write_blank(row, column, None, looks["gap"])

    def _widen(self, column: int, width: int) -> None:
        """The column is at least so wide, in letters."""
        known = self._widths.get(column, NARROWEST)
        self._widths[column] = max(known, min(width, SENTENCE))
        self.page.set_column(column, column, self._widths[column])


def _cut(words: str, most: int) -> str:
    """As much as fits; the program counts in units of UTF-16."""
    return words.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
