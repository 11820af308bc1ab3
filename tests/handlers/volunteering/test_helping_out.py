"""Somebody wants to help: three taps, one answer, a day to try, a buddy, and then a key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import func, select

from storage.neighbourhood.file import read_text
from storage.tables.people import invitations
from storage.tables.rooms import participants
from tests.conftest import TWO_ROOMS
from tests.handlers.volunteering.helping import (
    NEWS,
    TOO_LATE,
    forged,
    has_tried,
    is_invited,
    offer_of,
    offers_help,
    offers_of,
    wants_to_help,
)
from tests.support.peek import how_of, takes_keys_from
from tests.support.talk import Neighbour, Street

THANKS = "✅ Thank you!"


def test_what_and_where_are_two_taps_and_when_comes_afterwards(
    street: Street,
) -> None:
    omar = street.neighbour()
    omar.says("/menu").taps("More").taps("🌱 I want to help").sees("What would you like to do?")
    screens = len(omar.screen)
    omar.taps("🍲 Cooking").sees("Where do you want to help?").taps("Holendrecht")
    omar.sees(THANKS, "You'll see the answer here, Monday 30 November at the latest.")
    assert offer_of(street).times == "any"
    omar.taps("🕙 When it suits me").sees("When does it suit you?").taps("Afternoons")
    omar.sees("You offered help in Holendrecht: 🍲 Cooking. 🌤️ Afternoons.")
    assert len(omar.screen) == screens
    offer = offer_of(street)
    assert (offer.room, offer.what, offer.times, offer.state) == (
        "holendrecht",
        "cook",
        "afternoon",
        "asked",
    )


def test_the_second_tap_of_a_double_tap_undoes_nothing(street: Street) -> None:
    omar = offers_help(street.neighbour())
    omar.taps("↩️ Undo").sees(THANKS)
    assert offer_of(street).state == "asked"
    street.later(seconds=5)
    omar.taps("↩️ Undo").sees("✅ Stopped.")
    assert offer_of(street).state == "stopped"


def test_buttons_of_the_longer_way_lead_on(street: Street) -> None:
    """Before, when it suits was asked too, and then whether all that is right."""
    omar, old = street.neighbour(), {"what": "cook", "room": "h-buurt", "when": "morning"}
    for args in ({"what": "cook"}, {"what": "cook", "room": "h-buurt"}, old):
        forged(omar, "volunteer.choose", **args).sees("Where do you want to help?")
    assert offers_of(street) == []
    forged(omar, "volunteer.offer", **old, after=0).sees(THANKS)
    assert offer_of(street).times == "morning"


def test_when_it_suits_is_told_once_and_by_nobody_else(street: Street) -> None:
    fatma, omar, eve = street.key_holder("h-buurt"), street.neighbour(), street.neighbour()
    wants_to_help(omar)
    asked = offer_of(street).id
    fatma.sees("🍲 Cooking. 🌤️ Afternoons.").reads()
    forged(omar, "volunteer.when", offer=asked, when="evening").sees("🌤️ Afternoons.")
    forged(eve, "volunteer.when", offer=asked, when="evening").sees("That question is over.")
    fatma.hears_nothing()


def test_with_one_room_nobody_is_asked_where(street: Street) -> None:
    parts = TWO_ROOMS.split("[[rooms]]")
    street.load(read_text(f"{parts[0]}[[rooms]]{parts[1]}", "one-room.toml"))
    omar = street.neighbour()
    omar.says("/volunteer").taps("Repairing").sees(THANKS)


def test_the_room_and_the_coordinators_hear_of_it_and_not_who(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    other, omar = street.key_holder("holendrecht"), street.neighbour("ar")
    omar.says("/volunteer").says("1").says("1").says("1").says("2")
    for neighbour in (fatma, nour):
        neighbour.sees("🌱 Somebody wants to help in H-buurt: 🍲 Cooking. 🌤️ Afternoons.")
        neighbour.sees("🌐 Language: Arabic.")
        assert {"✅ Come and see", "❌ Not now"} <= set(neighbour.buttons())
    other.hears_nothing()


def test_a_second_yes_and_an_old_yes_make_no_second_offer(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    omar.says("/volunteer").taps("Cooking")
    asked = omar.last
    omar.taps("H-buurt", on=asked)
    fatma.reads()
    omar.taps("H-buurt", on=asked).sees("You offered help in H-buurt")
    fatma.hears_nothing()
    omar.says("/volunteer").taps("❌ Stop").sees("✅ Stopped.")
    omar.taps("H-buurt", on=asked).sees("That question is over.")
    assert [offer.state for offer in offers_of(street)] == ["stopped"]


def test_the_first_to_answer_takes_it_and_the_others_are_told(street: Street) -> None:
    fatma, ali, omar = (
        street.key_holder("h-buurt"),
        street.key_holder("h-buurt"),
        street.neighbour(),
    )
    wants_to_help(omar)
    fatma.taps("Come and see").sees("Which day for a try-out day in H-buurt?")
    ali.taps("Come and see").sees(TOO_LATE)
    assert offer_of(street).answered_by == fatma.person


def test_of_two_who_tap_in_the_same_second_one_has_it(street: Street, other_copy: Street) -> None:
    fatma, ali, omar = (
        street.key_holder("h-buurt"),
        street.key_holder("h-buurt"),
        street.neighbour(),
    )
    wants_to_help(omar)
    ready = Barrier(2)

    def come(neighbour: Neighbour, place: Street) -> None:
        mine = Neighbour(place, neighbour.address)
        mine.screen = list(neighbour.screen)
        ready.wait()
        mine.taps("Come and see")

    with ThreadPoolExecutor(2) as both:
        done = [both.submit(come, fatma, street), both.submit(come, ali, other_copy)]
        for answer in done:
            answer.result()
    street.deliver()
    taken = offer_of(street)
    assert taken.state == "taken"
    assert taken.answered_by in {fatma.person, ali.person}
    with street.database.reading() as store:
        said = [
            "Somebody answered" in store.sent.newest_of(key_holder.person).payload  # type: ignore[union-attr]
            for key_holder in (fatma, ali)
        ]
    assert sorted(said) == [False, True]


def test_not_now_leaves_it_to_the_others(street: Street) -> None:
    fatma, ali, omar = (
        street.key_holder("h-buurt"),
        street.key_holder("h-buurt"),
        street.neighbour(),
    )
    wants_to_help(omar)
    fatma.taps("Not now").sees("The others can still answer.")
    ali.taps("Come and see").sees("Which day")


def test_the_buddy_chooses_a_day_and_hears_the_answer(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see")
    days = [label for label in fatma.buttons() if ":" in label]
    # Thursday is closed, and Friday opens later: special days count.
    assert days[:2] == ["Monday 10:00", "Monday 13:00"]
    assert days[-1] == "Wednesday 13:00"
    omar.reads()
    fatma.taps("Tuesday 10:00").sees("Who will meet the volunteer?").taps("I'll meet them")
    fatma.sees("✅ You will meet the volunteer. Thank you!")
    omar.sees(
        "You are welcome in H-buurt: Tomorrow, Tuesday, from 10:00.", "A key-holder will meet you."
    )
    assert omar.unread[0].startswith(NEWS)
    fatma.reads()
    omar.taps("✅ I'm coming").sees("✅ Nice!")
    fatma.sees(
        "Try-out day in H-buurt: Tomorrow, Tuesday, from 10:00.", "✅ The volunteer is coming."
    )
    fatma.reads()
    omar.says("/volunteer").sees("You are welcome in H-buurt: Tomorrow, Tuesday, from 10:00.")
    fatma.hears_nothing()


def test_a_day_that_does_not_suit_is_chosen_again(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    asked = omar.last
    omar.taps("I cannot").sees("Thank you for telling us.")
    fatma.sees("The volunteer cannot come then.").taps("Wednesday 10:00").taps("I'll meet them")
    omar.sees("You are welcome in H-buurt: Wednesday from 10:00.")
    # The buttons of the first day say nothing about the second.
    omar.taps("I'm coming", on=asked).sees("Wednesday from 10:00.")
    assert offer_of(street).state == "invited"


def test_another_key_holder_is_the_buddy_and_the_first_yes_wins(street: Street) -> None:
    fatma, ali, zoe = (street.key_holder("h-buurt") for _ in range(3))
    omar = street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Monday 13:00").taps("Somebody else")
    fatma.sees("I'll ask the other key-holders.")
    zoe.sees("Do you want to meet the volunteer?").taps("No").sees("The others can still answer.")
    ali.taps("Yes").sees("✅ You will meet the volunteer.")
    fatma.sees("Another key-holder will meet the volunteer.")
    omar.sees("You are welcome in H-buurt: Today from 13:00.").taps("I'm coming")
    ali.sees("✅ The volunteer is coming.")
    zoe.says("/menu")
    assert offer_of(street).buddy_id == ali.person


def test_two_who_both_want_to_be_the_buddy_are_one(street: Street) -> None:
    fatma, ali, zoe = (street.key_holder("h-buurt") for _ in range(3))
    omar = street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Monday 13:00").taps("Somebody else")
    ali.taps("Yes")
    omar.reads()
    zoe.taps("Yes").sees(TOO_LATE)
    omar.hears_nothing()
    assert offer_of(street).buddy_id == ali.person


def test_a_room_with_one_key_holder_has_no_other_buddy(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Tuesday 10:00").taps("Somebody else")
    fatma.sees("Nobody else holds a key to H-buurt.").taps("I'll meet them")
    omar.sees("You are welcome in H-buurt")


def test_who_thinks_better_of_it_gives_it_back(street: Street) -> None:
    fatma, ali, omar = (
        street.key_holder("h-buurt"),
        street.key_holder("h-buurt"),
        street.neighbour(),
    )
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Undo").sees(
        "↩️ Undone: Come and see.", "Somebody wants to help"
    )
    fatma.taps("Come and see").taps("Tuesday 10:00").taps("Undo").sees(
        "↩️ Undone: Come and see.", "Try-out day in H-buurt: Tomorrow, Tuesday, from 10:00."
    )
    ali.taps("Come and see").sees("Which day")
    fatma.taps("Come and see").sees(TOO_LATE)


def test_both_are_reminded_two_hours_before_once(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    omar.taps("I'm coming")
    street.at("07:59", days=1)
    for neighbour in (omar, fatma):
        neighbour.reads()
    street.tick()
    omar.hears_nothing()
    street.later(minutes=1)
    street.tick()
    omar.sees("You are welcome in H-buurt: Today from 10:00.")
    assert omar.unread[0].startswith(NEWS)
    fatma.sees("The volunteer is coming. Please be there.")
    for neighbour in (omar, fatma):
        neighbour.reads()
    street.later(minutes=30)
    street.tick()
    omar.hears_nothing()
    fatma.hears_nothing()


def test_who_agreed_an_hour_before_needs_no_reminder(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Monday 10:00").taps("I'll meet them")
    omar.taps("I'm coming")
    omar.reads()
    street.tick()
    omar.hears_nothing()


def test_who_joins_counts_as_a_volunteer_of_the_year_without_a_name(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    has_tried(street, omar, fatma)
    omar.reads()
    asked = fatma.last
    fatma.taps("✅ Yes, joins").sees("H-buurt has a new volunteer.")
    omar.sees("🎉 You help in H-buurt from now on.", "The neighbours are glad that you came.")
    fatma.taps("Not now", on=asked).sees(TOO_LATE)
    with street.database.reading() as store:
        (row,) = store.connection.execute(select(participants))
        mark, how = street.database.keys.of_year(2026, omar.person), how_of(store, row)
    assert (how, row.room, row.mark) == ("volunteer", "h-buurt", mark)
    omar.says("/volunteer").sees("🌱 You help in H-buurt: 🍲 Cooking.")
    street.tick()
    street.at("12:00", days=3)
    fatma.reads()
    street.tick()
    fatma.hears_nothing()


def test_a_trial_that_does_not_fit_ends_kindly(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    has_tried(street, omar, fatma)
    omar.reads()
    fatma.taps("Not now").sees("I'll tell the volunteer gently.")
    omar.sees("Thank you for your try-out day in H-buurt.", "You are always welcome with us.")
    with street.database.reading() as store:
        assert (
            store.connection.execute(select(func.count()).select_from(participants)).scalar() == 0
        )


def test_a_trial_is_not_judged_before_it_was(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    has_tried(street, omar, fatma)
    street.now -= timedelta(days=1)
    fatma.taps("Yes, joins").sees("Try-out day in H-buurt")
    assert offer_of(street).state == "coming"


def test_a_trial_nobody_speaks_of_is_asked_of_the_coordinators_too(street: Street) -> None:
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    has_tried(street, omar, fatma)
    nour.reads()
    street.later(days=2)
    street.tick()
    nour.sees("Did the try-out day go well?").taps("Yes, joins")
    fatma.taps("Yes, joins").sees(TOO_LATE)
    omar.sees("You help in H-buurt from now on.")


def test_a_volunteer_for_a_key_gets_the_usual_question_from_the_coordinator(street: Street) -> None:
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    has_tried(street, omar, fatma, "Holding a key")
    fatma.taps("Yes, joins")
    nour.sees("🔑 A volunteer in H-buurt wants to hold a key.")
    asked = nour.last
    omar.reads()
    nour.taps("✉️ Invite", on=asked).sees("✅ I'm asking the volunteer now.")
    omar.sees("🔑 Key-holder of H-buurt", "Do you want this?")
    assert omar.unread[0].startswith(NEWS)
    omar.reads()
    nour.taps("✉️ Invite", on=asked)
    omar.hears_nothing()
    with street.database.reading() as store:
        assert store.connection.execute(select(func.count()).select_from(invitations)).scalar() == 1
    omar.taps("✅ Yes").sees("Welcome to the team!")
    nour.sees("🔑 H-buurt has a new key-holder.").taps("Invite", on=asked).sees(TOO_LATE)


def test_an_invitation_that_got_too_old_is_sent_again_the_next_day(street: Street) -> None:
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    has_tried(street, omar, fatma, "Holding a key")
    fatma.taps("Yes, joins")
    asked = nour.last
    nour.taps("✉️ Invite", on=asked)
    old = omar.last
    street.later(days=1)
    omar.taps("Yes", on=old).sees("This link is too old.")
    nour.taps("✉️ Invite", on=asked)
    omar.taps("Yes").sees("Welcome to the team!")


def test_only_a_coordinator_sends_a_key(street: Street) -> None:
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    has_tried(street, omar, fatma, "Holding a key")
    fatma.taps("Yes, joins").sees_not("wants to hold a key")
    takes_keys_from(street, nour)
    nour.taps("✉️ Invite").sees("Only the coordinator can do this.")
    with street.database.reading() as store:
        assert store.connection.execute(select(func.count()).select_from(invitations)).scalar() == 0
