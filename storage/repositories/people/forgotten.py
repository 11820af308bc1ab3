"""Who was forgotten: a number that a restore of an older copy looks for, and nothing else.

The same list stands in files beside the key ring and the last backup, for when this database is
gone. What was not written there yet has a mark in ``jobs``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.tables.messages import forgotten, jobs

# As long as a backup may be kept.
KEPT = timedelta(days=400)
JOB = "list forgotten"


@dataclass(frozen=True, slots=True, order=True)
class Forgotten:
    """Somebody who asked to be forgotten, and when.

    ``profile`` is who of those that share the phone; empty for all of them.
    """

    at: datetime
    person: int
    profile: str = ""


class ForgottenPeople:
    """Queries about people who asked to be forgotten."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def add(self, person: int, profile: str, now: datetime) -> None:
        """Remember that somebody was forgotten; the files have to hear of it."""
        blank = insert(forgotten).returning(forgotten.c.id)
        number = self._connection.execute(blank, {"at": now, "who": b""}).scalar_one()
        sealed = self._keys.seal(f"{person} {profile}", "forgotten", "who", number)
        here = update(forgotten).where(forgotten.c.id == number)
        self._connection.execute(here, {"who": sealed})
        mark = {"job": JOB, "period": str(number), "at": now}
        self._connection.execute(insert_new(self._connection, jobs), mark)

    def everybody(self) -> list[Forgotten]:
        """Everybody, in the order in which they went."""
        rows = self._connection.execute(select(forgotten).order_by(forgotten.c.at))
        return [self._opened(row.at, row.who, row.id) for row in rows]

    def unlisted(self) -> set[str]:
        """The marks of those whom the files do not know yet."""
        marks = select(jobs.c.period).where(jobs.c.job == JOB)
        return set(self._connection.execute(marks).scalars())

    def listed(self, marks: Collection[str]) -> None:
        """The files know these now."""
        done = delete(jobs).where(jobs.c.job == JOB, jobs.c.period.in_(list(marks)))
        self._connection.execute(done)

    def _opened(self, at: datetime, sealed: bytes, number: int) -> Forgotten:
        person, _, profile = self._keys.open(sealed, "forgotten", "who", number).partition(" ")
        return Forgotten(at, int(person), profile)
