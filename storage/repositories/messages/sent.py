"""The messages that were made: found again for what their buttons do, until their time is over.

Their words go first: what is secret after an hour, what was delivered after a day. Their buttons
go on working for a month.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, select, update

from storage.keyring import KeyMissing, KeyRing
from storage.repositories.messages.outbox import DELAYED, SEALED, opened
from storage.repositories.messages.outbox_sql import CLAIMED, DROPPED, QUEUED, SENT
from storage.tables.messages import outbox
from storage.tables.people import people

KEPT = timedelta(days=30)
# Until then a send that went wrong can still be looked into.
WORDS_KEPT = timedelta(days=1)
BLANK = '{"lines":[],'
WIPED = BLANK + '"rows":[]}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as a person had it: what its buttons do can still be looked up."""

    id: int
    token: str
    person: int
    payload: str
    language: str
    replaces: str
    priority: int
    is_secret: bool = False


class Sent:
    """Queries about what people read, or will."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def get(self, message: int) -> Message | None:
        """The message with this number."""
        row = self._connection.execute(_BY_NUMBER, {"message": message}).one_or_none()
        return self._message(row) if row else None

    def newest_of(self, person: int) -> Message | None:
        """The last message made for a person, but for what nobody saw: delayed, or dropped."""
        row = self._connection.execute(_NEWEST, {"person": person}).one_or_none()
        return self._message(row) if row else None

    def sent_as(self, person: int, reference: str) -> list[Message]:
        """What a person reads under the channel's reference to a message, the newest first."""
        read = _MESSAGE.where(outbox.c.person_id == person, outbox.c.sent_as == reference)
        rows = self._connection.execute(read.order_by(outbox.c.id.desc()))
        return [self._message(row) for row in rows]

    def sent_after(self, person: int, *, message: int, limit: int) -> list[Message]:
        """The messages a person was sent after this one, oldest first; the newest ``limit``.

        The payload of one whose key is gone is empty: it holds back no other.
        """
        newest = (
            _MESSAGE.where(outbox.c.person_id == person, outbox.c.id > message)
            .where(outbox.c.state == SENT)
            .order_by(outbox.c.id.desc())
            .limit(limit)
        )
        rows = reversed(self._connection.execute(newest).all())
        return [self._message(row, else_empty=True) for row in rows]

    def newest_id_of(self, person: int) -> int:
        """The number of the last message made for a person; 0 when there is none."""
        newest = select(func.max(outbox.c.id)).where(outbox.c.person_id == person)
        return self._connection.execute(newest).scalar() or 0

    def wipe_secrets(self, now: datetime) -> None:
        """Wipe the words of secret messages that had their time, sent or not.

        What such a message says afterwards stays, with its buttons.
        """
        every = select(outbox.c.id, outbox.c.token, outbox.c.payload)
        for row in self._connection.execute(every.where(outbox.c.wipe_at <= now)).all():
            wiped = update(outbox).where(outbox.c.id == row.id)
            left = self._afterwards(row.payload, row.token)
            self._connection.execute(wiped.values(payload=left, wipe_at=None))
        # What could not be sent in time says nothing any more: it waited too long.
        empty = and_(outbox.c.payload == WIPED, outbox.c.state == QUEUED)
        self._connection.execute(update(outbox).where(empty).values(valid_until=now))

    def wipe_about(self, args: Collection[tuple[str, str | int]]) -> None:
        """Wipe the words of every secret message with a button about one of these, at once.

        ``args`` are a button's arguments, such as ("talk", 12). What waits is not sent any more.
        """
        every = select(outbox.c.id, outbox.c.token, outbox.c.payload, outbox.c.state)
        for row in self._connection.execute(every.where(outbox.c.wipe_at.is_not(None))).all():
            try:
                rows = json.loads(opened(self._keys, row.payload, row.token))["rows"]
            except KeyMissing:
                continue
            if not is_about(rows, args):
                continue
            is_waiting = row.state == QUEUED
            left = WIPED if is_waiting else self._afterwards(row.payload, row.token)
            wiped = update(outbox).where(outbox.c.id == row.id).values(payload=left, wipe_at=None)
            self._connection.execute(wiped.values(state=DROPPED) if is_waiting else wiped)

    def empty(
        self, person: int, args: Collection[tuple[str, str | int]], news: Collection[str]
    ) -> None:
        """Blank everything that a person was told, at once; the buttons go on working.

        Not those of messages with a button about one of ``args``: nothing is left of them. Answers
        that wait are not sent any more, nor what has a button that does one of ``news``.
        """
        every = select(outbox).where(outbox.c.person_id == person, outbox.c.state != CLAIMED)
        for row in self._connection.execute(every).all():
            try:
                rows = json.loads(opened(self._keys, row.payload, row.token))["rows"]
            except KeyMissing:
                continue
            is_gone = is_about(rows, args)
            values: dict[str, Any] = {"wipe_at": None}
            if row.state != QUEUED:
                values["payload"] = WIPED if is_gone else _blanked(rows)
            elif not row.must_arrive or _does(rows, {"answer", *news}):
                values |= {"payload": WIPED, "state": DROPPED}
            elif row.wipe_at is not None:
                values["payload"] = self._afterwards(row.payload, row.token)
            else:
                continue
            self._connection.execute(update(outbox).where(outbox.c.id == row.id).values(values))

    def blank_delivered(self, now: datetime, kept: Collection[str]) -> None:
        """Blank what was said over a day ago; the buttons go on working.

        ``kept`` are the channels that show a conversation from here.
        """
        said = outbox.c.payload.not_like(SEALED + "%") & outbox.c.payload.not_like(BLANK + "%")
        delivered = (
            select(outbox.c.id, outbox.c.payload)
            .join(people, people.c.id == outbox.c.person_id)
            .where(people.c.channel.not_in(list(kept)), said)
            .where(outbox.c.due_at < now - WORDS_KEPT, outbox.c.state.not_in((QUEUED, CLAIMED)))
        )
        blanked = [
            {"row": row.id, "left": _blanked(json.loads(row.payload)["rows"])}
            for row in self._connection.execute(delivered)
        ]
        if blanked:
            here = update(outbox).where(outbox.c.id == bindparam("row"))
            self._connection.execute(here.values(payload=bindparam("left")), blanked)

    def forget_old(self, now: datetime) -> None:
        """Drop what was made over 30 days ago."""
        self._connection.execute(delete(outbox).where(outbox.c.due_at < now - KEPT))

    def _message(self, row: Any, *, else_empty: bool = False) -> Message:
        try:
            payload = opened(self._keys, row.payload, row.token)
        except (KeyMissing, ValueError):
            if not else_empty:
                raise
            payload = ""
        return Message(
            id=row.id,
            token=row.token,
            person=row.person_id,
            payload=payload,
            language=row.language,
            replaces=row.replaces,
            priority=row.priority,
            is_secret=row.payload.startswith(SEALED),
        )

    def _afterwards(self, payload: str, token: str) -> str:
        """What is left of a secret message: nothing, unless it came with other words for later."""
        try:
            parts = json.loads(opened(self._keys, payload, token))
        except KeyMissing:
            return WIPED
        if "afterwards" not in parts:
            return WIPED
        left = {"lines": parts["afterwards"], "rows": parts["rows"]}
        return json.dumps(left, ensure_ascii=False, separators=(",", ":"))


def _blanked(rows: Any) -> str:
    """What a message's buttons do, with their labels, and nothing of what it said."""
    return json.dumps({"lines": [], "rows": rows}, ensure_ascii=False, separators=(",", ":"))


def is_about(rows: Any, args: Collection[tuple[str, str | int]]) -> bool:
    """Whether one of these buttons has one of these arguments, such as ("talk", 12)."""
    return any(pair in args for _, given in _acts(rows) for pair in given.items())


def _does(rows: Any, names: Collection[str]) -> bool:
    """Whether one of these buttons does one of these, such as "my_requests"."""
    return any(name in names for name, _ in _acts(rows))


def _acts(rows: Any) -> list[Any]:
    return [button["act"] for line in rows for button in line if "act" in button]


_MESSAGE = select(
    outbox.c.id,
    outbox.c.token,
    outbox.c.person_id,
    outbox.c.payload,
    outbox.c.language,
    outbox.c.replaces,
    outbox.c.priority,
)
_BY_NUMBER = _MESSAGE.where(outbox.c.id == bindparam("message"))
_NEWEST = (
    _MESSAGE.where(
        outbox.c.person_id == bindparam("person"),
        outbox.c.problem != DELAYED,
        outbox.c.state != DROPPED,
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
