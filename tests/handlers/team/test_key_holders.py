"""The key-holder at the door: I open. Cold hands, one thumb, and nobody else's door."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from storage.neighbourhood.model import Neighbourhood
from tests.support.peek import effects, opening_of, openings_of, takes_keys_from
from tests.support.talk import Street, keys_of


def test_with_one_key_one_tap_is_enough(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:02")
    fatma.says("/menu").taps("🔑 I open").sees("H-buurt has been open since 10:02. Until 12:00.")
    assert {"+1", "+5", "🔒 I close", "↩️ Undo"} <= set(fatma.buttons())


def test_with_two_keys_it_takes_two_taps_and_no_typing(street: Street) -> None:
    fatma = street.key_holder("h-buurt", "holendrecht")
    street.at("17:50")
    fatma.says("/open").sees("Which room?").taps("Holendrecht")
    fatma.sees("Holendrecht has been open since 17:50. Until 02:00.")
    assert opening_of(street).room == "holendrecht"


def test_a_room_can_be_named_in_many_ways_but_never_guessed_wrong(street: Street) -> None:
    street.at("17:50")
    for typed in ("holendrecht", "HOLENDRECHT", "Holendrect"):
        fatma = street.key_holder("h-buurt", "holendrecht")
        fatma.says(f"/open {typed}").sees("Holendrecht has ")
    fatma.says("/open the moon").sees("I do not know", "Which room?")
    assert [one.room for one in openings_of(street)] == ["holendrecht"]


def test_a_key_opens_its_own_door_only(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("18:00")
    fatma.says("/open holendrecht").sees("You have no key to Holendrecht.")
    fatma.says("/close holendrecht").sees("You have no key to Holendrecht.")
    assert openings_of(street) == []


def test_a_name_that_only_looks_like_ones_own_room_opens_nothing(
    street: Street, example: Neighbourhood
) -> None:
    street.load(example)
    fatma = street.key_holder("h-buurt")
    street.at("13:30", days=1)
    fatma.says("/open KG-buurt").sees("You have no key to KG-buurt.")
    assert openings_of(street) == []


def test_early_late_and_between_two_blocks_belong_to_the_block_at_hand(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    for clock, until in (("06:30", "12:00"), ("11:59", "12:00"), ("12:10", "16:00")):
        street.at(clock)
        fatma.says("/open").sees(f"H-buurt has been open since {clock}. Until {until}.")
        fatma.taps("🔒 I close")


def test_a_door_that_nobody_closed_does_not_keep_the_next_block_shut(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    street.at("13:05")
    ali.says("/open").sees("H-buurt has been open since 13:05. Until 16:00.")
    morning, afternoon = openings_of(street)
    assert morning.is_estimate
    assert morning.closed_at == morning.expected_end
    assert afternoon.closed_at is None


def test_already_open_says_since_when_and_not_by_whom(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    street.at("10:02")
    fatma.says("/open").taps("+5")
    street.at("10:30")
    ali.says("/open").sees("H-buurt has already been open since 10:00.", "People counted: 5")
    ali.sees_not(str(fatma.person))
    assert "↩️ Undo" not in ali.buttons()
    ali.taps("+1").sees("People counted: 6")
    assert opening_of(street).opened_by == fatma.person


def test_two_who_open_in_the_same_second_open_once(street: Street) -> None:
    two = [street.key_holder("h-buurt"), street.key_holder("h-buurt")]
    street.at("10:00")
    end, ready = street.now.replace(hour=11), Barrier(2)

    def opens(person: int) -> bool:
        ready.wait()
        with street.database.writing() as store:
            day = street.now.date()
            made = store.openings.open(
                "h-buurt", day, person, now=street.now, expected_end=end, end_is_planned=True
            )
            return made is not None

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(opens, [one.person for one in two])) == [False, True]
    assert opening_of(street).room == "h-buurt"


def test_a_stranger_gets_a_kind_no_and_nothing_happens(street: Street) -> None:
    omar, before = street.neighbour(), effects(street)
    for said in ("/open", "/open h-buurt", "/count 5", "/close", "/close 5", "/shifts"):
        omar.says(said).sees("Only key-holders can do this.", "Do you want to hold a key?")
    assert effects(street) == before
    assert "🔑 I open" not in omar.says("/menu").buttons()


def test_a_key_that_is_taken_away_works_no_more_from_the_next_tap_on(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    street.at("09:00")
    ali.says("/shifts").taps("➕ One I forgot")
    street.at("10:00")
    fatma.says("/open").taps("+1")
    opened = fatma.last
    fatma.says("/close").taps("8")
    for one in (fatma, ali):
        takes_keys_from(street, one)
    before = effects(street)
    for message in (opened, fatma.last):
        for key in keys_of(message):
            fatma.taps(key.label, on=message)
            assert effects(street) == before, key.label
    for said in ("/open", "/count 3", "/close 3", "/shifts", "3"):
        fatma.says(said)
        assert effects(street) == before, said
    ali.taps("Today")
    assert effects(street) == before


def test_a_key_that_is_taken_away_takes_nothing_back_either(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    takes_keys_from(street, fatma)
    fatma.taps("↩️ Undo").sees_not("Undone")
    assert opening_of(street).closed_at is None


def test_a_room_that_left_the_file_leaves_no_button_that_breaks(
    street: Street, example: Neighbourhood
) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    opened = fatma.last
    others = tuple(room for room in example.rooms if room.id != "h-buurt")
    street.load(example.model_copy(update={"rooms": others, "activities": ()}))
    for key in keys_of(opened):
        fatma.taps(key.label, on=opened).sees_not("Sorry, that went wrong here.")
    street.at("12:40")
    street.tick()
    fatma.says("/hours").sees("Holendrecht").sees_not("H-buurt")
