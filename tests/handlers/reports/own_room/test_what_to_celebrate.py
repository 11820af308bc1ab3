"""What a room may be glad of is true: round numbers, the fullest week, weeks without a miss."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.rooms.door.celebrating import passed
from tests.handlers.reports.made_reports import held, keep
from tests.handlers.reports.own_room.test_own_figures import MONDAY, WEEK, were
from tests.support.talk import Street

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [
        (99, 100, 100),
        (100, 101, None),
        (0, 99, None),
        (-40, 20, None),
        (90, 260, 250),
        (499, 500, 500),
        (500, 999, None),
        (999, 1000, 1000),
        (1000, 1999, None),
        (1990, 3010, 3000),
        (0, 0, None),
    ],
)
def test_a_number_is_reached_once(before: int, after: int, number: int | None) -> None:
    assert passed(before, after) == number


def test_the_hundredth_visit_is_told_this_week_and_the_next(street: Street) -> None:
    were(street, "h-buurt", (MONDAY - WEEK, 60), (MONDAY, 45))
    fatma = street.key_holder("h-buurt").says("/figures")
    fatma.sees("🎉 Last week: visit number 100 of this year!")
    were(street, "h-buurt", (MONDAY + WEEK, 146))
    fatma.says("/figures").sees("🎉 This week: visit number 250 of this year!").sees_not("100 of")
    street.at("09:00", days=14)
    fatma.says("/figures").sees_not("visit number")


def test_visits_of_the_year_before_do_not_count(street: Street) -> None:
    were(street, "h-buurt", (date(2025, 11, 10), 500), (MONDAY, 99))
    street.key_holder("h-buurt").says("/figures").sees_not("visit number")


def test_last_week_was_the_fullest_of_those_that_are_known(street: Street) -> None:
    weeks = [(MONDAY - number * WEEK, 20) for number in (3, 2, 1)]
    were(street, "h-buurt", *weeks, (MONDAY, 21))
    fatma = street.key_holder("h-buurt").says("/figures")
    fatma.sees("🎉 Last week: the most visits in 4 weeks.")
    # Where one of them may have been fuller, nobody knows.
    were(street, "h-buurt", (MONDAY - WEEK + DAY, None))
    fatma.says("/figures").sees_not("the most visits")


@pytest.mark.parametrize("last", [19, 20])
def test_a_week_like_the_others_is_not_called_the_fullest(street: Street, last: int) -> None:
    weeks = [(MONDAY - number * WEEK, 20) for number in (3, 2, 1)]
    were(street, "h-buurt", *weeks, (MONDAY, last))
    street.key_holder("h-buurt").says("/figures").sees_not("the most visits")


def test_a_week_in_which_each_planned_opening_was_held_is_told(street: Street) -> None:
    """Holendrecht is planned on Monday and Wednesday evening."""
    fatma = street.key_holder("holendrecht")
    with street.database.writing() as store:
        store.measured.set("holendrecht", date(2026, 10, 1))
    evenings = (-WEEK, -WEEK + 2 * DAY, 0 * DAY, 2 * DAY)
    for past, told in zip(evenings, (None, None, None, "2 weeks"), strict=True):
        stays_open(street, MONDAY + past)
        fatma.says("/figures")
        if told:
            fatma.sees(f"🎉 {told} without a missed opening.")
        else:
            fatma.sees_not("missed")
    for since, told in ((MONDAY, "🎉 1 week without"), (MONDAY + DAY, "")):
        with street.database.writing() as store:
            store.measured.set("holendrecht", since)
        fatma.says("/figures").sees(told)
    fatma.sees_not("missed")


def stays_open(street: Street, day: date) -> None:
    """An evening that nobody counted: it was held all the same."""
    with street.database.writing() as store:
        keep(store, held("holendrecht", f"{day} 18:00", f"{day} 21:00", opened_by=None))


def test_whoever_closes_reads_the_round_number_in_that_answer_only(street: Street) -> None:
    were(street, "h-buurt", (MONDAY, 92))
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").taps("+5").taps("+5").sees_not("🎉")
    fatma.says("/close 10").sees_not("🎉").taps("2")
    fatma.sees("🎉 You counted visit number 100 of this year!")
    street.later(minutes=2)
    fatma.taps("↩️ Undo").sees_not("🎉")
    fatma.says("/close 7").taps("2").sees("7 people").sees_not("🎉")
    fatma.says("/figures").sees_not("visit number")
    street.at("14:00")
    fatma.says("/open").says("/close 3").taps("0").sees("🎉 You counted visit number 100")
    street.at("15:00")
    fatma.says("/open").says("/close 3").taps("0").sees("Thank you!").sees_not("🎉")


def test_a_number_that_nobody_counted_or_long_past_is_no_feast(street: Street) -> None:
    were(street, "h-buurt", (MONDAY, 99), (MONDAY + 2 * DAY, 20))
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").says("/close").taps("I don't know").taps("I don't know").sees_not("🎉")
    fatma.says("/shifts").taps("Wednesday 10:00").says("3").says("0")
    fatma.sees("3 people").sees_not("🎉")
