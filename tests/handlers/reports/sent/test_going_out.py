"""Which reports come by themselves, to whom, and what comes after the program was off."""

from __future__ import annotations

import pytest

from storage.repositories.people.roles import COORDINATOR, Role
from tests.handlers.reports.test_monday import (
    is_now,
    my_reports,
    quiet_street,
    reports,
    tick_at_once,
    ticks,
)
from tests.support.peek import takes_keys_from
from tests.support.talk import Neighbour, Street, plain

__all__ = ["quiet_street"]
ALL = ("Every week", "Every month", "Every quarter", "Every year")


def headings(neighbour: Neighbour) -> list[str]:
    """Of every report in the chat of what it is: "Week 47", "November 2026"."""
    return [plain(line).removeprefix("📊 ").split(",")[0] for line in reports(neighbour)]


def wants(neighbour: Neighbour, *labels: str) -> None:
    """Turn these reports around."""
    my_reports(neighbour)
    for label in labels:
        neighbour.taps(label)
    neighbour.screen.clear()


def weeks(first: int, last: int) -> list[str]:
    return [f"Week {number}" for number in range(first, last + 1)]


@pytest.mark.long
@pytest.mark.parametrize(
    ("back", "came"),
    [
        ("2026-11-23 15:00", weeks(47, 47)),
        ("2026-11-26 15:00", weeks(47, 47)),
        ("2026-12-02 10:00", weeks(47, 48)),
        ("2026-12-14 07:00", weeks(47, 50)),
        ("2027-01-06 07:00", weeks(50, 53)),
    ],
)
def test_each_week_that_an_outage_kept_back_comes_once_the_last_four_at_most(
    quiet_street: Street, back: str, came: list[str]
) -> None:
    street = quiet_street
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    ticks(street, "2026-11-22 12:00", back, back)
    street.later(minutes=1)
    street.tick()
    assert headings(nour) == came
    assert len(reports(fatma)) == len(came)


def test_what_is_older_is_named_in_one_line_with_a_button(quiet_street: Street) -> None:
    street = quiet_street
    nour = street.coordinator()
    ticks(street, "2026-11-22 12:00", "2027-01-06 07:00")
    first, *others = [message.text for message in nour.screen]
    assert "⏳ Not sent: 3 reports before week 50 of 2026." in plain(first)
    assert not any("⏳" in one for one in others)
    nour.taps("The one before").sees("📊 Week 49").taps("Week before").sees("📊 Week 48")


def test_one_that_is_older_is_named_alone(quiet_street: Street) -> None:
    street = quiet_street
    nour = street.coordinator()
    ticks(street, "2026-11-22 12:00", "2026-12-21 07:00")
    nour.sees("⏳ Not sent: 1 report before week 48 of 2026.")


def test_after_an_outage_whoever_had_no_role_when_it_was_due_gets_none_of_it(
    quiet_street: Street,
) -> None:
    street = quiet_street
    early = street.coordinator()
    is_now(street, "2026-11-25", "12:00")
    late, holder = street.coordinator(), street.key_holder("h-buurt")
    ticks(street, "2026-12-09 10:00")
    assert headings(early) == weeks(47, 49)
    assert headings(late) == weeks(48, 49)
    assert len(reports(holder)) == 2


@pytest.mark.long
@pytest.mark.parametrize(
    "ahead", ["2026-11-23 13:00", "2026-11-28 13:00", "2027-03-01 07:00", "2028-03-01 07:00"]
)
def test_a_clock_that_was_ahead_and_is_set_back_sends_nothing_twice_and_goes_on(
    quiet_street: Street, ahead: str
) -> None:
    street = quiet_street
    nour = street.coordinator()
    ticks(street, ahead, "2026-11-16 12:00", "2026-11-23 08:00", "2026-11-23 08:01")
    sent = headings(nour)
    assert len(sent) == len({*sent})
    assert sent.count("Week 47") == 1
    ticks(street, "2026-11-30 08:00", "2026-12-14 08:00")
    assert {*weeks(48, 50)} <= {*headings(nour)}
    assert len(headings(nour)) == len({*headings(nour)})


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_two_copies_make_up_for_an_outage_once(
    quiet_street: Street, living_copies: tuple[Street, Street]
) -> None:
    """With SQLite there is one copy."""
    nour = quiet_street.coordinator()
    is_now(quiet_street, "2026-12-09", "07:00")
    tick_at_once(quiet_street, living_copies)
    assert sorted(headings(nour)) == weeks(47, 49)


