"""What a year costs and who pays it: against the plan, for each person and each visit.

Pure: a neighbourhood file, a day and what was counted up to it in, a ``Money`` out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.reports.reach.counted import rounded
from handlers.reports.reach.money_figures import (
    DistrictMoney,
    Funder,
    Money,
    NextYear,
    Reached,
    RoomMoney,
)
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.plan import Costs, District, Financing, amount
from storage.neighbourhood.rooms import Room


@dataclass(frozen=True, slots=True)
class _Share:
    """How much of a year's amount falls on each of so many people or visits."""

    days: int
    days_of_year: int

    def each(self, euros: int | None, number: int | None) -> int | None:
        """Whole euros, halves up; None when nobody was counted, or nothing is known to share."""
        if euros is None or number is None or number <= 0 or not self.days:
            return None
        return rounded(euros * self.days, self.days_of_year * number)


def money_of(
    neighbourhood: Neighbourhood,
    until: date,
    reached: Reached,
    *,
    since: date | None = None,
    rooms: Mapping[str, Reached] | None = None,
    districts: Mapping[str, Reached] | None = None,
) -> Money | None:
    """The money of the year of ``until``; None for a year without amounts.

    ``reached`` is what was counted in that year up to this day, by room and by district in
    ``rooms`` and ``districts``; ``since`` is the day from which on it was counted, where that is
    not the whole year. For a funder they are the rounded counts, or the exact ones could be
    worked out from what a person costs.
    """
    year = until.year
    costs = amount(neighbourhood.costs_in(year), year)
    extras = amount(neighbourhood.costs_in(year, extra=True), year)
    paid = [line for line in neighbourhood.financing if year in line.amounts]
    financing = amount(paid, year)
    if costs is None and extras is None and financing is None:
        return None
    share = _share(until, since)
    elsewhere = [
        part for part in neighbourhood.districts if _is_elsewhere(neighbourhood, part, year)
    ]
    people = reached.participants
    # Who of the funders pays for which district is in no file.
    shared_people = None if elsewhere else people
    city, own = _of_kind(paid, "city", year), [line for line in paid if line.kind == "own"]
    planned = _planned_rooms(neighbourhood, year)
    return Money(
        year=year,
        days=share.days,
        days_of_year=share.days_of_year,
        rooms=planned,
        costs=costs,
        extras=extras,
        financing=financing,
        decided=_decided(paid, year, is_decided=True),
        asked=_decided(paid, year, is_decided=False),
        difference=None if costs is None or financing is None else financing - costs,
        city=city,
        own_income=_of_kind(paid, "own", year),
        own_income_counted=_counted(own, year),
        per_participant=share.each(_here(costs, elsewhere, year), people),
        per_visit=share.each(_here(costs, elsewhere, year), reached.visits),
        city_per_participant=share.each(city, shared_people),
        costs_of_a_room=_average(costs, planned),
        city_of_a_room=_average(city, planned),
        extras_of_a_room=_average(extras, planned),
        elsewhere=tuple(part.name for part in elsewhere),
        funders=tuple(
            Funder(
                line.name,
                line.amounts[year],
                line.state == "decided",
                line.until,
                share.each(line.amounts[year], shared_people),
            )
            for line in paid
        ),
        by_room=_by_room(neighbourhood, year, rooms or {}),
        by_district=_by_district(neighbourhood, year, districts or {}, share),
        next_year=_next_year(neighbourhood, year + 1),
    )


def _share(until: date, since: date | None) -> _Share:
    first = date(until.year, 1, 1)
    days_of_year = (date(until.year, 12, 31) - first).days + 1
    days = (until - max(first, since or first) + timedelta(days=1)).days
    return _Share(max(days, 0), days_of_year)


def _average(euros: int | None, rooms: int | None) -> int | None:
    return None if euros is None or not rooms else rounded(euros, rooms)


def _of_kind(lines: Iterable[Financing], kind: str, year: int) -> int | None:
    return amount((line for line in lines if line.kind == kind), year)


