"""The last word to somebody who was forgotten: the address is kept until it arrived, and no longer.

Whoever says /forget gets a new row in `people`, as if they had only just come: another number, and
nothing known. It is deleted once that word arrived, after ten minutes at the latest.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, exists, insert, select, text, update

from storage.keyring import KeyRing
from storage.repositories.messages.outbox_sql import FAREWELL, QUEUED
from storage.repositories.people.people import PERSON_BITS, People
from storage.tables.messages import LOOK, UNSENT, jobs, outbox
from storage.tables.people import people

# A page has to fetch it too.
SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(minutes=10)
JOB = "farewell"


class Farewells:
    """Queries about people who are forgotten and still have to hear so."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def begin(self, person: int, language: str, now: datetime) -> int:
        """Forget a person; returns the number under which the last word reaches them.

        ``language`` is what they read. It stands as a hint that their device's own takes over.
        """
        row = self._connection.execute(select(people).where(people.c.id == person)).one()
        address = self._keys.open(row.address, "people", "address", person)
        People(self._connection, self._keys).forget(person)
        stranger = secrets.randbits(PERSON_BITS)
        new = {
            "id": stranger,
            "channel": row.channel,
            "address_hash": row.address_hash,
            "address": self._keys.seal(address, "people", "address", stranger),
            "hint": language,
        }
        self._connection.execute(insert(people), new)
        mark = {"job": JOB, "period": str(stranger), "at": now}
        self._connection.execute(insert(jobs), mark)
        return stranger

    def is_one(self, person: int) -> bool:
        """Whether this person was forgotten a moment ago and did nothing since."""
        mark = select(jobs.c.at).where(jobs.c.job == JOB, jobs.c.period == str(person))
        return self._connection.execute(mark).first() is not None and not self._is_back(person)

    def tidy(self, now: datetime) -> bool:
        """Delete the address of whoever had the last word; True when there was one to delete."""
        marks = self._connection.execute(select(jobs).where(jobs.c.job == JOB)).all()
        deleted = False
        for mark in marks:
            person, age = int(mark.period), now - mark.at
            # Locked, so that nobody comes back between this look and the end.
            locked = select(people.c.id).where(people.c.id == person).with_for_update()
            self._connection.execute(locked)
            is_back = self._is_back(person)
            is_over = age >= LONGEST or (age >= SHORTEST and not self._waits(person))
            if is_back:
                # Nobody asks any more whether it was their last word.
                own = update(outbox).where(outbox.c.person_id == person)
                last_word = own.where(outbox.c.priority == FAREWELL)
                waits = outbox.c.state == QUEUED
                # It stands before what came since now, also where it was behind that.
                looked_for = case((waits, LOOK), else_=outbox.c.goes_by)
                self._connection.execute(last_word.values(priority=0, goes_by=looked_for))
            if is_over and not is_back:
                self._connection.execute(delete(people).where(people.c.id == person))
                deleted = True
            if is_over or is_back:
                done = delete(jobs).where(jobs.c.job == JOB, jobs.c.period == mark.period)
                self._connection.execute(done)
        return deleted

    def _is_back(self, person: int) -> bool:
        """Whoever does something gets an answer: they are known again, as somebody new."""
        own = exists().where(outbox.c.person_id == person, outbox.c.priority != FAREWELL)
        return bool(self._connection.execute(select(own)).scalar())

    def _waits(self, person: int) -> bool:
        own = exists().where(outbox.c.person_id == person, text(UNSENT))
        return bool(self._connection.execute(select(own)).scalar())
