"""A person with a word of their own in every column of every table, and what may stay of it."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, func, insert, select

from storage.repositories.people.my_data import ABOUT, refers_to_people
from storage.store import Store
from storage.tables.base import metadata
from storage.tables.people import people

# What stays without a name: where and when rooms were open, what was asked for and came of it.
STAYS = {
    "openings": {"room"},
    "changes": {"what", "before", "after"},
    "occurrences": {"activity", "room"},
    "signups": {"activity", "room"},
    "invitations": {"place", "code_hash"},
    "boards": {"room", "code_hash", "browser_hash"},
    "requests": {"domain", "room", "partner"},
    "request_events": {"place"},
    "audit": {"place"},
    "partner_links": {"code_hash", "partner", "domain", "language", "room"},
    "capacities": {"partner"},
}
# These columns hold one of a few fixed words, and no word of anybody's own.
FIXED = {
    ("signups", "state"): "came",
    ("signups", "answer"): "comes",
    ("invitations", "role"): "keyholder",
    ("roles", "role"): "keyholder",
    ("requests", "state"): "accepted",
    ("requests", "outcome"): "got_help",
    ("requests", "said"): "got_help",
    ("request_events", "what"): "meeting",
    ("request_events", "role"): "helper",
    ("audit", "what"): "read_request",
    ("audit", "role"): "partner",
    ("partner_links", "kind"): "sent",
    ("talks", "state"): "open",
    ("talk_lines", "kind"): "words",
    ("offers", "state"): "stopped",
    ("wishes", "side"): "can",
    ("path_steps", "step"): "volunteer",
    ("outbox", "state"): "sent",
}
# Marks with the key of the year: nobody can tell whose they are once the number is gone.
MARKS = {"helper", "mark"}
NOT_OF_A_PERSON = {
    "neighbourhood",
    "seen",
    "set_aside",
    "jobs",
    "forgotten",
    "contacts",
    "participants",
    "guessed_rooms",
}


class Canaries:
    """Puts a row about a person into every table, and remembers what must go."""

    def __init__(self, store: Store, keys: Any, person: int, now: datetime) -> None:
        self._store, self._keys, self._person, self._now = store, keys, person, now
        self._made: dict[str, Any] = {}
        self._is_own = True
        self.words: list[str] = []
        self.bytes: list[bytes] = []
        row = store.connection.execute(select(people).where(people.c.id == person)).one()
        self.bytes += [row.address, row.address_hash]

    def put(self) -> None:
        """A row in every table that can name somebody, once for each column that does."""
        for table in metadata.sorted_tables:
            if table is people or table.name in NOT_OF_A_PERSON:
                continue
            names = refers_to_people(table)
            for at in range(max(1, len(names))):
                # What somebody only had a hand in belongs to others, and stays.
                self._is_own = not names or names[at] == (own := ABOUT.get(table)) or not own
                row = {one.key: self._value(table, one, names, at) for one in table.c}
                if "id" in table.c:
                    row.pop("id")
                    if table.name == "requests":
                        row["id"] = self._request(row)
                self._insert(table, row)

    def _insert(self, table: Table, row: dict[str, Any]) -> None:
        if table.name == "dialogues":
            self._store.connection.execute(table.delete())
        made = self._store.connection.execute(insert(table).values(**row).returning(*table.c))
        first = made.one()
        self._made.setdefault(table.name, first)
        if table.name == "request_notes":
            self._store.request_history.add_note(
                first.request_id, partner="p", words="kanarie", now=self._now
            )

    def _request(self, row: dict[str, Any]) -> int:
        """What a person typed into a request is sealed; the sealed bytes must go as well."""
        number = secrets.randbits(50)
        for field in ("contact", "call_me"):
            row[field] = self._keys.seal("kanarie", "requests", field, number)
            self.bytes += [row[field]] if self._is_own else []
        row.update(closed_at=None, erased_at=None)
        return number

    def _value(self, table: Table, column: Column[Any], names: list[str], at: int) -> Any:
        if column.name in names:
            own = column.name == names[at] or not column.nullable
            return self._person if own else None
        for key in column.foreign_keys:
            return self._made[key.column.table.name].id
        if column.type.python_type is str:
            return self._text(table, column)
        if isinstance(column.type, LargeBinary):
            made = secrets.token_bytes(16)
            is_sealed = table.name == "requests"
            stays = column.name in MARKS | STAYS.get(table.name, set())
            if self._is_own and not stays and not is_sealed:
                self.bytes.append(made)
            return made
        plain = {
            # A column of our own kind, `Moment`, does not say what it holds.
            object: self._now,
            date: self._now.date(),
            bool: False,
            int: secrets.randbits(14),
        }
        return plain[column.type.python_type]

    def _text(self, table: Table, column: Column[Any]) -> str:
        if word := FIXED.get((table.name, column.name)):
            return word
        length = getattr(column.type, "length", None) or 16
        if column.name in STAYS.get(table.name, set()):
            return secrets.token_hex(8)[:length]
        return self._word(length)

    def _word(self, length: int) -> str:
        word = ("kanarie" + secrets.token_hex(8))[-min(length, 16) :]
        self.words += [word] if self._is_own else []
        return word


def in_the_file(number: int) -> bytes:
    """A number as SQLite writes it: in no more bytes than it needs.

    One in 64 of the numbers that people have fits in six.
    """
    sizes = (size for size in (1, 2, 3, 4, 6) if -(1 << 8 * size - 1) <= number < 1 << 8 * size - 1)
    return number.to_bytes(next(sizes, 8), "big", signed=True)


def rows_of(store: Store, person: int) -> list[str]:
    """Where a person's number still stands, by table and column."""
    return [
        f"{table.name}.{name}"
        for table in metadata.sorted_tables
        for name in refers_to_people(table)
        if store.connection.execute(
            select(func.count()).select_from(table).where(table.c[name] == person)
        ).scalar_one()
    ]