def test_a_coordinator_chooses_what_comes(quiet_street: Street) -> None:
    street = quiet_street
    nour, ali = street.coordinator(), street.coordinator()
    my_reports(nour).sees("Which reports do you want to get?")
    assert nour.buttons()[:4] == ["✅ Every week", *(f"⬜ {one}" for one in ALL[1:])]
    wants(nour, "Every month", "Every quarter", "Every year")
    ticks(street, "2026-11-30 07:00", "2026-12-07 07:00", "2026-12-28 07:00", "2027-01-04 07:00")
    assert headings(nour) == [
        *("Week 47", "Week 48", "Week 49", "November 2026", "Week 50", "Week 51", "Week 52"),
        *("Week 53", "December 2026", "Fourth quarter of 2026", "The year 2026"),
    ]
    assert headings(ali) == weeks(47, 53)


def test_who_switched_the_week_off_hears_nothing_on_monday(quiet_street: Street) -> None:
    street = quiet_street
    nour, ali = street.coordinator(), street.coordinator()
    wants(nour, "Every week", "Every month")
    ticks(street, "2026-11-23 07:00", "2026-11-30 07:00")
    assert (headings(nour), headings(ali)) == ([], weeks(47, 48))
    ticks(street, "2026-12-07 07:00")
    assert headings(nour) == ["November 2026"]


def test_a_double_tap_is_one_choice_and_a_third_way_back(quiet_street: Street) -> None:
    nour = quiet_street.coordinator()
    first = my_reports(nour).last
    nour.taps("✅ Every week", on=first).taps("✅ Every week", on=first)
    assert "⬜ Every week" in nour.buttons()
    nour.taps("⬜ Every week")
    assert "✅ Every week" in nour.buttons()
    ticks(quiet_street, "2026-11-23 07:00")
    assert headings(nour)[-1] == "Week 47"


def test_a_choice_can_be_typed_on_the_web_and_in_another_language(quiet_street: Street) -> None:
    street = quiet_street
    nour = street.neighbour("nl", channel="web")
    nour.arrives()
    with street.database.writing() as store:
        store.roles.give(nour.person, Role(COORDINATOR, ""), street.now)
    nour.says("/report").says("Andere periodes").says("Mijn verslagen")
    nour.sees("Welke verslagen komen vanzelf?")
    nour.says("Elke maand")
    with street.database.reading() as store:
        assert store.report_choices.of(nour.person) == {"month": True}


def test_whoever_is_coordinator_no_more_chooses_nothing(quiet_street: Street) -> None:
    nour = quiet_street.coordinator()
    my_reports(nour)
    takes_keys_from(quiet_street, nour)
    nour.taps("Every month").sees("Only the coordinator can do this.")
    with quiet_street.database.reading() as store:
        assert store.report_choices.of(nour.person) == {}


def test_a_key_holder_gets_the_week_of_the_own_rooms_or_says_no(quiet_street: Street) -> None:
    street = quiet_street
    fatma, omar = street.key_holder("h-buurt"), street.key_holder("h-buurt", "holendrecht")
    my_reports(fatma).sees_not("The others")
    assert fatma.buttons()[0] == "✅ My room's week"
    fatma.taps("My room's week")
    fatma.screen.clear()
    ticks(street, "2026-11-23 07:00", "2026-12-07 07:00")
    assert reports(fatma) == []
    assert len(reports(omar)) == 6


def test_what_somebody_chose_is_in_their_data_and_goes_with_them(quiet_street: Street) -> None:
    street = quiet_street
    nour = street.coordinator()
    person = nour.person
    wants(nour, "Every month")
    with street.database.reading() as store:
        known = store.my_data.about(person, "")
    nour.asks_what_is_known().sees("📊 You chose which reports come to you.")
    assert known["report_choices"] == [{"kind": "month", "is_on": True}]
    street.coordinator()
    nour.says("/forget").taps("Yes, delete")
    with street.database.reading() as store:
        assert store.report_choices.of(person) == {}
