"""Telegram: hears by polling or by a webhook, sends through python-telegram-bot's `Bot`."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from starlette.requests import Request as WebRequest
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram.error import RetryAfter, TelegramError

from bot.channels.base import LONGEST_PAUSE, Finding, Hear, Program, Witness
from bot.channels.telegram import menus, voice_notes
from bot.channels.telegram.api import (
    CONNECTIONS,
    READING_FAILS,
    PlainBot,
    is_number,
    link_to,
    quietly,
    seconds_to_wait,
    username_of,
)
from bot.channels.telegram.http import Request
from bot.channels.telegram.refusals import Refusals
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.updates import NAME, sent_at, tapped, to_turn
from bot.rendering.message import Limits, Rendered
from bot.settings import Settings

WEBHOOK_BYTES = 256 * 1024
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
log = structlog.get_logger(__name__)


class Telegram:
    """The Telegram channel. Telegram itself is the inbox: an update is confirmed once committed."""

    name, title, app = NAME, "Telegram", "Telegram"
    limits = Limits(
        text=4096,
        caption=1024,
        label=64,
        row_widths=(28, 14, 11),
        body=4096,
        # A keyboard that shares a place takes the room of the buttons.
        place_beside=False,
        words_with_place=False,
    )
    draws = True
    is_paced = True
    has_secret_addresses = False

    def __init__(
        self,
        token: str,
        api_url: str,
        hear: Hear,
        clock: Callable[[], datetime],
        witness: Witness,
        default_language: Callable[[], str],
        webhook: tuple[str, str] | None = None,
    ) -> None:
        self._bot = PlainBot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            request=Request(CONNECTIONS, witness.heard_date),
            get_updates_request=Request(1, witness.heard_date),
        )
        self._sender = Sender(self._bot)
        self._hear = hear
        self._clock = clock
        self._witness = witness
        self._default_language = default_language
        self._webhook = webhook
        self._stopping = asyncio.Event()
        self._trouble = "Telegram was not reached yet."
        self._refusals = Refusals()
        self._background: set[asyncio.Task[Any]] = set()
        self.username = ""
        self._introduced = asyncio.Event()

    @classmethod
    def is_on(cls, settings: Settings) -> bool:
        """Whether there is a token."""
        return bool(settings.telegram_token.get_secret_value())

    @classmethod
    def made_for(cls, program: Program) -> Telegram:
        """The channel with the token of the settings."""
        settings = program.settings
        token, url = settings.telegram_token.get_secret_value(), settings.telegram_api_url
        heard = (program.hear, program.clock, program.witness, program.default_language)
        made = cls(token, url, *heard, settings.webhook)
        made.limits = replace(cls.limits, voices=program.voices)
        return made

    @classmethod
    async def look(cls, settings: Settings) -> Finding:
        """Whether Telegram knows our token."""
        if not cls.is_on(settings):
            return Finding(f"{NAME} (off: no token)")
        username, problem = await username_of(settings, trying_webhook=True)
        return Finding(f"{NAME} (@{username})" if username else NAME, problem)

    @classmethod
    async def links_from(cls, settings: Settings, code: str) -> tuple[str, ...]:
        """The link that carries a code to us; none without a token, or an answer."""
        username, _ = await username_of(settings)
        return (link_to(username, code),) if username else ()

    def links(self, code: str) -> tuple[str, ...]:
        """The link that carries a code to us, as soon as our name is known."""
        return (link_to(self.username, code),) if self.username else ()

    def routes(self) -> list[Route]:
        """Where Telegram posts updates when a webhook is set."""
        return [Route("/telegram", self._posted, methods=["POST"])]

    async def introduced(self) -> None:
        """Wait until Telegram told us our own name."""
        await self._introduced.wait()

    def trouble(self) -> str:
        """What is wrong with this channel now."""
        return self._trouble or self._sender.trouble

    async def run(self) -> None:
        """Hear updates until `stop`; raises Fatal for a refused token or a second copy."""
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            try:
                await self._introduce()
                break
            except TelegramError as problem:
                await self._retreat(problem, wait)
                wait = min(wait * 2, LONGEST_WAIT)
        self._aside(menus.set_for_everybody(self._bot, self._default_language()))
        self._aside(menus.describe_later(self._bot, self._default_language()))
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
        """Send or change one message; raises SendError."""
        sent = await self._sender.send(address, message)
        if message.commands:
            self._aside(menus.set_for(self._bot, int(address), message))
        return sent

    async def fetch(self, voice: str) -> bytes:
        """A voice note that somebody sent; raises NotMade."""
        return await voice_notes.fetched(self._bot, voice)

    def delivered(self, persons: Collection[int]) -> None:
        """Do nothing: who was written to has it on their phone already."""

    def renewed(self) -> None:
        """Tell Telegram the menu of commands and what we are in the new words."""
        self._aside(menus.say_anew(self._bot, self._default_language()))

    def is_group(self, address: str) -> bool:
        """Whether many people read what is sent to this address."""
        return address.startswith("-")

    async def _introduce(self) -> None:
        """Learn our own name, and tell Telegram how we hear."""
        self.username = await self._bot.introduces_itself()
        if self._webhook:
            await self._bot.hears_at(*self._webhook)
        else:
            await self._bot.delete_webhook()
        self._well()
        self._introduced.set()
        log.info("telegram.ready", bot=self.username)

    async def _poll(self) -> None:
        offset, wait = 0, FIRST_WAIT
        while not self._stopping.is_set():
            try:
                updates = await self._unless_stopping(self._bot.updates(offset))
            except TelegramError as problem:
                await self._retreat(problem, wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            if updates is None:
                break
            wait = FIRST_WAIT
            self._well()
            await asyncio.gather(*(self._take(update) for update in updates))
            # With nothing new everything is confirmed. No offset then: after a quiet week the
            # next update's number is a random one, and may well be smaller.
            offset = updates[-1]["update_id"] + 1 if updates else 0
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
            turn = to_turn(raw, self._clock(), self.username)
            sent, tap = sent_at(raw), tapped(raw)
        except READING_FAILS as odd:
            kind = type(odd).__name__
            log.error("update.unreadable", update=raw.get("update_id"), problem=kind)
            return
        if sent:
            self._witness.heard("message", sent)
        if turn is None:
            return
        slowed = await self._hear(turn)
        if tap:
            self._aside(self._bot.answer_callback_query(tap, text=slowed or None))

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
            is_update = is_number(raw["update_id"])
        except (ValueError, TypeError, KeyError, RecursionError):
            is_update = False
        if not is_update:
            return PlainTextResponse("This is not an update.", 400)
        await self._take(raw)
        return PlainTextResponse("")

    def _well(self) -> None:
        """Telegram did what it was asked for."""
        self._trouble = ""
        self._refusals.well()

    async def _retreat(self, problem: TelegramError, wait: float) -> None:
        """Wait before the next try; what cannot get better by waiting is Fatal."""
        self._refusals.count(problem)
        if isinstance(problem, RetryAfter):
            asked = seconds_to_wait(problem)
            wait = min(asked, LONGEST_PAUSE)
            if asked > wait:
                log.error("telegram.long_pause", asked=asked, wait=wait)
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
        task = asyncio.ensure_future(quietly(call))
        self._background.add(task)
        task.add_done_callback(self._background.discard)
