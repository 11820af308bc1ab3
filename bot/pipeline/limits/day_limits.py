"""How often something may be done a day from one place on the internet.

In memory, as the other limits are: a restart, or a second copy, allows as much again.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from threading import Lock

# Somebody with very many addresses does not fill our memory: the oldest are forgotten.
REMEMBERED = 50_000


class DayLimits:
    """Counts for each place what was done there today; ``day`` is the local day."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._counts: Counter[tuple[str, str]] = Counter()
        self._over: set[str] = set()
        self._one_by_one = Lock()

    def take(self, what: str, source: str, most: int, day: date) -> bool:
        """Whether this may be done here once more today; it counts as done then."""
        with self._one_by_one:
            if not self._is_left(what, source, most, day):
                return False
            self._counts[what, source] += 1
            if len(self._counts) > REMEMBERED:
                del self._counts[next(iter(self._counts))]
            return True

    def has_left(self, what: str, source: str, most: int, day: date) -> bool:
        """Whether this may be done here once more today; nothing is counted."""
        with self._one_by_one:
            return self._is_left(what, source, most, day)

    def over(self, day: date) -> set[str]:
        """What was refused today, somewhere."""
        with self._one_by_one:
            self._begin(day)
            return set(self._over)

    def _is_left(self, what: str, source: str, most: int, day: date) -> bool:
        self._begin(day)
        if self._counts[what, source] >= most:
            self._over.add(what)
            return False
        return True

    def _begin(self, day: date) -> None:
        if day != self._day:
            self._day = day
            self._counts.clear()
            self._over.clear()
