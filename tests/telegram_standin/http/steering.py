"""The doors for a benchmark that runs in another process: /_standin/..."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.telegram_standin.http.replies import reply, reply_json
from tests.telegram_standin.traffic.errors import ApiError
from tests.telegram_standin.traffic.feed import Crowd

Json = dict[str, Any]


class Steering:
    """Shows the figures and takes orders."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.api = crowd.api
        self._tasks: set[asyncio.Task[None]] = set()
        self._orders: dict[str, Callable[[Json], None]] = {
            "updates": self.add_updates,
            "faults": self.set_faults,
            "limits": self.set_limits,
            "clear": self.clear,
        }

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        door = request.path.removeprefix("/_standin/")
        if request.method == "GET" and door == "stats":
            await self.answered(
                int(request.query.get("answered", 0)), float(request.query.get("within", 60))
            )
            return reply_json(self.figures())
        if request.method == "GET" and door == "texts":
            return reply_json(self.api.stats.texts)
        if request.method == "POST" and door in self._orders:
            try:
                self._orders[door](await request.json() if request.can_read_body else {})
            except (KeyError, TypeError, ValueError) as mistake:
                return reply(ApiError(400, f"Bad Request: {mistake!r}"))
            return reply_json({"ok": True})
        return reply(ApiError(404, "Not Found"))

    async def answered(self, count: int, within: float) -> None:
        """Wait until so many updates are answered, or the time is up."""
        try:
            async with asyncio.timeout(within):
                while self.api.stats.answered < count:
                    await self.api.world.bell.heard()
        except TimeoutError:
            pass

    def figures(self) -> Json:
        """Return everything that was counted."""
        api = self.api
        return {
            **api.stats.as_json(),
            "pending": len(api.pending),
            "refused_429": dict(api.limits.refused),
            "faults": dict(api.faults.given),
            "cpu_seconds": time.process_time(),
        }

    def add_updates(self, order: Json) -> None:
        """Let people write: count, text, and if wanted rate, users, and who is the first."""
        self.crowd.grow(int(order.get("users", 0)))
        self.crowd.said = int(order.get("first", self.crowd.said))
        self.start(int(order["count"]), str(order["text"]), float(order.get("rate", 0)))

    def start(self, count: int, text: str, rate: float, *, after_first_call: bool = False) -> None:
        """Let people write, at once or as soon as the bot has called."""

        async def feed() -> None:
            if after_first_call:
                await self.crowd.bot_is_there()
            await self.crowd.speak(count, text, rate)

        task = asyncio.get_running_loop().create_task(feed())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def set_faults(self, order: Json) -> None:
        """Let things go wrong, or go well again with `clear`."""
        if order.pop("clear", False):
            self.api.faults.clear()
        if order:
            methods = order.pop("methods", None)
            self.api.faults.add(methods=set(methods) if methods else None, **order)

    def set_limits(self, order: Json) -> None:
        """Switch the brakes on or off."""
        self.api.limits.on = bool(order["on"])

    def clear(self, _: Json) -> None:
        """Forget all figures."""
        self.api.stats.clear()
        self.api.limits.refused.clear()
        self.api.faults.given.clear()
