"""Backups under load, each restored: ``python -m tests.bench.proofs.restore [BACKUPS]``.

500 key-holders set the headcount to 1, 2, 3, ... while copies are made, and some of them are
forgotten in between. Each copy is restored with the list of today: all that was answered before
it comes back, every series without a gap, and nobody who was forgotten since.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select

from bot.app import now
from storage.database import Database
from storage.tables.rooms import changes
from storage.upkeep import forgotten_lists
from tests.bench.kill import a_postgres, chats, feed, opened, prepare, start
from tests.bench.parts import installed, standin, stats
from tests.support.program import Program

BACKUPS, USERS, UPDATES = 20, 500, 20_000


def main() -> None:
    """Print how many copies came back whole, from each kind of database."""
    backups = int(sys.argv[1]) if len(sys.argv) > 1 else BACKUPS
    print(f"SQLite: {measure(backups)} of {backups} backups under load restored whole")
    with a_postgres("") as url:
        whole = measure(backups, url)
        print(f"PostgreSQL: {whole} of {backups} backups under load restored whole")


def measure(backups: int, database_url: str = "") -> int:
    """How many of so many copies came back whole."""
    options = ("--users", str(USERS))
    with tempfile.TemporaryDirectory() as folder, standin(*options) as api:
        program = installed(Path(folder), api, database_url)
        prepare(program, USERS)
        feed(api, USERS, UPDATES, "/count {k}")
        running = start([sys.executable, "-m", "bot", "run"], program.environment())
        try:
            before, gone = [], []
            for number in range(backups):
                with opened(program) as database:
                    before.append(len(counts(database)))
                done = program.does("backup", f"copy {number}")
                assert done.returncode == 0, done.stderr
                with opened(program) as database:
                    gone.append(forget(database, chats(USERS)[number]))
            is_busy = stats(api)["answered"] < UPDATES
        finally:
            running.terminate()
            running.wait()
        assert is_busy, "all was done before the last copy: nothing went on meanwhile"
        return sum(is_whole(program, number, least, gone) for number, least in enumerate(before))


def counts(database: Database) -> list[tuple[int | None, int]]:
    """Every headcount that was kept, in order, with who set it."""
    counted = select(changes.c.person_id, changes.c.after).where(changes.c.what == "counted")
    with database.reading() as store:
        rows = store.connection.execute(counted.order_by(changes.c.id)).all()
    return [(row.person_id, json.loads(row.after)["visits"]) for row in rows]


def forget(database: Database, chat: str) -> int:
    """Forget somebody as `/forget` does; gives their number."""
    with database.writing() as store:
        person = store.people.find("telegram", chat)
        assert person
        store.forgotten.add(person.id, "", now())
        store.people.forget(person.id)
    forgotten_lists.keep(database, now())
    return person.id


def is_whole(program: Program, number: int, least: int, gone: list[int]) -> bool:
    """Whether a copy comes back with all that was kept before it, and without the forgotten."""
    place = program.folder / f"restored {number}.db"
    there = {**program.settings, "DATABASE_URL": f"sqlite:///{place}"}
    other = replace(program, settings=there)
    done: subprocess.CompletedProcess[str] = other.does("restore", f"copy {number}")
    if done.returncode:
        print(done.stderr)
        return False
    with opened(other) as database:
        kept = counts(database)
        with database.reading() as store:
            known = [store.people.by_number(person) for person in gone]
    series: dict[int, list[int]] = {}
    for person, visits in kept:
        if person is not None:
            series.setdefault(person, []).append(visits)
    unbroken = all(
        one[0] == 1 and all(b == a + 1 for a, b in pairwise(one)) for one in series.values()
    )
    return unbroken and len(kept) >= least and not any(known)


if __name__ == "__main__":
    main()
