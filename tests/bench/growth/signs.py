"""Five thousand signs of news: ``python -m tests.bench.growth.signs [PEOPLE]``.

To each of so many browsers something was sent that nobody asked for. A program tells them all, 20
at once, by a push service on this computer that takes a tenth of a second for each, checks every
signature and opens every sign. Three times the program is killed (``kill -9``) and begins again.
Everybody is told; nobody is shown more than one sign, for each takes the place of the one before.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.channels.web.stay.address import Outside
from bot.channels.web.stay.service import Services
from bot.channels.web.stay.signs import AT_ONCE, Signs
from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.pushes import GRACE, PushAddress
from storage.tables.people import people, push_addresses
from storage.upkeep.migrate import migrate
from tests.bot.channels.web.beside.stay.standin import PushService, wrapped

PEOPLE, DELAY, KILLS, BETWEEN = 5_000, 0.1, 3, 8.0
MOST_MINUTES = 5.0


def now() -> datetime:
    return datetime.now(UTC)


def program(url: str, ring: str, origin: str) -> None:
    """What the program does for signs."""

    async def work() -> None:
        database = Database(url, KeyRing(Path(ring)))
        services = Services(database.keys, Outside((origin,)), now, "")
        signs = Signs(database, services, lambda: "en", now)
        await signs.run()

    asyncio.run(work())


def fill(database: Database, service: PushService, count: int) -> None:
    """So many people who stay in a browser, and for whom something came a while ago."""
    at = now()
    database.keys.newest_push()
    with database.writing() as store:
        for _ in range(count):
            browser = service.browser()
            [person] = store.people.known([("web", secrets.token_urlsafe(16), "en")]).values()
            store.browsers.entered(person.id, at, at.date())
            store.browsers.stay(person.id, at)
            keys = {"p256dh": wrapped(browser.point), "auth": wrapped(browser.auth)}
            store.pushes.keep(person.id, PushAddress(endpoint=browser.endpoint, key=1, **keys))
        everybody = store.connection.execute(select(people.c.id)).scalars().all()
        for first in range(0, count, 500):
            store.pushes.came(everybody[first : first + 500], at - GRACE)


def left(database: Database) -> int:
    with database.reading() as store:
        waiting = select(func.count()).where(push_addresses.c.try_at.is_not(None))
        return int(store.connection.execute(waiting).scalar_one())


def main() -> None:
    """Tell them all; exit 1 when somebody was lost, or it took too long."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    service = PushService(time.time)
    service.delay = DELAY
    with tempfile.TemporaryDirectory() as folder:
        url, ring = f"sqlite:///{folder}/signs.db", f"{folder}/keys"
        database = Database(url, KeyRing.make(Path(ring)))
        migrate(database)
        fill(database, service, count)
        began = time.monotonic()
        kills = 0
        while True:
            copy = multiprocessing.get_context("spawn").Process(
                target=program, args=(url, ring, service.origin), daemon=True
            )
            copy.start()
            until = time.monotonic() + BETWEEN
            while left(database) and (kills == KILLS or time.monotonic() < until):
                time.sleep(0.2)
                if time.monotonic() - began > 60 * MOST_MINUTES:
                    break
            copy.kill()
            copy.join()
            if kills == KILLS or not left(database):
                break
            kills += 1
        took = time.monotonic() - began
        waiting = left(database)
        database.close()
    given = [len(browser.signs) for browser in service.browsers.values()]
    service.stops()
    lost = sum(n == 0 for n in given)
    print(
        f"{count} told in {took / 60:.1f} minutes (at most {MOST_MINUTES:.0f}), "
        f"{kills} times killed, at most {service.most_at_once} at once\n"
        f"lost: {lost}, not written down: {waiting}, given again after a kill: "
        f"{sum(n - 1 for n in given if n > 1)}, not good: {len(service.problems)}"
    )
    is_bad = lost or waiting or service.problems or service.most_at_once > AT_ONCE
    sys.exit(bool(is_bad or took > 60 * MOST_MINUTES))


if __name__ == "__main__":
    main()
