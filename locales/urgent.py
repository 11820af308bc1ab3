"""Words that cannot wait: each language has a list, ``<tag>/urgent.txt``, that anybody can edit.

A line is a word or a phrase. ``evict*`` stands for any ending, ``*`` in front for any beginning;
``home/house`` for either; ``...`` for up to three other words of the same sentence. A line that
begins with ``-`` is harmless and is left out of what was said; ``#`` begins a remark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from locales import FOLDER

# Letters that people take for one another; what a mark above tells apart is gone before.
SAME = str.maketrans({"ı": "i", "ى": "ي", "ة": "ه", "ـ": "", "'": "", "’": "", "‘": "", "`": ""})
# No phrase goes on beyond the end of a sentence.
END = "|"
ENDS = re.compile(r"[.!?؟…\n]+")
# Longer than any message of Telegram.
LONGEST = 5_000
GAP = r"(?: [^\s|]+){0,3}"


class _Lists(NamedTuple):
    harmless: re.Pattern[str]
    urgent: re.Pattern[str]


def is_urgent(text: str) -> bool:
    """Whether something was said, in any language, that cannot wait."""
    said = plain(text[:LONGEST])
    return any(
        one.urgent.search(said) and one.urgent.search(one.harmless.sub(" ", said))
        for one in _lists()
    )


def plain(text: str) -> str:
    """Words in small letters without marks, with one space between; ``|`` ends a sentence."""
    text = ENDS.sub(END, text).casefold().replace("ı", "i")
    text = "".join(
        one
        # One sign can stand for eighteen when it is taken apart.
        for one in unicodedata.normalize("NFKD", text)[: 3 * LONGEST]
        if unicodedata.category(one) not in {"Mn", "Cf"}
    ).translate(SAME)
    return " ".join("".join(_sign(one) for one in text).split())


def _sign(one: str) -> str:
    return one if one.isalnum() else f" {END} " if one == END else " "


@cache
def _lists() -> tuple[_Lists, ...]:
    return tuple(_read(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*/urgent.txt")))


def _read(text: str) -> _Lists:
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    harmless = [line.removeprefix("-").strip() for line in lines if line.startswith("-")]
    urgent = [line for line in lines if line and not line.startswith("-")]
    return _Lists(_pattern(harmless), _pattern(urgent))


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    found = "|".join(made for phrase in phrases if (made := _phrase(phrase)))
    return re.compile(rf"(?<!\S)(?:{found})(?!\S)" if found else r"(?!)")


def _phrase(phrase: str) -> str:
    made = ""
    for part in phrase.split():
        if part == "...":
            made += GAP if made else ""
        else:
            words = "|".join(_word(one) for one in part.split("/") if plain(one))
            made += f"{' ' if made else ''}(?:{words})" if words else ""
    return made


def _word(word: str) -> str:
    return r"\w*".join(re.escape(plain(piece)) for piece in word.split("*"))
