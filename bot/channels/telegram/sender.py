"""How a message is sent to Telegram, and what its answers mean."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from hashlib import sha256
from typing import Any

import structlog
from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import Moved, NotSent, PersonLeft, Refused, SendError, TryLater, Unsure
from bot.channels.telegram.api import (
    LARGEST_NUMBER,
    NO_PREVIEW,
    PlainBot,
    file_id_of,
    number_in,
    seconds_to_wait,
)
from bot.channels.telegram.topics import message_of, topic_of
from bot.rendering.message import Clip, Rendered

# So many numbers Telegram takes in one call.
DELETED_AT_ONCE = 100
NOTHING_TO_READ = "…"
# What a message said aloud is called as a file, and of how many it is known that Telegram has them.
ALOUD_FILE, MOST_KEPT = "message.ogg", 1_000
log = structlog.get_logger(__name__)


class Sender:
    """Sends messages; ``trouble`` is what the last send met, in a sentence."""

    def __init__(self, bot: PlainBot) -> None:
        self._bot = bot
        # With a webhook nothing but a send tells that Telegram is gone.
        self.trouble = ""
        # What Telegram keeps of clips that everybody may hear, by what they sound like.
        self._kept: OrderedDict[bytes, str] = OrderedDict()

    async def send(self, address: str, message: Rendered) -> str:
        """Send or change one message; what Telegram answers becomes a SendError by name."""
        try:
            if message.clears or message.blanks:
                await self._clear(int(address), message)
            sent = await self._send(int(address), message)
        except TelegramError as problem:
            failed = send_error(problem)
            # Whatever Telegram itself answered, it was reached.
            if isinstance(failed, NotSent | Unsure):
                self.trouble = f"Telegram is not reached ({type(problem).__name__})."
            raise failed from None
        self.trouble = ""
        return sent

    async def _clear(self, chat: int, message: Rendered) -> None:
        """Take from the screen what goes before a message; what cannot go is changed."""
        said = [message_of(reference) for reference in message.clears]
        numbers = [int(number) for number in said if number.isdecimal()]
        for first in range(0, len(numbers), DELETED_AT_ONCE):
            together = numbers[first : first + DELETED_AT_ONCE]
            try:
                await self._bot.call("deleteMessages", chat_id=chat, message_ids=together)
            except BadRequest:
                # One that cannot go keeps all of them.
                for number in together:
                    await self._delete(chat, number)
        for reference in message.blanks:
            await self._blank(chat, int(reference))

    async def _delete(self, chat: int, number: int) -> None:
        try:
            await self._bot.call("deleteMessage", chat_id=chat, message_id=number)
        except BadRequest as problem:
            if "not found" not in problem.message:
                await self._blank(chat, number)

    async def _blank(self, chat: int, number: int) -> None:
        """Leave nothing to read in a message of ours; one of theirs stays as it is."""
        try:
            await self._bot.call(
                "editMessageText", chat_id=chat, message_id=number, text=NOTHING_TO_READ
            )
        except BadRequest as problem:
            log.info("telegram.stays", problem=problem.message)

    async def _send(self, chat: int, message: Rendered) -> str:
        keyboard = keyboard_of(message)
        if message.replaces:
            try:
                await self._bot.call(
                    "editMessageText",
                    chat_id=chat,
                    message_id=int(message.replaces),
                    text=message.text,
                    reply_markup=keyboard,
                    link_preview_options=NO_PREVIEW,
                )
            except BadRequest as problem:
                if "not modified" not in problem.message:
                    # Too old, deleted, or a picture: say it in a new message then.
                    return await self._say(chat, message, keyboard)
            return message.replaces
        return await self._say(chat, message, keyboard)

    async def _say(self, chat: int, message: Rendered, keyboard: dict[str, Any] | None) -> str:
        if message.clip:
            return await self._say_aloud(chat, message, message.clip, keyboard)
        method, content = content_of(message)
        common = {"chat_id": chat, "reply_markup": keyboard}
        topic = topic_of(message.answers)
        try:
            return await self._bot.sends(method, **common, **content, **topic)
        except BadRequest as problem:
            if topic and "thread not found" in problem.message.lower():
                # They deleted the topic meanwhile: it is said where all else is.
                return await self._bot.sends(method, **common, **content)
            if method != "sendVoice":
                raise
            # Some people let nobody send them voice notes: the words and buttons still go.
            log.warning("telegram.no_voice", problem=problem.message)
            method, content = content_of(replace(message, voice=""))
            return await self._bot.sends(method, **common, **content, **topic)

    async def _say_aloud(
        self, chat: int, message: Rendered, clip: Clip, keyboard: dict[str, Any] | None
    ) -> str:
        """A message as a voice note, under what it says; what Telegram keeps is not sent again."""
        mark = sha256(clip.sound).digest()
        kept = self._kept.get(mark) if clip.is_shared else None
        file = InputFile(clip.sound, ALOUD_FILE)
        common = {"chat_id": chat, "reply_markup": keyboard, "caption": message.text or None}
        where = {**under(message.under), **topic_of(message.answers)}
        # Telegram may not have it any more. And some people let nobody send them voice notes: a
        # file they can hear all the same.
        ways: list[tuple[str, dict[str, Any]]] = [("sendVoice", {"voice": kept})] if kept else []
        ways += [("sendVoice", {"voice": file}), ("sendDocument", {"document": file})]
        for method, content in ways[:-1]:
            try:
                sent = await self._bot.call(method, **common, **content, **where)
            except BadRequest as problem:
                log.warning("telegram.no_voice", problem=problem.message)
                if "thread not found" in problem.message.lower():
                    where = under(message.under)
                continue
            if clip.is_shared:
                self._keep(mark, file_id_of(sent))
            return number_in(sent)
        method, content = ways[-1]
        return await self._bot.sends(method, **common, **content, **where)

    def _keep(self, mark: bytes, name: str) -> None:
        self._kept[mark] = name
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def under(reference: str) -> dict[str, Any]:
    """What a send says of the message that it stands under; they may have deleted that one."""
    number = message_of(reference)
    if not number.isdecimal():
        return {}
    return {"reply_parameters": {"message_id": int(number), "allow_sending_without_reply": True}}


def content_of(message: Rendered) -> tuple[str, dict[str, Any]]:
    """The one call that sends all of this message, and what it carries."""
    if message.picture:
        return "sendPhoto", {"photo": InputFile(message.picture), "caption": message.text}
    if file := _file(message):
        return "sendDocument", {"document": file, "caption": message.text}
    if message.voice:
        sound = InputFile(message.sound, "voice.ogg") if message.sound else message.voice
        return "sendVoice", {"voice": sound, "caption": message.text}
    if place := message.place:
        at = {"latitude": place.latitude, "longitude": place.longitude}
        if place.name and place.address:
            return "sendVenue", {**at, "title": place.name, "address": place.address}
        return "sendLocation", at
    return "sendMessage", {"text": message.text, "link_preview_options": NO_PREVIEW}


def _file(message: Rendered) -> InputFile | None:
    """What goes along as a file, under its name."""
    if message.document:
        return InputFile(message.document.content, message.document.name)
    if message.attachment:
        return InputFile(message.attachment.content.encode(), message.attachment.name)
    return None


def send_error(problem: TelegramError) -> SendError:
    """What an answer of Telegram to a send means for the message."""
    match problem:
        case RetryAfter():
            return TryLater(seconds_to_wait(problem))
        case ChatMigrated():
            address = problem.new_chat_id
            is_address = type(address) is int and 0 < -address <= LARGEST_NUMBER
            return Moved(str(address)) if is_address else Unsure("moved to nowhere")
        case Forbidden():
            return PersonLeft()
        case InvalidToken():
            return NotSent(type(problem).__name__)
        case BadRequest() if "chat not found" in problem.message.lower():
            return PersonLeft()
        case BadRequest():
            return Refused(problem.message)
        case TimedOut():
            return Unsure(problem.message)
        case NetworkError() | Conflict():
            # Not reached, or an answer that nothing was done: a 5xx, a 409.
            return NotSent(problem.message)
        case _:
            # An answer that is not Telegram's: a proxy's, a captive portal's.
            return Unsure(problem.message)


def keyboard_of(message: Rendered) -> dict[str, Any] | None:
    """The buttons as Telegram wants them; None for a message without."""
    asks = [key for row in message.rows for key in row if key.asks_place]
    if asks:
        share = {"text": asks[0].label, "request_location": True}
        return {"keyboard": [[share]], "resize_keyboard": True, "one_time_keyboard": True}
    rows = [
        [
            {"text": key.label, "url": key.link}
            if key.link
            else {"text": key.label, "callback_data": key.token}
            for key in row
        ]
        for row in message.rows
    ]
    if message.frees_keys and not rows:
        return {"remove_keyboard": True}
    return {"inline_keyboard": rows} if rows else None
