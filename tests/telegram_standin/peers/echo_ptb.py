"""The smallest bot python-telegram-bot can be: it says what it hears. The one to compare with."""

import argparse
import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it back."""
    if update.message is not None:
        await update.message.reply_text(update.message.text or "")


def main() -> None:
    """Fetch and answer until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default=os.environ.get("BUURTBOT_TELEGRAM_API_URL"))
    parser.add_argument("--token", default=os.environ.get("BUURTBOT_TELEGRAM_TOKEN"))
    parser.add_argument(
        "--concurrent", type=int, default=0, help="updates at the same time; 0 is one by one"
    )
    wanted = parser.parse_args()
    builder = Application.builder().token(wanted.token).base_url(f"{wanted.url}/bot")
    application = builder.concurrent_updates(wanted.concurrent or False).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
