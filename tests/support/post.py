"""Delivery at work between a real database and a Bot API, with both clocks in the test's hands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from telegram.error import TelegramError

from bot.channels.telegram.channel import Telegram
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.delivery import Delivery
from bot.pipeline.limits.send_limits import Rates, SendLimits
from bot.rendering.message import Limits, Rendered
from handlers.core import message_json
from handlers.core.messages import Reply, name
from storage.database import Database
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.people import Person
from storage.store import Store
from storage.tables.messages import outbox
from tests.support.doors import nobody_makes, nobody_says
from tests.telegram_standin import BotApi


class Page:
    """Another channel beside Telegram; whoever waits for it must not wait for Telegram."""

    name, draws, limits = "web", False, Limits(4096, 1024, 64, (28,))

    def __init__(self) -> None:
        self.shown: list[str] = []

    async def send(self, address: str, message: Rendered) -> str:
        self.shown.append(message.text)
        return str(message.id)


class Post:
    """Delivery at work between a real database and a Bot API; both clocks are in our hands."""

    def __init__(
        self,
        database: Database,
        url: str,
        token: str,
        rates: Rates | None = None,
        *,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.database = database
        self.now, self.seconds = datetime(2026, 11, 16, 8, tzinfo=UTC), 0.0
        self.page = Page()
        self.telegram = Telegram(
            *(token, url, self._hears_nothing, lambda: self.now),
            ClockWatch(lambda: self.now),
            lambda: "en",
        )
        self.limits = SendLimits(rates, clock or (lambda: self.seconds))
        # When the rest of the program was told that somebody left.
        self.left: list[datetime] = []
        self.delivery = Delivery(
            database,
            {"telegram": self.telegram, "web": self.page},  # type: ignore[dict-item]
            {"telegram": self.limits},
            lambda: "en",
            lambda: self.now,
            lambda persons: None,
            lambda: self.now.astimezone(UTC).date(),
            lambda: self.left.append(self.now),
            ClockWatch(lambda: self.now),
            nobody_makes,
            nobody_says,
        )

    async def _hears_nothing(self, turn: Any) -> None:
        raise AssertionError("nobody speaks here")

    def put(self, chat: object, *texts: str, channel: str = "telegram", **more: Any) -> None:
        """Queue messages, each a single line, for whoever lives at this address."""
        with self.database.writing() as store:
            person = store.people.known([(channel, str(chat), "en")])[channel, str(chat)]
            lines = [message_json.to_json(Reply((name(text),))) for text in texts]
            store.outbox.put([Outgoing(person.id, one, **more) for one in lines], self.now)
        self.delivery.ring()

    def person(self, chat: object) -> Person:
        with self.database.reading() as store:
            found = store.people.find("telegram", str(chat))
        assert found
        return found

    def rows(self) -> list[Any]:
        with self.database.reading() as store:
            return list(store.connection.execute(select(outbox).order_by(outbox.c.id)).all())

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    def states_in(self, store: Store) -> list[str]:
        return list(store.connection.execute(select(outbox.c.state)).scalars())

    async def until(self, condition: Callable[[], object], seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - a database rings no bell
                await asyncio.sleep(0.02)

    async def finished(self, seconds: float = 20) -> None:
        """Wait until nothing is under way, letting the time of every back-off pass."""

        def is_finished() -> bool:
            self.now += timedelta(minutes=2)
            self.seconds += 1
            self.delivery.ring()
            with self.database.reading() as store:
                return not store.outbox.waiting()

        await self.until(is_finished, seconds)

    async def looks_around(self) -> None:
        """Give delivery the occasion to do what it should not."""
        for _ in range(5):
            self.delivery.ring()
            await asyncio.sleep(0.01)


@asynccontextmanager
async def post(
    database: Database,
    api: BotApi | None = None,
    url: str = "",
    token: str = "",
    **more: Any,
) -> AsyncIterator[Post]:
    made = Post(database, api.url if api else url, api.token if api else token, **more)
    with suppress(TelegramError):
        await made.telegram._introduce()
    working = asyncio.create_task(made.delivery.run())
    try:
        yield made
    finally:
        made.delivery.stop()
        await asyncio.wait_for(working, 10)
        await made.telegram.close()


def wakes(api: BotApi) -> None:
    """Telegram answers again: every call that was kept waiting goes on at once."""
    api.faults.clear()
    api.server._closing.set()


def texts(api: BotApi, chat: int) -> list[str]:
    return api.stats.texts[chat]


def sends(api: BotApi, chat: object) -> list[Any]:
    return [one for one in api.calls if str(one.params.get("chat_id")) == str(chat)]
