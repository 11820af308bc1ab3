"""Typed text as a reader sees it: plain small letters and digits, and where each of them stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from html.entities import html5
from typing import NamedTuple

# One sign as a page, a link or a program writes it.
WRITTEN = re.compile(
    r"&(?:amp;)?#(?:[0-9]{1,9}|x[0-9a-f]{1,8});?|&[a-z]{2,8};|%3[0-9]|\\u00[0-9a-f]{2}|\\x[0-9a-f]{2}",
    re.IGNORECASE,
)
# Letters that are one for whoever reads; what a mark above tells apart is gone before.
SAME = str.maketrans({"ı": "i", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": ""})
# One sign of Unicode can stand for eighteen letters; no digit and no word needs so many.
LONGEST_SIGN = 4
HIGHEST = 99


class Reading(NamedTuple):
    """``plain`` sign by sign: where in the text what it was made of begins, and where it ends."""

    plain: str
    starts: Sequence[int]
    ends: Sequence[int]

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Where in the text a part of ``plain`` stands."""
        return self.starts[first], self.ends[last - 1]


def read(text: str) -> Reading:
    """Plain digits for those of every script, small letters without marks, no sign without room."""
    # That sign stands for a hole later on; here it is a gap like others.
    text = text.replace("\0", " ")
    if text.isascii() and not any(sign in text for sign in "&%\\"):
        return Reading(text.lower(), range(len(text)), range(1, len(text) + 1))
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, sign in _signs(text):
        made = sign.lower() if sign.isascii() else _plain(sign)
        if not made and ends and unicodedata.category(sign) in {"Mn", "Me"}:
            # A keycap, a line through it: it belongs to the sign before.
            ends[-1] = end
        kept.append(made)
        starts += [start] * len(made)
        ends += [end] * len(made)
    return Reading("".join(kept), starts, ends)


def _signs(text: str) -> list[tuple[int, int, str]]:
    """Every sign of a text, with its place; one that is written as a code is one sign."""
    signs: list[tuple[int, int, str]] = []
    at = 0
    for match in WRITTEN.finditer(text):
        sign = _written(match[0])
        if sign:
            signs += [(place, place + 1, text[place]) for place in range(at, match.start())]
            signs.append((*match.span(), sign))
            at = match.end()
    return signs + [(place, place + 1, text[place]) for place in range(at, len(text))]


def _written(code: str) -> str:
    """The sign that a code stands for; empty when it stands for none."""
    code = code.lower().replace("&amp;#", "&#").rstrip(";")
    if code[0] == "&" and code[1] != "#":
        return html5.get(f"{code[1:]};", "")[:1]
    is_decimal = code[0] == "&" and code[2] != "x"
    number = int(code.lstrip("&#%\\ux") or "0", 10 if is_decimal else 16)
    # Half a character is none.
    is_sign = number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_sign else ""


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    if unicodedata.category(sign) in {"Cf", "Mn", "Me"}:
        # A keycap, a zero-width space, a soft hyphen: one sees the number without it.
        return ""
    number = unicodedata.numeric(sign, -1)
    if 0 <= number <= HIGHEST and number == int(number):
        return str(int(number))
    letters = unicodedata.normalize("NFKD", sign).casefold()[: 2 * LONGEST_SIGN]
    bare = "".join(one for one in letters if unicodedata.category(one) not in {"Mn", "Cf"})
    return bare.translate(SAME)[:LONGEST_SIGN]
