"""I want to help: three taps, one answer from the room, a trial with a buddy, and then a place."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from sqlalchemy import Row, func, select

from storage.neighbourhood.file import read_text
from storage.tables.people import invitations
from storage.tables.rooms import participants
from storage.tables.volunteering import offers
from tests.conftest import TWO_ROOMS
from tests.support.peek import answers_well, loads, takes_keys_from
from tests.support.talk import Neighbour, Street

NEWS = "There is news for you about the neighbourhood room."
THANKS = "✅ Thank you! The room answers you here."
TOO_LATE = "Somebody answered already. Thank you!"


def offers_of(street: Street) -> list[Row[Any]]:
    with street.database.reading() as store:
        return list(store.connection.execute(select(offers).order_by(offers.c.id)))


def offer_of(street: Street) -> Row[Any]:
    (only,) = offers_of(street)
    return only


def wants_to_help(neighbour: Neighbour, what: str = "Cooking", room: str = "H-buurt") -> Neighbour:
    """Three taps and a yes."""
    return neighbour.says("/volunteer").taps(what).taps(room).taps("Afternoons").taps("Yes")


def is_invited(street: Street, omar: Neighbour, fatma: Neighbour, what: str = "Cooking") -> None:
    """Omar offered, Fatma took it up and meets him on Tuesday at 10:00."""
    wants_to_help(omar, what)
    fatma.taps("Come and see").taps("Tuesday 10:00").taps("I am the buddy")
    omar.sees("You are welcome in H-buurt: Tomorrow, Tuesday, from 10:00.")


def has_tried(street: Street, omar: Neighbour, fatma: Neighbour, what: str = "Cooking") -> None:
    """It is Tuesday noon: Omar was there, and Fatma is asked how it was."""
    is_invited(street, omar, fatma, what)
    omar.taps("I come")
    street.at("12:00", days=1)
    fatma.reads()
    street.tick()
    fatma.sees("Did the trial go well?")


def test_what_where_and_when_are_three_taps_in_one_message(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/menu").taps("🌱 I want to help").sees("What do you like to do?")
    screens = len(omar.screen)
    omar.taps("🍲 Cooking").sees("Where do you want to help?").taps("Holendrecht")
    omar.sees("When does it suit you?").taps("Afternoons")
    omar.sees("You want to help in Holendrecht: 🍲 Cooking. 🌤️ Afternoons.", "Is that right?")
    assert offers_of(street) == []
    omar.taps("✅ Yes").sees(THANKS)
    assert len(omar.screen) == screens
    made = offer_of(street)
    assert (made.room, made.what, made.times, made.state) == (
        "holendrecht",
        "cook",
        "afternoon",
        "asked",
    )


def test_a_no_begins_again_and_keeps_nothing(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/volunteer").taps("Children").taps("H-buurt").taps("Any time").taps("❌ No")
    omar.sees("What do you like to do?")
    assert offers_of(street) == []


def test_with_one_room_nobody_is_asked_where(street: Street) -> None:
    parts = TWO_ROOMS.split("[[rooms]]")
    street.load(read_text(f"{parts[0]}[[rooms]]{parts[1]}", "one-room.toml"))
    omar = street.neighbour()
    omar.says("/volunteer").taps("Repairing").sees("When does it suit you?")
    omar.taps("Weekend").sees("H-buurt: 🔧 Repairing").taps("Yes").sees(THANKS)


def test_the_room_and_the_coordinators_hear_of_it_and_not_who(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    other, omar = street.key_holder("holendrecht"), street.neighbour("ar")
    omar.says("/volunteer").says("1").says("1").says("2").says("1")
    for one in (fatma, nour):
        one.sees("🌱 Somebody wants to help in H-buurt: 🍲 Cooking. 🌤️ Afternoons.")
        one.sees("Language: العربية.")
        assert {"✅ Come and see", "❌ Not now"} <= set(one.buttons())
    other.hears_nothing()


def test_a_second_yes_and_an_old_yes_make_no_second_offer(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    omar.says("/volunteer").taps("Cooking").taps("H-buurt").taps("Mornings")
    asked = omar.last
    omar.taps("Yes", on=asked)
    fatma.reads()
    omar.taps("Yes", on=asked).sees("You offered help in H-buurt")
    fatma.hears_nothing()
    omar.says("/volunteer").taps("❌ Stop").sees("✅ Stopped.")
    omar.taps("Yes", on=asked).sees("That question is over.")
    assert [one.state for one in offers_of(street)] == ["stopped"]


def test_the_first_to_answer_takes_it_and_the_others_are_told(street: Street) -> None:
    fatma, ali, omar = (
        street.key_holder("h-buurt"),
        street.key_holder("h-buurt"),
        street.neighbour(),
    )
    wants_to_help(omar)
    fatma.taps("Come and see").sees("Which day for a trial in H-buurt?")
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
        for one in done:
            one.result()
    street.deliver()
    taken = offer_of(street)
    assert taken.state == "taken"
    assert taken.answered_by in {fatma.person, ali.person}
    with street.database.reading() as store:
        said = [
            "Somebody answered" in store.sent.newest_of(one.person).payload  # type: ignore[union-attr]
            for one in (fatma, ali)
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
    days = [one for one in fatma.buttons() if ":" in one]
    # Thursday is closed, and Friday opens later: special days count.
    assert days[:2] == ["Monday 10:00", "Monday 13:00"]
    assert days[-1] == "Wednesday 13:00"
    omar.reads()
    fatma.taps("Tuesday 10:00").sees("Who meets the volunteer?").taps("I am the buddy")
    fatma.sees("✅ You meet the volunteer. Thank you!")
    omar.sees(
        "You are welcome in H-buurt: Tomorrow, Tuesday, from 10:00.", "A key-holder meets you."
    )
    assert omar.unread[0].startswith(NEWS)
    fatma.reads()
    omar.taps("✅ I come").sees("✅ Nice!")
    fatma.sees("Trial in H-buurt: Tomorrow, Tuesday, from 10:00.", "✅ The volunteer comes.")
    fatma.reads()
    omar.says("/volunteer").sees("You are welcome in H-buurt: Tomorrow, Tuesday, from 10:00.")
    fatma.hears_nothing()


def test_a_day_that_does_not_suit_is_chosen_again(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    asked = omar.last
    omar.taps("I cannot").sees("Thank you for telling us.")
    fatma.sees("The volunteer cannot come then.").taps("Wednesday 10:00").taps("I am the buddy")
    omar.sees("You are welcome in H-buurt: Wednesday from 10:00.")
    # The buttons of the first day say nothing about the second.
    omar.taps("I come", on=asked).sees("Wednesday from 10:00.")
    assert offer_of(street).state == "invited"


def test_another_key_holder_is_the_buddy_and_the_first_yes_wins(street: Street) -> None:
    fatma, ali, zoe = (street.key_holder("h-buurt") for _ in range(3))
    omar = street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Monday 13:00").taps("Somebody else")
    fatma.sees("I ask the other key-holders.")
    zoe.sees("Do you want to meet the volunteer?").taps("No").sees("The others can still answer.")
    ali.taps("Yes").sees("✅ You meet the volunteer.")
    fatma.sees("Another key-holder meets the volunteer.")
    omar.sees("You are welcome in H-buurt: Today from 13:00.").taps("I come")
    ali.sees("✅ The volunteer comes.")
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
    fatma.sees("Nobody else holds a key to H-buurt.").taps("I am the buddy")
    omar.sees("You are welcome in H-buurt")


def test_who_thinks_better_of_it_gives_it_back(street: Street) -> None:
    fatma, ali, omar = (
        street.key_holder("h-buurt"),
        street.key_holder("h-buurt"),
        street.neighbour(),
    )
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Undo").sees("Undone.", "Somebody wants to help")
    ali.taps("Come and see").sees("Which day")
    fatma.taps("Come and see").sees(TOO_LATE)


def test_both_are_reminded_two_hours_before_once(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    omar.taps("I come")
    street.at("07:59", days=1)
    for one in (omar, fatma):
        one.reads()
    street.tick()
    omar.hears_nothing()
    street.later(minutes=1)
    street.tick()
    omar.sees("You are welcome in H-buurt: Today from 10:00.")
    assert omar.unread[0].startswith(NEWS)
    fatma.sees("The volunteer comes. Please be there.")
    for one in (omar, fatma):
        one.reads()
    street.later(minutes=30)
    street.tick()
    omar.hears_nothing()
    fatma.hears_nothing()


def test_who_agreed_an_hour_before_needs_no_reminder(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    wants_to_help(omar)
    fatma.taps("Come and see").taps("Monday 10:00").taps("I am the buddy")
    omar.taps("I come")
    omar.reads()
    street.tick()
    omar.hears_nothing()


def test_who_joins_counts_as_a_volunteer_of_the_year_without_a_name(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    has_tried(street, omar, fatma)
    omar.reads()
    asked = fatma.last
    fatma.taps("✅ Yes, joins").sees("H-buurt has a new volunteer.")
    omar.sees("✅ You help in H-buurt from now on. Thank you!")
    fatma.taps("Not now", on=asked).sees(TOO_LATE)
    with street.database.reading() as store:
        (row,) = store.connection.execute(select(participants))
        mark = street.database.keys.of_year(2026, omar.person)
    assert (row.how, row.room, row.mark) == ("volunteer", "h-buurt", mark)
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
    fatma.taps("Not now").sees("I tell the volunteer kindly.")
    omar.sees("Thank you for your trial in H-buurt.", "You are always welcome.")
    with street.database.reading() as store:
        assert (
            store.connection.execute(select(func.count()).select_from(participants)).scalar() == 0
        )


def test_a_trial_is_not_judged_before_it_was(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    has_tried(street, omar, fatma)
    street.now -= timedelta(days=1)
    fatma.taps("Yes, joins").sees("Trial in H-buurt")
    assert offer_of(street).state == "coming"


def test_a_trial_nobody_speaks_of_is_asked_of_the_coordinators_too(street: Street) -> None:
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    has_tried(street, omar, fatma)
    nour.reads()
    street.later(days=2)
    street.tick()
    nour.sees("Did the trial go well?").taps("Yes, joins")
    fatma.taps("Yes, joins").sees(TOO_LATE)
    omar.sees("You help in H-buurt from now on.")


def test_a_volunteer_for_a_key_gets_the_usual_question_from_the_coordinator(street: Street) -> None:
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    has_tried(street, omar, fatma, "Holding a key")
    fatma.taps("Yes, joins")
    nour.sees("🔑 A volunteer in H-buurt wants to hold a key.")
    asked = nour.last
    omar.reads()
    nour.taps("✉️ Invite", on=asked).sees("✅ The volunteer is asked now.")
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


def test_after_two_days_the_coordinators_are_asked_once_more(street: Street) -> None:
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    wants_to_help(omar)
    for one in (fatma, nour):
        one.reads()
    for hours in (47, 1, 24):
        street.later(hours=hours)
        street.tick()
    assert sum("Somebody wants to help" in one for one in nour.unread) == 1
    nour.sees("Nobody has answered yet.")
    assert not any("Somebody wants" in one for one in fatma.reads())
    nour.taps("Come and see").sees("Which day for a trial")


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
    omar.sees("Sorry: nobody could answer your offer to help.", "🔴 H-buurt: closed.")
    omar.sees("from 10:00 until 12:00.")
    assert omar.unread[0].startswith(NEWS)
    omar.reads()
    street.tick()
    omar.hears_nothing()
    omar.says("/volunteer").sees("What do you like to do?")


def test_the_volunteer_stops_at_any_time_and_the_buddy_hears_it(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    asked = omar.last
    omar.says("/volunteer").taps("❌ Stop").sees("✅ Stopped. Thank you for offering.")
    fatma.sees("There is no trial. Thank you for your help.")
    fatma.reads()
    omar.taps("I come", on=asked).sees("That question is over.")
    omar.says("/volunteer").sees("What do you like to do?")
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
    fatma.taps("Come and see").taps("Tuesday 10:00").taps("I am the buddy")
    takes_keys_from(street, fatma)
    ali.reads()
    omar.taps("I come")
    ali.sees("✅ The volunteer comes.")
    street.at("12:00", days=1)
    street.tick()
    judged = ali.sees("Did the trial go well?").last
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
    omar.taps("I cannot").sees("The room answers you here again.")
    ali.sees("Somebody wants to help in H-buurt").taps("Come and see").sees("Which day")
    zoe.taps("Come and see").sees(TOO_LATE)


def test_nobody_answers_ones_own_offer(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    fatma.says("/volunteer").taps("Children").taps("H-buurt").taps("Weekend").taps("Yes")
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
    fatma.sees("There is no trial.")
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
    omar.taps("I come")
    comes = omar.last
    closes_on_tuesday(street)
    for one in (omar, fatma):
        one.reads()
    street.tick()
    omar.sees(NEWS, "H-buurt: closed on Tuesday 17 November.", "Reason: flood.")
    omar.sees("There is no trial then.", "The room answers you here again.")
    fatma.sees("Trial in H-buurt: Tomorrow, Tuesday, from 10:00.", "Reason: flood.")
    fatma.sees("There is no trial then.", "Which other day is good?")
    assert "Tuesday 10:00" not in fatma.buttons()
    for one in (omar, fatma):
        one.reads()
    other_copy.tick()
    street.tick()
    for clock in ("08:00", "12:00"):
        street.at(clock, days=clock == "08:00")
        street.tick()
    omar.hears_nothing()
    fatma.hears_nothing()
    omar.taps("I cannot", on=comes).sees("That question is over.")
    fatma.taps("Wednesday 10:00").taps("I am the buddy")
    omar.sees("You are welcome in H-buurt: Tomorrow, Wednesday, from 10:00.")


def test_a_trial_in_a_room_that_opens_later_that_day_gets_another_time(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    loads(street, ("exceptions = [", 'exceptions = [{ date = 2026-11-17, hours = "13:30-16:00" },'))
    street.tick()
    omar.sees("H-buurt: other hours on Tuesday 17 November: 13:30 until 16:00.")
    omar.sees("There is no trial then.")
    fatma.taps("Tuesday 13:30").taps("I am the buddy")
    omar.sees("You are welcome in H-buurt: Tomorrow, Tuesday, from 13:30.")


def test_a_trial_stays_when_the_room_is_still_open_then(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    is_invited(street, omar, fatma)
    loads(street, ("Mo-Fr 10:00-12:00", "Mo-Fr 09:00-12:00"))
    for one in (omar, fatma):
        one.reads()
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
    fatma.taps("I am the buddy").sees("Which day for a trial in H-buurt?")
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
    fatma.sees("There is no trial. Thank you for your help.").reads()
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
    assert [one.state for one in offers_of(street)] == ["ended"]


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
    fatma.taps("I am the buddy").sees("Which day for a trial in H-buurt?")
    omar.sees_not("You are welcome")


def test_words_typed_in_between_get_an_answer(street: Street) -> None:
    omar = street.neighbour()
    for typed in ("cooking", "H-buurt", "99", "🙂", "/volunteer x"):
        answers_well(omar.says("/volunteer").says(typed), typed)
    omar.says("/volunteer").says("1").sees("Where do you want to help?").says("1").says("2")
    omar.sees("You want to help in H-buurt: 🍲 Cooking. 🌤️ Afternoons.")
