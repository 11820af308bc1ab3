"""What deleting leaves to be done in the files of the database; tried again until it is done."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from storage.database import Database, DriverError
from storage.sealed_rows import sealed_tables
from storage.store import Store
from storage.tables.messages import jobs
from storage.tables.rooms import participants

JOB, DUE = "scrub", "due"
# A backup or a full disk may be in the way for a while; then an operator has to look.
PATIENCE = timedelta(hours=1)
# Nobody waits longer than that while we wait for somebody else.
LOCK_MILLISECONDS = 250


def remember(store: Store, now: datetime) -> None:
    """Something was deleted in this transaction: the files are to be written anew."""
    store.done_once.first_time(JOB, DUE, now)


def finish(database: Database, now: datetime) -> None:
    """Take what was deleted out of the files, if anything was."""
    with database.reading() as store:
        since = store.done_once.since(JOB, DUE)
    if since is None:
        database.troubles.pop(JOB, None)
    elif database.scrub(rewrite=True) and _in_no_order(database):
        database.troubles.pop(JOB, None)
        with database.writing() as store:
            store.done_once.forget(JOB, DUE)
    elif now - since > PATIENCE:
        database.troubles[JOB] = (
            f"What was deleted since {since:%Y-%m-%d %H:%M} UTC cannot be taken out of the files "
            "of the database. Free as much room on its disk as they take."
        )


def _in_no_order(database: Database) -> bool:
    """Lay rows that tell nothing down by their numbers, which are drawn by lot.

    Until then they lie in the order in which they came. SQLite does so where it writes its file
    anew. False when somebody else reads there, such as a backup: it is tried again.
    """
    if not database.is_postgres:
        return True
    try:
        for table in (*sealed_tables(), jobs, participants):
            with database.writing() as store:
                store.connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}"))
                store.connection.execute(text(f"CLUSTER {table.name} USING pk_{table.name}"))
    except DriverError:
        return False
    return True
