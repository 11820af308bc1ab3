"""Telegram's brakes: so many messages a second, and no more."""

import math
from collections import Counter, deque
from collections.abc import Callable

from tests.telegram_standin.traffic.errors import too_many

BOT_PER_SECOND = 30
GROUP_PER_MINUTE = 20
CHAT_BURST = 5
MINUTE = 60.0


class Limits:
    """Counts messages and says when it is too much."""

    def __init__(self, clock: Callable[[], float], *, on: bool = True) -> None:
        self.clock = clock
        self.on = on
        self.refused: Counter[str] = Counter()
        self._bot: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._buckets: dict[int, tuple[float, float]] = {}

    def count(self, chat_id: int, *, group: bool) -> None:
        """Count one message to a chat, or refuse it and say how long to wait."""
        if not self.on:
            return
        now = self.clock()
        in_group = self._groups.setdefault(chat_id, deque()) if group else deque[float]()
        left, then = self._buckets.get(chat_id, (float(CHAT_BURST), now))
        left = min(float(CHAT_BURST), left + max(0.0, now - then))
        waits = {
            "bot": wait(self._bot, now, 1.0, BOT_PER_SECOND),
            "group": wait(in_group, now, MINUTE, GROUP_PER_MINUTE),
            "chat": max(0.0, 1.0 - left),
        }
        rule = max(waits, key=lambda name: waits[name])
        if waits[rule] > 0:
            self.refused[rule] += 1
            raise too_many(max(1, math.ceil(waits[rule])))
        self._bot.append(now)
        in_group.append(now)
        self._buckets[chat_id] = (left - 1.0, now)


def wait(times: deque[float], now: float, window: float, most: int) -> float:
    """Return how long until one more fits into the window."""
    while times and times[0] <= now - window:
        times.popleft()
    return times[0] + window - now if len(times) >= most else 0.0
