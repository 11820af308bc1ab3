"""How fast and how orderly the bot answers."""

import math
import re
import time
from collections import Counter, defaultdict, deque
from typing import Any

from tests.telegram_standin.traffic.inbox import Update

NUMBER = "{n}"


class Stats:
    """Measures from the moment an update reaches the bot to the answer in that chat."""

    def __init__(self) -> None:
        self.answers_per_update = 1
        self.numbered: re.Pattern[str] | None = None
        self.clear()

    def clear(self) -> None:
        """Start measuring afresh."""
        self.fed = self.handed_over = self.answered = self.sends = self.edits = 0
        self.order_breaks = self.doubled = 0
        self.first_delivery = self.last_answer = 0.0
        self.latencies: list[float] = []
        self.texts: dict[int, list[str]] = defaultdict(list)
        self.answers: Counter[int] = Counter()
        self.calls: Counter[str] = Counter()
        self._waiting: dict[int, deque[float]] = defaultdict(deque)
        self._seen: dict[int, set[int]] = defaultdict(set)
        self._last: dict[int, int] = {}

    def expect(self, template: str) -> None:
        """Look for the running number of this text in the answers, to check their order."""
        before, mark, after = template.partition(NUMBER)
        self.numbered = (
            re.compile(re.escape(before) + r"(\d+)" + re.escape(after)) if mark else None
        )

    def delivered(self, update: Update) -> None:
        """Note that an update has reached the bot for the first time."""
        now = time.perf_counter()
        self.handed_over += 1
        self.first_delivery = self.first_delivery or now
        self._waiting[update.chat_id].append(now)

    def sent(self, chat_id: int, text: str, *, edit: bool = False) -> None:
        """Note that the bot wrote something new, or rewrote it."""
        self.sends += not edit
        self.edits += edit
        self.texts[chat_id].append(text)
        waiting = self._waiting[chat_id]
        if waiting and self.answers[chat_id] % self.answers_per_update == 0:
            self.last_answer = time.perf_counter()
            self.latencies.append(self.last_answer - waiting.popleft())
            self.answered += 1
        self.answers[chat_id] += 1
        if self.numbered is not None and (found := self.numbered.search(text)):
            self._check_order(chat_id, int(found.group(1)))

    def _check_order(self, chat_id: int, number: int) -> None:
        if number in self._seen[chat_id]:
            self.doubled += 1
            return
        self._seen[chat_id].add(number)
        self.order_breaks += number < self._last.get(chat_id, -1)
        self._last[chat_id] = number

    def as_json(self) -> dict[str, Any]:
        """Return all figures."""
        seconds = max(0.0, self.last_answer - self.first_delivery)
        return {
            "updates": self.fed,
            "delivered": self.handed_over,
            "answered": self.answered,
            "sends": self.sends,
            "edits": self.edits,
            "first_delivery": self.first_delivery,
            "last_answer": self.last_answer,
            "seconds": round(seconds, 4),
            "per_second": round(self.answered / seconds, 1) if seconds else 0.0,
            "latency_ms": {f"p{share}": self.percentile(share) for share in (50, 95, 99, 100)},
            "order_breaks": self.order_breaks,
            "doubled": self.doubled,
            "calls": dict(self.calls),
            "answers_per_chat": dict(self.answers),
        }

    def percentile(self, share: int) -> float:
        """Return the latency in ms that so many per cent of the answers stay within."""
        if not self.latencies:
            return 0.0
        ordered = sorted(self.latencies)
        return round(ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)] * 1000, 2)
