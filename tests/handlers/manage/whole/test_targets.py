"""What a year promises is changed in the chat: typed as people do, seen first, undone."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.core.typed_input import NoNumber
from handlers.manage.whole.plan.typed_numbers import read_count
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.plan import DistrictTarget, Target
from storage.repositories.neighbourhoods import Source
from tests.conftest import TWO_ROOMS
from tests.handlers.manage.rooms.test_special_days import versions
from tests.support.talk import Neighbour, Street

DISTRICTS = """
[[districts]]
id = "east"
name = "East side"
targets = [{ year = 2026, rooms = 1 }]
"""


def targets(street: Street, nadia: Neighbour | None = None) -> Neighbour:
    nadia = nadia or street.coordinator()
    return nadia.says("/manage").taps("🏙️ Neighbourhood").taps("🎯 Targets")


def of_year(street: Street, year: int = 2026) -> Neighbour:
    return targets(street).taps(f"🗓️ {year}")


def now(street: Street) -> Neighbourhood:
    return street.view().neighbourhood


def promised(street: Street, year: int = 2026) -> Target | None:
    return now(street).target(year)


def test_a_number_is_changed_after_a_look_and_a_yes_and_taken_back(street: Street) -> None:
    nadia = of_year(street).sees("Rooms: 2.", "Volunteers: 30.", "Participants: 500.")
    nadia.taps("👥 Participants").says("1.200")
    nadia.sees("Participants in 2026: 1,200. Before: 500.", "Nobody has to be told.")
    assert promised(street) == Target(year=2026, rooms=2, volunteers=30, participants=500)
    nadia.taps("✅ Yes, do it").sees("✅ Done.", "Participants in 2026: 1,200. Before: 500.")
    assert promised(street) == Target(year=2026, rooms=2, volunteers=30, participants=1200)
    nadia.taps("↩️ Undo").sees("Participants in 2026: 500. Before: 1,200.")
    assert promised(street) == Target(year=2026, rooms=2, volunteers=30, participants=500)


@pytest.mark.parametrize("typed", ["1200", "1.200", "1 200", "1,200", "١٢٠٠", "١٬٢٠٠", " 1'200 "])
def test_a_number_is_read_as_people_write_it(typed: str) -> None:
    assert read_count(typed) == 1200


@pytest.mark.parametrize("typed", ["-5", "1.5", "12.00", "1.2000", "many", "", "9" * 20, "1000001"])
def test_what_is_no_whole_number_in_bounds_is_asked_again(typed: str) -> None:
    assert isinstance(read_count(typed), NoNumber)


def test_a_year_begins_as_the_one_before(street: Street) -> None:
    nadia = of_year(street, 2027).sees("Nothing is agreed yet.").taps("↻ Again as in 2026")
    nadia.sees("Rooms in 2027: 2. Before: not agreed.").taps("✅ Yes, do it")
    assert promised(street, 2027) == Target(year=2027, rooms=2, volunteers=30, participants=500)


def test_a_new_year_is_asked_number_by_number_also_after_a_wrong_one(street: Street) -> None:
    nadia = of_year(street, 2027).taps("🔢 Type the numbers").sees("How many rooms?").says("3")
    nadia.sees("How many volunteers?").says("-4").sees("It cannot be less than 0.")
    nadia.says("40").sees("How many different people").says("600")
    nadia.sees("Rooms in 2027: 3.", "Volunteers in 2027: 40.", "Participants in 2027: 600.")
    nadia.taps("✅ Yes, do it")
    assert promised(street, 2027) == Target(year=2027, rooms=3, volunteers=40, participants=600)


def test_a_year_without_a_promise_is_one_again(street: Street) -> None:
    nadia = of_year(street).taps("❌ Not agreed").sees("Rooms in 2026: not agreed. Before: 2.")
    nadia.taps("✅ Yes, do it")
    assert now(street).targets == ()
    nadia.taps("↩️ Undo")
    assert promised(street)


def test_of_a_district_a_number_may_be_missing(street: Street) -> None:
    street.load(read_text(TWO_ROOMS + DISTRICTS, "districts.toml"))
    nadia = targets(street).taps("📍 A district").taps("📍 East side").taps("🗓️ 2026")
    nadia.sees("📍 East side", "Volunteers: not agreed.").taps("🌱 Volunteers").says("12")
    nadia.sees("East side: Volunteers in 2026: 12. Before: not agreed.").taps("✅ Yes, do it")
    own = now(street).districts[0]
    assert own.targets == (DistrictTarget(year=2026, rooms=1, volunteers=12),)
    nadia.taps("🎯 Targets").taps("🌱 Volunteers").taps("❌ Not agreed").taps("✅ Yes, do it")
    assert now(street).districts[0].targets == (DistrictTarget(year=2026, rooms=1),)


def test_what_all_together_promise_is_never_left_out(street: Street) -> None:
    nadia = of_year(street).taps("🌱 Volunteers")
    assert "❌ Not agreed" not in nadia.buttons()


def test_for_how_many_people_the_lowest_number_first(street: Street) -> None:
    nadia = targets(street).taps("👥 For how many").sees("It is for 4,000 to 6,000 people.")
    nadia.says("5.000").says("4.500").sees("The second number must be the higher one.")
    nadia.says("7.000").sees("For how many people: 5,000 to 7,000. Before: 4,000 to 6,000.")
    nadia.taps("✅ Yes, do it")
    found = now(street).population
    assert found
    assert (found.low, found.high) == (5000, 7000)


def test_two_at_once_are_asked(street: Street) -> None:
    first = of_year(street).taps("📍 Rooms").says("4")
    second = of_year(street).taps("📍 Rooms").says("5")
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees(
        "Somebody else changed this a moment ago.", "Rooms in 2026: 5. Before: 4."
    )
    second.taps("✅ Yes, do it").sees("✅ Done.")
    assert versions(street) == [Source.CHAT, Source.CHAT, Source.FILE]


def test_a_yes_twice_and_an_old_button_and_a_no_change_nothing_more(street: Street) -> None:
    nadia = of_year(street).taps("📍 Rooms").says("4").taps("❌ No").sees("Rooms: 2.")
    asked = nadia.taps("📍 Rooms").says("4").last
    nadia.taps("✅ Yes, do it").taps("✅ Yes, do it", on=asked)
    nadia.taps("🎯 Targets").taps("📍 Rooms").says("4").sees("It is like that already.")
    assert versions(street) == [Source.CHAT, Source.FILE]


def test_a_year_that_is_over_and_reported_is_said_so(street: Street) -> None:
    old = "\n[[targets]]\nyear = 2025\nrooms = 1\nvolunteers = 9\nparticipants = 90\n"
    street.load(read_text(TWO_ROOMS + old, "old.toml"))
    with street.database.writing() as store:
        store.sent_reports.keep("2025-W40", date(2025, 10, 5), "{}", street.now)
    nadia = of_year(street, 2025).taps("📍 Rooms").says("2")
    nadia.sees("⚠️ 2025 is over already.", "Reports that went out stay as they were.")
    of_year(street, 2026).taps("📍 Rooms").says("3").sees_not("is over", "Reports that went")


def test_typed_in_arabic(street: Street) -> None:
    layla = street.coordinator("ar").says("/manage").taps("🏙️ الحي").taps("🎯 الأهداف")
    layla.taps("🗓️ 2026").taps("👥 المشاركون").says("١٬٢٠٠").says("نعم").sees("✅")
    assert promised(street) == Target(year=2026, rooms=2, volunteers=30, participants=1200)
