"""A week of hours is read and written again, and every day of the year stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from opening_hours import validate

from storage.neighbourhood.times.hours import A_YEAR, DayHours
from storage.neighbourhood.times.weeks import DAYS, Week

DAY = st.sampled_from(DAYS)
PICKED = DAY | st.tuples(DAY, DAY).map("-".join) | st.just("PH")
SEVERAL = st.lists(PICKED, min_size=1, max_size=3).map(",".join)
HOURS = st.sampled_from(
    ["off", "closed", "10:00-12:00", "9:00-10:00", "10:00 - 12:00, 13:00-16:00", "20:00-02:00"]
)
RULE = st.tuples(SEVERAL, HOURS).map(" ".join) | HOURS | st.sampled_from(["24/7", "PH off"])


@settings(deadline=None)
@given(rules=st.lists(RULE, min_size=1, max_size=4))
def test_a_week_that_is_written_anew_is_the_same_on_every_day_of_the_year(rules: list[str]) -> None:
    text = "; ".join(rules)
    week = Week.read(text)
    assume(week and validate(text))
    assert week
    before, after = DayHours(text), DayHours(week.text())
    assert [before.of(day) for day in A_YEAR] == [after.of(day) for day in A_YEAR]
    assert Week.read(week.text()) == week


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Mo-Fr 10:00-17:00; Sa 11:00-15:00; PH off", "Mo-Fr 10:00-17:00; Sa 11:00-15:00; PH off"),
        ("Mo-Fr 10:00-12:00; We off", "Mo-Tu,Th-Fr 10:00-12:00"),
        ("Mo-Su,PH 08:00-22:00", "Mo-Su 08:00-22:00; PH 08:00-22:00"),
        ("Sa-Mo 10:00-12:00", "Mo,Sa-Su 10:00-12:00"),
        ("24/7; PH off", "Mo-Su 00:00-24:00; PH off"),
        ("off", "Mo-Su off"),
    ],
)
def test_days_with_the_same_hours_stand_together(text: str, written: str) -> None:
    week = Week.read(text)
    assert week
    assert week.text() == written


@pytest.mark.parametrize(
    "text",
    [
        "Tu-Th 13:00-17:00; Sa[1] 14:00-18:00; PH off",
        "Jan-Mar Mo-Fr 10:00-12:00",
        "week 1-10 Mo 10:00-12:00",
        'Mo 10:00-12:00 "with coffee"',
        "Mo 10:00-17:00; Mo 12:00-13:00 off",
        "PH off; Mo-Fr 10:00-12:00",
        "Mo 10:00+",
        "Dec 25 off",
        "Mo 10:00-12:00, Tu 10:00-12:00",
        "Mo-Fr",
    ],
)
def test_what_says_more_than_a_week_is_left_alone(text: str) -> None:
    assert Week.read(text) is None
