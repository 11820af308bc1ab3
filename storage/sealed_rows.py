"""Rows that tell nothing without the keys: a number by lot, marks to find them by, and one seal.

Each person has so many marks for each table, made with the key that never changes. A row gets one
of them that no other row has, so that no two rows look as if they were of the same person; who has
the key asks for all of them at once. What a row says is sealed for its place, filled up to one of
few sizes, and opened in memory.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    select,
    update,
)

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.tables.base import DAY_OF, Inside, metadata
from storage.tables.people import roles

NUMBER_BITS = 53
MARKS, MARK_BYTES = 32, 16
SIZES = (256, 1024, 4096, 16384, 65536, 262_144, 524_288, 1_048_576, 1_572_864)
# What a field has in it that nobody filled.
NOTHING: Mapping[type, object] = {str: "", bool: None}
# When a row was made, to tell the order of two with the same time in them.
ORDER = "n"
SEALED = "what"


class SealedRows:
    """The rows of one sealed table, opened: the clear columns and the sealed fields as one."""

    def __init__(self, connection: Connection, keys: KeyRing, table: Table) -> None:
        self._connection, self._keys = connection, keys
        self._table = table
        self._inside, self._key, self._clear = _layout(table)
        # Marks of people that `resting` did not give out yet.
        self._free: dict[int, list[bytes]] = {}

    def add(self, values: Mapping[str, object], *, number: object = None, **clear: object) -> Any:
        """Keep a new row; None when it is there already."""
        row = self._resting(values, new_number() if number is None else number, clear)
        if "mark" in self._table.c:
            row["mark"] = self._free_mark(values.get(self._inside.about))
        added = insert_new(self._connection, self._table).returning(*self._table.c)
        made = self._connection.execute(added, row).one_or_none()
        return self._opened(made) if made else None

    def resting(
        self, many: Iterable[tuple[int, Mapping[str, object], Mapping[str, object]]]
    ) -> Iterator[dict[str, object]]:
        """New rows of (number, values, clear columns) as they rest, to be put in by the caller.

        Only for a table that had none: it is not looked up which marks are taken.
        """
        for number, values, clear in many:
            row = self._resting(values, number, clear)
            if "mark" in self._table.c:
                row["mark"] = self._next_mark(values.get(self._inside.about))
            yield row

    def one(self, number: object, *, locked: bool = False) -> Any:
        """The row with this number, or None."""
        wanted = select(self._table).where(self._key == number)
        found = self._connection.execute(wanted.with_for_update() if locked else wanted)
        row = found.one_or_none()
        return self._opened(row) if row else None

    def some(self, *conditions: ColumnElement[bool], locked: bool = False) -> list[Any]:
        """The rows for which this is so, in the order in which they were made."""
        return self._found(select(self._table).where(*conditions), {}, locked=locked)

    def of(self, person: int, *conditions: ColumnElement[bool], locked: bool = False) -> list[Any]:
        """The rows that are about a person."""
        wanted = _marked(self._table)
        marks = {"marks": marks_of(self._keys, self._table, person)}
        found = self._found(
            wanted.where(*conditions) if conditions else wanted, marks, locked=locked
        )
        return [row for row in found if getattr(row, self._inside.about) == person]

    def _found(self, wanted: Select[Any], named: dict[str, Any], *, locked: bool) -> list[Any]:
        found = self._connection.execute(wanted.with_for_update() if locked else wanted, named)
        return sorted((self._opened(row) for row in found), key=lambda row: row.n)

    def change(
        self,
        number: object,
        values: Mapping[str, object],
        expects: Callable[[Any], bool] = lambda _: True,
        **clear: object,
    ) -> Any:
        """Change what a row says; gives it as it is then, None when it is not as expected."""
        row = self.one(number, locked=True)
        if row is None or not expects(row):
            return None
        before = {name: getattr(row, name) for name in (*self._inside.fields, ORDER)}
        new = {**self._days(values), **clear, SEALED: self._sealed({**before, **values}, number)}
        about = self._inside.about
        if about in values and values[about] != before[about]:
            new["mark"] = self._free_mark(values[about])
        self._connection.execute(update(self._table).where(self._key == number), new)
        return self.one(number)

    def remove(self, rows: Iterable[Any]) -> None:
        """Drop these rows, and what belongs to them."""
        numbers = [getattr(row, self._key.name) for row in rows]
        if numbers:
            self._connection.execute(delete(self._table).where(self._key.in_(numbers)))

    def forget(self, person: int) -> None:
        """Nothing here is about a person any more, or says that they had a hand in it."""
        inside = self._inside
        if inside.about:
            for row in self.of(person):
                if inside.goes and not getattr(row, inside.unless, False):
                    self.remove([row])
                    continue
                blank = {inside.about: None, **inside.blank}
                self.change(getattr(row, self._key.name), blank)
        for row in self.with_a_hand_of(person):
            named = [name for name in inside.people if getattr(row, name) == person]
            if named:
                self.change(getattr(row, self._key.name), dict.fromkeys(named))

    def with_a_hand_of(self, person: int) -> list[Any]:
        """The rows in which somebody may have had a hand; no mark leads to those.

        Without a role it is the rows that are about them, and what belongs to these. Whoever has
        one, or had it until a while ago, may stand in every row: all of them are opened.
        """
        if not self._inside.people:
            return []
        if had_a_role(self._connection, person):
            return self.some()
        rows = self.of(person) if self._inside.about else []
        for column, parent in parents(self._table):
            above = SealedRows(self._connection, self._keys, parent).of(person)
            rows += self.some(column.in_([row.id for row in above]))
        return rows

    def _days(self, values: Mapping[str, object]) -> dict[str, date | None]:
        """The days that stay in the clear of the times in these fields."""
        return {
            column.name: day_of(values[field])
            for column in self._table.c
            if (field := column.info.get(DAY_OF, "")) in values
        }

    def _resting(
        self, values: Mapping[str, object], number: Any, clear: Mapping[str, object]
    ) -> dict[str, object]:
        """A row that was never there, but for its mark."""
        return {
            self._key.name: number,
            **self._days(values),
            **clear,
            SEALED: self._sealed({ORDER: time.time_ns(), **values}, number),
        }

    def _next_mark(self, person: object) -> bytes:
        """One of a person's marks that was not given out yet, by lot."""
        if not isinstance(person, int):
            return secrets.token_bytes(MARK_BYTES)
        left = self._free.setdefault(person, [])
        if not left:
            left += marks_of(self._keys, self._table, person)
            secrets.SystemRandom().shuffle(left)
        return left.pop()

    def _free_mark(self, person: object) -> bytes:
        """A mark of a person that no row has yet, by lot; for nobody one that nobody has."""
        if not isinstance(person, int):
            return secrets.token_bytes(MARK_BYTES)
        marks = marks_of(self._keys, self._table, person)
        mark = self._table.c.mark
        taken = set(self._connection.execute(select(mark).where(mark.in_(marks))).scalars())
        return secrets.choice([one for one in marks if one not in taken] or marks)

    def _sealed(self, values: Mapping[str, object], place: Any) -> bytes:
        return seal(self._keys, self._table.name, place, values)

    def _opened(self, row: Any) -> Any:
        opened = {name: NOTHING.get(kind) for name, kind in self._inside.fields.items()}
        place = getattr(row, self._key.name)
        text = self._keys.open(row.what, self._table.name, SEALED, place)
        opened |= json.loads(text, object_hook=_plain)
        return SimpleNamespace(**{name: getattr(row, name) for name in self._clear}, **opened)


