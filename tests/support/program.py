"""The real program as a process of its own, as an operator starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_connection, socket
from typing import IO


def free_port() -> int:
    """A port that nobody uses now."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Program:
    """An installation in a folder of its own: settings, database and keys."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.settings = {
            "WEB_PORT": str(self.port),
            "KEYS_FILE": str(self.folder / "keys"),
            "DATABASE_URL": f"sqlite:///{self.folder / 'buurtbot.db'}",
            **self.settings,
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        own = {f"BUURTBOT_{name}": value for name, value in self.settings.items()}
        rest = {key: value for key, value in os.environ.items() if not key.startswith("BUURTBOT_")}
        return {**rest, **own}

    def does(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def sets_up(self, file: Path) -> None:
        for words in (["migrate"], ["load", str(file)]):
            done = self.does(*words)
            assert done.returncode == 0, done.stderr

    def invites(self, *words: str) -> str:
        """The code of a new invitation."""
        done = self.does("invite", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[0].split()[1]

    def starts(self, *words: str, log: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run", *words],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=log or subprocess.DEVNULL,
        )

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """The program at work; it is stopped as an operator stops it, and must end by itself."""
        with (self.folder / "log").open("ab") as log, self.starts(log=log) as process:
            try:
                self._waits_for(process)
                yield process
                assert process.poll() is None, self.log()
            finally:
                process.send_signal(signal.SIGTERM)
                assert process.wait(timeout=10) == 0, self.log()

    def _waits_for(self, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
        """Until somebody can come in: on a busy machine a start takes its time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError), create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError(self.log())

    def log(self) -> str:
        return (self.folder / "log").read_text()
