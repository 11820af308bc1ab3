"""An opening that nobody logged is added afterwards: once, and only when it is over."""

from __future__ import annotations

import pytest

from tests.support.peek import openings_of
from tests.support.talk import Neighbour, Street


def asks_hours(neighbour: Neighbour, day: str) -> Neighbour:
    return neighbour.says("/shifts").taps("➕ One I forgot").taps(day).sees("From when until when?")


def seen_at(street: Street) -> list[str]:
    """From when until when each opening was, in local time."""
    local = [(one.opened_at, one.closed_at) for one in openings_of(street)]
    return [
        f"{start.astimezone(street.zone):%a %H:%M}-{end.astimezone(street.zone):%a %H:%M}"
        for start, end in local
        if end
    ]


def test_a_published_block_is_two_taps_away_and_then_counted(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("09:00", days=1)
    asks_hours(fatma, "Yesterday").taps("10:00 – 12:00").sees("✅ Added.", "How many people came?")
    fatma.taps("10").taps("1").sees("10 people", "1 new face")
    assert seen_at(street) == ["Mon 10:00-Mon 12:00"]
    assert openings_of(street)[0].opened_by == fatma.person
    fatma.says("/shifts").sees("H-buurt: Yesterday, Monday, 10:00 to 12:00. People: 10.")


def test_hours_are_read_the_way_people_write_them(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("09:00", days=1)
    for typed in ("10:00 12:30", "10-12:30", "10.00 tot 12.30", "10u00 12u30", "١٠:٠٠ ١٢:٣٠"):
        asks_hours(fatma, "Yesterday").says(typed).sees("✅ Added.")
        assert seen_at(street) == ["Mon 10:00-Mon 12:30"], typed
        fatma.taps("↩️ Undo")


@pytest.mark.parametrize(
    ("language", "typed", "hours"),
    [
        ("nl", "half tien tot twaalf", "09:30-Mon 12:00"),
        ("en", "half ten until noon", "10:30-Mon 12:00"),
        ("en", "half 10 - 12", "10:30-Mon 12:00"),
        ("nl", "half 10 - 12", "09:30-Mon 12:00"),
        ("es", "de nueve y media a doce", "09:30-Mon 12:00"),
        ("tr", "dokuz buçuktan on ikiye kadar", "09:30-Mon 12:00"),
        ("ar", "من التاسعة والنصف حتى الثانية عشرة", "09:30-Mon 12:00"),
        ("ar", "٩:٣٠ - ١٢", "09:30-Mon 12:00"),
        # Nobody says which half of the day: as it is planned, and by day.
        ("nl", "van twee tot half vier", "14:00-Mon 15:30"),
        ("en", "8-10 in the evening", "20:00-Mon 22:00"),
        ("nl", "9-11", "09:00-Mon 11:00"),
        ("nl", "10 tot 2", "10:00-Mon 14:00"),
        ("nl", "06:30 - 7:30", "06:30-Mon 07:30"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_hours_are_read_the_way_people_say_them(
    street: Street, language: str, typed: str, hours: str
) -> None:
    fatma = street.key_holder("h-buurt", language=language)
    street.at("09:00", days=1)
    fatma.says("/shifts").taps(next(one for one in fatma.buttons() if "➕" in one))
    # The second day is yesterday.
    fatma.taps([one for one in fatma.buttons() if "📆" in one][1]).says(typed)
    assert seen_at(street) == [f"Mon {hours}"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_room_that_opens_in_the_evening_is_open_in_the_evening(street: Street) -> None:
    fatma = street.key_holder("holendrecht")
    street.at("09:00", days=1)
    asks_hours(fatma, "Yesterday").says("8 tot 10").sees("✅ Added.")
    asks_hours(fatma, "Yesterday").says("half eleven until half past 1").sees("✅ Added.")
    assert seen_at(street) == ["Mon 20:00-Mon 22:00", "Mon 23:30-Tue 01:30"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_opening_of_two_weeks_ago_is_added_and_corrected(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("09:00", days=14)
    fatma.says("/shifts").taps("➕ One I forgot").taps("➡️ More").taps("📆 Monday 16 November")
    fatma.says("half past nine until noon").sees("✅ Added.").taps("10").taps("0")
    fatma.sees("H-buurt: Monday 16 November 09:30 to 12:00.")
    assert seen_at(street) == ["Mon 09:30-Mon 12:00"]
    fatma.says("/shifts").taps("✏️ Monday 16 November 09:30").taps("20").taps("3")
    assert openings_of(street)[0].visits == 20


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_older_openings_stand_behind_more(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    for day in range(8):
        street.at("10:00", days=1 if day else 0)
        fatma.says("/open").says(f"/close {day + 30}").taps("0")
    fatma.says("/shifts").sees("People: 37.", "People: 32.").sees_not("People: 31.")
    fatma.taps("➡️ More").sees("People: 31.", "People: 30.").sees_not("People: 32.")
    fatma.taps("⬅️ From the start").sees("People: 37.")


def test_hours_past_midnight_end_on_the_next_day(street: Street) -> None:
    fatma = street.key_holder("holendrecht")
    street.at("09:00", days=1)
    asks_hours(fatma, "Yesterday").says("18:00 02:00").sees("✅ Added.")
    assert seen_at(street) == ["Mon 18:00-Tue 02:00"]


def test_what_cannot_be_read_is_asked_again(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("09:00", days=1)
    asks_hours(fatma, "Yesterday")
    for typed in ("morning", "10 o'clock", "25:00 26:00", "10:00 11:00 12:00", "10:99 12:00"):
        fatma.says(typed).sees("I do not understand that time.")
        fatma.sees("From when until when?", "10:00 12:30")
    assert openings_of(street) == []
    fatma.says("10-12").sees("✅ Added.")


def test_what_is_not_over_yet_is_opened_not_added(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("11:00")
    assert "10:00 – 12:00" not in asks_hours(fatma, "Today").buttons()
    fatma.says("10:00 12:00").sees("That time is not over yet.")
    assert "🔑 I open" in fatma.buttons()
    asks_hours(fatma, "Today").says("23:00 23:30").sees("That time is not over yet.")
    assert openings_of(street) == []


def test_the_same_hours_are_not_added_twice(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    street.at("09:00", days=1)
    asked = asks_hours(fatma, "Yesterday").last
    fatma.taps("10:00 – 12:00").taps("10").taps("0")
    fatma.taps("10:00 – 12:00", on=asked).sees("There is already an opening at that time.")
    fatma.sees("People: 10.")
    for typed in ("11:59 13:00", "09:00 10:01", "10:30 11:00", "09:00 17:00"):
        asks_hours(ali, "Yesterday").says(typed).sees("There is already an opening at that time.")
    asks_hours(ali, "Yesterday").says("12:00 13:00").sees("✅ Added.")
    assert len(openings_of(street)) == 2


def test_hours_during_which_the_room_was_really_open_are_not_added(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    street.at("11:00")
    asks_hours(ali, "Today").says("10:30 10:45").sees("There is already an opening at that time.")


def test_a_night_does_not_overlap_the_early_hours_of_the_next_day(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("00:30", days=1)
    fatma.says("/open")
    street.at("01:30")
    fatma.says("/close 3").taps("1")
    street.at("09:00")
    asks_hours(fatma, "Yesterday").says("22:00 02:00")
    fatma.sees("There is already an opening at that time.")


def test_with_two_keys_the_room_is_asked_first(street: Street) -> None:
    fatma = street.key_holder("h-buurt", "holendrecht")
    street.at("09:00", days=1)
    fatma.says("/shifts").taps("➕ One I forgot").sees("Which room?").taps("Holendrecht")
    fatma.sees("Which day was Holendrecht open?").taps("Yesterday").taps("18:00 – 02:00")
    assert seen_at(street) == ["Mon 18:00-Tue 02:00"]


def test_adding_by_mistake_is_undone(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("09:00", days=1)
    asks_hours(fatma, "Yesterday").taps("10:00 – 12:00").taps("↩️ Undo").sees(
        "↩️ Undone. This is not added:", "H-buurt: Yesterday, Monday, 10:00 to 12:00."
    )
    assert openings_of(street) == []


def test_the_board_does_not_change_by_what_was_forgotten(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    street.at("14:00")
    asks_hours(fatma, "Today").taps("10:00 – 12:00")
    omar.says("/hours").sees("🟡 H-buurt: usually open now, until 16:00.")
