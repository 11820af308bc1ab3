"""Days and hours of a day as people type them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta
from itertools import pairwise
from typing import TypeAlias

import locales
from handlers.core import time_words
from handlers.core.messages import Text, say
from handlers.core.typed_input import as_typed
from locales.phrases import folded
from storage.neighbourhood.checks import JOINERS, LONG_AGO

# "24-12", "24/12/2026", "24.12": the day comes first, as it does in every language here.
NUMBERS = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})(?:\s*[-/. ]\s*(\d{4}|\d{2}))?\.?")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NAMED = re.compile(r"(\d{1,2})\D{0,4}?\s*([^\W\d_]{3,})\.?(?:\s+(\d{4}))?")
CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:[:.hu](\d{2}))?(?!\d)")
FOUR = re.compile(r"(?<!\d)\d{3,4}(?!\d)")
# Whoever writes a nought in front means just that hour; no room opens at one so early in the day.
EXACT = re.compile(r"(?<!\d)0\d")
EARLY, NOON = 7, 12
# What parts two stretches of time: "10-12, 14-16", "half tien tot twaalf en twee tot vier".
BETWEEN = re.compile(r"[,;،]|\s(?:and|en|y|ve|و)\s")
IN_WORDS = re.compile(r"[^\W\dhu_]")
# So many times a day a room opens at most.
MOST_BLOCKS = 4
A_WEEK = [LONG_AGO + timedelta(days=number) for number in range(7)]
Time: TypeAlias = tuple[int, int]


def day(typed: str, today: date, language: str) -> date | None:
    """The day that is meant, the next one where no year was typed; None when there is none."""
    text = _digits(typed)
    if found := ISO.fullmatch(text):
        return _of(int(found[1]), int(found[2]), int(found[3]))
    if found := NUMBERS.fullmatch(text):
        return _next(int(found[1]), int(found[2]), found[3], today)
    if found := NAMED.fullmatch(text):
        month = _month(found[2], language)
        return _next(int(found[1]), month, found[3], today) if month else None
    return None


def one_line(typed: str) -> str:
    """Words for the neighbourhood as they are typed, without marks that show nothing."""
    shown = (
        sign for sign in as_typed(typed) if unicodedata.category(sign) != "Cf" or sign in JOINERS
    )
    return " ".join("".join(shown).split())


def weekday(typed: str, language: str) -> int | None:
    """The number of the day of the week that is named, Monday is 0, or counted from 1 on."""
    wanted = folded(_digits(typed))
    for tag in (language, locales.SOURCE) if wanted else ():
        names = [folded(locales.say_weekday(day, tag)) for day in A_WEEK]
        meant = [
            number
            for number, named in enumerate(names)
            if named.startswith(wanted) or wanted == str(number + 1)
        ]
        # The first letters of more than one day are none.
        if len(meant) == 1:
            return meant[0]
    return None


def hours(typed: str, language: str) -> str | None:
    """Hours of a day as the file has them: "10:00-12:00,14:00-16:00"; None for anything else."""
    spans = _spans(typed, language)
    if _reversed(spans) or _overlap(spans):
        return None
    return ",".join(f"{_clock(begin)}-{_clock(end)}" for begin, end in spans) or None


def no_hours(typed: str, language: str) -> Text:
    """Why what was typed are no hours."""
    spans = _spans(typed, language)
    if _reversed(spans):
        return say("body", "The end must come after the start.")
    if _overlap(spans):
        return say("body", "Two of these times meet. Make them one.")
    return say("body", "I cannot read these hours.")


def _spans(typed: str, language: str) -> list[tuple[Time, Time]]:
    """From when until when, the earliest first; none where anything else was typed."""
    text = _digits(typed)
    if IN_WORDS.search(text) or FOUR.search(text):
        # "half tien tot twaalf", "1000-1200"; and "nueve y media" is no list of two.
        for parts in ([text], BETWEEN.split(text)):
            said = [time_words.said_stretch(part, language) for part in parts]
            spans = [(_time(one), _time(end)) for one, end in filter(None, said)]
            if len(spans) == len(said) <= MOST_BLOCKS:
                return sorted(spans)
        return []
    times = [(int(found[1]), int(found[2] or 0)) for found in CLOCK.finditer(text)]
    in_pairs = len(times) % 2 == 0 and len(times) <= 2 * MOST_BLOCKS
    if not in_pairs or any(minute > 59 or (hour, minute) > (24, 0) for hour, minute in times):
        return []
    pairs = zip(times[::2], times[1::2], strict=True)
    return sorted(pairs if EXACT.search(text) else (_by_day(*pair) for pair in pairs))


def _by_day(begin: Time, end: Time) -> tuple[Time, Time]:
    """A stretch as it is meant where nobody wrote a nought: "2-5" and "9-5" end at 17:00."""
    if not (1 <= end[0] <= EARLY and 1 <= begin[0] <= NOON):
        return begin, end
    afternoon = begin if begin[0] > EARLY else (begin[0] + NOON, begin[1])
    return afternoon, (end[0] + NOON, end[1])


def _time(at: time) -> Time:
    return at.hour, at.minute


def _reversed(spans: list[tuple[Time, Time]]) -> bool:
    return any(begin >= end for begin, end in spans)


def _overlap(spans: list[tuple[Time, Time]]) -> bool:
    return any(other[0] <= one[1] for one, other in pairwise(spans))


def _clock(at: Time) -> str:
    return f"{at[0]:02}:{at[1]:02}"


def _digits(typed: str) -> str:
    """The same with the digits of any script as 0 to 9."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in typed.strip().lower())


def _month(word: str, language: str) -> int:
    """The number of a month by its name, or its beginning, in the chat's language or English."""
    wanted = folded(word)
    for tag in (language, locales.SOURCE):
        for number in range(1, 13):
            named = time_words.month(date(2000, number, 1))
            said = folded(locales.sentence((tag,), named.slot, named.one).text)
            if wanted and said.startswith(wanted):
                return number
    return 0


def _next(number: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return _of(int(year) if len(year) == 4 else 2000 + int(year), month, number)
    # Four years on there is a 29 February again.
    every = (_of(today.year + ahead, month, number) for ahead in range(5))
    return next((one for one in every if one and one >= today), None)


def _of(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
