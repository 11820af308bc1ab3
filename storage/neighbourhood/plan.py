"""What a report is held against: for how many people, what is promised, what it costs, who pays.

What stands at the top of the file is for all together; a district repeats what is its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, Self, TypeAlias, get_args

from pydantic import AfterValidator, Field, model_validator

from storage.neighbourhood.base import TableOfFile, later
from storage.neighbourhood.checks import Id, Number, Text, Year, one_of, wrong

# Whom an estimate counts: the plan itself says "residents or households".
Counted: TypeAlias = Literal["residents", "households", "both"]
# Whether money is there, or only hoped for.
State: TypeAlias = Literal["decided", "asked"]
# The two sources that a report tells apart: the city, and what the rooms earn themselves.
Source: TypeAlias = Literal["city", "own"]
Amounts: TypeAlias = Mapping[Year, Annotated[int, Field(ge=0, le=10**12)]]


def _day(value: dt.date) -> dt.date:
    if not 1900 <= value.year <= 2999:
        raise wrong(f"is {value}, in a year that nobody plans for; write for example 2027-12-31")
    return value


class Population(TableOfFile):
    """How many the rooms are for: an estimate, so a lowest and a highest number."""

    low: Number
    high: Number
    of: Annotated[Counted, one_of("a kind of count", get_args(Counted))] = later("both")

    @model_validator(mode="after")
    def _low_first(self) -> Self:
        if self.low > self.high:
            raise wrong("has a low that is above its high; write the smaller number as low")
        return self


class Target(TableOfFile):
    """What the plan promises for one year."""

    year: Year
    rooms: Number
    volunteers: Number
    participants: Number


class DistrictTarget(TableOfFile):
    """What the plan promises a district for one year; None where it promises no number."""

    year: Year
    rooms: Number
    volunteers: Number | None = None
    participants: Number | None = None


class _Yearly(TableOfFile):
    name: Text
    amounts: Annotated[Amounts, Field(min_length=1)]


class Costs(_Yearly):
    """One line of the budget, in whole euros per year; ``extra`` is an ambition besides."""

    room: Id | None = later(None)
    extra: bool = later(default=False)


class Financing(_Yearly):
    """One source of money, in whole euros per year; ``until`` is the last day it is sure.

    ``counted`` is what the rooms did earn in a year, where somebody added it up.
    """

    kind: Annotated[Source, one_of("a kind of money", get_args(Source))] | None = later(None)
    state: Annotated[State, one_of("a state of money", get_args(State))] = later("decided")
    until: Annotated[dt.date, AfterValidator(_day)] | None = later(None)
    counted: Amounts = later({})

    @model_validator(mode="after")
    def _own_is_counted(self) -> Self:
        if self.counted and self.kind != "own":
            raise wrong('has counted, which is for own income; write kind = "own" or leave it out')
        return self


class District(TableOfFile):
    """A part of the neighbourhood, with what the plan says of it alone."""

    id: Id
    name: Text
    population: Population | None = None
    targets: tuple[DistrictTarget, ...] = ()
    costs: tuple[Costs, ...] = ()

    def target(self, year: int) -> DistrictTarget | None:
        """Find what the plan promises this district for a year."""
        return next((target for target in self.targets if target.year == year), None)


def amount(lines: Iterable[_Yearly], year: int) -> int | None:
    """What these lines come to in a year; None when none of them has that year."""
    amounts = [line.amounts[year] for line in lines if year in line.amounts]
    return sum(amounts) if amounts else None


def above_the_whole(costs: Iterable[Costs], districts: Iterable[District]) -> Iterator[str]:
    """The years in which the districts cost more than all together, in words for the file."""
    top, own = list(costs), [line for district in districts for line in district.costs]
    for extra, called in ((False, "costs"), (True, "extra costs")):
        lines = [line for line in own if line.extra is extra]
        for year in sorted({year for line in lines for year in line.amounts}):
            whole = amount((line for line in top if line.extra is extra), year)
            parts = amount(lines, year) or 0
            if whole is not None and parts > whole:
                yield (
                    f"have {called} in {year} of {parts:,} euros, more than the {whole:,} of "
                    "[[costs]]; write every amount there too"
                )
