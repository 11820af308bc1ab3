"""Reads what people type: numbers in any digits, the names of rooms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from locales import folding
from storage.neighbourhood.rooms import Room

# More people than this do not fit in a neighbourhood room: it is a slip of the thumb.
MOST = 999
# Control codes and half characters; the marks that turn what comes behind them around.
NO_WRITING = {"Cc", "Cs"}
# What takes no room, or shows nothing by itself.
UNSEEN = {*NO_WRITING, "Cf", "Mn", "Me", "Zs", "Zl", "Zp"}
TURNERS = {chr(mark) for mark in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
# Tens and ones have signs of their own there, and nothing stands for a zero.
ETHIOPIC = re.compile("[፲-፺]?[፩-፱]?")
DIGITS = re.compile(r"\d{1,12}")
# A number, and what may stand around one that counts people; folded.
AMOUNT = re.compile(r"(\d{1,12})")
LONGEST_AMOUNT = 30
AROUND = frozenset(
    folding.words(
        "people persons person of us about around we were there in all total "
        "mensen personen persoon man ongeveer we waren er in totaal "
        "شخص أشخاص ناس كنا حوالي نفر لوگ افراد آدمی kişi insan yaklaşık personas gente éramos unas "
        "pessoas éramos cerca de personnes gens nous étions environ osób osoby ludzi około "
        "людей людини осіб приблизно ሰብ ሰባት ሰባት ነይርና qof dad nnipa nipa sma hende persona !"
    )
)
MANY_DIGITS = re.compile(r"\d{13,}")


@dataclass(frozen=True, slots=True)
class NoNumber:
    """What was typed is no usable number; ``too_big`` when it is one, but cannot be right."""

    too_big: bool = False


def read_number(typed: str) -> int | NoNumber:
    """A whole number from 0 to 999, in any digits ("٢٣" is 23, "፳፫" too)."""
    word = typed.strip()
    if word and ETHIOPIC.fullmatch(word):
        return sum(int(unicodedata.numeric(digit)) for digit in word)
    if not DIGITS.fullmatch(word):
        return NoNumber(too_big=MANY_DIGITS.fullmatch(word) is not None)
    number = int(word)
    return number if number <= MOST else NoNumber(too_big=True)


def read_amount(typed: str) -> int | NoNumber:
    """A number of people as somebody says it: "15", "15 people", "about 15"; no time, no money."""
    number = read_number(typed)
    said = typed.strip()
    if isinstance(number, int) or number.too_big or len(said) > LONGEST_AMOUNT:
        return number
    parts = [part for part in AMOUNT.split(said) if part]
    found = [part for part in parts if part.isdecimal()]
    around = [part for part in parts if not part.isdecimal()]
    words = {word for part in around for word in folding.words(part)}
    is_people = len(found) == 1 and AROUND.issuperset(words) and all(map(_has_no_sign, around))
    return read_number(found[0]) if is_people else number


def _has_no_sign(part: str) -> bool:
    """Whether there are only words, and the end of a sentence."""
    return all(sign.isalpha() or sign in " .!" or unicodedata.combining(sign) for sign in part)


def readable(typed: str) -> str:
    """What was typed, on one line, to be repeated in a sentence of ours."""
    return " ".join(as_typed(typed).split())


def as_typed(typed: str) -> str:
    """Words for a human, as they are; empty when there is nothing to see.

    Only what is no writing goes, and the marks that would turn our own sentence around. What joins
    two signs to one stays, and so does a sign that is newer than we are; a tab is a space.
    """
    kept = "".join(
        sign
        for sign in "\n".join(typed.replace("\t", " ").splitlines())
        if sign == "\n" or (unicodedata.category(sign) not in NO_WRITING and sign not in TURNERS)
    )
    is_seen = any(unicodedata.category(sign) not in UNSEEN for sign in kept)
    return kept.strip() if is_seen else ""


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
