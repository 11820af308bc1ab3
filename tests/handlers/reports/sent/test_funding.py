"""Nine months before money ends every coordinator is told, once."""

from __future__ import annotations

import pytest

from handlers.core.messages import Kind
from handlers.core.neighbourhood import subjects
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.handlers.reports.test_monday import is_now, tick_at_once, ticks
from tests.support.peek import effects
from tests.support.talk import Neighbour, Street

FUNDS = """
[[financing]]
name = "Oak Fund"
until = 2027-09-30
2025 = 20000
2026 = 31000
2027 = 23250
2028 = 99
"""
ENDS = "The money from Oak Fund ends on Thursday 30 September 2027."


def loads(street: Street, financing: str) -> None:
    """The file as it is, with this financing."""
    street.load(read_text(TWO_ROOMS + financing, "file.toml"))


def notices(neighbour: Neighbour) -> list[str]:
    """Every message about money that ends."""
    return [message.text for message in neighbour.screen if "ends on" in message.text]


@pytest.fixture
def funded_street(street: Street) -> Street:
    """One fund, until 30 September 2027, and the report of this week is out."""
    loads(street, FUNDS)
    ticks(street, "2026-11-16 07:00")
    return street


def test_it_is_told_nine_months_before_at_the_hour_of_the_report_and_never_again(
    funded_street: Street,
) -> None:
    street = funded_street
    nour = street.coordinator()
    ticks(street, "2026-12-29 12:00", "2026-12-30 00:00", "2026-12-30 06:59")
    assert notices(nour) == []
    ticks(street, "2026-12-30 07:00")
    (told,) = notices(nour)
    assert ENDS in told
    assert "23,250 euros" in told
    ticks(street, "2026-12-30 07:01", "2026-12-31 07:00", "2027-03-01 07:00", "2027-09-30 23:59")
    ticks(street, "2027-10-01 07:00", "2028-12-30 07:00")
    assert len(notices(nour)) == 1


def test_every_coordinator_is_told_and_nobody_else(funded_street: Street) -> None:
    street = funded_street
    nour, ali = street.coordinator(), street.coordinator("nl")
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    omar.says("/hours")
    ticks(street, "2026-12-30 07:00")
    assert [len(notices(one)) for one in (nour, fatma, omar)] == [1, 0, 0]
    assert [
        line
        for line in ali.last.text.splitlines()
        if "30 september 2027" in line and "geld van Oak Fund" in line
    ]


def test_whoever_let_go_of_money_is_not_told_while_another_is(funded_street: Street) -> None:
    street = funded_street
    nour, ali = street.coordinator(), street.coordinator()
    with street.database.writing() as store:
        store.report_choices.set(ali.person, subjects.MONEY, is_on=False)
    ticks(street, "2026-12-30 07:00")
    assert [len(notices(one)) for one in (nour, ali)] == [1, 0]


def test_who_becomes_coordinator_later_is_told_too_once(funded_street: Street) -> None:
    street = funded_street
    ticks(street, "2026-12-30 07:00", "2027-02-01 09:00")
    late = street.coordinator()
    ticks(street, "2027-02-02 08:00", "2027-02-02 08:01", "2027-03-02 08:00")
    assert len(notices(late)) == 1


def test_after_an_outage_it_is_told_late_and_not_when_the_money_is_gone(
    funded_street: Street,
) -> None:
    street = funded_street
    nour = street.coordinator()
    ticks(street, "2027-09-30 12:00", "2027-09-30 12:01")
    assert len(notices(nour)) == 1
    late = street.coordinator()
    ticks(street, "2027-10-01 12:00")
    assert notices(late) == []


def test_a_clock_that_jumps_back_tells_nothing_twice(funded_street: Street) -> None:
    nour = funded_street.coordinator()
    ticks(funded_street, "2026-12-30 07:00", "2026-12-29 07:00", "2026-12-30 06:00")
    ticks(funded_street, "2026-12-30 07:00", "2026-12-30 08:00")
    assert len(notices(nour)) == 1


