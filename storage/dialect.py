"""The few things that PostgreSQL and SQLite both have and that are said to each in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_new(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that leaves a row that is already there as it is."""
    if connection.dialect.name == "postgresql":
        # Only where it is used: it brings every driver along, and a start on SQLite waits for it.
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def fill(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put very many new rows into a table, all with the same columns."""
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    # A tenth of the time of INSERT.
    keys = list(rows[0])
    names = ", ".join(f'"{table.c[key].name}"' for key in keys)
    raw = connection.connection.driver_connection
    assert raw
    with (
        raw.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row([row[key] for key in keys])


def count_on(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL number new rows after those that came with their number."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            last = connection.execute(select(func.max(column))).scalar()
            if last:
                connection.execute(select(func.setval(sequence, last)))


def changes(connection: Connection) -> int:
    """A number that grows when something is written in this transaction."""
    if connection.dialect.name == "postgresql":
        assigned = text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return int(bool(connection.execute(assigned).scalar()))
    raw = connection.connection.driver_connection
    assert raw
    return int(raw.total_changes)


def cannot_grow(problem: Exception) -> bool:
    """Whether the disk is full or cannot be written: that lets through who has nothing to write."""
    return any(word in str(problem) for word in ("full", "readonly", "read-only", "space", "I/O"))
