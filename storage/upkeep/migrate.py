"""Brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from storage.database import Database, StorageProblem, speaking
from storage.keyring import KeyRing

MIGRATIONS = Path(__file__).parents[1] / "migrations"


# Whoever changes the tables of a PostgreSQL holds this number; SQLite lets one write anyway.
CHANGING = 0x6275757274


def migrate(database: Database) -> None:
    """Run every migration that was not run yet, in one transaction."""
    try:
        with speaking(database.url), database.engine.begin() as connection:
            if database.is_postgres:
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": CHANGING})
            upgrade(connection, "head", database.keys)
    except CommandError as problem:
        # Alembic does not know the revision it finds there.
        database.check_schema()
        raise StorageProblem(f"The database cannot be migrated: {problem}.") from problem


def upgrade(connection: Connection, revision: str, keys: KeyRing) -> None:
    """Bring the tables to a revision, in the transaction that is open."""
    command.upgrade(config(connection, keys), revision)


def config(connection: object, keys: KeyRing | None = None) -> Config:
    """Alembic's configuration for a connection that is open already, and what seals its rows."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes.update(connection=connection, keys=keys)
    return made
