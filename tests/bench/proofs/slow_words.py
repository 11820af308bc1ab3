"""The slowest words that are found: ``python -m tests.bench.proofs.slow_words [tries]``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from handlers.core.messages import LONGEST_TEXT
from tests.hostile.words import patterns
from tests.hostile.words.slowest import Slow, pieces_of, slowest
from tests.hostile.words.test_slow_words import (
    MOST_OF_A_PATTERN,
    MOST_OF_A_READER,
    READERS,
    WHOLE,
    _used,
)

TRIES, SHOWN = 1_000, 3


def main(tries: int) -> None:
    """Print the slowest patterns and readers; exit 1 when one of them takes too long."""
    found: list[tuple[float, str, Slow]] = []
    for name, longest in patterns.SEEN.items():
        pattern = patterns.pattern(name)
        slow = search(
            lambda words, pattern=pattern: _used(pattern, words), longest, pieces_of(pattern), tries
        )
        found.append((MOST_OF_A_PATTERN * max(1, longest / LONGEST_TEXT), name, slow))
    for reader, work in READERS.items():
        found.append((MOST_OF_A_READER, reader, search(work, LONGEST_TEXT, WHOLE, tries)))
    found.sort(key=lambda one: -one[2].seconds)
    print(f"{len(found)} patterns and readers, {tries} tries each; the slowest, at full length:")
    for most, name, slow in found[:SHOWN]:
        print(f"{slow.seconds * 1e3:.0f} ms of {most * 1e3:.0f} {name} {slow.words[:24]!r}")
    sys.exit(any(slow.seconds > most for most, _, slow in found))


def search(work: Callable[[str], object], longest: int, pieces: Sequence[str], tries: int) -> Slow:
    """The slowest of three searches, each with another beginning."""
    return max(slowest(work, longest, pieces, tries=tries // 3, seed=seed) for seed in (1, 2, 3))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TRIES)
