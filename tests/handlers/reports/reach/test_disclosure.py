"""A funder sees no count that could point at somebody."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reports.reach.disclosure import SMALL, for_funder, shown
from handlers.reports.reach.figures import (
    Before,
    Figures,
    Plan,
    Report,
    RoomReport,
    Share,
    YearToDate,
)
from tests.handlers.reports.made_reports import (
    PATIENT,
    W47,
    reports,
)


@pytest.mark.parametrize(
    ("rooms", "most"), [(1, 60), (2, 50), (3, 28), (4, 17), (5, 13), (6, 12), (7, 7), (8, 7)]
)
def test_even_who_knows_the_rule_cannot_tell_a_small_count(rooms: int, most: int) -> None:
    """Every possible line of counts: no published line has only one that could lie behind it."""
    behind: dict[Any, set[int]] = defaultdict(set)
    totals: dict[Any, set[int]] = defaultdict(set)
    for cells in itertools.combinations_with_replacement(range(most + 1), rooms):
        kept, total = shown(cells, sum(cells))
        published = tuple(kept), total
        # Counts that are left out may have changed places: nobody can tell.
        behind[published] |= {one for one, seen in zip(cells, kept, strict=True) if seen is None}
        totals[published].add(sum(cells))
    for published, could_be in behind.items():
        # Above `most` nothing was tried, so these lines have more behind them.
        if all(one is None or one + 2 <= most for one in published[0]):
            assert len(could_be) != 1 or could_be.isdisjoint(SMALL), published
            assert len(totals[published]) > 1 or totals[published].isdisjoint(SMALL), published


@PATIENT
@given(st.lists(st.none() | st.integers(0, 12) | st.integers(0, 400), min_size=1, max_size=50))
def test_a_total_leaves_every_small_count_open(cells: list[int | None]) -> None:
    kept, total = shown(cells, sum(one or 0 for one in cells))
    left_out = [place for place, one in enumerate(cells) if one is not None and kept[place] is None]
    small = [place for place in left_out if cells[place] in range(1, 5)]
    assert small == [place for place, one in enumerate(cells) if one in range(1, 5)]
    if len(small) == 1 and any(one for one in cells if one not in range(5)):
        assert len(left_out) == 2
    if total is None or not small:
        return
    # What somebody with a pencil finds, who takes every shown number as rounded by at most 2, and
    # even knows which count was left out as the second: that one is 5 or more.
    seen = [one for one in kept if one]
    others, second = len(small) - 1, len(left_out) - len(small)
    at_most = total + 2 - sum(max(one - 2, 5) for one in seen) - others - 5 * second
    at_least = total - 2 - sum(one + 2 for one in seen) - 4 * others
    assert at_most >= 4
    assert second or at_least <= 1


@PATIENT
@given(reports())
def test_a_funder_sees_no_small_count_of_people(report: Report) -> None:
    made = for_funder(report)
    people_counted = ("visits", "new_faces", "contacts", "participants", "volunteers")
    cells = [
        getattr(one, key)
        for one in (made.total, *(r.figures for r in made.rooms))
        for key in people_counted
    ]
    cells += [made.previous.visits, *made.languages.values()]
    year = made.year_to_date
    cells += [year.participants, year.volunteers, year.visits]
    assert all(cell is None or cell % 5 == 0 for cell in cells)
    by_language, total = list(report.languages.values()), report.total.contacts
    hides = shown(by_language, total, adds_up=False)[1] is None
    assert made.total.contacts is None or not hides
    for key in people_counted:
        if report.period.kind == "year" and key in {"participants", "volunteers", "visits"}:
            assert getattr(made.total, key) is not None or getattr(year, key) is None
    assert [room.figures.minutes_open for room in made.rooms] == [
        room.figures.minutes_open for room in report.rooms
    ]


@PATIENT
@given(reports())
def test_a_funder_sees_new_faces_only_where_they_are_all_the_participants(report: Report) -> None:
    made = for_funder(report)
    lines = [(report.total, made.total)]
    lines += [(b.figures, a.figures) for b, a in zip(report.rooms, made.rooms, strict=True)]
    differ = any((before.participants or 0) != (before.new_faces or 0) for before, _ in lines)
    for before, after in lines:
        if differ:
            assert after.new_faces is None
        else:
            assert (after.new_faces or 0) == (after.participants or 0)
        assert before.participants is not None or after.participants is None


def test_participants_do_not_tell_the_new_faces_that_are_left_out() -> None:
    """4, 7 and 12 new faces: with 10, 7 and 12 participants beside them, the 4 could be found."""
    new_faces, participants = (4, 7, 12), (10, 7, 12)
    nothing = Figures(5, 5, 5, 5, 900, 50, 0, 0, 0, 0, 5)
    parts = tuple(
        RoomReport(
            f"room-{place}",
            f"Room {place}",
            replace(nothing, new_faces=one, participants=other),
            Before(50, 5, 5),
        )
        for place, (one, other) in enumerate(zip(new_faces, participants, strict=True))
    )
    total = replace(nothing, visits=150, new_faces=23, participants=29)
    report = Report(
        W47,
        W47.last,
        parts,
        total,
        Before(150, 15, 15),
        YearToDate(400, 30, 3, 9000, 90, 80, 85),
        Plan(2026),
        Share(),
        {},
    )
    made = for_funder(report)
    assert [room.figures.new_faces for room in made.rooms] == [None, None, None]
    assert made.total.new_faces is None
    assert [room.figures.participants for room in made.rooms] == [10, 5, 10]
    assert "total.new_faces" in (made.suppressed or ())


@PATIENT
@given(reports())
def test_what_is_left_out_is_listed(report: Report) -> None:
    before, made = report.to_dict(), for_funder(report).to_dict()
    listed = set(made["suppressed"])
    for place, room in enumerate(before["rooms"]):
        for key, number in room.items():
            gone = number is not None and made["rooms"][place][key] is None
            assert gone == (f"rooms.{room['id']}.{key}" in listed)
    for part in ("total", "year_to_date", "languages", "previous"):
        for key, number in before[part].items():
            gone = number is not None and made[part][key] is None
            assert gone == (f"{part}.{key}" in listed)
