"""Every row of every table, for a backup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from sqlalchemy import select

from storage.database import Database
from storage.tables import base
from storage.tables.base import metadata

Row: TypeAlias = tuple[str, dict[str, Any]]
# The schema whose rows these are.
SCHEMA = base.SCHEMA


def read_all(database: Database) -> Iterator[Row]:
    """Every row as it stands at one moment, parents before children."""
    with database.snapshot() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                yield table.name, dict(row)
