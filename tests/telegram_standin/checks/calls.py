"""Calls to the stand-in as a bot makes them and by plain HTTP, and a clock that is moved."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import Callable
from typing import Any

import aiohttp
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import HTTPXRequest

from tests.telegram_standin import BotApi

DAY = 24 * 3600


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def bot_of(url: str, token: str) -> telegram.Bot:
    """Return a bot of python-telegram-bot; without certificates it is made in no time."""
    plain = {"verify": False}
    return telegram.Bot(
        token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=HTTPXRequest(httpx_kwargs=plain),
        get_updates_request=HTTPXRequest(httpx_kwargs=plain),
    )


async def ask(api: BotApi, method: str, token: str | None = None, **params: Any) -> tuple[int, Any]:
    """Call a method by plain HTTP; return the status and the answer."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.url}/bot{token or api.token}/{method}", json=params) as answer,
    ):
        return answer.status, await answer.json()


async def refusal(api: BotApi, method: str, **params: Any) -> str:
    """Return what Telegram says when it refuses a call."""
    status, answer = await ask(api, method, **params)
    assert not answer["ok"]
    assert status == answer["error_code"]
    return str(answer["description"])


def png(width: int, height: int) -> bytes:
    """Return a small file that is a picture of any size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


OPUS = b"OggS\0\x02" + bytes(22) + b"OpusHead\x01" + b"OggS\0\x04" + struct.pack("<q", 5 * 48_000)


def keys(*rows: list[str]) -> InlineKeyboardMarkup:
    """Return buttons whose data is their label."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label) for label in row] for row in rows]
    )


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that rings no bell."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - nothing to wait on but the next round of the loop
            await asyncio.sleep(0)


async def polling(api: BotApi) -> None:
    """Wait until a call waits for updates."""
    await until(lambda: api.world.inbox.is_polled)
