"""A language as a spreadsheet: what to do, whole screens, every sentence with all that helps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.cli.translators.screens import Screen
from locales.catalogs import checks
from locales.catalogs.rows import FINE, STALE, Book, Row

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

NUMBER, STATE, READERS, WHERE, SLOT = "Number", "State", "Who reads it", "Where it stands", "Slot"
MOST, ENGLISH, MANY = "At most", "English", "English for many"
LONGEST, DUTCH, BEFORE, NOW = "With its longest values", "Dutch", "What changed", "It says now"
START, SCREENS, SENTENCES, HOW = "Start here", "Screens", "Sentences", "How"
# Words stay words, whatever they begin with.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
NO_LETTERS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
WIDTHS = {
    NUMBER: 8,
    STATE: 16,
    READERS: 18,
    WHERE: 24,
    SLOT: 8,
    MOST: 8,
    ENGLISH: 40,
    MANY: 30,
    LONGEST: 30,
    DUTCH: 34,
    BEFORE: 34,
    NOW: 20,
}
WIDE = 40
GREY, YELLOW, DARK = "#EEEEEE", "#FFF6CC", "#D9D9D9"


def own_columns(tag: str, own_name: str, counts: Sequence[str]) -> list[str]:
    """What is filled in: one column for most sentences, one for each form of those that count."""
    counting = [f"{own_name} ({tag}), for {numbers}" for numbers in counts]
    return [f"{own_name} ({tag})", *counting]


def written(book: Book, screens: Sequence[Screen], tags: Sequence[str], send_to: str) -> bytes:
    """The file, as it is sent to a translator."""
    # A second of loading that nobody else needs.
    import xlsxwriter  # noqa: PLC0415

    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as made:
        _start_here(made, book, send_to)
        _screens(made, screens, tags)
        _sentences(made, book)
    return content.getvalue()


def _start_here(made: Workbook, book: Book, send_to: str) -> None:
    sheet = made.add_worksheet(START)
    sheet.set_column(0, 0, 100)
    heading = made.add_format({"bold": True, "font_size": 14, "text_wrap": True})
    plain = made.add_format({"text_wrap": True, "valign": "top"})
    open_rows = [row for row in book.rows if row.state != FINE]
    first = book.rows[0].readers
    mine = ", ".join(own_columns(book.tag, book.own_name, book.counts)[1:])
    most_words = checks.WORDS.get(book.tag, checks.MOST_WORDS)
    lines = [
        f"{book.own_name}: the words of the neighbourhood rooms",
        "",
        f"Go to the sheet “{SENTENCES}”. Fill in the yellow cells. Change nothing else.",
        f"{len(open_rows)} of {len(book.rows)} sentences wait for words now.",
        f"Begin with “{first}”. You can stop at any time.",
        f"When you are done, or tired, send this file to {send_to}.",
        "",
        HOW,
        f"“{ENGLISH}” is what you translate. “{DUTCH}” stands beside it as a help.",
        "{room} or {time}: a value comes there, such as a name or 14:30.",
        "Write {room} as it stands, once, where it belongs. Do not translate it.",
        f"“{LONGEST}” shows the sentence with long values.",
        f"“{MOST}” says how many letters there may be. A picture counts for two.",
        "A picture stands first, as in the English. Take no other one.",
        f"Sentences that count something have a cell for each way to count: {mine}.",
        "Fill in all of them, also where two are alike.",
        f"Words that a child of ten knows. At most {most_words} words in a sentence.",
        "Speak to one person, kindly and as an equal.",
        f"“{STATE}” says what is missing, what is fine and what to correct.",
        f"“{STALE}”: in “{BEFORE}” stand the old words. Write them again, or better ones.",
        f"Leave “{ENGLISH}”, “{SLOT}” and “{NOW}” as they are: we find the sentence by them.",
        "You may sort, filter and hide. Do not merge cells.",
        f"“{SCREENS}” shows how it looks in the end.",
        "A person is “a neighbour” or “a person”, never “staff”, “client” or “user”.",
    ]
    for number, line in enumerate(lines):
        _put(sheet, number, 0, line, heading if number == 0 or line == HOW else plain)


def _screens(made: Workbook, screens: Sequence[Screen], tags: Sequence[str]) -> None:
    sheet = made.add_worksheet(SCREENS)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, len(tags), WIDE)
    head = made.add_format({"bold": True, "bg_color": DARK, "text_wrap": True, "valign": "top"})
    cell = made.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for column, title in enumerate(["Screen", *tags]):
        _put(sheet, 0, column, title, head)
    for number, screen in enumerate(screens, 1):
        _put(sheet, number, 0, screen.title, head)
        for column, said in enumerate(screen.said, 1):
            _put(sheet, number, column, said, cell)
    sheet.freeze_panes(1, 1)


def _sentences(made: Workbook, book: Book) -> None:
    sheet = made.add_worksheet(SENTENCES)
    own = own_columns(book.tag, book.own_name, book.counts)
    front = [NUMBER, STATE, READERS, WHERE, SLOT, MOST, ENGLISH, MANY]
    columns = [*front, *own, LONGEST, DUTCH, BEFORE, NOW]
    looks: dict[str, Any] = {"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}
    # As the language runs, whatever the rest of the sheet does.
    direction = {"reading_order": 2} if book.is_rtl else {}
    help_text = made.add_format({**looks, "bg_color": GREY})
    english = made.add_format({**looks, "bold": True})
    mine = made.add_format({**looks, **direction, "bg_color": YELLOW})
    kept = made.add_format({**looks, **direction, "bg_color": GREY, "font_color": "#777777"})
    head = made.add_format({"bold": True, "text_wrap": True, "bg_color": DARK, "valign": "top"})
    for column, title in enumerate(columns):
        sheet.set_column(column, column, WIDTHS.get(title, WIDE))
        _put(sheet, 0, column, title, head)
    for line, row in enumerate(book.rows, 1):
        cells: Iterable[tuple[Any, Any]] = [
            (row.number, help_text),
            (row.state, help_text),
            (row.readers, help_text),
            (row.where, help_text),
            (row.slot, help_text),
            (checks.allowed(row.slot), help_text),
            (row.one, english),
            (row.many, english),
            *_own_cells(row, len(own), mine, help_text),
            (row.longest, help_text),
            (row.dutch, help_text),
            (row.before, help_text),
            ("\n".join(row.forms).strip(), kept),
        ]
        for column, (value, look) in enumerate(cells):
            _put(sheet, line, column, value, look)
    sheet.freeze_panes(1, front.index(ENGLISH) + 1)
    sheet.autofilter(0, 0, len(book.rows), len(columns) - 1)


def _own_cells(row: Row, width: int, mine: Any, closed: Any) -> list[tuple[str, Any]]:
    """The cells to fill in are yellow; those that this sentence has no use for are grey."""
    counting = width - 1
    if row.many:
        return [("", closed), *((form, mine) for form in row.forms)]
    return [(row.forms[0], mine), *[("", closed)] * counting]


def _put(sheet: Worksheet, line: int, column: int, value: str | int, look: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(line, column, value, look)
    elif value:
        sheet.write_string(line, column, NO_LETTERS.sub("", value), look)
    else:
        sheet.write_blank(line, column, None, look)
