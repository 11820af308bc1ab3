"""A crowd of people who write to the bot in turn."""

import asyncio

from tests.telegram_standin.chats.flavours import Awaited
from tests.telegram_standin.chats.people import User
from tests.telegram_standin.running import BotApi
from tests.telegram_standin.traffic.stats import NUMBER


class Crowd:
    """So many people, each with a private chat."""

    def __init__(self, api: BotApi, users: int) -> None:
        self.api = api
        self.said = 0
        self._turn = asyncio.Lock()
        self.people: list[User[Awaited]] = []
        self.grow(users)

    def grow(self, users: int) -> None:
        """Let there be at least so many people."""
        for number in range(len(self.people) + 1, users + 1):
            self.people.append(self.api.user(first_name=f"Neighbour {number}", stranger=False))

    async def speak(self, count: int, template: str, rate: float = 0.0) -> None:
        """Let them write one after the other: all at once, or so many a second.

        What is ordered while they still write comes after it, so that everybody writes all of it.
        """
        async with self._turn:
            self.api.stats.expect(template)
            loop = asyncio.get_running_loop()
            start = loop.time()
            for done in range(count):
                if rate:
                    await asyncio.sleep(max(0.0, start + done / rate - loop.time()))
                person = self.people[self.said % len(self.people)]
                self.said += 1
                await person.says(template.replace(NUMBER, str(self.said)))

    async def bot_is_there(self) -> None:
        """Wait until the bot has called for the first time."""
        while not self.api.stats.calls:
            await self.api.world.bell.heard()
