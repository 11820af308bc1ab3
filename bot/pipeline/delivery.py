"""The one way out: outbox -> render -> channel. Retries, rate limits, and who left.

A message is claimed in the database before it is sent. What happened is written down together
with the next claim, so that one transaction serves a window of messages.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.channels.base import Channel, Moved, NotSent, PersonLeft, Refused, TryLater, Unsure
from bot.pipeline.send_limits import SendLimits
from bot.rendering.buttons import units
from bot.rendering.chart import CannotDraw, draw
from bot.rendering.message import Rendered
from bot.rendering.text import Reader, render
from handlers.core.messages import Ability
from storage.database import Database
from storage.repositories.messages.outbox import Claimed, Result
from storage.repositories.messages.outbox_sql import (
    DROPPED,
    QUEUED,
    RESENDS,
    SENT,
    SET_ASIDE,
    UNCERTAIN,
)

# How many sends are under way at once where a channel sets no limit of its own.
WINDOW = 16
LONGEST_BACK_OFF = 60.0
# After trouble with the database we try again so soon, and then later and later.
SHORTEST_WAIT = 0.05
# Another copy may have queued something; nobody rings our bell for that.
LOOK_AROUND = 1.0
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _News:
    """What happened and is not written down yet."""

    results: list[Result] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    moved: list[tuple[int, str, str]] = field(default_factory=list)
    reached: list[int] = field(default_factory=list)

    def taken(self) -> _News:
        """A copy that no send can add to while a thread writes it down."""
        return _News(self.results[:], self.gone[:], self.moved[:], self.reached[:])

    def drop(self, written: _News) -> None:
        """Forget what was written down."""
        del self.results[: len(written.results)]
        del self.gone[: len(written.gone)]
        del self.moved[: len(written.moved)]
        del self.reached[: len(written.reached)]


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
    ) -> None:
        self._database = database
        self._channels = channels
        self._send_limits = send_limits
        self._default_language = default_language
        self._clock = clock
        self._delivered = delivered
        self._bell = asyncio.Event()
        self._news = _News()
        self._flying: dict[asyncio.Task[None], Claimed] = {}
        self._stopping = False
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
        """Send all that is due now; returns how each send ended, when the last one is written down.

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
        for one in claimed:
            self._launch(one)
        if claimed or self._news.results:
            # Let the sends begin before the next look at the database.
            await asyncio.sleep(0)
        return len(claimed), news.results

    def _rooms(self) -> dict[str, int]:
        """How many sends each channel has room for now: one that waits holds up no other."""
        rooms = {}
        for channel in self._channels:
            room = WINDOW - sum(one.channel == channel for one in self._flying.values())
            limits = self._send_limits.get(channel)
            if limits:
                room = min(room, room - WINDOW + limits.at_once, limits.free())
            if room > 0:
                rooms[channel] = room
        # With room everywhere one question to the database serves all.
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
        self, rooms: Mapping[str, int], news: _News, flying: list[Claimed] | None
    ) -> list[Claimed]:
        """Write down how sends ended and take the next ones, in one transaction."""
        now = self._clock()
        with self._database.writing() as store:
            store.outbox.settle(news.results)
            for person in news.gone:
                store.people.leave(person, now)
                store.outbox.drop_for(person)
            for person, channel, address in news.moved:
                store.people.move(person, channel=channel, address=address)
            if flying is not None:
                store.outbox.give_back([one.id for one in flying])
            resting = [one for limits in self._send_limits.values() for one in limits.resting()]
            claimed: list[Claimed] = []
            for channel, room in rooms.items():
                claimed += store.outbox.claim(room, now, resting, channel)
            return claimed

    def _launch(self, one: Claimed) -> None:
        limits = self._send_limits.get(one.channel)
        if limits:
            is_group = self._channels[one.channel].is_group(one.address)
            limits.count(one.person, is_group=is_group)
        task = asyncio.create_task(self._send(one))
        self._flying[task] = one
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        del self._flying[task]
        self._bell.set()

    async def _send(self, one: Claimed) -> None:
        try:
            result = await self._outcome(one)
        except Exception as problem:
            log.exception("send.failed", message=one.id)
            result = Result(one.id, SET_ASIDE, problem=type(problem).__name__)
        self._news.results.append(result)

    async def _outcome(self, one: Claimed) -> Result:
        """Send one message; what the service answered decides what becomes of it."""
        channel = self._channels.get(one.channel)
        if channel is None:
            # That channel is switched off now; the message waits for it.
            return self._later(one, "ChannelOff", LONGEST_BACK_OFF, counts=False)
        try:
            message = await self._rendered(one, channel)
            sent_as = await channel.send(one.address, message)
        except TryLater as wait:
            self._send_limits[one.channel].pause(wait.seconds)
            return self._later(one, "TryLater", 0, counts=False)
        except NotSent as problem:
            return self._later(one, str(problem), self._back_off(one))
        except Unsure as problem:
            log.warning("send.uncertain", message=one.id, problem=str(problem))
            if one.uncertain >= RESENDS and not one.replaces:
                return Result(one.id, UNCERTAIN, problem=str(problem)[:80], was_uncertain=True)
            # Changing a message twice is the same as once.
            return self._later(one, str(problem), self._back_off(one), was_uncertain=True)
        except PersonLeft:
            self._news.gone.append(one.person)
            return Result(one.id, DROPPED, problem="PersonLeft")
        except Moved as moved:
            self._news.moved.append((one.person, one.channel, moved.address))
            return self._later(one, "Moved", 0, counts=False)
        except Refused as problem:
            log.error("send.refused", message=one.id, problem=str(problem))
            return Result(one.id, SET_ASIDE, problem=str(problem)[:80])
        self._news.reached.append(one.person)
        return Result(one.id, SENT, language=message.language, sent_as=sent_as)

    async def _rendered(self, one: Claimed, channel: Channel) -> Rendered:
        reader = Reader.of(one.language, self._default_language())
        message, reply = render(
            one.payload, reader, channel.limits, one.id, one.token, one.replaces
        )
        limits = channel.limits
        # An older program put a chart and words that do not fit under it into one row.
        fits = limits.can(Ability.PICTURE) and units(message.text) <= limits.caption
        if reply.picture and channel.draws and fits:
            try:
                picture = await asyncio.to_thread(draw, reply.picture, reader)
            except CannotDraw as problem:
                # The figures are in the text too: better without the chart than not at all.
                log.error("picture.failed", message=one.id, problem=str(problem))
                return message
            return message.with_picture(picture)
        return message

    def _later(
        self,
        one: Claimed,
        problem: str,
        seconds: float,
        *,
        counts: bool = True,
        was_uncertain: bool = False,
    ) -> Result:
        due = self._clock() + timedelta(seconds=seconds)
        return Result(
            one.id,
            QUEUED,
            problem=problem[:80],
            due_at=due,
            counts=counts,
            was_uncertain=was_uncertain,
        )

    def _back_off(self, one: Claimed) -> float:
        """Longer after every try, with chance in it, so that copies do not knock together."""
        return min(LONGEST_BACK_OFF, 0.5 * 2.0 ** min(one.attempts, 16)) * random.uniform(0.5, 1)  # noqa: S311
