"""Start, memory, and what is loaded when: ``python -m tests.bench.growth.start [ROUNDS]``.

The real program on SQLite with the example neighbourhood, and bare echo bots, in turns: each is
started while one message waits for it at a stand-in. From the start of the process to the first
answer there, and to the first page; the memory once nothing happened for a while. Then what is
loaded at the start and what only where it is needed, with its cost.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from tests.bench.load import write
from tests.bench.parts import PEERS, installed, order, running, standin, stats
from tests.bench.throughput import ECHOES

ROUNDS, IDLE = 5, 20.0
MOST_SECONDS, MOST_MEGABYTES = 1.5, 115.0
MEGABYTE = 1024 * 1024
STEP = 0.01


def main() -> None:
    """Print seconds and megabytes, each with what is wanted; and the lists."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    bare: dict[str, list[float]] = {name: [] for name in ECHOES}
    with tempfile.TemporaryDirectory() as folder, standin() as api:
        program = installed(Path(folder), api)
        command, there = [sys.executable, "-m", "bot", "run"], program.environment()
        # The first start ever keeps what the next ones find.
        started(api, command, there, program.address)
        ours = []
        for _ in range(rounds):
            ours.append(started(api, command, there, program.address))
            for name, module in ECHOES.items():
                echo = [str(PEERS), "-m", module, "--url", api["url"], "--token", api["token"]]
                bare[name].append(started(api, echo)[0])
        memory = idle(command, there)
    first, page = (statistics.median(some) for some in zip(*ours, strict=True))
    for name, seconds in bare.items():
        print(f"start to first answer of a bare {name} echo: {statistics.median(seconds):.2f} s")
    is_met = [
        said("start to first answer, in seconds:", first, MOST_SECONDS),
        said("start to first page, in seconds:", page, MOST_SECONDS),
        said("memory once idle, in MB:", memory.rss / MEGABYTE, MOST_MEGABYTES),
    ]
    alone, shared = memory.uss / MEGABYTE, memory.pss / MEGABYTE
    print(f"of it {alone:.0f} MB its own, {shared:.0f} MB with its part of what others use too")
    subprocess.run([sys.executable, "-m", "tests.bench.growth.loaded"], check=True)
    sys.exit(not all(is_met))


def said(what: str, figure: float, most: float) -> bool:
    """Print a figure with what is wanted; whether that is met."""
    is_met = figure <= most
    print(f"{what} {figure:.2f}, wanted <= {most}{'' if is_met else ', MISSED'}", flush=True)
    return is_met


def started(
    api: dict[str, Any], command: list[str], there: dict[str, str] | None = None, page: str = ""
) -> tuple[float, float]:
    """Seconds from the start of a process to its first answer, and to its first page."""
    order(api, "clear", {})
    write(api, 1, 0)
    first = shown = 0.0
    began = time.monotonic()
    with running(command, there):
        while not first or (page and not shown):
            if page and not shown and answers(page):
                shown = time.monotonic() - began
            if not first and stats(api)["answered"]:
                first = time.monotonic() - began
            time.sleep(STEP)
    return first, shown


def answers(page: str) -> bool:
    """Whether there is a page."""
    with suppress(OSError), urllib.request.urlopen(page) as answer:
        return bool(answer.read())
    return False


def idle(command: list[str], there: dict[str, str]) -> Any:
    """The memory of the program when nobody wrote for a while."""
    with running(command, there) as process:
        time.sleep(IDLE)
        return psutil.Process(process).memory_full_info()


if __name__ == "__main__":
    main()
