"""A report is about a week, a month or a year that has a name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from storage.store import Store
from tests.handlers.reports.made_reports import (
    NOW,
    PATIENT,
)


@PATIENT
@given(
    kind=st.sampled_from(["week", "month", "year"]),
    day=st.dates(date(2001, 1, 1), date(2999, 6, 1)),
)
@example(kind="week", day=date(2027, 1, 3))
def test_every_day_lies_in_one_period_that_can_be_named(kind: str, day: date) -> None:
    period = Period.of(kind, day)
    assert period.first <= day <= period.last
    assert getattr(Period, kind)(period.id) == period
    assert period.previous().last == period.first - timedelta(days=1)
    assert period.previous().kind == kind


def test_a_week_is_an_iso_week() -> None:
    assert Period.week("2026-W47") == Period(
        "week", "2026-W47", date(2026, 11, 16), date(2026, 11, 22)
    )
    assert Period.week(" 2026w7 ").id == "2026-W07"
    assert Period.week("2026-W53").last == date(2027, 1, 3)
    assert Period.last_week(date(2027, 1, 4)).id == "2026-W53"
    assert Period.last_week(date(2026, 11, 22)).id == "2026-W46"
    assert Period.month("2028-02").last == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("week", word)
        for word in ("2027-W53", "2026-W54", "2026-W00", "47", "", "0000-W01", "9999-W52")
    ]
    + [("month", word) for word in ("2026-13", "2026-00", "november", "2026-11-01")]
    + [("year", word) for word in ("26", "2026-W47", "x", "9999")],
)
def test_what_is_no_period_is_refused_in_a_sentence(kind: str, typed: str) -> None:
    with pytest.raises(ValueError, match=r"^(The year \d+ has no|.* is not a ).*\.$"):
        getattr(Period, kind)(typed)


@PATIENT
@given(st.text())
def test_whatever_is_typed_is_a_week_or_a_plain_mistake(typed: str) -> None:
    try:
        found = Period.week(typed)
    except ValueError as problem:
        found = None
        said = str(problem)
    assert found.kind == "week" if found else said.endswith(".")


def test_a_week_that_has_not_begun_is_refused(view: NeighbourhoodView, store: Store) -> None:
    make_report(view, store, Period.week("2026-W48"), NOW)
    with pytest.raises(ValueError, match="The week 2026-W49 has not begun yet"):
        make_report(view, store, Period.week("2026-W49"), NOW)
