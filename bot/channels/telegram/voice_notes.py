"""A voice note that somebody sent, fetched from Telegram: as large as one may be, and no more."""

from __future__ import annotations

import re

import structlog
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.api import PlainBot
from bot.rendering.message import NotMade
from handlers.volunteering.voices import texts

# More than a minute needs, whatever it was recorded with.
LARGEST = 2**20
PATH = re.compile(r"[\w-][\w./-]{0,200}")
log = structlog.get_logger(__name__)


async def fetched(bot: PlainBot, voice: str) -> bytes:
    """The sound that Telegram calls so; raises NotMade, for later where it was not reached."""
    try:
        told = await bot.call("getFile", file_id=voice)
        size, path = _told(told)
        if size > LARGEST:
            raise NotMade(texts.TOO_LONG)
        return await bot.downloads(path)
    except (BadRequest, Forbidden, InvalidToken) as problem:
        # It has no such file, or not any more.
        log.warning("telegram.no_file", problem=type(problem).__name__)
        raise NotMade(texts.GONE) from None
    except TelegramError as problem:
        log.warning("telegram.not_fetched", problem=type(problem).__name__)
        raise NotMade(texts.GONE, is_later=True) from None


def _told(told: object) -> tuple[int, str]:
    """How large a file is, and where it lies; too large where Telegram does not say."""
    size = told.get("file_size") if isinstance(told, dict) else None
    path = told.get("file_path") if isinstance(told, dict) else None
    if not isinstance(path, str) or not PATH.fullmatch(path) or ".." in path:
        raise NotMade(texts.GONE)
    return size if type(size) is int else LARGEST + 1, path
