"""What waits in the outbox and was overtaken by events: it is taken back, or put off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select, text, update

from storage.keyring import KeyMissing, KeyRing
from storage.repositories.messages import next_out
from storage.repositories.messages.letters import head, is_about, opened, sealed
from storage.repositories.messages.outbox import DELAYED
from storage.repositories.messages.outbox_sql import DROPPED, QUEUED, ended
from storage.tables.messages import LOOK, UNSENT, outbox
from storage.tables.people import people

# Stands with what was dropped because it made no sense any more.
TOO_LATE = "TooLate"
# So many are dropped in one transaction: after an outage all that waits may be over.
DROPPED_AT_ONCE = 500
# So many are looked through at once for what is not true any more: twice what Telegram takes from
# one token in half a minute.
LOOKED_AT_ONCE = 2_000


class Queued:
    """Queries about messages that nobody began to send."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def of_priority(self, priority: int, due_by: datetime) -> list[tuple[int, str]]:
        """What waits with this priority and is due by then, as (number, payload).

        The oldest first, and of very much only what may go out until the next look.
        """
        # The first condition lets SQLite use its partial index.
        waiting = and_(text(UNSENT), outbox.c.state == QUEUED, outbox.c.priority == priority)
        # In the order of the numbers, but not through all that ever went out.
        due = _SEALED.where(waiting, outbox.c.due_at <= due_by).order_by(outbox.c.id + 0)
        rows = self._connection.execute(due.limit(LOOKED_AT_ONCE))
        return [(row.id, payload) for row in rows if (payload := self._said(row)) is not None]

    def oldest(self, channels: Collection[str], now: datetime) -> datetime | None:
        """Since when the oldest message waits that must arrive, in these channels; None: none."""
        waits = (
            select(func.min(outbox.c.wanted_at))
            .join(people, people.c.id == outbox.c.person_id)
            .where(text("outbox." + UNSENT), outbox.c.must_arrive, outbox.c.wanted_at <= now)
            .where(people.c.channel.in_(channels), people.c.left_at.is_(None))
        )
        oldest: datetime | None = self._connection.execute(waits).scalar()
        return oldest

    def drop(self, messages: Sequence[int]) -> int:
        """Do not send these any more; how many that were, for some may be on their way by now."""
        dropped_now = 0
        waiting = and_(outbox.c.id == bindparam("message"), outbox.c.state == QUEUED)
        if messages:
            dropped = update(outbox).where(waiting).values(ended(DROPPED))
            for number in messages:
                dropped_now += self._connection.execute(dropped, {"message": number}).rowcount
            next_out.look_behind(self._connection, messages)
        return dropped_now

    def drop_about(self, name: str, *numbers: int, persons: Collection[int]) -> None:
        """Do not send any more what nobody asked for, and has a button about one of these.

        ``name`` is what a button calls them, such as "opening"; ``persons`` are those whom it was
        for: what waits for all others is not even read.
        """
        waiting = and_(text(UNSENT), outbox.c.state == QUEUED, outbox.c.must_arrive)
        wanted = {(name, number) for number in numbers}
        own = _SEALED.where(waiting, outbox.c.person_id.in_(persons))
        self.drop([row.id for row in self._connection.execute(own) if self._is_about(row, wanted)])

    def drop_late(self, now: datetime) -> tuple[list[int], bool]:
        """Do not send what makes no sense any more, a part of it at a time.

        Returns who waited for an answer, and whether there may be more.
        """
        over = and_(text(UNSENT), outbox.c.state == QUEUED, outbox.c.valid_until <= now)
        oldest = _SEALED.where(over).order_by(outbox.c.valid_until).limit(DROPPED_AT_ONCE)
        rows = self._connection.execute(
            oldest.with_for_update(skip_locked=True, key_share=True)
        ).all()
        if rows:
            late = update(outbox).where(outbox.c.id == bindparam("message"))
            late = late.values({**ended(DROPPED), "problem": TOO_LATE})
            self._connection.execute(late, [{"message": row.id} for row in rows])
            next_out.look_behind(self._connection, [row.id for row in rows])
        waited = list(dict.fromkeys(row.person_id for row in rows if self._was_asked(row)))
        return waited, len(rows) == DROPPED_AT_ONCE

    def was_told(self, person: int, payload: str, since: datetime) -> bool:
        """Whether these very words wait for a person as an answer, or came since then."""
        own = _SEALED.where(
            outbox.c.person_id == person,
            outbox.c.must_arrive,
            outbox.c.priority == 0,
            or_(text(UNSENT), outbox.c.due_at > since),
        )
        return any(self._said(row) == payload for row in self._connection.execute(own))

    def say_anew(self, messages: Mapping[int, str]) -> None:
        """Say this in what waits; what is on its way by now stays as it is."""
        for row in self._connection.execute(_SEALED.where(outbox.c.id.in_(messages))).all():
            letter = replace(opened(self._keys, row), payload=messages[row.id])
            anew = sealed(self._keys, letter, row.token)
            waiting = and_(outbox.c.id == row.id, outbox.c.state == QUEUED)
            self._connection.execute(update(outbox).where(waiting).values(anew))

    def put_off(self, messages: Sequence[int], until: datetime) -> None:
        """Send these at that moment, not before."""
        waiting = and_(outbox.c.id == bindparam("message"), outbox.c.state == QUEUED)
        if messages:
            values = {"due_at": until, "wanted_at": until, "goes_by": LOOK}
            later = update(outbox).where(waiting, outbox.c.due_at < until).values(values)
            self._connection.execute(later, [{"message": number} for number in messages])
            next_out.look_behind(self._connection, messages)

    def drop_older(self, before: datetime) -> int:
        """Send nothing that should have gone out before this moment; returns how much that was."""
        waiting = and_(text(UNSENT), outbox.c.due_at < before)
        dropped = update(outbox).where(waiting).values(ended(DROPPED))
        count = self._connection.execute(dropped).rowcount
        next_out.look_at_everybody(self._connection)
        return count

    def drop_delayed(self, person: int) -> None:
        """A later answer takes the place of one that is delayed."""
        own = and_(outbox.c.person_id == person, outbox.c.problem == DELAYED)
        dropped = update(outbox).where(own, text(UNSENT), outbox.c.state == QUEUED)
        rows = self._connection.execute(dropped.values(ended(DROPPED)).returning(outbox.c.id))
        next_out.look_behind(self._connection, rows.scalars().all())

    def _said(self, row: Any) -> str | None:
        """The payload of a message; None when it cannot be opened."""
        try:
            return opened(self._keys, row).payload
        except KeyMissing:
            return None

    def _is_about(self, row: Any, args: Collection[tuple[str, str | int]]) -> bool:
        try:
            return is_about(self._keys, row, args)
        except KeyMissing:
            return False

    def _was_asked(self, row: Any) -> bool:
        """Whether it is a plain answer, whom to call in danger, or a secret not sent in time.

        What is secret and for others leaves words behind when it is wiped.
        """
        if not row.must_arrive or row.priority < 0:
            return True
        try:
            return head(self._keys, row)[1]
        except KeyMissing:
            return True


_SEALED = select(
    outbox.c.id,
    outbox.c.person_id,
    outbox.c.token,
    outbox.c.words,
    outbox.c.buttons,
    outbox.c.must_arrive,
    outbox.c.priority,
)
