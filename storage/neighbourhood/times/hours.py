"""The hours of a room as the file may write them, and the words for what nobody means."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from itertools import pairwise

from opening_hours import OpeningHours, State, validate
from pydantic import ValidationInfo

from storage.neighbourhood.base import is_new
from storage.neighbourhood.checks import LONG_AGO, shown_value, wrong

CLOCK = r"(?<![0-9])([0-9]{1,2}):([0-9]{2})(?![0-9])"
SPAN = rf"{CLOCK}\s*-\s*{CLOCK}"
COMMENT = r'"[^"]*"'
PLAIN_SPAN = SPAN.replace("([0-9]", "(?:[0-9]")
BLOCKS = re.compile(
    rf"{PLAIN_SPAN}(?:\s*,\s*{PLAIN_SPAN})*(?!\s*(?:off|closed|unknown)\b)", re.IGNORECASE
)
DAY = 24 * 60
# Any year shows how days follow each other.
A_YEAR = [LONG_AGO + dt.timedelta(days=number) for number in range(366)]
# A night that is longer than this was meant the other way round.
LONGEST_NIGHT = 12 * 60


def _past_midnight(span: re.Match[str]) -> bool:
    first, second, third, fourth = (int(part) for part in span.groups())
    return (third, fourth) <= (first, second) or (third, fourth) > (24, 0)


def usual_hours(value: str, info: ValidationInfo) -> str:
    """Accept opening_hours, and refuse what would be read as something that nobody meant."""
    bare = re.sub(COMMENT, "", value)
    shut = re.findall(rf"({SPAN}(?:\s*,\s*{SPAN})*)\s*(?:off|closed)\b", bare, re.IGNORECASE)
    if not validate(value) or re.search(r":\s*([;,|]|$)", bare):
        why = 'cannot be read as opening hours; write for example "Mo-Fr 10:00-17:00; PH off"'
    elif re.search("[0-9]{3}:[0-9]{2}", bare) or any(
        int(span[1]) > 24 for span in re.finditer(SPAN, bare)
    ):
        why = "has a time that no clock shows; perhaps a space before it is missing"
    elif re.search(r"\b(sunrise|sunset|dawn|dusk)\b", bare, re.IGNORECASE):
        why = "follows the sun, which nobody can plan a shift by; write clock times"
    elif re.search(r"\bSH\b", bare):
        why = "has school holidays (SH), which are not known here; write those days as exceptions"
    elif re.search(r"\b(Feb\s*3[01]|(Apr|Jun|Sep|Nov)\s*31)\b", bare, re.IGNORECASE):
        why = "has a date that no year has; write the last day of that month"
    elif any(_past_midnight(span) for rule in shut for span in re.finditer(SPAN, rule[0])):
        why = 'is closed past midnight; write two rules such as "22:00-24:00 off; 00:00-08:00 off"'
    elif is_new(info) and (doubt := _doubt(bare)):
        why = doubt
    else:
        return value
    raise wrong(f"is {shown_value(value)}, which {why}")


def hours_of_a_day(value: str, info: ValidationInfo) -> str:
    """Check the hours of one day: clock times only."""
    if not (re.fullmatch(rf"{SPAN}(\s*,\s*{SPAN})*", value) and validate(value)):
        raise wrong(
            f"is {shown_value(value)}, but on one day only clock times make sense; "
            'write for example "10:00-12:00,14:00-16:00"'
        )
    if is_new(info) and (doubt := _doubt(value)):
        raise wrong(f"is {shown_value(value)}, which {doubt}")
    return value


@lru_cache(maxsize=256)
def _doubt(text: str) -> str:
    """What in these hours is probably not meant; empty when nothing is."""
    for blocks in BLOCKS.finditer(text):
        spans = [(_minutes(span), span[0]) for span in re.finditer(SPAN, blocks[0])]
        for (begin, end), written in spans:
            if end - begin > LONGEST_NIGHT and end > DAY and not _names_next_day(written):
                return (
                    f'ends before it begins ("{written}"); write the earlier time first, or two '
                    'rules for a night so long, such as "Mo 20:00-24:00; Tu 00:00-09:00"'
                )
        for (one, first), (other, second) in pairwise(sorted(spans)):
            if other[0] < one[1]:
                return f'has blocks that overlap ("{first}" and "{second}"); write them as one'
    if _overlaps_on_a_day(text) or _overlaps_the_next_day(text):
        return "has blocks that overlap on one day or in the night; write them as one"
    return ""


def _names_next_day(written: str) -> bool:
    """Whether an end is written as one of the day after: 26:00."""
    return int(written.partition("-")[2].strip().partition(":")[0]) >= 24


def _overlaps_on_a_day(text: str) -> bool:
    """Whether a rule adds hours to a day on which another has the same."""
    for rules in text.split(";"):
        parts = re.split(r"(?<=[0-9])\s*,\s*(?=[A-Za-z])", rules)
        tables = [
            day_hours(part)
            for part in parts
            if len(parts) > 1 and BLOCKS.search(part) and validate(part)
        ]
        for day in A_YEAR if len(tables) > 1 else ():
            spans = sorted(span for table in tables for span in table.of(day))
            if any(other[0] < one[1] for one, other in pairwise(spans)):
                return True
    return False


def _overlaps_the_next_day(text: str) -> bool:
    """Whether a night goes on into hours that the next day has as well."""
    if not any(_past_midnight(span) for span in re.finditer(SPAN, text)):
        return False
    table = day_hours(text)
    nights = ((table.of(day)[-1:], table.of(day + dt.timedelta(days=1))[:1]) for day in A_YEAR)
    return any(last and first and last[0][1] - DAY > first[0][0] for last, first in nights)


class DayHours:
    """An ``opening_hours`` text, read so that each day answers for itself alone.

    The engine lets a rule for one day cut the night before it: "20:00-02:00; PH off" would send
    everybody home at midnight before a holiday. So every time of the text, up to 48:00, is written
    as its rank (the third time becomes 00:02). Ranks keep their order and never pass midnight;
    what the engine says of a day is then translated back.
    """

    def __init__(self, text: str) -> None:
        # OpenStreetMap: a rule with no word but a comment is unknown. The engine takes it as open.
        text = re.sub(rf"{COMMENT}\s*:", "", text)
        text = re.sub(
            rf"(?:(open|off|closed|unknown)\s*)?{COMMENT}",
            lambda match: f" {match[1] or 'unknown'} ",
            text,
            flags=re.IGNORECASE,
        )
        pattern = rf"{SPAN}|{CLOCK}(?=\s*\+)"
        written = [_minutes(match) for match in re.finditer(pattern, text)]
        self._times = sorted({0, DAY, *(minutes for times in written for minutes in times)})
        rank = {minutes: f"{n // 60:02}:{n % 60:02}" for n, minutes in enumerate(self._times)}
        text = re.sub(pattern, lambda match: "-".join(rank[at] for at in _minutes(match)), text)
        self._engine = OpeningHours(" ".join(text.split()), country="NL")
        self.of = lru_cache(maxsize=1024)(self._of)

    def _of(self, day: dt.date) -> tuple[tuple[int, int], ...]:
        """List when this day's own hours begin and end, in minutes after its midnight."""
        midnight = dt.datetime.combine(day, dt.time())
        spans = []
        for start, end, state, _ in self._engine.intervals(
            midnight, midnight + dt.timedelta(days=1)
        ):
            begin = self._times[(start - midnight) // dt.timedelta(minutes=1)]
            # What lasts as long as the engine's day has no end of its own: it lasts until midnight.
            whole = end.date() > day
            stop = DAY if whole else self._times[(end - midnight) // dt.timedelta(minutes=1)]
            if state == State.OPEN and begin < stop:
                spans.append((begin, stop))
        return tuple(spans)


@lru_cache(maxsize=256)
def day_hours(text: str) -> DayHours:
    """The days of a text: the same for every room and every version that has it."""
    return DayHours(text)


def _minutes(match: re.Match[str]) -> list[int]:
    """Count a time or a span of times in minutes after midnight; an end may be the day after."""
    numbers = [int(part) for part in match.groups() if part is not None]
    times = [hour * 60 + minute for hour, minute in zip(numbers[::2], numbers[1::2], strict=True)]
    if len(times) == 2 and times[1] <= times[0]:
        times[1] += DAY
    return times
