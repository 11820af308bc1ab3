"""Something new to do: said in the chat, seen first, found by everybody, undone."""

from __future__ import annotations

import pytest

from storage.neighbourhood.file import read_text
from storage.neighbourhood.written import to_toml
from storage.repositories.people.roles import COORDINATOR, Role
from tests.handlers.manage.activities.program import activities, manages
from tests.support.talk import Neighbour, Street


def names(street: Street, title: str = "Chess for all") -> Neighbour:
    return manages(street).taps("➕ New activity").says(title).taps("☕ Meet people")


def planned(street: Street, often: str = "🗓️ Every week") -> Neighbour:
    return names(street).taps("📆 Wednesday").says("10-12").taps(often).taps("👥 8")


def test_a_series_is_made_by_taps_and_found_by_everybody(street: Street) -> None:
    nadia = planned(street)
    nadia.sees(
        "☕ Chess for all",
        "Wednesday from 10:00 until 12:00.",
        "🗓️ Every week.",
        "📍 H-buurt",
        "👥 8 places.",
        "Nobody has to be told.",
    ).sees_not("The room is closed then.")
    assert activities(street) == {}
    nadia.taps("✅ Yes, do it").sees("✅ Done.", "Chess for all")
    made = activities(street)["chess-for-all-2"]
    assert (made.rrule, f"{made.start}") == ("FREQ=WEEKLY;BYDAY=WE", "2026-11-18 10:00:00")
    assert (made.minutes, made.places, dict(made.title)) == (120, 8, {"en": "Chess for all"})
    omar = street.neighbour().says("/activities h-buurt")
    omar.taps("☕ Wed 10:00 Chess for all").sees("8 places left.").taps("✅ I'm coming")
    omar.sees("We expect you")
    nadia.taps("📅 H-buurt").taps("☕ Wed 10:00 Chess for all").sees("🗓️ Every week.")


def test_what_was_made_is_written_as_a_file_and_loaded_again(street: Street) -> None:
    planned(street).taps("✅ Yes, do it")
    now = street.view().neighbourhood
    assert read_text(to_toml(now), "again.toml").to_json() == now.to_json()


def test_without_a_yes_nothing_is_made_and_undo_takes_it_back(street: Street) -> None:
    nadia = planned(street).taps("❌ No")
    assert activities(street) == {}
    nadia.sees("📍 H-buurt", "There are no activities yet.")
    planned(street).taps("✅ Yes, do it").taps("↩️ Undo").sees("This activity is gone: Chess")
    assert activities(street) == {}


