"""The messages that were made: found again for what their buttons do, until their time is over.

Their words go first: what is secret after an hour, what was delivered after a day. Their buttons
go on working for a month.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, exists, func, select, text, update

from storage.keyring import KeyMissing, KeyRing
from storage.repositories.messages import next_out
from storage.repositories.messages.letters import (
    KEY_WAIT,
    NO_WORDS,
    WIPED,
    Letter,
    does,
    head,
    is_about,
    opened,
    sealed,
)
from storage.repositories.messages.outbox import DELAYED
from storage.repositories.messages.outbox_sql import CLAIMED, DROPPED, QUEUED, SENT, ended
from storage.tables.messages import UNSENT, outbox
from storage.tables.people import people

KEPT = timedelta(days=30)
# Stands in what says a message aloud; in words a quotation mark has a sign before it.
ALOUD = '"aloud":'
# So many are looked at in one transaction: what everybody was told had its hour all at once.
WIPED_AT_ONCE = 500
# Until then a send that went wrong can still be looked into.
WORDS_KEPT = timedelta(days=1)


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
    due: datetime
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
        """The last message made for a person, but for what nobody saw: delayed, or dropped.

        Where that is a message said aloud, it is the one that was said.
        """
        newest = self.last_of(person)
        said = json.loads(newest.payload)["aloud"] if newest and ALOUD in newest.payload else None
        heard = self.get(said[0]) if said else None
        return heard if heard and heard.person == person else newest

    def last_of(self, person: int) -> Message | None:
        """The same, and a message said aloud as itself."""
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

    def lately(self, since: datetime, until: datetime, limit: int) -> dict[int, int]:
        """The person of each message that was due between these and is sent, the newest ones."""
        times = {"since": since, "until": until, "limit": limit}
        rows = self._connection.execute(_LATELY, times)
        return {row.id: row.person_id for row in rows}

    def newest_id_of(self, person: int) -> int:
        """The number of the last message made for a person; 0 when there is none."""
        newest = select(func.max(outbox.c.id)).where(outbox.c.person_id == person)
        return self._connection.execute(newest).scalar() or 0

    def wipe_secrets(self, now: datetime) -> bool:
        """Wipe the words of secret messages that had their time, sent or not, a part at a time.

        What such a message says afterwards stays, with its buttons. What cannot be opened now waits
        for a copy of the program that has its key. Returns whether there may be more.
        """
        oldest = _RESTING.where(outbox.c.wipe_at <= now).order_by(outbox.c.wipe_at)
        rows = self._connection.execute(oldest.limit(WIPED_AT_ONCE)).all()
        unread = []
        for row in rows:
            try:
                is_secret = head(self._keys, row)[1]
                left = self._afterwards(row) if is_secret else {}
            except KeyMissing:
                unread.append(row.id)
                continue
            if is_secret:
                self._put_back(row.id, left)
        if unread:
            later = update(outbox).where(outbox.c.id.in_(unread))
            self._connection.execute(later.values(wipe_at=now + KEY_WAIT))
        read = {row.id for row in rows} - set(unread)
        self._connection.execute(update(outbox).where(outbox.c.id.in_(read)).values(wipe_at=None))
        return len(rows) == WIPED_AT_ONCE

    def wipe_about(self, args: Collection[tuple[str, str | int]]) -> None:
        """Wipe the words of every secret message with a button about one of these, at once.

        ``args`` are a button's arguments, such as ("talk", 12). What waits is not sent any more.
        """
        if not args:
            return
        for row in self._connection.execute(_RESTING.where(outbox.c.wipe_at.is_not(None))).all():
            try:
                is_over = is_about(self._keys, row, args) and head(self._keys, row)[1]
            except KeyMissing:
                continue
            if is_over and row.state == QUEUED:
                wiped = self._wiped(opened(self._keys, row), row.token)
                self._put_back(row.id, {**wiped, **ended(DROPPED)})
                next_out.look_behind(self._connection, [row.id])
            elif is_over:
                self._put_back(row.id, self._afterwards(row))

    def empty(
        self, person: int, args: Collection[tuple[str, str | int]], news: Collection[str]
    ) -> None:
        """Blank everything that a person was told, at once; the buttons go on working.

        Not those of messages with a button about one of ``args``: nothing is left of them. Answers
        that wait are not sent any more, nor what has a button that does one of ``news``.
        """
        for row in self._connection.execute(_EMPTIED.where(outbox.c.person_id == person)).all():
            try:
                is_over = is_about(self._keys, row, args)
                is_asked = does(self._keys, row, {"answer", *news})
            except KeyMissing:
                is_over = is_asked = False
            nothing = sealed(self._keys, Letter(payload=WIPED), row.token)
            if row.state != QUEUED:
                # No shorter than others: that something was taken from a screen says much.
                left = nothing if is_over else {"words": nothing["words"]}
            elif not row.must_arrive or is_asked:
                left = {**nothing, **ended(DROPPED)}
            elif self._is_secret(row):
                left = self._afterwards(row)
            else:
                continue
            self._put_back(row.id, left)
            if left.get("state") == DROPPED:
                next_out.look_behind(self._connection, [row.id])

    def blank_delivered(
        self, now: datetime, kept: Collection[str], since: datetime | None = None
    ) -> None:
        """Blank what was said over a day ago; the buttons go on working.

        ``kept`` are the channels that show a conversation from here. What was to go out before
        ``since`` was looked at earlier.
        """
        is_told = exists().where(
            people.c.id == outbox.c.person_id, people.c.channel.not_in(list(kept))
        )
        said = update(outbox).where(outbox.c.due_at < now - WORDS_KEPT, _DELIVERED)
        said = said.where(outbox.c.words != NO_WORDS, is_told)
        if since:
            said = said.where(outbox.c.due_at >= since)
        self._connection.execute(said.values(words=NO_WORDS))

    def waits_for_long(self, now: datetime) -> bool:
        """Whether something that was to go out over a day ago still waits."""
        # Of what waits: asked the other way round it would look at all that was ever sent.
        is_old = case((outbox.c.due_at < now - WORDS_KEPT, 1), else_=0)
        waits = select(func.max(is_old)).where(text(UNSENT))
        return bool(self._connection.execute(waits).scalar())

    def forget_old(self, now: datetime) -> None:
        """Drop what was made over 30 days ago."""
        self._connection.execute(delete(outbox).where(outbox.c.due_at < now - KEPT))

    def _message(self, row: Any, *, else_empty: bool = False) -> Message:
        try:
            letter = opened(self._keys, row)
        except (KeyMissing, ValueError):
            if not else_empty:
                raise
            letter = Letter(payload="")
        return Message(
            id=row.id,
            token=row.token,
            person=row.person_id,
            payload=letter.payload,
            language=row.language,
            replaces=letter.replaces,
            priority=letter.priority,
            due=row.due_at,
            is_secret=letter.is_secret,
        )

    def _afterwards(self, row: Any) -> dict[str, Any]:
        """What is left of a secret message: nothing, unless it came with other words for later."""
        letter = opened(self._keys, row)
        parts = json.loads(letter.payload)
        if "afterwards" not in parts:
            # What could not be sent in time says nothing any more: it waited too long.
            late = {"valid_until": row.wipe_at} if row.state in {QUEUED, CLAIMED} else {}
            return {**self._wiped(letter, row.token), **late}
        left = {"lines": parts["afterwards"], "rows": parts["rows"]}
        payload = json.dumps(left, ensure_ascii=False, separators=(",", ":"))
        after = replace(letter, payload=payload, is_secret=False)
        return sealed(self._keys, after, row.token)

    def _wiped(self, letter: Letter, token: str) -> dict[str, Any]:
        """Nothing, and nobody can tell that from something."""
        return sealed(self._keys, replace(letter, payload=WIPED, is_secret=True), token)

    def _is_secret(self, row: Any) -> bool:
        try:
            return head(self._keys, row)[1]
        except KeyMissing:
            return False

    def _put_back(self, message: int, values: dict[str, Any]) -> None:
        self._connection.execute(update(outbox).where(outbox.c.id == message).values(values))


_DELIVERED = outbox.c.state.not_in((QUEUED, CLAIMED))
_RESTING = select(
    outbox.c.id,
    outbox.c.token,
    outbox.c.words,
    outbox.c.buttons,
    outbox.c.state,
    outbox.c.wipe_at,
)
_EMPTIED = _RESTING.add_columns(outbox.c.must_arrive).where(outbox.c.state != CLAIMED)
_MESSAGE = select(
    outbox.c.id,
    outbox.c.token,
    outbox.c.person_id,
    outbox.c.words,
    outbox.c.buttons,
    outbox.c.language,
    outbox.c.due_at,
)
_BY_NUMBER = _MESSAGE.where(outbox.c.id == bindparam("message"))
_LATELY = (
    select(outbox.c.id, outbox.c.person_id)
    .where(outbox.c.due_at.between(bindparam("since"), bindparam("until")))
    .where(outbox.c.state == SENT)
    .order_by(outbox.c.due_at.desc())
    .limit(bindparam("limit"))
)
_NEWEST = (
    _MESSAGE.where(
        outbox.c.person_id == bindparam("person"),
        outbox.c.problem != DELAYED,
        outbox.c.state != DROPPED,
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
