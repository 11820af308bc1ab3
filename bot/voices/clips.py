"""Messages that somebody wants to hear: each is said when it is sent, beside everything else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from bot.rendering.message import Clip, Limits, NotMade
from bot.rendering.text import Reader
from bot.voices.public import PublicWords
from bot.voices.speaker import Speaker
from bot.voices.spoken import Part, spoken
from handlers.core import message_json
from handlers.core.enclosures import Aloud
from handlers.core.messages import Below, Priority, Reply, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database, is_outage
from storage.repositories.messages.outbox import Outgoing
from storage.store import Store

GONE = say("body", "I don't have those words any more.")
NOT_SAID = say("body", "I could not say this aloud. Please try again.")
# So many wait for their voice at once, and what nobody came back for is kept so long.
MOST, KEPT_SECONDS = 64, 60.0
# What was said before is there within this.
AT_ONCE = 0.05
# Later nobody looks at that message any more.
LASTS = timedelta(minutes=10)
MakeClip = Callable[[Aloud, int, Limits], Coroutine[Any, Any, Clip]]
"""Has a message of this person said aloud, as their channel shows it; raises NotMade."""
log = structlog.get_logger(__name__)


class Clips:
    """Has messages said aloud: to their own person, and only while their words stand."""

    def __init__(
        self,
        database: Database,
        speaker: Speaker,
        view: Callable[[], NeighbourhoodView],
        today: Callable[[], date],
    ) -> None:
        self._database = database
        self._speaker = speaker
        self._view = view
        self._today = today
        self._public: tuple[NeighbourhoodView, PublicWords] | None = None

    async def make(self, order: Aloud, person: int, limits: Limits) -> Clip:
        """The message of an order, said in the language in which it was sent; raises NotMade."""
        try:
            parts, is_shared = await asyncio.to_thread(self._said, order, person, limits)
            sound = await self._speaker.clip(parts, keeps=is_shared)
        except NotMade:
            raise
        except Exception as problem:
            log.error("aloud.failed", problem=type(problem).__name__)
            raise NotMade(NOT_SAID, is_later=is_outage(problem)) from problem
        return Clip(sound, is_shared)

    async def prepare(self, reply: Reply, language: str, limits: Limits) -> None:
        """Have a message said that somebody may want to hear; raises NotMade."""
        parts = spoken(reply, self._reader(language), limits)
        is_public = await asyncio.to_thread(self._is_public, reply)
        if parts and is_public:
            await self._speaker.clip(parts, ahead=True)

    def _said(self, order: Aloud, person: int, limits: Limits) -> tuple[Sequence[Part], bool]:
        """What is heard of a message, and whether everybody may hear it."""
        with self._database.reading() as store:
            message = store.sent.get(order.message)
            if message is None or message.person != person:
                raise NotMade(GONE)
            if store.roles.lost_since(person, message.due):
                # What was told to a role is for whoever has it.
                raise NotMade(GONE)
        reply = message_json.from_json(message.payload)
        parts = spoken(reply, self._reader(message.language), limits) if reply.lines else ()
        if not parts:
            raise NotMade(GONE)
        return parts, not message.is_secret and self._is_public(reply)

    def _reader(self, language: str) -> Reader:
        return Reader.of(language, self._view().neighbourhood.default_language, self._today())

    def _is_public(self, reply: Reply) -> bool:
        view = self._view()
        if self._public is None or self._public[0] is not view:
            self._public = (view, PublicWords(view.neighbourhood))
        return self._public[1].hold(reply)


class Waiting:
    """Clips that are made while other messages go out: whoever wants one asks again soon."""

    def __init__(self, make: MakeClip) -> None:
        self._make = make
        # What is made for whom, and since when.
        self._making: dict[tuple[int, Aloud], tuple[asyncio.Task[Clip], float]] = {}

    async def clip(self, order: Aloud, person: int, limits: Limits) -> Clip | None:
        """The clip of an order; None as long as it is made. Raises NotMade."""
        key = (person, order)
        if key not in self._making:
            self._tidy()
            if len(self._making) >= MOST:
                raise NotMade(NOT_SAID, is_later=True)
            begun = asyncio.create_task(self._make(order, person, limits))
            self._making[key] = (begun, time.monotonic())
        task, _ = self._making[key]
        await asyncio.wait({task}, timeout=AT_ONCE)
        if not task.done():
            return None
        self._making.pop(key, None)
        return await task

    def _tidy(self) -> None:
        """Let go of what nobody came back for: whoever wanted it is gone."""
        late = time.monotonic() - KEPT_SECONDS
        for key in [key for key, (_, since) in self._making.items() if since < late]:
            self._making.pop(key)[0].cancel()


def follow(store: Store, heard: Sequence[tuple[int, Aloud, str]], now: datetime) -> None:
    """What was sent to those who want sound is followed by it; before its words it never goes."""
    until = now + LASTS
    orders = [
        Outgoing(
            person,
            message_json.to_json(Reply((), aloud=order, below=Below.NOTHING)),
            Priority.ALOUD,
            valid_until=until,
            must_arrive=False,
            said_as=said_as,
        )
        for person, order, said_as in heard
    ]
    store.outbox.put(orders, now)
