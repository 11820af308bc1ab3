"""Who had a hand in what is about others, once they have no role any more."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from sqlalchemy import Connection, Table, select

from storage.keyring import KeyRing
from storage.sealed_rows import SealedRows, parents, sealed_tables
from storage.tables.people import roles


def forget_former(connection: Connection, keys: KeyRing) -> None:
    """Whoever has no role, nor had one lately, is named in no row but their own.

    It opens every row. From then on whoever has none is forgotten without that.
    """
    known = set(connection.execute(select(roles.c.person_id)).scalars())
    for table in sealed_tables():
        if table.info["inside"].people:
            _name_only(connection, keys, table, known)


def _name_only(connection: Connection, keys: KeyRing, table: Table, known: Container[int]) -> None:
    inside, rows = table.info["inside"], SealedRows(connection, keys, table)
    above = {
        column.name: {
            row.id: getattr(row, parent.info["inside"].about)
            for row in SealedRows(connection, keys, parent).some()
        }
        for column, parent in parents(table)
    }
    (key,) = table.primary_key

    def is_gone(row: Any, who: int | None) -> bool:
        owners = {whose.get(getattr(row, column)) for column, whose in above.items()}
        return who is not None and who not in known and who not in owners

    for row in rows.some():
        gone = [name for name in inside.people if is_gone(row, getattr(row, name))]
        if gone:
            rows.change(getattr(row, key.name), dict.fromkeys(gone))
