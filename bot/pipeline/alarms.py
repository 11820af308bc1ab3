"""Tells people of trouble that lasts, once, and when it is over.

Through the outbox, as everything is. When nothing can be stored the outbox is what fails: then it
is said directly, to those who were to be told when we could last look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.channels.base import Channel, SendError
from bot.pipeline.health import Health, Trouble
from bot.pipeline.outbox_rows import OutboxRows
from bot.rendering.text import Reader, render
from handlers.core import message_json
from handlers.core.messages import Reply
from handlers.team.alarms import Alarm, Listeners, job
from storage.database import Database
from storage.repositories.people.people import Home
from storage.store import Store

SECONDS = 30.0
# A database that hangs does not say that it does.
LONGEST_STORING = 10.0
# Another copy that is still in this trouble says so at each of its looks.
STANDS = timedelta(minutes=2)
log = structlog.get_logger(__name__)


class Alarms:
    """Looks every half minute at what is wrong; trouble at two looks in a row is told."""

    def __init__(
        self,
        database: Database,
        health: Health,
        channels: Mapping[str, Channel],
        rows: OutboxRows,
        default_language: Callable[[], str],
        clock: Callable[[], datetime],
        committed: Callable[[], None],
    ) -> None:
        self._database = database
        self._health = health
        self._channels = channels
        self._rows = rows
        self._default_language = default_language
        self._clock = clock
        self._committed = committed
        self._before: set[Alarm] = set()
        # What was said directly, and has to be taken back when it is over.
        self._shouted: set[Alarm] = set()
        self._listeners = Listeners()
        self._homes: dict[int, Home] = {}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Look until `stop`."""
        while not self._stopping.is_set():
            await self.look()
            try:
                await asyncio.wait_for(self._stopping.wait(), SECONDS)
            except TimeoutError:
                continue

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()

    async def look(self) -> None:
        """Tell what has begun to last, and what is over."""
        loop = asyncio.get_running_loop()
        troubles = {trouble.alarm: trouble for trouble in self._health.troubles()}
        try:
            waiting = await asyncio.wait_for(
                loop.run_in_executor(self._database.readers, self._waiting), LONGEST_STORING
            )
            troubles.update((trouble.alarm, trouble) for trouble in waiting)
            lasting = self._lasting(troubles)
            work = partial(self._tell, lasting, set(troubles))
            await asyncio.wait_for(
                loop.run_in_executor(self._database.writers, work), LONGEST_STORING
            )
        except Exception as problem:
            log.error("alarm.not_stored", problem=type(problem).__name__)
            await self._shout(self._lasting(troubles))
        else:
            self._committed()
        self._before = set(troubles)

    def _lasting(self, troubles: Mapping[Alarm, Trouble]) -> list[Trouble]:
        return [trouble for alarm, trouble in troubles.items() if alarm in self._before]

    def _waiting(self) -> list[Trouble]:
        """What waits for too long; and whom to tell, should that become impossible to look up."""
        with self._database.reading() as store:
            self._listeners = Listeners.now(store)
            self._homes = store.people.homes(self._listeners.people)
            return self._health.waiting(store, self._clock())

    def _tell(self, lasting: list[Trouble], present: set[Alarm]) -> None:
        """Queue what is to be told, each thing once however many copies are in this trouble."""
        now = self._clock()
        with self._database.writing() as store:
            over = [alarm for alarm in Alarm if self._is_over(store, alarm, present, now)]
            replies = [*self._begun(store, lasting, now), *self._ended(store, over)]
            store.outbox.put(self._rows.of(store, replies, now), now)
        self._shouted.difference_update(over)

    def _begun(self, store: Store, lasting: list[Trouble], now: datetime) -> Iterator[Reply]:
        for trouble in lasting:
            is_known = store.done_once.since(job(trouble.alarm), "") is not None
            store.done_once.only(job(trouble.alarm), "", now)
            if not is_known and trouble.alarm not in self._shouted:
                log.error("alarm", kind=trouble.alarm.value, reason=trouble.reason)
                yield from self._listeners.begun(trouble.alarm, trouble.reason)

    def _is_over(self, store: Store, alarm: Alarm, present: set[Alarm], now: datetime) -> bool:
        """Whether somebody was told of it, and neither we nor another copy see it any more."""
        if alarm in present | self._before:
            return False
        told_at = store.done_once.since(job(alarm), "")
        return alarm in self._shouted or (told_at is not None and told_at <= now - STANDS)

    def _ended(self, store: Store, over: list[Alarm]) -> Iterator[Reply]:
        for alarm in over:
            store.done_once.forget(job(alarm), "")
            log.info("alarm.over", kind=alarm.value)
            yield from self._listeners.over(alarm)

    async def _shout(self, lasting: list[Trouble]) -> None:
        """Say it past the outbox, to whoever can be reached."""
        for trouble in lasting:
            if trouble.alarm in self._shouted:
                continue
            log.error("alarm", kind=trouble.alarm.value, reason=trouble.reason)
            replies = self._listeners.begun(trouble.alarm, trouble.reason)
            # Whom it reached is told once; while it reaches nobody it is said at the next look too.
            if any([await self._say(reply) for reply in replies]):
                self._shouted.add(trouble.alarm)

    async def _say(self, reply: Reply) -> bool:
        """Whether it was taken in."""
        home = self._homes.get(reply.to or 0)
        channel = self._channels.get(home.channel) if home else None
        if home is None or channel is None:
            return False
        reader = Reader.of(home.language, self._default_language())
        message, _ = render(message_json.to_json(reply), reader, channel.limits, 0, "")
        try:
            await channel.send(home.address, message)
        except SendError as problem:
            log.warning("alarm.not_sent", problem=type(problem).__name__)
            return False
        return True
