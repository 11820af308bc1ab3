"""Reads the spreadsheet that a translator sends back, whichever program it went through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from bot.cli.translators.sheet import ENGLISH, NOW, SLOT, own_columns
from locales.catalogs.rows import Book, mark
from locales.catalogs.taking import Given

# The largest file, packed and unpacked; the most rows, and in how many columns we look for ours.
MOST_BYTES, MOST_UNPACKED = 10_000_000, 40_000_000
MOST_ROWS, MOST_COLUMNS = 10_000, 200
# The library takes a minute and a gigabyte for some millions of cells, also where they are empty.
CELL, MOST_CELLS = re.compile(rb"<(?:\w+:)?(?:c|row|si)\b"), 500_000
# People write a line of their own above the head.
HEAD_WITHIN = 10
FORMULA, NOT_TEXT = "f", {"b", "e", "d"}


class NotASheet(Exception):
    """The file cannot be read; the sentence says why."""


def read(book: Book, content: bytes) -> list[Given]:
    """What the sheet says of each sentence; raises NotASheet."""
    loaded = _loaded(content)
    found: list[Given] | None = None
    missing: list[str] = []
    for sheet in loaded.worksheets:
        head, lacks = _head(sheet, book)
        if head and not lacks:
            found = [*(found or []), *_rows(sheet, head, book)]
        missing = lacks if lacks and (not missing or len(lacks) < len(missing)) else missing
    if found is None:
        raise NotASheet(
            f"lacks the column {missing[0]!r}: make a new sheet with catalog export, and copy "
            "your words into it"
            if missing
            else "holds no sentences: there is no sheet with the columns of catalog export"
        )
    if not found:
        raise NotASheet("holds no sentences: every row is empty")
    return found


def _loaded(content: bytes) -> Any:
    import openpyxl  # noqa: PLC0415 - half a second that no other command needs

    if len(content) > MOST_BYTES:
        raise NotASheet(f"is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        with ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise NotASheet(f"is larger than {MOST_UNPACKED // 1_000_000} MB when unpacked")
            cells = sum(len(CELL.findall(packed.read(part))) for part in packed.infolist())
            if cells > MOST_CELLS:
                raise NotASheet(f"has {cells} cells and rows, also empty ones: make a new sheet")
        return openpyxl.load_workbook(BytesIO(content))
    except NotASheet:
        raise
    except BadZipFile as problem:
        raise NotASheet("is no spreadsheet of the kind .xlsx: save it as one") from problem
    except Exception as problem:
        # Whatever a library finds in a file that somebody made up.
        raise NotASheet(f"cannot be read as a spreadsheet ({type(problem).__name__})") from problem


def _head(sheet: Any, book: Book) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Where each column stands, by line and column; and which of those that we need are missing."""
    own = own_columns(book.tag, book.own_name, book.counts)
    wanted = {_plain(title): title for title in (SLOT, ENGLISH, NOW, *own)}
    width = min(MOST_COLUMNS, sheet.max_column)
    for cells in sheet.iter_rows(max_row=min(HEAD_WITHIN, sheet.max_row), max_col=width):
        # Of two columns with one name the first one counts.
        named = [cell for cell in reversed(cells) if cell.value]
        at = {_plain(cell.value): (cell.row, cell.column) for cell in named}
        if len(wanted.keys() & at.keys()) < len(wanted) // 2:
            continue
        other = [title for title in at if re.search(r"\(([a-z]{2,3})\)$", title)]
        if other and not any(f"({book.tag})" in title for title in at):
            raise NotASheet(f"is for {other[0]!r}, and not for {book.own_name} ({book.tag})")
        lacks = [title for plain, title in wanted.items() if plain not in at]
        return {wanted[title]: place for title, place in at.items() if title in wanted}, lacks
    return {}, []


def _rows(sheet: Any, head: dict[str, tuple[int, int]], book: Book) -> Iterator[Given]:
    top, width = head[ENGLISH][0], max(column for _, column in head.values())
    last = _last(sheet)
    if last - top > MOST_ROWS:
        raise NotASheet(f"has {last - top} rows, and there are {len(book.rows)} sentences")
    merged = {
        line
        for area in sheet.merged_cells.ranges
        for line in range(area.min_row, min(area.max_row, last) + 1)
    }
    counted = {row.key: bool(row.many) for row in book.rows}
    own, *counting = own_columns(book.tag, book.own_name, book.counts)
    for cells in sheet.iter_rows(min_row=top + 1, max_row=last, max_col=width):
        line = cells[0].row
        values = {title: cells[column - 1] for title, (_, column) in head.items()}
        if not any(cell.value not in {None, ""} for cell in values.values()):
            if line in merged:
                yield Given(f"row {line}", "", "", (), None, "its cells are merged: part them")
            continue
        slot, one = _text(values[SLOT]), _text(values[ENGLISH])
        mine = counting if counted.get((slot, one)) else [own]
        others = [own] if counted.get((slot, one)) else counting
        forms = tuple(_text(values[title]) for title in mine)
        trouble = _trouble([values[title] for title in mine])
        if line in merged:
            trouble = "its cells are merged: part them"
        elif not trouble and not any(forms) and any(_text(values[title]) for title in others):
            trouble = f"it stands in the wrong column: write it into {mine[0]!r}"
        yield Given(f"row {line}", slot, one, forms, mark((_text(values[NOW]),)), trouble)


def _last(sheet: Any) -> int:
    """The last row with something in it, or merged.

    Whole columns that somebody made bold go on for a million rows, and to walk over them in the
    library's own way makes a cell of each.
    """
    known = (row for (row, _), cell in sheet._cells.items() if cell.value not in {None, ""})  # noqa: SLF001
    return max(known, default=0)


def _trouble(cells: Sequence[Any]) -> str:
    if any(cell.data_type == FORMULA for cell in cells):
        return "a formula: write the words themselves"
    if any(cell.data_type in NOT_TEXT for cell in cells):
        return "a date, an error or a yes and no of the spreadsheet: write words"
    return ""


def _text(cell: Any) -> str:
    """What stands in a cell, as text; the ends of lines as we write them."""
    value = "" if cell.value is None else str(cell.value)
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()


def _plain(title: Any) -> str:
    return " ".join(str(title).casefold().split())
