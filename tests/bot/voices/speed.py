"""How long the first sound takes, and how large it is: ``python -m tests.bot.voices.speed``.

Nothing was started before, and nothing is kept: each clip of 200 letters is made by a process that
starts cold. Then the same once more, as it is kept.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from bot.voices.speaker import Speaker
from bot.voices.spoken import Part
from storage.keyring import KeyRing
from tests.bot.voices.sound import heard
from tests.bot.voices.test_speaker import HOURS

LETTERS, ROUNDS = 200, 7


def main() -> None:
    """Print a line for each language."""
    for tag, words in HOURS.items():
        asyncio.run(_told(tag, (words + " ") * LETTERS))


async def _told(tag: str, words: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        voice = Speaker(Path(place, "clips"), KeyRing.make(Path(place, "keys")))
        first, again, clip = [], [], b""
        for number in range(ROUNDS):
            parts = [Part(words[number : number + LETTERS], tag)]
            before = time.perf_counter()
            clip = await voice.clip(parts)
            between = time.perf_counter()
            assert await voice.clip(parts) == clip
            first.append(between - before)
            again.append(time.perf_counter() - between)
    sound, kept = heard(clip), 1e3 * statistics.median(again)
    print(f"{tag}, {LETTERS} letters: {len(clip) / 1e3:.0f} kB for {sound.seconds:.0f} s,", end=" ")
    print(
        f"first heard after {statistics.median(first):.2f} s (at most {max(first):.2f}),", end=" "
    )
    print(f"kept: {kept:.1f} ms")


if __name__ == "__main__":
    main()
