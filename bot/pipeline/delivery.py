"""The one way out: outbox -> render -> channel. Retries, rate limits, and who left.

A message is claimed in the database before it is sent. What happened is written down together
with the next claim, in an *order*: it goes along in the transaction of a turn, so that an answer
needs none of its own before it is sent, and has one of its own when nobody has turns.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

import structlog

from bot.channels.base import Channel, MakeClip, MakeDocument
from bot.pipeline import late_answers
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.limits.send_limits import Place, SendLimits
from bot.pipeline.sending import LONGEST_BACK_OFF, News, Sending
from bot.voices.sounds import Sounds
from storage.database import Database
from storage.repositories.messages.claims import Claimed, Result
from storage.repositories.messages.next_out import NOBODY
from storage.store import Store
from storage.upkeep import clock as kept_clock

# How many sends are under way at once where a channel sets no limit of its own: as many as one
# transaction of turns has answers.
WINDOW = 64
# While more are under way, what ended waits so many seconds for others: they are written down in
# one transaction, or go along with the next turns.
GATHER = 0.005
# After trouble with the database we try again so soon, and then later and later.
SHORTEST_WAIT = 0.05
# Another copy may have queued something; nobody rings our bell for that.
LOOK_AROUND = 1.0
LOOK_FOR_LATE = timedelta(seconds=1)
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Order:
    """What a transaction does for delivery at its end: write down what ended, claim what is next.

    ``rooms`` is how many sends each channel has room for; ``flying`` is what is under way, when
    something may have been claimed without our hearing of it. After that everybody's line is looked
    at anew, a part of it in each order: ``looks_after`` is the person up to whom that is done.
    """

    rooms: Mapping[str, int]
    news: News
    resting: Sequence[int]
    flying: Sequence[int] | None
    looks_after: int | None
    work: Callable[[Store, Order], None]
    claimed: list[Claimed] = field(default_factory=list)
    is_committed: bool = False
    leaves_late: bool = False

    def carry_out(self, store: Store) -> None:
        """Do it, as the last of a transaction; whoever commits that says so afterwards."""
        self.work(store, self)


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
        make_document: MakeDocument,
        make_clip: MakeClip,
        sounds: Sounds | None = None,
    ) -> None:
        self._database = database
        self._channels = channels
        self._send_limits = send_limits
        self._clock = clock
        self._delivered = delivered
        self._left = left
        self._watch = watch
        made = (make_document, make_clip, sounds or Sounds(database))
        self._sending = Sending(channels, send_limits, default_language, clock, today, *made)
        self._bell = asyncio.Event()
        self._news = News()
        self._flying: dict[asyncio.Task[None], Claimed] = {}
        self._stopping = False
        # When we last looked for what waited too long.
        self._looked: datetime | None = None
        self._order: Order | None = None
        # The channels for which something may wait that nobody looked for.
        self._due = set(channels)
        # After trouble a claim may have been committed without our hearing of it; and at the start
        # what waits is looked at anew.
        self._may_have_lost = True
        self._looks_after: int | None = None

    def ring(self) -> None:
        """There is something new in the outbox."""
        self._due |= self._channels.keys()
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
            if not self._has_work:
                await self._rest()
                continue
            if self._flying and not self._stopping:
                await asyncio.sleep(GATHER)
                if not self._has_work:
                    continue
            try:
                await self._send_some()
            except Exception as problem:
                log.error("storage.trouble", problem=type(problem).__name__, wait=wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_BACK_OFF)
            else:
                wait = SHORTEST_WAIT

    async def send_due(self) -> list[Result]:
        """Send all that is due now; returns how each send ended, when the last row is written down.

        A failing database is the caller's trouble here.
        """
        ended: list[Result] = []
        self._due |= self._channels.keys()
        while True:
            if self._has_work:
                ended += await self._send_some()
            elif self._flying:
                self._bell.clear()
                await self._bell.wait()
            else:
                return ended

    @property
    def _is_over(self) -> bool:
        """Whether we were stopped, and how every send ended is written down."""
        return self._stopping and not self._flying and not self._news.results

    @property
    def _has_work(self) -> bool:
        """Whether an order of our own would do something now."""
        is_due = not self._stopping and not self._due.isdisjoint(self._rooms())
        return not self._order and (bool(self._news.results) or is_due)

    async def _send_some(self) -> list[Result]:
        """Carry out an order in a transaction of its own; returns what it wrote down."""
        order = self.order()
        assert order, "another order is under way"
        work = partial(self._carry_out, order)
        try:
            await asyncio.get_running_loop().run_in_executor(self._database.writers, work)
        finally:
            self.ended(order)
        # Let the sends begin before the next look at the database.
        await asyncio.sleep(0)
        return order.news.results

    def _carry_out(self, order: Order) -> None:
        with self._database.writing() as store:
            order.carry_out(store)
        order.is_committed = True

    def order(self) -> Order | None:
        """What to write down and how much to claim; None while another order is under way.

        Whoever asks for it carries it out in a transaction and calls `ended`, whatever came of it.
        """
        if self._order:
            return None
        rooms = {} if self._stopping else self._rooms()
        resting = [row for limits in self._send_limits.values() for row in limits.resting()]
        mine = [row.id for row in self._flying.values()] if self._may_have_lost else None
        looks_after = NOBODY if self._may_have_lost else self._looks_after
        self._due -= rooms.keys()
        self._order = Order(
            rooms, self._news.taken(), resting, mine, looks_after, self._settle_and_claim
        )
        return self._order

    def ended(self, order: Order) -> None:
        """An order is over: what it claimed is sent; a failed one is done again.

        Nothing that happened is forgotten before it is committed.
        """
        self._order = None
        self._may_have_lost = not order.is_committed
        if not order.is_committed:
            self._due |= self._channels.keys()
        else:
            self._looks_after = order.looks_after
            self._news.drop(order.news)
            taken = Counter(row.channel for row in order.claimed)
            # Where there was no room for more, more may wait; and behind what is too late, or was
            # not looked at yet.
            is_unfinished = order.leaves_late or order.looks_after is not None
            self._due |= {
                name for name, room in order.rooms.items() if taken[name] >= room or is_unfinished
            }
            for row in order.claimed:
                self._launch(row)
            if order.news.reached:
                self._delivered(order.news.reached)
            if order.news.gone:
                self._left()
            if order.news.lost or order.news.heard:
                # What is said instead, or aloud, waits to go out.
                self._due |= self._channels.keys()
        if self._has_work or self._stopping:
            self._bell.set()

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
        return rooms

    async def _rest(self) -> None:
        """Wait for news: a turn, a send that ended, a limit that is over."""
        waits = [
            wait for limits in self._send_limits.values() if (wait := limits.wait()) is not None
        ]
        if self._has_work:
            # A limit ended between the two questions: nothing holds us back, and no bell will ring.
            return
        try:
            await asyncio.wait_for(self._bell.wait(), min([LOOK_AROUND, *waits]) + 0.001)
        except TimeoutError:
            self._due |= self._channels.keys()

    def _settle_and_claim(self, store: Store, order: Order) -> None:
        """Write down how sends ended and take the next ones, at the end of a transaction."""
        now = self._clock()
        order.news.write_down(store, now)
        if order.flying is not None:
            store.claims.give_back(order.flying)
        if order.looks_after is not None:
            order.looks_after = store.claims.look_again(order.looks_after)
        if self._looked is None or abs(now - self._looked) >= LOOK_FOR_LATE:
            order.leaves_late = self._drop_late(store, now)
        order.claimed = store.claims.take(
            order.rooms, now, order.resting, but_late=order.leaves_late
        )
        self._looked = None if order.leaves_late else now

    def _drop_late(self, store: Store, now: datetime) -> bool:
        """Drop what makes no sense any more; a wrong clock says so of everything that waits."""
        return self._watch.agrees(kept_clock.last_seen(store)) and late_answers.drop(store, now)

    def _launch(self, row: Claimed) -> None:
        limits, place = self._send_limits.get(row.channel), None
        if limits:
            is_group = self._channels[row.channel].is_group(row.address)
            place = limits.count(row.person, is_group=is_group)
        task = asyncio.create_task(self._send(row, place))
        self._flying[task] = row
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        del self._flying[task]
        self._bell.set()

    async def _send(self, row: Claimed, place: Place | None) -> None:
        result = await self._sending.outcome(row, self._news)
        if place:
            self._send_limits[row.channel].answered(place)
        self._news.results.append(result)
