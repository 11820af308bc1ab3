"""What a claim costs with much waiting: ``python -m tests.bench.growth.waiting``.

With 20, 20,000 and 200,000 messages, one for each person as when everybody is told something, and
with 10,000 for one person among 20 others; on SQLite and on PostgreSQL, which is not told to look
at what it has (no ANALYZE). Each round claims what one window takes, settles it and takes all of it
back; the median of the rounds, and how often what it takes with 20.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.messages import next_out
from storage.repositories.messages.claims import Result
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import SENT
from storage.upkeep.migrate import migrate
from tests.bench.kill import a_postgres

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
ROUNDS, WINDOW, AT_ONCE = 60, 16, 2_000
FEW, MANY, MOST, FOR_ONE = 20, 20_000, 200_000, 10_000


class _TakenBack(Exception):
    """Nothing of a round stays."""


def main() -> None:
    """Print what a claim costs, and how often what it costs with few waiting."""
    for kind in ("sqlite", "postgresql"):
        few = cost(kind, FEW)
        print(f"{kind}: {FEW} waiting, one for each person: {few * 1e3:.2f} ms a claim")
        for persons, for_one in ((MANY, 0), (MOST, 0), (FEW, FOR_ONE)):
            found = cost(kind, persons, for_one)
            waits = f"{for_one} for one person beside {persons}" if for_one else f"{persons}"
            print(f"{kind}: {waits} waiting: {found * 1e3:.2f} ms, {found / few:.2f} x", flush=True)


def cost(kind: str, persons: int, for_one: int = 0) -> float:
    """Seconds that a claim with its settling takes."""
    with opened(kind) as database:
        fill(database, persons, for_one)
        # What was put behind others is looked at once.
        with database.writing() as store:
            next_out.wake(store.connection, NOW)
        claim(database)
        return statistics.median(claim(database) for _ in range(ROUNDS))


def fill(database: Database, persons: int, for_one: int) -> None:
    """So many people, each with a message that waits, and one of them with many more."""
    for begin in range(0, persons, AT_ONCE):
        some = range(begin, min(begin + AT_ONCE, persons))
        with database.writing() as store:
            known = store.people.known([("telegram", str(number), "nl") for number in some])
            waits = [Outgoing(person.id, '{"lines":[],"rows":[]}') for person in known.values()]
            store.outbox.put(waits, NOW)
    for begin in range(0, for_one, AT_ONCE):
        count = min(AT_ONCE, for_one - begin)
        with database.writing() as store:
            (one,) = store.people.known([("telegram", "0", "nl")]).values()
            store.outbox.put([Outgoing(one.id, '{"lines":[],"rows":[]}')] * count, NOW)


def claim(database: Database) -> float:
    """How long it takes to claim a window and to write down that it was sent."""
    took = 0.0
    with suppress(_TakenBack), database.writing() as store:
        began = time.perf_counter()
        claimed = store.claims.take({"telegram": WINDOW, "web": WINDOW}, NOW)
        store.claims.settle([Result(one.id, SENT) for one in claimed])
        took = time.perf_counter() - began
        assert len(claimed) == WINDOW
        raise _TakenBack
    return took


@contextmanager
def opened(kind: str) -> Iterator[Database]:
    """A new database of either kind."""
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing.make(Path(folder) / "keys")
        if kind == "sqlite":
            yield from _migrated(Database(f"sqlite:///{folder}/buurtbot.db", keys))
            return
        with a_postgres("") as url:
            yield from _migrated(Database(url, keys))


def _migrated(database: Database) -> Iterator[Database]:
    migrate(database)
    yield database
    database.close()


if __name__ == "__main__":
    main()
