"""How few words and taps: ``python -m tests.journeys [LANGUAGE]``.

Prints the taps of each journey, every screen that says more than it may, how many say no more, and
how many are exceptions; with ``--all`` every screen as it is read.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_file
from storage.upkeep.migrate import migrate
from tests.journeys.journey import Walk
from tests.journeys.limits import EXCEPTIONS, MOST_EXCEPTIONS
from tests.journeys.walk import BEGINNINGS, on_a_monday, screens
from tests.journeys.ways import every
from tests.support.paths import EXAMPLE
from tests.support.talk import Street


@contextmanager
def neighbourhood() -> Iterator[Street]:
    """The example on a Monday, in a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing.make(Path(folder) / "keys")
        database = Database(f"sqlite:///{folder}/buurtbot.db", keys)
        migrate(database)
        yield on_a_monday(database, read_file(EXAMPLE))
        database.close()


def print_taps() -> None:
    """What each journey takes, from the first screen on."""
    for wanted in every():
        with neighbourhood() as street:
            walk = Walk(street)
            wanted.walks(walk)
        print(f"{wanted.what}: {walk.taken} taps, at most {wanted.most}")


def print_screens(language: str, *, is_all: bool) -> None:
    """What says too much, and what share says no more than it may."""
    with neighbourhood() as street:
        found = list(screens(lambda: street.neighbour(language), BEGINNINGS))
    for screen in found:
        if is_all or screen.too_much():
            print("---", ", ".join(screen.size.too_much()))
            print(screen.read())
    within = sum(not screen.size.too_much() for screen in found)
    print(f"{language}: {within} of {len(found)} screens within the limits ", end="")
    print(f"({within / len(found):.0%}), {len(found) - within} exceptions of ", end="")
    print(f"{len(EXCEPTIONS)} kinds, at most {MOST_EXCEPTIONS}")


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description="Taps and words of a resident's screens.")
    reader.add_argument("language", nargs="?", default="en")
    reader.add_argument("--all", action="store_true", help="print every screen")
    asked = reader.parse_args()
    print_taps()
    print_screens(asked.language, is_all=asked.all)
