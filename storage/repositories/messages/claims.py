"""Who sends what: messages are claimed by one process, committed before the send, and settled.

A send nobody knows the end of is *uncertain*: it goes back a few times, and then stays uncertain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select, text, update

from storage.keyring import KeyMissing, KeyRing
from storage.repositories.messages import next_out
from storage.repositories.messages.letters import KEY_WAIT, opened
from storage.repositories.messages.outbox_sql import (
    CLAIM,
    FIRST,
    HOMES,
    QUEUED,
    RESENDS,
    SETTLE_AGAIN,
    UNCERTAIN,
    MessageState,
    ended,
    settle,
    was_overtaken,
)
from storage.repositories.messages.screen import NOTHING, WAS_CLEARED, Screen, screen_above
from storage.tables.messages import FLYING, LOOK, outbox

# In the words of its index: a state as a parameter would be looked for in all that ever went out.
_IS_FLYING = text(FLYING)
# So many copies can take messages at the same moment, and none of them goes without.
COPIES = 4


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
    priority: int = 0
    said_as: str = ""
    with_sound: bool = False
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


class Claims:
    """Queries about what this process sends, and what came of it."""

    def __init__(self, connection: Connection, keys: KeyRing, run: int) -> None:
        self._connection = connection
        self._keys = keys
        self._run = run

    def take(
        self,
        rooms: Mapping[str, int],
        now: datetime,
        resting: Sequence[int] = (),
        *,
        but_late: bool = False,
    ) -> list[Claimed]:
        """Take the oldest messages that are due, at most one a person, for this process to send.

        ``rooms`` is how many each channel has room for; ``resting`` are people who get nothing
        just now because their chat is at its limit. ``but_late``: what makes no sense any more
        waits until it is dropped.
        """
        if rooms:
            next_out.wake(self._connection, now)
        claimed: list[Claimed] = []
        for channel, room in rooms.items():
            # Where nothing of it makes sense any more, what comes next is taken.
            while (
                taken := self._taken(channel, room, now, resting, but_late=but_late)
            ) is not None:
                if taken:
                    claimed += taken
                    break
        return claimed

    def _taken(
        self, channel: str, room: int, now: datetime, resting: Sequence[int], *, but_late: bool
    ) -> list[Claimed] | None:
        """What of the first that may go makes sense; None when there is nothing to take."""
        homes: dict[int, Any] = {}
        numbers: list[int] = []
        # Only where another copy takes some of it right now, or it is late, we look further.
        for most in (room, COPIES * room):
            wanted = {"channel": channel, "now": now, "resting": list(resting), "limit": most}
            first = self._connection.execute(FIRST, wanted).all()
            persons = {"persons": [row.person_id for row in first]}
            if not first:
                return None
            homes = {home.id: home for home in self._connection.execute(HOMES, persons)}
            numbers = [
                row.id
                for row in first
                if row.person_id in homes
                and not (but_late and row.valid_until and row.valid_until <= now)
            ][:room]
            if len(numbers) == room or len(first) < most:
                break
        claim = {"rows": numbers, "run": self._run}
        taken = self._connection.execute(CLAIM, claim).all() if numbers else []
        return self._sensible(taken, homes, now) if taken else None

    def _sensible(
        self, taken: Iterable[Any], homes: Mapping[int, Any], now: datetime
    ) -> list[Claimed]:
        """What of these rows is worth sending now; the others are settled."""
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
        """Queue again what this process claimed but is not sending: it never heard of its claim.

        Whoever is next in those lines is found by looking again.
        """
        unheard = and_(_IS_FLYING, outbox.c.run == self._run, outbox.c.id.not_in(flying))
        self._connection.execute(update(outbox).where(unheard).values(state=QUEUED))

    def look_again(self, after: int) -> int | None:
        """Look anew at who is next, a part of the people at a time: those numbered above this one.

        Returns how far it came; None when everybody was looked at.
        """
        return next_out.look_at_some(self._connection, after)

    def settle(self, results: Sequence[Result]) -> None:
        """Write down how sends ended, many at once."""
        waiting = [
            {
                "row": result.id,
                "problem": result.problem,
                "due_at": result.due_at,
                "counts": int(result.counts),
                "was_uncertain": int(result.was_uncertain),
            }
            for result in results
            if result.state == QUEUED
        ]
        if waiting:
            self._connection.execute(SETTLE_AGAIN, waiting)
        over = [
            {
                "id": result.id,
                "state": result.state,
                "language": result.language,
                "sent_as": result.sent_as,
                "problem": result.problem,
                "was_uncertain": int(result.was_uncertain),
            }
            for result in results
            if result.state != QUEUED
        ]
        if over:
            ended = {"ended": json.dumps(over)}
            self._connection.execute(settle(self._connection.dialect.name), ended)
        next_out.look_behind(self._connection, [result.id for result in results])
        cleared = [{"owner": one.cleared, "message": one.id} for one in results if one.cleared]
        if cleared:
            self._connection.execute(WAS_CLEARED, cleared)

    def recover(self, runs: Iterable[int], now: datetime) -> int:
        """Free what processes that are gone had claimed; returns how many sends are uncertain.

        Whether those sends arrived, nobody knows. Each goes out again: twice the same answer is
        better at a door than none. After so many times it stays uncertain.
        """
        gone = and_(_IS_FLYING, outbox.c.run.in_(list(runs)))
        rows = self._connection.execute(select(outbox.c.id).where(gone)).scalars().all()
        once_more = {"uncertain": outbox.c.uncertain + 1, "due_at": now}
        often = update(outbox).where(gone, outbox.c.uncertain >= RESENDS)
        self._connection.execute(often.values({**ended(UNCERTAIN), **once_more}))
        again = update(outbox).where(gone).values(state=QUEUED, goes_by=LOOK, **once_more)
        self._connection.execute(again)
        next_out.look_behind(self._connection, rows)
        return len(rows)

    def runs(self) -> set[int]:
        """Every other process that has claimed messages."""
        runs = select(outbox.c.run).where(_IS_FLYING).distinct()
        return set(self._connection.execute(runs).scalars()) - {self._run}

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
            priority=letter.priority,
            said_as=row.said_as,
            with_sound=home.with_sound,
            screen=screen_above(self._connection, row, letter.payload, now),
        )
