"""How a voice says what time it is: as people do, where they wrote it down for their language.

Each ``locales/<tag>/aloud.txt`` has a line for times at so many minutes past the hour (``[minute
30]``: "half {next} {part}") and one for all others (``[minute]``), the parts of the day by the hour
from which on they are called so (``[part 18]``), and the names of hours that are no plain number
(``[hour 1]``). Without such a file both numbers are said.
"""

from __future__ import annotations

import logging
from datetime import time
from functools import cache
from typing import NamedTuple

from locales import FOLDER
from locales.phrases import lines

FILE = "aloud.txt"
HOURS, HALF_A_DAY, TWO_DIGITS = 24, 12, 10
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
