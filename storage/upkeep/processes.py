"""Which copies of the program are alive, and what the ones that are gone left behind."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from storage.database import Database
from storage.store import Store


def recover(store: Store, database: Database, now: datetime) -> int:
    """Free the messages that copies that are gone had claimed; returns how many.

    With SQLite there is one copy: every other run is gone. With PostgreSQL a living copy holds
    a lock by its number, and who gets that lock knows that it is gone.
    """
    runs = store.claims.runs()
    if database.is_postgres:
        database.stay_alive()
        taken = text("SELECT pg_try_advisory_xact_lock(:run)")
        runs = {run for run in runs if store.connection.execute(taken, {"run": run}).scalar()}
    return store.claims.recover(runs, now) if runs else 0
