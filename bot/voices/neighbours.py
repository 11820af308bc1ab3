"""What is said aloud here: by a voice that is installed, and by neighbours who recorded it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import lru_cache
from hashlib import blake2b

import structlog

import locales
from bot.rendering.message import Limits
from bot.rendering.text import Reader
from bot.voices.spoken import Part, spoken_lines
from handlers.core.context import Spoken, Voices
from handlers.core.messages import Text
from locales.catalogs.alone import alone
from storage.database import Database
from storage.repositories.volunteering.voices import APPROVED, Entry
from storage.store import Store

# A commit comes a moment after somebody says that something changes, on a busy machine later; and
# another copy of the program, or a catalog, says nothing. In seconds.
SOON, LOOK_AROUND = (0.2, 1.0, 4.0), 30.0
# Lines are given as they are said in their channel.
ANYWHERE = Limits(0, 0, 0, ())
log = structlog.get_logger(__name__)


class NeighboursVoices(Voices):
    """Which recordings are heard is kept in mind, and found by language and spoken words.

    No reply waits for the database because of it. Each recording rests there until it is heard.
    """

    def __init__(
        self, database: Database, spoken: frozenset[str], today: Callable[[], date]
    ) -> None:
        self._database = database
        self._spoken = spoken
        self._today = today
        self._recorded: dict[bytes, int] = {}
        self._languages: frozenset[str] = frozenset()
        self._bell = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def __contains__(self, language: object) -> bool:
        """Whether there is a voice that says any words of a language."""
        return language in self._spoken

    def can_say(
        self, lines: Sequence[Text], languages: AbstractSet[str], chain: tuple[str, ...]
    ) -> bool:
        """Whether these lines can be heard: by a voice, or each one that is not alone by eyes."""
        if not lines or languages <= self._spoken:
            return bool(lines)
        # What has no voice: for most of it nobody recorded a word.
        return not languages.isdisjoint(self._languages) and self.says_all(
            [part for part in spoken_lines(lines, Reader(chain), ANYWHERE) if part.words]
        )

    def says_all(self, parts: Sequence[Part]) -> bool:
        """Whether there are parts, and each of them can be heard."""
        return bool(parts) and all(
            part.language in self._spoken or heard_hash(part) in self._recorded for part in parts
        )

    def sentences(self, language: str) -> tuple[Spoken, ...]:
        """What a neighbour can record in a language, in the order in which people meet it."""
        return _sentences(language, locales.edition())

    def recorded(self, store: Store, part: Part) -> bytes:
        """What a neighbour recorded of this part; empty where nobody did, or it is gone."""
        number = self._recorded.get(heard_hash(part)) if part.words else None
        return store.voices.sound(number) if number is not None else b""

    def changed(self) -> None:
        """What neighbours recorded is another from the next commit on."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._bell.set)

    async def run(self) -> None:
        """Keep in mind what is recorded; whoever stops the program cancels it."""
        self._loop = asyncio.get_running_loop()
        while True:
            await self._looked()
            try:
                await asyncio.wait_for(self._bell.wait(), LOOK_AROUND)
            except TimeoutError:
                continue
            self._bell.clear()
            before = self.edition
            for pause in SOON:
                if self.edition == before:
                    await asyncio.sleep(pause)
                    await self._looked()

    async def _looked(self) -> None:
        try:
            await asyncio.to_thread(self.look)
        except Exception as problem:
            log.warning("voices.not_looked", problem=type(problem).__name__)

    def look(self) -> None:
        """Look which recordings are heard, and note of which the words are said no more."""
        with self._database.reading() as store:
            entries = store.voices.entries()
        recorded = {_key(one.language, one.heard): one for one in entries if one.state == APPROVED}
        now = {key: one.id for key, one in recorded.items()}
        if now != self._recorded:
            self._recorded = now
            self._languages = frozenset(one.language for one in recorded.values())
            self.edition += 1
        self._note_stale(entries)

    def _note_stale(self, entries: Sequence[Entry]) -> None:
        """Since when nobody says the words of a recording: after a while it goes for good."""
        said = {
            tag: {one.heard for one in self.sentences(tag)}
            for tag in {one.language for one in entries}
        }
        # A language without sentences is one whose catalog cannot be read just now.
        known = [one for one in entries if said[one.language]]
        stale = [one for one in known if one.heard not in said[one.language]]
        new = [one.id for one in stale if one.stale_since is None]
        back = [one.id for one in known if one.stale_since and one not in stale]
        if new or back:
            with self._database.writing() as store:
                store.voices.note_stale(new, self._today())
                store.voices.note_said(back)


def heard_hash(part: Part) -> bytes:
    """By what a recording is found: the language, and the words that are heard."""
    return _key(part.language, _hash(part.words))


def _hash(words: str) -> bytes:
    return blake2b(words.encode(), digest_size=32).digest()


def _key(language: str, heard: bytes) -> bytes:
    return language.encode() + heard


@lru_cache(maxsize=32)
def _sentences(language: str, edition: int) -> tuple[Spoken, ...]:  # noqa: ARG001
    """Those that this language says itself, each of its spoken words once."""
    reader, found = Reader((language, locales.SOURCE)), dict[bytes, Spoken]()
    for slot, one in alone():
        (part,) = spoken_lines([Text(slot, one)], reader, ANYWHERE)
        if part.words and part.language == language:
            heard = _hash(part.words)
            found.setdefault(heard, Spoken(slot, one, heard))
    return tuple(found.values())
