"""One room with its way there, the nearest one, and what happens to words that nobody expected."""

from __future__ import annotations

from handlers.core.messages import Kind
from tests.support.peek import everything_kept
from tests.support.talk import Neighbour, Street, keys_of


def test_one_room_tells_all_one_needs_to_get_in(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    street.at("10:01")
    fatma.says("/open")
    omar.says("/hours").taps("H-buurt").sees(
        "🟢 H-buurt: open. Until 12:00.",
        "❗ Thursday closed. Reason: burst pipe.",
        "📍 Hofgeest 1",
        "☎ +31 20 555 0101",
    )
    omar.sees_not("Holendrecht")


def test_the_way_there_is_a_pin_on_the_map(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/hours").taps("H-buurt").taps("📍 How to get there").sees("Hofgeest 1")
    place = omar.last.place
    assert place
    assert (place.latitude, place.longitude, place.name) == (52.3122, 4.9611, "H-buurt")


def test_a_room_is_found_however_its_name_is_typed(street: Street) -> None:
    omar = street.neighbour()
    for typed in ("h-buurt", "H-BUURT", "h buurt", "hbuurt", " H-buurt "):
        omar.says(f"/hours {typed}").sees("Hofgeest 1").sees_not("Holendrecht")


def test_a_room_that_is_not_there_shows_the_ones_that_are(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/hours Hobbiton").sees("I do not know", "room")
    omar.sees("H-buurt: closed", "Holendrecht: closed")


def test_the_nearest_room_comes_first_and_the_place_is_not_kept(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/hours").taps("📍 Near me").sees("I use it once and do not keep it.")
    assert [key.asks_place for key in keys_of(omar.screen[-2])] == [True]
    omar.shares(52.29873, 4.96377).sees("🚶 1 minute on foot.")
    text = omar.last.text
    assert text.index("Holendrecht") < text.index("H-buurt")
    assert omar.buttons()[:2] == ["Holendrecht", "H-buurt"]
    omar.shares(52.31273, 4.96377)
    assert omar.last.text.index("H-buurt") < omar.last.text.index("Holendrecht")
    kept = everything_kept(street)
    assert not any(number in kept for number in ("52.298", "4.963", "52.312")), kept


def test_from_the_other_side_of_the_world_there_is_an_answer_too(street: Street) -> None:
    omar = street.neighbour()
    for place in ((90.0, 0.0), (-90.0, 180.0), (-52.3122, -175.0389), (0.0, -180.0)):
        omar.shares(*place).sees("H-buurt", "Holendrecht")


def test_words_that_nobody_expected_get_a_menu_and_a_person(street: Street) -> None:
    omar = street.neighbour()
    omar.says("asdf").sees("I did not understand.", "What do you need?")
    assert {"🕙 Opening hours", "🧑 A person"} <= set(omar.buttons())


def test_a_typed_number_in_any_digits_is_that_button(street: Street) -> None:
    omar = street.neighbour()
    for digits in ("2", "٢", "۲", "२", " 2 "):
        omar.says("/hours").says(digits).sees("Holendrechtplein 9")


def test_a_typed_number_without_a_button_is_not_understood(street: Street) -> None:
    omar = street.neighbour()
    for typed in ("0", "99", "-1"):
        omar.says("/hours").says(typed).sees("I did not understand.")


def test_a_typed_label_is_that_button(street: Street) -> None:
    omar = street.neighbour()
    for typed, seen in (
        ("holendrecht", "Holendrechtplein 9"),
        ("HOLENDRECHT", "Holendrechtplein 9"),
        ("near me", "Share where you are"),
        ("Opening hours", "🔴 H-buurt: closed."),
        ("🧑 a person", "☎ +31 20 555 0101"),
    ):
        omar.says("/hours").says(typed).sees(seen)


def test_a_person_is_always_near(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    omar.says("/person").sees("A neighbour of H-buurt reads it.")
    omar.sees("H-buurt opens next: Today at 10:00.")
    omar.taps("📞 Phone numbers").sees("☎ +31 20 555 0101", "☎ +31 20 555 0102")
    street.at("10:00")
    fatma.says("/open")
    omar.taps("🧑 A person").sees("H-buurt is open now.")
    fatma.does(Kind.LEFT)
    omar.taps("🧑 A person").sees("Nobody can read messages here now.", "☎ +31 20 555 0101")


def test_every_message_has_a_way_home_and_to_a_person(street: Street) -> None:
    fatma = street.key_holder("h-buurt", "holendrecht")
    omar = street.neighbour()
    street.at("10:00")
    for said in ("/start", "/menu", "/hours", "/hours h-buurt", "/person", "asdf", "/nonsense"):
        has_a_way_out(omar.says(said), said)
    for said in ("/open", "/open h-buurt", "/count", "4", "/close h-buurt", "9", "2", "/shifts"):
        has_a_way_out(fatma.says(said), said)


def has_a_way_out(neighbour: Neighbour, said: str) -> None:
    assert any("🧑" in label for label in neighbour.buttons()), (said, neighbour.transcript())
