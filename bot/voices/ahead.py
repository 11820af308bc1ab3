"""The main screens are said ahead of time, when the machine has nothing else to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import product

import structlog

import locales
from bot.rendering.message import Limits, NotMade
from bot.voices.clips import Clips
from handlers.core.context import Context, Voices
from handlers.core.messages import Reply, Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.dispatch import router
from storage.database import Database
from storage.repositories.people.people import Person

# What leads to the ten screens that most people see.
SCREENS = (
    *("/start", "/menu", "/hours", "/activities", "/referral", "/person", "/urgent", "/volunteer"),
    *("/language", "☰ More"),
)
# Not at once after a start, and anew once in a while: what is open changes.
FIRST, ANEW = 30.0, 1_800.0
# While somebody waits for an answer, nothing is made ahead; looked again so soon. In seconds.
LOOK_AGAIN = 1.0
log = structlog.get_logger(__name__)


class Ahead:
    """Has them said one after the other, in the languages that people here read."""

    def __init__(
        self,
        clips: Clips,
        database: Database,
        view: Callable[[], NeighbourhoodView],
        clock: Callable[[], datetime],
        limits: Iterable[Limits],
        voices: Voices,
    ) -> None:
        self._clips = clips
        self._database = database
        self._view = view
        self._clock = clock
        self._limits = list(limits)
        self._voices = voices

    async def run(self) -> None:
        """Do so, from a while after the start on; whoever stops the program cancels it."""
        wait = FIRST
        while True:
            await asyncio.sleep(wait)
            wait = ANEW
            try:
                await self.make()
            except Exception as problem:
                # They are made when somebody wants to hear them.
                log.warning("aloud.not_ahead", problem=type(problem).__name__)

    async def make(self) -> None:
        """Every screen in every language, unless somebody waits meanwhile."""
        spoken = await asyncio.to_thread(self._spoken)
        for language in spoken:
            # Whoever has chosen a language has no button for the others on their screens.
            newcomer = Person(id=0, channel="", hint=language)
            for person, screen in product(
                (newcomer, replace(newcomer, language=language)), SCREENS
            ):
                for reply in await asyncio.to_thread(self._screen, screen, person):
                    for limits in self._limits:
                        # Another copy may have sent something: nobody rings our bell for that.
                        while await asyncio.to_thread(self._is_busy):  # noqa: ASYNC110
                            await asyncio.sleep(LOOK_AGAIN)
                        try:
                            await self._clips.prepare(reply, language, limits)
                        except NotMade:
                            # One that cannot be said holds up no other.
                            log.info("aloud.not_ahead", screen=screen, language=language)

    def _spoken(self) -> list[str]:
        """The languages that people here read, of those that are spoken."""
        with self._database.reading() as store:
            read = store.sound.languages()
        offered = tuple(locales.languages())
        default = self._view().neighbourhood.default_language
        known = dict.fromkeys(locales.closest(tag, offered) or default for tag in read)
        return [tag for tag in known if tag in self._voices]

    def _is_busy(self) -> bool:
        with self._database.reading() as store:
            # What waits for its own day or hour is no work for now.
            return store.outbox.waiting(self._clock()) > 0

    def _screen(self, said: str, person: Person) -> tuple[Reply, ...]:
        """What this person gets who says this; it is looked up, and nothing is written."""
        known = locales.sentence((person.hint,), "btn", said).text
        turn = Turn("", "", "", self._clock(), text=known)
        found: tuple[Reply, ...] = ()
        try:
            # Whoever answers may lock what they look at; then it is as if it never was.
            with self._database.writing() as store:
                context = Context(turn, person, store, self._view(), _no_links, voices=self._voices)
                found = tuple(_heard(router.answer(context).replies))
                raise _Undone
        except _Undone:
            return found
        except Exception as problem:
            # A screen that needs to know who asks.
            log.info("aloud.no_screen", screen=said, problem=type(problem).__name__)
            return ()


class _Undone(Exception):
    """What was looked up is there, and nothing of it is to be written down."""


def _heard(replies: Iterable[Reply]) -> Iterator[Reply]:
    return (reply for reply in replies if reply.lines and not reply.is_secret)


def _no_links(_: str) -> tuple[str, ...]:
    return ()
