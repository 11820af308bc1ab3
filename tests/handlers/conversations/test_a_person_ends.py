"""How a talk with a neighbour ends, who may take part, and how much may be written."""

from __future__ import annotations

import pytest

from handlers.core import message_json
from handlers.core.messages import Kind, Reply, button, name
from storage.repositories.conversations.talks import CLOSED, OPEN, TAKEN
from storage.repositories.messages.outbox import Outgoing
from storage.tables.conversations import talk_lines
from tests.handlers.conversations.talking import (
    WORDS,
    asks_for_a_person,
    opened,
    talk_of,
    talks_kept,
    writes,
)
from tests.support import peek
from tests.support.peek import failures, takes_keys_from
from tests.support.talk import Street, keys_of


def test_either_side_ends_it_and_the_words_are_wiped(street: Street) -> None:
    for ends in ("resident", "helper"):
        fatma = opened(street)
        omar = writes(street.neighbour())
        fatma.replies("hello")
        first, other = (omar, fatma) if ends == "resident" else (fatma, omar)
        first.taps("✔️ Done").sees("This chat is finished.")
        other.sees("This chat is finished.")
        assert talk_of(street)[0] == CLOSED
        with street.database.reading() as store:
            assert not any(row.words for row in peek.opened(store, talk_lines))
        other.taps("✔️ Done").sees("This chat is finished.")
        omar.replies(WORDS, on=next(m for m in omar.screen if "answers." in m.text))
        omar.sees("This chat is finished.")
        fatma.replies(WORDS, on=next(message for message in fatma.screen if WORDS in message.text))
        fatma.sees("This chat is finished.")
        fatma.says("/close 3")


def test_words_in_a_step_whose_talk_ended_go_nowhere(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello").taps("✔️ Done")
    fatma.reads()
    omar.says(WORDS).sees("This chat is finished.")
    fatma.hears_nothing()


def test_after_a_day_of_silence_it_ends_by_itself(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello")
    street.later(hours=23, minutes=59)
    street.tick()
    assert talk_of(street)[0] == TAKEN
    street.later(minutes=1)
    street.tick()
    omar.sees("This chat is finished.")
    fatma.sees("This chat is finished.")
    assert talk_of(street)[0] == CLOSED


def test_an_unanswered_talk_waits_for_the_room_but_not_for_ever(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("15:59", days=4)
    omar = writes(street.neighbour())
    street.later(hours=48)
    street.tick()
    assert talk_of(street)[0] == OPEN
    street.later(days=5)
    street.tick()
    assert talk_of(street)[0] == CLOSED
    omar.sees("This chat is finished.")
    fatma.taps("💬 Answer").sees("This chat is finished.")


def test_a_resident_who_leaves_ends_it_and_nobody_learns_why(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello")
    omar.does(Kind.LEFT)
    fatma.reads()
    fatma.replies(
        "still there?", on=next(message for message in fatma.screen if WORDS in message.text)
    )
    assert fatma.reads() == ["This chat is finished."]
    omar = writes(street.neighbour())
    fatma.replies("hello").reads()
    omar.does(Kind.LEFT)
    street.tick()
    assert fatma.reads() == ["This chat is finished."]
    street.tick()
    fatma.hears_nothing()


def test_who_lost_the_key_gets_nothing_and_answers_no_more(street: Street) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = writes(street.neighbour())
    takes_keys_from(street, fatma)
    fatma.reads()
    omar.says("more words").sees("Sent.")
    fatma.hears_nothing()
    ali.sees(WORDS, "more words")
    fatma.replies("hello").sees("Only key-holders can do this.")
    fatma.taps("💬 Answer").sees("Only key-holders can do this.")
    omar.sees_not("hello")


@pytest.mark.parametrize("how", ["loses the key", "leaves"])
def test_when_whoever_answers_is_gone_the_others_are_asked(street: Street, how: str) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello")
    fatma.does(Kind.LEFT) if how == "leaves" else takes_keys_from(street, fatma)
    fatma.reads()
    street.tick()
    ali.sees(WORDS)
    fatma.hears_nothing()
    if how != "leaves":
        fatma.replies("x", on=next(message for message in fatma.screen if WORDS in message.text))
        fatma.sees("Only key-holders can do this.")
        fatma.taps("✔️ Done").sees("That question is over.")
    assert talk_of(street)[0] == OPEN
    ali.replies("I go on")
    omar.sees("I go on")


def test_a_forwarded_old_or_foreign_button_does_nothing(street: Street) -> None:
    fatma, eve = opened(street), street.neighbour().says("/start")
    omar = writes(street.neighbour())
    fatma.replies("hello")
    for neighbour in (omar, fatma):
        for key in keys_of(neighbour.last):
            eve.does(Kind.TAPPED, tap=key.token).sees("That question is over.")
    assert talk_of(street)[0] == TAKEN
    for number in (str(fatma.last.id), str(omar.last.id), "0", "x" * 50):
        eve.does(text="hello there", reply_to=number).sees("What do you need?")
    assert failures(street) == []


def test_a_button_that_names_no_talk_is_over_and_ends_none(street: Street) -> None:
    opened(street)
    omar = writes(street.neighbour())
    for misfit in (
        button(name("tap"), "talk.answer"),
        button(name("tap"), "talk.done"),
        button(name("tap"), "talk.done", talk="1"),
    ):
        reply = Reply((name("old"),), ((misfit,),))
        with street.database.writing() as store:
            store.outbox.put([Outgoing(omar.person, message_json.to_json(reply), 0)], street.now)
        street.deliver()
        omar.taps("tap").sees("That question is over.")
    assert talk_of(street)[0] == OPEN
    assert failures(street) == []


def test_a_reply_that_is_not_recognised_is_told_so(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    omar.reads()
    fatma.does(text="I am here", reply_to="777").sees("I did not pass it on.")
    omar.hears_nothing()


def test_the_same_message_twice_is_passed_on_once(street: Street) -> None:
    fatma = opened(street)
    omar = asks_for_a_person(street.neighbour())
    omar.says(WORDS, number="same").says(WORDS, number="same")
    assert len([message for message in fatma.screen if WORDS in message.text]) == 1


def test_five_messages_in_five_minutes_and_the_sixth_waits(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "words 1")
    for number in range(2, 8):
        omar.says(f"words {number}")
    omar.sees("This message was not passed on. Please wait")
    assert [f"words {n}" in fatma.transcript() for n in range(1, 8)] == [True] * 5 + [False] * 2
    omar.taps("✔️ Done", on=next(m for m in reversed(omar.screen) if "Sent" in m.text))
    writes(omar, "words 8").sees("Please wait a few minutes")
    street.later(minutes=5, seconds=1)
    omar.says("words 9").sees("Sent.")


def test_too_long_is_refused_before_it_is_kept(street: Street) -> None:
    opened(street)
    omar = writes(street.neighbour(), "x" * 1001).sees("Please send at most 1,000 characters.")
    assert talks_kept(street) == 0
    omar.says("y" * 1000).sees("Sent.")


def test_signs_that_turn_or_ring_are_left_out(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "\u202egnp\x07\x1b[2J\n\nsecond\u2067 line")
    shown = fatma.last.text
    assert not any(sign in shown for sign in "\u202e\x07\x1b\u2067")
    assert "second line" in shown
    omar.says("\u200b\x00").sees("I cannot see any words.")


def test_braces_are_words(street: Street) -> None:
    fatma = opened(street)
    writes(street.neighbour(), "{room} {words} %s")
    fatma.sees("{room} {words} %s")
