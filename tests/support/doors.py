"""A channel that ends at neighbours' doors, and an event loop for tests that have none."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Coroutine, Mapping
from functools import cache
from threading import Thread
from typing import Any, Protocol, TypeVar

from bot.app import CHANNELS
from bot.channels.base import Channel
from bot.rendering.message import Clip, File, Limits, Rendered
from bot.rendering.text import Reader
from handlers.core.enclosures import Aloud, Document

# Longer than any outage that a test plays; only a lock that nobody lets go takes so long.
STUCK = 60.0
Made = TypeVar("Made")


class Door(Protocol):
    """Where somebody gets messages."""

    def gets(self, message: Rendered) -> None: ...


class Doors(Channel):
    """Hands every message to whoever lives at its address, and never fails."""

    draws = False

    def __init__(self, name: str, doors: Mapping[tuple[str, str], Door]) -> None:
        self.name = name
        self._doors = doors
        self._real = next(kind for kind in CHANNELS if kind.name == name)
        # What fits, and what it can do, is as in the real one of this name.
        self.limits = self._real.limits

    def is_group(self, address: str) -> bool:
        return self._real.is_group(self, address)

    async def run(self) -> None:
        """Nobody speaks here: tests hand their turns to the pipeline themselves."""

    async def stop(self) -> None:
        """There is nothing to stop."""

    async def close(self) -> None:
        """There is nothing to let go of."""

    def trouble(self) -> str:
        return ""

    async def send(self, address: str, message: Rendered) -> str:
        self._doors[self.name, address].gets(message)
        return message.replaces or str(message.id)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """A loop in a thread of its own: a test may call from any thread, or within another loop."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="street", daemon=True)
    thread.start()

    def close() -> None:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    atexit.register(close)
    return loop


async def nobody_makes(order: Document, person: int, reader: Reader) -> File:
    """Where no file is asked for."""
    raise AssertionError((order, person, reader))


async def nobody_says(order: Aloud, person: int, limits: Limits) -> Clip:
    """Where nothing is said aloud."""
    raise AssertionError((order, person, limits))


def waits_for(work: Coroutine[Any, Any, Made]) -> Made:
    """Let the program work, and wait until it is done."""
    return asyncio.run_coroutine_threadsafe(work, _loop()).result(STUCK)
