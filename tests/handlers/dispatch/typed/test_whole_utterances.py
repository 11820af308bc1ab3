"""What is said every day in sixteen languages leads to its screen, and does nothing besides."""

from __future__ import annotations

from collections import defaultdict

import pytest
from sqlalchemy import func, select

import locales
from handlers.core import message_json
from handlers.core.messages import Act, Reply
from locales import FOLDER, phrases
from storage.tables.base import metadata
from tests.support.peek import opening_of
from tests.support.talk import Neighbour, Street

TAGS = sorted(path.parent.name for path in FOLDER.glob(f"*/{phrases.PHRASES}"))
# What any message leaves behind, and the question that a screen may ask.
OF_MESSAGES = {"outbox", "received", "people", "contacts", "dialogues", "seen", "not_understood"}
NOT_THERE = {"I did not understand.", "I am not sure what you mean."}


def said_in(tag: str) -> list[tuple[phrases.Meaning, str]]:
    return list(phrases.read(FOLDER / tag / phrases.PHRASES))


def shown(neighbour: Neighbour) -> Reply:
    """The newest message, as it was made."""
    with neighbour.street.database.reading() as store:
        newest = store.sent.newest_of(neighbour.person)
    assert newest
    return message_json.from_json(newest.payload)


def lines(neighbour: Neighbour) -> set[str]:
    return {line.one for line in shown(neighbour).lines}


def acts(neighbour: Neighbour) -> list[str]:
    """What the buttons do, without the last row, which stands under everything."""
    return [key.act.name for row in shown(neighbour).rows[:-1] for key in row if key.act]


def message_acts(neighbour: Neighbour) -> list[Act]:
    """What all buttons of the newest message do."""
    return [key.act for row in shown(neighbour).rows for key in row if key.act]


def kept(street: Street) -> dict[str, int]:
    """How many rows there are of all that a message does not leave behind anyhow."""
    with street.database.reading() as store:
        return {
            table.name: store.connection.execute(select(func.count()).select_from(table)).scalar()
            or 0
            for table in metadata.sorted_tables
            if table.name not in OF_MESSAGES
        }


def test_there_are_enough_of_them_in_each_of_sixteen_languages() -> None:
    assert len(TAGS) == 16
    for tag in TAGS:
        said = said_in(tag)
        assert 40 <= sum(meant.what in phrases.SCREENS for meant, _ in said) <= 110, tag
        assert {meant.what for meant, _ in said} >= phrases.SCREENS, tag


def test_one_utterance_has_one_meaning_in_all_languages_together() -> None:
    found = defaultdict(set)
    for path in phrases.files():
        for meant, said in phrases.read(path):
            if meant.what != phrases.FILLER:
                found[phrases.folded(said)].add(meant)
    assert {said: meant for said, meant in found.items() if len(meant) > 1} == {}


@pytest.mark.long
@pytest.mark.parametrize("tag", TAGS)
def test_it_shows_its_screen_and_changes_nothing(street: Street, tag: str) -> None:
    street.key_holder("h-buurt")
    neighbour = street.neighbour(tag).says("/menu")
    before = kept(street)
    for meant, said in said_in(tag):
        if meant.what not in phrases.SCREENS:
            continue
        neighbour.says(said)
        assert not NOT_THERE & lines(neighbour), (tag, said)
        assert kept(street) == before, (tag, said)
        neighbour.says("/menu")


@pytest.mark.parametrize("tag", TAGS)
def test_please_and_i_want_around_it_do_not_matter(tag: str) -> None:
    said = said_in(tag)
    wanted = next(one for meant, one in said if meant.what == "hours")
    around = [one for meant, one in said if meant.what == phrases.FILLER]
    assert len(around) >= 5
    for filler in around:
        for text in (f"{filler} {wanted}", f"{wanted}, {filler}!", f"  {filler.upper()}  {wanted}"):
            assert phrases.meaning(text) == phrases.Meaning("hours"), text
        # By themselves they are a greeting, or nothing.
        by_itself = phrases.meaning(filler)
        assert by_itself is None or by_itself.what in {*phrases.SCREENS, *phrases.LEADING_OUT}


