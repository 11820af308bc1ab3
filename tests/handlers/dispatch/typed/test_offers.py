"""Where nothing is sure a few buttons are offered: nothing is done, and nobody reads only a no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.core.messages import Kind, Turn
from handlers.dispatch.typed import offers
from tests.conftest import MONDAY
from tests.handlers.dispatch.typed.test_whole_utterances import acts, kept
from tests.support.talk import Neighbour, Street

NOT_SURE, NOT_UNDERSTOOD = "I am not sure what you mean.", "I did not understand."
LIKELY = (("debt", 0.6), ("forms", 0.2), ("work", 0.1), ("housing", 0.05), ("none", 0.05))


def topics(neighbour: Neighbour) -> list[str]:
    """With which topic each button begins a request for help."""
    return [label for label in neighbour.buttons() if label[0] in "💶📄💼🏘"]


def test_a_guess_is_offered_and_nothing_is_done(street: Street) -> None:
    omar = street.neighbour().says("/menu")
    before = kept(street)
    omar.says("qwrtz plmk", likely=LIKELY).sees(NOT_SURE, "Is it one of these?")
    assert topics(omar) == ["💶 Debts", "📄 Letters", "💼 Work"]
    assert omar.buttons()[-3:] == ["🏠", "🧑 A person", "🆘"]
    assert kept(street) == before
    omar.taps("💶 Debts").sees("Where do you want to meet?")


def test_without_a_guess_the_beginnings_of_words_are_enough_to_offer(street: Street) -> None:
    omar = street.neighbour("nl").says("/menu").says("ik heb een brief van de belasting gekregen")
    assert "referral" in acts(omar)


def test_what_is_nothing_of_ours_gets_the_menu_and_a_person(street: Street) -> None:
    omar = street.neighbour().says("/menu").says("qwrtz plmk", likely=(("none", 0.9), ("ask", 0.1)))
    omar.sees(NOT_UNDERSTOOD, "What do you need?")
    assert "🧑 A person" in omar.buttons()


@pytest.mark.parametrize("likely", [(("greet", 0.9),), (("thanks", 0.7), ("bye", 0.3))])
def test_small_talk_gets_no_screen_but_a_question(
    street: Street, likely: tuple[tuple[str, float], ...]
) -> None:
    omar = street.neighbour().says("/menu").says("qwrtz plmk", likely=likely)
    omar.sees("What do you need?").sees_not(NOT_UNDERSTOOD)


def test_one_screen_is_offered_once_however_many_meanings_lead_there(street: Street) -> None:
    likely = (("signup", 0.3), ("activities", 0.3), ("ask", 0.2), ("person", 0.2))
    omar = street.neighbour().says("/menu").says("qwrtz plmk", likely=likely)
    assert acts(omar) == ["activities", "person"]
    assert len(omar.buttons()) == len(set(omar.buttons()))


def test_near_danger_the_numbers_come_first_and_the_offers_go_on(street: Street) -> None:
    text = "ik kan zo echt niet meer verder leven"
    omar = street.neighbour("nl").says("/menu").says(text, likely=LIKELY)
    assert "☎" in omar.last.text


def test_another_language_is_offered_first_and_never_taken_by_itself(street: Street) -> None:
    omar = street.neighbour("en").says("English").says("/menu")
    omar.says("me gustaría saber algo de los cursos del barrio")
    assert omar.buttons()[0] == "🌐 Español"
    omar.sees(NOT_SURE)
    omar.taps("🌐 Español").sees("español")
    # One word is a name, or borrowed.
    sara = street.neighbour("en").says("English").says("/menu").says("siesta")
    assert "🌐 Español" not in sara.buttons()


def test_a_language_that_is_named_is_offered_by_its_own_name(street: Street) -> None:
    omar = street.neighbour("en").says("English").says("/menu")
    omar.says("does anybody in there speak turkish with me")
    assert "🌐 Türkçe" in omar.buttons()


def test_in_a_question_nothing_is_offered_besides_it(street: Street) -> None:
    omar = street.neighbour().says("/referral").says("qwrtz plmk", likely=LIKELY)
    omar.sees_not(NOT_SURE)
    assert "answer" in acts(omar)


@pytest.mark.parametrize(
    "text",
    [
        "نويجزد qwrtz мгшщ ሰጸፈ " * 80,
        "Z̸̢̛a̵l̷g̴o̶" * 40,
        "👩‍🍳🦊" * 300,
        "\u202e\u2066\u200f" * 50,
        "١٢٣٤٥٦٧٨٩٠" * 12,
        "\ud800\udfff",
        "a" * 2_000,
        "." * 500,
        "🏠🏠",
    ],
)
def test_whatever_is_typed_is_answered(street: Street, text: str) -> None:
    omar = street.neighbour().says("/menu").says(text)
    assert omar.unread
    assert omar.last.text


def test_a_model_looks_at_short_sentences_that_no_list_knows_and_at_nothing_else() -> None:
    said = Turn("telegram", "1", "1", MONDAY, text="ik heb een vraag over mijn huis")
    assert offers.is_to_guess(said)
    for other in ("/hours", "12", "ok", "opening hours?", "x" * 121, "👩‍🍳", "stop"):
        assert not offers.is_to_guess(replace(said, text=other)), other
    for more in ({"private": False}, {"was_blanked": True}, {"kind": Kind.TAPPED}):
        assert not offers.is_to_guess(replace(said, **more)), more
