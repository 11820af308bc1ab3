"""Gives signs of news to browsers: who waits for one, at most 20 at once, each written down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

import locales
from bot.channels.web import page_texts
from bot.channels.web.stay.service import Dead, Later, Services, Useless
from bot.rendering.text import Reader, write
from storage.database import Database
from storage.repositories.pushes import TOO_OLD, Due, Told
from storage.store import Store

AT_ONCE = 20
# So many are taken before the first of them is given.
TAKEN = 100
# How signs ended is written down for many at once, or after so many seconds.
SETTLED, SETTLE_EVERY = 50, 1.0
# Another copy of the program may have sent something; nobody rings our bell for that.
LOOK_AROUND, SOONEST = 30.0, 1.0
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Signs:
    """Gives every browser its sign.

    A sign that was given is written down a moment later: whoever dies in between gives it again,
    and it takes the place of the first one on the screen.
    """

    def __init__(
        self,
        database: Database,
        services: Services,
        default_language: Callable[[], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._services = services
        self._default_language = default_language
        self._clock = clock
        self._bell = asyncio.Event()
        self._stopping = False
        self._told: list[Told] = []
        self._dead: list[int] = []

    def ring(self) -> None:
        """Something was sent, to whomever."""
        self._bell.set()

    def stop(self) -> None:
        """Begin no sign any more."""
        self._stopping = True
        self._bell.set()

    async def run(self) -> None:
        """Give signs until `stop`."""
        wait = SOONEST
        while not self._stopping:
            try:
                wait = await self.round()
            except Exception as problem:
                log.error("push.trouble", problem=type(problem).__name__)
                wait = LOOK_AROUND
            with suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), wait)
            self._bell.clear()
            if not self._stopping:
                # Many are sent something in the same moment.
                await asyncio.sleep(SOONEST)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._services.close()

    async def round(self) -> float:
        """Give all that is due; returns in how many seconds there is more to do."""
        await self._work_off()
        next_at = await self._read(lambda store: store.pushes.next_at())
        if next_at is None:
            return LOOK_AROUND
        left = (next_at - self._clock()).total_seconds()
        return min(max(left, SOONEST), LOOK_AROUND)

    async def _work_off(self) -> None:
        if await self._is_nothing_due():
            return
        flying: set[asyncio.Task[None]] = set()
        waiting: list[Due] = []
        is_more = True
        loop = asyncio.get_running_loop()
        settled = loop.time()
        while not self._stopping and (is_more or waiting or flying):
            if is_more and len(waiting) < AT_ONCE:
                taken = await self._write(lambda store: store.pushes.take(self._clock(), TAKEN))
                waiting += taken
                is_more = len(taken) == TAKEN
            while waiting and len(flying) < AT_ONCE:
                flying.add(asyncio.create_task(self._give(waiting.pop(0))))
            if flying:
                _, flying = await asyncio.wait(
                    flying, timeout=SETTLE_EVERY, return_when=asyncio.FIRST_COMPLETED
                )
            if len(self._told) >= SETTLED or loop.time() - settled >= SETTLE_EVERY:
                await self._settle()
                settled = loop.time()
        if flying:
            await asyncio.wait(flying, timeout=SOONEST)
        await self._settle()

    async def _is_nothing_due(self) -> bool:
        next_at = await self._read(lambda store: store.pushes.next_at())
        now = self._clock()
        return next_at is None or now < next_at <= now + TOO_OLD

    async def _give(self, due: Due) -> None:
        if due.address is None:
            self._dead.append(due.id)
            return
        try:
            await self._services.give(due.address, self._words(due.language), due.tries)
        except Dead:
            self._dead.append(due.id)
        except Useless:
            self._told.append(Told(due.id))
        except Later as pause:
            again = self._clock() + timedelta(seconds=pause.seconds)
            is_over = again - due.news_at > TOO_OLD
            self._told.append(Told(due.id, again_at=None if is_over else again))
        except Exception as problem:
            log.error("push.failed", problem=type(problem).__name__)
            self._told.append(Told(due.id))
        else:
            self._told.append(Told(due.id, is_given=True))

    async def _settle(self) -> None:
        told, dead = self._told[:], self._dead[:]
        if not told and not dead:
            return
        now = self._clock()

        def work(store: Store) -> None:
            store.pushes.settle(told, now)
            store.pushes.drop(dead)

        await self._write(work)
        del self._told[: len(told)], self._dead[: len(dead)]

    def _words(self, language: str) -> bytes:
        """What a browser shows: the same for everybody, whatever the news is."""
        reader = Reader.of(language, self._default_language())
        tag = reader.chain[0]
        said = {
            "title": write(page_texts.SIGN, reader),
            "body": write(page_texts.SIGN_TAP, reader),
            "lang": tag,
            "dir": "rtl" if locales.is_rtl(tag) else "ltr",
        }
        return json.dumps(said, ensure_ascii=False).encode()

    async def _read(self, ask: Callable[[Store], T]) -> T:
        def whole() -> T:
            with self._database.reading() as store:
                return ask(store)

        return await asyncio.get_running_loop().run_in_executor(self._database.readers, whole)

    async def _write(self, work: Callable[[Store], T]) -> T:
        def whole() -> T:
            with self._database.writing() as store:
                return work(store)

        return await asyncio.get_running_loop().run_in_executor(self._database.writers, whole)
