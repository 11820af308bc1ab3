"""The few things that PostgreSQL and SQLite both have and that are said to each in its own way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

POSTGRES_THREADS = 4
# Short enough to end in time when somebody else holds the database.
BUSY_MILLISECONDS = 3_000


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


def many_write(connection: Connection) -> bool:
    """Whether several transactions write at the same time; SQLite has one after the other."""
    return connection.dialect.name == "postgresql"


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


def engine(url: URL, *, reading: bool) -> Engine:
    """Connections to a database of either kind, as this program wants them."""
    if url.get_backend_name() == "postgresql":
        made = create_engine(
            url, pool_pre_ping=True, pool_size=POSTGRES_THREADS + 3, hide_parameters=True
        )

        @event.listens_for(made, "connect")
        def _plan(connection: Any, _record: Any) -> None:
            # While it does not know yet how many wait, it would collect and sort them all to give
            # us the first few, which an index has in order.
            connection.execute("SET enable_bitmapscan = off")
            # Of a period it would read the rows of all years where the index has its own together.
            connection.execute("SET random_page_cost = 1.1")
            connection.commit()

        return made
    # The program's own lock is the write lock; Python's must not open transactions behind it.
    made = create_engine(
        url,
        connect_args={"isolation_level": None, "check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(made, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            *(["query_only=ON"] if reading else []),
        ):
            connection.execute(f"PRAGMA {pragma}")
        if not reading:
            Path(url.database or "").chmod(0o600)

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return made
