"""What somebody types behind /report: a time, a room and a form, in any order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from handlers.core.typed_input import find_room
from handlers.reports.period import Period
from storage.neighbourhood.rooms import Room

PDF, XLSX = "pdf", "xlsx"
FORMS = (PDF, XLSX)
# What else people call a file: whoever types one of these hears what there is.
OTHER_FORMS = frozenset(
    [
        "csv",
        "doc",
        "docx",
        "excel",
        "file",
        "html",
        "jpg",
        "json",
        "ods",
        "odt",
        "png",
        "ppt",
        "pptx",
        "spreadsheet",
        "txt",
        "word",
        "xls",
        "zip",
    ]
)


class UnknownForm(ValueError):
    """Somebody wants a kind of file that we do not make."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: of what time, of one room or all, and as which files, if any."""

    period: Period
    room: Room | None
    forms: tuple[str, ...] = ()


def read(typed: str, today: date, rooms: Iterable[Room]) -> Wanted:
    """What was typed, last week where no time is named; ``rooms`` are those that may be meant.

    Raises UnknownForm for another kind of file, ValueError for what is neither time nor room.
    """
    words = typed.split()
    forms = tuple(dict.fromkeys(form for word in words if (form := _form(word)) in FORMS))
    words = [word for word in words if _form(word) not in FORMS]
    period, words = _period(words)
    room = find_room(" ".join(words), rooms) if words else None
    if words and room is None:
        if any(_form(word) in OTHER_FORMS for word in words):
            raise UnknownForm
        raise ValueError("no such room")
    return Wanted(period or Period.last_week(today), room, forms)


def _form(word: str) -> str:
    return word.lower().lstrip(".")


def _period(words: list[str]) -> tuple[Period | None, list[str]]:
    """The first time among these words, and the others; "2026 W47" is one in two words."""
    for length in (2, 1):
        for at in range(len(words) - length + 1):
            try:
                period = Period.named(" ".join(words[at : at + length]))
            except ValueError:
                continue
            return period, [*words[:at], *words[at + length :]]
    return None, words
