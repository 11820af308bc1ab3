"""Delivery with channels of our own, so that nothing else takes time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC
from typing import Any

from sqlalchemy import select

from bot.channels.base import Channel
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.delivery import Delivery
from bot.pipeline.limits.send_limits import SendLimits
from bot.rendering.message import Rendered
from handlers.core import message_json
from handlers.core.messages import Reply, Text, name
from storage.database import Database
from storage.repositories.messages.outbox import Outgoing
from storage.tables.messages import outbox
from tests.conftest import MONDAY
from tests.support.doors import Doors, nobody_makes, nobody_says


class Line(Doors):
    """A channel that does with each message what it is told, and else takes it."""

    draws = True

    def __init__(self, line: str) -> None:
        super().__init__(line, {})
        self.heard: list[tuple[str, Rendered]] = []
        self.troubles: list[Exception] = []
        self.is_open = asyncio.Event()
        self.is_open.set()

    async def send(self, address: str, message: Rendered) -> str:
        self.heard.append((address, message))
        await self.is_open.wait()
        if self.troubles:
            raise self.troubles.pop(0)
        return f"our number {message.id}"

    @property
    def texts(self) -> list[str]:
        return [message.text for _, message in self.heard]


class Office:
    """Delivery with two channels of our own, and the clock in our hands."""

    def __init__(self, database: Database) -> None:
        self.database, self.now, self.seconds = database, MONDAY, 0.0
        self.telegram, self.web = Line("telegram"), Line("web")
        self.channels: dict[str, Channel] = {"telegram": self.telegram, "web": self.web}
        self.limits = SendLimits(None, lambda: self.seconds)
        self.reached: list[int] = []
        self.delivery = self.starts_anew()

    def starts_anew(self) -> Delivery:
        self.delivery = Delivery(
            self.database,
            self.channels,
            {"telegram": self.limits},
            lambda: "nl",
            lambda: self.now,
            self.reached.extend,
            lambda: self.now.astimezone(UTC).date(),
            lambda: None,
            ClockWatch(lambda: self.now),
            nobody_makes,
            nobody_says,
        )
        return self.delivery

    def put(self, address: str, *lines: Text, channel: str = "telegram", **more: Any) -> int:
        """Queue one message for each line; nobody rings the bell."""
        with self.database.writing() as store:
            person = store.people.known([(channel, address, "")])[channel, address]
            made = [Reply((line,), **more) for line in lines]
            rows = [Outgoing(person.id, message_json.to_json(reply)) for reply in made]
            store.outbox.put(rows, self.now)
        return person.id

    def rows(self) -> list[Any]:
        with self.database.reading() as store:
            return list(store.connection.execute(select(outbox).order_by(outbox.c.id)).all())

    @property
    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - a database rings no bell
                await asyncio.sleep(0.005)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Delivery]:
        working = asyncio.create_task(self.delivery.run())
        yield self.delivery
        self.delivery.stop()
        await asyncio.wait_for(working, 5)


def words(line: str = "one") -> Text:
    return name(line)
