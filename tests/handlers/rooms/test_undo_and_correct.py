"""Nothing is final at once: undo for ten minutes, correct for two weeks, and every step kept."""

from __future__ import annotations

import json

from tests.support.peek import changes_of, opening_of, openings_of
from tests.support.talk import Street


def test_opening_by_mistake_is_taken_back_within_ten_minutes(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    street.at("10:00")
    fatma.says("/open")
    street.at("10:10")
    fatma.taps("↩️ Undo").sees("↩️ Undone: I open.", "H-buurt: Today from 10:00.")
    fatma.sees("🟡 H-buurt: usually open now")
    assert openings_of(street) == []
    omar.says("/hours").sees("Nobody has opened yet.")
    fatma.says("/open").sees("H-buurt has been open since 10:10")


def test_after_ten_minutes_it_is_said_where_to_correct(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    street.later(minutes=10, seconds=1)
    fatma.taps("↩️ Undo").sees("This cannot be undone any more.", "under 📋")
    assert opening_of(street).closed_at is None


def test_undo_after_the_last_question_opens_the_room_again(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    street.at("10:00")
    fatma.says("/open").says("/count 4").says("/close").taps("15").taps("2")
    street.later(minutes=5)
    fatma.taps("↩️ Undo").sees(
        "↩️ Undone: I close.", "H-buurt has been open since 10:00", "People counted: 4"
    )
    made = opening_of(street)
    assert (made.closed_at, made.visits, made.new_faces) == (None, 4, None)
    omar.says("/hours").sees("🟢 H-buurt: open.")


def test_undo_of_one_count_takes_back_that_count_only(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").taps("+5").taps("+1").taps("↩️ Undo").sees(
        "↩️ Undone: 6 people.", "People counted: 5"
    )


def test_nobody_undoes_what_somebody_else_went_on_with(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    street.at("10:00")
    opened = fatma.says("/open").last
    ali.says("/open").taps("+1")
    fatma.taps("↩️ Undo", on=opened).sees("This cannot be undone any more.")
    assert opening_of(street).visits == 1


def test_undo_twice_is_undo_once(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    opened = fatma.says("/open").last
    fatma.taps("Undo", on=opened)
    fatma.says("/open")
    fatma.taps("Undo", on=opened).sees("This cannot be undone any more.")
    assert opening_of(street).closed_at is None


def test_undoing_a_close_does_not_open_a_room_that_is_open_again(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").says("/close")
    ali.says("/open")
    fatma.taps("↩️ Undo").sees("This cannot be undone any more.")
    assert [one.closed_at is None for one in openings_of(street)] == [False, True]


def test_yesterdays_count_is_corrected_and_what_it_was_is_kept(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").says("/close 15").taps("2")
    street.at("09:00", days=1)
    ali.says("/shifts").sees("H-buurt: Yesterday, Monday, 10:00 to 10:00. People: 15.")
    ali.taps("Monday 10:00").sees("How many people came?").taps("20").taps("3").sees("20 people")
    ali.sees("H-buurt: Yesterday, Monday, 10:00 to 10:00.")
    made = opening_of(street)
    assert (made.visits, made.new_faces) == (20, 3)
    kept = [json.loads(one.before).get("visits") for one in changes_of(street)]
    assert 15 in kept
    assert {one.person_id for one in changes_of(street)} == {fatma.person, ali.person}


def test_a_correction_is_undone_like_anything_else(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").says("/close 15").taps("2")
    street.at("09:00", days=1)
    fatma.says("/shifts").taps("Monday 10:00").taps("8").taps("0").taps("↩️ Undo").sees(
        "↩️ Undone: 8 people.", "H-buurt: Yesterday, Monday, 10:00 to 10:00."
    )
    made = opening_of(street)
    assert (made.visits, made.new_faces) == (15, 2)
    assert made.closed_at is not None


def test_one_corrects_the_openings_of_ones_own_rooms_only(street: Street) -> None:
    fatma, other = street.key_holder("h-buurt"), street.key_holder("holendrecht")
    street.at("10:00")
    fatma.says("/open").says("/close 15").taps("2")
    other.says("/shifts").sees_not("H-buurt")
    assert not any("✏️" in label for label in other.buttons())


def test_a_correction_one_thinks_better_of_changes_nothing(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").says("/close 15").taps("2")
    before = opening_of(street)
    fatma.says("/shifts").taps("Monday 10:00").taps("↩️ Undo").sees("It is back as it was.")
    assert opening_of(street) == before
    fatma.says("/shifts").sees("People: 15.")


def test_undoing_a_close_does_not_reach_back_over_a_later_opening(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    street.at("10:00")
    closed = fatma.says("/open").says("/close 4").last
    ali.says("/open").says("/close 3")
    street.later(minutes=2)
    fatma.taps("↩️ Undo", on=closed).sees("This cannot be undone any more.")
    assert all(one.closed_at for one in openings_of(street))
