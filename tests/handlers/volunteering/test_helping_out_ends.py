"""How an offer to help ends: nobody answered, somebody stops, is gone, or the room changes."""

from __future__ import annotations

from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.handlers.volunteering.helping import (
    NEWS,
    TOO_LATE,
    has_tried,
    is_invited,
    offer_of,
    offers_help,
    offers_of,
    wants_to_help,
)
from tests.support.peek import answers_well, loads, takes_keys_from
from tests.support.talk import Street


def test_after_two_days_the_coordinators_are_asked_once_more(street: Street) -> None:
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    wants_to_help(omar)
    for neighbour in (fatma, nour):
        neighbour.reads()
    for hours in (47, 1, 24):
        street.later(hours=hours)
        street.tick()
    assert sum("Somebody wants to help" in message for message in nour.unread) == 1
    nour.sees("Nobody has answered yet.")
    assert not any("Somebody wants" in message for message in fatma.reads())
    nour.taps("Come and see").sees("Which day for a try-out day")


def test_who_took_it_and_did_nothing_gives_it_back_after_two_days(street: Street) -> None:
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see")
    days = fatma.last
    street.later(days=2)
    street.tick()
    nour.sees("Nobody has answered yet.").taps("Come and see").sees("Which day")
    fatma.taps("Undo", on=days).sees(TOO_LATE)


def test_after_two_weeks_it_ends_kindly_with_the_hours_of_the_room(street: Street) -> None:
    street.key_holder("h-buurt")
    omar = street.neighbour()
    wants_to_help(omar)
    omar.reads()
    street.later(days=14)
    street.tick()
    omar.sees(
        "Sorry: nobody could answer your offer to help.", "🔴 H-buurt: closed.", "from 10:00."
    )
    assert omar.unread[0].startswith(NEWS)
    omar.reads()
    street.tick()
    omar.hears_nothing()
    omar.says("/volunteer").sees("What would you like to do?")


