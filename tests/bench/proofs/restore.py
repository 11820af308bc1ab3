"""Backups under load, each restored: ``python -m tests.bench.proofs.restore [BACKUPS]``.

50 key-holders set the headcount to 1, 2, 3, ..., 25 times a second, while copies are made, and some
of them are forgotten in between. Each copy is restored with the list of today: all that was kept
before it comes back, every series without a gap, and nobody who was forgotten since.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any

from sqlalchemy import select

from bot.app import now
from storage.database import Database
from storage.tables.rooms import changes
from storage.upkeep import forgotten_lists
from tests.bench.kill import a_postgres, answered, chats, opened, prepare, start
from tests.bench.parts import PATIENCE, installed, order, standin
from tests.support.program import Program

BACKUPS, USERS, PER_SECOND = 20, 50, 25


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
        is_over = Event()
        writing = Thread(target=write, args=(api, is_over))
        writing.start()
        running = start([sys.executable, "-m", "bot", "run"], program.environment())
        try:
            answered(api, USERS, PATIENCE)
            before, gone = [], []
            for number in range(backups):
                with opened(program) as database:
                    before.append(len(counts(database)))
                done = program.does("backup", f"copy {number}")
                assert done.returncode == 0, done.stderr
                with opened(program) as database:
                    gone.append(forget(database, chats(USERS)[number]))
        finally:
            is_over.set()
            writing.join()
            running.terminate()
            running.wait()
        assert before[-1] > before[0], "nothing went on meanwhile"
        return sum(is_whole(program, number, least, gone) for number, least in enumerate(before))


def write(api: dict[str, Any], is_over: Event) -> None:
    """Everybody writes 1, then everybody 2, and so on, until it is over."""
    for number in count(1):
        order(api, "updates", {"count": USERS, "text": f"/count {number}"})
        if is_over.wait(USERS / PER_SECOND):
            return


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
