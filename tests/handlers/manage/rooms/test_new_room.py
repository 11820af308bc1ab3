"""A new room, and one that moves: asked one by one, seen first, there in the next turn."""

from __future__ import annotations

import pytest

import locales
from storage.neighbourhood.rooms import Room
from storage.repositories.neighbourhoods import Source
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from tests.handlers.manage.rooms.test_details import of_room
from tests.handlers.manage.rooms.test_special_days import versions
from tests.handlers.rooms.subscribers import NEWS, subscriber
from tests.support.talk import Neighbour, Street


def asks_for_one(street: Street, nadia: Neighbour | None = None) -> Neighbour:
    nadia = nadia or street.coordinator()
    return nadia.says("/manage").taps("📆 Days and hours").taps("➕ New room")


def described(nadia: Neighbour, name: str = "The pantry") -> Neighbour:
    nadia.says(name).says("Hofgeest 22").shares(52.3130, 4.9611)
    return nadia.says("020 555 0109")


def rooms(street: Street) -> dict[str, Room]:
    """The rooms by their names."""
    return {one.name: one for one in street.view().neighbourhood.rooms}


def pantry(street: Street) -> Room:
    return rooms(street)["The pantry"]


def test_a_new_room_is_there_in_the_next_turn(street: Street) -> None:
    nadia = described(asks_for_one(street).sees("What is its name?"))
    nadia.sees("New room: The pantry.", "Address: Hofgeest 22", "It is on the map.")
    nadia.sees("Phone: 020 555 0109", "Nobody has to be told.")
    assert "The pantry" not in rooms(street)
    nadia.taps("✅ Yes, do it").sees("✅ Done.").taps("🕙 Usual hours").taps("📆 Tuesday")
    nadia.says("10-12").taps("✅ Yes, do it").sees("✅ Done.")
    made = pantry(street)
    assert (made.latitude, made.hours) == (52.3130, "Tu 10:00-12:00")
    street.neighbour().says("/hours the pantry").sees("The pantry", "Hofgeest 22")
    nadia.says("/invite the pantry").sees("new key-holder of The pantry")


@pytest.mark.parametrize(("language", "words"), [("en", "skip"), ("nl", "overslaan"), ("tr", "no")])
def test_what_there_is_none_of_is_skipped_by_a_word_too(
    street: Street, language: str, words: str
) -> None:
    nadia = street.coordinator(language)
    nadia.says("/manage").says(locales.sentence((language,), "btn", "📆 Days and hours").text)
    nadia.says(locales.sentence((language,), "btn", "➕ New room").text)
    nadia.says("The pantry").says("Hofgeest 22").says(words).says(words)
    nadia.taps(locales.sentence((language,), "btn", "✅ Yes, do it").text)
    assert (pantry(street).latitude, pantry(street).phone) == (None, None)


def test_undo_takes_it_away_again(street: Street) -> None:
    nadia = described(asks_for_one(street)).taps("✅ Yes, do it")
    nadia.taps("↩️ Undo").sees("This room is gone: The pantry.")
    assert "The pantry" not in rooms(street)


def test_a_new_room_has_nothing_of_one_that_left_a_file_without_ever_opening(
    street: Street,
) -> None:
    now = street.view().neighbourhood
    left = now.rooms[0].model_copy(update={"id": "the-pantry", "name": "The old pantry"})
    street.load(now.model_copy(update={"rooms": (*now.rooms, left)}))
    omar = subscriber(street, "the-pantry")
    street.load(now)
    described(asks_for_one(street)).taps("✅ Yes, do it")
    with street.database.reading() as store:
        assert store.subscriptions.rooms_of(omar.person) == {"the-pantry"}
    assert pantry(street).id != "the-pantry"


def test_whoever_held_a_key_of_before_holds_none_of_a_new_room(street: Street) -> None:
    fatma = street.key_holder("the-pantry-2")
    described(asks_for_one(street)).taps("✅ Yes, do it")
    assert pantry(street).id == "the-pantry-3"
    fatma.says("/open").sees_not("The pantry")


