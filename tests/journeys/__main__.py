"""``python -m tests.journeys [LANGUAGE]``: every screen of a resident, and what says too much."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_file
from storage.upkeep.migrate import migrate
from tests.journeys.walk import BEGINNINGS, WHEN, screens
from tests.support.paths import EXAMPLE
from tests.support.talk import Street


def main(language: str) -> None:
    """Print them in the order in which they are met."""
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing.make(Path(folder) / "keys")
        database = Database(f"sqlite:///{folder}/buurtbot.db", keys)
        migrate(database)
        street = Street(database, read_file(EXAMPLE), WHEN)
        street.key_holder("holendrecht").says("/open")
        found = list(screens(lambda: street.neighbour(language), BEGINNINGS))
        database.close()
    for screen in found:
        print("---", " > ".join(screen.way), "|", ", ".join(screen.size.too_much()))
        print(screen.shown.text)
        print(*(f"[{key.label}]" for row in screen.shown.rows for key in row))
    beyond = sum(bool(screen.size.too_much()) for screen in found)
    print(f"{len(found)} screens, {beyond} say too much")


if __name__ == "__main__":
    main(*sys.argv[1:] or ["en"])
