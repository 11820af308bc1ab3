"""What the benchmarks share: the stand-in and the bots as processes, waiting for answers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.paths import ROOT
from tests.support.program import Program

EXAMPLE = ROOT / "examples" / "zuidoost.toml"
PEERS = ROOT / ".venv-peers" / "bin" / "python"
PATIENCE = 300.0


@contextmanager
def standin(*options: str) -> Iterator[dict[str, Any]]:
    """A Bot API as a process of its own; gives its address, token and name."""
    command = [sys.executable, "-m", "tests.telegram_standin", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


@contextmanager
def running(
    command: list[str], environment: dict[str, str] | None = None, checkout: Path = ROOT
) -> Iterator[int]:
    """A bot as a process, of this checkout or of another one; gives its process number."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=checkout, env=environment, stdout=quiet, stderr=quiet
    ) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def installed(folder: Path, api: dict[str, Any], database_url: str = "") -> Program:
    """The program with the example neighbourhood, pointed at a stand-in."""
    settings = {
        "TELEGRAM_TOKEN": api["token"],
        "TELEGRAM_API_URL": api["url"],
        "LOG_LEVEL": "error",
    }
    if database_url:
        settings["DATABASE_URL"] = database_url
    program = Program(folder, settings)
    program.sets_up(EXAMPLE)
    return program


def stats(api: dict[str, Any]) -> dict[str, Any]:
    with urllib.request.urlopen(f"{api['url']}/_standin/stats") as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def finished(api: dict[str, Any], updates: int) -> dict[str, Any]:
    """The stand-in's figures once everything was answered; raises when that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = stats(api)
        if found["answered"] >= updates:
            return found
        time.sleep(0.2)
    raise TimeoutError(f"only {found['answered']} of {updates} were answered")


def order(api: dict[str, Any], what: str, parts: dict[str, Any]) -> None:
    """Steer the stand-in."""
    content = {"Content-Type": "application/json"}
    body = json.dumps(parts).encode()
    request = urllib.request.Request(f"{api['url']}/_standin/{what}", body, content)
    urllib.request.urlopen(request).close()
