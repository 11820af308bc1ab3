"""What words of a sentence point to, by their beginnings: enough to offer a screen, never to act.

Each ``<tag>/stems.txt`` has a section for each thing people want, and under it one beginning a line
("schuld" finds "schulden"), or two that only together point there ("kan niet"). With a full stop it
is the whole word ("ivt."). All languages are looked at: nobody keeps to one.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from locales import FOLDER
from locales.folding import END, letters, words
from locales.phrases import lines

FILE = "stems.txt"
# A sentence that goes on is a story, and stories are for humans.
MOST_WORDS = 40
# What two beginnings say together says more than one; what another language says, less.
TOGETHER, ELSEWHERE = 1.5, 0.5
_log = logging.getLogger(__name__)


class Row(NamedTuple):
    """A line of a file: what it points to, in which language, and its parts."""

    what: str
    tag: str
    parts: tuple[str, ...]


class Table(NamedTuple):
    """All lines, and which of them each beginning and each whole word is part of."""

    rows: list[Row]
    beginnings: dict[str, list[int]]
    whole: dict[str, list[int]]


def pointed(text: str, tags: tuple[str, ...] = ()) -> dict[str, float]:
    """What the words of a text point to, and how much; ``tags`` are the languages it may be in."""
    table = _table()
    found: dict[int, set[str]] = defaultdict(set)
    for word in [word for word in words(text) if word != END][:MOST_WORDS]:
        for number in table.whole.get(word, ()):
            found[number].add(f"{word}.")
        for end in range(1, len(word) + 1):
            for number in table.beginnings.get(word[:end], ()):
                found[number].add(word[:end])
    much: dict[tuple[str, str], float] = defaultdict(float)
    for number, seen in found.items():
        row = table.rows[number]
        if seen.issuperset(row.parts):
            much[row.what, row.tag] += TOGETHER if len(row.parts) > 1 else 1.0
    most: dict[str, float] = {}
    for (what, tag), points in much.items():
        weight = points if not tags or tag in tags else points * ELSEWHERE
        most[what] = max(weight, most.get(what, 0.0))
    return most


@cache
def _table() -> Table:
    table = Table([], defaultdict(list), defaultdict(list))
    for path in sorted(FOLDER.glob(f"*/{FILE}")):
        try:
            _read(path, table)
        except (ValueError, OSError) as problem:
            _log.warning("beginnings of words are left out: %s", problem)
    return table


def _read(path: Path, table: Table) -> None:
    """Add a file to the table; raises ValueError that names a wrong line."""
    for number, section, said in lines(path):
        parts = tuple(_part(part) for part in said.split())
        if not section.what or not all(part.strip(".") for part in parts):
            raise ValueError(f"{path.parent.name}/{path.name}, line {number}: {said}")
        for part in parts:
            where = table.whole if part.endswith(".") else table.beginnings
            where[part.removesuffix(".")].append(len(table.rows))
        table.rows.append(Row(section.what, path.parent.name, parts))


def _part(part: str) -> str:
    """A beginning, folded as what is typed; a full stop at its end stays."""
    return letters(part.removesuffix(".")) + ("." if part.endswith(".") else "")
