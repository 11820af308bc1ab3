"""Reads what people type: numbers in any digits, the names of rooms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from storage.neighbourhood.model import Room

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
        return sum(int(unicodedata.numeric(digit)) for digit in word)
    if not re.fullmatch(r"\d{1,12}", word):
        return NoNumber(too_big=bool(re.fullmatch(r"\d{13,}", word)))
    number = int(word)
    return number if number <= MOST else NoNumber(too_big=True)


def readable(typed: str) -> str:
    """What was typed, without the marks that would turn our own sentence around when repeated."""
    words = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in typed)
    return " ".join(words.split())


# Below this likeness (0 to 100) a typed name is a guess, and guesses open the wrong door.
SURE = 80
# A typed name that another room's comes this close to could be either.
NEARLY = 75
# Fewer letters than this begin too many names.
BEGINNING = 2


def find_room(typed: str, rooms: Iterable[Room]) -> Room | None:
    """The one room that a typed name or id means; None when none or several fit."""
    # Four megabytes for what few type: a room is a button nearly always.
    from rapidfuzz import fuzz, utils  # noqa: PLC0415

    wanted = utils.default_process(typed)
    if not wanted:
        return None
    names = [(room, utils.default_process(word)) for room in rooms for word in (room.id, room.name)]
    likeness = [(room, fuzz.ratio(word, wanted)) for room, word in names]
    sure = any(score >= SURE for _, score in likeness)
    for fits in (
        [room for room, word in names if word == wanted],
        [room for room, word in names if len(wanted) >= BEGINNING and word.startswith(wanted)],
        [room for room, score in likeness if sure and score >= NEARLY],
    ):
        if fits:
            return fits[0] if all(room is fits[0] for room in fits) else None
    return None
