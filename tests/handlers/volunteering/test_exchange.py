"""I can, I look for: neighbours of one room meet for small things, when both say yes."""

from __future__ import annotations

from typing import Any

from storage.neighbourhood.file import read_text
from storage.tables.volunteering import introductions, wishes
from tests.conftest import TWO_ROOMS
from tests.handlers.volunteering.helping import finds
from tests.support.peek import answers_well, loads, opened
from tests.support.talk import Neighbour, Street

NEWS = "There is news for you about the neighbourhood room."
BIKE = "🚲 Repair a bike"
WAIT = "If you both say yes, you'll see it here."


def exchange(neighbour: Neighbour, room: str = "H-buurt") -> Neighbour:
    return finds(neighbour.says("/volunteer"), "🔄 Help each other").taps(room)


def can(neighbour: Neighbour, thing: str = BIKE, room: str = "H-buurt") -> Neighbour:
    return finds(exchange(neighbour, room).taps("🎁 I can help"), thing)


def looks_for(neighbour: Neighbour, thing: str = BIKE, room: str = "H-buurt") -> Neighbour:
    return finds(exchange(neighbour, room).taps("🔍 I need"), thing)


def stops(neighbour: Neighbour, thing: str = BIKE) -> Neighbour:
    exchange(neighbour).taps("🗂️ My things").taps(f"❌ Stop: {thing}")
    return neighbour.sees("✅ Removed.")


def wishes_of(street: Street) -> list[Any]:
    with street.database.reading() as store:
        return opened(store, wishes)


def pairs_of(street: Street) -> list[Any]:
    with street.database.reading() as store:
        return opened(store, introductions)


def a_pair(street: Street) -> tuple[Neighbour, Neighbour]:
    """One can repair a bike, one looks for that; both are asked."""
    omar, zoe = street.neighbour(), street.neighbour()
    can(omar)
    looks_for(zoe)
    for neighbour in (omar, zoe):
        neighbour.reads()
    street.tick()
    return omar, zoe


def test_things_are_counts_without_names(street: Street) -> None:
    omar, ali, zoe = (street.neighbour() for _ in range(3))
    can(omar).sees("✅ Noted. You can help with: 🚲 Repair a bike.")
    can(ali)
    looks_for(zoe).sees("✅ Noted. You need: 🚲 Repair a bike.")
    zoe.taps("👥 Who else?").sees("🚲 Repair a bike: 2 offered, 1 needed.")
    exchange(zoe, "Holendrecht").sees_not("Repair a bike")


def test_with_one_room_nobody_is_asked_which(street: Street) -> None:
    parts = TWO_ROOMS.split("[[rooms]]")
    street.load(read_text(f"{parts[0]}[[rooms]]{parts[1]}", "one-room.toml"))
    omar = street.neighbour()
    finds(omar.says("/volunteer"), "🔄 Help each other")
    omar.sees("Neighbours for each other in H-buurt.")


def test_both_are_asked_neutrally_and_once(street: Street) -> None:
    omar, zoe = a_pair(street)
    omar.sees("Somebody in H-buurt needs:", "🚲 Repair a bike. Do you want to meet?")
    zoe.sees("Somebody in H-buurt can help with:", "🚲 Repair a bike. Do you want to meet?")
    assert all(neighbour.unread[0].splitlines()[0] == NEWS for neighbour in (omar, zoe))
    for neighbour in (omar, zoe):
        neighbour.reads()
    for _ in range(3):
        street.later(days=10)
        street.tick()
    omar.hears_nothing()
    zoe.hears_nothing()


