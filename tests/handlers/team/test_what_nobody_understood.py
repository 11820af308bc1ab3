"""What nobody understood becomes words that a coordinator sees, and never anybody's secret."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from handlers.core.context import ChannelFacts, Context
from handlers.core.messages import Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.team.words import not_understood as module
from storage.neighbourhood.file import read_text
from storage.repositories.people.people import Dialogue
from storage.tables.conversations import not_understood
from tests.conftest import TWO_ROOMS
from tests.handlers.conversations.talking import opened
from tests.support.asking import asks
from tests.support.talk import Neighbour, Street, links

FACTS = {"telegram": ChannelFacts("Telegram", "Telegram", has_secret_addresses=False)}
DOG = "may my dog come along"
HERE = """
[[partners]]
id = "debts"
name = "Steunpunt Vlinder"
domains = ["debt"]
answer_within_days = 5

[[activities]]
id = "quilts"
room = "h-buurt"
title = { en = "Quilting bee", nl = "Dekens naaien" }
domain = "meeting"
rrule = "FREQ=WEEKLY;BYDAY=WE"
start = 2026-11-04T11:00:00
minutes = 60
"""


def rows(street: Street) -> list[Any]:
    with street.database.reading() as store:
        return list(store.connection.execute(select(not_understood)).all())


def type_it(street: Street, text: str, *languages: str, channel: str = "telegram") -> None:
    for language in languages or ("en", "en", "en"):
        street.neighbour(language, channel=channel).says(text)


def waits(street: Street) -> str:
    """What a coordinator sees of it."""
    nour = street.coordinator().says("/manage")
    return nour.taps("New words").last.text if "📝 New words" in nour.buttons() else ""


def test_what_two_people_typed_rests_as_a_hash_and_nobody_sees_it(street: Street) -> None:
    type_it(street, DOG, "en", "en")
    (row,) = rows(street)
    assert (row.words, row.language, row.state) == (b"", "", "heard")
    assert waits(street) == ""


def test_the_third_person_makes_it_one_of_everybody(street: Street) -> None:
    type_it(street, DOG, "en", "en")
    street.neighbour("en").says("May my DOG come along?")
    (row,) = rows(street)
    assert row.marks == b""
    nour = street.coordinator()
    nour.says("/manage").taps("New words")
    nour.sees("📝 1 sentence that I don't know:", DOG, "Written in English")


def test_one_person_who_types_it_often_stays_one(street: Street) -> None:
    omar = street.neighbour()
    for _ in range(5):
        omar.says(DOG)
        street.later(minutes=10)
    (row,) = rows(street)
    assert len(row.marks) == 16
    assert waits(street) == ""


def test_two_sentences_of_one_person_have_nothing_in_common(street: Street) -> None:
    omar = street.neighbour()
    omar.says(DOG).says("what does the soup cost")
    one, other = rows(street)
    assert one.marks != other.marks
    assert one.utterance_hash != other.utterance_hash


def test_browsers_count_as_one_person_for_nobody_can_tell_them_apart(street: Street) -> None:
    type_it(street, DOG, channel="web")
    assert waits(street) == ""
    type_it(street, DOG, "en")
    assert waits(street) == ""
    type_it(street, DOG, "en")
    assert DOG in waits(street)


def test_the_language_is_that_of_the_third_persons_chat(street: Street) -> None:
    type_it(street, DOG, "nl", "nl", "en")
    nour = street.coordinator()
    nour.says("/manage").taps("New words").sees("Written in English").sees_not("Dutch")


@pytest.mark.parametrize(
    "text",
    [
        "Is it 5 euro",
        "bus ٢٣ never comes",
        "bus ፳፫ is late",
        "bus 23 smells",
        "half an oat is ½",
        "I sleep behind the bar at the back of the very old blue shed",
        "a b c d e f g h i",
        "he hits me",
        "my son wants to die",
        "H-buurt stinks",
        "is it far to holendrecht",
        "I was at the quilting bee",
        "dekens naaien is duur",
        "the lady of steunpunt vlinder is rude",
        "🐕🐕🐕",
    ],
)
def test_of_what_could_be_a_secret_nothing_rests_however_many_type_it(
    street: Street, text: str
) -> None:
    street.load(read_text(TWO_ROOMS + HERE, "here.toml"))
    type_it(street, text, "en", "en", "en", "en")
    assert rows(street) == []


def called(street: Street, text: str, dialogue: Dialogue | None = None) -> None:
    """Three people typed it, and whoever answers them calls for it, whatever it is."""
    for number in range(3):
        with street.database.writing() as store:
            (person,) = store.people.known([("telegram", f"t{number}", "en")]).values()
            turn = Turn("telegram", f"t{number}", "1", street.now, text=text)
            whose = replace(person, dialogue=dialogue)
            view = NeighbourhoodView(read_text(TWO_ROOMS, "two-rooms.toml"))
            module.note(Context(turn, whose, store, view, links, FACTS), text)


@pytest.mark.parametrize(
    "text", ["he hits me", "I want to die", "", "\n\t", "\ud800", "a" * 4_000, "\u202e", "???"]
)
def test_whoever_calls_for_danger_or_for_nothing_leaves_nothing(street: Street, text: str) -> None:
    called(street, text)
    assert rows(street) == []


def test_whoever_calls_while_a_question_is_open_leaves_nothing(street: Street) -> None:
    called(street, DOG, Dialogue(flow="near", step="place", answers={}, version=1))
    assert rows(street) == []
    called(street, DOG)
    assert DOG in waits(street)


def test_whom_somebody_asked_to_be_called_is_named_to_no_coordinator(street: Street) -> None:
    asks(street, call_me="Layla Bloem")
    type_it(street, "layla is always late")
    assert rows(street) == []
    type_it(street, "everybody is always late")
    assert "everybody is always late" in waits(street)


def test_words_within_a_question_or_a_talk_are_not_counted(street: Street) -> None:
    opened(street)
    for _ in range(3):
        street.neighbour().says("/person").sees("What do you want to say?").says(DOG)
        street.neighbour().says("/referral").says(DOG).sees("Please tap a button.")
    assert rows(street) == []


def test_one_persons_nonsense_is_counted_two_hundred_times_a_day(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_A_DAY", 3)
    omar = street.neighbour()
    for letter in "abcde":
        omar.says(f"{letter}zzq {letter}qqz")
    assert len(rows(street)) == 3
    type_it(street, DOG)
    assert DOG in waits(street)


def test_marks_of_last_year_count_no_more(street: Street) -> None:
    type_it(street, DOG, "en", "en")
    street.at("10:00", days=50)
    type_it(street, DOG, "en")
    assert waits(street) == ""
    (row,) = rows(street)
    assert (row.year, len(row.marks)) == (2027, 16)


def test_what_too_few_typed_is_gone_in_the_new_year(street: Street) -> None:
    type_it(street, DOG, "en", "en")
    street.at("03:00", days=40)
    street.tick()
    assert len(rows(street)) == 1
    street.at("03:00", days=6)
    street.tick()
    assert rows(street) == []


def decided(street: Street) -> Neighbour:
    for text in (DOG, "what does the soup cost"):
        type_it(street, text)
    return street.coordinator().says("/manage").taps("New words")


def test_a_coordinator_looks_at_one_after_the_other(street: Street) -> None:
    nour = decided(street)
    first = nour.last.text
    nour.taps("➡️ More")
    assert nour.last.text != first
    nour.sees("📝 2 sentences that I don't know:")
    nour.taps("⬅️ From the start")
    assert nour.last.text == first


def test_what_is_kept_goes_to_translators_and_waits_no_more(street: Street) -> None:
    nour = decided(street)
    nour.taps("✅ Keep").sees("✅ Kept. Translators get it.", "📝 1 sentence that I don't know:")
    nour.taps("✅ Keep").sees("There are no new words.")
    with street.database.reading() as store:
        kept = {one.words for one in store.not_understood.accepted()}
    assert kept == {DOG, "what does the soup cost"}
    assert "📝 New words" not in nour.says("/manage").buttons()


def test_what_is_thrown_away_leaves_a_hash_and_never_comes_back(street: Street) -> None:
    type_it(street, DOG)
    nour = street.coordinator()
    nour.says("/manage").taps("New words").taps("🗑️ Throw away").sees("It won't come back.")
    (row,) = rows(street)
    assert (row.words, row.language, row.marks) == (b"", "", b"")
    street.at("03:00", days=400)
    street.tick()
    type_it(street, DOG)
    assert waits(street) == ""
    with street.database.reading() as store:
        assert store.not_understood.accepted() == []


def test_two_coordinators_who_decide_at_once_hear_who_was_first(street: Street) -> None:
    type_it(street, DOG)
    nour, sara = street.coordinator(), street.coordinator()
    for one in (nour, sara):
        one.says("/manage").taps("New words")
    nour.taps("🗑️ Throw away").sees("Thrown away")
    sara.taps("✅ Keep").sees("That was decided already.")
    with street.database.reading() as store:
        assert store.not_understood.accepted() == []


def test_words_that_nobody_decided_about_go_after_a_year(street: Street) -> None:
    type_it(street, DOG)
    street.at("03:00", days=365)
    street.tick()
    assert len(rows(street)) == 1
    street.at("03:00", days=1)
    street.tick()
    assert rows(street) == []


def test_whoever_typed_it_and_is_forgotten_leaves_nothing_to_be_found_by(street: Street) -> None:
    omar = street.neighbour()
    omar.says(DOG)
    with street.database.reading() as store:
        assert "not_understood" not in store.my_data.about(omar.person, "")
    omar.says("/forget").taps("🗑️ Yes, delete").sees("Done")
    type_it(street, DOG, "en", "en")
    assert DOG in waits(street)
