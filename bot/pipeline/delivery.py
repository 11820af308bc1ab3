"""The one way out: outbox -> render -> channel. Retries, rate limits, and who left.

A message is claimed in the database before it is sent. What happened is written down together
with the next claim, so that one transaction serves a window of messages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from functools import partial

import structlog

from bot.channels.base import Channel
from bot.pipeline import late_answers
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.limits.send_limits import SendLimits
from bot.pipeline.sending import LONGEST_BACK_OFF, News, Sending
from storage.database import Database
from storage.repositories.messages.outbox import Claimed, Result
from storage.repositories.messages.outbox_sql import SET_ASIDE
from storage.store import Store
from storage.upkeep import clock as kept_clock

# How many sends are under way at once where a channel sets no limit of its own.
WINDOW = 16
# After trouble with the database we try again so soon, and then later and later.
SHORTEST_WAIT = 0.05
# Another copy may have queued something; nobody rings our bell for that.
LOOK_AROUND = 1.0
LOOK_FOR_LATE = timedelta(seconds=1)
log = structlog.get_logger(__name__)


class Delivery:
    """Sends what is in the outbox, the oldest first, one at a time for each person."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        send_limits: Mapping[str, SendLimits],
        default_language: Callable[[], str],
        clock: Callable[[], datetime],
        delivered: Callable[[Collection[int]], None],
        today: Callable[[], date],
        left: Callable[[], None],
        watch: ClockWatch,
    ) -> None:
        self._database = database
        self._channels = channels
        self._send_limits = send_limits
        self._clock = clock
        self._delivered = delivered
        self._left = left
        self._watch = watch
        self._sending = Sending(channels, send_limits, default_language, clock, today)
        self._bell = asyncio.Event()
        self._news = News()
        self._flying: dict[asyncio.Task[None], Claimed] = {}
        self._stopping = False
        # When we last looked for what waited too long.
        self._looked: datetime | None = None
        # After trouble a claim may have been committed without our hearing of it.
        self._may_have_lost = False

    def ring(self) -> None:
        """There is something new in the outbox."""
        self._bell.set()

    def stop(self) -> None:
        """Claim nothing more; `run` ends when what is under way has ended."""
        self._stopping = True
        self._bell.set()

    async def run(self) -> None:
        """Send until `stop`."""
        wait = SHORTEST_WAIT
        while not self._is_over:
            self._bell.clear()
            rooms = {} if self._stopping else self._rooms()
            try:
                claimed, _ = await self._send_some(rooms)
            except Exception as problem:
                self._may_have_lost = True
                log.error("storage.trouble", problem=type(problem).__name__, wait=wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_BACK_OFF)
                continue
            wait = SHORTEST_WAIT
            if not self._news.results and not self._is_over:
                await self._rest({} if claimed else rooms)

    async def send_due(self) -> list[Result]:
        """Send all that is due now; returns how each send ended, when the last row is written down.

        A failing database is the caller's trouble here.
        """
        ended: list[Result] = []
        while True:
            claimed, results = await self._send_some(self._rooms())
            ended += results
            if claimed or self._news.results:
                continue
            if not self._flying:
                return ended
            self._bell.clear()
            await self._bell.wait()

    @property
    def _is_over(self) -> bool:
        """Whether we were stopped, and how every send ended is written down."""
        return self._stopping and not self._flying and not self._news.results

    async def _send_some(self, rooms: Mapping[str, int]) -> tuple[int, list[Result]]:
        """Write down what ended and begin to send what there is room for; returns how much of each.

        Nothing that happened is forgotten before it is committed.
        """
        if not rooms and not self._news.results:
            return 0, []
        loop = asyncio.get_running_loop()
        news = self._news.taken()
        mine = list(self._flying.values()) if self._may_have_lost else None
        claimed = await loop.run_in_executor(
            self._database.writers, partial(self._settle_and_claim, rooms, news, mine)
        )
        self._news.drop(news)
        self._may_have_lost = False
        if news.reached:
            self._delivered(news.reached)
        if news.gone:
            self._left()
        for row in claimed:
            self._launch(row)
        if claimed or self._news.results:
            # Let the sends begin before the next look at the database.
            await asyncio.sleep(0)
        return len(claimed), news.results

    def _rooms(self) -> dict[str, int]:
        """How many sends each channel has room for now: row that waits holds up no other."""
        rooms = {}
        for channel in self._channels:
            room = WINDOW - sum(row.channel == channel for row in self._flying.values())
            limits = self._send_limits.get(channel)
            if limits:
                room = min(room, room - WINDOW + limits.at_once, limits.free())
            if room > 0:
                rooms[channel] = room
        # With room everywhere row question to the database serves all.
        return {"": min(rooms.values())} if len(rooms) == len(self._channels) else rooms

    async def _rest(self, had: Mapping[str, int]) -> None:
        """Wait for news: a turn, a send that ended, a limit that is over.

        ``had`` is which channels had room when the outbox was looked at, and gave nothing more.
        """
        waits = [
            wait for limits in self._send_limits.values() if (wait := limits.wait()) is not None
        ]
        # Room that came meanwhile is in none of the waits any more.
        if not self._stopping and self._rooms().keys() - had.keys():
            return
        try:
            await asyncio.wait_for(self._bell.wait(), min([LOOK_AROUND, *waits]) + 0.001)
        except TimeoutError:
            return

    def _settle_and_claim(
        self, rooms: Mapping[str, int], news: News, flying: list[Claimed] | None
    ) -> list[Claimed]:
        """Write down how sends ended and take the next ones, in row transaction."""
        now = self._clock()
        claimed: list[Claimed] = []
        with self._database.writing() as store:
            store.outbox.settle(news.results)
            for person in news.gone:
                store.people.leave(person, now)
                store.outbox.drop_for(person)
            for person, channel, address in news.moved:
                store.people.move(person, channel=channel, address=address)
            if flying is not None:
                store.outbox.give_back([row.id for row in flying])
            if self._looked is None or abs(now - self._looked) >= LOOK_FOR_LATE:
                self._drop_late(store, now)
            resting = [row for limits in self._send_limits.values() for row in limits.resting()]
            for channel, room in rooms.items():
                claimed += store.outbox.claim(room, now, resting, channel)
        self._looked = now
        return claimed

    def _drop_late(self, store: Store, now: datetime) -> None:
        """Drop what makes no sense any more; a wrong clock says so of everything that waits."""
        if self._watch.agrees(kept_clock.last_seen(store)):
            late_answers.drop(store, now)

    def _launch(self, row: Claimed) -> None:
        limits = self._send_limits.get(row.channel)
        if limits:
            is_group = self._channels[row.channel].is_group(row.address)
            limits.count(row.person, is_group=is_group)
        task = asyncio.create_task(self._send(row))
        self._flying[task] = row
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        del self._flying[task]
        self._bell.set()

    async def _send(self, row: Claimed) -> None:
        try:
            result = await self._sending.outcome(row, self._news)
        except Exception as problem:
            log.exception("send.failed", message=row.id)
            result = Result(row.id, SET_ASIDE, problem=type(problem).__name__)
        self._news.results.append(result)
