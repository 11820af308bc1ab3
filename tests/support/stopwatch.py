"""How long a piece of work takes of the processor, whatever else this machine does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """The least processor time of several rounds, in seconds.

    What else goes on only ever adds to it, and so does what the first round makes once for all.
    """
    return min(_once(work) for _ in range(ROUNDS))


def _once(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
