"""Reads a database as a thief does: its rows, and where they lie in its pages."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect

from tests.bench.proofs.stolen.attack import Loot, Row

LEAF, INNER, HEADER = 13, 5, 100


def lift(file: Path) -> Loot:
    """Every row of every table; a row's place in the file is its page and its offset in it."""
    pages = _Pages(file.read_bytes())
    tables: dict[str, list[Row]] = {}
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        names = connection.execute(
            "SELECT name, rootpage FROM sqlite_master WHERE type = 'table' "
            "AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        for name, root in names:
            places = dict(pages.places(root))
            # A table without numbers of its own lies in the order of what is in it.
            number = "rowid" if pages.has_numbers(root) else "0"
            cursor = connection.execute(f'SELECT {number}, * FROM "{name}" ORDER BY 1')
            columns = [one[0] for one in cursor.description][1:]
            tables[name] = [
                _row(name, columns, values, order, places)
                for order, (values) in enumerate(cursor.fetchall())
            ]
    connection.close()
    return Loot(tables)


def lift_postgres(connection: Connection) -> Loot:
    """The same of a PostgreSQL: its rows in the order in which they lie in its files (`ctid`)."""
    tables: dict[str, list[Row]] = {}
    for name in inspect(connection).get_table_names():
        rows = connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY ctid').mappings()
        tables[name] = [
            _row(name, [*row], (place, *row.values()), place, {place: place})
            for place, row in enumerate(rows)
        ]
    return Loot(tables)


def _row(
    name: str, columns: list[str], values: tuple[Any, ...], order: int, places: dict[int, int]
) -> Row:
    number, *rest = values
    size = sum(len(one) for one in rest if isinstance(one, str | bytes))
    return Row(name, dict(zip(columns, rest, strict=True)), order, places.get(number, 0), size)


class _Pages:
    """The pages of a SQLite file: https://www.sqlite.org/fileformat2.html#b_tree_pages."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        size = int.from_bytes(content[16:18], "big")
        self._size = 65536 if size == 1 else size

    def has_numbers(self, root: int) -> bool:
        """Whether the rows of a table have numbers."""
        return self._content[(root - 1) * self._size + (HEADER if root == 1 else 0)] in {
            LEAF,
            INNER,
        }

    def places(self, root: int) -> Iterator[tuple[int, int]]:
        """Where each row of a table lies, newest last: cells are put in from a page's end on."""
        if not self.has_numbers(root):
            return
        page = self._content[(root - 1) * self._size : root * self._size]
        head = HEADER if root == 1 else 0
        kind, _, cells = struct.unpack(">BHH", page[head : head + 5])
        start = head + (8 if kind == LEAF else 12)
        for at in range(cells):
            (offset,) = struct.unpack(">H", page[start + 2 * at : start + 2 * at + 2])
            if kind == LEAF:
                _, length = _varint(page, offset)
                number, _ = _varint(page, offset + length)
                yield number, root * self._size - offset
            else:
                yield from self.places(int.from_bytes(page[offset : offset + 4], "big"))
        if kind == INNER:
            yield from self.places(int.from_bytes(page[head + 8 : head + 12], "big"))


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for length in range(1, 9):
        byte = page[at + length - 1]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, length
    return value << 8 | page[at + 8], 9
