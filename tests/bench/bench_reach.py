"""How long a week's report takes after one year and after ten: `python -m tests.bench.bench_reach`.

Fifty rooms that open five times a week, a hundred people a day who write to the bot. With the
address of an empty PostgreSQL database as argument it runs there too.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.history import history
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.store import Store
from storage.tables.rooms import contacts, openings
from storage.upkeep.migrate import migrate

ROOMS, YEARS, WEEKS = 50, 10, 52
FIRST = date(2016, 1, 4)
ROOM = """
[[rooms]]
id = "room-{n}"
name = "Room {n}"
address = "A {n}"
hours = "Mo-Fr 10:00-16:00"
"""
HEAD = """
name = "Bench"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl"]
"""


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    keys = KeyRing.make(folder / "keys")
    view = NeighbourhoodView(
        read_text(HEAD + "".join(ROOM.format(n=n) for n in range(ROOMS)), "bench.toml")
    )
    for url in (f"sqlite:///{folder}/bench.db", *sys.argv[1:]):
        database = Database(url, keys)
        migrate(database)
        measure(database, view)
        database.close()
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def measure(database: Database, view: NeighbourhoodView) -> None:
    """One year, then nine more years below it, so that both times add up the same weeks."""
    kind = "PostgreSQL" if database.is_postgres else "SQLite"
    last_year = list(weeks(YEARS - 1, YEARS))
    fill(database, last_year)
    adding_up(database, view, last_year[:9])
    one = adding_up(database, view, last_year)
    print(f"{kind}, 1 year:   {one * 1000:6.1f} ms a week ({len(last_year)} weeks)")
    fill(database, list(weeks(0, YEARS - 1)))
    every = list(weeks(0, YEARS))
    ten = adding_up(database, view, every)
    print(f"{kind}, {YEARS} years: {ten * 1000:6.1f} ms a week ({len(every)} weeks)")
    print(f"{kind}: ten years / one year = {ten / one:.2f}")
    with database.reading() as store:
        for kind_of, period in (
            ("month", Period.of("month", every[-1])),
            ("year", Period.of("year", every[-1])),
        ):
            start = time.perf_counter()
            make_report(view, store, period, after(every[-1]))
            print(f"{kind}, a {kind_of}: {(time.perf_counter() - start) * 1000:.0f} ms")
        start = time.perf_counter()
        history(view, store, Period.of("week", every[-1]), after(every[-1]))
        print(f"{kind}, the chart's 8 weeks: {(time.perf_counter() - start) * 1000:.0f} ms")


def weeks(first: int, last: int) -> Iterator[date]:
    """The Mondays of these years."""
    for week in range(first * WEEKS, last * WEEKS):
        yield FIRST + timedelta(weeks=week)


def after(monday: date) -> datetime:
    return datetime(monday.year, monday.month, monday.day, 6, tzinfo=UTC) + timedelta(days=7)


def adding_up(database: Database, view: NeighbourhoodView, mondays: list[date]) -> float:
    """Seconds for each week's report, as on the Monday after it."""
    start = time.perf_counter()
    for monday in mondays:
        with database.reading() as store:
            make_report(view, store, Period.of("week", monday), after(monday))
    return (time.perf_counter() - start) / len(mondays)


def fill(database: Database, mondays: list[date]) -> None:
    dice = random.Random(7)
    for monday in mondays:
        with database.writing() as store:
            days = [monday + timedelta(days=day) for day in range(7)]
            store.connection.execute(
                insert(openings), [row for day in days[:5] for row in opened(day, dice)]
            )
            store.connection.execute(
                insert(contacts), [row for day in days for row in wrote(day, dice)]
            )
    vacuum(database)


def opened(day: date, dice: random.Random) -> Iterator[dict[str, Any]]:
    start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    for room in range(ROOMS):
        yield {
            "room": f"room-{room}",
            "day": day,
            "opened_at": start,
            "expected_end": start + timedelta(hours=6),
            "end_is_planned": True,
            "closed_at": start + timedelta(hours=6),
            "helper": mark(day.year, room * 20 + dice.randrange(20)),
            "visits": dice.choice([None, *range(5, 40)]),
            "new_faces": dice.choice([None, *range(4)]),
        }


def wrote(day: date, dice: random.Random) -> Iterator[dict[str, Any]]:
    people = dice.sample(range(5000), 100)
    for place, person in enumerate(people):
        rooms = ["", f"room-{person % ROOMS}"] if place % 2 else [""]
        for room in rooms:
            yield {
                "day": day,
                "room": room,
                "mark": mark(day.year, person),
                "language": dice.choice(["nl", "ar", "ti"]),
            }


def mark(year: int, person: int) -> bytes:
    return f"{year} {person}".encode().ljust(16)


def vacuum(database: Database) -> None:
    """What PostgreSQL does by itself after a while: look at how the rows lie."""
    if database.is_postgres:
        with database.writing() as store:
            analyze(store)


def analyze(store: Store) -> None:
    store.connection.exec_driver_sql("ANALYZE")


if __name__ == "__main__":
    main()
