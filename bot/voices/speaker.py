"""Has messages said aloud, by a process of its own, and keeps what was said for the next one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.voices.spoken import Part
from storage.keyring import KeyRing


def voices() -> tuple[str, ...]:
    """The languages of our catalogs that are spoken here; none without the extra ``voices``."""
    raise NotImplementedError


class Speaker:
    """Makes clips (OGG/Opus, mono: a voice note), one at a time, each within a deadline.

    ``folder`` keeps them, sealed: only who says the same words with the same ``keys`` opens one.
    Two copies of the program may share it. Everything works where the extra is not installed:
    then nothing is spoken.
    """

    def __init__(self, folder: Path, keys: KeyRing) -> None:
        self._folder, self._keys = folder, keys

    def speaks(self, language: str) -> bool:
        """Whether there is a voice for a language; without one there is no button."""
        return language in voices()

    def kept(self, parts: Sequence[Part]) -> bytes:
        """The clip that was made of these parts before; empty where there is none. Blocks."""
        raise NotImplementedError

    async def clip(self, parts: Sequence[Part]) -> bytes:
        """A clip of these parts; raises `NotMade` with a sentence when there is none in time.

        Each part is said in its own language. It never waits longer than its deadline, and is no
        part of any transaction.
        """
        raise NotImplementedError
