"""The last places and the list of activities: ``python -m tests.bench.places [POSTGRES_URL]``.

Two hundred people tap the last ten places at once. And: what comes next in fifty rooms with two
activities a week for 52 weeks, against the same in one room.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.pipeline.incoming import Turns
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.upkeep.migrate import migrate
from tests.bench.bench_reach import HEAD, ROOM
from tests.bench.kill import a_postgres
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.test_activities import ACTIVITIES
from tests.handlers.activities.test_last_places import PEOPLE, PLACES, cards, states
from tests.support.talk import Neighbour, Street, links

ROOMS, LISTED = 50, 300
WEEKLY = """
[[activities]]
id = "room-{n}-{hour}-{minute}-{key}"
room = "room-{n}"
domain = "meeting"
start = 2026-01-05T{hour:02}:{minute:02}:00
rrule = "FREQ=WEEKLY;BYDAY={day}"
minutes = 60
places = 12
title = {{ en = "Coffee {n}" }}
"""


def main() -> None:
    """Print the time for the last places, and the ratio of the lists."""
    folder = Path(tempfile.mkdtemp())
    keys = KeyRing.make(folder / "keys")
    print(f"SQLite: {last_places(f'sqlite:///{folder}/places.db', keys)}")
    with a_postgres(sys.argv[1] if len(sys.argv) > 1 else "") as url:
        print(f"PostgreSQL: {last_places(url, keys)}")
    one, fifty = listing(
        [village(f"sqlite:///{folder}/{rooms}.db", keys, rooms) for rooms in (1, ROOMS)]
    )
    print(f"list of activities, 1 room: {one * 1000:.2f} ms, {ROOMS} rooms: {fifty * 1000:.2f} ms")
    print(f"list of activities: fifty rooms / one room = {fifty / one:.2f}")


def last_places(url: str, keys: KeyRing) -> str:
    """How long two hundred taps take, from the first to the last commit."""
    database = Database(url, keys)
    migrate(database)
    file = TWO_ROOMS + ACTIVITIES.replace("places = 2", f"places = {PLACES}")
    street = Street(database, read_text(file, "bench.toml"), MONDAY)
    taps = cards(street)

    async def all_at_once() -> float:
        turns = Turns(database, links, lambda: None)
        working = asyncio.create_task(turns.run())
        start = time.perf_counter()
        await asyncio.gather(*(turns.hear(tap) for tap in taps))
        seconds = time.perf_counter() - start
        turns.stop()
        await working
        return seconds

    seconds = asyncio.run(all_at_once())
    found = states(street)
    database.close()
    here, waiting = found.count("in"), found.count("waiting")
    return f"{PEOPLE} taps in {seconds:.2f} s, {here} in, {waiting} on the list"


def village(url: str, keys: KeyRing, rooms: int) -> Neighbour:
    """Somebody in a neighbourhood with so many rooms, who has seen the list once."""
    database = Database(url, keys)
    migrate(database)
    file = HEAD + "".join(ROOM.format(n=n) for n in range(rooms))
    file += "".join(
        WEEKLY.format(n=n, key=day.lower(), day=day, hour=10 + n % 5, minute=n % 60)
        for n in range(rooms)
        for day in ("TU", "TH")
    )
    street = Street(database, read_text(file, "bench.toml"), MONDAY)
    omar = street.neighbour()
    omar.says("/activities")
    # Ask about a year ahead once, so that all 52 weeks are lined up.
    with database.reading() as store:
        view = street.turns.view(store)
        assert view
        year = datetime(2026, 11, 16, tzinfo=UTC) + timedelta(weeks=52)
        assert len(view.agenda.between(MONDAY, year, {})) > rooms * 100
    return omar


def listing(neighbours: list[Neighbour]) -> list[float]:
    """Seconds for one /activities of each: the median of many, taken in turns."""
    times: list[list[float]] = [[] for _ in neighbours]
    for _ in range(LISTED):
        for own, omar in zip(times, neighbours, strict=True):
            start = time.perf_counter()
            omar.says("/activities")
            own.append(time.perf_counter() - start)
    for omar in neighbours:
        omar.street.database.close()
    return [sorted(one)[LISTED // 2] for one in times]


if __name__ == "__main__":
    main()
