"""The few things that PostgreSQL and SQLite both have and that are said to each in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, text
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
