"""Things that are done once, however many copies run and however often they restart."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from storage.dialect import insert_new
from storage.tables import jobs

# Longer than the longest period of any job, a year.
KEPT = timedelta(days=400)


class Jobs:
    """Queries about jobs that were done."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_time(self, job: str, period: str, now: datetime) -> bool:
        """Whether this is the one who does it: True once for each (job, period)."""
        row = {"job": job, "period": period, "at": now}
        added = insert_new(self._connection, jobs).returning(jobs.c.job)
        return self._connection.execute(added, row).first() is not None

    def noticed(self, job: str, period: str, now: datetime) -> datetime:
        """When this was noticed first: now, or earlier."""
        self.first_time(job, period, now)
        found = select(jobs.c.at).where(jobs.c.job == job, jobs.c.period == period)
        at: datetime = self._connection.execute(found).scalar_one()
        return at

    def forget(self, job: str, period: str) -> None:
        """Let it happen again."""
        done = delete(jobs).where(jobs.c.job == job, jobs.c.period == period)
        self._connection.execute(done)

    def forget_old(self, now: datetime) -> None:
        """Drop what cannot come again."""
        self._connection.execute(delete(jobs).where(jobs.c.at < now - KEPT))
