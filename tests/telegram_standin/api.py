"""The stand-in as tests use it."""

import asyncio
from typing import Generic

from tests.telegram_standin.chats.chats import Chat, Json, Standing
from tests.telegram_standin.chats.flavours import Actor, Perform, Way, act
from tests.telegram_standin.chats.groups import Channel, Group
from tests.telegram_standin.chats.people import User
from tests.telegram_standin.http.server import Server
from tests.telegram_standin.records import Call, Setting
from tests.telegram_standin.world import World

STILL = 0.1


class Standin(Actor[Way], Generic[Way]):
    """Telegram, as far as a bot and its neighbours can tell."""

    def __init__(self, setting: Setting, perform: Perform) -> None:
        self.perform = perform
        self.token = setting.token
        self.username = setting.username
        self.world = World(setting)
        self.server = Server(self.world)
        self.faults = self.world.faults
        self.limits = self.world.limits
        self.stats = self.world.stats
        self.commands = self.world.commands
        self.profile = self.world.profile

    @property
    def url(self) -> str:
        """The address to use instead of https://api.telegram.org."""
        return self.server.url

    @property
    def calls(self) -> list[Call]:
        """All calls the bot made, oldest first."""
        return self.world.calls

    @property
    def pending(self) -> list[Json]:
        """The updates that are not confirmed yet."""
        return [update.body for update in list(self.world.inbox.pending.values())]

    def called(self, method: str) -> list[Call]:
        """Return the calls of one method."""
        return [call for call in list(self.world.calls) if call.method == method]

    def user(
        self,
        *,
        first_name: str = "Samira",
        language_code: str | None = "nl",
        stranger: bool = True,
        **more: str,
    ) -> User[Way]:
        """Add a person; a stranger has never written to the bot. More: last_name, username."""
        number = self.world.number("person", 710_000_001)
        standing = Standing.STRANGER if stranger else Standing.OPEN
        chat = Chat(number, "private", {"first_name": first_name, **more}, language_code, standing)
        return User(self.world, self._add(chat), self.perform)

    def group(self, *, title: str = "Neighbours", basic: bool = False, **more: str) -> Group[Way]:
        """Add a group with the bot in it: a supergroup, or a basic one that may be upgraded."""
        number = (
            self.world.number("group", 2_000_000_001)
            if not basic
            else self.world.number("basic", 4_000_001)
        )
        chat = Chat(
            -number if basic else -1_000_000_000_000 - number,
            "group" if basic else "supergroup",
            {"title": title, **more},
        )
        return Group(self.world, self._add(chat), self.perform)

    def channel(self, *, title: str = "News", **more: str) -> Channel[Way]:
        """Add a channel with the bot as administrator."""
        number = self.world.number("group", 2_000_000_001)
        chat = Chat(-1_000_000_000_000 - number, "channel", {"title": title, **more})
        return Channel(self.world, self._add(chat), self.perform)

    def _add(self, chat: Chat) -> Chat:
        self.world.chats[chat.id] = chat
        return chat

    @act
    async def quiet(self, *, within: float = 20.0, still: float = STILL) -> None:
        """Wait until the bot has confirmed everything and has done nothing for a moment."""
        world = self.world
        try:
            async with asyncio.timeout(within):
                while world.inbox.pending or world.in_flight or await self._stirs(still):
                    if world.inbox.pending or world.in_flight:
                        await world.bell.heard()
        except TimeoutError:
            left = (
                f"{len(world.inbox.pending)} updates unconfirmed, {world.in_flight} calls under way"
            )
            raise AssertionError(
                f"The bot did not come to rest within {within:g} s: {left}."
            ) from None

    async def _stirs(self, still: float) -> bool:
        try:
            async with asyncio.timeout(still):
                await self.world.bell.heard()
        except TimeoutError:
            return False
        return True

    @act
    async def lets_week_pass(self) -> None:
        """Let a week pass without updates: their numbers go on from somewhere else."""
        self.world.inbox.skip_week()
