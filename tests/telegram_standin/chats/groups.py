"""Groups and channels."""

from typing import Generic

from tests.telegram_standin.chats.chats import Standing
from tests.telegram_standin.chats.flavours import Way, act
from tests.telegram_standin.chats.places import Place
from tests.telegram_standin.content.texts import words

# Telegram's own account that speaks for an administrator who hides.
ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


class Group(Place[Way], Generic[Way]):
    """A group the bot is a member of."""

    @act
    async def removes_bot(self, *, quietly: bool = False) -> None:
        """Throw the bot out; quietly means that it only finds out when it writes."""
        if quietly:
            self.chat.standing = Standing.KICKED
        else:
            self.bot_became("kicked", Standing.KICKED, ANONYMOUS)

    @act
    async def welcomes_bot(self) -> None:
        """Let the bot in."""
        self.bot_became("member", Standing.OPEN, ANONYMOUS)

    @act
    async def upgrades(self, *, quietly: bool = False) -> int:
        """Become a supergroup, as groups do when they grow; return the new number."""
        old, new = self.chat, self.world.upgrade(self.chat)
        if not quietly:
            gone = self.world.put(
                old, {"from": ANONYMOUS, "migrate_to_chat_id": new.id}, from_bot=False
            )
            self.new_update("message", gone.body)
        self.chat = new
        if not quietly:
            come = self.world.put(
                new, {"from": ANONYMOUS, "migrate_from_chat_id": old.id}, from_bot=False
            )
            self.new_update("message", come.body)
        return new.id


class Channel(Place[Way], Generic[Way]):
    """A channel the bot administers."""

    @act
    async def posts(self, text: str) -> int:
        """Publish something; return the number of the post."""
        content = {"sender_chat": self.chat.as_json(), **words(text)}
        post = self.world.put(self.chat, content, from_bot=False)
        self.new_update("channel_post", post.body)
        return post.message_id