def test_two_yeses_introduce_them_by_a_time_and_a_picture(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    omar, zoe = a_pair(street)
    omar.taps("✅ Yes").sees(WAIT)
    zoe.sees_not("Meet each other")
    omar.reads()
    zoe.taps("✅ Yes").sees("Meet each other in H-buurt: Today at 13:00.")
    omar.sees("Meet each other in H-buurt: Today at 13:00.", "Say this to the key-holder: 🚲")
    assert omar.unread[0].splitlines()[0] == NEWS
    fatma.sees("🔄 Two neighbours meet in H-buurt: Today at 13:00.", "They say this to you: 🚲")


def meet_today(street: Street) -> tuple[Neighbour, Neighbour]:
    """Two who said yes, and meet today at 13:00."""
    omar, zoe = a_pair(street)
    omar.taps("✅ Yes")
    zoe.taps("✅ Yes").sees("Meet each other in H-buurt: Today at 13:00.").reads()
    omar.reads()
    return omar, zoe


def closes_today(street: Street) -> None:
    closed = '{ date = 2026-11-16, closed = true, reason = { en = "flood", nl = "water" } },'
    loads(street, ("exceptions = [", f"exceptions = [\n  {closed}"))


def test_two_who_meet_in_a_room_that_closes_hear_when_it_opens_next(
    street: Street, other_copy: Street
) -> None:
    fatma = street.key_holder("h-buurt")
    omar, zoe = meet_today(street)
    fatma.reads()
    closes_today(street)
    street.tick()
    for neighbour in (omar, zoe):
        neighbour.sees(NEWS, "H-buurt: closed on Monday 16 November.", "Reason: flood.")
        neighbour.sees("Meet each other in H-buurt: Tomorrow, Tuesday, at 10:00.")
        neighbour.sees("Say this to the key-holder: 🚲").reads()
    fatma.sees("Two neighbours meet in H-buurt: Tomorrow, Tuesday, at 10:00.").reads()
    other_copy.tick()
    street.later(days=3)
    street.tick()
    for neighbour in (omar, zoe, fatma):
        neighbour.sees_not("H-buurt: closed", "meet in H-buurt", "Meet each other")


def test_two_who_meet_hear_of_a_second_change_too(street: Street) -> None:
    omar, zoe = meet_today(street)
    closes_today(street)
    street.tick()
    loads(street, ('"Mo-Fr 10:00-12:00,13:00-16:00; PH off"', '"We 14:00-16:00"'))
    street.tick()
    for neighbour in (omar, zoe):
        neighbour.sees("H-buurt: closed on Tuesday 17 November.")
        neighbour.sees("Meet each other in H-buurt: Wednesday at 14:00.")


def test_two_who_meet_in_a_room_without_any_plans_do_not_meet(street: Street) -> None:
    omar, zoe = meet_today(street)
    party = ('hours = "13:00-15:00"', "closed = true")
    loads(street, ('"Mo-Fr 10:00-12:00,13:00-16:00; PH off"', '"off"'), party)
    street.tick()
    for neighbour in (omar, zoe):
        neighbour.sees("H-buurt: closed on Monday 16 November.", "You will not meet then.").reads()
    street.tick()
    omar.hears_nothing()
    zoe.hears_nothing()


def test_two_who_meet_in_a_room_that_left_the_file_do_not_meet(street: Street) -> None:
    omar, zoe = meet_today(street)
    loads(street, ('id = "h-buurt"', 'id = "elsewhere"'))
    street.tick()
    for neighbour in (omar, zoe):
        neighbour.sees(NEWS, "This room is not there any more.", "You will not meet then.").reads()
    street.tick()
    omar.hears_nothing()
    zoe.hears_nothing()


def test_who_blocked_the_bot_is_not_waited_for_in_a_room_that_closes(street: Street) -> None:
    omar, zoe = meet_today(street)
    with street.database.writing() as store:
        store.people.leave(omar.person, street.now)
    closes_today(street)
    street.tick()
    omar.hears_nothing()
    zoe.sees("H-buurt: closed on Monday 16 November.", "You will not meet then.")


def test_a_meeting_stays_when_the_room_is_still_open_then(street: Street) -> None:
    omar, zoe = meet_today(street)
    loads(street, ("13:00-16:00; PH off", "12:30-16:00; PH off"))
    street.tick()
    omar.hears_nothing()
    zoe.hears_nothing()


def test_yes_twice_introduces_once(street: Street) -> None:
    omar, zoe = a_pair(street)
    asked = omar.last
    omar.taps("Yes", on=asked).taps("Yes", on=asked).sees(WAIT)
    zoe.taps("Yes")
    zoe.reads()
    omar.taps("Yes", on=asked).sees("You both said yes already.")
    omar.taps("No", on=asked).sees("You both said yes already.")
    zoe.hears_nothing()


def test_a_no_is_not_told_and_never_asked_again(street: Street) -> None:
    omar, zoe = a_pair(street)
    asked = zoe.last
    omar.taps("❌ No").sees("✅ All right. I won't ask you this again.")
    zoe.taps("✅ Yes").sees(WAIT)
    omar.reads()
    zoe.taps("Yes", on=asked).sees(WAIT)
    # Neither a new wish nor a long time brings the question back.
    stops(zoe)
    looks_for(zoe)
    zoe.reads()
    for _ in range(4):
        street.later(days=13)
        street.tick()
    omar.hears_nothing()
    zoe.hears_nothing()


def test_a_yes_can_become_a_no_while_nobody_was_introduced(street: Street) -> None:
    omar, zoe = a_pair(street)
    asked = omar.last
    omar.taps("Yes", on=asked).taps("No", on=asked).sees("I won't ask you this again.")
    omar.taps("Yes", on=asked).sees("I won't ask you this again.")
    zoe.taps("Yes").sees(WAIT)
    omar.sees_not("Meet each other")


def test_after_a_no_the_one_who_said_it_is_asked_about_somebody_else(street: Street) -> None:
    omar, zoe = a_pair(street)
    ali = street.neighbour()
    looks_for(ali)
    street.tick()
    ali.sees_not("Do you want to meet?")
    omar.taps("No")
    zoe.reads()
    omar.reads()
    street.tick()
    ali.sees("Do you want to meet?")
    omar.sees("Do you want to meet?")
    zoe.hears_nothing()


def test_only_things_of_one_room_and_of_two_people_fit(street: Street) -> None:
    omar, zoe, ali = (street.neighbour() for _ in range(3))
    can(omar)
    looks_for(omar)
    looks_for(zoe, room="Holendrecht")
    looks_for(ali, "🧵 Sewing")
    street.tick()
    assert pairs_of(street) == []


def test_five_things_at_a_time_and_the_same_once(street: Street) -> None:
    omar = street.neighbour()
    for thing in (BIKE, "🧵 Sewing", "💈 Haircut", "🎵 Play music", BIKE):
        can(omar, thing)
    omar.sees("✅ Noted. You can help with: 🚲 Repair a bike.")
    looks_for(omar, "🧵 Sewing").sees("✅ Noted.")
    looks_for(omar, "💈 Haircut").sees("You have 5 things here already.", "Remove one first.")
    assert len(wishes_of(street)) == 5
    omar.taps("❌ Stop: 🎵 Play music").sees("✅ Removed.")
    looks_for(omar, "💈 Haircut").sees("✅ Noted.")


def test_a_thing_ends_by_one_tap_and_tapping_again_is_no_mistake(street: Street) -> None:
    omar, zoe = street.neighbour(), street.neighbour()
    can(omar).taps("👥 Who else?").taps("🗂️ My things")
    ends = omar.last
    omar.taps("❌ Stop: 🚲 Repair a bike", on=ends).sees("✅ Removed.")
    first = wishes_of(street)
    street.later(minutes=1)
    omar.taps("❌ Stop: 🚲 Repair a bike", on=ends).sees("✅ Removed.")
    assert wishes_of(street) == first
    looks_for(zoe)
    street.tick()
    assert pairs_of(street) == []


def test_a_yes_to_a_thing_that_ended_meets_nobody(street: Street) -> None:
    omar, zoe = a_pair(street)
    asked = omar.last
    omar.taps("Yes", on=asked)
    stops(omar)
    omar.reads()
    zoe.taps("Yes").sees(WAIT)
    omar.hears_nothing()
    omar.taps("Yes", on=asked).sees("That question is over.")


def test_after_sixty_days_it_ends_and_is_told_once(street: Street) -> None:
    omar = street.neighbour()
    can(omar)
    street.later(days=59)
    street.tick()
    omar.reads()
    street.later(days=1)
    street.tick()
    omar.sees("🚲 Repair a bike: this ended after 60 days.", "Do you still want it?")
    assert omar.unread[0].splitlines()[0] == NEWS
    omar.reads()
    street.tick()
    omar.hears_nothing()
    omar.taps("✅ Yes").sees("✅ Noted.")
    assert [wish.ended_at is None for wish in wishes_of(street)] == [False, True]


def test_who_blocked_the_bot_is_neither_counted_nor_met(street: Street) -> None:
    omar, zoe = a_pair(street)
    omar.taps("Yes")
    with street.database.writing() as store:
        store.people.leave(omar.person, street.now)
    zoe.taps("Yes").sees(WAIT)
    exchange(zoe).sees("🚲 Repair a bike: 1 needed.")
    ali = street.neighbour()
    looks_for(ali)
    street.later(days=8)
    street.tick()
    assert len(pairs_of(street)) == 1


def test_nobody_answers_for_another_pair(street: Street) -> None:
    omar, _ = a_pair(street)
    eve = street.neighbour()
    eve.taps("Yes", on=omar.last).sees("That question is over.")
    (pair,) = pairs_of(street)
    assert (pair.can_yes, pair.look_yes) == (None, None)


def test_a_room_that_left_the_file_asks_nobody(street: Street) -> None:
    omar, zoe = a_pair(street)
    asked = omar.last
    board = exchange(zoe).last
    own = zoe.taps("🗂️ My things", on=board).last
    street.load(read_text(TWO_ROOMS.replace('id = "h-buurt"', 'id = "elsewhere"'), "moved.toml"))
    omar.taps("Yes", on=asked).sees("That question is over.")
    zoe.taps("🎁 I can help", on=board).sees("In which room?")
    zoe.taps("❌ Stop: 🚲 Repair a bike", on=own).sees("✅ Removed.")
    street.tick()


def test_two_copies_ask_a_pair_once(street: Street, other_copy: Street) -> None:
    omar, zoe = street.neighbour(), street.neighbour()
    can(omar)
    looks_for(zoe)
    for neighbour in (omar, zoe):
        neighbour.reads()
    street.tick()
    other_copy.tick()
    assert sum("Do you want to meet?" in message for message in omar.unread) == 1
    assert len(pairs_of(street)) == 1


def test_words_typed_in_between_get_an_answer(street: Street) -> None:
    omar = street.neighbour()
    for typed in ("bike", "Repair a bike", "13", "❤"):
        answers_well(exchange(omar).taps("🎁 I can help").says(typed), typed)
