"""Typed text as a reader sees it: plain small letters and digits, and where each of them stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from html.entities import html5
from typing import NamedTuple

# One sign as a page, a link or a program writes it.
WRITTEN = (
    r"&(?:amp;)?#(?:[0-9]{1,9}|[xX][0-9a-fA-F]{1,8});?|&[a-zA-Z]{2,31};|%3[0-9]"
    r"|\\u00[0-9a-fA-F]{2}|\\x[0-9a-fA-F]{2}"
)
PIECE = re.compile(rf"{WRITTEN}|[^&%\\\u0080-\U0010ffff]+|.", re.DOTALL)
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
    for match in PIECE.finditer(text):
        start, end = match.span()
        piece = match[0]
        made = _written(piece) if piece[0] in "&%\\" else ""
        if not made and piece.isascii():
            kept.append(piece.lower())
            starts += range(start, end)
            ends += range(start + 1, end + 1)
            continue
        plain = _plain(made or piece)
        if not plain and ends and unicodedata.category(made or piece) in {"Mn", "Me"}:
            # A keycap, a line through it: it belongs to the sign before.
            ends[-1] = end
        kept.append(plain)
        starts += [start] * len(plain)
        ends += [end] * len(plain)
    return Reading("".join(kept), starts, ends)


def _written(code: str) -> str:
    """The sign that a code stands for; empty when it stands for none."""
    if len(code) == 1:
        return ""
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
