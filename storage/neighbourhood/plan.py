"""What a report is held against: for how many people, what is promised, what it costs, who pays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from storage.neighbourhood.base import TableOfFile
from storage.neighbourhood.checks import Number, Text, Year, wrong


class Population(TableOfFile):
    """How many residents the rooms are for: an estimate, so a lowest and a highest number."""

    low: Number
    high: Number

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


class _Yearly(TableOfFile):
    name: Text
    amounts: Annotated[Mapping[Year, Annotated[int, Field(ge=0, le=10**12)]], Field(min_length=1)]


class Costs(_Yearly):
    """One line of the budget, in whole euros per year."""


class Financing(_Yearly):
    """One source of money, in whole euros per year."""
