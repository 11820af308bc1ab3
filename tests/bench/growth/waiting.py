"""What a claim costs with much waiting: ``python -m tests.bench.growth.waiting``.

With 20, 20,000 and 200,000 messages, one for each person as when everybody is told something, and
with 10,000 for one person among 20 others; on SQLite and on PostgreSQL, which is not told to look
at what it has (no ANALYZE). Each round claims what one window takes and settles it, and as many new
ones join the end; the median of the rounds, and how often what it takes with 20.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
MESSAGE = '{"lines":[],"rows":[]}'
WANTED = 1.2
FIRST = "0"
FEW, MANY, MOST, FOR_ONE = 20, 20_000, 200_000, 10_000


def main() -> None:
    """Print what a claim costs, and how often what it costs with few waiting; exit 1 if more."""
    good = True
    for kind in ("sqlite", "postgresql"):
        costs = claims(kind)
        few = costs[FEW, 0]
        print(f"{kind}: {FEW} waiting, one for each person: {few * 1e3:.2f} ms a claim")
        for (persons, for_one), found in costs.items():
            waits = f"{for_one} for one person beside {persons}" if for_one else f"{persons}"
            missed = "" if found <= WANTED * few else ", MISSED"
            good &= not missed
            print(
                f"{kind}: {waits} waiting: {found * 1e3:.2f} ms, "
                f"{found / few:.2f} x, wanted <= {WANTED}{missed}",
                flush=True,
            )
    if not good:
        sys.exit(1)


def claims(kind: str) -> dict[tuple[int, int], float]:
    """Seconds that a claim with its settling takes, by how many wait; each in turn, in rounds."""
    with ExitStack() as stack:
        databases = {}
        for persons, for_one in ((FEW, 0), (MANY, 0), (MOST, 0), (FEW, FOR_ONE)):
            database = databases[persons, for_one] = stack.enter_context(opened(kind))
            fill(database, persons, for_one)
            # What was put behind others is looked at once.
            with database.writing() as store:
                next_out.wake(store.connection, NOW)
            claim(database)
        rounds = [{key: claim(one) for key, one in databases.items()} for _ in range(ROUNDS)]
    return {key: statistics.median(took[key] for took in rounds) for key in databases}


def fill(database: Database, persons: int, for_one: int) -> None:
    """So many people, each with a message that waits, and one of them with many more."""
    for begin in range(0, persons, AT_ONCE):
        some = range(begin, min(begin + AT_ONCE, persons))
        with database.writing() as store:
            known = store.people.known([("telegram", str(number), "nl") for number in some])
            waits = [Outgoing(person.id, MESSAGE) for person in known.values()]
            store.outbox.put(waits, NOW)
    for begin in range(0, for_one, AT_ONCE):
        count = min(AT_ONCE, for_one - begin)
        with database.writing() as store:
            (one,) = store.people.known([("telegram", FIRST, "nl")]).values()
            store.outbox.put([Outgoing(one.id, MESSAGE)] * count, NOW)


def claim(database: Database) -> float:
    """How long it takes to claim a window and to write down that it was sent."""
    with database.writing() as store:
        began = time.perf_counter()
        claimed = store.claims.take({"telegram": WINDOW, "web": WINDOW}, NOW)
        store.claims.settle([Result(one.id, SENT) for one in claimed])
        took = time.perf_counter() - began
    assert len(claimed) == WINDOW
    # As many wait as before, but for whom thousands do. A round that is taken back instead would
    # have SQLite read again all that it changed, which no claim does.
    with database.writing() as store:
        many = store.people.find("telegram", FIRST)
        others = [one.person for one in claimed if not many or one.person != many.id]
        store.outbox.put([Outgoing(person, MESSAGE) for person in others], NOW)
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
