"""25 updates a second for 45 seconds, start, memory: ``python -m tests.bench.load [SECONDS]``."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from tests.bench.parts import PEERS, finished, installed, order, running, standin

RATE, SECONDS = 25, 45
LIMITS = ("--limits", "on")
MEGABYTE = 1024 * 1024


def main() -> None:
    """Print the latency, and how long a start takes, and how much memory it needs."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    ours, first, idle, busy = under_load(seconds)
    peer = bare_under_load(seconds)
    print(f"{RATE} updates/s for {seconds} s, delivery to answer: {said(ours)}")
    print(f"the same, a bare python-telegram-bot echo: {said(peer)}")
    print(f"95th percentile: {ours['p95'] / peer['p95']:.2f} x the bare echo")
    print(f"start to first answer: {first:.2f} s")
    print(f"memory: {idle:.0f} MB idle, {busy:.0f} MB after the load")


def under_load(seconds: int) -> tuple[dict[str, float], float, float, float]:
    """Latencies in ms, seconds from start to first answer, and megabytes idle and afterwards."""
    with tempfile.TemporaryDirectory() as folder, standin("--users", "500", *LIMITS) as api:
        program = installed(Path(folder), api)
        write(api, 1, 0)
        began = time.monotonic()
        command = [sys.executable, "-m", "bot", "run"]
        with running(command, program.environment()) as process:
            finished(api, 1)
            first = time.monotonic() - began
            idle = memory(process)
            order(api, "clear", {})
            write(api, RATE * seconds, RATE)
            figures = finished(api, RATE * seconds)
            return figures["latency_ms"], first, idle, memory(process)


def bare_under_load(seconds: int) -> dict[str, float]:
    """The same for a bare echo bot."""
    # Without limits: it would lose what Telegram refuses, and never be done.
    options = ["--users", "500", "--updates", str(RATE * seconds), "--rate", str(RATE)]
    with standin(*options) as api:
        command = [str(PEERS), "-m", "tests.telegram_standin.peers.echo_ptb"]
        with running([*command, "--url", api["url"], "--token", api["token"]]):
            latencies: dict[str, float] = finished(api, RATE * seconds)["latency_ms"]
            return latencies


def write(api: dict[str, Any], count: int, rate: float) -> None:
    order(api, "updates", {"count": count, "text": "/hours", "rate": rate})


def memory(process: int) -> float:
    """Resident megabytes of a process."""
    return float(psutil.Process(process).memory_info().rss) / MEGABYTE


def said(latency: dict[str, float]) -> str:
    return ", ".join(f"{name} {latency[name]:.1f} ms" for name in ("p50", "p95", "p99"))


if __name__ == "__main__":
    main()
