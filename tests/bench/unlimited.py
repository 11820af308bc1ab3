"""The real program without Telegram's limits, which a benchmark of speed would only measure.

With a file's name it also writes there where the processor's time of a turn went: JSON, from the
part to milliseconds. *read* is what Telegram brings, *think* the answer, *store* the rest of the
transaction, *render* writing in a language, *send* the network and what keeps the program going.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot import app as bot_app
from bot import logs
from bot.__main__ import collect_less
from bot.channels.telegram import channel
from bot.channels.telegram.http import Request
from bot.channels.web.server import listen
from bot.pipeline import incoming, sending
from bot.settings import read_settings
from handlers.dispatch import router

PARTS = ("read", "think", "store", "render", "send")


class Parts:
    """The processor's time of the threads that think and that send, by what they do."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.turns = 0
        self._loop = time.pthread_getcpuclockid(threading.get_ident())
        self._since = 0.0

    def measure(self) -> None:
        """Put a clock around the functions that these parts go through."""
        self._time(channel, "to_turn", "read")
        self._time(Request, "parse_json_payload", "read", wrap=staticmethod)
        self._time(router, "answer", "think")
        self._time(incoming.Turns, "_commit_turns", "transactions")
        self._time(sending, "render", "render")

    def of_a_turn(self) -> dict[str, float]:
        """Milliseconds a turn."""
        spent = self.seconds
        loop = time.clock_gettime(self._loop) - self._since
        parts = {
            "read": spent["read"],
            "think": spent["think"],
            "store": spent["transactions"] - spent["think"],
            "render": spent["render"],
            "send": loop - spent["read"] - spent["render"],
        }
        return {part: 1000 * parts[part] / max(1, self.turns) for part in PARTS}

    def _time(
        self, owner: Any, name: str, part: str, wrap: Callable[[Any], Any] = lambda given: given
    ) -> None:
        real = getattr(owner, name)

        def timed(*arguments: Any, **more: Any) -> Any:
            began = time.thread_time()
            try:
                return real(*arguments, **more)
            finally:
                if part == "think":
                    self._counts_from_here()
                self.seconds[part] += time.thread_time() - began

        setattr(owner, name, wrap(timed))

    def _counts_from_here(self) -> None:
        """The start is not part of a turn."""
        if not self.turns:
            self.seconds.clear()
            self._since = time.clock_gettime(self._loop)
        self.turns += 1


def main() -> None:
    """As ``buurtbot run``."""
    collect_less()
    settings = read_settings()
    logs.set_up(settings.log_level, settings.log_format)
    database = bot_app.open_storage(settings)
    view = bot_app.check_storage(database)
    database.say_alive()
    app = bot_app.App(settings, database, view, rates=None)
    parts = Parts()
    if len(sys.argv) > 1:
        parts.measure()
    asyncio.run(app.run(listen(settings), None))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(parts.of_a_turn()))
    database.close()


if __name__ == "__main__":
    main()
