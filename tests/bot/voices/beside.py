"""How long words take while they are said aloud too: ``python -m tests.bot.voices.beside``.

Everybody has everything with sound, and each clip is made anew because none can be kept: the worst
there is. Rounds with and without alternate, and the median of the paired ratios is printed.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import update

from storage.tables.people import people
from tests.bench.kill import opened
from tests.bench.parts import finished, installed, order, running, standin
from tests.support.program import Program

ROUNDS, USERS, RATE, SECONDS = 5, 60, 2, 30
WANTED = 1.1


def main() -> None:
    """Print the ratio, and how many clips went out meanwhile."""
    options = ("--users", str(USERS), "--limits", "on")
    with tempfile.TemporaryDirectory() as folder, standin(*options) as api:
        program = installed(Path(folder), api)
        clips = Path(folder) / "clips"
        shutil.rmtree(clips, ignore_errors=True)
        clips.touch()
        ratios = []
        for number in range(ROUNDS):
            silent, heard = (_round(program, api, is_on=is_on) for is_on in (False, True))
            ratios.append(heard["p95"] / silent["p95"])
            print(
                f"round {number + 1}: {silent['p95']:.1f} ms without, {heard['p95']:.1f} with sound"
                f" at p95, {heard['voices']:.0f} clips meanwhile",
                flush=True,
            )
    print(f"words with sound on: {statistics.median(ratios):.2f} x without (<= {WANTED})")
    sys.exit(statistics.median(ratios) > WANTED)


def _round(program: Program, api: dict[str, Any], *, is_on: bool) -> dict[str, float]:
    """The latencies of answers in ms, and how many clips went out with them."""
    _choose(program, is_on=False)
    with running([sys.executable, "-m", "bot", "run"], program.environment()):
        # Whoever is new is known from now on, and the program is warm.
        order(api, "clear", {})
        order(api, "updates", {"count": USERS, "text": "/hours", "rate": 10 * RATE})
        finished(api, USERS)
        _choose(program, is_on=is_on)
        order(api, "clear", {})
        order(api, "updates", {"count": RATE * SECONDS, "text": "/hours", "rate": RATE})
        figures = finished(api, RATE * SECONDS)
    voices = float(figures["calls"].get("sendVoice", 0))
    return {**figures["latency_ms"], "voices": voices}


def _choose(program: Program, *, is_on: bool) -> None:
    """Everybody has everything with sound from now on, or nobody has."""
    with opened(program) as database, database.writing() as store:
        store.connection.execute(update(people).values(with_sound=is_on))


if __name__ == "__main__":
    main()
