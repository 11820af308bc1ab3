"""At least how many different people came, worked out from how often the same ones were seen.

Not everybody taps "I am here". How many came on one day only, and how many on exactly two, tells
how many at least were missed; two lists of people tell it by how many are on both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from storage.repositories.rooms.measured import Begins
from storage.store import Store

# Fewer who were seen a second time tell nothing about those who were not seen.
TWICE_NEEDED, BOTH_NEEDED = 5, 7
# Of a hundred intervals 95 hold the number: so many standard deviations to each side.
SIDE = Decimal("1.959964")


class Interval(NamedTuple):
    """What a sample tells, and between what it may be."""

    low: Decimal
    value: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Estimate:
    """At least how many people came, and between what that may be; ``method`` says how it is known.

    Whole people: the interval is rounded outwards, the number down.
    """

    low: int
    value: int
    high: int
    method: str


def estimate_of(store: Store, begins: Begins, last: date) -> Estimate | None:
    """At least how many people came to these rooms until a day; None where nothing tells it.

    Chao's bound comes first: it stays a bound however unlike each other regulars and passers-by
    are. Chapman's number is one only where who asks for help checks in as often as others do, so
    it is used where too few came on exactly two days. Days of two years have no estimate, because
    nothing links their marks; nor has it where counting alone gives as many.
    """
    if not begins or min(begins.values()).year != last.year:
        return None
    seen = store.participants.seen_again(begins, last=last)
    found = chao(seen.checked_in, seen.once, seen.twice, seen.days) or chapman(
        seen.checked_in, seen.asked, seen.both
    )
    if found is None:
        return None
    counted = store.participants.counts(begins, last=last).together
    counted += sum(sums.new_faces for sums in store.reach.sums(begins, last=last).values())
    if found.value <= counted:
        return None
    return Estimate(max(found.low, counted), found.value, found.high, found.method)


def chao(seen: int, once: int, twice: int, days: int) -> Estimate | None:
    """Of the people seen, so many on one day, on two, and on so many days added up."""
    often = seen - once - twice
    if twice < TWICE_NEEDED or once < 0 or often < 0 or days < once + 2 * twice + 3 * often:
        return None
    return _whole(chao_interval(seen, once, twice, days), seen, "chao")


def chapman(first: int, second: int, both: int) -> Estimate | None:
    """Of two lists of people, with so many who are on both."""
    if both < BOTH_NEEDED or min(first, second) < both:
        return None
    return _whole(chapman_interval(first, second, both), first + second - both, "chapman")


def unseen(once: int, twice: int) -> Decimal:
    """How many at least were never seen (Chao 1984, 1987)."""
    if not twice:
        return Decimal(once * (once - 1)) / 2
    return Decimal(once * once) / (2 * twice)


def chao_interval(seen: int, once: int, twice: int, days: int) -> Interval:
    """Chao's bound for a small sample, with its log-normal interval (Chao 1987)."""
    sampled = Decimal(days - 1) / days
    missed = sampled * unseen(once, twice)
    if not missed:
        return Interval(Decimal(seen), Decimal(seen), Decimal(seen))
    # The variance, divided by the square of those who were missed.
    spread = 2 * twice / (sampled * once * once) + Decimal(4) / once + Decimal(1) / twice
    factor = (SIDE * (1 + spread).ln().sqrt()).exp()
    return Interval(seen + missed / factor, seen + missed, seen + missed * factor)


def chapman_interval(first: int, second: int, both: int) -> Interval:
    """Chapman's number (1951), with the interval that its variance gives (Seber 1970)."""
    value = Decimal((first + 1) * (second + 1)) / (both + 1) - 1
    variance = Decimal((first + 1) * (second + 1) * (first - both) * (second - both)) / (
        (both + 1) ** 2 * (both + 2)
    )
    side = SIDE * variance.sqrt()
    return Interval(value - side, value, value + side)


def _whole(interval: Interval, seen: int, method: str) -> Estimate:
    """The same in whole people, and never fewer than were seen."""
    low, value = (int(end.to_integral_value(ROUND_FLOOR)) for end in interval[:2])
    low, value = max(low, seen), max(value, seen)
    return Estimate(
        low, value, max(value, int(interval.high.to_integral_value(ROUND_CEILING))), method
    )
