"""Stop and goodbye in a talk are asked about, all else is passed on, and no word is lost."""

from __future__ import annotations

import pytest

from tests.support.talk import Neighbour, Street

ASKED = "Do you want to end this chat?"
OVER = "This chat is finished."


@pytest.fixture
def talk(street: Street) -> tuple[Neighbour, Neighbour]:
    """A resident whom a key-holder answers."""
    street.at("10:00")
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    fatma.says("/open")
    omar.says("/person")
    omar.says("Is there coffee?").sees("✅ Sent.")
    fatma.taps("💬 Answer").says("Yes, come").sees("✅ Sent.")
    omar.taps("💬 Answer")
    return omar, fatma


@pytest.mark.parametrize("word", ["stop", "adiós", "bye", "doei", "توقف"])
def test_a_no_sends_the_word_and_a_yes_ends_the_talk(
    talk: tuple[Neighbour, Neighbour], word: str
) -> None:
    omar, fatma = talk
    fatma.reads()
    omar.says(word).sees(ASKED)
    fatma.hears_nothing()
    omar.taps("💬 No, send it").sees("✅ Sent.")
    fatma.sees(word)
    fatma.reads()
    omar.says(word).sees(ASKED).taps("✔️ Yes, end it").sees(OVER)
    fatma.sees("finished")


@pytest.mark.parametrize("word", ["menu", "help", "back", "a person", "Nederlands", "yes", "no"])
def test_everything_else_is_for_the_other_side(
    talk: tuple[Neighbour, Neighbour], word: str
) -> None:
    omar, fatma = talk
    fatma.reads()
    omar.says(word).sees("✅ Sent.")
    fatma.sees(word)


def test_who_says_it_again_means_it_and_who_writes_on_goes_on(
    talk: tuple[Neighbour, Neighbour],
) -> None:
    omar, fatma = talk
    fatma.reads()
    omar.says("stop").says("the bus does not come").sees("✅ Sent.")
    fatma.sees("stop", "the bus does not come")
    omar.says("bye").sees(ASKED).says("bye").sees(OVER)


def test_whoever_answers_is_asked_too(talk: tuple[Neighbour, Neighbour]) -> None:
    omar, fatma = talk
    omar.says("And tea?")
    fatma.taps("💬 Answer").says("stop").sees(ASKED).taps("⬅️ Back").sees("And tea?")
    fatma.says("stop").taps("💬 No, send it").sees("✅ Sent.")
    omar.sees("stop")


def test_before_the_first_words_one_can_turn_back(street: Street) -> None:
    street.at("10:00")
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    fatma.says("/open").reads()
    for word, means in (("back", "What do you need?"), ("stop", "I am here when you need me.")):
        omar.says("/person")
        omar.says(word).sees(means)
    omar.says("/person")
    fatma.hears_nothing()
    omar.says("help").sees("✅ Sent.")
    fatma.sees("help")
