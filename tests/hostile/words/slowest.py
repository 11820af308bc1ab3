"""Looks for the words that keep a piece of the program busy longest: a climb, not a guess.

What is tried is made of the pieces that a pattern is written with: a beginning, something said very
often, an end. The slowest are changed a little and tried again, and then measured at full length.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

Work = Callable[[str], object]
SHORT = 512
# What is worth a try whatever the pattern: digits, letters, gaps, marks, whole things.
ANYWHERE = [
    *(
        " ",
        "\n",
        "\t",
        "\0",
        "\u200b",
        "\u0301",
        "\u202e",
        "ﷺ",
        "İ",
        "é",
        "ı",
        "ß",
        "م",
        "٣",
        "５",
        "😀",
    ),
    *"019aZ_-.,:;/\\+€()|!?&%#@",
    *("12", "1.1", "1,1", "1.", ",1", ":1", "-1", "1a", "a1", "00", "06", "+31", "111.", "1-1-20"),
    *("1102ab", "nl91abna", "een", "eenen", "&#49;", "&amp;", "%31", "\\u0031", "/hours", "@x"),
    *(" . ", "12:30", "10-12", "12 ", "1 a "),
]


class Slow(NamedTuple):
    """Words that took so long, in seconds of work."""

    seconds: float
    words: str


def seconds(work: Work, words: str, *, times: int = 2) -> float:
    """How long it works on these words, at the best of so many times."""
    took = []
    for _ in range(times):
        begun = time.thread_time()
        work(words)
        took.append(time.thread_time() - begun)
    return min(took)


def slowest(
    work: Work, longest: int, pieces: Sequence[str], *, tries: int = 60, seed: int = 9
) -> Slow:
    """The slowest words of this length that a search of so many tries comes upon."""
    chance = random.Random(seed)
    known = [*pieces, *ANYWHERE]
    best: list[tuple[float, tuple[str, str, str]]] = []
    for at in range(tries):
        if at % 3 == 0 or not best:
            # Every piece is said very often once, before they are mixed.
            made = ("", known[(at // 3) % len(known)], "")
        else:
            made = _changed(chance, chance.choice(best)[1], known)
        best.append((seconds(work, _long(made, min(SHORT, longest)), times=1), made))
        best = sorted(best, reverse=True)[:5]
    whole = [_long(made, longest) for _, made in best]
    return max(Slow(seconds(work, words), words) for words in whole)


def _changed(
    chance: random.Random, made: tuple[str, str, str], known: Sequence[str]
) -> tuple[str, str, str]:
    """The same with another beginning, middle or end."""
    parts = list(made)
    which = chance.choice([0, 1, 1, 1, 2, 2])
    piece = chance.choice(known)
    parts[which] = chance.choice([piece, parts[which] + piece, piece + parts[which]])[-40:]
    parts[1] = parts[1] or piece
    return parts[0], parts[1], parts[2]


def _long(made: tuple[str, str, str], longest: int) -> str:
    first, often, last = made
    room = max(longest - len(first) - len(last), len(often))
    return (first + (often * (room // len(often) + 1))[:room] + last)[-longest:]


def pieces_of(pattern: re.Pattern[str]) -> list[str]:
    """What a pattern is written with: its letters, its words, something of each of its classes."""
    found: list[str] = []
    word = ""
    for kind, value in _parts(re._parser.parse(pattern.pattern, pattern.flags)):  # type: ignore[attr-defined]
        if kind == "LITERAL":
            word += chr(value)
        else:
            found += [word] if word else []
            word = ""
            if kind == "RANGE":
                found += [chr(value[0]), chr(value[1])]
            elif kind == "CATEGORY":
                found += CATEGORIES.get(str(value), [])
    whole = [*found, word] if word else found
    return list(dict.fromkeys([*whole, *(sign for one in whole[:40] for sign in one)]))


CATEGORIES = {
    "CATEGORY_DIGIT": ["1", "11"],
    "CATEGORY_SPACE": [" ", "  "],
    "CATEGORY_WORD": ["a", "ab", "1"],
    "CATEGORY_NOT_WORD": ["-", ". "],
    "CATEGORY_NOT_DIGIT": ["x"],
    "CATEGORY_NOT_SPACE": ["x"],
}


def _parts(tree: Any) -> Iterator[tuple[str, Any]]:
    """Everything that a parsed pattern consists of, one behind the other."""
    if isinstance(tree, tuple) and len(tree) == 2 and type(tree[0]).__name__ == "_NamedIntConstant":
        yield str(tree[0]), tree[1]
        if str(tree[0]) in {"LITERAL", "RANGE", "CATEGORY"}:
            return
    if isinstance(tree, (list, tuple)) or hasattr(tree, "data"):
        for one in tree:
            yield from _parts(one)
