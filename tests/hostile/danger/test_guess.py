"""What no list hears is looked at once more; a guess only adds numbers to the answer."""

from __future__ import annotations

import pytest

from handlers.core.messages import Kind
from locales import danger
from locales.danger import guess
from tests.handlers.conversations.talking import asks_for_a_person
from tests.hostile.danger import learn
from tests.support import stopwatch
from tests.support.talk import Street

# Somebody is in danger, and no list knows how it is said.
UNHEARD = "the judge said we must go on friday with our things"
DANGER = "🆘 Danger? Call now:"


def test_the_model_is_made_of_the_sentences_that_there_are() -> None:
    made_of = guess.MODEL.read_bytes()[-guess.DIGEST :]
    assert made_of == learn.made_of(), "run python -m tests.hostile.danger.learn"


def test_numbers_are_added_where_nothing_was_understood(street: Street) -> None:
    assert danger.hear(UNHEARD, "en") is None
    omar = street.neighbour().says(UNHEARD).sees("I did not understand.", DANGER, "☎ 112")
    omar.sees_not("judge")
    street.neighbour().says("blue bicycle rain").sees("I did not understand.").sees_not(DANGER)


def test_also_inside_a_question_that_wants_a_tap(street: Street) -> None:
    omar = street.neighbour().says("/referral").taps("💶 Debts")
    omar.says(UNHEARD).sees("Please tap a button.", DANGER, "☎ 112", "Where do you want to meet?")
    omar.says("blue bicycle rain").sees("Please tap a button.").sees_not(DANGER)


def test_what_is_understood_or_for_a_human_gets_no_guess(street: Street) -> None:
    street.key_holder("h-buurt")
    omar = asks_for_a_person(street.neighbour())
    omar.says(UNHEARD).sees("✅ Sent.").sees_not(DANGER)
    street.neighbour(private=False).says(UNHEARD).hears_nothing()
    street.neighbour().does(Kind.FORWARDED, text=UNHEARD).sees_not(DANGER)


@pytest.mark.parametrize("text", ["", " ", "|", "🔥", "1", "\u202e", "a", "no", "/start"])
def test_nothing_is_guessed_of_nothing(text: str) -> None:
    assert guess.guess(text) == ()


@pytest.mark.parametrize("text", ["x" * 4_096, "x " * 2_048, "abcdefgh " * 40, "ሰብኣየይ " * 40])
def test_a_guess_takes_no_time_whatever_is_typed(text: str) -> None:
    assert stopwatch.seconds(lambda: guess.guess(text)) < 0.03


@pytest.mark.parametrize("typed", ["15", "10-12", "14-15:30", "9.30-12, 1-4", "١٠-١٢", "", "..."])
def test_numbers_alone_are_no_danger(typed: str) -> None:
    assert guess.guess(typed) == ()
