"""What is on now, a group that is larger than the rest, and a calendar that stays right."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from storage.database import Database
from tests.conftest import MONDAY
from tests.handlers.activities.places import looks_at, runs
from tests.handlers.activities.test_activities import ACTIVITIES, coming, signups, village
from tests.support.talk import Neighbour, Street

# What it is about is not the database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, village(), MONDAY)


@pytest.mark.parametrize("clock", ["10:00", "10:45", "11:29"])
def test_what_is_on_now_stands_first_and_asks_for_no_place(street: Street, clock: str) -> None:
    street.at(clock, days=2)
    omar = street.neighbour().says("/activities").sees("🟢 On now, walk in. Until 11:30.")
    omar.sees("☕ Coffee together").sees_not("place left", "taken")
    assert omar.buttons()[0] == "📍 H-buurt"
    assert not any("I'm coming" in label for label in omar.buttons())
    omar.taps("📅 All activities").sees("🟢 On now, walk in.")
    assert omar.buttons()[0] == "🟢 Today 10:00 Coffee together"


def test_what_is_over_or_cancelled_is_not_on_now(street: Street) -> None:
    fatma = runs(street).taps("🚫 Cancel it").taps("🚫 Yes, cancel it")
    street.at("10:30", days=2)
    fatma.says("/activities").sees_not("On now")
    street.at("12:00")
    street.neighbour().says("/activities").taps("All activities").sees_not("On now")


@pytest.mark.parametrize(("places", "taken", "size"), [(2, 1, 2), (3, 1, 5), (8, 6, 3), (9, 1, 9)])
def test_a_group_that_is_larger_than_the_rest_is_asked(
    database: Database, places: int, taken: int, size: int
) -> None:
    file = ACTIVITIES.replace("places = 2", f"places = {places}")
    street = Street(database, village(file), MONDAY)
    first = coming(street)
    if taken == 1:
        first.taps("✅ I'm coming")
    else:
        first.taps("➕ With others").says(str(taken))
    rest = places - taken
    group = coming(street).taps("➕ With others").says(str(size))
    if size > places:
        group.sees(f"There are only {places} places.")
        return
    group.sees(f"Come with {rest}, or wait with {size}?").sees_not("All places are taken")
    assert [one.size for one in signups(street)] == [taken]
    question = group.last
    group.taps(f"⏳ Wait with {size}").sees("You are number 1 on the waiting list.")
    group.sees_not("All places are taken")
    group.taps("❌ Stop waiting")
    group.taps(f"✅ Come with {rest}", on=question).sees("We expect")
    assert [(one.size, one.state) for one in signups(street)][-1] == (rest, "in")


def test_who_thinks_about_it_too_long_waits_for_the_place_that_went(street: Street) -> None:
    coming(street).taps("✅ I'm coming")
    group = coming(street).taps("➕ With others").says("2")
    group.sees("Come with 1, or wait with 2?")
    coming(street).taps("✅ I'm coming").sees("We expect you")
    group.taps("✅ Come with 1").sees("You are number 1")


def test_a_moved_activity_replaces_its_entry_in_calendars(street: Street) -> None:
    omar, fatma = coming(street).taps("✅ I'm coming"), street.key_holder("h-buurt")
    kept = [entry(omar)]
    for number, clock in enumerate(("14:30", "15:00", "10:00")):
        looks_at(fatma, "Coffee together").taps("🕘 Move it").says(clock).taps("🕘 Yes, move it")
        street.at(f"09:0{number + 1}")
        kept.append(entry(omar))
    assert len({one["uid"] for one in kept}) == 1
    versions = [int(one["sequence"]) for one in kept]
    assert versions == sorted(set(versions))
    assert all(0 <= version < 2**31 for version in versions)
    assert [f"{one['dtstart'].dt:%H:%M}" for one in kept] == ["09:00", "13:30", "14:00", "09:00"]


def test_a_calendar_that_is_asked_for_at_once_after_it_moved_is_newer(street: Street) -> None:
    omar, fatma = coming(street).taps("✅ I'm coming"), street.key_holder("h-buurt")
    before = entry(omar)
    looks_at(fatma, "Coffee together").taps("🕘 Move it").says("14:30").taps("🕘 Yes, move it")
    assert int(entry(omar)["sequence"]) > int(before["sequence"])


def entry(neighbour: Neighbour) -> Calendar:
    """The entry of the calendar file that somebody gets now."""
    neighbour.says("/activities").sees("Coffee together")
    if "✅ I'm coming" in neighbour.buttons():
        neighbour.taps("✅ I'm coming")
    file = neighbour.taps("📎 Calendar").last.attachment
    assert file
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    return event