@cache
def _layout(table: Table) -> tuple[Inside, Column[Any], tuple[str, ...]]:
    """What is inside the rows of a table, their number, and what stands in the clear.

    Looked up once: every transaction asks for every table.
    """
    (key,) = table.primary_key
    clear = tuple(column.name for column in table.c if column.name != SEALED)
    return table.info["inside"], key, clear


@cache
def _marked(table: Table) -> Select[Any]:
    return select(table).where(table.c.mark.in_(bindparam("marks", expanding=True)))


def sealed_tables() -> list[Table]:
    """Every table whose rows are sealed, parents before children."""
    return [table for table in metadata.sorted_tables if "inside" in table.info]


def parents(table: Table) -> list[tuple[Column[Any], Table]]:
    """To whose rows those of a table belong, by which column, if it does not say whose they are."""
    is_about = {above: above.info["inside"].about for above in sealed_tables()}
    return [
        (column, key.column.table)
        for column in table.c
        for key in column.foreign_keys
        if is_about.get(key.column.table) and not table.info["inside"].about
    ]


def new_number() -> int:
    """A number by lot for a row that is to be."""
    return secrets.randbits(NUMBER_BITS)


def forget(connection: Connection, keys: KeyRing, person: int) -> None:
    """Leave nothing of a person in any sealed table: what they did stays without a name."""
    # What belongs to a row is found by it, as long as that still says whose it is.
    for table in reversed(sealed_tables()):
        SealedRows(connection, keys, table).forget(person)


def had_a_role(connection: Connection, person: int) -> bool:
    """Whether somebody has a role, or had one that retention still keeps."""
    own = select(roles.c.id).where(roles.c.person_id == person).limit(1)
    return connection.execute(own).first() is not None


def marks_of(keys: KeyRing, table: Table, person: int) -> list[bytes]:
    """Every mark of a person in a table; each table has its own."""
    return marks(keys, table.name, person)


def marks(keys: KeyRing, table: str, person: int) -> list[bytes]:
    """The same by the name of a table."""
    many = hashlib.shake_256(keys.find(f"mark.{table}", str(person))).digest(MARKS * MARK_BYTES)
    return [many[at : at + MARK_BYTES] for at in range(0, len(many), MARK_BYTES)]


def seal(keys: KeyRing, table: str, place: str | int, values: Mapping[str, object]) -> bytes:
    """Seal what a row says, for its place; as large as many others are."""
    said = {name: value for name, value in values.items() if value not in {None, ""}}
    text = json.dumps(said, default=_as_json, ensure_ascii=False, separators=(",", ":")).encode()
    size = next((one for one in SIZES if one >= len(text)), len(text))
    return keys.seal_bytes(text.ljust(size), table, SEALED, place)


def day_of(moment: Any) -> date | None:
    """The day of a time as it stands in the clear."""
    return moment.astimezone(UTC).date() if moment else None


def _as_json(value: Any) -> dict[str, str]:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return {"m": value.astimezone(UTC).isoformat()}
    return {"d": value.isoformat()}


def _plain(value: dict[str, Any]) -> Any:
    match value:
        case {"m": str(moment)} if len(value) == 1:
            return datetime.fromisoformat(moment)
        case {"d": str(day)} if len(value) == 1:
            return date.fromisoformat(day)
        case _:
            return value
