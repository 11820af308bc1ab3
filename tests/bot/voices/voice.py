"""A voice that says at once what it is given, and keeps in mind what that was."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Sequence

from bot.rendering.message import NotMade
from bot.voices.speaker import Speaker
from bot.voices.spoken import Part
from handlers.core.messages import say

# What Telegram takes for a voice note of five seconds.
HEAD = b"OggS\0\x02" + bytes(22) + b"OpusHead\x01"
END = b"OggS\0\x04" + struct.pack("<q", 5 * 48_000)


class Voice(Speaker):
    """Speaks these languages; without any it is as where no voice is installed."""

    def __init__(self, *languages: str) -> None:
        self.languages = languages
        # What was said, and what of that was kept for others.
        self.said: list[str] = []
        self.kept: list[str] = []
        self.is_hoarse = False
        # What is heard instead of the words, where somebody is to hear it.
        self.sound = b""
        self.may_speak = asyncio.Event()
        self.may_speak.set()

    def speaks(self, language: str) -> bool:
        return language in self.languages

    async def clip(
        self, parts: Sequence[Part], *, ahead: bool = False, keeps: bool = True
    ) -> bytes:
        words = "\n".join(part.words for part in parts)
        self.said.append(words)
        await self.may_speak.wait()
        if self.is_hoarse:
            raise NotMade(say("body", "I cannot read this aloud. Please try again later."))
        if keeps:
            self.kept.append(words)
        return self.sound or sound_of(words)


def sound_of(words: str) -> bytes:
    """What these words sound like here."""
    return HEAD + words.encode() + END
