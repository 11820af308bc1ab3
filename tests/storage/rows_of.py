"""In which tables something of a person rests."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.database import Database
from storage.sealed_rows import SealedRows, sealed_tables
from storage.tables.base import metadata


def rows_of(database: Database, person: int) -> set[str]:
    """The tables with rows about a person, as each table says whose its rows are."""
    with database.reading() as store:
        sealed = {
            table.name
            for table in sealed_tables()
            if table.info["inside"].about
            and SealedRows(store.connection, database.keys, table).of(person)
        }
        return sealed | {
            table.name
            for table in metadata.sorted_tables
            if (about := table.info["about"])
            and store.connection.execute(
                select(func.count()).select_from(table).where(table.c[about] == person)
            ).scalar_one()
        }
