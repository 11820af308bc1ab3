"""The outbox: every message that goes out, from the turn that made it until it is delivered.

A row is *queued*, then *claimed* by one process, then *sent*: see `claims`. Which of somebody's
messages is next, `next_out` knows.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    func,
    select,
    update,
)

from storage.dialect import fill
from storage.keyring import KeyRing
from storage.repositories.messages import next_out
from storage.repositories.messages.letters import Letter, sealed
from storage.repositories.messages.outbox_sql import (
    CLAIMED,
    DROPPED,
    OVERTAKE,
    QUEUED,
    ended,
)
from storage.repositories.people.profiles import languages_of
from storage.tables.messages import outbox

# Long enough for a page to fetch it after a lost connection.
SECRETS_KEPT = timedelta(hours=1)
# Stands with an answer that waits because somebody sends very many messages.
DELAYED = "Held"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be put in the outbox.

    ``profile``: whom on that phone it is for when nobody asked for it; None for whoever has it now.
    ``delayed_until``: when it goes out, unless a later answer takes its place before.
    ``not_before``: when it goes out, whatever comes in between.
    ``valid_until``: from when on it makes no sense any more.
    ``must_arrive``: nobody can get it again by asking, so it is sent until that is confirmed.
    ``said_as``: the channel's own reference to the words that it answers.
    """

    person: int
    payload: str
    priority: int = 0
    _: KW_ONLY
    replaces: str = ""
    is_secret: bool = False
    profile: str | None = None
    delayed_until: datetime | None = None
    not_before: datetime | None = None
    valid_until: datetime | None = None
    must_arrive: bool = True
    said_as: str = ""


class Outbox:
    """Queries about what goes out."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def put(self, messages: Sequence[Outgoing], now: datetime) -> None:
        """Queue messages, in this order.

        A change of a message makes an earlier change of it that still waits needless.
        """
        unasked = {
            (message.person, message.profile) for message in messages if message.profile is not None
        }
        spoken: Mapping[Any, str] = languages_of(self._connection, unasked) if unasked else {}
        for message in messages:
            if message.replaces:
                change = {"owner": message.person, "message": message.replaces}
                overtaken = self._connection.execute(OVERTAKE, change).scalars().all()
                next_out.look_behind(self._connection, overtaken)
        rows = [
            resting(self._keys, message, now, spoken.get((message.person, message.profile), ""))
            for message in messages
        ]
        if rows:
            next_out.mark(self._connection, rows, now)
            fill(self._connection, outbox, rows)

    def drop_for(self, person: int) -> None:
        """Stop everything that waits for a person who left."""
        waiting = and_(outbox.c.person_id == person, outbox.c.state == QUEUED)
        self._connection.execute(update(outbox).where(waiting).values(ended(DROPPED)))

    def waiting(self, due: datetime | None = None) -> int:
        """How many messages wait to be sent; or of these, how many are due by then."""
        unsent = select(func.count()).where(outbox.c.state.in_((QUEUED, CLAIMED)))
        if due:
            unsent = unsent.where(outbox.c.due_at <= due)
        return self._connection.execute(unsent).scalar_one()


def resting(keys: KeyRing, message: Outgoing, now: datetime, language: str) -> dict[str, Any]:
    """The row of a message that waits."""
    token = secrets.token_urlsafe(9)
    due = message.delayed_until or message.not_before or now
    letter = Letter(
        payload=message.payload,
        priority=message.priority,
        is_secret=message.is_secret,
        replaces=message.replaces,
    )
    return {
        "token": token,
        "person_id": message.person,
        **sealed(keys, letter, token),
        "priority": message.priority,
        "replaces": message.replaces,
        "said_as": message.said_as,
        "state": QUEUED,
        "due_at": due,
        "wanted_at": due,
        "problem": DELAYED if message.delayed_until else "",
        "language": language,
        "valid_until": message.valid_until,
        "must_arrive": message.must_arrive,
        "wipe_at": now + SECRETS_KEPT,
    }
