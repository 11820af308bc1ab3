"""The person at the door is right: over a break, after an estimate, and with a number too late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach import calculation
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.support.peek import opening_of, openings_of, takes_keys_from
from tests.support.talk import Neighbour, Street

# What it is about is not the database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


HOURS = "Mo-Fr 10:00-12:00,13:00-16:00; PH off"


def hours(street: Street, text: str) -> None:
    """A new file with these hours for H-buurt."""
    street.load(read_text(TWO_ROOMS.replace(HOURS, text), "two-rooms.toml"))


def opens(street: Street, clock: str = "10:00", *, ticks: tuple[str, ...] = ()) -> Neighbour:
    fatma = street.key_holder("h-buurt")
    street.at(clock)
    fatma.says("/open")
    for later in ticks:
        street.at(later)
        street.tick()
    return fatma


def ended(street: Street, one: Row[Any]) -> str:
    assert one.closed_at
    return f"{one.closed_at.astimezone(street.zone):%a %H:%M}"


@pytest.mark.parametrize(
    ("text", "opened", "seen"),
    [
        (HOURS, "09:00", {"09:30": "Until 12:00", "12:59": "open since 09:00", "13:45": "16:00"}),
        (HOURS, "10:00", {"12:00": "open", "12:01": "open since 10:00", "15:59": "Until 16:00"}),
        (HOURS, "12:15", {"12:30": "Until 16:00", "15:00": "Until 16:00"}),
        ("Mo 10:00-12:30,13:30-16:00", "10:02", {"13:00": "since 10:00", "13:45": "Until 16:00"}),
        (
            "Mo 09:00-11:00,12:00-14:00,15:30-17:00",
            "09:00",
            {"11:30": "open since", "13:00": "Until 14:00", "15:00": "open", "16:00": "17:00"},
        ),
        ("Mo 10:00-14:00,14:00-16:00", "10:00", {"10:01": "Until 16:00", "15:00": "Until 16:00"}),
        ("Mo 20:00-24:00; Tu 00:00-02:00", "20:00", {"20:01": "Until 02:00", "23:59": "02:00"}),
        ("24/7", "10:00", {"10:01": "open day and night", "23:00": "open day and night"}),
    ],
)
def test_residents_read_open_while_nobody_closed_and_the_hours_go_on(
    street: Street, text: str, opened: str, seen: dict[str, str]
) -> None:
    hours(street, text)
    opens(street, opened)
    omar = street.neighbour()
    for number, (clock, words) in enumerate(seen.items()):
        street.at(clock)
        if number % 2:
            # It does not hang on the ticker.
            street.tick()
        omar.says("/hours h-buurt").sees("🟢 H-buurt: open", words).sees_not("not known")


def test_after_the_last_hours_of_the_day_it_is_not_known(street: Street) -> None:
    opens(street, ticks=("12:30", "13:30", "16:01"))
    omar = street.neighbour()
    omar.says("/hours").sees("⚪ H-buurt: not known. It should have closed at 16:00.")
    street.at("18:00")
    street.tick()
    made = opening_of(street)
    assert (made.is_estimate, ended(street, made)) == (True, "Mon 16:00")
    omar.says("/hours").sees("⚪ H-buurt: not known. It should have closed at 16:00.")


def test_a_break_of_half_a_day_is_no_break(street: Street) -> None:
    hours(street, "Mo 10:00-12:00,19:00-22:00")
    fatma = opens(street, ticks=("12:30", "13:00"))
    omar = street.neighbour()
    omar.says("/hours").sees("⚪ H-buurt: not known. It should have closed at 12:00.")
    street.at("14:00")
    street.tick()
    fatma.sees("I noted 12:00 as the end.")


def test_somebody_who_stays_over_a_break_is_one_opening_that_covers_both_blocks(
    street: Street,
) -> None:
    hours(street, "Mo 10:00-12:30,13:30-16:00")
    fatma = opens(street, "10:02", ticks=("13:00", "13:30", "13:45", "14:30"))
    street.at("15:58")
    fatma.says("/close 14").sees("H-buurt is closed.").taps("2")
    made = opening_of(street)
    assert (made.visits, made.is_estimate, ended(street, made)) == (14, False, "Mon 15:58")
    with street.database.reading() as store:
        loaded = store.neighbourhoods.current()
        assert loaded
        view = NeighbourhoodView(loaded)
        week = Period.of("week", street.now.date())
        later = street.now + timedelta(days=7)
        report = calculation.make_report(view, store, week, later)
    (room,) = [one for one in report.rooms if one.id == "h-buurt"]
    room = room.figures
    assert (room.openings, room.planned_covered) == (1, 2)
    assert (room.minutes_open, room.visits) == (356, 14)


def test_who_opened_before_the_break_and_says_so_again_is_there_already(street: Street) -> None:
    fatma = opens(street, ticks=("12:30", "13:05"))
    fatma.says("/open").sees("H-buurt has already been open since 10:00.")
    assert len(openings_of(street)) == 1


def test_a_new_file_in_the_middle_decides_how_the_day_goes_on(street: Street) -> None:
    opens(street)
    omar = street.neighbour()
    hours(street, "Mo 10:00-12:00")
    street.at("13:45")
    omar.says("/hours").sees("⚪ H-buurt: not known. It should have closed at 12:00.")
    hours(street, "Mo 10:00-12:00,13:30-15:00")
    omar.says("/hours").sees("🟢 H-buurt: open. Until 15:00.")


def estimated(street: Street, *, counted: int = 0) -> Neighbour:
    """A key-holder whose afternoon the program ended by an estimate at six."""
    fatma = opens(street, "14:00")
    if counted:
        fatma.says(f"/count {counted}")
    street.at("18:00")
    street.tick()
    assert opening_of(street).is_estimate
    return fatma


@pytest.mark.parametrize("who", ["the same", "another"])
def test_a_close_with_a_number_after_an_estimate_closes_now_and_keeps_the_number(
    street: Street, who: str
) -> None:
    fatma = estimated(street, counted=3)
    closes = fatma if who == "the same" else street.key_holder("h-buurt")
    street.at("19:10")
    closes.says("/close 14").sees("H-buurt is closed.", "for the first time this year?")
    made = opening_of(street)
    assert (made.visits, made.is_estimate, ended(street, made)) == (14, False, "Mon 19:10")
    street.neighbour().says("/hours").sees("🔴 H-buurt: closed.")
    closes.taps("↩️ Undo")
    assert (opening_of(street).is_estimate, opening_of(street).visits) == (True, 3)


def test_a_close_without_a_number_after_an_estimate_closes_now_and_asks(street: Street) -> None:
    fatma = estimated(street)
    street.at("18:20")
    fatma.says("/close").sees("H-buurt is closed.", "How many people came?").taps("8").taps("1")
    made = opening_of(street)
    assert (made.visits, ended(street, made)) == (8, "Mon 18:20")


def test_who_closes_late_can_say_when_it_really_was(street: Street) -> None:
    fatma = estimated(street)
    street.at("19:00")
    fatma.says("/close 14").taps("Closed at 16:00").sees("for the first time this year?").taps("1")
    made = opening_of(street)
    assert (made.visits, made.new_faces, made.is_estimate) == (14, 1, False)
    assert ended(street, made) == "Mon 16:00"
    fatma.says("/close").sees("H-buurt is not open.")


@pytest.mark.parametrize("way", ["/count 14", "+1"])
def test_who_counts_after_an_estimate_is_there(street: Street, way: str) -> None:
    fatma = estimated(street, counted=13)
    omar = street.neighbour()
    street.at("18:10")
    if way == "+1":
        (message,) = [one for one in fatma.screen if "People counted: 13" in one.text]
        fatma.taps("+1", on=message)
    else:
        fatma.says(way)
    fatma.sees("H-buurt is open", "People counted: 14")
    omar.says("/hours").sees("🟢 H-buurt: open.")
    street.at("19:40")
    fatma.unread = []
    street.tick()
    fatma.sees("Is H-buurt still open?")
    street.at("20:00")
    fatma.says("/close 20").taps("0")
    made = opening_of(street)
    assert (made.visits, ended(street, made)) == (20, "Mon 20:00")


def test_a_late_yes_is_a_yes(street: Street) -> None:
    fatma = opens(street, "14:00", ticks=("16:30",))
    asked = fatma.last
    street.at("18:00")
    street.tick()
    street.at("18:05")
    fatma.taps("Open until 18:00", on=asked).sees("Is H-buurt still open?")
    fatma.taps("Open until 19:00").sees("H-buurt is open until 19:00.")
    assert opening_of(street).closed_at is None
    fatma.says("/close 5").taps("0")
    assert opening_of(street).visits == 5


def test_a_late_answer_when_it_closed_stands_where_the_estimate_was(street: Street) -> None:
    fatma = opens(street, "14:00", ticks=("16:30",))
    asked = fatma.last
    street.at("18:00")
    street.tick()
    street.at("09:00", days=1)
    fatma.taps("Closed now", on=asked).taps("10").taps("0")
    made = opening_of(street)
    assert (made.visits, made.is_estimate, ended(street, made)) == (10, False, "Mon 16:00")


@pytest.mark.parametrize("command", ["/close 14", "/count 14"])
def test_a_number_on_the_next_morning_is_yesterdays(street: Street, command: str) -> None:
    fatma = estimated(street)
    street.at("09:00", days=1)
    fatma.says(command).sees("H-buurt: Yesterday, Monday, 14:00 to 16:00. People: 14.").taps("2")
    made = opening_of(street)
    assert (made.visits, made.new_faces, made.is_estimate) == (14, 2, True)
    assert ended(street, made) == "Mon 16:00"


def test_the_number_of_a_night_is_that_nights(street: Street) -> None:
    fatma = street.key_holder("holendrecht")
    street.at("18:00")
    fatma.says("/open")
    street.at("04:00", days=1)
    street.tick()
    street.at("05:00")
    omar = street.neighbour()
    omar.says("/hours").sees("⚪ Holendrecht: not known.")
    fatma.says("/close 14").taps("1")
    made = opening_of(street)
    assert (made.visits, ended(street, made), f"{made.day:%a}") == (14, "Tue 05:00", "Mon")


def test_the_number_of_a_night_is_kept_on_the_morning_after(street: Street) -> None:
    fatma = street.key_holder("holendrecht")
    street.at("18:00")
    fatma.says("/open")
    street.at("04:00", days=1)
    street.tick()
    street.at("09:00")
    fatma.says("/close 14").taps("1")
    made = opening_of(street)
    assert (made.visits, made.is_estimate, ended(street, made)) == (14, True, "Tue 02:00")


@pytest.mark.parametrize("command", ["/close 15", "/count 15", "/close 15 h-buurt"])
def test_a_number_for_what_is_closed_already_is_offered_to_it(street: Street, command: str) -> None:
    fatma = opens(street, "14:00")
    fatma.says("/close").taps("I don't know").taps("I don't know")
    fatma.says(command).sees("H-buurt: Today 14:00 to 14:00. Not counted.", "People: 15.")
    fatma.taps("✅ Yes, they did").sees("for the first time this year?").taps("3")
    made = opening_of(street)
    assert (made.visits, made.new_faces) == (15, 3)


def test_closing_twice_tells_what_was_counted(street: Street) -> None:
    fatma = opens(street)
    fatma.says("/close 14")
    fatma.says("/close 14").sees("H-buurt is not open.", "People: 14.")
    fatma.says("/close 16").sees("People: 16.").taps("✅ Yes, they did")
    assert opening_of(street).visits == 16


def test_a_number_is_kept_while_it_is_asked_which_room(street: Street) -> None:
    fatma = street.key_holder("h-buurt", "holendrecht")
    fatma.says("/open h-buurt").says("/open holendrecht")
    fatma.says("/close 14").sees("Which room?").taps("Holendrecht").taps("1")
    counted = {one.room: one.visits for one in openings_of(street)}
    assert counted == {"h-buurt": None, "holendrecht": 14}


def test_with_two_keys_the_room_that_an_estimate_ended_is_the_one_that_closes(
    street: Street,
) -> None:
    fatma = street.key_holder("h-buurt", "holendrecht")
    street.at("14:00")
    fatma.says("/open h-buurt")
    street.at("18:00")
    street.tick()
    fatma.says("/close 14").sees("H-buurt is closed.")
    assert opening_of(street).visits == 14


def test_who_holds_no_key_any_more_changes_nothing(street: Street) -> None:
    fatma = estimated(street)
    takes_keys_from(street, fatma)
    fatma.says("/close 14").sees("Only key-holders can do this.")
    assert (opening_of(street).visits, opening_of(street).is_estimate) == (None, True)


@pytest.mark.parametrize("command", ["/close 14", "/count 14"])
def test_a_number_without_any_opening_goes_along_to_the_one_that_was_forgotten(
    street: Street, command: str
) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("17:00")
    fatma.says(command).taps("➕ One I forgot").taps("Today").taps("10:00 – 12:00")
    fatma.sees("✅ Added.", "People: 14.").taps("2")
    made = opening_of(street)
    assert (made.visits, made.new_faces, ended(street, made)) == (14, 2, "Mon 12:00")
