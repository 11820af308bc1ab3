"""The usual hours of a room as a week that can be changed day by day, and written again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Self

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAYS = "PH"
ALL_DAY = "00:00-24:00"
_DAY = "|".join(DAYS)
_SPAN = r"[0-9]{1,2}:[0-9]{2}\s*-\s*[0-9]{1,2}:[0-9]{2}"
_PICKED = rf"(?:{_DAY})(?:\s*-\s*(?:{_DAY}))?|{HOLIDAYS}"
RULE = re.compile(
    rf"(?P<days>(?:{_PICKED})(?:\s*,\s*(?:{_PICKED}))*)?\s*"
    rf"(?:(?P<hours>{_SPAN}(?:\s*,\s*{_SPAN})*)|off|closed|(?P<always>24/7))"
)


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of each weekday from Monday on, "" where it is closed: "10:00-12:00,13:00-16:00".

    ``holidays``: the hours of public holidays; None where those are as any other day.
    """

    days: tuple[str, ...]
    holidays: str | None = None

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The week that an ``opening_hours`` text says; None when it says more than a week."""
        usual, holidays = [""] * len(DAYS), [""] * len(DAYS)
        names_holidays = False
        for written in text.removesuffix(";").split(";"):
            rule = RULE.fullmatch(written.strip())
            # "24/7" is a rule by itself, of all days.
            if rule is None or (rule["always"] and rule["days"]):
                return None
            hours = ALL_DAY if rule["always"] else re.sub(r"\s", "", rule["hours"] or "")
            picked = set(_picked(rule["days"] or "Mo-Su"))
            names_holidays |= HOLIDAYS in picked
            for number, day in enumerate(DAYS):
                # A later rule replaces an earlier one, on a holiday too.
                if day in picked:
                    usual[number] = hours
                if day in picked or HOLIDAYS in picked:
                    holidays[number] = hours
        if not names_holidays:
            return cls(tuple(usual))
        return cls(tuple(usual), holidays[0]) if len(set(holidays)) == 1 else None

    def with_day(self, weekday: int, hours: str) -> Self:
        """The same week with other hours on one weekday, of which Monday is 0."""
        days = (*self.days[:weekday], hours, *self.days[weekday + 1 :])
        return replace(self, days=days)

    def text(self) -> str:
        """The week as ``opening_hours``: days with the same hours together, holidays last."""
        kinds = [hours for hours in dict.fromkeys(self.days) if hours]
        rules = [f"{_together(hours, self.days)} {hours}" for hours in kinds]
        if self.holidays is not None:
            rules.append(f"{HOLIDAYS} {self.holidays or 'off'}")
        return "; ".join(rules) or "Mo-Su off"


def _picked(days: str) -> Iterator[str]:
    """Each day of a list such as "Mo-We,Sa,PH"; "Sa-Mo" goes over the end of the week."""
    for part in re.sub(r"\s", "", days).split(","):
        first, _, last = part.partition("-")
        yield first
        while last and first != last:
            first = DAYS[(DAYS.index(first) + 1) % len(DAYS)]
            yield first


def _together(hours: str, days: tuple[str, ...]) -> str:
    """The days that have these hours: "Mo-We,Fr"."""
    parts = []
    for is_so, run in groupby(range(len(days)), lambda number: days[number] == hours):
        numbers = list(run)
        if is_so:
            first, last = DAYS[numbers[0]], DAYS[numbers[-1]]
            parts.append(first if first == last else f"{first}-{last}")
    return ",".join(parts)
