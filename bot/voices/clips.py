"""Messages that somebody wants to hear: each is said when it is sent, beside everything else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot.rendering.message import Clip, Limits, NotMade
from bot.rendering.text import Reader
from bot.voices.neighbours import NeighboursVoices
from bot.voices.public import PublicWords
from bot.voices.speaker import Speaker
from bot.voices.spoken import Part, spoken, spoken_lines
from handlers.core import message_json
from handlers.core.enclosures import Aloud
from handlers.core.messages import Below, Priority, Reply, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database, is_outage
from storage.repositories.messages.outbox import Outgoing
from storage.store import Store

GONE = say("body", "I don't have those words any more.")
NO_VOICE = say("body", "I cannot speak this language yet.")
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
        voices: NeighboursVoices,
        view: Callable[[], NeighbourhoodView],
        today: Callable[[], date],
    ) -> None:
        self._database = database
        self._speaker = speaker
        self._voices = voices
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
        parts = await asyncio.to_thread(self._prepared, reply, language, limits)
        if parts:
            await self._speaker.clip(parts, ahead=True)

    def _prepared(self, reply: Reply, language: str, limits: Limits) -> Sequence[Part]:
        """What is heard of a message for everybody; nothing of any other."""
        if not self._is_public(reply):
            return ()
        with self._database.reading() as store:
            return self._parts(store, reply, language, limits)

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
            parts = self._parts(store, reply, message.language, limits) if reply.lines else ()
        if not parts:
            raise NotMade(GONE)
        return parts, not message.is_secret and self._is_public(reply)

    def _parts(self, store: Store, reply: Reply, language: str, limits: Limits) -> Sequence[Part]:
        """What is heard of a message; raises NotMade where lines of it cannot be heard."""
        reader, recorded = self._reader(language), partial(self._voices.recorded, store)
        parts = spoken(reply, reader, limits, recorded)
        if reader.chain[0] not in self._voices:
            # No voice says the words: half of them would be worse than none.
            lines = [part for part in spoken_lines(reply.lines, reader, limits) if part.words]
            in_words = [part for part in parts[: len(lines)] if not part.recorded]
            if any(part.language not in self._voices for part in in_words):
                raise NotMade(NO_VOICE)
        return parts

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
