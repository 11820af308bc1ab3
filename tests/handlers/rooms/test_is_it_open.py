"""Is it open? What a resident may count on, before travelling through the rain."""

from __future__ import annotations

import pytest

from tests.support.peek import openings_of
from tests.support.talk import Street


def test_the_first_message_answers_before_anything_is_asked(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/start").sees("👋 Welcome.", "🔴 H-buurt: closed. Today from 10:00.")
    assert omar.buttons() == [
        "🌐 Nederlands · العربية · Türkçe · …",
        "📍 H-buurt",
        "🕙 Opening hours",
        "📅 Activities",
        "⛑️ I need help",
        "☰ More",
        *("🏠", "🧑 A person", "🆘"),
    ]


def test_the_first_message_names_the_room_that_one_can_walk_into_first(street: Street) -> None:
    omar = street.neighbour()
    street.at("12:30")
    omar.says("/start").sees("🔴 H-buurt: closed. Today from 13:00.")
    street.at("17:00")
    omar.says("/start").sees("🔴 Holendrecht: closed. Today from 18:00.").sees_not("H-buurt")
    street.at("18:30")
    omar.says("/start").sees("🟡 Holendrecht: usually open now").sees_not("H-buurt")
    street.at("15:30", days=1)
    fatma = street.key_holder("h-buurt")
    fatma.says("/open")
    omar.says("/start").sees("🟢 H-buurt: open.")
    assert "📍 H-buurt" in omar.buttons()


def test_the_poster_on_a_door_answers_for_that_room(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/start room_holendrecht").sees("🔴 Holendrecht: closed. Today from 18:00.")
    omar.sees("👋 Welcome to Holendrecht.").sees_not("H-buurt", "Holendrechtplein 9")


def test_the_poster_of_a_room_that_is_gone_still_leads_to_the_others(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/start room_demolished").sees("This link does not work.", "🔴 H-buurt: closed.")


def test_a_whole_day_with_two_blocks(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    omar.says("/hours").sees("🔴 H-buurt: closed. Today from 10:00.")
    street.at("10:00")
    omar.says("/hours").sees("🟡 H-buurt: usually open now, until 12:00. Nobody has opened yet.")
    fatma.says("/open")
    omar.says("/hours").sees("🟢 H-buurt: open. Until 12:00.")
    street.at("12:00")
    fatma.says("/close 3")
    omar.says("/hours").sees("🔴 H-buurt: closed. Today from 13:00.")
    street.at("13:00")
    omar.says("/hours").sees("🟡 H-buurt: usually open now, until 16:00. Nobody has opened yet.")
    street.at("16:00")
    omar.says("/hours").sees("🔴 H-buurt: closed. Tomorrow, Tuesday, from 10:00.")


def test_what_nobody_closed_is_not_known_for_the_rest_of_that_day(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    street.at("13:00")
    fatma.says("/open")
    not_known = "⚪ H-buurt: not known. It should have closed at 16:00."
    for clock in ("16:01", "17:59", "18:00", "23:59"):
        street.at(clock)
        street.tick()
        omar.says("/hours").sees(not_known)
    street.at("00:00", days=1)
    omar.says("/hours").sees("🔴 H-buurt: closed. Today from 10:00.").sees_not("not known")


def test_what_nobody_closed_goes_on_over_the_break_and_ends_with_the_last_hours(
    street: Street,
) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    street.at("10:00")
    fatma.says("/open")
    street.at("12:30")
    omar.says("/hours").sees("🟢 H-buurt: open since 10:00.")
    street.at("14:00")
    street.tick()
    omar.says("/hours").sees("🟢 H-buurt: open. Until 16:00.")
    street.at("16:01")
    omar.says("/hours").sees("⚪ H-buurt: not known. It should have closed at 16:00.")


def test_closed_early_is_closed_until_somebody_opens_again(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    omar = street.neighbour()
    street.at("13:00")
    fatma.says("/open")
    street.at("14:00")
    fatma.says("/close 4")
    street.at("15:30")
    omar.says("/hours").sees("🔴 H-buurt: closed. Tomorrow, Tuesday, from 10:00.")
    ali.says("/open").sees("H-buurt has been open since 15:30. Until 16:00.")
    omar.says("/hours").sees("🟢 H-buurt: open. Until 16:00.")


def test_opened_on_a_day_without_hours_is_open_since_never_until(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    street.at("11:00", days=5)
    omar.says("/hours").sees("🔴 H-buurt: closed. Monday from 10:00.")
    fatma.says("/open").sees("H-buurt has been open since 11:00.").sees_not("until")
    omar.says("/hours").sees("🟢 H-buurt: open since 11:00.")
    street.at("14:01")
    omar.says("/hours").sees("⚪ H-buurt: not known. A neighbour opened at 11:00.")


def test_a_night_past_midnight_is_one_opening_of_the_day_it_began(street: Street) -> None:
    fatma, omar = street.key_holder("holendrecht"), street.neighbour()
    street.at("23:30")
    omar.says("/hours").sees("🟡 Holendrecht: usually open now, until 02:00.")
    street.at("00:30", days=1)
    fatma.says("/open").sees("Holendrecht has been open since 00:30. Until 02:00.")
    assert [f"{one.day:%a}" for one in openings_of(street)] == ["Mon"]
    omar.says("/hours").sees("🟢 Holendrecht: open. Until 02:00.")
    street.at("02:00")
    fatma.says("/close 8")
    omar.says("/hours").sees("🔴 Holendrecht: closed. Tomorrow, Wednesday, from 18:00.")


def test_a_public_holiday_is_no_day_to_travel_on(street: Street) -> None:
    omar = street.neighbour()
    street.at("11:00", days=39)
    assert f"{street.now:%d-%m}" == "25-12"
    omar.says("/hours").sees("🔴 H-buurt: closed. Monday from 10:00.").sees_not("usually open")


def test_a_burst_pipe_is_told_days_before_on_the_day_and_not_after(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/hours").sees("❗ H-buurt: Thursday closed. Reason: burst pipe.")
    street.at("11:00", days=3)
    omar.says("/hours").sees(
        "🔴 H-buurt: closed. Tomorrow, Friday, from 13:00.",
        "❗ H-buurt: Today closed. Reason: burst pipe.",
    )
    street.at("14:00", days=1)
    omar.says("/hours").sees("🟡 H-buurt: usually open now, until 15:00.")
    omar.sees("❗ H-buurt: Today from 13:00 until 15:00. Reason: Party.")
    street.at("09:00", days=1)
    omar.says("/hours").sees_not("❗", "burst pipe", "Party")


@pytest.mark.usefixtures("five_languages")
def test_the_reason_is_told_in_the_readers_language_or_else_in_the_houses(street: Street) -> None:
    street.neighbour("en").says("/hours").sees("burst pipe").sees_not("gesprongen")
    street.neighbour("nl").says("/hours").sees("gesprongen leiding").sees_not("burst")
    street.neighbour("ar").says("/hours").sees("gesprongen leiding").sees_not("burst")


MINUTES = [
    ("10:02", "10:00"),
    ("10:14", "10:00"),
    ("10:15", "10:15"),
    ("10:29", "10:15"),
    ("10:44", "10:30"),
    ("10:59", "10:45"),
]


@pytest.mark.parametrize(("opened", "told"), MINUTES)
def test_nobody_else_can_tell_to_the_minute_when_somebody_opened(
    street: Street, opened: str, told: str
) -> None:
    fatma, ali = (street.key_holder("h-buurt") for _ in range(2))
    omar = street.neighbour()
    street.at(opened)
    fatma.says("/open").sees(f"H-buurt has been open since {opened}")
    fatma.says("/open").sees(f"already been open since {opened}.")
    ali.says("/open").sees(f"already been open since {told}.")
    omar.says("/hours H-buurt").sees("🟢 H-buurt: open. Until 12:00.").sees_not(opened)
    street.at("11:53")
    fatma.says("/close 4")
    for neighbour, start in ((fatma, opened), (ali, told)):
        neighbour.says("/shifts").sees(f"{start} to 11:53")
        assert any(start in label for label in neighbour.buttons())
