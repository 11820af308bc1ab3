"""1,000 connections that do nothing: ``python -m tests.bench.proofs.idle [CONNECTIONS] [SECONDS]``.

A third says nothing, a third half a head, a third half a body; each drips a byte a second, and is
opened again when it is let go. Meanwhile people write on Telegram, and a visitor from another
address opens the web chat anew each second. Once with 256 files for the program, once with 1,024.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.bench.parts import finished, installed, order, standin
from tests.support.paths import ROOT
from tests.support.program import Program

CONNECTIONS, SECONDS = 1000, 40
FILES = (256, 1024)
LONGEST_SECONDS, LOG_BYTES, GROWTH = 1.0, 1024, 20.0
MEGABYTE = 1024 * 1024
# The address that our proxy would write down for the attacker, and for the visitor.
BAD, GOOD = "203.0.113.9", "198.51.100.7"
HEAD = "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = (
    f"POST /leave HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {BAD}\r\nContent-Length: 9999\r\n\r\n{{"
)
SAID = (b"", HEAD.encode(), BODY.encode())


@dataclass
class Seen:
    """What the others saw meanwhile."""

    telegram: float = 0.0
    visits: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    log: float = 0.0
    megabytes: tuple[float, float] = (0.0, 0.0)
    files: tuple[int, int] = (0, 0)


def main() -> None:
    """Print what was seen with few files and with more; exit 1 when somebody was kept out."""
    connections = int(sys.argv[1]) if len(sys.argv) > 1 else CONNECTIONS
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    is_good = True
    for files in FILES:
        seen = attacked(files, connections, seconds)
        slowest = max(seen.visits, default=float("inf"))
        grown = seen.megabytes[1] - seen.megabytes[0]
        print(
            f"{connections} idle connections for {seconds} s, {files} files: Telegram answered "
            f"within {seen.telegram:.2f} s; {len(seen.visits)} visits within {slowest:.2f} s, "
            f"failed: {', '.join(seen.failed) or 'none'}; log {seen.log:.0f} bytes/s; "
            f"memory {seen.megabytes[0]:.0f} -> {seen.megabytes[1]:.0f} MB; "
            f"files afterwards {seen.files[0]} -> {seen.files[1]}",
            flush=True,
        )
        is_good &= seen.telegram < LONGEST_SECONDS and seen.log < LOG_BYTES and not seen.failed
        is_good &= grown < GROWTH and seen.files[1] <= seen.files[0] + 5
    sys.exit(0 if is_good else "somebody was kept out, or something grew: see above")


def attacked(files: int, connections: int, seconds: int) -> Seen:
    """The program with this many files, under attack for so long, and then left alone."""
    with tempfile.TemporaryDirectory() as folder, standin("--users", "50") as api:
        program = installed(Path(folder), api)
        program.settings["LOG_LEVEL"] = "info"
        with _limited(program, files) as process:
            _speaks(api)
            _visit(program, Seen())
            seen, log = Seen(), program.folder / "log"
            open_before = process.num_fds()
            logged, memory = log.stat().st_size, _megabytes(process)
            asyncio.run(_attack(program, api, connections, seconds, seen))
            seen.log = (log.stat().st_size - logged) / seconds
            seen.megabytes = memory, _megabytes(process)
            until = time.monotonic() + 40
            while process.num_fds() > open_before + 5 and time.monotonic() < until:
                time.sleep(0.2)
            _visit(program, seen)
            seen.telegram = max(seen.telegram, _speaks(api))
            seen.files = open_before, process.num_fds()
            return seen


@contextmanager
def _limited(program: Program, files: int) -> Iterator[psutil.Process]:
    """The program as a process that may open so many files."""
    with (
        (program.folder / "log").open("wb") as log,
        subprocess.Popen(
            ["prlimit", f"--nofile={files}:{files}", sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=program.environment(),
            stdout=subprocess.DEVNULL,
            stderr=log,
        ) as started,
    ):
        try:
            yield psutil.Process(started.pid)
        finally:
            started.terminate()


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / MEGABYTE


def _speaks(api: dict[str, Any]) -> float:
    """Somebody writes on Telegram; returns the seconds until the answer."""
    order(api, "clear", {})
    order(api, "updates", {"count": 1, "text": "/hours", "rate": 0})
    return float(finished(api, 1)["latency_ms"]["p100"]) / 1000


def _visit(program: Program, seen: Seen) -> None:
    """Somebody with another address opens the chat on a connection of their own."""
    began = time.monotonic()
    heads = {"X-Forwarded-For": f"{BAD}, {GOOD}"}
    try:
        with httpx.Client(timeout=5, trust_env=False, headers=heads) as http:
            answer = http.get(program.address)
        answer.raise_for_status()
    except httpx.HTTPError as problem:
        seen.failed.append(type(problem).__name__)
    else:
        seen.visits.append(time.monotonic() - began)


async def _attack(
    program: Program, api: dict[str, Any], connections: int, seconds: int, seen: Seen
) -> None:
    """Hold the connections, and look each second how the others fare."""
    numbers = count()
    holding = [
        asyncio.create_task(_hold(program.port, SAID[next(numbers) % 3]))
        for _ in range(connections)
    ]
    until = time.monotonic() + seconds
    await asyncio.sleep(1)
    while time.monotonic() < until:
        visit = asyncio.to_thread(_visit, program, seen)
        latency, _ = await asyncio.gather(asyncio.to_thread(_speaks, api), visit)
        seen.telegram = max(seen.telegram, latency)
        await asyncio.sleep(1)
    for task in holding:
        task.cancel()
    await asyncio.gather(*holding, return_exceptions=True)


async def _hold(port: int, said: bytes) -> None:
    """Connect, say this much, drip; and again whenever the other side hangs up."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(said)
                while not reader.at_eof():
                    await asyncio.sleep(1)
                    if said:
                        writer.write(b"x")
                        await writer.drain()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(0.05):
                            await reader.read(1024)
            finally:
                writer.close()
        await asyncio.sleep(1)


if __name__ == "__main__":
    main()
