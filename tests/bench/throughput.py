"""How many `/hours` a second, against bare echo bots: ``python -m tests.bench.throughput``.

The same stand-in, the same 5,000 updates over 500 chats, limits off, one bot after the other,
three rounds; the ratio of each round, and their median.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench.parts import PEERS, finished, installed, running, standin

UPDATES, USERS, ROUNDS = 5_000, 500, 3


def main() -> None:
    """Print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    found: dict[str, list[float]] = {"buurtbot": [], "python-telegram-bot": [], "aiogram": []}
    for _ in range(rounds):
        found["buurtbot"].append(ours())
        found["python-telegram-bot"].append(bare("tests.telegram_standin.peers.echo_ptb"))
        found["aiogram"].append(bare("tests.telegram_standin.peers.echo_aiogram"))
    for name, rates in found.items():
        print(f"{name}: {', '.join(f'{rate:.0f}' for rate in rates)} updates/s")
    for peer in ("python-telegram-bot", "aiogram"):
        ratios = [one / two for one, two in zip(found["buurtbot"], found[peer], strict=True)]
        print(f"throughput of /hours: {statistics.median(ratios):.2f} x a bare {peer} echo")


def ours() -> float:
    """Our own updates a second."""
    with tempfile.TemporaryDirectory() as folder, standin(*_load("/hours")) as api:
        program = installed(Path(folder), api)
        with running([sys.executable, "-m", "tests.bench.unlimited"], program.environment()):
            return float(finished(api, UPDATES)["per_second"])


def bare(module: str) -> float:
    """A bare echo bot's updates a second."""
    with standin(*_load("ping {n}")) as api:
        command = [str(PEERS), "-m", module, "--url", api["url"], "--token", api["token"]]
        with running(command):
            return float(finished(api, UPDATES)["per_second"])


def _load(text: str) -> list[str]:
    return ["--updates", str(UPDATES), "--users", str(USERS), "--text", text, "--limits", "off"]


if __name__ == "__main__":
    main()
