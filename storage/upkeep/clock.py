"""When the clock was right last: kept, so that a program that starts can tell a jump."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storage.store import Store
from storage.tables.messages import seen

JOB, PERIOD = "clock", "seen"


def last_seen(store: Store) -> datetime | None:
    """When the clock was right last; None in a place that was never used."""
    kept = store.done_once.since(JOB, PERIOD)
    if kept is not None:
        return kept
    # A version before this one kept nothing: somebody wrote to it.
    newest: datetime | None = store.connection.execute(select(func.max(seen.c.at))).scalar()
    return newest


def remember(store: Store, now: datetime) -> None:
    """The clock is right now."""
    store.done_once.only(JOB, PERIOD, now)
