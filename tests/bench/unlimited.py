"""The real program without Telegram's limits, which a benchmark of speed would only measure."""

from __future__ import annotations

import asyncio

from bot import app as bot_app
from bot import logs
from bot.__main__ import collect_less
from bot.channels.web.server import listen
from bot.settings import read_settings


def main() -> None:
    """As ``buurtbot run``."""
    collect_less()
    settings = read_settings()
    logs.set_up(settings.log_level, settings.log_format)
    database = bot_app.open_storage(settings)
    view = bot_app.check_storage(database)
    database.say_alive()
    app = bot_app.App(settings, database, view, rates=None)
    asyncio.run(app.run(listen(settings), None))
    database.close()


if __name__ == "__main__":
    main()
