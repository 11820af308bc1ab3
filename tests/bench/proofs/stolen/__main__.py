"""Who stands behind a row of a stolen database: ``python -m tests.bench.proofs.stolen [PEOPLE]``.

Many people ask, offer, write and wish through the real program for some days. Then a thief, with
the file and no key, names one person for each row, in every way that there is; it is counted how
often that is right, and how often a guess among those who were active on that day would be.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from storage.database import Database
from storage.keyring import KeyRing
from storage.upkeep.migrate import migrate
from tests.bench.proofs.stolen.attack import HELPER, RESIDENT, WANTED, WAYS, Loot
from tests.bench.proofs.stolen.before import lay_down
from tests.bench.proofs.stolen.filling import Truth, fill
from tests.bench.proofs.stolen.lifting import lift

PEOPLE, DAYS, SEED = 60, 4, 20261116


@dataclass(frozen=True, slots=True)
class Hits:
    """How often one way was right, of so many rows for which it named somebody; and chance."""

    way: str
    named: int
    right: int
    by_chance: float

    @property
    def is_luck(self) -> bool:
        """Whether it is no better than chance: within four deviations, and two."""
        return self.right <= self.by_chance + 4 * sqrt(self.by_chance) + 2


def main() -> None:
    """Fill a database, steal it, and print what the thief finds."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing.make(Path(folder) / "keys")
        file = Path(folder) / "buurtbot.db"
        database = Database(f"sqlite:///{file}", keys)
        migrate(database)
        truth = fill(database, people=people, days=DAYS, seed=SEED)
        before = Path(folder) / "before.db"
        truth_before = lay_down(database, before, truth)
        database.close()
        print(_counted(truth))
        print("The schema before:")
        tell(measure(lift(before), truth_before))
        print("Now:")
        now = measure(lift(file), truth)
        tell(now)
    sys.exit(not all(hits.is_luck for hits in now))


def measure(loot: Loot, truth: Truth) -> list[Hits]:
    """Let the thief try every way, for who a row is about and for who helps."""
    found = []
    for way, guess in WAYS.items():
        for side in (RESIDENT, HELPER):
            named = right = 0
            by_chance = 0.0
            for row in loot.wanted():
                behind = truth.get((row.table, row.values["id"]))
                meant = getattr(behind, side) if behind else None
                if meant is None:
                    continue
                guessed = guess(loot, row, side)
                if guessed is not None:
                    named += 1
                    right += guessed == meant
                    by_chance += 1 / len(loot.those_of(row))
            found.append(Hits(f"{way}: {side}", named, right, by_chance))
    return found


def tell(found: Iterable[Hits]) -> None:
    """One line for each way."""
    for hits in found:
        print(
            f"{hits.way:30} right {hits.right:4} of {hits.named:4}, "
            f"by chance {hits.by_chance:5.1f}: {'luck' if hits.is_luck else 'LINKS'}"
        )


def _counted(truth: Mapping[tuple[str, int], object]) -> str:
    counts = Counter(table for table, _ in truth)
    return ", ".join(f"{counts[table]} {table}" for table in WANTED)


if __name__ == "__main__":
    main()
