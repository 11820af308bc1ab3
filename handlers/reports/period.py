"""A week, a month, a quarter or a year that is reported on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = re.compile(r"(\d{4})[-\s]?W(\d{1,2})")
MONTH = re.compile(r"(\d{4})-(\d{1,2})")
QUARTER = re.compile(r"(\d{4})[-\s]?Q([1-4])")
YEAR = re.compile(r"(\d{4})")


@dataclass(frozen=True, slots=True)
class Period:
    """A week (ISO, Monday to Sunday), a month, a quarter or a year, both its ends included."""

    kind: str
    id: str
    first: date
    last: date

    @classmethod
    def of(cls, kind: str, day: date) -> Period:
        """The week, month, quarter or year that a day falls in."""
        if kind == "week":
            first = day - day.weekday() * DAY
            return cls(kind, f"{first:%G-W%V}", first, first + 6 * DAY)
        if kind == "month":
            first = day.replace(day=1)
            return cls(kind, f"{first:%Y-%m}", first, (first + 31 * DAY).replace(day=1) - DAY)
        if kind == "quarter":
            number = (day.month + 2) // 3
            first = date(day.year, 3 * number - 2, 1)
            last = (first + 92 * DAY).replace(day=1) - DAY
            return cls(kind, f"{day:%Y}-Q{number}", first, last)
        return cls(kind, f"{day:%Y}", day.replace(month=1, day=1), day.replace(month=12, day=31))

    @classmethod
    def week(cls, id: str) -> Period:  # noqa: A002 - the contract's word
        """The week "2026-W47"; raises ValueError for anything else."""
        year, number = _numbers(WEEK, id, "week", "2026-W47")
        try:
            return cls.of("week", date.fromisocalendar(year, number, 1))
        except ValueError:
            raise ValueError(f"The year {year} has no week {number}.") from None

    @classmethod
    def month(cls, id: str) -> Period:  # noqa: A002
        """The month "2026-11"; raises ValueError for anything else."""
        year, number = _numbers(MONTH, id, "month", "2026-11")
        try:
            return cls.of("month", date(year, number, 1))
        except ValueError:
            raise ValueError(f"The year {year} has no month {number}.") from None

    @classmethod
    def quarter(cls, id: str) -> Period:  # noqa: A002
        """The quarter "2026-Q4"; raises ValueError for anything else."""
        year, number = _numbers(QUARTER, id, "quarter", "2026-Q4")
        return cls.of("quarter", date(year, 3 * number - 2, 1))

    @classmethod
    def year(cls, id: str) -> Period:  # noqa: A002
        """The year "2026"; raises ValueError for anything else."""
        (year,) = _numbers(YEAR, id, "year", "2026")
        return cls.of("year", date(year, 1, 1))

    @classmethod
    def named(cls, id: str) -> Period:  # noqa: A002
        """Any of these, by how it is written; raises ValueError for anything else."""
        typed = id.strip().upper()
        for pattern, read in (
            (WEEK, cls.week),
            (QUARTER, cls.quarter),
            (MONTH, cls.month),
            (YEAR, cls.year),
        ):
            if pattern.fullmatch(typed):
                return read(typed)
        raise ValueError(f'"{id[:20]}" is not a period. Write it like 2026-W47 or 2026-11.')

    @classmethod
    def last_week(cls, today: date) -> Period:
        """The last week that is over."""
        return cls.of("week", today - 7 * DAY)

    def previous(self) -> Period:
        """The week, month, quarter or year before this one."""
        return Period.of(self.kind, self.first - DAY)

    @property
    def plan_year(self) -> int:
        """The year whose plan it is held against: a week belongs to the year of its Thursday."""
        return (self.first + 3 * DAY).year if self.kind == "week" else self.first.year


def _numbers(pattern: re.Pattern[str], typed: str, kind: str, example: str) -> list[int]:
    """The numbers in a typed period, in any digits; only years that a calendar can hold."""
    match = pattern.fullmatch(typed.strip().upper())
    numbers = [int(number) for number in match.groups()] if match else [0]
    if not 2000 <= numbers[0] <= 2999:
        raise ValueError(f'"{typed[:20]}" is not a {kind}. Write it like {example}.')
    return numbers
