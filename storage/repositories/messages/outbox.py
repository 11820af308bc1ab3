"""The outbox: every message that goes out, from the turn that made it until it is delivered.

A row is *queued*, then *claimed* by one process (committed before the send), then *sent*. A send
nobody knows the end of is *uncertain*: it goes back a few times, and then stays uncertain.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    func,
    insert,
    select,
    update,
)

from storage.keyring import KeyMissing, KeyRing
from storage.repositories.messages.letters import Letter, opened, sealed
from storage.repositories.messages.outbox_sql import (
    CLAIM,
    CLAIMED,
    DROPPED,
    HOMES,
    OVERTAKE,
    QUEUED,
    RESENDS,
    SETTLE,
    SETTLE_AGAIN,
    UNCERTAIN,
    MessageState,
    ended,
    was_overtaken,
)
from storage.repositories.messages.screen import NOTHING, WAS_CLEARED, Screen, screen_above
from storage.repositories.people.profiles import languages_of
from storage.tables.messages import outbox

# Long enough for a page to fetch it after a lost connection.
SECRETS_KEPT = timedelta(hours=1)
# What cannot be opened now waits this long for its key, and holds up nobody meanwhile.
KEY_WAIT = timedelta(minutes=1)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that this process is about to send, and to where.

    ``screen`` is what goes from the person's screen before it.
    """

    id: int
    token: str
    person: int
    payload: str
    replaces: str
    attempts: int
    uncertain: int
    must_arrive: bool
    channel: str
    address: str
    language: str
    is_secret: bool = False
    screen: Screen = NOTHING


@dataclass(frozen=True, slots=True)
class Result:
    """How a send ended. ``due_at`` is when to try again, for a row that is queued again."""

    id: int
    state: MessageState
    _: KW_ONLY
    language: str = ""
    sent_as: str = ""
    problem: str = ""
    due_at: datetime | None = None
    counts: bool = False
    was_uncertain: bool = False
    # Whose screen was emptied before it.
    cleared: int | None = None


