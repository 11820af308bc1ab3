"""How many came: counted in passing, told at closing, never made up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.peek import opening_of, openings_of
from tests.support.talk import Neighbour, Street


def opens(street: Street) -> Neighbour:
    """A key-holder who has just opened at ten."""
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    return fatma.says("/open")


def test_the_same_message_counts_up(street: Street) -> None:
    fatma = opens(street)
    for label, total in (("+1", 1), ("+1", 2), ("+5", 7), ("+1", 8)):
        fatma.taps(label).sees(f"People counted: {total}")
    assert len(fatma.screen) == 1, fatma.transcript()
    assert opening_of(street).visits == 8


def test_two_at_the_door_count_one_number(street: Street) -> None:
    fatma, ali = opens(street), street.key_holder("h-buurt")
    ali.says("/open")
    fatma.taps("+5")
    ali.taps("+1").sees("People counted: 6")
    fatma.taps("+1").sees("People counted: 7")


def test_a_number_can_be_typed_after_asking_for_it(street: Street) -> None:
    fatma = opens(street)
    fatma.taps("🔢 Number").sees("How many people came to H-buurt so far?")
    fatma.says("many").sees("I need a number.", "How many people came")
    fatma.says("٢٣").sees("People counted: 23")
    fatma.taps("+1").sees("People counted: 24")


def test_count_sets_the_number_in_any_digits(street: Street) -> None:
    fatma = opens(street)
    for typed, total in (("23", 23), ("٢٣", 23), ("०७", 7), ("0", 0), ("999", 999), ("  4 ", 4)):
        fatma.says(f"/count {typed}").sees(f"People counted: {total}")
        assert opening_of(street).visits == total


def test_what_is_no_number_of_people_changes_nothing(street: Street) -> None:
    fatma = opens(street)
    fatma.says("/count 7")
    for typed in ("-3", "−3", "abc", "1.5", "1,5", "²", "½", "Ⅷ", "0x1F", "1e3", "7 8", "+"):
        fatma.says(f"/count {typed}").sees("I need a number.", "Type a number from 0 to 999.")
    for typed in ("9999999", "1000", "9" * 13, "9" * 4000):
        fatma.says(f"/count {typed}").sees("That number cannot be right.")
    assert opening_of(street).visits == 7


def test_counting_stops_at_what_fits_in_a_room(street: Street) -> None:
    fatma = opens(street)
    fatma.says("/count 998").taps("+5").sees("People counted: 999")
    assert opening_of(street).visits == 999


def test_counting_without_an_open_room_says_what_to_do(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/count 5").sees("No room of yours is open now.")
    assert {"📋 My openings", "🔑 I open"} <= set(fatma.buttons())
    assert openings_of(street) == []


def test_a_name_after_the_number_says_which_room(street: Street) -> None:
    fatma = street.key_holder("h-buurt", "holendrecht")
    fatma.says("/open h-buurt").says("/open holendrecht")
    fatma.says("/count 12 h-buurt").sees("H-buurt is open", "People counted: 12")
    fatma.says("/count ፲፪ holendrecht").sees("Holendrecht is open", "People counted: 12")
    fatma.says("/count h-buurt").says("7").sees("H-buurt is open", "People counted: 7")
    fatma.says("/count 5 elsewhere").sees("I need a number.")
    noor = street.key_holder("h-buurt")
    noor.says("/count 5 holendrecht").sees("You have no key to Holendrecht.")
    fatma.says("/close 7 h-buurt")
    noor.says("/count 5 h-buurt").sees("H-buurt is not open.")


def test_a_number_that_comes_after_the_close_does_not_say_open(street: Street) -> None:
    fatma, ali = opens(street), street.key_holder("h-buurt")
    fatma.taps("🔢 Number")
    ali.says("/close 9")
    fatma.says("12").sees_not("H-buurt is open")
    fatma.says("/hours").sees("🔴 H-buurt: closed.")


def test_closing_asks_what_is_not_known_yet_and_thanks(street: Street) -> None:
    fatma = opens(street)
    street.at("11:58")
    fatma.taps("🔒 I close").sees("H-buurt is closed.", "How many people came?")
    fatma.taps("15").sees("How many came for the first time this year?")
    fatma.taps("2").sees("15 people", "2 new faces", "Thank you!", "This week", "15 visits")
    made = opening_of(street)
    assert (made.visits, made.new_faces, made.is_estimate) == (15, 2, False)
    assert made.closed_at == street.now


def test_the_running_count_is_the_first_guess_at_closing(street: Street) -> None:
    fatma = opens(street)
    fatma.says("/count 12").says("/close")
    assert fatma.buttons()[0] == "12"
    fatma.taps("12").says("0").sees("12 people", "0 new faces")
    assert opening_of(street).new_faces == 0


def test_close_with_a_number_asks_one_thing_less(street: Street) -> None:
    fatma = opens(street)
    fatma.says("/close 23").sees("H-buurt is closed.", "for the first time this year?")
    assert opening_of(street).visits == 23


def test_close_with_a_number_that_cannot_be_does_not_close(street: Street) -> None:
    fatma = opens(street)
    for typed in ("-3", "9999999", "1.5"):
        fatma.says(f"/close {typed}").sees("Type a number from 0 to 999.")
    assert opening_of(street).closed_at is None


def test_i_do_not_know_is_not_counted_and_never_nought(street: Street) -> None:
    fatma = opens(street)
    fatma.says("/close").taps("❔ I don't know").taps("❔ I don't know")
    fatma.sees("not counted", "Thank you!").sees_not(" 0 ", "0 people", "0 new")
    made = opening_of(street)
    assert (made.visits, made.new_faces) == (None, None)
    fatma.says("/shifts").sees("Not counted.").sees_not("People:")


def test_an_opening_that_was_not_counted_does_not_count_as_nought_in_the_week(
    street: Street,
) -> None:
    fatma = opens(street)
    fatma.says("/close 10").taps("I don't know").sees("10 visits")
    street.at("13:00")
    fatma.says("/open").says("/close").taps("I don't know").taps("I don't know")
    fatma.sees("not counted", "10 visits").sees_not("0 new")


def test_i_do_not_know_can_be_typed_too(street: Street) -> None:
    fatma = opens(street)
    for typed in ("I don't know", "i don't know", "❔ I don't know"):
        fatma.says("/close").says(typed).sees("for the first time this year?").says("/open")


def test_there_are_never_more_new_faces_than_faces(street: Street) -> None:
    fatma = opens(street)
    fatma.says("/close 3")
    fatma.says("4").sees("That is more than the 3 who came.", "for the first time this year?")
    fatma.says("3").sees("3 people", "3 new faces")


def test_a_smaller_correction_leaves_no_more_new_faces_than_faces(street: Street) -> None:
    fatma = opens(street)
    fatma.says("/close 15").says("5").says("/shifts").taps("Monday 10:00")
    fatma.says("2").taps("I don't know")
    made = opening_of(street)
    assert made.visits == 2
    assert made.new_faces is None or made.new_faces <= 2


def test_a_second_tap_on_the_same_answer_counts_once(street: Street) -> None:
    fatma = opens(street)
    asked = fatma.says("/close").last
    fatma.taps("20", on=asked)
    fatma.taps("8", on=asked).sees("for the first time this year?")
    street.later(minutes=1)
    fatma.taps("8", on=asked).sees("That question is over.", "for the first time this year?")
    assert opening_of(street).visits == 20


def test_closing_what_is_not_open_points_to_what_was_forgotten(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/close").sees("H-buurt is not open.", "under 📋")
    both = street.key_holder("h-buurt", "holendrecht")
    both.says("/close holendrecht").sees("Holendrecht is not open.")
    assert openings_of(street) == []


def test_with_two_keys_the_room_that_is_open_is_the_one_that_closes(street: Street) -> None:
    fatma = street.key_holder("h-buurt", "holendrecht")
    street.at("10:00")
    fatma.says("/open h-buurt").says("/close 4").sees("H-buurt is closed.")


def test_an_answer_that_comes_a_week_later_is_still_about_that_opening(street: Street) -> None:
    fatma = opens(street)
    asked = fatma.says("/close").last
    street.later(days=6)
    fatma.taps("10", on=asked).taps("1")
    made = opening_of(street)
    assert (made.visits, made.new_faces) == (10, 1)


def test_a_bare_number_at_the_door_never_closes_or_takes_back(street: Street) -> None:
    fatma = opens(street)
    for typed in ("4", "5", "8"):
        fatma.says(typed)
        assert opening_of(street).closed_at is None, typed


def test_in_the_middle_of_a_week_the_end_tells_how_often_it_opened(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    for day in (0, 1):
        street.at("10:05", days=day)
        fatma.says("/open")
        fatma.says("/close 9").taps("0")
    fatma.sees("This week H-buurt opened 2 times.", "18 visits were counted.")


def test_who_opened_a_room_counts_there_also_when_another_one_was_opened_later(
    street: Street,
) -> None:
    street.at("14:30", days=2)
    fatma, omar = street.key_holder("h-buurt", "kg-buurt"), street.key_holder("kg-buurt")
    fatma.says("/open h-buurt")
    street.later(minutes=5)
    with street.database.writing() as store:
        store.openings.open(
            "kg-buurt",
            street.now.date(),
            omar.person,
            now=street.now,
            expected_end=street.now + timedelta(hours=2),
            end_is_planned=False,
        )
    fatma.says("/count 7")
    with street.database.reading() as store:
        counted = {room: opening.visits for room, opening in store.openings.open_now().items()}
    assert counted == {"h-buurt": 7, "kg-buurt": None}


@pytest.mark.parametrize("label", ["+1", "+5", "🔢 Number"])
def test_a_button_of_a_room_whose_key_somebody_gave_back_is_over(
    street: Street, label: str
) -> None:
    street.at("10:00")
    fatma = street.key_holder("h-buurt", "kg-buurt")
    fatma.says("/open h-buurt")
    shown = fatma.last
    with street.database.writing() as store:
        (key,) = [one for one in store.roles.everybody() if one.role.scope == "h-buurt"]
        store.roles.end(key.id, street.now)
    fatma.taps(label, on=shown)
    fatma.sees("That question is over.")


def test_there_is_nothing_to_undo_where_nothing_was_done(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:05")
    fatma.says("/open")
    assert "↩️ Undo" in fatma.buttons()
    fatma.says("/open").sees("already been open")
    assert "↩️ Undo" not in fatma.buttons()


def test_a_night_that_began_last_week_says_nothing_of_this_one(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("23:30", days=6)
    fatma.says("/open")
    street.later(hours=1)
    fatma.says("/close 3").taps("0").sees("Thank you!").sees_not("This week")
    street.at("10:05")
    fatma.says("/open").says("/close 2").taps("0").sees("This week H-buurt opened 1 time.")
