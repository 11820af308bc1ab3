"""What comes in: turns and commands wait here, are committed, and have the one error net.

Turns of different people that wait together share one transaction, so that one write to disk
serves many; at its end it does what delivery wants written down, and claims the answers. When one
of them fails, each gets a transaction of its own.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog

from bot import logs
from bot.channels.base import Channel, Command, Declined
from bot.pipeline.answers import Answers, language_tag
from bot.pipeline.delivery import Delivery, Order
from bot.pipeline.limits.reply_limits import ReplyLimits
from bot.pipeline.outbox_rows import Asker, OutboxRows
from handlers.core.context import NO_VOICES, ChannelFacts, Voices
from handlers.core.messages import Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.dispatch import wording
from storage.database import Database, is_outage
from storage.store import Store
from storage.upkeep import forgotten_lists

AT_ONCE = 64
TRIES = 3
LONGEST_WAIT = 10.0
T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Ended:
    """What came of a task: what it gave, or why it gave nothing."""

    gave: Any = None
    problem: Exception | None = None


@dataclass(slots=True)
class _Waiting:
    task: Turn | Command[Any]
    done: asyncio.Future[Any] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Turns:
    """Takes in what neighbours do, one turn after the other for each person."""

    def __init__(
        self,
        database: Database,
        links: Callable[[str], tuple[str, ...]],
        committed: Callable[[], None],
        flood: ReplyLimits | None = None,
        channels: Iterable[type[Channel]] = (),
        voices: Voices = NO_VOICES,
    ) -> None:
        self._database = database
        self._committed = committed
        kinds = list(channels)
        self.rows = OutboxRows({kind.name: kind.limits for kind in kinds})
        self._reply_limits = flood or ReplyLimits(None)
        facts = {
            kind.name: ChannelFacts(kind.title, kind.app, kind.has_secret_addresses)
            for kind in kinds
        }
        self._answers = Answers(links, self._reply_limits, self.rows, facts, voices)
        self._waiting: deque[_Waiting] = deque()
        self._bell = asyncio.Event()
        self._stopping = False
        # What is shown to whoever tapped, until their turn ends.
        self._slowed: dict[tuple[str, str], str] = {}
        # What goes along at the end of our transactions, once there is somebody who sends.
        self.delivery: Delivery | None = None

    async def hear(self, turn: Turn) -> str:
        """Take a turn in; returns when it is committed, and only then may it be confirmed.

        What it returns is shown at once to whoever tapped very often: that it was heard.
        """
        return str(await self._queued(turn) or "")

    async def carry_out(self, command: Command[T]) -> T:
        """Do what a page asks for, as if it were a turn; raises Declined, or what went wrong."""
        gave: T = await self._queued(command)
        return gave

    def may(self, what: str, source: str, most: int, now: datetime) -> bool:
        """Whether something may be done once more today from a place on the internet."""
        return self._answers.may(what, source, most, now)

    def refused(self, now: datetime) -> set[str]:
        """What was refused today because too much of it came from one place."""
        return self._answers.refused(now)

    async def _queued(self, task: Turn | Command[Any]) -> Any:
        waiting = _Waiting(task)
        self._waiting.append(waiting)
        self._bell.set()
        return await waiting.done

    async def run(self) -> None:
        """Work until `stop`, and until nothing waits any more."""
        wait = 0.05
        while True:
            batch = self._take()
            if not batch:
                if self._stopping:
                    return
                self._bell.clear()
                await self._bell.wait()
                continue
            try:
                ends = await self._ends([waiting.task for waiting in batch])
            except Exception as problem:
                # The database is in trouble: nothing is confirmed, so nothing is lost.
                log.error("storage.trouble", problem=type(problem).__name__, wait=wait)
                self._waiting.extendleft(reversed(batch))
                if self._stopping:
                    return
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            wait = 0.05
            for waiting, end in zip(batch, ends, strict=True):
                if waiting.done.done():
                    continue
                if end.problem:
                    waiting.done.set_exception(end.problem)
                else:
                    waiting.done.set_result(end.gave)

    async def _ends(self, tasks: Sequence[Turn | Command[Any]]) -> list[_Ended]:
        """Do these in a thread, and with them what delivery wants done."""
        order = self.delivery.order() if self.delivery else None
        work = partial(self._end, tasks, order)
        try:
            ends = await asyncio.get_running_loop().run_in_executor(self._database.writers, work)
        finally:
            if self.delivery and order:
                self.delivery.ended(order)
        if not (order and order.is_committed):
            self._committed()
        return ends

    def stop(self) -> None:
        """Finish what waits and take nothing new."""
        self._stopping = True
        self._bell.set()

    def view(self, store: Store) -> NeighbourhoodView | None:
        """The neighbourhood as it is loaded now."""
        return self._answers.view(store)

    @property
    def present_view(self) -> NeighbourhoodView | None:
        """The neighbourhood as the last transaction saw it."""
        return self._answers.present_view

    def _take(self) -> list[_Waiting]:
        """What goes together: a command alone, or the oldest turns, at most one a person."""
        taken: dict[tuple[str, str], _Waiting] = {}
        kept: list[_Waiting] = []
        while self._waiting and len(taken) < AT_ONCE:
            waiting = self._waiting.popleft()
            task = waiting.task
            if isinstance(task, Command):
                if waiting.done.cancelled():
                    # Its page waited too long, and said already that nothing was done.
                    continue
                if not taken:
                    return [waiting]
                kept.append(waiting)
                break
            who = (task.channel, task.sender)
            if who in taken:
                kept.append(waiting)
            else:
                taken[who] = waiting
        self._waiting.extendleft(reversed(kept))
        return list(taken.values())

    def _end(self, tasks: Sequence[Turn | Command[Any]], order: Order | None) -> list[_Ended]:
        """Do these turns, or this one command; raises only when the database fails."""
        if isinstance(tasks[0], Command):
            return [self._carried_out(tasks[0], order)]
        turns = [task for task in tasks if isinstance(task, Turn)]
        self.do(turns, order)
        return [_Ended(self._slowed.pop((turn.channel, turn.external_id), "")) for turn in turns]

    def _carried_out(self, command: Command[Any], order: Order | None) -> _Ended:
        for left in reversed(range(TRIES)):
            try:
                work = partial(self._answers.carry_out, command=command)
                return _Ended(self._commit(work, command.now, order if left else None))
            except Declined as why:
                return _Ended(problem=why)
            except Exception as problem:
                if is_outage(problem):
                    raise
                if not left:
                    kind, place = type(problem).__name__, logs.place_of(problem.__traceback__)
                    log.error("command.failed", command=command.name, problem=kind, at=place)
                    return _Ended(problem=problem)
        raise AssertionError("no try is left")

    def do(self, turns: Sequence[Turn], order: Order | None = None) -> None:
        """Do these turns, of different people, and commit; raises only when the database fails.

        An order that goes along is carried out with them, unless something went wrong.
        """
        try:
            self._commit_turns(turns, order)
        except Exception as problem:
            if is_outage(problem):
                raise
            if len(turns) > 1:
                for turn in turns:
                    self.do([turn])
            else:
                self._try_again(turns[0], problem)

    def _commit(self, work: Callable[[Store], T], now: datetime, order: Order | None = None) -> T:
        with self._database.writing() as store:
            gave = work(store)
            if order:
                order.carry_out(store)
        if order:
            order.is_committed = True
        if self._answers.take_erases():
            try:
                self._database.scrub()
                forgotten_lists.keep(self._database, now)
            except Exception as problem:
                # It is committed, and the ticker tries the rest of it again.
                log.error("erasing.later", problem=type(problem).__name__)
        return gave

    def _commit_turns(self, turns: Sequence[Turn], order: Order | None = None) -> None:
        # Only after the commit: what is done again was not answered yet.
        work = partial(self._answers.give, turns=turns)
        for one in self._commit(work, max(turn.now for turn in turns), order):
            self._reply_limits.count(one.person, one.now, is_tap=one.is_tap)
            if one.slowed:
                self._slowed[one.turn] = one.slowed

    def _try_again(self, turn: Turn, problem: Exception) -> None:
        for _ in range(TRIES - 1):
            try:
                self._commit_turns([turn])
            except Exception as again:
                if is_outage(again):
                    raise
                problem = again
            else:
                return
        try:
            self._put_aside(turn, problem)
        except Exception as again:
            if is_outage(again):
                raise
            # Not even its number can be kept; it must not stop everybody else.
            kind = type(again).__name__
            log.error(
                "turn.dropped", channel=turn.channel, turn=turn.external_id[:80], problem=kind
            )

    def _put_aside(self, turn: Turn, problem: Exception) -> None:
        """Give up on a turn: remember which one and why, say sorry, go on."""
        kind, place = type(problem).__name__, logs.place_of(problem.__traceback__)
        log.error(
            "turn.set_aside", channel=turn.channel, turn=turn.external_id, problem=kind, at=place
        )
        with self._database.writing() as store:
            store.received.first_time([(turn.channel, turn.external_id)], turn.now)
            store.received.put_aside(
                channel=turn.channel, external_id=turn.external_id, problem=kind, now=turn.now
            )
            people = store.people.known([(turn.channel, turn.sender, language_tag(turn))])
            person = people[turn.channel, turn.sender]
            if turn.private and not person.left:
                asker = Asker(person.id, said_as=turn.said_as)
                sorry = self.rows.of(store, [wording.apology()], turn.now, asker)
                store.outbox.put(sorry, turn.now)
