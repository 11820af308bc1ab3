"""Updates that are brought to the bot instead of fetched by it."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.telegram_standin.traffic.errors import bad_request
from tests.telegram_standin.traffic.inbox import Inbox, Update

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0
PATIENCE = aiohttp.ClientTimeout(total=60)


class Webhook:
    """Brings updates to an address: one after the other in a chat, chats beside each other."""

    def __init__(self, inbox: Inbox, clock: Callable[[], float]) -> None:
        self.url = ""
        self.connections = 40
        self.last_error: dict[str, Any] = {}
        self._inbox = inbox
        self._clock = clock
        self._secret = ""
        self._lines: dict[int, deque[Update]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._free = asyncio.Semaphore(self.connections)
        inbox.on_new = self.push

    def start(self, url: str, secret: str, connections: int) -> None:
        """Bring everything that waits, and all that follows, to this address."""
        if urlsplit(url).scheme not in {"http", "https"}:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self.stop()
        self.url, self._secret, self.connections = url, secret, connections
        self._free = asyncio.Semaphore(connections)
        for update in self._inbox.pending.values():
            self.push(update)

    def stop(self) -> None:
        """Bring nothing any more; what was not accepted keeps waiting."""
        self.url = ""
        self.last_error = {}
        self._lines.clear()
        for worker in self._workers:
            worker.cancel()

    async def close(self) -> None:
        """Stop for good."""
        self.stop()
        await asyncio.gather(*self._workers, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def push(self, update: Update) -> None:
        """Put an update at the end of the line of its chat."""
        if not self.url:
            return
        if update.chat_id in self._lines:
            self._lines[update.chat_id].append(update)
            return
        line = self._lines[update.chat_id] = deque([update])
        worker = asyncio.get_running_loop().create_task(self._work_off(update.chat_id, line))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work_off(self, chat_id: int, line: deque[Update]) -> None:
        while line:
            await self._bring(line[0])
            if self._inbox.confirm(line[0]):
                await self._bring(line[0])
            line.popleft()
        del self._lines[chat_id]

    async def _bring(self, update: Update) -> None:
        pause = FIRST_PAUSE
        while not await self._post(update):
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _post(self, update: Update) -> bool:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=PATIENCE)
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            async with self._free:
                self._inbox.deliver([update])
                async with self._session.post(
                    self.url, json=update.body, headers=headers
                ) as answer:
                    if answer.ok:
                        return True
                    problem = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            problem = f"Connection failed: {type(error).__name__}"
        self.last_error = {"last_error_date": int(self._clock()), "last_error_message": problem}
        return False
