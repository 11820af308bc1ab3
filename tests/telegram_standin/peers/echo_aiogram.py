"""The smallest bot aiogram can be: it says what it hears. The one to compare with."""

import argparse
import asyncio
import logging
import os

from aiogram import Bot, Dispatcher, F  # type: ignore[import-not-found, unused-ignore]
from aiogram.client.session.aiohttp import AiohttpSession  # type: ignore[import-not-found, unused-ignore]
from aiogram.client.telegram import TelegramAPIServer  # type: ignore[import-not-found, unused-ignore]
from aiogram.types import Message  # type: ignore[import-not-found, unused-ignore]


async def echo(message: Message) -> None:
    """Say it back."""
    await message.answer(message.text or "")


async def serve(url: str, token: str, concurrent: int) -> None:
    """Fetch and answer until stopped."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher()
    dispatcher.message.register(echo, F.text)
    # Its default handles every update as a task of its own, without any order.
    await dispatcher.start_polling(
        bot,
        handle_as_tasks=concurrent != 0,
        tasks_concurrency_limit=concurrent if concurrent > 0 else None,
    )


def main() -> None:
    """Read where Telegram is and begin."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default=os.environ.get("BUURTBOT_TELEGRAM_API_URL"))
    parser.add_argument("--token", default=os.environ.get("BUURTBOT_TELEGRAM_TOKEN"))
    parser.add_argument(
        "--concurrent",
        type=int,
        default=-1,
        help="updates at the same time; 0 one by one, -1 no limit",
    )
    wanted = parser.parse_args()
    logging.getLogger("aiogram").setLevel(logging.WARNING)
    asyncio.run(serve(wanted.url, wanted.token, wanted.concurrent))


if __name__ == "__main__":
    main()
