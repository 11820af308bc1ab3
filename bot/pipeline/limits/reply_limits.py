"""How much one person is answered: 20 messages and 60 taps a minute, then the last one only.

In memory, as the pace is: it decides when an answer goes out, never what is done. So a restart, or
a second copy that counts for itself, costs a few answers more and loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.pipeline.limits.send_limits import Rates
from bot.pipeline.outbox_rows import LASTS
from handlers.core import message_json
from handlers.core.messages import Priority
from handlers.dispatch import wording
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.screen import CLEARS
from storage.store import Store

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TooMany:
    """Somebody had all their answers of this minute, which ends at ``until``."""

    is_first: bool
    until: datetime


@dataclass(slots=True)
class _Minute:
    start: datetime
    answers: int = 0
    taps: int = 0


class ReplyLimits:
    """Counts the answers of each person, in minutes that begin with their first message."""

    def __init__(self, rates: Rates | None) -> None:
        self._most = rates.person_per_minute if rates else None
        self._most_taps = rates.taps_per_minute if rates else 0
        self._minutes: dict[int, _Minute] = {}
        self._tidied: datetime | None = None

    def look(self, person: int, now: datetime, *, is_tap: bool = False) -> TooMany | None:
        """Whether this person has to wait; always None without limits."""
        minute = self._minutes.get(person)
        if self._most is None or minute is None or _is_over(minute, now):
            return None
        had, most = (minute.taps, self._most_taps) if is_tap else (minute.answers, self._most)
        return None if had < most else TooMany(had == most, minute.start + MINUTE)

    def limited(
        self,
        store: Store,
        person: int,
        now: datetime,
        rows: Sequence[Outgoing],
        *,
        is_tap: bool = False,
    ) -> Sequence[Outgoing]:
        """The rows as they are, or with the person's own ones delayed: the last one is answered.

        What the turn did is done, and what others are told goes out, however many turns come.
        So does whom to call in danger, and what empties the screen: no later answer takes the
        place of either.
        """
        too_many = self.look(person, now, is_tap=is_tap)
        is_answer = any(_can_wait(row, person) for row in rows)
        if too_many is None:
            if is_tap and is_answer and self.look(person, now):
                # What was typed before gets no answer below this one.
                store.queued.drop_delayed(person)
            return rows
        if not is_answer:
            return rows
        store.queued.drop_delayed(person)
        if not adds_to_chat(rows, person):
            return rows
        delayed = [
            replace(row, delayed_until=too_many.until) if _can_wait(row, person) else row
            for row in rows
        ]
        words = message_json.to_json(wording.many_messages())
        told = Outgoing(person, words, valid_until=now + LASTS[Priority.ANSWER])
        return [told, *delayed] if too_many.is_first else delayed

    def count(self, person: int, now: datetime, *, is_tap: bool = False) -> None:
        """One message of this person was answered, or is held."""
        if self._most is None:
            return
        minute = self._minutes.get(person)
        if minute is None or _is_over(minute, now):
            self._tidy(now)
            minute = self._minutes[person] = _Minute(now)
        if is_tap:
            minute.taps += 1
        else:
            minute.answers += 1

    def _tidy(self, now: datetime) -> None:
        """Once a minute forget the minutes that are over."""
        if self._tidied and not _is_over(_Minute(self._tidied), now):
            return
        self._tidied = now
        self._minutes = {
            person: minute for person, minute in self._minutes.items() if not _is_over(minute, now)
        }


def adds_to_chat(rows: Sequence[Outgoing], person: int) -> bool:
    """Whether this person gets a new message; one that only changes takes no room."""
    return any(_can_wait(row, person) and not row.replaces for row in rows)


def _can_wait(row: Outgoing, person: int) -> bool:
    """Whether it is an answer to this person that may be delayed in a flood."""
    is_at_once = row.priority == Priority.DANGER or CLEARS in row.payload
    return row.person == person and not is_at_once


def _is_over(minute: _Minute, now: datetime) -> bool:
    """Whether a minute has passed, or the clock was set back."""
    return not minute.start <= now < minute.start + MINUTE
