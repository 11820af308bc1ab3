"""python-telegram-bot's `Bot`, with what it asks and hears as plain data."""

from __future__ import annotations

from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.http import Request
from bot.channels.telegram.updates import WANTED
from bot.settings import Settings

LONG_POLL = 25
AT_ONCE = 100
CONNECTIONS = 32
NO_PREVIEW = {"is_disabled": True}


class PlainBot(Bot):
    """python-telegram-bot's `Bot`, with what it asks and hears as plain data.

    Reading each answer into objects that nobody looks at took a quarter of all the time. And one
    update that cannot be read must not take the other 99 with it.
    """

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call a method; what is None is left out. Raises TelegramError."""
        asked = {key: value for key, value in parameters.items() if value is not None}
        return await self._do_post(method, asked)

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
            return []
        return [update for update in answer if isinstance(update, dict)]


def link_to(username: str, code: str) -> str:
    """The address that opens a chat with this bot and hands it a code."""
    return f"https://t.me/{username}" + (f"?start={code}" if code else "")


async def username_of(settings: Settings) -> tuple[str, str]:
    """What the bot with our token is called, and what is wrong; both empty without a token."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return "", ""
    request = Request(1)
    bot = Bot(token, base_url=f"{settings.telegram_api_url}/bot", request=request)
    try:
        return (await bot.get_me()).username or "", ""
    except InvalidToken:
        return "", "Telegram refuses the token. Check BUURTBOT_TELEGRAM_TOKEN."
    except TelegramError as problem:
        return "", f"Telegram is not reached ({type(problem).__name__})."
    finally:
        await request.shutdown()
