"""Takes turns in; what no list knows is looked at by the model first, beside any transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.guesses.guesser import Guesser
from handlers.core.messages import Turn
from handlers.dispatch.typed import offers

Hear = Callable[[Turn], Awaitable[str]]


@dataclass(slots=True)
class _Line:
    """Those of one person that come one after the other, as long as there is one."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Listener:
    """Hands turns on to ``hear``, those of one person in the order in which they came."""

    def __init__(self, hear: Hear, guesser: Guesser) -> None:
        self._hear, self._guesser = hear, guesser
        self._lines: dict[tuple[str, str], _Line] = {}

    async def hear(self, turn: Turn) -> str:
        """Take a turn in, as `Turns.hear` does; nobody else waits for its guess."""
        who = (turn.channel, turn.sender)
        is_to_guess = offers.is_to_guess(turn)
        if not is_to_guess and who not in self._lines:
            return await self._hear(turn)
        line = self._lines.setdefault(who, _Line())
        line.length += 1
        try:
            async with line.lock:
                if is_to_guess:
                    turn = replace(turn, likely=await self._guesser.guess(turn.text))
                return await self._hear(turn)
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[who]
