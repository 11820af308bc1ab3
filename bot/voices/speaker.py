"""Has messages said aloud, by a process of its own, and keeps what was said for the next one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import structlog

from bot.rendering.message import NotMade
from bot.voices import engine
from bot.voices.kept import Kept
from bot.voices.own import OwnVoices
from bot.voices.spoken import Part
from handlers.core.messages import say
from storage.keyring import KeyRing

# So many wait at most, and nobody longer than for this; so long one clip may take at most;
# and so long it rests after trouble. In seconds.
MOST_WAITING, WAITS, TAKES, AFTER_TROUBLE = 8, 20.0, 15.0, 60.0
# So many letters are said at most, and so many bytes of recordings heard: as long as a message is.
LONGEST, MOST_RECORDED = 4_096, 2**22
NOT_NOW = say("body", "I cannot read this aloud. Please try again later.")
log = structlog.get_logger(__name__)


class Speaker:
    """Makes clips (OGG/Opus, mono: a voice note), one at a time, each within a deadline.

    ``folder`` keeps them, sealed: only who says the same words with the same ``keys`` opens one.
    Two copies of the program may share it. Everything works where the extra is not installed:
    then nothing is spoken but by an operator's ``own`` voices, which come before it.
    """

    def __init__(self, folder: Path, keys: KeyRing, own: Path | None = None) -> None:
        self._kept = Kept(folder, keys)
        self._own = OwnVoices(own)
        # What is made ahead of time holds up nobody who waits.
        self._turns = {ahead: asyncio.Lock() for ahead in (False, True)}
        self._waiting = 0
        self._rests_until = 0.0

    def speaks(self, language: str) -> bool:
        """Whether there is a voice for a language; without one there is no button."""
        return language in engine.voices() or bool(self._own.mark(language))

    def kept(self, parts: Sequence[Part]) -> bytes:
        """The clip that was made of these parts before; empty where there is none. Blocks."""
        said = self._sayable(parts)
        return self._kept.find(_made_of(said, self._own.marks(said))) if said else b""

    async def clip(
        self, parts: Sequence[Part], *, ahead: bool = False, keeps: bool = True
    ) -> bytes:
        """A clip of these parts, each in its own language; raises NotMade with a sentence.

        What nobody has a voice for is left out. ``ahead``: nobody asked for it yet, and it is made
        when the machine has nothing else to do. Without ``keeps`` nothing of it rests anywhere. It
        is no part of any transaction.
        """
        said = self._sayable(parts)
        if not said or self._waiting >= MOST_WAITING:
            raise NotMade(NOT_NOW, is_later=bool(said))
        self._waiting += 1
        try:
            # One deadline for the wait and for the voice.
            async with asyncio.timeout(WAITS), self._turns[ahead]:
                return await self._said(said, ahead=ahead, keeps=keeps)
        except TimeoutError:
            raise NotMade(NOT_NOW) from None
        finally:
            self._waiting -= 1

    def _sayable(self, parts: Sequence[Part]) -> list[Part]:
        """What can be heard of it, from its beginning."""
        said, letters, recorded = [], LONGEST, MOST_RECORDED
        for part in parts:
            if part.recorded and len(part.recorded) <= recorded:
                recorded -= len(part.recorded)
                said.append(part)
            elif part.words[:letters].strip() and self.speaks(part.language):
                said.append(replace(part, words=part.words[:letters], recorded=b""))
                letters -= len(said[-1].words)
        return said

    async def _said(self, parts: list[Part], *, ahead: bool, keeps: bool) -> bytes:
        clip = await asyncio.to_thread(self.kept, parts)
        if clip:
            return clip
        loop = asyncio.get_running_loop()
        if loop.time() < self._rests_until:
            # Nobody waits for a voice that rests: they hear so, and tap again.
            raise NotMade(NOT_NOW)
        try:
            clip, made_of = await self._made(parts, ahead=ahead)
        except engine.NotHeard as why:
            # A recording that cannot be played, or words that cannot be said, are no trouble of the
            # voice.
            log.warning("voice.refused", why=str(why))
            raise NotMade(NOT_NOW) from None
        except (OSError, TimeoutError) as problem:
            log.warning("voice.trouble", problem=type(problem).__name__)
            self._rests_until = loop.time() + AFTER_TROUBLE
            raise NotMade(NOT_NOW) from None
        if keeps:
            await asyncio.to_thread(self._kept.keep, made_of, clip)
        return clip

    async def _made(self, parts: list[Part], *, ahead: bool) -> tuple[bytes, str]:
        """A clip, and all that it depends on: the voices that spoke, which may not be all."""
        while True:
            asked, marks = await self._own.say(parts, ahead=ahead)
            if any(part["language"] not in engine.voices() for part in asked if "words" in part):
                # Half a message is worse than a sentence that says that there is no sound now.
                raise NotMade(NOT_NOW)
            made_of = _made_of(parts, marks)
            clip = await asyncio.to_thread(self._kept.find, made_of)
            if clip:
                return clip, made_of
            try:
                return await engine.spoken(asked, TAKES, ahead=ahead), made_of
            except engine.NotHeard as why:
                if why.part is None or "sound" not in asked[why.part]:
                    raise
                self._own.rest(asked[why.part]["language"], str(why))


def _made_of(parts: Sequence[Part], own: Mapping[str, str]) -> str:
    """All that a clip depends on; ``own`` are the marks of voices that are not the engine's."""
    heard = [
        blake2b(part.recorded).hexdigest()
        if part.recorded
        else [part.language, part.words, *filter(None, [own.get(part.language)])]
        for part in parts
    ]
    return json.dumps([engine.edition(), heard])
