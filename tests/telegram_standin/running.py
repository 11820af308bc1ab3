"""Starting and stopping the stand-in, in the test's own event loop or in a thread beside it."""

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self, Unpack

from tests.telegram_standin.api import Standin
from tests.telegram_standin.chats.flavours import Awaited, Blocking
from tests.telegram_standin.records import Changes, Setting

PATIENCE = 10.0


class BotApi(Standin[Awaited]):
    """The stand-in for asyncio tests: `async with BotApi() as api`."""

    def __init__(self, **changes: Unpack[Changes]) -> None:
        super().__init__(Setting(**changes), lambda deed: deed)

    @staticmethod
    def in_thread(**changes: Unpack[Changes]) -> "BotApiInThread":
        """Return the stand-in for plain tests: `with BotApi.in_thread() as api`."""
        return BotApiInThread(**changes)

    async def __aenter__(self) -> Self:
        await self.server.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.server.close()


class BotApiInThread(Standin[Blocking]):
    """The stand-in for plain tests, and for bots that run as a process of their own."""

    def __init__(self, **changes: Unpack[Changes]) -> None:
        super().__init__(Setting(**changes), self._perform)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="bot-api-stand-in", daemon=True
        )

    def _perform(self, deed: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(deed, self._loop).result()

    def __enter__(self) -> Self:
        self._thread.start()
        self._perform(self.server.start())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._perform(self.server.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()
