"""Things that are done once, however many copies run and however often they restart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, delete, select

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.tables.messages import jobs

# Longer than the longest period of any job, a year.
KEPT = timedelta(days=400)


class DoneOnce:
    """Queries about jobs that were done."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def first_time(self, job: str, period: str, now: datetime) -> bool:
        """Whether this is the one who does it: True once for each (job, period)."""
        row = {"job": job, "period": period, "at": now}
        added = insert_new(self._connection, jobs).returning(jobs.c.job)
        return self._connection.execute(added, row).first() is not None

    def quietly(self, job: str, period: str, now: datetime) -> bool:
        """The same for what speaks of help, offers or talks: the row does not tell what, or when.

        Only the day stands there, and what was done under a hash that needs the key.
        """
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.first_time(quiet(self._keys, job, period), "", day)

    def times(self, job: str, period: str, day: date) -> int:
        """How often this was done on a day, this time too; the row does not tell what it is."""
        name = quiet(self._keys, job, period)
        last, _, many = self.last([name]).get(name, "").partition(" ")
        now = int(many) + 1 if last == day.isoformat() else 1
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        self.only(name, f"{day.isoformat()} {now}", midnight)
        return now

    def noticed(self, job: str, period: str, now: datetime) -> datetime:
        """When this was noticed first: now, or earlier."""
        self.first_time(job, period, now)
        return self.since(job, period) or now

    def since(self, job: str, period: str) -> datetime | None:
        """When this was done or noticed; None when it never was."""
        first = select(jobs.c.at).where(jobs.c.job == job, jobs.c.period == period)
        return self._connection.execute(first).scalar()

    def last(self, jobs_wanted: Iterable[str]) -> dict[str, str]:
        """For which period each of these jobs was done last; those that never were are left out."""
        done = select(jobs).where(jobs.c.job.in_(list(jobs_wanted))).order_by(jobs.c.at)
        return {row.job: row.period for row in self._connection.execute(done)}

    def only(self, job: str, period: str, now: datetime) -> None:
        """Remember a job as done for this period, and for no other one."""
        self._connection.execute(delete(jobs).where(jobs.c.job == job))
        self.first_time(job, period, now)

    def forget(self, job: str, period: str) -> None:
        """Let it happen again."""
        done = delete(jobs).where(jobs.c.job == job, jobs.c.period == period)
        self._connection.execute(done)

    def forget_old(self, now: datetime) -> None:
        """Drop what cannot come again."""
        self._connection.execute(delete(jobs).where(jobs.c.at < now - KEPT))


def quiet(keys: KeyRing, job: str, period: str) -> str:
    """Under what name a job is kept that nobody may read."""
    return keys.find("jobs", f"{job}\0{period}").hex()
