"""The few things that PostgreSQL and SQLite both have and that are said to each in its own way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    String,
    Table,
    any_,
    bindparam,
    cast,
    column,
    create_engine,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

POSTGRES_THREADS = 4
# Short enough to end in time when somebody else holds the database.
BUSY_MILLISECONDS = 3_000


class among(FunctionElement[bool]):  # noqa: N801 - reads like `select` and `case`
    """Whether a column is one of those in a parameter, a list.

    PostgreSQL gets the list as one array: with a place for each of them it is a new statement for
    every length, which nobody read, planned or kept before.
    """

    inherit_cache = True
    type = Boolean()

    def __init__(self, of: ColumnElement[Any], parameter: str) -> None:
        super().__init__(of, bindparam(parameter, expanding=True))

    def self_group(self, against: OperatorType | None = None) -> among:  # noqa: ARG002
        """As it is: "= 1" behind it would keep SQLite from using an index."""
        return self


@compiles(among)
def _in_list(element: among, compiler: SQLCompiler, **more: Any) -> str:
    of, these = element.clauses
    return compiler.process(of.in_(these), **more)


@compiles(among, "postgresql")
def _in_array(element: among, compiler: SQLCompiler, **more: Any) -> str:
    of, these = element.clauses
    array: BindParameter[Any] = bindparam(these.key, type_=ARRAY(of.type))
    return compiler.process(of == any_(array), **more)


def insert_new(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that leaves a row that is already there as it is."""
    if connection.dialect.name == "postgresql":
        # Only where it is used: it brings every driver along, and a start on SQLite waits for it.
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def fill(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put new rows into a table, all with the same columns; raises what the driver says."""
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    # A tenth of the time of INSERT when they are very many, half of it from four on.
    keys = list(rows[0])
    names = ", ".join(f'"{table.c[key].name}"' for key in keys)
    said = f"COPY {table.name} ({names}) FROM STDIN"
    raw = connection.connection.driver_connection
    dbapi = connection.dialect.loaded_dbapi
    assert raw
    try:
        with raw.cursor() as cursor, cursor.copy(said) as copy:
            for row in rows:
                copy.write_row([row[key] for key in keys])
    except dbapi.Error as problem:
        # By its own name nobody outside knows it for trouble with the database.
        raise DBAPIError.instance(
            said, None, problem, dbapi.Error, hide_parameters=True, dialect=connection.dialect
        ) from problem


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


def rows_of_json(dialect: str, parameter: str, columns: Mapping[str, type[Any]]) -> FromClause:
    """The rows that come as one parameter, a JSON list of objects with these columns.

    However many they are it is one statement, the same each time.
    """
    given = bindparam(parameter, type_=String)
    if dialect == "postgresql":
        rows = func.json_to_recordset(cast(given, JSON))
        named = [column(name, kind()) for name, kind in columns.items()]
        return rows.table_valued(*named).render_derived(name=parameter, with_types=True)
    each = func.json_each(given).table_valued("value").c.value
    return select(*(func.json_extract(each, f"$.{name}").label(name) for name in columns)).subquery(
        parameter
    )


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
            # A statement that comes again has the plan it had: to think of a better one for these
            # very values took longer than the look itself.
            connection.execute("SET plan_cache_mode = force_generic_plan")
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
        # What a change of many rows was like before, in case it fails in its middle, is kept in
        # memory: else it is written into a file outside of ours, for each claim of many anew.
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "query_only=ON" if reading else "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if not reading:
            Path(url.database or "").chmod(0o600)

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return made
