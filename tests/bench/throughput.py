"""How many `/hours` a second, against bare echo bots: ``python -m tests.bench.throughput``.

The same stand-in, the same 5,000 updates over 500 chats, limits off, one bot after the other, on
SQLite and on PostgreSQL; the ratios of each round, and their medians. Then, in a run of its own,
where the processor's time of a turn goes.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

from tests.bench.kill import a_postgres
from tests.bench.parts import PEERS, finished, installed, running, standin

UPDATES, USERS, ROUNDS = 5_000, 500, 3
OURS, BARE = ("SQLite", "PostgreSQL"), ("python-telegram-bot", "aiogram")
WANTED = {("SQLite", "aiogram"): 1.0, ("PostgreSQL", "python-telegram-bot"): 1.2}
ECHOES = {
    "python-telegram-bot": "tests.telegram_standin.peers.echo_ptb",
    "aiogram": "tests.telegram_standin.peers.echo_aiogram",
}


def main() -> None:
    """Print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    found: dict[str, list[float]] = {name: [] for name in (*OURS, *BARE)}
    for _ in range(rounds):
        found["SQLite"].append(ours())
        with a_postgres("") as url:
            found["PostgreSQL"].append(ours(url))
        for name in BARE:
            found[name].append(bare(ECHOES[name]))
    for name, rates in found.items():
        print(f"{name}: {', '.join(f'{rate:.0f}' for rate in rates)} updates/s")
    for kind, peer in product(OURS, BARE):
        wanted = WANTED.get((kind, peer), 0)
        print(
            f"throughput of /hours, {kind}: {_ratio(found, kind, peer):.2f} x a bare {peer} echo"
            + (f" (wanted {wanted})" if wanted else "")
        )
    print(_told("SQLite", parts()))
    with a_postgres("") as url:
        print(_told("PostgreSQL", parts(url)))


def _told(kind: str, spent: Mapping[str, float]) -> str:
    each = ", ".join(f"{part} {milliseconds:.2f}" for part, milliseconds in spent.items())
    total = sum(spent.values())
    return f"a turn of /hours, {kind}: {total:.2f} ms of the processor (wanted 0.7): {each}"


def _ratio(found: Mapping[str, Sequence[float]], kind: str, peer: str) -> float:
    pairs = zip(found[kind], found[peer], strict=True)
    return statistics.median(mine / other for mine, other in pairs)


def ours(database_url: str = "") -> float:
    """Our own updates a second."""
    with tempfile.TemporaryDirectory() as folder, standin(*_load("/hours")) as api:
        program = installed(Path(folder), api, database_url)
        with running([sys.executable, "-m", "tests.bench.unlimited"], program.environment()):
            return float(finished(api, UPDATES)["per_second"])


def parts(database_url: str = "") -> dict[str, float]:
    """Milliseconds of the processor that each part of a turn takes."""
    with tempfile.TemporaryDirectory() as folder, standin(*_load("/hours")) as api:
        program = installed(Path(folder), api, database_url)
        written = Path(folder) / "parts.json"
        command = [sys.executable, "-m", "tests.bench.unlimited", str(written)]
        with running(command, program.environment()):
            finished(api, UPDATES)
        found: dict[str, float] = json.loads(written.read_text())
        return found


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
