"""A person with a word of their own in every column of every table, and what may stay of it."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, func, insert, select

from storage.repositories.people.my_data import ABOUT, refers_to_people
from storage.sealed_rows import SealedRows, new_number, sealed_tables
from storage.store import Store
from storage.tables.base import Inside, metadata
from storage.tables.people import people

# What stays without a name: where and when rooms were open, what was asked for and came of it.
STAYS = {
    "openings": {"room"},
    "changes": {"what", "before", "after"},
    "occurrences": {"activity", "room"},
    "signups": {"activity", "room"},
    # Who is invited goes with the invitation, whoever agreed to it.
    "invitations": {"place", "code_hash", "label"},
    "boards": {"room", "code_hash", "browser_hash"},
    "requests": {"domain", "room", "partner"},
    "request_events": {"scope"},
    "request_notes": {"partner"},
    "audit": {"scope"},
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
    "neighbourhood_versions",
    "seen",
    "set_aside",
    "jobs",
    "forgotten",
    "contacts",
    "participants",
    "guessed_rooms",
    "measured",
    "sent_reports",
    "not_understood",
    "wrong_sentences",
}


class Canaries:
    """Puts a row about a person into every table, and remembers what must go."""

    def __init__(self, store: Store, keys: Any, person: int, now: datetime) -> None:
        self._store, self._keys, self._person, self._now = store, keys, person, now
        self._made: dict[str, Any] = {}
        self._is_own = True
        self.words: list[str] = []
        # Those that only whoever has the keys can read.
        self.sealed_words: list[str] = []
        self.bytes: list[bytes] = []
        row = store.connection.execute(select(people).where(people.c.id == person)).one()
        self.bytes += [row.address, row.address_hash]

    def put(self) -> None:
        """A row in every table that can name somebody, once for each column that does."""
        for table in metadata.sorted_tables:
            if table is people or table.name in NOT_OF_A_PERSON:
                continue
            if "inside" in table.info:
                self._put_sealed(table)
                continue
            names = refers_to_people(table)
            for at in range(max(1, len(names))):
                # What somebody only had a hand in belongs to others, and stays.
                self._is_own = not names or names[at] == (own := ABOUT.get(table)) or not own
                row = {one.key: self._value(table, one, names, at) for one in table.c}
                row.pop("id", None)
                if table.name == "push_addresses":
                    row["id"] = new_number()
                self._insert(table, row)

    def _put_sealed(self, table: Table) -> None:
        """The same with a sealed table: a word in every field, sealed bytes that must change."""
        inside: Inside = table.info["inside"]
        names = [one for one in (inside.about, *inside.people) if one]
        for name in names or [""]:
            self._is_own = name in {"", inside.about}
            values = {
                field: self._field(table, field, kind, name, names)
                for field, kind in inside.fields.items()
            }
            # It is not over, or there would be nothing left of it.
            values |= dict.fromkeys(
                {"closed_at", "erased_at"} & {*values} if "contact" in values else ()
            )
            clear = {
                one.key: self._value(table, one, [], 0)
                for one in table.c
                if one.name not in {"id", "mark", "what", "is_open"} and not one.info
            }
            if "is_open" in table.c:
                clear["is_open"] = False
            number = clear.pop("partner", None)
            made = self._rows(table).add(values, number=number, **clear)
            self._made.setdefault(table.name, made)
            row = self._store.connection.execute(
                select(table).where(next(iter(table.primary_key)) == (number or made.id))
            ).one()
            self.bytes += [row.what, *([row.mark] if self._is_own and "mark" in table.c else [])]

    def _rows(self, table: Table) -> SealedRows:
        return SealedRows(self._store.connection, self._keys, table)

    def _field(self, table: Table, field: str, kind: type, name: str, names: list[str]) -> Any:
        if field in names:
            return self._person if field == name else None
        if kind is str:
            if word := FIXED.get((table.name, field)):
                return word
            if field in STAYS.get(table.name, set()):
                return "stays"
            word = "kanarie" + secrets.token_hex(4)
            self.sealed_words += [word] if self._is_own else []
            return word
        return {int: secrets.randbits(14), bool: False, date: self._now.date()}.get(kind, self._now)

    def _insert(self, table: Table, row: dict[str, Any]) -> None:
        if table.name == "dialogues":
            self._store.connection.execute(table.delete())
        made = self._store.connection.execute(insert(table).values(**row).returning(*table.c))
        first = made.one()
        self._made.setdefault(table.name, first)

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
            stays = column.name in MARKS | STAYS.get(table.name, set())
            if self._is_own and not stays:
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


def with_the_keys(store: Store) -> str:
    """Everything that is sealed in rows, as one text to search in."""
    keys = store.requests._keys
    return "\n".join(
        repr(row)
        for table in sealed_tables()
        for row in SealedRows(store.connection, keys, table).some()
    )


def rows_of(store: Store, person: int) -> list[str]:
    """Where a person's number still stands, by table and column, sealed or not."""
    keys = store.requests._keys
    return [
        f"{table.name}.{name}"
        for table in sealed_tables()
        for row in SealedRows(store.connection, keys, table).some()
        for name, value in vars(row).items()
        if value == person
    ] + [
        f"{table.name}.{name}"
        for table in metadata.sorted_tables
        for name in refers_to_people(table)
        if store.connection.execute(
            select(func.count()).select_from(table).where(table.c[name] == person)
        ).scalar_one()
    ]
