"""Counts of which it is told how much is known, and how numbers are added and shared."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

# A number as it is read; None when it is not known.
Read: TypeAlias = int | Decimal | None
TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many something was counted; both None where nothing was measured."""

    counted: int | None = None
    of: int | None = None

    def __add__(self, other: Coverage) -> Coverage:
        """Both together."""
        return Coverage(added(self.counted, other.counted), added(self.of, other.of))


UNCOUNTED = Coverage()


@dataclass(frozen=True, slots=True)
class ByResidents:
    """So many ``openings`` were run by residents alone, ``of`` so many of which it is known.

    ``openings`` is None where it is known of none, both are before anything was measured.
    """

    openings: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """How many different people went a step on the way to work, at least; None if not known.

    They ``offered`` to help, ``started`` after a trial, got a key. What comes after that is known
    where a coordinator noted it and the person said yes: nobody noted is no nought.
    """

    offered: int | None = None
    started: int | None = None
    key_holders: int | None = None
    learning: int | None = None
    sheltered: int | None = None
    supported: int | None = None
    paid: int | None = None

    def where_any(self) -> Steps:
        """The same of what is not measured: that nobody was seen says nothing there."""
        return Steps(**{step: number or None for step, number in asdict(self).items()})


def added(first: int | None, second: int | None) -> int | None:
    """The sum of what is known; None when neither is."""
    if first is None or second is None:
        return second if first is None else first
    return first + second


def percent(part: int | None, whole: int | None) -> int | None:
    """A part in whole percents; None when either is not known."""
    return rounded(100 * part, whole) if part is not None and whole else None


def rounded(part: int, whole: int) -> int:
    """A fraction as a whole number, halves up."""
    return (2 * part + whole) // (2 * whole)


def share(part: int | None, whole: int | None) -> Read:
    """The same as it is read: with a decimal below 10, and never 0 where there is somebody."""
    if part is None or not whole:
        return None
    exact = Decimal(100 * part) / whole
    if not part or exact >= Decimal("9.95"):
        return percent(part, whole)
    tenths = exact.quantize(TENTH, ROUND_HALF_UP)
    return tenths or max(exact.quantize(HUNDREDTH, ROUND_HALF_UP), HUNDREDTH)
