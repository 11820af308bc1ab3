"""The real program without Telegram's limits, which a benchmark of speed would only measure."""

from __future__ import annotations

import asyncio

from bot import app as program
from bot import logs
from bot.settings import read_settings


def main() -> None:
    """As ``buurtbot run``."""
    settings = read_settings()
    logs.set_up(settings.log_level, settings.log_format)
    database = program.open_storage(settings)
    house = program.check_storage(database)
    database.say_alive()
    app = program.App(settings, database, house, rates=None)
    asyncio.run(app.run(program.listen(settings), None))
    database.close()


if __name__ == "__main__":
    main()
