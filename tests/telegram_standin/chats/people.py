"""A person with a phone."""

import re
from typing import Generic

from tests.telegram_standin.chats import attachments
from tests.telegram_standin.chats.chats import Standing
from tests.telegram_standin.chats.flavours import Way, act
from tests.telegram_standin.chats.phones import Phone
from tests.telegram_standin.chats.places import Place
from tests.telegram_standin.content.texts import words
from tests.telegram_standin.records import Tap

LINK_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


class User(Phone[Way], Generic[Way]):
    """Somebody who talks with the bot; as a place, the private chat with it."""

    @act
    async def says(
        self,
        text: str,
        *,
        in_chat: Place[Way] | None = None,
        anonymously: bool = False,
        reply_to: int | None = None,
    ) -> int:
        """Write something; return the number of the message."""
        return self.write(words(text), in_chat, anonymously=anonymously, reply_to=reply_to)

    @act
    async def follows_link(self, code: str = "") -> int:
        """Open the bot by a link with a code and press Start."""
        assert not code or LINK_CODE.fullmatch(code), f"no link of Telegram can carry {code!r}"
        return self.write(words(f"/start {code}".rstrip()))

    @act
    async def taps(self, label: str, *, in_chat: Place[Way] | None = None) -> Tap:
        """Press the button with this label, or this within its label, under the newest message."""
        place = in_chat or self
        for message in reversed(place.screen):
            buttons = [button for row in message.inline for button in row]
            fits = [b for b in buttons if b["text"] == label] or [
                b for b in buttons if label in b["text"]
            ]
            if fits:
                assert "callback_data" in fits[0], f"{label!r} tells the bot nothing: {fits[0]}"
                return self.press(place, fits[0]["callback_data"], message)
        raise AssertionError(f"There is no button {label!r}. {place.transcript}")

    @act
    async def taps_data(
        self, data: str, *, message_id: int | None = None, in_chat: Place[Way] | None = None
    ) -> Tap:
        """Send a tap with any data, as only a forger can."""
        place = in_chat or self
        number = place.last.message_id if message_id is None else message_id
        return self.press(place, data, place.chat.messages.get(number), number)

    @act
    async def edits(self, text: str, *, message_id: int | None = None) -> int:
        """Change an earlier message, the newest one unless told otherwise."""
        mine = (
            number
            for number, message in reversed(self.chat.messages.items())
            if not message.from_bot
        )
        message = self.chat.messages[next(mine) if message_id is None else message_id]
        self.world.alter(message, words(text))
        self.chat.read_until = self.world.change
        self.new_update("edited_message", message.body)
        return message.message_id

    @act
    async def forwards(
        self, text: str, *, origin: Place[Way] | str = "Somebody", in_chat: Place[Way] | None = None
    ) -> int:
        """Pass on what somebody else wrote; a name stands for a person who hides."""
        source = origin if isinstance(origin, str) else origin.chat
        return self.write(
            {**words(text), "forward_origin": attachments.forward_origin(source, self.world.now())},
            in_chat,
        )

    @act
    async def shares_location(self, latitude: float, longitude: float) -> int:
        """Say where one is."""
        return self.write({"location": {"latitude": latitude, "longitude": longitude}})

    @act
    async def shares_contact(self, phone: str, *, of: "User[Way] | None" = None) -> int:
        """Pass on a telephone number, one's own unless told otherwise."""
        return self.write(attachments.contact(phone, (of or self).chat))

    @act
    async def sends_sticker(self) -> int:
        """Send a sticker."""
        return self.write(attachments.sticker(self.world.files))

    @act
    async def sends_photo(self, content: bytes = b"", *, caption: str = "", album: str = "") -> int:
        """Send a picture, maybe as one of an album."""
        picture = attachments.photo(self.world.files, content, caption)
        group = {"media_group_id": album} if album else {}
        return self.write({**picture, **group}, media=content)

    @act
    async def sends_voice(self, content: bytes = b"") -> int:
        """Send a spoken message."""
        return self.write(attachments.voice(self.world.files, content), media=content)

    @act
    async def sends_document(self, content: bytes = b"", *, name: str = "file.pdf") -> int:
        """Send a file."""
        return self.write(attachments.document(self.world.files, content, name), media=content)

    @act
    async def blocks(self, *, quietly: bool = False) -> None:
        """Block the bot; quietly means that it only finds out when it writes."""
        if quietly:
            self.chat.standing = Standing.BLOCKED
        else:
            self.bot_became("kicked", Standing.BLOCKED, self.chat.person())

    @act
    async def unblocks(self) -> None:
        """Let the bot write again."""
        self.bot_became("member", Standing.OPEN, self.chat.person())

    @act
    async def deletes_account(self) -> None:
        """Leave Telegram."""
        self.chat.standing = Standing.DELETED
