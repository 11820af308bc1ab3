"""How many connections there may be: as many as the machine has files for, less what we need."""

from __future__ import annotations

import resource
from contextlib import suppress
from dataclasses import dataclass

# Every connection takes a file, and so do the database, Telegram and a chart that is drawn.
RESERVE = 96
MOST_FILES = 65_536
# About 100 MB of memory.
MOST_CONNECTIONS = 8192
MOST_UNFINISHED = 1000
MOST_POLLS = 1000


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much the web server takes on, and how long it waits.

    ``unfinished``: requests of one address of which a part is still to come. ``polls``: pages that
    wait for news, ``polls_of_one`` of one address. In seconds: until the whole head of a request is
    there, until its body is, and until its answer is taken.
    """

    connections: int = MOST_CONNECTIONS
    unfinished: int = MOST_UNFINISHED
    polls: int = MOST_POLLS
    polls_of_one: int = MOST_POLLS // 2
    head: float = 10.0
    body: float = 20.0
    answer: float = 60.0


def raise_file_limit() -> None:
    """Ask for as many files as this process may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def bounds_here() -> Bounds:
    """What fits into the files that this process may open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_FILES if soft == resource.RLIM_INFINITY else soft
    connections = min(max(files - RESERVE, files // 4), MOST_CONNECTIONS)
    half = connections // 2
    polls = min(half, MOST_POLLS)
    return Bounds(connections, min(half, MOST_UNFINISHED), polls, polls // 2)
