"""What cannot wait: numbers at once, and nothing of it is kept or passed on."""

from __future__ import annotations

import logging

import pytest

from handlers.core.messages import Kind
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.handlers.conversations.talking import opened, talks_kept, writes
from tests.storage.test_secrecy import everything
from tests.support.peek import everything_kept, failures, openings_of
from tests.support.talk import Street

URGENT = "kanariepiet: my husband beats me"


def test_urgent_words_are_answered_with_numbers_in_any_language(street: Street) -> None:
    for said in (URGENT, "زوجي يضربني", "ELEKTRİĞİMİZ KESİLDİ", "me van a echar de casa"):
        omar = street.neighbour().says(said)
        omar.sees("🆘 Please call now:", "☎ 112", "☎ +31 20 555 0101", "☎ +31 20 555 0102")
        assert "🧑 A person" in omar.buttons()
        omar.sees_not("beats", "Your message")


def test_the_room_that_is_open_is_named_first(street: Street) -> None:
    street.key_holder("holendrecht").says("/open")
    shown = street.neighbour().says(URGENT).last.text
    assert shown.index("Holendrecht") < shown.index("H-buurt")


def test_the_button_says_the_same(street: Street) -> None:
    street.neighbour().says("/person").taps("🆘 It cannot wait").sees("Please call now:", "☎ 112")


def test_an_open_question_waits(street: Street) -> None:
    fatma = opened(street).says("/close").says("help, suicide").sees("☎ 112")
    fatma.says("15").sees("for the first time this year?")
    assert openings_of(street)[0].visits == 15


def test_a_command_stays_a_command(street: Street) -> None:
    street.neighbour().says("/hours suicide").sees("I do not know a room").sees_not("call now")


def test_danger_is_heard_after_a_word_that_only_looks_like_a_command(street: Street) -> None:
    street.neighbour().says("/help kanariepiet I want to kill myself").sees("☎ 112")
    street.neighbour().says("/help me").sees("I do not know that command.")


@pytest.mark.parametrize("kind", [Kind.SENT_OTHER, Kind.EDITED, Kind.VOICE])
def test_danger_is_heard_under_a_photo_and_in_a_message_that_was_changed(
    street: Street, kind: Kind
) -> None:
    fatma = opened(street).says("/close")
    voice = {"voice": "file"} if kind is Kind.VOICE else {}
    fatma.does(kind, text="kanariepiet: they evict us tomorrow", **voice).sees("☎ 112")
    fatma.does(kind, text="this is my letter", **voice).sees_not("☎ 112")
    fatma.says("12").sees("for the first time this year?")
    omar = street.neighbour().says("/person").taps("💬 Write to a person").taps("H-buurt")
    omar.does(kind, text=URGENT, **voice).sees("☎ 112", "Your message was not passed on.")
    assert "kanariepiet" not in everything_kept(street)


def test_while_writing_to_a_person_nothing_is_passed_on(street: Street) -> None:
    ali, nour, fatma = street.key_holder("h-buurt"), street.coordinator(), opened(street)
    omar = street.neighbour().says("/person").taps("💬 Write to a person").taps("H-buurt")
    omar.says(URGENT).sees("☎ 112", "Your message was not passed on.")
    fatma.sees_not("Somebody")
    assert talks_kept(street) == 0
    omar.taps("🆘 Ask neighbours").sees("Neighbours know now that somebody needs help.", "☎ 112")
    for neighbour in (fatma, ali, nour):
        neighbour.sees("Somebody writes in English.", "🆘 Somebody needs help now.")
        neighbour.sees_not("kanariepiet", "beats")
        assert "🆘" not in neighbour.last.text.splitlines()[0]
    omar.taps("🆘 Ask neighbours").sees("Your call for help arrived.")
    assert len(ali.screen) == 1
    omar.says("Please come to the door").sees("Sent.")
    ali.sees("Please come to the door").replies("I come")
    omar.sees("I come")


def test_in_a_talk_that_goes_on_everybody_is_asked(street: Street) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello").reads()
    omar.replies(URGENT).sees("Your message was not passed on.")
    fatma.hears_nothing()
    omar.taps("🆘 Ask neighbours")
    for neighbour in (fatma, ali):
        neighbour.sees("🆘 Somebody needs help now.")
    ali.replies("I am here")
    omar.sees("I am here")


def test_with_nobody_to_ask_the_numbers_remain(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    omar = street.neighbour().says("/person").taps("💬 Write to a person").taps("H-buurt")
    omar.says(URGENT)
    fatma.does(Kind.LEFT)
    omar.taps("🆘 Ask neighbours").sees("Nobody can read messages here now.", "☎ 112")
    assert talks_kept(street) == 0


def test_a_neighbour_who_answers_may_speak_of_danger(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "I am afraid")
    fatma.replies("Is it domestic violence? Call 112.").sees("✅ Sent.")
    omar.sees("Is it domestic violence?")
    fatma.taps("💬 Answer").says("Or suicide?").sees("✅ Sent.")
    fatma.says(URGENT).sees("☎ 112")
    omar.sees_not("husband")


def test_nothing_of_it_is_ever_kept(
    street: Street, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    fatma = opened(street)
    omar = street.neighbour().says(URGENT)
    omar.says("/person").taps("💬 Write to a person").taps("H-buurt").says(URGENT)
    omar.taps("🆘 Ask neighbours").says("hello").replies(URGENT).taps("🆘 It cannot wait")
    fatma.replies("hi")
    omar.replies(URGENT).taps("💬 Answer").says(URGENT)
    street.tick()
    assert "kanariepiet" not in everything_kept(street)
    assert b"kanariepiet" not in everything(street.database)
    assert "kanariepiet" not in caplog.text
    assert "kanariepiet" not in capsys.readouterr().out
    assert failures(street) == []


def test_a_file_without_numbers_still_names_one(street: Street) -> None:
    street.load(read_text(TWO_ROOMS.split("[urgent]")[0], "no-numbers.toml"))
    street.neighbour().says(URGENT).sees("☎ 112")
