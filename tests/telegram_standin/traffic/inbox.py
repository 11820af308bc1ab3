"""The updates that wait for the bot."""

import asyncio
import itertools
import random
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.telegram_standin.traffic.errors import ApiError, conflict
from tests.telegram_standin.traffic.faults import AN_UPDATE, Faults

OTHER_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
# Only sent to a bot that asks for them by name.
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
KEPT_SECONDS = 24 * 3600
# An offset further ahead than this is nonsense: Telegram then answers from the first update.
NEAR_FUTURE = 10


@dataclass(slots=True)
class Update:
    """Something that happened and that the bot should hear of."""

    id: int
    chat_id: int
    body: dict[str, Any]
    at: float
    delivered: bool = False


class Inbox:
    """Updates in order, each kept until the bot confirms it."""

    def __init__(
        self, clock: Callable[[], float], faults: Faults, *, first_id: int, seed: int
    ) -> None:
        self.pending: OrderedDict[int, Update] = OrderedDict()
        self.allowed: set[str] | None = None
        self.on_new: Callable[[Update], None] = lambda _: None
        self.on_delivered: Callable[[Update], None] = lambda _: None
        self.on_confirmed: Callable[[Update], None] = lambda _: None
        self._clock = clock
        self._faults = faults
        self._next_id = first_id
        self._chance = random.Random(seed)
        self._again: list[Update] = []
        self._poll: asyncio.Future[None] | None = None

    @property
    def is_polled(self) -> bool:
        """Tell whether a call waits for updates now."""
        return self._poll is not None

    def add(self, kind: str, chat_id: int, content: dict[str, Any]) -> Update | None:
        """Take in something new, unless the bot does not want this kind."""
        if kind in ON_REQUEST if self.allowed is None else kind not in self.allowed:
            return None
        body = {"update_id": self._next_id, kind: content}
        update = Update(self._next_id, chat_id, body, self._clock())
        self._next_id += 1
        self.pending[update.id] = update
        self.end_poll()
        self.on_new(update)
        return update

    def skip_week(self) -> None:
        """Let a quiet week pass: what waited expires, the numbers start somewhere else."""
        self.pending.clear()
        self._next_id = self._chance.randrange(1, 2**30)

    async def fetch(self, offset: int, limit: int, timeout: float) -> list[Update]:  # noqa: ASYNC109 - Telegram's own word
        """Confirm what lies before the offset and return what comes next."""
        self.end_poll(conflict(OTHER_POLL))
        self._forget(offset)
        if timeout > 0 and not self.pending and not self._again:
            await self._arrival(timeout)
        found = [*self._again, *itertools.islice(self.pending.values(), limit)][:limit]
        del self._again[:limit]
        return found

    def deliver(self, updates: list[Update]) -> None:
        """Note that these are on their way to the bot."""
        for update in updates:
            if not update.delivered:
                update.delivered = True
                self.on_delivered(update)

    def confirm(self, update: Update) -> bool:
        """Forget an update for good; tell whether it will be delivered once more by mistake."""
        if self.pending.pop(update.id, None) is None:
            return False
        self.on_confirmed(update)
        return self._faults.strike(AN_UPDATE) is not None

    def end_poll(self, reason: ApiError | None = None) -> None:
        """Let the call that waits for updates return."""
        if self._poll is not None and not self._poll.done():
            if reason is None:
                self._poll.set_result(None)
            else:
                self._poll.set_exception(reason)

    def _forget(self, offset: int) -> None:
        if offset < 0:
            offset = next(itertools.islice(reversed(self.pending), -offset - 1, None), 0)
        elif offset > self._next_id + NEAR_FUTURE:
            offset = 0
        expired = self._clock() - KEPT_SECONDS
        while self.pending:
            first = next(iter(self.pending.values()))
            if first.id >= offset and first.at >= expired:
                break
            if self.confirm(first):
                self._again.append(first)

    async def _arrival(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await poll
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None
