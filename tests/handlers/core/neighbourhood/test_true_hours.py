"""Hours are told as they are: nights, day and night, several blocks, holidays, the way on foot."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.rendering.text import Reader, write
from handlers.core import time_words
from handlers.core.neighbourhood import holidays
from handlers.core.neighbourhood.timetable import Timetable
from storage.neighbourhood.file import read_text
from storage.neighbourhood.rooms import Room
from tests.conftest import TWO_ROOMS
from tests.support.talk import Street

HOURS = "Mo-Fr 10:00-12:00,13:00-16:00; PH off"
DIFFERENT = '{ date = 2026-11-20, hours = "13:00-15:00", reason = "Party" }'


def hours(street: Street, text: str, different: str = DIFFERENT) -> None:
    file = TWO_ROOMS.replace(HOURS, text).replace(DIFFERENT, different).replace("11-19", "12-19")
    street.load(read_text(file, "two-rooms.toml"))


@pytest.mark.parametrize(
    "text", ["Mo 20:00-24:00; Tu 00:00-02:00", "Mo 20:00-02:00", "20:00-24:00,00:00-02:00"]
)
def test_a_night_is_one_opening_however_it_is_written(street: Street, text: str) -> None:
    hours(street, text)
    omar = street.neighbour()
    omar.says("/hours h-buurt").taps("📆 Days ahead").sees("Today 20:00-02:00.")
    for clock in ("20:30", "23:59"):
        street.at(clock)
        omar.says("/hours h-buurt").sees("usually open now, until 02:00").sees_not("from 00:00")
    street.at("00:30", days=1)
    omar.says("/hours h-buurt").sees("usually open now, until 02:00")
    # In the figures too.
    nights = street.view().timetables["h-buurt"].blocks(street.now.date(), street.now.date())
    assert len(nights) == ("Mo" not in text)


def test_day_and_night_never_ends_and_never_begins(street: Street) -> None:
    hours(street, "24/7", DIFFERENT.replace("2026", "2027"))
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    omar.says("/hours h-buurt").sees(
        "🟡 H-buurt: usually open day and night. Nobody has opened yet.",
    ).sees_not("00:00", "Next time")
    omar.taps("📆 Days ahead").sees("Today open day and night.").sees_not("00:00")
    street.at("10:00")
    fatma.says("/open").sees("H-buurt has been open since 10:00.")
    fatma.unread = []
    for days, clock in ((0, "23:59"), (1, "00:00"), (0, "00:31"), (0, "02:30"), (1, "00:31")):
        street.at(clock, days=days)
        if (days, clock) != (1, "00:31"):
            street.tick()
            fatma.hears_nothing()
        omar.says("/hours h-buurt").sees("🟢 H-buurt: open day and night.")
        omar.sees_not("not known", "00:00", "Next time")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("15:00-18:00,19:00-22:00", "15:00-18:00, 19:00-22:00"),
        ("19:00-22:00, 15:00-18:00", "15:00-18:00, 19:00-22:00"),
        ("09:00-10:00,12:00-13:00,20:00-01:00", "09:00-10:00, 12:00-13:00, 20:00-01:00"),
    ],
)
def test_several_blocks_of_a_special_day_are_told_as_they_are(
    street: Street, written: str, told: str
) -> None:
    hours(street, HOURS, DIFFERENT.replace("13:00-15:00", written))
    street.at("09:00", days=4)
    street.neighbour().says("/hours").sees(f"❗ H-buurt: Today {told}. Reason: Party.")
    street.neighbour().says("/hours h-buurt").sees(f"❗ Today {told}. Reason: Party.")


def test_a_holiday_is_told_by_its_name(street: Street) -> None:
    omar = street.neighbour()
    street.at("09:00", days=36)
    omar.says("/hours").sees("❗ H-buurt: Friday closed. Reason: Christmas Day.")
    omar.sees_not("Holendrecht: Friday")
    street.at("09:00", days=3)
    omar.says("/hours h-buurt").sees("❗ Today closed. Reason: Christmas Day.")
    days = omar.taps("📆 Days ahead").reads()
    while "➡️ More" in omar.buttons():
        days += omar.taps("➡️ More").reads()
    omar.unread = days
    omar.sees("❗ Friday 1 January closed. Reason: New Year's Day.").sees_not("Saturday")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-01-01", "New Year's Day"),
        ("2026-04-05", "Easter"),
        ("2026-04-06", "Easter Monday"),
        ("2026-04-27", "King's Day"),
        ("2025-04-26", "King's Day"),
        ("2026-05-14", "Ascension Day"),
        ("2026-05-25", "Whit Monday"),
        ("2027-03-29", "Easter Monday"),
        ("2026-12-25", "Christmas Day"),
        ("2026-12-26", "Second Christmas Day"),
        ("2026-12-24", ""),
    ],
)
def test_every_holiday_has_its_name(day: str, name: str) -> None:
    said = holidays.name(date.fromisoformat(day))
    assert (write(said, Reader(("en",))) if said else "") == name


def test_every_day_that_is_a_holiday_of_the_hours_has_a_name() -> None:
    file = read_text(TWO_ROOMS, "two-rooms.toml")
    room = Room(id="a", name="A", address="A", hours="off; PH 10:00-12:00")
    blocks = Timetable(room, file.zone).blocks(date(2024, 1, 1), date(2036, 12, 31))
    assert len(blocks) > 80
    assert [f"{one.start:%d-%m-%Y}" for one in blocks if not holidays.name(one.start.date())] == []


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ((52.31221, 4.96111), "🚶 1 minute on foot."),
        ((52.3122, 4.9640), "🚶 4 minutes on foot."),
        ((52.3122, 4.9760), "🚶 20 minutes on foot."),
        ((51.9, 4.4), "You are far away now. You are welcome when you are back."),
    ],
)
def test_a_way_is_told_in_minutes_on_foot(
    street: Street, place: tuple[float, float], told: str
) -> None:
    street.neighbour().shares(*place).sees(told).sees_not("metres")


def test_a_button_for_a_day_far_ahead_has_its_name_too(street: Street) -> None:
    for days, told in ((2, "Wednesday 10:00"), (9, "Wednesday 25 November 10:00")):
        start = datetime(2026, 11, 16 + days, 10, tzinfo=street.zone)
        label = time_words.time_label(street.view(), start, street.now)
        assert write(label, Reader(("en",))) == told
