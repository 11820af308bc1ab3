"""python-telegram-bot's `Bot`, with what it asks and hears as plain data."""

from __future__ import annotations

import re
from typing import Any

import structlog
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.http import OddAnswer, Request
from bot.channels.telegram.updates import WANTED
from bot.settings import Settings

LONG_POLL = 25
AT_ONCE = 100
CONNECTIONS = 32
NO_PREVIEW = {"is_disabled": True}
LARGEST_NUMBER = 2**52
LONGEST_FILE_ID = 256
USERNAME = re.compile("[A-Za-z0-9_]{1,64}")
log = structlog.get_logger(__name__)
# What goes out as it is.
PLAIN = {str, int, bool, dict}
# What python-telegram-bot raises for what it cannot read.
READING_FAILS = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, OSError)


class WebhookRefused(TelegramError):
    """Telegram posts nothing to the address in the settings; it says why."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Telegram refuses the webhook: {why[:200]} Check BUURTBOT_TELEGRAM_WEBHOOK_URL."
        )


class PlainBot(Bot):
    """python-telegram-bot's `Bot`, with what it asks and hears as plain data.

    Reading each answer into objects that nobody looks at took a quarter of all the time. And one
    update that cannot be read must not take the other 99 with it.
    """

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call a method; what is None is left out. Raises TelegramError."""
        asked = {key: value for key, value in parameters.items() if value is not None}
        return await self._do_post(method, asked)

    async def sends(self, method: str, **parameters: Any) -> str:
        """Call a method that sends a message; returns the number it has in its chat."""
        return number_in(await self.call(method, **parameters))

    async def downloads(self, path: str) -> bytes:
        """A file from where `getFile` said that it lies; raises TelegramError."""
        return await self._request[1].retrieve(f"{self.base_file_url}/{path}")

    async def introduces_itself(self) -> str:
        """Open the connections; returns what the bot is called."""
        try:
            await self.initialize()
        except READING_FAILS as odd:
            raise OddAnswer(type(odd).__name__) from None
        username = self.username
        if not (isinstance(username, str) and USERNAME.fullmatch(username)):
            raise OddAnswer("a bot without a name")
        return username

    async def hears_at(self, url: str, secret: str) -> None:
        """Have updates posted to an address of ours; raises WebhookRefused."""
        try:
            await self.set_webhook(url, secret_token=secret, allowed_updates=WANTED)
        except BadRequest as problem:
            raise WebhookRefused(problem.message) from None

    async def updates(self, offset: int) -> list[dict[str, Any]]:
        """What is new, waited for; everything before ``offset`` is confirmed."""
        asked = {
            "offset": offset,
            "limit": AT_ONCE,
            "timeout": LONG_POLL,
            "allowed_updates": WANTED,
        }
        answer = await self._do_post("getUpdates", asked, read_timeout=LONG_POLL + 10)
        if not isinstance(answer, list):
            raise OddAnswer(type(answer).__name__)
        numbered = [update for update in answer if isinstance(update, dict) and number_of(update)]
        if answer and not numbered:
            raise OddAnswer("updates without a number")
        return numbered

    async def _do_post(self, endpoint: str, data: Any, **more: Any) -> Any:
        """Ask, as every method of `Bot` does; an answer of no known shape is an OddAnswer."""
        request = self._request[0 if endpoint == "getUpdates" else 1]
        asked = RequestData([_parameter(name, value) for name, value in data.items()])
        try:
            return await request.post(f"{self.base_url}/{endpoint}", asked, **more)
        except RetryAfter as problem:
            # The library does not look at the number.
            if not _is_wait(problem):
                raise OddAnswer("a wait that is none") from None
            raise
        except TelegramError as problem:
            # Whoever stands between may refuse with a page of its own: that is no word of Telegram.
            if isinstance(problem.__cause__, OddAnswer):
                raise OddAnswer(str(problem.__cause__)) from None
            raise
        except Exception as odd:
            # The library trusts what it reads.
            raise OddAnswer(type(odd).__name__) from None


def _parameter(name: str, value: object) -> RequestParameter:
    """A part of what is asked; the library asks ten times whether a text is one of its objects."""
    if type(value) in PLAIN:
        return RequestParameter(name, value, None)
    return RequestParameter.from_input(name, value)


async def quietly(call: Any) -> None:
    """Do something that may fail."""
    try:
        await call
    except TelegramError as problem:
        log.info("telegram.aside_failed", problem=type(problem).__name__)


def seconds_to_wait(problem: RetryAfter) -> float:
    """How long Telegram asks us to wait; a second at least."""
    wait = problem.retry_after
    return max(1.0, wait if isinstance(wait, int | float) else wait.total_seconds())


def _is_wait(problem: RetryAfter) -> bool:
    try:
        return isinstance(seconds_to_wait(problem), float)
    except READING_FAILS:
        return False


def is_number(given: object) -> bool:
    """Whether it is a number such as Telegram gives out."""
    return type(given) is int and 0 < given <= LARGEST_NUMBER


def number_in(sent: object) -> str:
    """The number that a message has in its chat; raises OddAnswer."""
    number = sent.get("message_id") if isinstance(sent, dict) else None
    if not is_number(number):
        raise OddAnswer("a message without a number")
    return str(number)


def file_id_of(sent: object) -> str:
    """What Telegram calls the voice note that it was sent; empty where it does not say."""
    voice = sent.get("voice") if isinstance(sent, dict) else None
    called = voice.get("file_id") if isinstance(voice, dict) else None
    return called if isinstance(called, str) and len(called) <= LONGEST_FILE_ID else ""


def number_of(update: dict[str, Any]) -> int:
    """The number of an update; 0 when it has none."""
    number: Any = update.get("update_id")
    return int(number) if is_number(number) else 0


def link_to(username: str, code: str) -> str:
    """The address that opens a chat with this bot and hands it a code."""
    return f"https://t.me/{username}" + (f"?start={code}" if code else "")


async def username_of(settings: Settings, *, trying_webhook: bool = False) -> tuple[str, str]:
    """What the bot with our token is called, and what is wrong; both empty without a token.

    ``trying_webhook`` sets the webhook of the settings too, just as a start does.
    """
    token = settings.telegram_token.get_secret_value()
    if not token:
        return "", ""
    request = Request(1)
    url = f"{settings.telegram_api_url}/bot"
    bot = PlainBot(token, base_url=url, request=request, get_updates_request=Request(1))
    try:
        username = await bot.introduces_itself()
        if trying_webhook and settings.webhook:
            await bot.hears_at(*settings.webhook)
    except InvalidToken:
        return "", "Telegram refuses the token. Check BUURTBOT_TELEGRAM_TOKEN."
    except WebhookRefused as problem:
        return "", str(problem)
    except TelegramError as problem:
        return "", f"Telegram is not reached ({type(problem).__name__})."
    finally:
        await bot.shutdown()
    return username, ""
