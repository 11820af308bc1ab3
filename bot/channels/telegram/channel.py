"""Telegram: hears by polling or by a webhook, sends through python-telegram-bot's `Bot`."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from starlette.requests import Request as WebRequest
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InputFile,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

import locales
from bot.channels.base import Fatal, Hear, NotSent, Unsure
from bot.channels.telegram.api import CONNECTIONS, NO_PREVIEW, PlainBot
from bot.channels.telegram.http import Request
from bot.channels.telegram.sender import keyboard_of, seconds_to_wait, send_error
from bot.channels.telegram.updates import NAME, WANTED, to_turn
from bot.rendering.message import Limits, Rendered
from bot.rendering.text import Reader, units, write
from handlers.core import command_menu

WEBHOOK_BYTES = 256 * 1024
LONGEST_WAIT = 30.0
log = structlog.get_logger(__name__)


class Telegram:
    """The Telegram channel. Telegram itself is the inbox: an update is confirmed once committed."""

    name = NAME
    limits = Limits(text=4096, caption=1024, label=64, row_widths=(28, 14, 11))
    draws = True

    def __init__(
        self,
        token: str,
        api_url: str,
        hear: Hear,
        clock: Callable[[], datetime],
        webhook: tuple[str, str] | None = None,
    ) -> None:
        self._bot = PlainBot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            request=Request(CONNECTIONS),
            get_updates_request=Request(1),
        )
        self._hear = hear
        self._clock = clock
        self._webhook = webhook
        self._stopping = asyncio.Event()
        self._trouble = "Telegram was not reached yet."
        # With a webhook nothing but a send tells that Telegram is gone.
        self._send_trouble = ""
        self._background: set[asyncio.Task[Any]] = set()
        self.username = ""
        self.introduced = asyncio.Event()

    def route(self) -> Route:
        """Where Telegram posts updates when a webhook is set."""
        return Route("/telegram", self._posted, methods=["POST"])

    def trouble(self) -> str:
        """What is wrong with this channel now."""
        return self._trouble or self._send_trouble

    async def run(self) -> None:
        """Hear updates until `stop`; raises Fatal for a refused token or a second copy."""
        wait = 0.5
        while not self._stopping.is_set():
            try:
                await self._introduce()
                break
            except TelegramError as problem:
                await self._retreat(problem, wait)
                wait = min(wait * 2, LONGEST_WAIT)
        self._aside(self._set_commands())
        if self._webhook:
            await self._stopping.wait()
        else:
            await self._poll()

    async def stop(self) -> None:
        """Hear nothing more."""
        self._stopping.set()

    async def close(self) -> None:
        """Let go of the connections."""
        for task in self._background:
            task.cancel()
        await self._bot.shutdown()

    async def send(self, address: str, message: Rendered) -> str:
        """Send or change one message; what Telegram answers becomes a SendError by name."""
        try:
            sent = await self._send(int(address), message)
        except TelegramError as problem:
            failed = send_error(problem)
            # Whatever Telegram itself answered, it was reached.
            if isinstance(failed, NotSent | Unsure):
                self._send_trouble = f"Telegram is not reached ({type(problem).__name__})."
            raise failed from None
        self._send_trouble = ""
        return sent

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
        sent = await self._say(chat, message, keyboard)
        if message.commands:
            self._aside(self._set_own_commands(chat, message))
        return sent

    async def _say(self, chat: int, message: Rendered, keyboard: dict[str, Any] | None) -> str:
        if message.picture and units(message.text) <= self.limits.caption:
            photo = await self._bot.send_photo(
                chat, message.picture, caption=message.text, api_kwargs={"reply_markup": keyboard}
            )
            return str(photo.message_id)
        if message.picture:
            await self._bot.send_photo(chat, message.picture)
        if message.attachment:
            file = InputFile(message.attachment.content.encode(), message.attachment.name)
            document = await self._bot.send_document(
                chat, file, caption=message.text, api_kwargs={"reply_markup": keyboard}
            )
            return str(document.message_id)
        if message.voice:
            try:
                voiced = await self._bot.call(
                    "sendVoice",
                    chat_id=chat,
                    voice=message.voice,
                    caption=message.text,
                    reply_markup=keyboard,
                )
                return str(voiced["message_id"])
            except BadRequest as problem:
                # Some people let nobody send them voice notes: the words and buttons still go.
                log.warning("telegram.no_voice", problem=problem.message)
        if message.place:
            place = message.place
            sent = await self._bot.call(
                "sendVenue",
                chat_id=chat,
                latitude=place.latitude,
                longitude=place.longitude,
                title=place.name,
                address=place.address,
                reply_markup=keyboard,
            )
        else:
            sent = await self._bot.call(
                "sendMessage",
                chat_id=chat,
                text=message.text,
                reply_markup=keyboard,
                link_preview_options=NO_PREVIEW,
            )
        return str(sent["message_id"])

    async def _introduce(self) -> None:
        """Learn our own name, and tell Telegram how we hear."""
        await self._bot.initialize()
        self.username = self._bot.username
        if self._webhook:
            url, secret = self._webhook
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=WANTED)
        else:
            await self._bot.delete_webhook()
        self._trouble = ""
        self.introduced.set()
        log.info("telegram.ready", bot=self.username)

    async def _poll(self) -> None:
        offset, wait = 0, 0.5
        while not self._stopping.is_set():
            try:
                found = await self._unless_stopping(self._bot.updates(offset))
            except TelegramError as problem:
                await self._retreat(problem, wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            if found is None:
                break
            wait, self._trouble = 0.5, ""
            await asyncio.gather(*(self._take(one) for one in found))
            # With nothing new everything is confirmed. No offset then: after a quiet week the
            # next update's number is a random one, and may well be smaller.
            offset = found[-1]["update_id"] + 1 if found else 0
        if offset:
            await self._confirm(offset)

    async def _confirm(self, offset: int) -> None:
        """Tell Telegram on the way out what was committed; else it only comes twice."""
        try:
            await self._bot.get_updates(offset=offset, limit=1, timeout=0)
        except TelegramError as problem:
            log.info("telegram.not_confirmed", problem=type(problem).__name__)

    async def _take(self, raw: dict[str, Any]) -> None:
        """Turn one update into a turn, have it committed, and stop the button's spinner."""
        try:
            update = Update.de_json(raw, self._bot)
            turn = to_turn(update, self._clock(), self.username)
        except (
            TypeError,
            ValueError,
            LookupError,
            AttributeError,
            ArithmeticError,
            OSError,
        ) as odd:
            kind = type(odd).__name__
            log.error("update.unreadable", update=raw.get("update_id"), problem=kind)
            return
        if turn is None:
            return
        await self._hear(turn)
        if update.callback_query:
            self._aside(self._bot.answer_callback_query(update.callback_query.id))

    async def _posted(self, request: WebRequest) -> Response:
        """One update by webhook: 200 only when it is committed, so that Telegram sends it again."""
        secret = self._webhook[1] if self._webhook else ""
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("This address is for Telegram only.", 403)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > WEBHOOK_BYTES:
                return PlainTextResponse("Too large.", 413)
        try:
            raw = json.loads(bytes(body))
            raw["update_id"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return PlainTextResponse("This is not an update.", 400)
        await self._take(raw)
        return PlainTextResponse("")

    async def _set_commands(self) -> None:
        """The command menu of everybody, in every language that Telegram can tell apart."""
        default = Reader.of("", locales.SOURCE)
        await self._bot.set_my_commands(_commands(default))
        for tag in locales.languages():
            if len(tag) == 2:
                reader = Reader.of(tag, locales.SOURCE)
                await self._bot.set_my_commands(_commands(reader), language_code=tag)

    async def _set_own_commands(self, chat: int, message: Rendered) -> None:
        menu = [BotCommand(command, what) for command, what in message.commands]
        await self._bot.set_my_commands(menu, scope=BotCommandScopeChat(chat))

    async def _retreat(self, problem: TelegramError, wait: float) -> None:
        """Wait before the next try; what cannot get better by waiting is Fatal."""
        if isinstance(problem, InvalidToken):
            raise Fatal(
                "Telegram refuses the token. Check BUURTBOT_TELEGRAM_TOKEN with @BotFather, "
                "and BUURTBOT_TELEGRAM_API_URL if you set it."
            ) from None
        if isinstance(problem, Conflict):
            raise Fatal(
                "Another program is reading this bot's messages from Telegram. "
                "Stop the other one; only one can run with polling."
            ) from None
        if isinstance(problem, RetryAfter):
            wait = seconds_to_wait(problem)
        self._trouble = f"Telegram is not reached ({type(problem).__name__})."
        log.warning("telegram.trouble", problem=type(problem).__name__, wait=wait)
        try:
            await asyncio.wait_for(self._stopping.wait(), wait)
        except TimeoutError:
            return

    async def _unless_stopping(self, call: Any) -> Any:
        """The call's answer, or None when we are to stop first."""
        task, stop = asyncio.ensure_future(call), asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if task.done():
            return task.result()
        task.cancel()
        return None

    def _aside(self, call: Any) -> None:
        """Do something that nobody waits for and that may fail."""
        task = asyncio.ensure_future(_quietly(call))
        self._background.add(task)
        task.add_done_callback(self._background.discard)


async def _quietly(call: Any) -> None:
    try:
        await call
    except TelegramError as problem:
        log.info("telegram.aside_failed", problem=type(problem).__name__)


def _commands(reader: Reader) -> list[BotCommand]:
    return [BotCommand(command, write(what, reader)) for command, what in command_menu.of_roles(())]
