"""Numbers in words, in five languages: which digits they stand for.

A word is known by its kind: ``U`` 0 to 9, ``T`` a whole number of two digits, ``D`` tens that ones
come to, ``X`` and ``Y`` the ten of Turkish and of Arabic, ``H`` hundred, ``C`` hundreds in one
word, ``K`` thousand, ``M`` million, ``&`` and, ``2`` double, ``3`` triple. A ``,`` parts numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple


def _row(kind: str, first: int, step: int, words: str) -> dict[str, tuple[str, int]]:
    """Words that stand one behind the other; those with a stroke between are the same."""
    return {
        word: (kind, first + step * at)
        for at, same in enumerate(words.split())
        for word in same.split("/")
    }


# Without marks and capitals, as `read` gives them.
WORDS: dict[str, tuple[str, int]] = {
    **_row("U", 0, 1, "nul een/ene twee drie vier vijf zes zeven/zeuven acht negen"),
    **_row("T", 10, 1, "tien elf twaalf dertien veertien vijftien zestien zeventien achttien"),
    **_row("T", 19, 1, "negentien"),
    **_row("D", 20, 10, "twintig dertig veertig vijftig zestig zeventig tachtig negentig"),
    **_row("U", 0, 1, "zero/oh/nought one two three four five six seven eight nine"),
    **_row("T", 10, 1, "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"),
    **_row("T", 19, 1, "nineteen"),
    **_row("D", 20, 10, "twenty thirty forty/fourty fifty sixty seventy eighty ninety"),
    **_row("U", 0, 1, "cero uno/un/una dos tres cuatro cinco seis siete ocho nueve"),
    **_row("T", 10, 1, "diez once doce trece catorce quince dieciseis diecisiete dieciocho"),
    **_row("T", 19, 2, "diecinueve veintiuno/veintiun/veintiuna"),
    **_row("T", 22, 1, "veintidos veintitres veinticuatro veinticinco veintiseis veintisiete"),
    **_row("T", 28, 1, "veintiocho veintinueve"),
    **_row("D", 20, 10, "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
    **_row("C", 100, 100, "ciento/cien doscientos trescientos cuatrocientos quinientos"),
    **_row("C", 600, 100, "seiscientos setecientos ochocientos novecientos"),
    **_row("U", 0, 1, "sifir bir iki uc dort bes alti yedi sekiz dokuz"),
    **_row("D", 20, 10, "yirmi otuz kirk elli altmis yetmis seksen doksan"),
    **_row(
        "U", 0, 1, "صفر واحد/واحده/احد اثنان/اثنين/اثنا/اثني/تنين/جوج/زوج ثلاثه/ثلاث/تلاته/تلات"
    ),
    **_row("U", 4, 1, "اربعه/اربع/ربعه خمسه/خمس سته/ست سبعه/سبع ثمانيه/ثماني/ثمان/تمنيه"),
    **_row("U", 9, 1, "تسعه/تسع/تسعود"),
    **_row("D", 20, 10, "عشرون/عشرين ثلاثون/ثلاثين/تلاتين اربعون/اربعين/ربعين خمسون/خمسين"),
    **_row("D", 60, 10, "ستون/ستين سبعون/سبعين ثمانون/ثمانين/تمانين تسعون/تسعين"),
    **_row("C", 200, 100, "مائتان/مئتان/مئتين ثلاثمائه/ثلاثمئه اربعمائه/اربعمئه خمسمائه/خمسمئه"),
    **_row("C", 600, 100, "ستمائه/ستمئه سبعمائه/سبعمئه ثمانمائه/ثمانمئه تسعمائه/تسعمئه"),
    **_row("X", 10, 0, "on"),
    **_row("Y", 10, 0, "عشر عشره"),
    **_row("H", 100, 0, "honderd hundred yuz مائه مئه"),
    **_row("K", 1000, 0, "duizend thousand mil bin الف"),
    **_row("M", 10**6, 0, "miljoen million millones milyon مليون"),
    **_row("&", 0, 0, "en and y ve و"),
    **_row("2", 2, 0, "dubbel dubbele double doble cift"),
    **_row("3", 3, 0, "driedubbel triple"),
}
WORD = re.compile("|".join(sorted(map(re.escape, WORDS), key=len, reverse=True)))
# Most words begin like none of these.
BEGINNINGS = {word[:2] for word in WORDS}
# Four and thirty; thirty four; ten two; four ten.
BELOW = r"(?:U&D|[DX]&?U(?!&D)|UY|[TUDXY])"
NUMBER = re.compile(rf"[23]U|(?:U?H|C)(?:&?{BELOW})?|{BELOW}")
# What stands between the parts of one number; anything else parts two of them.
WITHIN = re.compile(r"[^\S\n]*-?")


class Digits(NamedTuple):
    """What a part of a text stands for, as digits: one way to read it, or two."""

    start: int
    end: int
    readings: tuple[str, ...]


class Said(NamedTuple):
    """One number word and where it stands."""

    start: int
    end: int
    kind: str
    value: int


def words_in(plain: str, start: int, end: int) -> list[Said]:
    """The number words that a word consists of, written in one or not; none when it has others."""
    said: list[Said] = []
    if plain[start : min(start + 2, end)] not in BEGINNINGS and plain[start] != "و":
        return said
    at = start
    while at < end:
        match = WORD.match(plain, at, end)
        if match is None:
            return []
        said.append(Said(*match.span(), *WORDS[match[0]]))
        at = match.end()
    return said


def numbers_of(plain: str, words: Sequence[Said]) -> Iterator[Digits]:
    """The numbers that words make which stand one behind the other."""
    kinds, said = "", list[Said]()
    for word in words:
        if said and not WITHIN.fullmatch(plain, said[-1].end, word.start):
            kinds += ","
            said.append(word)
        kinds += word.kind
        said.append(word)
    for match in NUMBER.finditer(kinds):
        parts, behind = said[match.start() : match.end()], kinds[match.end() : match.end() + 1]
        readings = _readings(match[0], [part.value for part in parts if part.kind != "&"])
        before = kinds[max(0, match.start() - 1) : match.start()]
        if before in {"K", "M"}:
            # Two hundred and two thousand and *five*: 202 005.
            wide = 6 if before == "M" and behind != "K" else 3
            readings = tuple(one.zfill(wide) for one in readings)
        is_last = kinds[match.end() + 1 : match.end() + 2] in {"", ","}
        end = parts[-1].end
        if behind in {"K", "M"}:
            end = said[match.end()].end
            if is_last:
                readings = tuple(one + "000" * (2 if behind == "M" else 1) for one in readings)
        yield Digits(parts[0].start, end, readings)


def _readings(kinds: str, values: list[int]) -> tuple[str, ...]:
    """The digits of one number; thirty and four are 34, or 30 and 4."""
    if kinds[0] in "23":
        return (str(values[1]) * values[0],)
    if kinds.startswith("UH"):
        values = [values[0] * values[1], *values[2:]]
    whole = str(sum(values))
    is_both = len(values) == 2 and kinds[0] in "DX"
    return (whole, "".join(map(str, values))) if is_both else (whole,)
