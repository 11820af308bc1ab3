"""Whoever reads a draft can say which words are wrong, and nothing else is known of it."""

from __future__ import annotations

import pytest

import locales
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Kind, Turn
from handlers.team.words import wrong_words
from handlers.team.words.wrong_words import OfMessage, OfSentence
from tests.support.talk import Neighbour, Street, links, plain

HERE_IS = "I don't have those words any more."


@pytest.fixture
def omar(street: Street) -> Neighbour:
    return street.neighbour("tr")


def tapped(neighbour: Neighbour, english: str) -> Neighbour:
    """Tap the button with this English label, as it is in the chat's language."""
    return neighbour.taps(in_turkish(english))


def in_turkish(english: str, slot: str = "btn") -> str:
    return locales.sentence(("tr",), slot, english).text


def look(neighbour: Neighbour) -> Neighbour:
    neighbour.says("/hours")
    tapped(neighbour.says("/menu"), "☰ More")
    return tapped(neighbour, "✏️ Wrong words")


def noted(street: Street) -> dict[tuple[str, str], int]:
    with street.database.reading() as store:
        return {(one.language, one.one): one.times for one in store.wrong_sentences.all()}


def test_a_tap_notes_the_sentence_its_language_and_how_often(
    street: Street, omar: Neighbour
) -> None:
    for times in (1, 2):
        look(omar).sees(in_turkish("✏️ Which words are wrong?", "body"))
        omar.taps("1").sees(in_turkish("Thank you. Somebody will look at it.", "body"))
        assert noted(street) == {("tr", "What do you need?"): times}


def test_the_words_are_those_of_the_message_before_more(street: Street, omar: Neighbour) -> None:
    look(omar)
    shown = plain(omar.last.text).splitlines()
    assert shown[1] == f"1: {in_turkish('What do you need?', 'body')}"
    assert len(shown) == 4
    assert omar.buttons()[:4] == ["1", "2", "3", in_turkish("➡️ More")]
    tapped(omar, "➡️ More")
    assert omar.buttons()[:3] == ["4", "5", "6"]
    omar.taps("4").sees(in_turkish("Thank you. Somebody will look at it.", "body"))


def test_no_value_is_shown_again_or_noted(street: Street, omar: Neighbour) -> None:
    omar.says("/start").sees("H-buurt")
    tapped(omar, "☰ More")
    tapped(omar, "✏️ Wrong words")
    assert "…" in omar.last.text
    assert "H-buurt" not in omar.last.text
    for number in ("1", "2", "3"):
        omar.taps(number)
    assert len(noted(street)) == 3
    assert "H-buurt" not in str(noted(street))


def test_of_a_message_that_is_gone_nothing_is_shown(street: Street, omar: Neighbour) -> None:
    omar.says("/menu")
    street.later(days=1)
    tapped(omar, "☰ More")
    street.at("03:00", days=30)
    street.tick()
    tapped(omar, "✏️ Wrong words").sees(in_turkish("I don't have those words any more.", "body"))


def test_one_person_says_it_twenty_times_a_day(street: Street, omar: Neighbour) -> None:
    look(omar)
    shown = omar.last
    for _ in range(20):
        omar.taps("1", on=shown)
        street.later(seconds=30)
    omar.sees(in_turkish("Thank you. Somebody will look at it.", "body"))
    omar.taps("1", on=shown).sees(in_turkish("Thank you! That is enough for today.", "body"))
    assert sum(noted(street).values()) == 20
    street.at("10:00", days=1)
    omar.taps("1", on=shown)
    assert sum(noted(street).values()) == 21


def test_another_persons_message_is_nobodys_to_look_at(street: Street, omar: Neighbour) -> None:
    look(omar)
    layla = street.neighbour("tr").says("/start")
    token = next(key.token for row in omar.last.rows for key in row if key.label == "1")
    layla.does(Kind.TAPPED, tap=token)
    with street.database.writing() as store:
        theirs = store.sent.newest_of(omar.person)
        assert theirs
        (person,) = store.people.known([("telegram", layla.address, "tr")]).values()
        turn = Turn("telegram", layla.address, "1", street.now)
        context = Context(turn, person, store, street.view(), links)
        for of in (theirs.id, theirs.id + 999, -1, 0):
            assert wrong_words.note(context, OfSentence(of=of, at=0)) == refusals.OVER
            assert HERE_IS in str(wrong_words.show(context, OfMessage(of=of)).replies)
    assert noted(street) == {}


def test_who_reads_a_language_that_was_read_by_people_has_no_such_button(street: Street) -> None:
    layla = street.neighbour("en")
    layla.says("/menu").taps("☰ More")
    assert not [label for label in layla.buttons() if "✏️" in label]


def test_a_coordinator_hears_how_many_and_no_more(street: Street, omar: Neighbour) -> None:
    look(omar).taps("1")
    nour = street.coordinator()
    nour.says("/manage").taps("New words").sees(
        "There are no new words.", "✏️ 1 translated sentence may be wrong. Translators get it."
    )


def test_a_draft_says_once_that_a_computer_helped(street: Street) -> None:
    honest = "Something wrong? Tap ✏️ under ☰ More."
    english = f"From now on I'll write in English.\nA computer helped to translate this. {honest}"
    omar = street.neighbour("en")
    omar.says("/language").taps("Türkçe").sees(in_turkish(english, "body"))
    omar.says("/language").taps("English").sees_not("A computer helped")
    omar.says("/language").taps("Türkçe").sees_not("✏️")
    omar.says("/language").taps("Nederlands").sees("Een computer hielp bij het vertalen.")


def test_while_a_question_is_open_it_says_so_too(street: Street) -> None:
    omar = street.neighbour("en")
    omar.says("/referral").says("/language").taps("Türkçe").sees("✏️")


def test_no_language_has_a_label_in_brackets(street: Street) -> None:
    for device in ("en", "nl", "ar"):
        omar = street.neighbour(device).says("/language")
        assert not [label for label in omar.buttons() if "(" in label]