def test_the_volunteer_stops_at_any_time_and_the_buddy_hears_it(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    asked = omar.last
    omar.says("/volunteer").taps("❌ Stop").sees("✅ Stopped. Thank you for offering.")
    fatma.sees("There is no try-out day. Thank you for your help.")
    fatma.reads()
    omar.taps("I'm coming", on=asked).sees("That question is over.")
    omar.says("/volunteer").sees("What would you like to do?")
    fatma.hears_nothing()
    street.at("12:00", days=1)
    street.tick()
    fatma.hears_nothing()


def test_who_joined_can_stop_too(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    has_tried(street, omar, fatma)
    fatma.taps("Yes, joins")
    omar.says("/volunteer").taps("❌ Stop: 🍲 Cooking").sees("✅ Stopped.")
    omar.says("/volunteer").sees_not("You help in H-buurt")


def test_who_lost_the_key_takes_nothing_up_and_meets_nobody(street: Street) -> None:
    fatma, ali, omar = (
        street.key_holder("h-buurt"),
        street.key_holder("h-buurt"),
        street.neighbour(),
    )
    wants_to_help(omar)
    asked = ali.last
    fatma.taps("Come and see").taps("Tuesday 10:00").taps("I'll meet them")
    takes_keys_from(street, fatma)
    ali.reads()
    omar.taps("I'm coming")
    ali.sees("✅ The volunteer is coming.")
    street.at("12:00", days=1)
    street.tick()
    judged = ali.sees("Did the try-out day go well?").last
    takes_keys_from(street, ali)
    ali.taps("Yes, joins", on=judged).sees("Only key-holders can do this.")
    ali.taps("Come and see", on=asked).sees("Only key-holders can do this.")
    assert offer_of(street).state == "coming"


def test_when_the_buddy_lost_the_key_a_no_asks_everybody_again(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    ali, zoe = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    is_invited(street, omar, fatma)
    takes_keys_from(street, fatma)
    ali.reads()
    omar.taps("I cannot").sees("The room will answer you here again.")
    ali.sees("Somebody wants to help in H-buurt").taps("Come and see").sees("Which day")
    zoe.taps("Come and see").sees(TOO_LATE)


def test_nobody_answers_ones_own_offer(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    offers_help(fatma, "Children")
    fatma.sees_not("Somebody wants to help")
    ali.taps("Come and see").sees("Which day")


def test_who_blocked_the_bot_is_not_waited_for(street: Street) -> None:
    fatma, ali, omar = (
        street.key_holder("h-buurt"),
        street.key_holder("h-buurt"),
        street.neighbour(),
    )
    is_invited(street, omar, fatma)
    with street.database.writing() as store:
        store.people.leave(omar.person, street.now)
    street.tick()
    fatma.sees("There is no try-out day.")
    ali.taps("Come and see").sees("That is over now.")
    assert offer_of(street).state == "stopped"


def closes_on_tuesday(street: Street) -> None:
    closed = '{ date = 2026-11-17, closed = true, reason = { en = "flood", nl = "water" } },'
    loads(street, ("exceptions = [", f"exceptions = [\n  {closed}"))


def test_nobody_comes_to_a_trial_in_a_room_that_closes_that_day(
    street: Street, other_copy: Street
) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    omar.taps("I'm coming")
    comes = omar.last
    closes_on_tuesday(street)
    for neighbour in (omar, fatma):
        neighbour.reads()
    street.tick()
    omar.sees(NEWS, "H-buurt: closed on Tuesday 17 November.", "Reason: flood.")
    omar.sees("There is no try-out day then.", "The room will answer you here again.")
    fatma.sees("Try-out day in H-buurt: Tomorrow, Tuesday, from 10:00.", "Reason: flood.")
    fatma.sees("There is no try-out day then.", "Which other day is good?")
    assert "Tuesday 10:00" not in fatma.buttons()
    for neighbour in (omar, fatma):
        neighbour.reads()
    other_copy.tick()
    street.tick()
    for clock in ("08:00", "12:00"):
        street.at(clock, days=clock == "08:00")
        street.tick()
    omar.hears_nothing()
    fatma.hears_nothing()
    omar.taps("I cannot", on=comes).sees("That question is over.")
    fatma.taps("Wednesday 10:00").taps("I'll meet them")
    omar.sees("You are welcome in H-buurt: Tomorrow, Wednesday, from 10:00.")


def test_a_trial_in_a_room_that_opens_later_that_day_gets_another_time(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    loads(street, ("exceptions = [", 'exceptions = [{ date = 2026-11-17, hours = "13:30-16:00" },'))
    street.tick()
    omar.sees("H-buurt: other hours on Tuesday 17 November: 13:30 until 16:00.")
    omar.sees("There is no try-out day then.")
    fatma.taps("Tuesday 13:30").taps("I'll meet them")
    omar.sees("You are welcome in H-buurt: Tomorrow, Tuesday, from 13:30.")


def test_a_trial_stays_when_the_room_is_still_open_then(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    loads(street, ("Mo-Fr 10:00-12:00", "Mo-Fr 09:00-12:00"))
    for neighbour in (omar, fatma):
        neighbour.reads()
    street.tick()
    omar.hears_nothing()
    fatma.hears_nothing()
    assert offer_of(street).state == "invited"


def test_while_a_buddy_is_looked_for_only_the_room_hears_that_it_closes(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    omar = street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Tuesday 10:00").taps("Somebody else")
    asked = ali.last
    omar.reads()
    closes_on_tuesday(street)
    ali.taps("Yes", on=asked)
    omar.hears_nothing()
    street.tick()
    omar.hears_nothing()
    fatma.sees("H-buurt: closed on Tuesday 17 November.", "Which other day is good?")


def test_nobody_is_the_buddy_on_a_day_on_which_the_room_closes(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Tuesday 10:00")
    closes_on_tuesday(street)
    fatma.taps("I'll meet them").sees("Which day for a try-out day in H-buurt?")
    omar.sees_not("You are welcome")


def test_when_the_room_left_the_file_the_buddy_hears_that_there_is_no_trial(
    street: Street,
) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    fatma.reads()
    loads(street, ('id = "h-buurt"', 'id = "elsewhere"'))
    street.tick()
    omar.sees("The room you wanted to help in is gone.")
    fatma.sees(NEWS, "This room is not there any more.")
    fatma.sees("There is no try-out day. Thank you for your help.").reads()
    street.tick()
    fatma.hears_nothing()


def test_a_room_that_left_the_file_ends_its_offers_kindly(street: Street) -> None:
    fatma, omar, zoe = street.key_holder("h-buurt"), street.neighbour(), street.neighbour()
    wants_to_help(omar)
    zoe.says("/volunteer").taps("Cooking")
    rooms = zoe.last
    street.load(read_text(TWO_ROOMS.replace('id = "h-buurt"', 'id = "elsewhere"'), "moved.toml"))
    omar.says("/volunteer").sees("That room is not there any more.")
    fatma.taps("Come and see").sees("That question is over.")
    zoe.taps("H-buurt", on=rooms).sees("Where do you want to help?")
    street.tick()
    omar.sees("The room you wanted to help in is gone.")
    assert [offer.state for offer in offers_of(street)] == ["ended"]


def test_a_room_without_plans_has_no_day_to_choose(street: Street) -> None:
    closed = TWO_ROOMS.replace('hours = "Mo,We 18:00-02:00"', 'hours = "off"')
    street.load(read_text(closed, "closed.toml"))
    fatma, omar = street.key_holder("holendrecht"), street.neighbour()
    wants_to_help(omar, room="Holendrecht")
    fatma.taps("Come and see").sees("Holendrecht: nothing is planned.").taps("Undo")
    assert offer_of(street).state == "asked"


def test_a_day_that_passed_meanwhile_is_asked_again(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Monday 10:00")
    street.at("10:30")
    fatma.taps("I'll meet them").sees("Which day for a try-out day in H-buurt?")
    omar.sees_not("You are welcome")


def test_words_typed_in_between_get_an_answer(street: Street) -> None:
    omar = street.neighbour()
    for typed in ("cooking", "H-buurt", "99", "🙂", "/volunteer x"):
        answers_well(omar.says("/volunteer").says(typed), typed)
    omar.says("/volunteer").says("1").sees("Where do you want to help?").says("1")
    omar.sees("✅ Thank you!").says("1").sees("When does it suit you?").says("2")
    omar.sees("You offered help in H-buurt: 🍲 Cooking. 🌤️ Afternoons.")
