"""python-telegram-bot's `Bot`, with what it asks and hears as plain data."""

from __future__ import annotations

from typing import Any

from telegram import (
    Bot,
)

from bot.channels.telegram.updates import WANTED

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
        return [one for one in answer if isinstance(one, dict)] if isinstance(answer, list) else []
