"""Very much that waits, and slow services: ``python -m tests.bench.growth.backlog [WAITING]``.

For both databases, with the real program: a start over so many waiting notices, of which one person
has a twentieth and another one fifty; a start while as many messages wait at Telegram (without an
argument 2,000), which takes two seconds for each send; a disk that takes 50 ms for each commit. How
long does somebody wait who writes meanwhile, does each person hear everything in order and as fast
as one chat may, is anything lost, and how much memory does it take?
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import now
from handlers.core import message_json
from handlers.core.messages import Priority, Reply, say_many
from storage.repositories.messages.outbox import Outgoing
from tests.bench.kill import a_postgres, chats, damage, feed, opened, prepare, texts
from tests.bench.parts import PATIENCE, finished, installed, order, running, standin, stats
from tests.support.program import Program

WAITING, UPDATES = 20_000, 2_000
# Who writes meanwhile, and whom the stand-in knows besides: nobody else is reached in that time.
WRITERS, REACHED, EACH, FIFTY = 100, 2_000, 2, 50
RATE, SECONDS = 5, 12
AT_ONCE = 2_000
CROWD, DELAY = 250, 2.0
RUN = [sys.executable, "-m", "bot", "run"]
SLOW_DISK = [sys.executable, "-m", "tests.bench.growth.slow_disk"]
ONE, MANY = "✅ Noted: {n} person.", "✅ Noted: {n} people."
COUNTED = re.compile(re.escape(MANY.partition("{n}")[0]) + r"(\d+) ")
# An answer may take so many milliseconds at p95, or twice as long as with nothing waiting on a busy
# machine, from the program's first look on; a chat hears five at once and then one a second.
LATEST, SLOWER, BURST, PACE, START = 250.0, 2, 5, 1.15, 3.0
# A process may take so many megabytes more than with nothing to do.
MORE = 60.0


@dataclass(frozen=True)
class Seen:
    """What a run showed: milliseconds until an answer, megabytes at most, seconds at work."""

    p95: float
    most: float
    seconds: float


class Findings:
    """Prints one line a figure, and remembers whether one missed what is wanted."""

    def __init__(self) -> None:
        self.is_missed = False
        self.kind = ""

    def says(self, line: str, wanted: str, *, is_good: bool) -> None:
        """A figure, beside what is wanted."""
        self.is_missed |= not is_good
        print(f"{self.kind}, {line} ({wanted}{'' if is_good else ', MISSED'})", flush=True)


def main() -> None:
    """Print all of it for both databases."""
    rows, updates = (int(sys.argv[1]),) * 2 if len(sys.argv) > 1 else (WAITING, UPDATES)
    found = Findings()
    for found.kind in ("SQLite", "PostgreSQL"):
        idle = waiting(found, rows)
        slow_network(found, updates, idle)
        slow_disk(found, idle)
    if found.is_missed:
        sys.exit(1)


@contextmanager
def street(kind: str, users: int) -> Iterator[tuple[Program, dict[str, Any]]]:
    """A stand-in with its limits, and the program over an empty database of this kind."""
    with (
        tempfile.TemporaryDirectory() as folder,
        standin("--users", str(users), "--limits", "on") as api,
    ):
        if kind == "SQLite":
            yield installed(Path(folder), api), api
            return
        with a_postgres("") as url:
            yield installed(Path(folder), api, url), api


def waiting(found: Findings, rows: int) -> float:
    """A start over so many waiting notices; returns the megabytes that nothing waiting takes."""
    with street(found.kind, WRITERS) as (program, api):
        empty = at_a_start(program, api)
        order(api, "updates", {"count": 0, "text": "", "users": WRITERS + REACHED})
        fill(program, rows)
        order(api, "clear", {})
        full = at_a_start(program, api)
        said, refused = texts(api), sum(stats(api)["refused_429"].values())
    latest = max(LATEST, SLOWER * empty.p95)
    crowd = chats(WRITERS + REACHED)
    heard = [COUNTED.findall("\n".join(said.get(chat, []))) for chat in crowd]
    found.says(
        f"{rows} waiting at the start: an answer takes {full.p95:.0f} ms at p95, with none waiting "
        f"{empty.p95:.0f} ms",
        f"<= {latest:.0f}",
        is_good=full.p95 <= latest,
    )
    of_memory(found, f"{rows} waiting at the start", full.most, empty.most)
    # From the first one on, and none left out.
    ordered = [series == [str(number + 1) for number in range(len(series))] for series in heard]
    found.says(
        f"{sum(map(len, heard))} notices came to {sum(map(bool, heard))} people, not in order: "
        f"{ordered.count(False)}; answers 429: {refused}",
        "0, 0",
        is_good=all(ordered) and not refused,
    )
    for whose, series in (
        (f"one person with {rows // 20} waiting", heard[WRITERS]),
        (f"one person with {FIFTY} waiting", heard[WRITERS + 1]),
    ):
        wanted = min(FIFTY, int(BURST + (full.seconds - START) / PACE))
        found.says(
            f"{whose} heard {len(series)} in {full.seconds:.0f} s",
            f">= {wanted}, as many as one chat may",
            is_good=len(series) >= wanted,
        )
    return empty.most


def at_a_start(program: Program, api: dict[str, Any]) -> Seen:
    """What somebody sees who writes from the first moment on."""
    count, looks = RATE * SECONDS, stats(api)["calls"].get("getUpdates", 0)
    with running(RUN, program.environment()) as process:
        until(lambda: stats(api)["calls"].get("getUpdates", 0) > looks)
        began = time.monotonic()
        order(api, "updates", {"count": count, "text": "/hours", "rate": RATE})
        figures = finished(api, count)
        most = memory(process)
        return Seen(figures["latency_ms"]["p95"], most, time.monotonic() - began)


def slow_network(found: Findings, updates: int, idle: float) -> None:
    """A start over so many waiting updates, while each send takes two seconds."""
    users = min(CROWD, updates)
    with street(found.kind, users) as (program, api):
        prepare(program, users)
        feed(api, users, updates, "/count {k}")
        until(lambda: stats(api)["pending"] >= updates // users * users)
        slow = {"kind": "delay", "seconds": DELAY, "methods": ["sendMessage"]}
        order(api, "faults", slow)
        with running(RUN, program.environment()) as process:
            until(lambda: stats(api)["pending"] == 0)
            time.sleep(DELAY * 2)
            most = memory(process)
        harm = damage(program, api, users, updates - updates % users, 0)
        sends = stats(api)["sends"]
    what = f"{updates} updates at the start and {DELAY:.0f} s for each send"
    of_memory(found, what, most, idle)
    found.says(
        f"{what}: {harm.lost} lost, {harm.doubled} doubled, {harm.order_breaks} order breaks; "
        f"{sends} answers went out meanwhile",
        "0, 0, 0",
        is_good=not (harm.lost or harm.doubled or harm.order_breaks) and sends > 0,
    )


def slow_disk(found: Findings, idle: float) -> None:
    """Everybody writes at once, over a disk that takes its time for each commit."""
    updates = CROWD * 4
    with street(found.kind, CROWD) as (program, api):
        order(api, "limits", {"on": False})
        prepare(program, CROWD)
        feed(api, CROWD, updates, "/count {k}")
        with running(SLOW_DISK, program.environment()) as process:
            figures = finished(api, updates)
            most = memory(process)
            time.sleep(1)
        harm = damage(program, api, CROWD, updates, 0)
    what = f"{updates} updates over a disk with 50 ms a commit"
    of_memory(found, what, most, idle)
    found.says(
        f"{what}: {figures['per_second']:.0f} turns/s, {harm.lost} lost, {harm.doubled} doubled, "
        f"{harm.order_breaks} order breaks, {harm.unanswered} not answered",
        "0, 0, 0, 0",
        is_good=not (harm.lost or harm.doubled or harm.order_breaks or harm.unanswered),
    )


def of_memory(found: Findings, what: str, most: float, idle: float) -> None:
    """How much memory something took at most."""
    found.says(
        f"{what}: at most {most:.0f} MB, with nothing to do {idle:.0f} MB",
        f"<= {MORE:.0f} more",
        is_good=most <= idle + MORE,
    )


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something; raises when that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError("it took too long")
        time.sleep(0.05)


def fill(program: Program, rows: int) -> None:
    """Notices that wait: many for one person, fifty for another, and two for all others."""
    crowd = chats(WRITERS + 2 + rows // EACH)[WRITERS:]
    counts = {crowd[0]: rows // 20, crowd[1]: FIFTY}
    with opened(program) as database:
        for begin in range(0, len(crowd), AT_ONCE):
            some = crowd[begin : begin + AT_ONCE]
            with database.writing() as store:
                known = store.people.known([("telegram", chat, "en") for chat in some])
                notices = [
                    notice(known["telegram", chat].id, number)
                    for chat in some
                    for number in range(1, counts.get(chat, EACH) + 1)
                ]
                store.outbox.put(notices, now())


def notice(person: int, number: int) -> Outgoing:
    """Something that somebody is told, with a number in it."""
    line = say_many("body", ONE, MANY, number)
    return Outgoing(person, message_json.to_json(Reply((line,))), Priority.NOTICE)


def memory(process: int) -> float:
    """The most megabytes that a process ever had."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
