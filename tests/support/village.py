"""The whole program in one event loop with a Bot API, for tests of how they get along."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import App, now
from bot.channels.web.server import listen
from bot.settings import Settings
from bot.voices.speaker import Speaker
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.repositories.people.roles import Role
from tests.bot.voices.voice import Voice
from tests.support.program import free_port
from tests.telegram_standin import BotApi


class Village:
    """A running program, its database and the stand-in that it talks with."""

    def __init__(
        self, database: Database, api: BotApi, voice: Speaker | None = None, **settings: Any
    ) -> None:
        self.database, self.api, self.voice = database, api, voice or Voice()
        self.settings = Settings(
            telegram_token=api.token,
            telegram_api_url=api.url,
            web_port=free_port(),
            keys_file=Path("keys"),
            **settings,
        )
        with database.reading() as store:
            current = store.neighbourhoods.current()
        assert current
        self.app = App(self.settings, database, NeighbourhoodView(current), speaker=self.voice)
        self.running: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.settings.web_port}"

    async def starts(self) -> None:
        self.running = asyncio.create_task(self.app.run(listen(self.settings), None))
        await asyncio.wait_for(self.app.introduced(), 20)

    async def stops(self) -> None:
        """End as after a SIGTERM; raises what the program ended with."""
        self.app.stop()
        assert self.running
        await asyncio.wait_for(self.running, 10)

    async def posts(self, body: bytes, secret: str | None) -> int:
        """Post to the webhook as anybody can; gives the status of the answer."""
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.address}/telegram", data=body, headers=headers) as answer,
        ):
            return answer.status

    async def until(self, condition: Any, seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - a database rings no bell
                await asyncio.sleep(0.01)

    async def settled(self) -> None:
        """Wait until it is written down what every message that was sent is called."""

        def is_settled() -> bool:
            with self.database.reading() as store:
                return store.outbox.waiting() == 0

        await self.until(is_settled)

    async def quiet(self) -> None:
        """Wait until everything that came in was heard, answered and sent, and nothing stirs."""
        await self.api.quiet(still=0)
        await self.settled()
        await self.api.quiet()

    def answers(self, chat: int) -> int:
        return len(self.api.stats.texts[chat])


@asynccontextmanager
async def village(
    database: Database, voice: Speaker | None = None, **settings: Any
) -> AsyncIterator[Village]:
    async with BotApi(limits=False) as api:
        made = Village(database, api, voice, **settings)
        await made.starts()
        try:
            yield made
        finally:
            await made.stops()


def gives(database: Database, chat: int, *roles: Role) -> None:
    """Give somebody roles without a word."""
    with database.writing() as store:
        person = store.people.known([("telegram", str(chat), "en")])["telegram", str(chat)]
        for role in roles:
            store.roles.give(person.id, role, now())
