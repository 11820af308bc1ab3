"""What a database is asked, and how it means to look for that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from storage.database import Database


@contextmanager
def listening(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is said meanwhile, with its values."""
    asked: list[tuple[str, Any]] = []

    def listen(_c: object, _u: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)


def kept_plan(connection: Connection, said: str) -> str:
    """The plan that PostgreSQL keeps for a statement that came often, whatever its values are."""
    names: list[str] = []

    def place(found: re.Match[str]) -> str:
        names.append(found[1])
        return f"${len(names)}"

    plain = re.sub(r"%\((\w+)\)s", place, said).replace("%%", "%")
    for before in ("SET LOCAL plan_cache_mode = force_generic_plan", f"PREPARE often AS {plain}"):
        connection.exec_driver_sql(before)
    values = f"({', '.join(['NULL'] * len(names))})" if names else ""
    rows = connection.exec_driver_sql(f"EXPLAIN EXECUTE often{values}").all()
    connection.exec_driver_sql("DEALLOCATE often")
    return "\n".join(str(row[0]) for row in rows)
