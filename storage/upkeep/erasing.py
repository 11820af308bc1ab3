"""What deleting leaves to be done in the files of the database; tried again until it is done."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.database import Database
from storage.store import Store

JOB, DUE = "scrub", "due"
# A backup or a full disk may be in the way for a while; then an operator has to look.
PATIENCE = timedelta(hours=1)


def remember(store: Store, now: datetime) -> None:
    """Something was deleted in this transaction: the files are to be written anew."""
    store.done_once.first_time(JOB, DUE, now)


def finish(database: Database, now: datetime) -> None:
    """Take what was deleted out of the files, if anything was."""
    with database.reading() as store:
        since = store.done_once.since(JOB, DUE)
    if since is None:
        database.troubles.pop(JOB, None)
    elif database.scrub(rewrite=True):
        database.troubles.pop(JOB, None)
        with database.writing() as store:
            store.done_once.forget(JOB, DUE)
    elif now - since > PATIENCE:
        database.troubles[JOB] = (
            f"What was deleted since {since:%Y-%m-%d %H:%M} UTC cannot be taken out of the files "
            "of the database. Free as much room on its disk as they take."
        )