class Outbox:
    """Queries about what goes out."""

    def __init__(self, connection: Connection, keys: KeyRing, run: int) -> None:
        self._connection = connection
        self._keys = keys
        self._run = run

    def put(self, messages: Sequence[Outgoing], now: datetime) -> None:
        """Queue messages, in this order.

        A change of a message makes an earlier change of it that still waits needless.
        """
        unasked = {
            (message.person, message.profile) for message in messages if message.profile is not None
        }
        spoken: Mapping[Any, str] = languages_of(self._connection, unasked) if unasked else {}
        rows = [
            resting(self._keys, message, now, spoken.get((message.person, message.profile), ""))
            for message in messages
        ]
        overtaken = [
            {"owner": message.person, "message": message.replaces}
            for message in messages
            if message.replaces
        ]
        if overtaken:
            self._connection.execute(OVERTAKE, overtaken)
        if rows:
            self._connection.execute(insert(outbox), rows)

    def claim(
        self, limit: int, now: datetime, resting: Sequence[int] = (), channel: str = ""
    ) -> list[Claimed]:
        """Take the oldest messages that are due, at most one a person, for this process to send.

        ``resting`` are people who get nothing just now because their chat is at its limit;
        ``channel`` takes that channel's messages only.
        """
        wanted = {
            "now": now,
            "limit": limit,
            "resting": list(resting),
            "run": self._run,
            "channel": channel,
        }
        while taken := self._connection.execute(CLAIM, wanted).all():
            if claimed := self._sensible(taken, now):
                return claimed
        return []

    def _sensible(self, taken: Iterable[Any], now: datetime) -> list[Claimed]:
        """What of these rows is worth sending now; the others are settled."""
        homes = self._homes({row.person_id for row in taken})
        claimed = []
        for row in sorted(taken, key=lambda taken_row: int(taken_row.id)):
            if (
                row.uncertain
                and not row.must_arrive
                and was_overtaken(self._connection, self._keys, row)
            ):
                self.settle([Result(row.id, UNCERTAIN, problem="Overtaken")])
                continue
            try:
                claimed.append(self._claimed(row, homes[row.person_id], now))
            except KeyMissing:
                # Not set aside: another copy may have rotated the keys, and ours will come.
                later = now + KEY_WAIT
                self.settle([Result(row.id, QUEUED, problem="KeyMissing", due_at=later)])
        return claimed

    def give_back(self, flying: Sequence[int]) -> None:
        """Queue again what this process claimed but is not sending: it never heard of its claim."""
        unheard = and_(
            outbox.c.state == CLAIMED, outbox.c.run == self._run, outbox.c.id.not_in(flying)
        )
        self._connection.execute(update(outbox).where(unheard).values(state=QUEUED))

    def settle(self, results: Sequence[Result]) -> None:
        """Write down how sends ended, many at once."""
        rows = [
            {
                "row": result.id,
                "state": result.state,
                "language": result.language,
                "sent_as": result.sent_as,
                "problem": result.problem,
                "due_at": result.due_at,
                "counts": int(result.counts),
                "was_uncertain": int(result.was_uncertain),
            }
            for result in results
        ]
        waiting = [row for row in rows if row["state"] == QUEUED]
        over = [row for row in rows if row["state"] != QUEUED]
        for settle, these in ((SETTLE_AGAIN, waiting), (SETTLE, over)):
            if these:
                self._connection.execute(settle, these)
        cleared = [{"owner": one.cleared, "message": one.id} for one in results if one.cleared]
        if cleared:
            self._connection.execute(WAS_CLEARED, cleared)

    def recover(self, runs: Iterable[int], now: datetime) -> int:
        """Free what processes that are gone had claimed; returns how many sends are uncertain.

        Whether those sends arrived, nobody knows. Each goes out again: twice the same answer is
        better at a door than none. After so many times it stays uncertain.
        """
        gone = and_(outbox.c.state == CLAIMED, outbox.c.run.in_(list(runs)))
        once_more = {"uncertain": outbox.c.uncertain + 1, "due_at": now}
        often = update(outbox).where(gone, outbox.c.uncertain >= RESENDS)
        over = self._connection.execute(often.values({**ended(UNCERTAIN), **once_more}))
        again = self._connection.execute(
            update(outbox).where(gone).values(state=QUEUED, **once_more)
        )
        return over.rowcount + again.rowcount

    def claiming_runs(self) -> set[int]:
        """Every other process that has claimed messages."""
        runs = select(outbox.c.run).where(outbox.c.state == CLAIMED).distinct()
        return set(self._connection.execute(runs).scalars()) - {self._run}

    def drop_for(self, person: int) -> None:
        """Stop everything that waits for a person who left."""
        waiting = and_(outbox.c.person_id == person, outbox.c.state == QUEUED)
        self._connection.execute(update(outbox).where(waiting).values(ended(DROPPED)))

    def waiting(self) -> int:
        """How many messages wait to be sent."""
        unsent = select(func.count()).where(outbox.c.state.in_((QUEUED, CLAIMED)))
        return self._connection.execute(unsent).scalar_one()

    def _homes(self, persons: set[int]) -> dict[int, Any]:
        rows = self._connection.execute(HOMES, {"persons": list(persons)})
        return {row.id: row for row in rows}

    def _claimed(self, row: Any, home: Any, now: datetime) -> Claimed:
        letter = opened(self._keys, row)
        return Claimed(
            id=row.id,
            token=row.token,
            person=row.person_id,
            payload=letter.payload,
            replaces=letter.replaces,
            attempts=row.attempts,
            uncertain=row.uncertain,
            must_arrive=row.must_arrive,
            channel=home.channel,
            address=self._keys.open(home.address, "people", "address", home.id),
            language=row.language or home.language or home.hint,
            is_secret=letter.is_secret,
            screen=screen_above(self._connection, row, letter.payload, now),
        )


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
