"""What a funder may see: no published cell, and no sum of them, singles out 1 to 4 people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.reports.reach import revised
from handlers.reports.reach.counted import ByResidents, Steps
from handlers.reports.reach.figures import (
    DistrictReport,
    Referrals,
    Report,
    YearToDate,
    with_share,
)

# A count of people from 1 to 4 could single somebody out; funders get multiples of 5.
SMALL = range(1, 5)
STEP = 5
MARGIN = 2
# In these one person can be in several rooms, or in none.
NOT_ADDED = ("contacts", "team_contacts", "web_visits")
PEOPLE = (
    *("visits", "new_faces", "signups", "attended", "missed", "participants", "volunteers"),
    "volunteers_among_participants",
    *NOT_ADDED,
)


# What no line shows: it is about few people, and about what they would not tell everybody.
UNSHOWN: Mapping[str, Any] = {
    "referrals": Referrals(),
    "steps_to_work": Steps(),
    "by_residents": ByResidents(),
}


def for_funder(report: Report) -> Report:
    """The same report with nothing in it that singles anybody out.

    Counts of people from 1 to 4 are left out, and so is a second one of the same line where a
    single one would be missing; all others are rounded to 5. A total stays only while each count
    left out because it is small could still be anything from 1 to 4. How often and how long a
    room was open is public, and stays exact. New faces are a part of the participants, so they are
    left out where the two differ: one line could tell what the other one hides. Requests for help,
    steps to work and the people of districts are left out altogether; who opened, by room.
    """
    cells: dict[str, list[Any]] = {}
    totals: dict[str, Any] = {}
    for key in PEOPLE:
        by_room = [getattr(room.figures, key) for room in report.rooms]
        whole = getattr(report.total, key)
        cells[key], totals[key] = shown(by_room, whole, adds_up=key not in NOT_ADDED)
    if _has_checkins(report):
        cells["new_faces"], totals["new_faces"] = [None] * len(report.rooms), None
    before = [room.previous.visits for room in report.rooms]
    before_by_room, before_total = shown(before, report.previous.visits)
    tags = list(report.languages)
    used = list(report.languages.values())
    by_language, contacts = shown(used, report.total.contacts, adds_up=False)
    if contacts is None:
        totals["contacts"] = None
    rooms = tuple(
        replace(
            room,
            figures=replace(
                room.figures,
                **UNSHOWN,
                **{key: values[place] for key, values in cells.items()},
            ),
            previous=replace(room.previous, visits=before_by_room[place]),
        )
        for place, room in enumerate(report.rooms)
    )
    year = _year_for_funder(report, totals)
    # Who opened is told of all together, and where that is too few it says something about them.
    alone = ByResidents() if totals["volunteers"] is None else report.total.by_residents
    published = replace(
        report,
        rooms=rooms,
        total=replace(report.total, **{**UNSHOWN, "by_residents": alone}, **totals),
        previous=replace(report.previous, visits=before_total),
        year_to_date=year,
        population=with_share(report.population, year.participants),
        languages=dict(zip(tags, by_language, strict=True)),
        requests=None,
        # How the year before ended would tell what its own report leaves out.
        ended=None,
        money=report.money.without_people() if report.money else None,
        revised=revised.public(report.revised),
        districts=tuple(_district(part) for part in report.districts),
    )
    left_out = _left_out(report.to_dict(), published.to_dict())
    return replace(published, suppressed=(*left_out, *revised.not_public(report.revised)))


def _district(part: DistrictReport) -> DistrictReport:
    """A district without anything about people: it is a sum of rooms, and tells what they hide."""
    year = replace(part.year_to_date, **dict.fromkeys(("participants", "volunteers", "visits")))
    return replace(
        part,
        figures=replace(part.figures, **{**UNSHOWN, **dict.fromkeys(PEOPLE)}),
        year_to_date=year,
        population=with_share(part.population, None),
    )


def _has_checkins(report: Report) -> bool:
    """Whether the participants are more than the new faces, in any room or together."""
    lines = (report.total, *(room.figures for room in report.rooms))
    return any((figures.participants or 0) != (figures.new_faces or 0) for figures in lines)


def _year_for_funder(report: Report, totals: Mapping[str, int | None]) -> YearToDate:
    """The year so far; where it is the same as a total that is left out, it is left out too."""
    year = report.year_to_date
    is_new = report.period.first <= date(report.until.year, 1, 1)
    kept: dict[str, Any] = {}
    for key in ("participants", "volunteers", "visits"):
        number = getattr(year, key)
        hides = number is None or number in SMALL or (is_new and totals[key] is None)
        kept[key] = None if hides else _to_step(number)
    # Its lower end may be the very number of people who were counted.
    return replace(year, **kept, estimate=None)


def shown(
    cells: Sequence[int | None], total: int | None, *, adds_up: bool = True
) -> tuple[list[int | None], int | None]:
    """A line of counts and its total as a funder may see them.

    Small cells are left out first, then a second one, then comes rounding; last, the total is
    left out when it tells too much about them. ``adds_up`` is False where one person can be in
    several cells. After Hundepool et al., Statistical Disclosure Control (2012).
    """
    small = {place for place, cell in enumerate(cells) if cell in SMALL}
    second: set[int] = set()
    if len(small) == 1:
        others = [(cell, place) for place, cell in enumerate(cells) if cell and place not in small]
        second = {place for _, place in sorted(others)[:1]}
    kept = [
        None if cell is None or place in small | second else _to_step(cell)
        for place, cell in enumerate(cells)
    ]
    if (
        total is None
        or total in SMALL
        or _tells(kept, total, len(small), len(second), adds_up=adds_up)
    ):
        return kept, None
    return kept, _to_step(total)


def _tells(
    kept: Iterable[int | None], total: int, small: int, second: int, *, adds_up: bool
) -> bool:
    """Whether a rounded total narrows what a small cell can be: it must stay 1 to 4.

    A count that is shown may be 2 less or more; the second one left out is 5 or more, and not
    more than the smallest that is shown. The margin is there because a total that is left out
    tells something too, to a reader who knows this rule.
    """
    if not small:
        return False
    bounds = [_bounds(cell) for cell in kept if cell]
    low, high = _bounds(_to_step(total))
    second_most = min((at_most for _, at_most in bounds), default=high) if second else 0
    most = high - sum(at_least for at_least, _ in bounds) - (small - 1) - STEP * second
    least = low - sum(at_most for _, at_most in bounds) - 4 * (small - 1) - second_most
    return (adds_up and most < SMALL[-1] + MARGIN) or least > SMALL[0] - MARGIN


def _bounds(number: int) -> tuple[int, int]:
    """Between what a count lies that is shown as this number; 1 to 4 are never shown."""
    if number == 0:
        return 0, 0
    return max(number - STEP // 2, SMALL[-1] + 1), number + STEP // 2


def _to_step(number: int) -> int:
    return (number + STEP // 2) // STEP * STEP


def _left_out(before: Any, after: Any, path: str = "") -> list[str]:
    """The paths of the numbers that were there before and are not any more, in reading order."""
    if isinstance(before, list):
        pairs = [pair for pair in zip(before, after, strict=True) if isinstance(pair[0], dict)]
        inside = [
            _left_out(old, new, f"{path}.{old.get('id') or old['name']}") for old, new in pairs
        ]
        return [number for numbers in inside for number in numbers]
    if isinstance(before, dict):
        keys = ((key, f"{path}.{key}" if path else key) for key in before if key in after)
        inside = [_left_out(before[key], after[key], at) for key, at in keys if key != "revised"]
        return [number for numbers in inside for number in numbers]
    return [path] if before is not None and after is None else []
