"""Takes turns in; what no list knows is looked at by the model first, beside any transaction."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.guesses.guesser import Guesser, Guesses
from handlers.core.messages import Kind, Turn
from handlers.dispatch.typed import offers
from storage.database import Database, is_outage

Hear = Callable[[Turn], Awaitable[str]]
# So many of one place wait for the model at a time, and so many sentences of one person are looked
# at in a minute: whoever floods takes it from nobody else.
OF_ONE_PLACE, A_MINUTE = 4, 20


@dataclass(slots=True)
class _Line:
    """Those of one person that come one after the other, as long as there is one."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Listener:
    """Hands turns on to ``hear``, those of one person in the order in which they came."""

    def __init__(self, hear: Hear, guesser: Guesser, database: Database) -> None:
        self._hear, self._guesser, self._database = hear, guesser, database
        self._lines: dict[tuple[str, str], _Line] = {}
        self._places: Counter[str] = Counter()
        self._minute: datetime | None = None
        self._asked: Counter[tuple[str, str]] = Counter()

    async def hear(self, turn: Turn) -> str:
        """Take a turn in, as `Turns.hear` does; before that it may wait a moment for a guess."""
        who = (turn.channel, turn.sender)
        known = self._guesser.known(turn.text) if turn.kind is Kind.SAID else None
        if known:
            turn = replace(turn, likely=known)
        is_to_guess = not known and offers.is_to_guess(turn)
        if not is_to_guess and who not in self._lines:
            return await self._hear(turn)
        line = self._lines.setdefault(who, _Line())
        line.length += 1
        try:
            async with line.lock:
                if is_to_guess:
                    turn = replace(turn, likely=await self._guess(turn))
                return await self._hear(turn)
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[who]

    async def _guess(self, turn: Turn) -> Guesses:
        who, place = (turn.channel, turn.sender), turn.source or turn.sender
        minute = turn.now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self._asked = minute, Counter()
        self._asked[who] += 1
        if self._asked[who] > A_MINUTE or self._places[place] >= OF_ONE_PLACE:
            return ()
        self._places[place] += 1
        try:
            loop = asyncio.get_running_loop()
            is_answer = await loop.run_in_executor(None, self._is_asked_something, turn)
            return () if is_answer else await self._guesser.guess(turn.text)
        finally:
            self._places[place] -= 1
            if not self._places[place]:
                del self._places[place]

    def _is_asked_something(self, turn: Turn) -> bool:
        """Whether a question or a talk is open: then words are its answer, and nobody guesses."""
        try:
            with self._database.reading() as store:
                person = store.people.find(turn.channel, turn.sender)
        except Exception as problem:
            if is_outage(problem):
                return True
            raise
        return person is not None and person.dialogue is not None