@pytest.mark.parametrize(
    ("typed", "often", "rule"),
    [
        ("18-11", "📆 Only once", None),
        ("18-11", "🗓️ Every 2 weeks", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("18-11", "🗓️ Every month", "FREQ=MONTHLY;BYDAY=3WE"),
        ("30 november", "🗓️ Every month", "FREQ=MONTHLY;BYDAY=-1MO"),
    ],
)
def test_how_often_it_comes_back(street: Street, typed: str, often: str, rule: str | None) -> None:
    nadia = names(street).says(typed).says("10:00 - 12:00").taps(often).says("15")
    nadia.sees("👥 15 places.").taps("✅ Yes, do it")
    assert activities(street)["chess-for-all-2"].rrule == rule


def test_a_closed_room_is_said_before_the_yes(street: Street) -> None:
    nadia = names(street).taps("📆 Thursday").says("10-12").taps("📆 Only once")
    nadia.taps("❌ No limit").sees("⚠️ The room is closed then.", "There is place for everybody.")
    evening = names(street).taps("📆 Wednesday").says("19-21").taps("📆 Only once")
    evening.taps("❌ No limit").sees("⚠️ The room is closed then.").taps("✅ Yes, do it")
    assert activities(street)


@pytest.mark.parametrize("typed", ["12-10", "10-12, 14-16", "ten", "25-26", "10"])
def test_hours_that_cannot_be_are_asked_for_again(street: Street, typed: str) -> None:
    nadia = names(street).taps("📆 Wednesday").says(typed).sees("I cannot read these hours.")
    nadia.says("10-12").sees("How often does it come back, on Wednesday?")


def test_a_time_that_is_past_is_asked_for_again(street: Street) -> None:
    names(street).says("16-11").says("8-9").sees("That time is already past.").says("10-11").sees(
        "How often"
    )


@pytest.mark.parametrize("typed", ["0", "many", "1000", "-3"])
def test_places_that_cannot_be_are_asked_for_again(street: Street, typed: str) -> None:
    nadia = names(street).taps("📆 Wednesday").says("10-12").taps("📆 Only once").says(typed)
    nadia.sees_not("places.").says("٢").sees("👥 2 places.")


def test_two_with_one_title_and_one_in_arabic_each_have_an_id_of_their_own(street: Street) -> None:
    planned(street).taps("✅ Yes, do it")
    planned(street).taps("✅ Yes, do it")
    for _ in range(2):
        nadia = names(street, "\u200fشطرنج").taps("📆 Wednesday").says("10-12").taps("📆 Only once")
        nadia.taps("❌ No limit").taps("✅ Yes, do it")
    ids = ["activity-4", "activity-5", "chess-for-all-2", "chess-for-all-3"]
    assert sorted(activities(street)) == ids


def test_a_new_one_has_nothing_of_one_that_left_a_file(street: Street) -> None:
    planned(street).taps("✅ Yes, do it").taps("↩️ Undo")
    planned(street, "📆 Only once").taps("✅ Yes, do it")
    assert list(activities(street)) == ["chess-for-all-4"]


def test_a_yes_twice_makes_one(street: Street) -> None:
    nadia = planned(street)
    question = nadia.last
    nadia.taps("✅ Yes, do it", on=question).taps("✅ Yes, do it", on=question)
    street.later(hours=1)
    nadia.taps("✅ Yes, do it", on=question)
    assert list(activities(street)) == ["chess-for-all-2"]


def test_out_of_order_and_with_a_restart_in_the_middle(street: Street) -> None:
    nadia = names(street)
    asked = nadia.last
    street.look()
    nadia.taps("📆 Wednesday").taps("📆 Wednesday", on=asked)
    nadia.says("10-12").taps("⬅️ Back").says("11-12").taps("🗓️ Every week").taps("👥 8")
    nadia.sees("Wednesday from 11:00 until 12:00.").taps("✅ Yes, do it")
    assert activities(street)["chess-for-all-2"].minutes == 60


@pytest.mark.parametrize(("tag", "command"), [("nl", "/manage"), ("ar", "/manage")])
def test_in_dutch_and_arabic_in_the_language_of_the_chat(
    street: Street, tag: str, command: str
) -> None:
    nadia = street.coordinator(tag).says(command)
    for act in ("plan.program", "room", "plan.new"):
        taps_act(nadia, act)
    nadia.says("شاي" if tag == "ar" else "Thee")
    taps_number(nadia, 5)
    nadia.says("٢٤-١٢" if tag == "ar" else "24 december").says("١٠-١٢")
    for number in (2, 1, 1):
        taps_number(nadia, number)
    (made,) = activities(street).values()
    assert list(made.title) == [tag]
    assert (made.rrule, f"{made.start}") == ("FREQ=WEEKLY;BYDAY=TH", "2026-12-24 10:00:00")


def test_in_the_web_chat_too(street: Street) -> None:
    nadia = street.neighbour(channel="web")
    nadia.arrives()
    nadia.stays()
    with street.database.writing() as store:
        store.roles.give(nadia.person, Role(COORDINATOR, ""), street.now)
    nadia.says("/manage").taps("📅 Activities").taps("H-buurt").taps("➕ New activity")
    nadia.says("Chess").says("Meet people").says("18-11").says("10-12").says("Every week")
    nadia.says("8").says("Yes, do it").sees("✅ Done.")
    assert activities(street)["chess-2"].places == 8


def taps_act(nadia: Neighbour, which: str) -> None:
    buttons = nadia.buttons()
    found = {
        "plan.program": next((one for one in buttons if one.startswith("📅")), ""),
        "room": "H-buurt",
        "plan.new": next((one for one in buttons if one.startswith("➕")), ""),
    }[which]
    nadia.taps(found)


def taps_number(nadia: Neighbour, number: int) -> None:
    """The button at that place of the newest question."""
    nadia.taps(nadia.buttons()[number - 1])