def _decided(paid: Iterable[Financing], year: int, *, is_decided: bool) -> int | None:
    """How much is decided, or only asked; None in a year without any financing, else maybe 0."""
    lines = list(paid)
    wanted = [line for line in lines if (line.state == "decided") is is_decided]
    return (amount(wanted, year) or 0) if lines else None


def _counted(own: Iterable[Financing], year: int) -> int | None:
    counted = [line.counted[year] for line in own if year in line.counted]
    return sum(counted) if counted else None


def _is_elsewhere(neighbourhood: Neighbourhood, district: District, year: int) -> bool:
    """Whether a district costs something and had no room whose people could be counted."""
    return bool(_own(district, year)) and not _rooms_of(neighbourhood, district, year)


def _rooms_of(neighbourhood: Neighbourhood, district: District, year: int) -> int:
    """How many rooms a district had in a year: what closed in it, or later, was one of them."""
    return sum(room.district == district.id for room in _rooms_in(neighbourhood, year))


def _rooms_in(neighbourhood: Neighbourhood, year: int) -> list[Room]:
    """The rooms of today and those that closed in this year or later."""
    closed = [room for room in neighbourhood.closed_rooms if room.until.year >= year]
    return [*neighbourhood.rooms, *closed]


def _own(district: District, year: int, *, extra: bool = False) -> int | None:
    return amount((line for line in district.costs if line.extra is extra), year)


def _here(costs: int | None, elsewhere: Iterable[District], year: int) -> int | None:
    """The costs without those of districts that have no room here."""
    return None if costs is None else costs - sum(_own(part, year) or 0 for part in elsewhere)


def _planned_rooms(neighbourhood: Neighbourhood, year: int) -> int | None:
    """The rooms of the plan, or of its districts together where those are more.

    The plan of Amsterdam promises its results for Zuidoost alone, and has the money for all.
    """
    target = neighbourhood.target(year)
    own = [plan.rooms for part in neighbourhood.districts if (plan := part.target(year))]
    known = [*([target.rooms] if target else []), *([sum(own)] if own else [])]
    return max(known, default=None)


def _by_room(
    neighbourhood: Neighbourhood, year: int, reached: Mapping[str, Reached]
) -> tuple[RoomMoney, ...]:
    costs = neighbourhood.costs_in(year)
    extras = neighbourhood.costs_in(year, extra=True)
    there = _rooms_in(neighbourhood, year)
    return tuple(
        RoomMoney(
            room.id,
            room.name,
            reached.get(room.id, Reached()).participants,
            amount((line for line in costs if line.room == room.id), year),
            amount((line for line in extras if line.room == room.id), year),
        )
        for room in (*neighbourhood.rooms, *neighbourhood.closed_rooms)
        # What closed in another year is no line of this one.
        if room in there or room.id in reached or _costs_any(room.id, costs, extras)
    )


def _costs_any(room: str, *lines: Iterable[Costs]) -> bool:
    return any(line.room == room for some in lines for line in some)


def _by_district(
    neighbourhood: Neighbourhood, year: int, reached: Mapping[str, Reached], share: _Share
) -> tuple[DistrictMoney, ...]:
    parts = []
    for district in neighbourhood.districts:
        rooms = _rooms_of(neighbourhood, district, year)
        # Without a room nobody can have been reached there, whatever is handed in.
        counts = reached.get(district.id, Reached()) if rooms else Reached()
        costs = _own(district, year)
        parts.append(
            DistrictMoney(
                district.id,
                district.name,
                rooms,
                costs,
                _own(district, year, extra=True),
                share.each(costs, counts.participants),
                share.each(costs, counts.visits),
            )
        )
    return tuple(parts)


def _next_year(neighbourhood: Neighbourhood, year: int) -> NextYear:
    lines = [line for line in neighbourhood.financing if year in line.amounts]
    sure = [
        line
        for line in lines
        if line.state == "decided" and (line.until is None or line.until.year >= year)
    ]
    return NextYear(
        year,
        (amount(sure, year) or 0) if lines else None,
        amount(neighbourhood.costs_in(year), year),
    )
