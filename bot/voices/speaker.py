"""Has messages said aloud, by a process of its own, and keeps what was said for the next one."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import structlog

from bot.rendering.message import NotMade
from bot.voices import engine
from bot.voices.kept import Kept
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
    then nothing is spoken.
    """

    def __init__(self, folder: Path, keys: KeyRing) -> None:
        self._kept = Kept(folder, keys)
        # What is made ahead of time holds up nobody who waits.
        self._turns = {ahead: asyncio.Lock() for ahead in (False, True)}
        self._waiting = 0
        self._rests_until = 0.0

    def speaks(self, language: str) -> bool:
        """Whether there is a voice for a language; without one there is no button."""
        return language in engine.voices()

    def kept(self, parts: Sequence[Part]) -> bytes:
        """The clip that was made of these parts before; empty where there is none. Blocks."""
        said = self._sayable(parts)
        return self._kept.find(_made_of(said)) if said else b""

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
                return await self._said(said, _made_of(said), ahead=ahead, keeps=keeps)
        except TimeoutError:
            raise NotMade(NOT_NOW, is_later=True) from None
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

    async def _said(self, parts: list[Part], made_of: str, *, ahead: bool, keeps: bool) -> bytes:
        clip = await asyncio.to_thread(self._kept.find, made_of)
        if clip:
            return clip
        loop = asyncio.get_running_loop()
        if loop.time() < self._rests_until:
            raise NotMade(NOT_NOW, is_later=True)
        try:
            clip = await engine.spoken([_asked(part) for part in parts], TAKES, ahead=ahead)
        except engine.NotHeard as why:
            # A recording that cannot be played is no trouble of the voice.
            log.warning("voice.refused", why=str(why))
            raise NotMade(NOT_NOW) from None
        except (OSError, TimeoutError) as problem:
            log.warning("voice.trouble", problem=type(problem).__name__)
            self._rests_until = loop.time() + AFTER_TROUBLE
            raise NotMade(NOT_NOW, is_later=True) from None
        if keeps:
            await asyncio.to_thread(self._kept.keep, made_of, clip)
        return clip


def _asked(part: Part) -> dict[str, str]:
    if part.recorded:
        return {"recorded": b64encode(part.recorded).decode()}
    return {"words": part.words, "language": part.language}


def _made_of(parts: Sequence[Part]) -> str:
    """All that a clip depends on."""
    heard = [
        blake2b(part.recorded).hexdigest() if part.recorded else [part.language, part.words]
        for part in parts
    ]
    return json.dumps([engine.edition(), heard])
