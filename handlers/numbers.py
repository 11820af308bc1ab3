"""Reads the numbers people type, in any digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

# More people than this do not fit in a neighbourhood room: it is a slip of the thumb.
MOST = 999
# Tens and ones have signs of their own there, and nothing stands for a zero.
ETHIOPIC = re.compile("[፲-፺]?[፩-፱]?")


@dataclass(frozen=True, slots=True)
class NoNumber:
    """What was typed is no usable number; ``too_big`` when it is one, but cannot be right."""

    too_big: bool = False


def read_number(typed: str) -> int | NoNumber:
    """A whole number from 0 to 999, in any digits ("٢٣" is 23, "፳፫" too)."""
    word = typed.strip()
    if word and ETHIOPIC.fullmatch(word):
        return sum(int(unicodedata.numeric(one)) for one in word)
    if not re.fullmatch(r"\d{1,12}", word):
        return NoNumber(too_big=bool(re.fullmatch(r"\d{13,}", word)))
    number = int(word)
    return number if number <= MOST else NoNumber(too_big=True)


def number_in(args: Mapping[str, str | int], key: str) -> int:
    """The number that a button carries; 0, which is no row's, when it carries none."""
    value = args.get(key)
    return value if isinstance(value, int) else 0
