"""How many pages wait for news at a time, of one address and in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.channels.web.bounds.limits import Bounds


class Polls:
    """Gives a page a place to wait in, as long as there are any."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def place(self, address: str) -> Iterator[bool]:
        """Whether there is a place; it is given back at the end."""
        bounds, waiting = self._bounds, self._waiting
        has_place = waiting[address] < bounds.polls_of_one and waiting.total() < bounds.polls
        waiting[address] += has_place
        try:
            yield has_place
        finally:
            waiting[address] -= has_place
            if not waiting[address]:
                del waiting[address]
