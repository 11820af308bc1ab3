"""Journeys of somebody in the room whose browser says nothing of who they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from handlers.core.keyboards import PICTURES
from handlers.rooms.pictures import day_code
from storage.tables.rooms import participants
from tests.handlers.activities.test_activities import village
from tests.handlers.pictures.picking import (
    ASKED,
    HERE,
    at_the_door,
    counted,
    met,
    others,
    picks,
    rings,
    todays,
)
from tests.support.peek import everything_kept
from tests.support.talk import Neighbour, Street, keys_of

TOO_LATE = "Today the pictures do not work here any more."


@pytest.fixture
def fatma(street: Street) -> Neighbour:
    """Their key-holder, who opened the room just now."""
    street.at("10:05")
    return street.key_holder("h-buurt").says("/open")


def test_whoever_taps_the_right_pictures_is_welcome_and_counts(
    street: Street, fatma: Neighbour
) -> None:
    omar = at_the_door(street)
    rings(omar)
    omar.says("/start room_h-buurt").taps(HERE).sees(ASKED)
    assert counted(street) == 0
    picks(omar, todays(street)).sees("✅ Welcome!", "I counted you, without your name.")
    assert counted(street) == 1
    omar.says("/start room_h-buurt").taps(HERE).sees("You are already counted for today.")
    assert counted(street) == 1


def test_what_was_tapped_is_shown_and_can_be_taken_back(street: Street, fatma: Neighbour) -> None:
    code, omar = todays(street), at_the_door(street).taps(HERE)
    wrong_way = code[2] + code[0]
    picks(omar, wrong_way).sees("You tapped:", f"1 {wrong_way[0]}   2 {wrong_way[1]}")
    omar.taps("⬅️ From the start").sees(ASKED).sees_not("You tapped")
    picks(omar, code).sees("✅ Welcome!")
    screens = [message for message in omar.screen if "Welcome! It's good" in message.text]
    assert len(screens) == 1, "each tap replaces the question"


def test_a_picture_can_be_typed_by_its_number(street: Street, fatma: Neighbour) -> None:
    omar = at_the_door(street).taps(HERE)
    for one in todays(street):
        omar.says(str(day_code.OFFERED.index(one) + 1))
    omar.sees("✅ Welcome!")


def test_the_same_picture_tapped_twice_is_one_tap(street: Street, fatma: Neighbour) -> None:
    code, omar = todays(street), at_the_door(street).taps(HERE)
    first = omar.last
    omar.taps(code[0], on=first).taps(code[0], on=first).sees(f"1 {code[0]}")
    picks(omar, code[1:]).sees("✅ Welcome!")


def test_a_browser_that_nothing_is_kept_of_is_welcome_and_no_person(
    street: Street, fatma: Neighbour
) -> None:
    before, omar = met(street), at_the_door(street).taps(HERE)
    picks(omar, todays(street)).sees("✅ Welcome!", "Tell the key-holder: I am new.")
    assert (counted(street), met(street)) == (0, before + 1)


def test_wrong_pictures_say_nothing_of_what_was_wrong(street: Street, fatma: Neighbour) -> None:
    code, wrong = todays(street), others(todays(street))
    answers = set()
    for pictures in (wrong, code[:2] + wrong[0], code[::-1]):
        omar = at_the_door(street).taps(HERE)
        picks(omar, pictures).sees("Those are not the pictures of today.", ASKED)
        answers.add("\n".join(omar.reads()))
    assert len(answers) == 1
    assert counted(street) == 0


def test_after_three_wrong_ones_a_visitor_waits_until_tomorrow(
    street: Street, fatma: Neighbour
) -> None:
    omar = rings(at_the_door(street)).says("/start room_h-buurt").taps(HERE)
    old = omar.last
    for _ in range(3):
        picks(omar, others(todays(street)))
    omar.sees("👋 You are very welcome in H-buurt.", TOO_LATE, "Tell the key-holder: I am new.")
    omar.taps(todays(street)[0], on=old).sees(TOO_LATE)
    omar.says("/start room_h-buurt").taps(HERE).sees(TOO_LATE)
    assert counted(street) == 0
    street.at("10:05", days=1)
    fatma.says("/close 3").says("/open")
    omar.says("/start room_h-buurt").taps(HERE).sees(ASKED)
    picks(omar, todays(street)).sees("✅ Welcome!")
    assert counted(street) == 1


def test_a_restart_gives_no_more_tries_and_neither_does_another_room_or_face(
    street: Street, fatma: Neighbour
) -> None:
    street.key_holder("holendrecht").says("/open")
    omar = at_the_door(street).taps(HERE)
    for _ in range(2):
        picks(omar, others(todays(street)))
    again = Street(
        street.database, street.turns.present_view.neighbourhood, street.now, street.doors
    )  # type: ignore[union-attr]
    omar.street = again
    omar.says("/start room_holendrecht").taps(HERE)
    picks(omar, others(todays(street, "holendrecht"))).sees(TOO_LATE)
    with street.database.writing() as store:
        store.profiles.add(omar.person, "🐢")
        store.profiles.switch(omar.person, "🐢")
    omar.says("/start room_h-buurt").taps(HERE).sees(TOO_LATE)


def test_the_pictures_of_yesterday_open_nothing(street: Street, fatma: Neighbour) -> None:
    yesterday = todays(street)
    omar = rings(at_the_door(street)).says("/start room_h-buurt").taps(HERE)
    picks(omar, yesterday[:2])
    street.at("10:05", days=1)
    while todays(street) == yesterday:
        street.later(days=1)
    fatma.says("/close 3").says("/open")
    picks(omar, yesterday[2]).sees("Those are not the pictures of today.")
    assert counted(street) == 0


def test_a_room_that_is_open_over_midnight_keeps_the_pictures_of_its_opening(
    street: Street,
) -> None:
    fatma = street.key_holder("holendrecht")
    street.at("18:05")
    fatma.says("/open")
    evening = todays(street, "holendrecht")
    street.later(hours=6.5)
    assert todays(street, "holendrecht") != evening
    fatma.says("/open").taps("🖼️ The pictures").sees("   ".join(
        f"{place} {one}" for place, one in enumerate(evening, 1)
    ))  # fmt: skip
    omar = rings(at_the_door(street, "holendrecht"), "Holendrecht")
    picks(omar.says("/start room_holendrecht").taps(HERE), evening).sees("✅ Welcome!")
    with street.database.reading() as store:
        day = store.connection.execute(select(participants.c.day)).scalar_one()
    assert str(day) == "2026-11-16"


def test_while_nobody_opened_no_pictures_are_asked_for(street: Street) -> None:
    omar = at_the_door(street).taps(HERE)
    omar.sees("Nobody has opened this room in the bot yet.").sees_not(ASKED)


def test_a_room_that_closed_meanwhile_takes_no_pictures(street: Street, fatma: Neighbour) -> None:
    omar = rings(at_the_door(street)).says("/start room_h-buurt").taps(HERE)
    picks(omar, todays(street)[:2])
    fatma.says("/close 3")
    picks(omar, todays(street)[2]).sees("Nobody has opened this room in the bot yet.")
    assert counted(street) == 0


def test_whoever_sees_no_pictures_is_told_whom_to_ask(street: Street, fatma: Neighbour) -> None:
    omar = at_the_door(street).taps(HERE).taps("I see no pictures")
    omar.sees("Ask the key-holder to show you the pictures.").taps(HERE).sees(ASKED)


def test_whoever_signed_up_has_come_when_the_pictures_say_so(street: Street) -> None:
    street.load(village())
    omar = street.neighbour(channel="web").says("/activities h-buurt")
    omar.taps("Wed 10:00 Coffee together").taps("✅ I'm coming")
    street.at("09:30", days=2)
    omar.says("/start room_h-buurt").taps(HERE).sees_not("You are here for")
    street.key_holder("h-buurt").says("/open")
    omar.taps(HERE).sees(ASKED).sees_not("You are here for")
    picks(omar, todays(street)).sees("✅ You are here for Coffee together.")
    assert counted(street) == 2, "for the day, and for what they came for: one mark, two ways"


def test_on_telegram_the_poster_on_the_door_is_enough(street: Street, fatma: Neighbour) -> None:
    street.neighbour().says("/start room_h-buurt").taps(HERE).sees("I counted you")
    assert counted(street) == 1


def test_in_arabic_the_pictures_have_their_numbers(street: Street, fatma: Neighbour) -> None:
    code, omar = todays(street), at_the_door(street, language="ar").taps("✅ أنا هنا")
    assert omar.last.is_rtl
    picks(omar, code[:2]).sees(f"1 {code[0]}   2 {code[1]}")
    picks(omar, code[2]).sees("✅ أهلا وسهلا!")


def test_many_visitors_of_one_address_have_twelve_wrong_ones_together(
    street: Street, fatma: Neighbour
) -> None:
    home, wrong = "198.51.100.7", others(todays(street))
    for _ in range(4):
        one = at_the_door(street).taps(HERE)
        for _ in range(3):
            picks(one, wrong, home)
    omar = at_the_door(street).taps(HERE)
    picks(omar, todays(street)[0], home).sees(TOO_LATE)
    sara = at_the_door(street).taps(HERE)
    picks(sara, todays(street), "203.0.113.9").sees("✅ Welcome!")


def test_right_pictures_use_up_nothing_of_an_address(street: Street, fatma: Neighbour) -> None:
    for _ in range(15):
        omar = at_the_door(street).taps(HERE)
        picks(omar, todays(street), "198.51.100.7").sees("✅ Welcome!")


def test_of_sixty_wrong_ones_in_a_room_its_key_holders_hear_once(
    street: Street, fatma: Neighbour
) -> None:
    mehmet, wrong = street.key_holder("h-buurt"), others(todays(street))
    for number in range(20):
        one = at_the_door(street).taps(HERE)
        for _ in range(3):
            picks(one, wrong, f"198.51.100.{number}")
    at_the_door(street).taps(HERE).sees(TOO_LATE)
    told = [one.text for one in mehmet.screen if "Somebody is guessing the pictures" in one.text]
    assert len(told) == 1
    assert sum("Somebody is guessing" in one.text for one in fatma.screen) == 1
    fatma.says("/close 20").taps("3").sees("3 new faces.")
    street.at("10:05", days=1)
    fatma.says("/open")
    picks(at_the_door(street).taps(HERE), todays(street)).sees("✅ Welcome!")


def test_to_forget_oneself_gives_the_room_no_more_tries(street: Street, fatma: Neighbour) -> None:
    omar = at_the_door(street).taps(HERE)
    picks(omar, others(todays(street)))
    with street.database.writing() as store:
        store.people.forget(omar.person)
        assert store.day_codes.wrong_in("h-buurt", street.now.date()) == 1


def test_wrong_ones_are_forgotten_when_their_day_is_over(street: Street, fatma: Neighbour) -> None:
    omar = at_the_door(street).taps(HERE)
    picks(omar, others(todays(street)))
    with street.database.writing() as store:
        assert store.my_data.about(omar.person, "")["wrong_pictures"] == [
            {"day": "2026-11-16", "wrong": 1}
        ]
        store.day_codes.forget_old(street.now.date() + timedelta(days=2))
        assert store.day_codes.wrong_of(omar.person, street.now.date()) == 0
        assert store.day_codes.wrong_in("h-buurt", street.now.date()) == 0


def test_each_room_and_each_day_has_other_pictures(street: Street) -> None:
    codes = [
        todays(street, room, street.now.date() + timedelta(days=days))
        for room in ("h-buurt", "holendrecht")
        for days in range(200)
    ]
    assert all(len(set(code)) == len(code) == day_code.LENGTH for code in codes)
    assert len(set(codes)) > 350
    assert set("".join(codes)) == set(day_code.OFFERED) == set(PICTURES[:20])
    assert day_code.HOW_MANY == 6840


def test_the_code_of_the_day_rests_nowhere(street: Street, fatma: Neighbour) -> None:
    fatma.taps("🖼️ The pictures")
    omar = at_the_door(street).taps(HERE)
    picks(omar, todays(street)).sees("✅ Welcome!")
    street.later(hours=1)
    street.tick()
    assert "   ".join(
        f"{place} {one}" for place, one in enumerate(todays(street), 1)
    ) not in everything_kept(street)  # fmt: skip


def test_the_question_has_a_button_for_each_picture(street: Street, fatma: Neighbour) -> None:
    omar = at_the_door(street).taps(HERE)
    assert "".join(key.label for key in keys_of(omar.last))[:20] == day_code.OFFERED
    with street.database.reading() as store:
        assert (
            store.connection.execute(select(func.count()).select_from(participants)).scalar() == 0
        )
