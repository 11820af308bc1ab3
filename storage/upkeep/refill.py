"""Fills an empty place with the rows of a backup, also with those of an older schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from alembic.util import CommandError
from sqlalchemy import (
    Connection,
    Date,
    DateTime,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from storage.database import Database, StorageProblem, speaking
from storage.dialect import count_on
from storage.keyring import KeyRing
from storage.store import Store
from storage.tables.base import metadata
from storage.upkeep.dump import Row
from storage.upkeep.migrate import CHANGING, upgrade

AT_ONCE = 500
VERSION_TABLE = "alembic_version"


@contextmanager
def filling(database: Database, wish: str = "Restore into a new one") -> Iterator[Store]:
    """One transaction that fills an empty place, alone; raises StorageProblem if it is not empty.

    Whatever goes wrong in it, the place stays as it was. ``wish`` is what an operator does instead.
    """
    with speaking(database.url), database.engine.begin() as connection:
        if database.is_postgres:
            lock = text("SELECT pg_try_advisory_xact_lock(:n)")
            if not connection.execute(lock, {"n": CHANGING}).scalar():
                raise StorageProblem("Somebody else fills this database now. Let that finish.")
        for table in _present(connection):
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise StorageProblem(
                    f"The database is not empty. {wish}: "
                    "set BUURTBOT_DATABASE_URL to a place where nothing is yet."
                )
        yield Store(connection, database.keys, database.run)


def write_all(
    connection: Connection, keys: KeyRing, schema: str, rows: Iterable[Row]
) -> Mapping[str, int]:
    """Put rows of a schema into the empty place, and bring them to ours; counts them by table."""
    _make_tables(connection, keys, schema)
    tables = MetaData()
    tables.reflect(connection)
    written = set()
    try:
        for name, batch in _batches(rows):
            table = tables.tables[name]
            connection.execute(insert(table), [_typed(table, values) for values in batch])
            written.add(table)
    except (IntegrityError, KeyError) as problem:
        raise StorageProblem(
            f"The rows of the backup do not fit together in schema {schema}: "
            "some are missing, or of another backup. Take another copy."
        ) from problem
    counts = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in written
    }
    upgrade(connection, "head", keys)
    count_on(connection, metadata.sorted_tables)
    return counts


def _batches(rows: Iterable[Row]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, same in groupby(rows, key=itemgetter(0)):
        while batch := [values for _, values in islice(same, AT_ONCE)]:
            yield name, batch


def _present(connection: Connection) -> list[Table]:
    """Our tables, as far as they are there."""
    known = set(inspect(connection).get_table_names())
    return [table for table in metadata.sorted_tables if table.name in known]


def _make_tables(connection: Connection, keys: KeyRing, schema: str) -> None:
    if inspect(connection).has_table(VERSION_TABLE):
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if version != schema:
            # Empty tables of another schema: they make way.
            names = [*(table.name for table in _present(connection)), VERSION_TABLE]
            old = MetaData()
            old.reflect(connection, only=names)
            old.drop_all(connection)
    try:
        upgrade(connection, schema, keys)
    except CommandError as problem:
        raise StorageProblem(f"This program knows no schema {schema}.") from problem


def _typed(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(table.columns[name].type, value) for name, value in values.items()}


def _value(kind: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value).astimezone(UTC)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
