"""How a voice says what time it is: as people do, where they wrote it down for their language.

Each ``locales/<tag>/aloud.txt`` has a line for times at so many minutes past the hour (``[minute
30]``: "half {next} {part}") and one for all others (``[minute]``), the parts of the day by the hour
from which on they are called so (``[part 18]``), and the names of hours that are no plain number
(``[hour 1]``). Without such a file both numbers are said.
"""

from __future__ import annotations

import logging
import re
from datetime import date, time
from functools import cache, partial
from typing import NamedTuple

from locales import FOLDER, say_date
from locales.phrases import lines

FILE = "aloud.txt"
HOURS, HALF_A_DAY, TWO_DIGITS = 24, 12, 10
# What a neighbour or a name says of a time; a point stands in it where more says that it is one,
# and none of it is money.
_AT, _MINUTE, _OCLOCK = r"([01]?\d|2[0-4])", r"([0-5]\d)", r"(?:\s?(?:uur|u\.?)(?!\w))"
CLOCK = re.compile(rf"(?<![\w:.,]){_AT}:{_MINUTE}(?![\w:]){_OCLOCK}?")
POINTED = re.compile(rf"(?<![\w:.,€]){_AT}\.{_MINUTE}(?={_OCLOCK})")
FROM_TO = re.compile(
    rf"(?<![\w:.,€])(?<!€ ){_AT}[.:]{_MINUTE}"
    rf"(\s?[-\u2010-\u2015]\s?|\s(?:tot|en|to)\s){_AT}[.:]{_MINUTE}"
    rf"(?![\w:]|[.,-]\d|\s?(?:€|euro\b))"
)
# A day as the Netherlands write it, or as machines do.
DAY = re.compile(r"(?<![\w/.-])(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d)(?![\w/-])")
ISO_DAY = re.compile(r"(?<![\w/.-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\w/-])")
_log = logging.getLogger(__name__)


class _Words(NamedTuple):
    """What a language says: at which minutes, from which hour on, of which hours."""

    minutes: dict[int, str]
    others: str
    parts: dict[int, str]
    hours: dict[int, str]


def say_time(at: time, tag: str) -> str:
    """A time in words: "half past 10 in the morning"; numbers are left to the voice."""
    words = _words(tag)
    if words is None:
        # "10 05" would be ten and five.
        minute = f"0 {at.minute}" if at.minute < TWO_DIGITS else str(at.minute)
        return f"{at.hour} {minute}" if at.minute else str(at.hour)
    pattern = words.minutes.get(at.minute, words.others)
    begun = max((hour for hour in words.parts if hour <= at.hour), default=0)
    return pattern.format(
        hour=_hour(at.hour, words),
        next=_hour((at.hour + 1) % HOURS, words),
        minute=at.minute,
        part=words.parts.get(begun, ""),
    ).strip()


def say_written(words: str, tag: str) -> str:
    """Words of which the times and days are said as ours are, however somebody wrote them."""
    words = FROM_TO.sub(_range, POINTED.sub(r"\1:\2", words))
    return CLOCK.sub(partial(_clock, tag), _days(words, tag))


def _range(found: re.Match[str]) -> str:
    between = found[3] if found[3].strip().isalpha() else ", "
    return f"{found[1]}:{found[2]}{between}{found[4]}:{found[5]}"


def _clock(tag: str, found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    if hour == HOURS and minute:
        return found[0]
    return say_time(time(hour % HOURS, minute), tag)


def _days(words: str, tag: str) -> str:
    words = DAY.sub(lambda at: _day(at, (at[4], at[3], at[1]), tag), words)
    return ISO_DAY.sub(lambda at: _day(at, (at[1], at[2], at[3]), tag), words)


def _day(found: re.Match[str], parts: tuple[str, str, str], tag: str) -> str:
    """A day with its year; what no calendar has stays as it is."""
    try:
        day = date(*map(int, parts))
    except ValueError:
        return found[0]
    return f"{say_date(day, tag)} {day.year}"


def _hour(hour: int, words: _Words) -> str:
    twelve = hour % HALF_A_DAY or HALF_A_DAY
    return words.hours.get(hour) or words.hours.get(twelve) or str(twelve)


@cache
def _words(tag: str) -> _Words | None:
    """The words of a language; None where nobody wrote them down, or not all that is needed."""
    path = FOLDER / tag / FILE
    if not path.exists():
        return None
    found: dict[str, dict[int, str]] = {"minute": {}, "part": {}, "hour": {}}
    try:
        for _, meant, said in lines(path):
            found[meant.what][int(meant.tag or -1)] = said
            said.format(hour="", next="", minute=0, part="")
        return _Words(found["minute"], found["minute"][-1], found["part"], found["hour"])
    except (OSError, LookupError, ValueError) as problem:
        # A slip must not cost the time: its numbers are said.
        _log.warning("%s/%s is left out: %r", tag, FILE, problem)
        return None
