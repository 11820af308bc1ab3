"""Two copies over one PostgreSQL against one: ``python -m tests.bench.growth.copies [ROUNDS]``.

As operators run two (docs/operator.md): Telegram brings its updates to one address, behind which a
proxy gives them to the copies in turn; both send what waits in the one outbox. The same proxy
stands before a single copy too. While both work, it is looked again and again what PostgreSQL makes
them wait for. Then one of the two, now this and now that, is killed again and again, and what
everybody wrote is counted. The stand-in, the proxy, PostgreSQL and the copies share the cores.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from socket import create_connection
from typing import Any

from tests.bench.growth.proxy import Proxy
from tests.bench.kill import Damage, a_postgres, answered, damage, prepare, psycopg, start
from tests.bench.parts import PATIENCE, finished, installed, order, standin, stats
from tests.support.program import Program

UPDATES, USERS, ROUNDS, WARM = 2_500, 500, 3, 500
KILLS, KILLED_UPDATES, KILLED_RATE = 8, 3_000, 125
WANTED = 1.0
LOOK_SECONDS = 0.01
SHOWN = 8
COMMAND = [sys.executable, "-m", "tests.bench.unlimited"]
# A connection that works and waits, for what, and what it wants to do.
WAITS = """
SELECT wait_event_type, wait_event, query FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
AND state = 'active' AND wait_event_type NOT IN ('Client', 'Activity')
"""
DOES = re.compile(r"^\s*(COMMIT|INSERT INTO \w+|UPDATE \w+|DELETE FROM \w+)|\bFROM (\w+)")


def main() -> None:
    """Print turns a second of one and of two, what two wait for, and what kills do."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    waits: Counter[str] = Counter()
    rates: dict[int, list[float]] = {1: [], 2: []}
    with street() as (api, programs):
        for number in range(rounds):
            # Whoever goes second finds the machine warmer: they take turns at that too.
            for copies in (1, 2) if number % 2 else (2, 1):
                seen: Counter[str] = Counter()
                rates[copies].append(rate(api, programs[:copies], seen))
                waits += seen if copies == 2 else Counter()
    for copies, found in rates.items():
        print(f"copies {copies}: {', '.join(f'{each:.0f}' for each in found)} turns/s")
    ratio = statistics.median(two / one for one, two in zip(rates[1], rates[2], strict=True))
    is_fast = ratio >= WANTED
    print(
        f"two copies over one PostgreSQL: {ratio:.2f} x one, with the stand-in, the proxy and "
        f"PostgreSQL on the {os.cpu_count()} cores too (>= {WANTED}{'' if is_fast else ', MISSED'})"
    )
    looks = waits.pop("looks")
    print(f"what two wait for in PostgreSQL, in {looks} looks:")
    for what, count in waits.most_common(SHOWN):
        print(f"  seen {count} times: {what}")
    locks = sum(count for what, count in waits.items() if what.startswith("Lock "))
    print(f"  of these for locks of each other: {locks}")
    harm = killed(KILLS)
    is_whole = not (harm.lost or harm.doubled or harm.order_breaks or harm.unanswered)
    print(
        f"two copies, one killed again and again: {harm} (0 lost{'' if is_whole else ', MISSED'})"
    )
    if not (is_fast and is_whole):
        sys.exit(1)


def rate(api: dict[str, Any], programs: list[Program], waits: Counter[str]) -> float:
    """Turns a second of these copies, and what PostgreSQL made them wait for."""
    with ExitStack() as running:
        for program in programs:
            running.enter_context(copy(program))
        order(api, "clear", {})
        order(api, "updates", {"count": WARM, "text": "/hours"})
        finished(api, WARM)
        order(api, "clear", {})
        with watched(programs[0].settings["DATABASE_URL"], waits):
            order(api, "updates", {"count": UPDATES, "text": "/hours"})
            return float(finished(api, UPDATES)["per_second"])


def killed(kills: int) -> Damage:
    """What is lost, doubled or out of order when one of two is killed, and comes back."""
    chance = random.Random(1)
    with street() as (api, programs):
        prepare(programs[0], USERS)
        running = [start(COMMAND, program.environment()) for program in programs]
        for program in programs:
            waits_for(program)
        for number in range(1, KILLED_UPDATES // USERS + 1):
            order(api, "updates", {"count": USERS, "text": f"/count {number}", "rate": KILLED_RATE})
        for _ in range(kills):
            time.sleep(chance.uniform(0, 1))
            which = chance.randrange(len(running))
            running[which].kill()
            running[which].wait()
            running[which] = start(COMMAND, programs[which].environment())
            waits_for(programs[which])
        early = stats(api)["answered"] < KILLED_UPDATES
        assert early, "all was answered before the last kill"
        answered(api, KILLED_UPDATES, PATIENCE)
        time.sleep(1)
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
        return damage(programs[0], api, USERS, KILLED_UPDATES, kills)


@contextmanager
def street() -> Iterator[tuple[dict[str, Any], list[Program]]]:
    """A stand-in, and two installations over one database behind one address."""
    with (
        tempfile.TemporaryDirectory() as folder,
        a_postgres("") as url,
        standin("--users", str(USERS)) as api,
    ):
        first = installed(Path(folder), api, url)
        settings = {key: own for key, own in first.settings.items() if key != "WEB_PORT"}
        second = Program(Path(folder), settings)
        with Proxy([first.port, second.port]) as proxy:
            for program in (first, second):
                program.settings["TELEGRAM_WEBHOOK_URL"] = f"http://127.0.0.1:{proxy.port}/telegram"
                program.settings["TELEGRAM_WEBHOOK_SECRET"] = "known-to-both"
            yield api, [first, second]


@contextmanager
def copy(program: Program) -> Iterator[None]:
    """One copy at work."""
    process = start(COMMAND, program.environment())
    try:
        waits_for(program)
        yield
    finally:
        process.terminate()
        process.wait()


def waits_for(program: Program) -> None:
    """Until a copy hears."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError), create_connection(("127.0.0.1", program.port), timeout=1):
            return
        time.sleep(0.02)
    raise TimeoutError("a copy did not start")


@contextmanager
def watched(url: str, waits: Counter[str]) -> Iterator[None]:
    """Look meanwhile, again and again, what connections wait for."""
    over = threading.Event()

    def look() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not over.wait(LOOK_SECONDS):
                waits["looks"] += 1
                for kind, event, query in connection.execute(WAITS):
                    found = DOES.search(query)
                    does = (found[1] or found[2]) if found else query[:30]
                    waits[f"{kind} {event}, {does}"] += 1

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


if __name__ == "__main__":
    main()