@pytest.mark.parametrize("said", ["thanks", "hoi", "السلام عليكم", "dzień dobry"])
def test_thanks_that_were_meant_for_a_neighbour_are_not_taken_by_us(
    street: Street, said: str
) -> None:
    fatma = street.key_holder("h-buurt")
    omar = street.neighbour().says("/person").says("I have a question.")
    fatma.taps("💬 Answer").says("Come at ten.")
    street.tick()
    omar.says("/menu").says(said).sees("I did not pass it on.")
    sara = street.neighbour().says("/menu").says(said)
    assert not NOT_THERE & lines(sara)


@pytest.mark.parametrize("said", ["yes", "nee", "نعم", "так", "skip"])
def test_a_yes_to_nothing_is_told_so(street: Street, said: str) -> None:
    street.neighbour().says("/menu").says(said).sees(
        "I did not ask anything now.", "What do you need?"
    )


def test_inside_a_question_words_are_its_answer(street: Street) -> None:
    omar = street.neighbour().says("/referral")
    # The list of topics: what somebody has stands on a button there.
    omar.says("3andi dyoun").sees("💶 Debts")
    assert "answer" in acts(omar)


def test_words_never_ring_a_bell_that_was_not_tapped(street: Street) -> None:
    for said in ("tell me when it opens", "laat me weten als jullie open zijn"):
        omar = street.neighbour().says("/menu").says(said)
        with street.database.reading() as store:
            assert not store.subscriptions.rooms_of(omar.person)


@pytest.mark.parametrize("number", ["2", "2️⃣", "٢", "two", " Two! "])
def test_a_number_is_the_button_in_any_digits_on_a_keycap_or_in_words(
    street: Street, number: str
) -> None:
    # In a conversation that has chosen its language the second button is the opening hours.
    omar = street.neighbour().says("English").says("/menu").says(number)
    assert "hours.room" in {act.name for act in message_acts(omar)}


@pytest.mark.parametrize("word", ["one", "un", "een", "on", "bir", "waan", "nan"])
def test_no_word_for_a_number_erases_signs_up_or_counts(street: Street, word: str) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/open").says("40")
    before = kept(street)
    fatma.says(word)
    assert opening_of(street).visits == 40
    omar = street.neighbour().says("/menu").says("/forget").says(word)
    omar.sees_not("I know nothing about you")
    assert kept(street).keys() == before.keys()


def test_a_yes_under_are_you_sure_shows_it_again(street: Street) -> None:
    omar = street.neighbour().says("/menu").says("/forget")
    asked = omar.buttons()
    omar.says("yes").sees("Please tap a button.")
    assert set(asked) <= {*omar.buttons()}
    omar.says("nee").sees("Please tap a button.")


@pytest.mark.parametrize(
    "said", ["come to H-buurt", "H-buurt is open", "is there food", "are you open today", "debts"]
)
def test_what_may_be_the_answer_to_a_talk_is_said_to_be_passed_on_to_nobody(
    street: Street, said: str
) -> None:
    fatma = street.key_holder("h-buurt")
    street.neighbour().says("/person").says("I have a question.")
    fatma.taps("💬 Answer").says("Come at ten.")
    fatma.says("/menu").says(said).sees("I did not pass it on.")


def test_what_comes_after_a_question_for_the_room_goes_to_nobody_by_surprise(
    street: Street,
) -> None:
    fatma = street.key_holder("h-buurt")
    omar = street.neighbour().says("/menu").says("can i bring my dog")
    omar.sees("A neighbour in the room can tell you that.").says("opening hours")
    fatma.sees_not("opening hours")
    omar.sees("🔴 H-buurt")


def test_every_button_of_the_menu_is_heard_in_every_language(street: Street) -> None:
    menu = [key for row in shown(street.neighbour().says("/menu")).rows for key in row]
    for tag in locales.languages():
        for key in menu:
            if key.label.slot != "btn" or key.act is None:
                continue
            label = locales.sentence((tag,), "btn", key.label.one).text
            assert phrases.folded(phrases.folded(label).upper()) == phrases.folded(label)
            for said in (label, f"1. {label}"):
                omar = street.neighbour().says("/menu").says(said)
                assert not NOT_THERE & lines(omar), (tag, said)
