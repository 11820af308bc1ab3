"""A room's name, address, phone and place are changed in the chat: seen first, told, undone."""

from __future__ import annotations

import pytest

from storage.neighbourhood.rooms import Room
from storage.repositories.neighbourhoods import Source
from storage.repositories.people.roles import COORDINATOR, Role
from tests.handlers.manage.rooms.test_special_days import versions
from tests.handlers.rooms.subscribers import NEWS, subscriber
from tests.support.talk import Neighbour, Street


def of_room(street: Street, nadia: Neighbour | None = None) -> Neighbour:
    nadia = nadia or street.coordinator()
    return nadia.says("/manage").taps("📆 Days and hours").taps("H-buurt").taps("📍 Address, phone")


def room(street: Street) -> Room:
    return street.view().rooms["h-buurt"]


def test_what_is_known_of_a_room_is_shown(street: Street) -> None:
    of_room(street).sees("Address: Hofgeest 1", "Phone: +31 20 555 0101", "It is on the map.")


def test_a_room_that_moves_is_told_to_whoever_asked_for_news(street: Street) -> None:
    omar = subscriber(street)
    nadia = of_room(street).taps("📍 Address").says("Hofgeest 22")
    nadia.sees("H-buurt, from now on:", "Address: Hofgeest 22", "1 person gets a message.")
    assert room(street).address == "Hofgeest 1"
    nadia.taps("✅ Yes, do it").sees("✅ Done.", "Address: Hofgeest 22")
    street.later(minutes=1)
    street.tick()
    omar.sees(NEWS, "H-buurt has a new address: Hofgeest 22.")
    assert room(street).address == "Hofgeest 22"


def test_undo_brings_it_back_and_nobody_hears_of_either(street: Street) -> None:
    omar = subscriber(street)
    nadia = of_room(street).taps("📍 Address").says("Hofgeest 22").taps("✅ Yes, do it")
    nadia.taps("↩️ Undo").sees("H-buurt has a new address: Hofgeest 1.")
    street.later(minutes=1)
    street.tick()
    omar.hears_nothing()
    assert room(street).address == "Hofgeest 1"


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("+31 20 555 0109", "+31 20 555 0109"),
        ("0205550109", "020 555 0109"),
        ("٠٢٠٥٥٥٠١٠٩", "020 555 0109"),
    ],
)
def test_a_phone_number_is_kept_as_people_read_it(street: Street, typed: str, known: str) -> None:
    nadia = of_room(street).taps("📞 Phone").says(typed).sees(f"Phone: {known}", "Nobody has to")
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    assert room(street).phone == known


@pytest.mark.parametrize("typed", ["12", "call me", "020 555"])
def test_a_number_that_no_phone_can_call_is_asked_again(street: Street, typed: str) -> None:
    nadia = of_room(street).taps("📞 Phone").says(typed).sees("No phone can call this number.")
    nadia.says("020 555 0109").sees("from now on:")


def test_a_room_may_have_no_phone(street: Street) -> None:
    nadia = of_room(street).taps("📞 Phone").says("no phone").sees("There is no phone number.")
    nadia.taps("✅ Yes, do it")
    assert room(street).phone is None
    nadia.taps("📍 Address, phone").taps("📞 Phone")
    assert "❌ No phone" not in nadia.buttons()


def test_a_room_gets_another_name_but_not_that_of_another_room(street: Street) -> None:
    nadia = of_room(street).taps("🏷️ Name").says("holendrecht").sees("Another room has this name.")
    nadia.says("The pantry").sees("Name: The pantry").taps("✅ Yes, do it").sees("✅ Done.")
    assert room(street).name == "The pantry"


def test_too_much_is_not_a_name(street: Street) -> None:
    of_room(street).taps("🏷️ Name").says("x" * 41).sees("too long")
    assert versions(street) == [Source.FILE]


def test_a_shared_location_is_the_place_on_the_map(street: Street) -> None:
    nadia = of_room(street).taps("🗺️ On the map").says("over there").sees("I need a location")
    nadia.shares(52.3130, 4.9611).sees("moves 89 metres.", "Nobody has to be told.")
    nadia.sees_not("I do not keep where you are.")
    assert room(street).latitude == 52.3122
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    assert (room(street).latitude, room(street).longitude) == (52.3130, 4.9611)


def test_a_location_that_answers_nothing_is_not_kept(street: Street) -> None:
    nadia = of_room(street)
    nadia.shares(52.3130, 4.9611).sees("I do not keep where you are.")
    nadia.says("/menu")
    # Of a question that is over by now, neither.
    of_room(street, nadia).taps("🗺️ On the map").says("/menu").shares(1.0, 1.0)
    assert versions(street) == [Source.FILE]


def test_two_who_change_the_same_are_asked(street: Street) -> None:
    first = of_room(street).taps("📍 Address").says("Hofgeest 22")
    second = of_room(street).taps("📍 Address").says("Hofgeest 33")
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees("Somebody else changed this a moment ago.", "Hofgeest 33")
    assert room(street).address == "Hofgeest 22"
    second.taps("✅ Yes, do it").sees("✅ Done.")
    assert room(street).address == "Hofgeest 33"


def test_without_a_yes_and_with_the_same_yes_twice(street: Street) -> None:
    nadia = of_room(street).taps("📍 Address").says("Hofgeest 22").taps("❌ No")
    nadia.sees("Address: Hofgeest 1")
    assert versions(street) == [Source.FILE]
    nadia.taps("📍 Address").says("Hofgeest 1").sees("It is like that already.")
    asked = nadia.taps("📍 Address, phone").taps("📍 Address").says("Hofgeest 3").last
    nadia.taps("✅ Yes, do it").taps("✅ Yes, do it", on=asked)
    assert versions(street) == [Source.CHAT, Source.FILE]


def test_back_leads_to_the_question_and_then_to_the_details(street: Street) -> None:
    nadia = of_room(street).taps("📍 Address").says("Hofgeest 22").taps("⬅️ Back")
    nadia.sees("What is the new address?").taps("⬅️ Back").sees("Phone: +31 20 555 0101")


def test_in_a_browser(street: Street) -> None:
    rosa = street.neighbour(channel="web")
    rosa.arrives()
    with street.database.writing() as store:
        store.roles.give(rosa.person, Role(COORDINATOR, ""), street.now)
    of_room(street, rosa).taps("🗺️ On the map")
    assert "📍 Share location" in rosa.buttons()
    rosa.shares(52.3130, 4.9611).taps("✅ Yes, do it").sees("✅ Done.")
    assert room(street).latitude == 52.3130


def test_in_arabic(street: Street) -> None:
    layla = street.coordinator("ar").says("/manage").taps("📆 الأيام والأوقات").taps("H-buurt")
    layla.taps("📍 العنوان والهاتف").taps("📍 العنوان").says("شارع ١").sees("العنوان: شارع ١")
    layla.says("نعم").sees("✅")
    assert room(street).address == "شارع ١"
