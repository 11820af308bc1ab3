"""Pure: which way writing runs: values stay whole, and each line stands as its language does."""

from __future__ import annotations

import re
from unicodedata import bidirectional, category

import locales

# Isolates keep a value whole where the writing around it runs the other way (Unicode UAX 9).
ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
# A letter that nobody sees, and that runs from right to left.
RIGHT_TO_LEFT = "\u200f"
# Marks that turn the writing around would do so beyond the value they came in.
TURNERS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# A picture or a number of ours before a name, but not the beginning of a telephone number.
OURS = re.compile(r"([^\w\s]{1,20}|\d{1,20}(?= \D)) ")
ARABIC = frozenset({"R", "AL"})
STRONG = frozenset({"L", *ARABIC})


def isolated(value: str, tag: str) -> str:
    """A value in isolates, where the text around it or the value itself runs right to left."""
    is_rtl = locales.is_rtl(tag)
    if value.isascii() and not is_rtl:
        return value
    value = value.translate(TURNERS)
    if is_rtl or _has_arabic(value):
        return f"{ISOLATE}{value}{POP_ISOLATE}"
    return value


def named(words: str, tag: str) -> str:
    """A name or a telephone number whole; pictures and numbers of ours in front stay outside."""
    if not locales.is_rtl(tag) or not any(letter.isalnum() for letter in words):
        return words
    if not any(letter.isdigit() or category(letter)[0] in "PS" for letter in words):
        # Letters only: they keep their order by themselves.
        return words
    return _whole(words, tag)


def _whole(words: str, tag: str) -> str:
    front, rest = [], words
    while match := OURS.match(rest):
        front.append(match[1])
        rest = rest[match.end() :]
    return " ".join([*front, isolated(rest, tag)])


def standing(words: str, tag: str) -> str:
    """Each line so that it begins on the side where its language does.

    Whoever shows it goes by its first letter outside of isolates: "📍 (a Dutch street)" and
    "● ○" have none, and "PDF ..." has one of another language.
    """
    if words.isascii() and not locales.is_rtl(tag):
        return words
    return "\n".join(_stands(line, tag) for line in words.split("\n"))


def _stands(line: str, tag: str) -> str:
    begins = _first(line)
    if not locales.is_rtl(tag):
        # An Arabic name goes behind its picture; without one it runs as it runs.
        return _whole(line, tag) if begins in ARABIC and OURS.match(line) else line
    # Also where there is nothing but signs: the first of some dots stands where reading begins.
    return RIGHT_TO_LEFT + line if line.strip() and begins not in ARABIC else line


def _first(line: str) -> str:
    """Which way the first letter outside of isolates runs; empty where there is none."""
    depth = 0
    for letter in line:
        depth += (letter == ISOLATE) - (letter == POP_ISOLATE)
        if depth <= 0 and (runs := bidirectional(letter)) in STRONG:
            return runs
    return ""


def _has_arabic(words: str) -> bool:
    return any(bidirectional(letter) in ARABIC for letter in words)