def test_a_name_that_is_taken_or_none_is_asked_again(street: Street) -> None:
    nadia = asks_for_one(street).says("HOLENDRECHT").sees("Another room has this name.")
    nadia.says("🎉🎉").sees("I cannot see any words.").says("x" * 41).sees("too long")
    nadia.says("\u202eغرفة \u200fالجيران").says("Hofgeest 22").taps("❌ Not on the map")
    nadia.says("12").sees("No phone can call this number.").taps("❌ No phone")
    nadia.sees("It is not on the map yet.", "There is no phone number.").taps("✅ Yes, do it")
    assert rooms(street)["غرفة الجيران"].id == "room-2"


def test_a_place_far_from_all_others_is_said(street: Street) -> None:
    nadia = asks_for_one(street).says("The pantry").says("Hofgeest 22").shares(48.85, 2.35)
    nadia.says("020 555 0109").sees("kilometres from every other room.")


def test_two_who_make_the_same_room_make_one(street: Street) -> None:
    first, second = described(asks_for_one(street)), described(asks_for_one(street))
    asked = first.last
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees("Another room has this name.")
    first.taps("✅ Yes, do it", on=asked)
    assert versions(street) == [Source.CHAT, Source.FILE]


def test_where_there_is_one_room_another_one_is_made_from_its_days(street: Street) -> None:
    loaded = street.view().neighbourhood
    only = tuple(one for one in loaded.activities if one.room == "h-buurt")
    street.load(loaded.model_copy(update={"rooms": loaded.rooms[:1], "activities": only}))
    asks_for_one(street).sees("What is its name?")


def test_a_room_that_moves_is_told_once(street: Street) -> None:
    omar = subscriber(street)
    nadia = of_room(street).taps("📍 Room moves").says("Gooiseweg 5").shares(52.3130, 4.9611)
    nadia.sees("H-buurt, from now on:", "Address: Gooiseweg 5", "1 person gets a message.")
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    for _ in range(2):
        street.later(minutes=1)
        street.tick()
    omar.sees(NEWS, "H-buurt has a new address: Gooiseweg 5.").reads()
    omar.hears_nothing()
    moved = rooms(street)["H-buurt"]
    assert (moved.address, moved.latitude) == ("Gooiseweg 5", 52.3130)
    nadia.taps("↩️ Undo").sees("H-buurt has a new address: Hofgeest 1.")
    assert rooms(street)["H-buurt"].latitude == 52.3122


def test_two_who_move_the_same_room_are_asked(street: Street) -> None:
    first = of_room(street).taps("📍 Room moves").says("Gooiseweg 5").shares(52.3130, 4.9611)
    second = of_room(street).taps("📍 Room moves").says("Gooiseweg 9").taps("❌ Not on the map")
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees("Somebody else changed this", "Gooiseweg 9")
    assert rooms(street)["H-buurt"].address == "Gooiseweg 5"
    second.taps("✅ Yes, do it")
    assert rooms(street)["H-buurt"].latitude is None


def test_a_new_room_from_a_browser(street: Street) -> None:
    rosa = street.neighbour(channel="web")
    rosa.arrives()
    with street.database.writing() as store:
        store.roles.give(rosa.person, Role(COORDINATOR, ""), street.now)
    described(asks_for_one(street, rosa)).taps("✅ Yes, do it").sees("✅ Done.")
    assert "The pantry" in rooms(street)


def test_whoever_only_holds_a_key_makes_and_moves_no_room(street: Street) -> None:
    nadia = asks_for_one(street)
    fatma = street.key_holder("h-buurt")
    fatma.says("/manage").sees_not("➕ New room")
    with street.database.writing() as store:
        for holder in store.roles.everybody():
            if holder.person == nadia.person:
                store.roles.end(holder.id, street.now)
        store.roles.give(nadia.person, Role(KEY_HOLDER, "h-buurt"), street.now)
    described(nadia)
    assert versions(street) == [Source.FILE]
