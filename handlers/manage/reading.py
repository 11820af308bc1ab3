"""Days and hours of a day as people type them."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import locales
from handlers.core import time_words
from locales.phrases import folded

# "24-12", "24/12/2026", "24.12": the day comes first, as it does in every language here.
NUMBERS = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})(?:\s*[-/. ]\s*(\d{4}|\d{2}))?\.?")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NAMED = re.compile(r"(\d{1,2})\D{0,4}?\s*([^\W\d_]{3,})\.?(?:\s+(\d{4}))?")
CLOCK = re.compile(r"(\d{1,2})(?:[:.hu](\d{2}))?")


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


def hours(typed: str) -> str | None:
    """Hours of a day as the file has them: "10:00-12:00,14:00-16:00"; None for anything else."""
    times = [(int(found[1]), int(found[2] or 0)) for found in CLOCK.finditer(_digits(typed))]
    in_pairs = len(times) % 2 == 0 and times and len(times) <= 8
    if not in_pairs or any(hour > 24 or minute > 59 for hour, minute in times):
        return None
    if any(one >= other for one, other in pairwise(times)):
        return None
    clocks = [f"{hour:02}:{minute:02}" for hour, minute in times]
    return ",".join(f"{one}-{other}" for one, other in zip(clocks[::2], clocks[1::2], strict=True))


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
