"""The sound of a voice note that goes out: as it rests here, or fetched and looked at first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.rendering.message import NotMade
from handlers.volunteering.voices import texts
from storage.database import Database
from storage.repositories.conversations import recordings
from storage.repositories.volunteering.voices import MADE, Recorded, is_neighbours

MADE_OF_IT, BUSY = b"made", b"busy"
# Why nothing can be heard of what somebody sent.
WHY = {b"silent": texts.NOTHING_HEARD, b"long": texts.TOO_LONG}
Fetch = Callable[[str], Awaitable[bytes]]
"""A voice note by a channel's own name for it; raises NotMade."""
LookAt = Callable[[bytes], Awaitable[tuple[bytes, bytes]]]
"""What can be said of a recording in a word, and the voice note made of it: `MADE_OF_IT`."""
log = structlog.get_logger(__name__)


def is_kept(voice: str) -> bool:
    """Whether a sound of this name rests here, or is about to."""
    return recordings.is_ours(voice) or is_neighbours(voice)


class Sounds:
    """Finds sounds when they are sent; what a service has yet is fetched then, and kept."""

    def __init__(self, database: Database, look_at: LookAt | None = None) -> None:
        self._database = database
        self._look_at = look_at

    async def of(self, voice: str, fetch: Fetch) -> bytes:
        """The sound that is called so; raises NotMade with a sentence where there is none."""
        if recordings.is_ours(voice):
            sound = await asyncio.to_thread(self._of_talk, voice)
            if not sound:
                raise NotMade(texts.GONE)
            return sound
        recorded, sound = await asyncio.to_thread(self._of_neighbour, voice)
        if recorded is None or not (sound or recorded.fetched_as):
            raise NotMade(texts.GONE)
        # Sent once more it is here already.
        return sound or await self._fetched(recorded, fetch)

    async def _fetched(self, recorded: Recorded, fetch: Fetch) -> bytes:
        """What a service has, looked at and kept; what cannot be heard is kept nowhere."""
        loop, writers = asyncio.get_running_loop(), self._database.writers
        try:
            sound = await self._looked_at(await fetch(recorded.fetched_as))
        except NotMade as why:
            if not why.is_later:
                log.info("voice.not_taken", why=why.sentence.one)
                await loop.run_in_executor(writers, self._drop, recorded.id)
            raise
        await loop.run_in_executor(writers, self._keep, recorded.id, sound)
        return sound

    async def _looked_at(self, recording: bytes) -> bytes:
        if self._look_at is None:
            raise NotMade(texts.GONE)
        word, made = await self._look_at(recording)
        if word != MADE_OF_IT:
            raise NotMade(WHY.get(word, texts.NOT_PLAYED), is_later=word == BUSY)
        if texts.seconds(made) > texts.LONGEST:
            raise NotMade(texts.TOO_LONG)
        return made

    def _of_talk(self, voice: str) -> bytes:
        with self._database.reading() as store:
            return store.recordings.sound(voice)

    def _of_neighbour(self, voice: str) -> tuple[Recorded | None, bytes]:
        with self._database.reading() as store:
            return store.voices.named(voice), store.voices.sound_named(voice)

    def _keep(self, number: int, sound: bytes) -> None:
        with self._database.writing() as store:
            store.voices.keep_sound(number, sound)

    def _drop(self, number: int) -> None:
        with self._database.writing() as store:
            store.voices.drop(number, MADE)
