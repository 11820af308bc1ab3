"""Where people and the bot meet: what can be seen there, and waiting for it."""

import asyncio
import copy
from collections.abc import Callable
from typing import Generic

from tests.telegram_standin.chats.chats import Chat, Json, Message, Standing
from tests.telegram_standin.chats.flavours import Actor, Perform, Way, act
from tests.telegram_standin.world import World

PATIENCE = 20.0
SHOWN_CALLS = 5


class Place(Actor[Way], Generic[Way]):
    """A chat as its members see it."""

    def __init__(self, world: World, chat: Chat, perform: Perform) -> None:
        self.world = world
        self.chat = chat
        self.perform = perform

    @property
    def id(self) -> int:
        """The number the bot knows this chat by."""
        return self.chat.id

    @property
    def screen(self) -> list[Message]:
        """Everything visible now, oldest first, as copies that stay as they are."""
        return [copy.copy(message) for message in list(self.chat.messages.values())]

    @property
    def last(self) -> Message:
        """The newest message from the bot."""
        found = next((message for message in reversed(self.screen) if message.from_bot), None)
        assert found is not None, f"The bot has written nothing.\n{self.transcript}"
        return found

    @property
    def transcript(self) -> str:
        """The chat as text, for people who read a failed test."""
        calls = [
            f"  {call.method}: {call.error or 'ok'} {call.fault}"
            for call in self.world.calls[-SHOWN_CALLS:]
        ]
        lines = [f"  {message.line}" for message in self.screen]
        waiting = f"{len(self.world.inbox.pending)} updates are not confirmed. The last calls:"
        return "\n".join(["The chat:", *lines, waiting, *calls])

    @act
    async def sees(self, *texts: str, within: float = PATIENCE) -> Message:
        """Wait for a message with all these texts, newer than what was last said or seen here."""
        return await see(self.world, self.chat, texts, within, lambda: self.transcript)

    def new_update(self, kind: str, content: Json) -> None:
        """Tell the bot that something happened here."""
        if self.world.inbox.add(kind, self.chat.id, content) is not None:
            self.world.stats.fed += 1

    def bot_became(self, status: str, standing: Standing, by: Json) -> None:
        """Tell the bot what it is here from now on."""
        before = "member" if self.chat.standing in {Standing.OPEN, Standing.STRANGER} else "kicked"
        self.chat.standing = standing
        self.new_update(
            "my_chat_member",
            {
                "chat": self.chat.as_json(),
                "from": by,
                "date": self.world.now(),
                "old_chat_member": self.bot_as(before),
                "new_chat_member": self.bot_as(status),
            },
        )

    def bot_as(self, status: str) -> Json:
        """Return the bot as a member."""
        member = {"user": self.world.me, "status": status}
        return {**member, "until_date": 0} if status == "kicked" else member


async def see(
    world: World, chat: Chat, texts: tuple[str, ...], within: float, transcript: Callable[[], str]
) -> Message:
    """Wait until a message with these texts is there that nobody has seen yet."""
    try:
        async with asyncio.timeout(within):
            while (found := unread(chat, texts)) is None:
                await world.bell.heard()
    except TimeoutError:
        wanted = " and ".join(map(repr, texts)) or "anything"
        raise AssertionError(f"Waited {within:g} s for {wanted}, in vain. {transcript()}") from None
    chat.read_until = found.change
    return copy.copy(found)


def unread(chat: Chat, texts: tuple[str, ...]) -> Message | None:
    """Return the oldest change by the bot that was not read yet and holds all texts."""
    fresh = [m for m in chat.messages.values() if m.from_bot and m.change > chat.read_until]
    fitting = [m for m in fresh if all(text in m.words for text in texts)]
    return min(fitting, key=lambda message: message.change, default=None)
