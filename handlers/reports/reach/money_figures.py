"""What is said of a year's money: frozen amounts in whole euros, and the council's yardsticks.

An amount is that of a whole year; it is None where the file or the count does not say.

The yardsticks are those of the founding plans, for one room and one year: the considerations for
the council of Amsterdam (2017) reckon with 400 to 700 residents or households reached, and with
58,000 to 60,000 euros of the city (174,000 for three rooms in 2017); the multi-year plan 2018-2020
has 103,000 euros in all and at most 36,500 for extra ambitions. They are the council's and no
neighbourhood's own, so they stand here and in no file.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

# Residents or households reached, euros of the city, euros in all, euros for extra ambitions.
REACHED_BY_A_ROOM = (400, 700)
CITY_FOR_A_ROOM = (58_000, 60_000)
COSTS_OF_A_ROOM = 103_000
MOST_EXTRAS_OF_A_ROOM = 36_500


class Beside(StrEnum):
    """Where a figure stands beside a yardstick."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


def beside(value: int | None, low: int, high: int) -> Beside | None:
    """Where a figure stands beside a yardstick from low to high; None when it is not known."""
    if value is None:
        return None
    if value < low:
        return Beside.BELOW
    return Beside.ABOVE if value > high else Beside.WITHIN


@dataclass(frozen=True, slots=True)
class Reached:
    """What was counted: different people, at least, and visits; None where nobody counted."""

    participants: int | None = None
    visits: int | None = None


@dataclass(frozen=True, slots=True)
class Funder:
    """One source of money in this year; ``until`` is the last day on which it is sure."""

    name: str
    amount: int
    is_decided: bool
    until: date | None
    per_participant: int | None


@dataclass(frozen=True, slots=True)
class RoomMoney:
    """One room: whom it reached, and what the file gives as its own costs."""

    id: str
    name: str
    participants: int | None
    costs: int | None
    extras: int | None


@dataclass(frozen=True, slots=True)
class DistrictMoney:
    """One district: how many rooms the file has there, and its own costs."""

    id: str
    name: str
    rooms: int
    costs: int | None
    extras: int | None
    per_participant: int | None
    per_visit: int | None


@dataclass(frozen=True, slots=True)
class NextYear:
    """What is sure for the year after; None when the file has no amount for it."""

    year: int
    sure: int | None
    costs: int | None


@dataclass(frozen=True, slots=True)
class Money:
    """One year's money.

    ``extras`` are not among the ``costs``. ``financing`` is ``decided`` and ``asked`` together;
    ``difference`` is how much more it is than the costs. ``days`` of the ``days_of_year`` are over
    and measured: a person and a visit cost that share of the year. ``elsewhere`` are districts that
    cost something and have no room here: what a person costs is without them. ``rooms`` are those
    of the plan, for which an average room's figures are.
    """

    year: int
    days: int
    days_of_year: int
    rooms: int | None
    costs: int | None
    extras: int | None
    financing: int | None
    decided: int | None
    asked: int | None
    difference: int | None
    city: int | None
    own_income: int | None
    own_income_counted: int | None
    per_participant: int | None
    per_visit: int | None
    city_per_participant: int | None
    costs_of_a_room: int | None
    city_of_a_room: int | None
    extras_of_a_room: int | None
    elsewhere: tuple[str, ...]
    funders: tuple[Funder, ...]
    by_room: tuple[RoomMoney, ...]
    by_district: tuple[DistrictMoney, ...]
    next_year: NextYear

    @property
    def is_over(self) -> bool:
        """Whether the figures are for the whole year."""
        return self.days == self.days_of_year

    def without_people(self) -> Money:
        """The amounts alone: what a person costs would tell exactly how many there were."""
        return replace(
            self,
            per_participant=None,
            per_visit=None,
            city_per_participant=None,
            funders=tuple(replace(one, per_participant=None) for one in self.funders),
            by_room=tuple(replace(one, participants=None) for one in self.by_room),
            by_district=tuple(
                replace(one, per_participant=None, per_visit=None) for one in self.by_district
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """The contract's keys and all the others, ready for JSON."""
        parts = asdict(self)
        for funder in parts["funders"]:
            until = funder["until"]
            funder["until"] = until.isoformat() if until else None
        return {key: list(part) if isinstance(part, tuple) else part for key, part in parts.items()}
