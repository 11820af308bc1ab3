"""A resident and a neighbour talk: who is asked, who has it, and what neither of them learns."""

from __future__ import annotations

from storage.repositories.conversations.talks import OPEN, TAKEN
from tests.handlers.conversations.talking import (
    WORDS,
    asks_for_a_person,
    opened,
    talk_of,
    talks_kept,
    writes,
)
from tests.support.talk import Street


def test_a_resident_writes_and_whoever_opened_answers_by_replying(street: Street) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = street.neighbour("ar")
    omar.says("/language").taps("English")
    omar = writes(omar)
    omar.sees(
        "Sent. A neighbour will read it.", "H-buurt is open now.", "The answer will come here."
    )
    ali.hears_nothing()
    fatma.sees("Somebody is writing in English.", "It is for H-buurt.", WORDS)
    fatma.replies("Bring it. I am here until 12:00.").sees("✅ Sent.")
    omar.sees("A neighbour of H-buurt answers.", "Bring it. I am here until 12:00.")
    omar.replies("Thank you!").sees("✅ Sent.")
    fatma.sees("Thank you!")
    assert talk_of(street) == (TAKEN, 0, fatma.person)


def test_the_helper_sees_the_language_in_the_helpers_own_words(street: Street) -> None:
    fatma = opened(street)
    maria = street.neighbour("ar")
    maria.says("/person").says("مرحبا")
    fatma.sees("Somebody is writing in Arabic.", "مرحبا")