def test_another_date_is_news_again_and_other_amounts_are_not(funded_street: Street) -> None:
    street = funded_street
    nour = street.coordinator()
    ticks(street, "2026-12-30 07:00")
    loads(street, FUNDS.replace("23250", "24000"))
    ticks(street, "2026-12-30 08:00")
    assert len(notices(nour)) == 1
    loads(street, FUNDS.replace("2027-09-30", "2027-10-31"))
    ticks(street, "2027-01-30 12:00")
    assert len(notices(nour)) == 1
    ticks(street, "2027-01-31 12:00", "2027-01-31 12:01")
    assert ["31 October" in told for told in notices(nour)] == [False, True]


@pytest.mark.parametrize(
    ("until", "before", "on"),
    [
        ("2027-08-31", "2026-11-29", "2026-11-30"),
        ("2027-11-30", "2027-02-27", "2027-02-28"),
        ("2028-11-29", "2028-02-28", "2028-02-29"),
        ("2026-11-16", "2026-11-15", "2026-11-16"),
    ],
)
def test_nine_months_before_is_a_day_that_there_is(
    street: Street, until: str, before: str, on: str
) -> None:
    nour = street.coordinator()
    if on > "2026-11-16":
        loads(street, FUNDS.replace("2027-09-30", until))
        ticks(street, f"{before} 12:00")
        assert notices(nour) == []
    loads(street, FUNDS.replace("2027-09-30", until))
    ticks(street, f"{on} 12:00")
    assert len(notices(nour)) == 1


@pytest.mark.parametrize(
    "financing",
    [
        "",
        FUNDS.replace("until = 2027-09-30", 'state = "asked"\nuntil = 2027-09-30'),
        FUNDS.replace("until = 2027-09-30\n", ""),
        FUNDS.replace("2027-09-30", "2026-12-29"),
        FUNDS.replace("2027-09-30", "2027-10-01"),
        FUNDS.replace("2027-09-30", "1900-01-01"),
        FUNDS.replace("2027-09-30", "2999-12-31"),
    ],
)
def test_money_that_was_not_promised_or_does_not_end_soon_is_no_news(
    street: Street, financing: str
) -> None:
    nour = street.coordinator()
    is_now(street, "2026-12-30", "12:00")
    loads(street, financing)
    street.tick()
    assert notices(nour) == []


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ("2027 = 500", "500 euros"),
        ("2025 = 700", "700 euros"),
        ("2026 = 1\n2028 = 900", "1 euro"),
    ],
)
def test_how_much_it_is_a_year_is_the_last_amount_before_it_ends(
    street: Street, amounts: str, told: str
) -> None:
    nour = street.coordinator()
    loads(street, FUNDS.partition("2025")[0] + amounts + "\n")
    ticks(street, "2026-12-30 12:00")
    (notice,) = notices(nour)
    assert told in notice


def test_without_an_amount_up_to_its_end_only_the_end_is_told(street: Street) -> None:
    nour = street.coordinator()
    loads(street, FUNDS.partition("2025")[0] + "2028 = 500\n")
    ticks(street, "2026-12-30 12:00")
    (notice,) = notices(nour)
    assert ENDS in notice
    assert "euro" not in notice


def test_two_sources_that_end_on_one_day_are_two_messages(street: Street) -> None:
    nour = street.coordinator()
    loads(street, FUNDS + FUNDS.replace("Oak", "Elm"))
    ticks(street, "2026-12-30 12:00", "2026-12-30 12:01")
    assert sorted("Elm" in told for told in notices(nour)) == [False, True]


def test_who_left_is_not_told_and_costs_nothing(funded_street: Street) -> None:
    nour = funded_street.coordinator()
    nour.does(Kind.LEFT)
    ticks(funded_street, "2026-12-28 07:00")
    before = effects(funded_street)
    ticks(funded_street, "2026-12-30 07:00")
    assert (notices(nour), effects(funded_street)) == ([], before)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_two_copies_tell_it_once(
    funded_street: Street, living_copies: tuple[Street, Street]
) -> None:
    """With SQLite there is one copy."""
    nour = funded_street.coordinator()
    is_now(funded_street, "2026-12-30", "07:00")
    tick_at_once(funded_street, living_copies)
    assert len(notices(nour)) == 1
