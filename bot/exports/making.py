"""Makes one file of a report, in a process of its own: ``python -m bot.exports.making``.

It reads figures and for whom they are from standard input, and writes the file to standard output.
"""

from __future__ import annotations

import os
import pickle
import sys

from bot.exports import report
from handlers.core.neighbourhood.view import NeighbourhoodView

# Whoever waits for an answer comes first.
NICE = 10


def main() -> None:
    """Make what is asked for; anything that is printed meanwhile is no part of it."""
    os.nice(NICE)
    out, sys.stdout = sys.stdout, sys.stderr
    # From our own other half, over a pipe that nobody else can write to.
    form, contents, neighbourhood, reader = pickle.load(sys.stdin.buffer)  # noqa: S301
    view = NeighbourhoodView(neighbourhood)
    made = report.write(contents.report, contents.past, view, reader, form, months=contents.months)
    out.buffer.write(made)
    out.buffer.flush()


if __name__ == "__main__":
    main()
