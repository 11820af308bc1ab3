"""What a phone does when its owner writes or presses."""

from typing import Generic

from tests.telegram_standin.chats.chats import Json, Message, Standing
from tests.telegram_standin.chats.flavours import Way
from tests.telegram_standin.chats.groups import ANONYMOUS
from tests.telegram_standin.chats.places import Place
from tests.telegram_standin.records import Tap


class Phone(Place[Way], Generic[Way]):
    """The private chat of one person, and the way to write in others."""

    @property
    def toast(self) -> str:
        """What the bot last answered to a tap, as shown for a moment at the top."""
        mine = (tap for tap in reversed(list(self.world.taps.values())) if tap.by == self.chat.id)
        return next((tap.text for tap in mine if tap.answered), "")

    def write(
        self,
        content: Json,
        in_chat: Place[Way] | None = None,
        *,
        anonymously: bool = False,
        reply_to: int | None = None,
        media: bytes | None = None,
    ) -> int:
        place = in_chat or self
        chat = place.chat
        assert chat.standing is not Standing.BLOCKED, (
            f"{self.chat.names} must unblock the bot first"
        )
        if chat.standing is Standing.STRANGER:
            chat.standing = Standing.OPEN
        sender: Json = (
            {"from": ANONYMOUS, "sender_chat": chat.as_json()}
            if anonymously
            else {"from": self.chat.person()}
        )
        if reply_to is not None:
            sender["reply_to_message"] = chat.messages[reply_to].body
        message = self.world.put(chat, {**sender, **content}, from_bot=False, media=media)
        chat.read_until = self.world.change
        place.new_update("message", message.body)
        return message.message_id

    def press(self, place: Place[Way], data: str, message: Message | None, number: int = 0) -> Tap:
        world, chat = self.world, place.chat
        tap = Tap(str(world.number("tap", 4_000_000_000_000)), world.clock(), self.chat.id)
        world.taps[tap.id] = tap
        chat.read_until = world.change
        # A message that is gone is still named in the tap, without its content.
        gone: Json = {"chat": chat.as_json(), "message_id": number, "date": 0}
        query = {
            "id": tap.id,
            "from": self.chat.person(),
            "message": message.body if message else gone,
            "chat_instance": str(abs(chat.id) * 31),
            "data": data,
        }
        place.new_update("callback_query", query)
        return tap
