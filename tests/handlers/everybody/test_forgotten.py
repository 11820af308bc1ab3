"""Forgotten to close: a question to who opened, then to the others, then an honest estimate."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from handlers.core.messages import Kind
from tests.support.peek import changes_of, opening_of, takes_keys_from
from tests.support.talk import Neighbour, Street

STILL_OPEN = "Is H-buurt still open?"


def opens(street: Street, clock: str = "10:00") -> Neighbour:
    """A key-holder who opened for the morning until twelve, or for the afternoon until four."""
    fatma = street.key_holder("h-buurt")
    street.at(clock)
    fatma.says("/open").reads()
    return fatma


def ticks(street: Street, *clocks: str) -> None:
    for clock in clocks:
        street.at(clock)
        street.tick()


def test_who_opened_is_asked_after_half_an_hour_once(street: Street) -> None:
    fatma, ali = opens(street), street.key_holder("h-buurt")
    ticks(street, "12:00", "12:29")
    fatma.hears_nothing()
    ticks(street, "12:30", "12:30", "12:31", "12:59")
    assert fatma.unread == [STILL_OPEN]
    assert fatma.buttons()[:3] == ["🟢 Open until 14:00", "🔒 Closed at 12:00", "🔒 Closed now"]
    ali.hears_nothing()


def test_the_other_key_holders_of_that_room_are_asked_after_an_hour_once(street: Street) -> None:
    fatma, ali = opens(street), street.key_holder("h-buurt")
    strangers = [street.neighbour(), street.key_holder("holendrecht"), street.coordinator()]
    for one in strangers:
        one.arrives()
    ticks(street, "12:30", "12:59", "13:00", "13:00", "13:30")
    assert (fatma.unread, ali.unread) == ([STILL_OPEN], [STILL_OPEN])
    for one in strangers:
        one.hears_nothing()


def test_nobody_is_asked_about_a_room_that_was_closed(street: Street) -> None:
    fatma, ali = opens(street), street.key_holder("h-buurt")
    ticks(street, "12:30")
    fatma.says("/close 3").says("1").reads()
    ticks(street, "13:00", "14:00", "16:00")
    fatma.hears_nothing()
    ali.hears_nothing()


def test_yes_keeps_it_open_and_asks_again_after_that(street: Street) -> None:
    fatma, omar = opens(street), street.neighbour()
    ticks(street, "12:30")
    fatma.taps("Open until 14:00").sees("H-buurt is open until 14:00.").reads()
    omar.says("/hours").sees("🟢 H-buurt: open. Until 14:00.")
    ticks(street, "13:00", "14:00", "14:29")
    fatma.hears_nothing()
    ticks(street, "14:30")
    assert fatma.unread == [STILL_OPEN]


def test_closed_at_writes_down_the_time_on_the_button(street: Street) -> None:
    fatma = opens(street)
    ticks(street, "12:45")
    fatma.taps("Closed at 12:00").sees("H-buurt is closed.", "How many people came?")
    fatma.taps("10").taps("1").sees("10 people")
    made = opening_of(street)
    assert (made.closed_at, made.is_estimate) == (made.expected_end, False)


def test_closed_now_writes_down_now(street: Street) -> None:
    fatma, ali = opens(street), street.key_holder("h-buurt")
    ticks(street, "13:00")
    street.at("13:10")
    ali.taps("Closed now").sees("How many people came?")
    assert opening_of(street).closed_at == street.now
    fatma.taps("Closed at 12:00").sees("That question is over.")
    assert opening_of(street).closed_at == street.now


def test_the_time_on_the_button_counts_also_when_somebody_said_longer(street: Street) -> None:
    fatma, ali = opens(street), street.key_holder("h-buurt")
    ticks(street, "12:30", "13:00")
    fatma.taps("Open until 14:00")
    street.at("13:10")
    ali.taps("Closed at 12:00")
    closed = opening_of(street).closed_at
    assert closed is None or f"{closed.astimezone(street.zone):%H:%M}" == "12:00"


def test_an_older_yes_does_not_make_it_shorter(street: Street) -> None:
    fatma, ali = opens(street), street.key_holder("h-buurt")
    ticks(street, "12:30", "13:00")
    fatma.taps("Open until 14:00")
    ticks(street, "14:30")
    fatma.taps("Open until 16:00")
    before = opening_of(street).expected_end
    ali.taps("Open until 14:00").sees_not("open until 14:00")
    assert opening_of(street).expected_end == before


def test_nobody_is_told_that_a_room_is_open_until_a_time_that_is_past(street: Street) -> None:
    fatma = opens(street)
    ticks(street, "12:30")
    street.at("15:00")
    fatma.taps("Open until 14:00").sees_not("H-buurt is open until 14:00.")


def test_after_two_hours_the_end_is_an_estimate_and_says_so(street: Street) -> None:
    fatma, omar = opens(street, "14:00"), street.neighbour()
    ticks(street, "16:30", "17:59")
    assert opening_of(street).closed_at is None
    fatma.reads()
    ticks(street, "18:00", "18:01", "19:00")
    assert fatma.unread == ["Nobody closed H-buurt.\nI noted 16:00 as the end."]
    made = opening_of(street)
    assert (made.closed_at, made.is_estimate, made.visits) == (made.expected_end, True, None)
    street.at("20:00")
    omar.says("/hours").sees_not("🟢")


def test_the_count_of_an_estimate_is_filled_in_the_next_day(street: Street) -> None:
    fatma = opens(street, "14:00")
    ticks(street, "18:00")
    street.at("09:00", days=1)
    fatma.taps("🔢 How many came?").sees("How many people came?").taps("15").taps("2")
    fatma.sees("15 people", "2 new faces")
    made = opening_of(street)
    assert (made.visits, made.new_faces, made.is_estimate) == (15, 2, True)


@pytest.mark.parametrize("typed", ["15", "3", "١٥"])
def test_a_number_typed_under_the_estimate_is_how_many_came(street: Street, typed: str) -> None:
    fatma = opens(street, "14:00")
    ticks(street, "18:00")
    street.at("09:00", days=1)
    fatma.says(typed).sees("H-buurt", "for the first time this year?")
    assert opening_of(street).visits == {"3": 3}.get(typed, 15)


def test_an_outage_over_the_evening_asks_nothing_late(street: Street) -> None:
    fatma, ali = opens(street), street.key_holder("h-buurt")
    street.at("09:00", days=2)
    for _ in range(3):
        street.tick()
    assert len(fatma.unread) == 1
    fatma.sees("Nobody closed H-buurt.")
    ali.hears_nothing()
    assert [one.what for one in changes_of(street)] == ["opened", "estimated"]


def test_who_left_or_gave_the_key_back_is_left_alone(street: Street) -> None:
    fatma, ali = opens(street), street.key_holder("h-buurt")
    fatma.does(Kind.LEFT)
    ticks(street, "12:30", "13:00", "14:00")
    fatma.hears_nothing()
    ali.sees(STILL_OPEN)
    street.at("14:10")
    ali.says("/open").reads()
    takes_keys_from(street, ali)
    ticks(street, "16:30", "17:00", "18:00")
    ali.hears_nothing()


def test_two_copies_ask_once(street: Street, other_copy: Street) -> None:
    fatma = opens(street, "14:00")
    for clock in ("16:30", "16:31", "18:00", "18:01"):
        for copy in (street, other_copy):
            copy.at(clock)
            copy.tick()
    assert len(fatma.unread) == 2, fatma.unread


def test_two_copies_that_look_in_the_same_moment_write_one_estimate(
    street: Street, other_copy: Street
) -> None:
    fatma = opens(street, "14:00")
    ready = Barrier(2)

    def looks(copy: Street) -> None:
        copy.at("18:00")
        ready.wait()
        copy.look()

    with ThreadPoolExecutor(2) as both:
        list(both.map(looks, [street, other_copy]))
    street.deliver()
    assert [one.what for one in changes_of(street)] == ["opened", "estimated"]
    assert len(fatma.unread) == 1, fatma.unread
