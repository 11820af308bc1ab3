"""How long what people type takes: ``python -m tests.locales.typed.speed``.

Each sentence to tune with goes through the real listener, model and pipeline on one core, until its
turn is committed; the memory is that of this process and of the model's.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time

import psutil

from bot.guesses.guesser import Guesser
from bot.guesses.listener import Listener
from handlers.core.messages import Turn
from tests.locales.typed import sentences
from tests.locales.typed.measure import NOW, listening
from tests.support.talk import Street

FIRST = 20


async def times(street: Street) -> tuple[list[float], int]:
    """Seconds from typed to committed, and bytes of the model's process, when it is warm."""
    guesser = Guesser()
    working = asyncio.create_task(street.turns.run())
    hear = Listener(street.turns.hear, guesser, street.database).hear
    taken = []
    for number, one in enumerate(sentences.of(sentences.TUNE)):
        turn = Turn("telegram", f"{number}", f"{number}", NOW, text=one.text, hint=one.tag)
        before = time.perf_counter()
        await hear(turn)
        taken.append(time.perf_counter() - before)
    memory = sum(one.memory_info().rss for one in psutil.Process().children())
    await guesser.stop()
    street.turns.stop()
    await working
    return taken[FIRST:], memory


def main() -> None:
    """Print the median and the slowest twentieth, and the memory."""
    os.sched_setaffinity(0, {0})
    with listening() as ear:
        taken, memory = asyncio.run(times(ear.street))
    cuts = statistics.quantiles(taken, n=20)
    print(f"{len(taken)} sentences: median {1e3 * cuts[9]:.1f} ms, p95 {1e3 * cuts[18]:.1f} ms")
    print(f"the model's process: {memory / 2**20:.0f} MB")


if __name__ == "__main__":
    main()
