"""How well and how fast danger is heard: ``python -m tests.bench.proofs.danger [part [tag]]``.

``part`` is `held` or `tune`. With a language every sentence that is not heard, and every false
alarm, is printed too; that is for the part that lists are made with, not for the other one.
"""

from __future__ import annotations

import sys
import time

from locales import danger
from locales.danger.file import KINDS
from tests.hostile.danger.hearing import (
    ALARMS,
    HELD,
    NONE,
    REACHED,
    RECALL,
    Score,
    languages,
    score,
)

LONGEST = 4_096
ROUNDS = 200


def main() -> None:
    """Print recall per language and per kind, the false alarms, and the times.

    A star stands where less is heard than is wanted; exit 1 where it is less than was reached.
    """
    part = sys.argv[1] if len(sys.argv) > 1 else HELD
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    begun = time.process_time()
    danger.table()
    loaded = (time.process_time() - begun) * 1e3
    tags = [only] if only else languages()
    columns = "".join(f"{name:>8}" for name in ("recall", "alarms", "looked", "twice"))
    print(f"{'':5}{columns}  " + "".join(f"{kind:>10}" for kind in KINDS))
    failed = False
    for tag in tags:
        made, second = score(part, tag), score(part, tag, guesses=True)
        recall, alarms = REACHED[tag]
        failed |= second.recall * 100 < recall or second.alarms * 100 > alarms
        print(_line(tag, made, second), *(made.wrong if only else ()), sep="\n")
    if only:
        return
    print(f"all languages are read in {loaded:.0f} ms; {LONGEST} letters are heard in:")
    for what, said in TEXTS.items():
        print(f"  {_quickest(said):.2f} ms {what}")
    sys.exit(failed)


def _line(tag: str, made: Score, second: Score) -> str:
    wanted = " " if second.recall >= RECALL[tag] and second.alarms <= ALARMS else "*"
    kinds = "".join(f"{made.heard[kind]:>6}/{made.asked[kind]:<3}" for kind in KINDS)
    return (
        f"{tag:4}{wanted}{made.recall:>8.0%}{made.alarms:>8.0%}"
        f"{second.recall:>8.0%}{second.alarms:>8.0%}  {kinds} of {made.asked[NONE]} none"
    )


def _quickest(said: str) -> float:
    """Milliseconds; the quickest of many, so that what else runs here does not count."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        danger.hear(said)
        best = min(best, time.perf_counter() - begun)
    return best * 1e3


def _long(said: str) -> str:
    return (said * LONGEST)[:LONGEST]


TEXTS = {
    "English": _long("I would like to know when the room is open, and may I come with him. "),
    "Arabic": _long("اريد ان اعرف متى تفتح الغرفة وهل يمكن ان آتي مع زوجي "),
    "Ukrainian": _long("я хочу знати коли відкрита кімната і чи можна прийти з ним "),
    "words of danger that are far apart": _long("he hits and then some words of no meaning, me "),
    "one word of danger": _long("me "),
    "pictures": _long("🔥🔪"),
    "letters one by one": _long("h e l p "),
    "one long word": "h\u0435" * (LONGEST // 2),
    "words that nobody knows": _long("abcdefghij klmnopqrst "),
    "marks": _long("h\u0336e\u0337l\u0334p\u0335 "),
}


if __name__ == "__main__":
    main()
