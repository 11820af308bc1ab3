"""What time somebody means who says it in words: "half tien", "quarter past nine", "٩:٣٠".

Digits are read everywhere. Each ``<tag>/times.txt`` has the words of a language: ``[past 15]`` and
``[to 15]`` stand before an hour, ``[and 30]`` and ``[less 15]`` behind it; ``[time 1200]`` is noon,
``[number 11]`` a number besides those of ``phrases.txt``. ``[morning]``, ``[afternoon]`` and
``[night]`` say which half of the day is meant, ``[until]`` stands between two times, ``[beside]``
says nothing. ``[begins]`` and ``[ends]`` are written to a word without a space.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from locales import FOLDER
from locales.folding import END, letters, words
from locales.phrases import NUMBER, PHRASES, lines

FILE = "times.txt"
# Nobody says from when until when with more letters, more words, or more words that mean something.
LONGEST, MOST_WORDS, MOST_SIGNS, MOST_UNTIL = 90, 18, 9, 2
# In which order words are looked up that the language of the chat does not know.
COMMON = ("nl", "en", "ar", "tr", "es")
HALF_A_DAY, DAY = 720, 1440
UNTIL = "-"
EVENING, NOON, TWO_DIGITS = 6, 12, 10
HALVES = "APN"
# The minutes of a day at which it may be: two of them when nobody said which half of the day.
Minutes = tuple[int, ...]
# Where each time begins and ends in a row of signs.
Spans = tuple[tuple[int, int], ...]

TOKENS = re.compile(
    r"(?P<clock>\d{1,2}[:.,٫hu]\d{2}(?![\d:.,]\d|\d)|\d{3,4}(?!\d))"
    r"|(?P<number>\d{1,2}(?!\d))|(?P<word>[^\W\d_]+)|(?P<until>[-‐-―−~→]+)"
    r"|(?P<nothing>[\s,;!?\"()،؛؟/]|\.(?!\d))"
)
CLOCK = re.compile(r"(\d{1,2})\D?(\d\d)")
# What a word is: a number, a clock, a time by its name, minutes before or behind the hour, a half
# of the day, what stands between two times, nothing.
KINDS = {
    NUMBER: "n",
    "time": "c",
    **dict.fromkeys(("past", "to"), "f"),
    **dict.fromkeys(("and", "less"), "b"),
    "morning": "A",
    "afternoon": "P",
    "night": "N",
    "until": "u",
    **dict.fromkeys(("beside", "begins", "ends"), ""),
}
TIME = re.compile(r"[APN]?(?:c|nn?|fn|nb)[APN]?")
_log = logging.getLogger(__name__)


class Sign(NamedTuple):
    """One part of what was said: its kind, and its minutes or its number."""

    kind: str
    value: int = 0
    is_whole: bool = False


class Words(NamedTuple):
    """What the words of a language mean, by their first word; and what is glued to others."""

    meanings: dict[str, list[tuple[tuple[str, ...], Sign]]]
    known: frozenset[str]
    begins: tuple[str, ...]
    ends: tuple[str, ...]


def time_of_day(text: str, tag: str) -> Minutes:
    """The one time that a text says, in the language of a chat or another; empty when none."""
    return next((one for (one,) in _read(text, tag, _whole)), ())


def stretch(text: str, tag: str) -> tuple[Minutes, Minutes] | None:
    """From when until when a text says; None when it says no two times, or could mean others."""
    return next(((start, end) for start, end in _read(text, tag, _parts)), None)


def _read(
    text: str, tag: str, spans: Callable[[str], Iterator[Spans]]
) -> Iterator[tuple[Minutes, ...]]:
    """What each language that can makes of it, that of the chat first."""
    said = letters(text) if len(text) <= LONGEST else ""
    for language in dict.fromkeys((tag, *COMMON)):
        spoken = _words(language)
        tokens = _tokens(said, spoken)
        signs = list(_signs(tokens, spoken)) if tokens else []
        # Where something stands between two times they are parted there.
        parted = [one for one in signs if any(sign.kind == "u" for sign in one)]
        # The longest name of a thing is its name.
        sizes = sorted({len(one) for one in signs})
        groups = [
            [one for one in every if len(one) == size]
            for every in (parted, signs)
            for size in sizes
        ]
        for group in groups:
            found = {times for one in group for times in _times(one, spans)}
            if len(found) == 1:
                yield found.pop()
            if found:
                break


def _whole(kinds: str) -> Iterator[Spans]:
    """All of it is one time."""
    if TIME.fullmatch(kinds):
        yield ((0, len(kinds)),)


def _parts(kinds: str) -> Iterator[Spans]:
    """Every way to part a row of signs into two times."""
    last = len(kinds.removesuffix("u"))
    for end in range(1, last):
        begin = end + (kinds[end] == "u")
        # A half of the day belongs to the time before it, where nothing else says which is whose.
        is_free = begin > end or kinds[begin] not in HALVES or kinds[0] in HALVES
        if is_free and TIME.fullmatch(kinds, 0, end) and TIME.fullmatch(kinds, begin, last):
            yield (0, end), (begin, last)


def _tokens(said: str, spoken: Words) -> list[str]:
    """Its words and numbers; none where there is something else in it."""
    tokens: list[str] = []
    at = 0
    while at < len(said):
        match = TOKENS.match(said, at)
        if match is None:
            return []
        at = match.end()
        if match.lastgroup == "word":
            tokens += _parted(match[0], spoken)
        elif match.lastgroup == "until":
            tokens.append(UNTIL)
        elif match.lastgroup != "nothing":
            tokens.append(match[0])
    return tokens


def _parted(word: str, spoken: Words) -> list[str]:
    """A word, or the two that are written as one."""
    if word in spoken.known:
        return [word]
    for begin in spoken.begins:
        if word.startswith(begin) and word.removeprefix(begin) in spoken.known:
            return [begin, word.removeprefix(begin)]
    for end in spoken.ends:
        if word.endswith(end) and word.removesuffix(end) in spoken.known:
            return [word.removesuffix(end), end]
    return [word]


def _signs(
    tokens: list[str], spoken: Words, at: int = 0, before: tuple[Sign, ...] = ()
) -> Iterator[tuple[Sign, ...]]:
    """Every way to take these words; the longest name of a thing is its name."""
    is_long = len(before) > MOST_SIGNS or sum(sign.kind == "u" for sign in before) > MOST_UNTIL
    if is_long or len(tokens) > MOST_WORDS:
        return
    if at == len(tokens):
        yield before
        return
    for end, sign in _meanings(tokens, at, spoken):
        yield from _signs(tokens, spoken, end, (*before, sign) if sign.kind else before)


def _meanings(tokens: list[str], at: int, spoken: Words) -> Iterator[tuple[int, Sign]]:
    token = tokens[at]
    if token[0].isdecimal():
        clock = CLOCK.fullmatch(token)
        hour, minute = (int(part) for part in clock.groups()) if clock else (int(token), 0)
        is_whole = token[0] == "0" or hour > NOON
        if clock and minute < 60:
            yield at + 1, Sign("c", 60 * hour + minute, is_whole)
        elif not clock:
            yield at + 1, Sign("n", hour, is_whole)
    if token == UNTIL:
        yield at + 1, Sign("u")
    longest: dict[str, tuple[int, Sign]] = {}
    for parts, sign in spoken.meanings.get(token, ()):
        end = at + len(parts)
        if tuple(tokens[at:end]) == parts and end > longest.get(sign.kind, (0, sign))[0]:
            longest[sign.kind] = end, sign
    yield from longest.values()


def _times(
    signs: Sequence[Sign], spans: Callable[[str], Iterator[Spans]]
) -> Iterator[tuple[Minutes, ...]]:
    """The times that these signs make, each way they can be parted."""
    for parts in spans("".join(sign.kind for sign in signs)):
        times = tuple(_minutes(signs[first:last]) for first, last in parts)
        if all(times):
            yield times


def _minutes(signs: Sequence[Sign]) -> Minutes:
    """When in a day it is; nothing for what is on no clock."""
    halves = {sign.kind for sign in signs if sign.kind in HALVES}
    numbers = [sign for sign in signs if sign.kind in "cn"]
    first, minute = numbers[0], numbers[1] if len(numbers) > 1 else Sign("n", 0, is_whole=True)
    base = first.value if first.kind == "c" else 60 * first.value + minute.value
    # Nobody says "ten two" for two past ten.
    is_minute = minute.value < 60 and (minute.is_whole or minute.value >= TWO_DIGITS)
    if base > DAY or not is_minute or len(halves) > 1:
        return ()
    shift = sum(sign.value for sign in signs if sign.kind in "fb")
    hour = base // 60
    if halves and not first.is_whole:
        is_late = halves == {"P"} or (halves == {"N"} and EVENING <= hour < NOON)
        return ((base % HALF_A_DAY + HALF_A_DAY * is_late + shift) % DAY,)
    if not first.is_whole and 0 < hour < NOON:
        return tuple(sorted((base + shift + half) % DAY for half in (0, HALF_A_DAY)))
    return ((base + shift) % DAY,)


@cache
def _words(tag: str) -> Words:
    meanings: dict[str, list[tuple[tuple[str, ...], Sign]]] = defaultdict(list)
    glued: dict[str, list[str]] = defaultdict(list)
    for name in (PHRASES, FILE):
        path = FOLDER / tag / name
        for number, meant, said in lines(path) if path.exists() else ():
            if name == PHRASES and meant.what != NUMBER:
                continue
            parts = tuple(word for word in words(said) if word != END)
            if meant.what not in KINDS or not parts:
                _log.warning("%s/%s, line %s is left out: %s", tag, name, number, said)
                continue
            if meant.what in {"begins", "ends"}:
                glued[meant.what] += parts
            if meant.what != "begins":
                meanings[parts[0]].append((parts, _sign(meant.what, meant.tag)))
    known = frozenset(part for every in meanings.values() for parts, _ in every for part in parts)
    begins, ends = (tuple(sorted(glued[end], key=len)[::-1]) for end in ("begins", "ends"))
    return Words(dict(meanings), known, begins, ends)


def _sign(what: str, number: str) -> Sign:
    value = int(number or 0)
    if what == "time":
        return Sign("c", 60 * (value // 100) + value % 100, is_whole=True)
    return Sign(
        KINDS[what], -value if what in {"to", "less"} else value, what == NUMBER and value > 12
    )
