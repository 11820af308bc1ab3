"""Every row of every table, for a backup, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Date, Table, func, insert, select

from storage.database import Database, StorageProblem
from storage.tables import base
from storage.tables.base import Moment, metadata

Row: TypeAlias = tuple[str, dict[str, Any]]
AT_ONCE = 500
# The schema whose rows these are.
SCHEMA = base.SCHEMA


def read_all(database: Database) -> Iterator[Row]:
    """Every row as it stands at one moment, parents before children."""
    with database.snapshot() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                yield table.name, dict(row)


def write_all(database: Database, rows: Iterable[Row]) -> int:
    """Put rows into an empty database, all of them or none; raises StorageProblem if it is not."""
    written = 0
    with database.engine.begin() as connection:
        for table in metadata.sorted_tables:
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise StorageProblem(
                    "The database is not empty. Restore into a new one: "
                    "set BUURTBOT_DATABASE_URL to a new place and run buurtbot migrate."
                )
        batch: list[dict[str, Any]] = []
        present: Table | None = None
        for name, values in rows:
            table = metadata.tables[name]
            if present is not None and (table is not present or len(batch) == AT_ONCE):
                connection.execute(insert(present), batch)
                batch = []
            present = table
            batch.append({key: _typed(table, key, value) for key, value in _by_key(table, values)})
            written += 1
        if present is not None and batch:
            connection.execute(insert(present), batch)
        if database.is_postgres:
            _count_on(connection)
    return written


def _count_on(connection: Any) -> None:
    """Let PostgreSQL number new rows after the ones that came back."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            last = connection.execute(select(func.max(column))).scalar()
            if last:
                connection.execute(select(func.setval(sequence, last)))


def _by_key(table: Table, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """A row as our code calls its columns; a backup has the names of the database."""
    for column in table.columns:
        if column.name in values:
            yield column.key, values[column.name]


def _typed(table: Table, key: str, value: Any) -> Any:
    kind = table.columns[key].type
    if value is None or not isinstance(value, str):
        return value
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