def test_who_does_not_know_replying_taps_answer(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.taps("💬 Answer").sees("Write or speak your answer now.", WORDS)
    fatma.says("Come in").sees("✅ Sent.")
    omar.sees("Come in").taps("💬 Answer").sees("Write or speak now.", "Come in")
    omar.says("I'm coming").sees("✅ Sent.")
    fatma.sees("I'm coming")


def test_neither_side_learns_a_name_a_number_or_a_channel(street: Street) -> None:
    fatma, omar = opened(street), street.neighbour(channel="web")
    writes(omar)
    fatma.replies("hello")
    for neighbour, other in ((fatma, omar), (omar, fatma)):
        neighbour.sees_not(str(other.person), other.address, "web", "telegram", "Telegram")


def test_several_messages_in_a_row_are_one_talk_and_need_one_tap(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "Hello")
    omar.says("I have a letter").says("From the city")
    fatma.sees("From the city")
    assert talks_kept(street) == 1


def test_words_after_something_else_go_nowhere(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "Hello")
    for distraction in ("/hours", "/menu", "/language"):
        omar.says(distraction).says(WORDS)
        omar.sees("I did not pass it on.", "To answer, tap 💬 first.")
        fatma.sees_not(WORDS)
    omar.taps("💬 Answer").says(WORDS).sees("Sent.")
    fatma.sees(WORDS)


def test_words_long_after_the_step_go_nowhere(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "Hello")
    street.later(minutes=31)
    omar.says(WORDS).sees("I did not pass it on.")
    fatma.sees_not(WORDS)


def test_commands_work_while_the_step_is_open(street: Street) -> None:
    opened(street)
    omar = asks_for_a_person(street.neighbour())
    omar.says("/hours").sees("H-buurt: open.")
    assert talks_kept(street) == 0


def test_a_helpers_number_is_a_headcount_after_an_answer(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.taps("💬 Answer").says("Come")
    omar.reads()
    fatma.says("/count").says("7").sees("People counted: 7")
    omar.hears_nothing()


def test_the_room_that_was_looked_at_is_not_asked_again(street: Street) -> None:
    street.key_holder("holendrecht")
    omar = street.neighbour().says("/hours h-buurt").says("/hours holendrecht").taps("🧑 A person")
    omar.sees("A neighbour of Holendrecht reads it.")
    omar.taps("🕙 Another room").sees("Which room?")


def test_the_link_at_the_door_says_which_room(street: Street) -> None:
    street.key_holder("h-buurt")
    omar = street.neighbour().says("/start room_h-buurt").taps("🧑 A person")
    omar.sees("A neighbour of H-buurt reads it.")


def test_when_it_is_read_is_told_honestly(street: Street) -> None:
    street.key_holder("h-buurt", "holendrecht")
    street.at("16:30")
    omar = writes(street.neighbour())
    omar.sees("H-buurt opens next: Tomorrow, Tuesday, at 10:00.")


def test_without_an_opener_all_key_holders_are_asked_and_the_first_has_it(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    other = street.key_holder("holendrecht")
    omar = writes(street.neighbour())
    other.hears_nothing()
    fatma.sees(WORDS)
    ali.sees(WORDS).taps("💬 Answer").says("I help you").sees("✅ Sent.")
    fatma.taps("💬 Answer").sees("Somebody is already answering.")
    omar.sees("I help you").sees_not("Me too")
    fatma.replies("Me too", on=next(message for message in fatma.screen if WORDS in message.text))
    fatma.sees("Somebody is already answering.")
    omar.sees_not("Me too")
    assert talk_of(street) == (TAKEN, 1, ali.person)


def test_two_answers_that_were_both_begun_go_out_once(street: Street) -> None:
    fatma, ali = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    omar = writes(street.neighbour())
    fatma.taps("💬 Answer")
    ali.taps("💬 Answer").says("Ali's words")
    fatma.says("Fatma's words").sees("Somebody is already answering.")
    omar.sees("Ali's words").sees_not("Fatma's words")


def test_without_key_holders_the_coordinators_are_asked(street: Street) -> None:
    nour = street.coordinator()
    omar = writes(street.neighbour())
    nour.sees(WORDS).replies("I am Nour's answer")
    omar.sees("A neighbour of H-buurt answers.")


def test_with_nobody_at_all_nobody_waits(street: Street) -> None:
    omar = asks_for_a_person(street.neighbour())
    omar.sees("Nobody can read messages here now.", "☎ +31 20 555 0101")
    omar.speaks("voice-1").sees("Nobody can read messages here now.")
    assert talks_kept(street) == 0


def test_a_key_holder_who_asks_is_not_asked(street: Street) -> None:
    fatma = opened(street)
    ali = street.key_holder("h-buurt")
    writes(fatma).sees("Sent.")
    ali.sees(WORDS)
    fatma.sees_not("Somebody is writing")


def test_unanswered_for_thirty_open_minutes_it_goes_wider_step_by_step(street: Street) -> None:
    ali, nour, fatma = street.key_holder("h-buurt"), street.coordinator(), opened(street)
    omar = writes(street.neighbour())
    omar.says("second words")
    for minute, told in ((29, []), (31, [ali]), (45, []), (62, [nour]), (80, [])):
        street.at(f"{10 + minute // 60}:{minute % 60:02}")
        for neighbour in (ali, nour, fatma, omar):
            neighbour.reads()
        street.tick()
        street.tick()
        for neighbour in (ali, nour):
            if neighbour in told:
                neighbour.sees(WORDS, "second words")
                assert len(neighbour.unread) == 2
            else:
                neighbour.hears_nothing()
        fatma.hears_nothing()
        omar.hears_nothing()
    street.at("11:35")
    street.tick()
    omar.sees("There is no answer for you yet.", "☎ +31 20 555 0101")
    assert talk_of(street)[:2] == (OPEN, 3)
    ali.replies("Better late").sees("✅ Sent.")
    omar.sees("Better late")


def test_only_minutes_in_which_the_room_is_open_count(street: Street) -> None:
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    street.at("15:50")
    writes(street.neighbour())
    fatma.sees(WORDS)
    for clock, days in (("16:40", 0), ("23:59", 0), ("10:19", 1)):
        street.at(clock, days=days)
        street.tick()
        nour.hears_nothing()
    street.at("10:21")
    street.tick()
    nour.sees(WORDS)


def test_a_room_that_is_really_open_counts_outside_its_hours(street: Street) -> None:
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    street.at("17:00")
    fatma.says("/open")
    writes(street.neighbour())
    street.at("17:31")
    street.tick()
    nour.sees(WORDS)


def test_another_opener_next_day_does_not_make_the_others_be_skipped(street: Street) -> None:
    fatma, ali, eva = (street.key_holder("h-buurt") for _ in range(3))
    street.at("15:45")
    fatma.says("/open")
    writes(street.neighbour())
    street.at("10:00", days=1)
    ali.says("/open")
    ali.reads()
    street.at("10:16")
    street.tick()
    ali.sees(WORDS)
    eva.sees(WORDS)


def test_two_copies_ask_wider_once(street: Street, other_copy: Street) -> None:
    ali, _ = street.key_holder("h-buurt"), opened(street)
    writes(street.neighbour())
    street.at("10:31")
    other_copy.now = street.now
    street.tick()
    other_copy.tick()
    assert len(ali.unread) == 1
