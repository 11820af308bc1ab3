"""Voice notes in a talk: where they go, and where they go to nobody."""

from __future__ import annotations

from storage.repositories.people.roles import COORDINATOR, Role
from tests.handlers.conversations.talking import opened, writes
from tests.support.peek import openings_of
from tests.support.talk import Street


def test_a_voice_note_begins_a_talk_and_is_heard(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("16:30")
    omar = street.neighbour().says("/hours h-buurt").speaks("file-1")
    omar.sees(
        "We got your voice note. A neighbour will listen.", "H-buurt opens next: Tomorrow, Tuesday,"
    )
    assert "🆘 It cannot wait" in omar.buttons()
    assert fatma.last.voice == "file-1"
    fatma.sees("Somebody is writing in English.").speaks("file-2", reply_to=str(fatma.last.id))
    assert omar.last.voice == "file-2"
    omar.sees("A neighbour of H-buurt answers.").speaks("file-3")
    assert fatma.last.voice == "file-3"


def test_a_voice_note_without_a_room_goes_where_somebody_is(street: Street) -> None:
    other, fatma = street.key_holder("holendrecht"), opened(street)
    street.neighbour().speaks("file-1").sees("H-buurt is open now.")
    assert fatma.last.voice == "file-1"
    assert other.screen == []


def test_on_another_channel_a_voice_note_is_told_about(street: Street) -> None:
    nour = street.neighbour(channel="web").says("/start")
    with street.database.writing() as store:
        store.roles.give(nour.person, Role(COORDINATOR, ""), street.now)
    omar = street.neighbour().says("/hours h-buurt").speaks("file-1")
    nour.sees("A voice note arrived. You cannot hear it here.")
    assert nour.last.voice == ""
    omar.sees("nobody can hear it there.", "Please write, or call.", "☎ +31 20 555 0101")
    nour.replies("hello")
    omar.taps("💬 Answer").says("I write then")
    nour.sees("I write then")


def test_a_helpers_stray_voice_note_goes_to_nobody(street: Street) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello")
    omar.reads()
    fatma.speaks("file-9").sees("I did not pass it on.")
    omar.hears_nothing()
    ali.hears_nothing()
    fatma.taps("💬 Answer").speaks("file-9")
    assert omar.last.voice == "file-9"


def test_a_voice_note_after_the_half_hour_goes_to_nobody_as_words_do(street: Street) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    omar = writes(street.neighbour())
    fatma.taps("💬 Answer")
    street.later(hours=5)
    omar.reads()
    for _ in range(2):
        fatma.speaks("file-9").sees("I did not pass it on.", "To answer, tap 💬 first.")
    omar.hears_nothing()
    ali.hears_nothing()
    fatma.taps("💬 Answer").speaks("file-9").sees("✅ Sent.")
    assert omar.last.voice == "file-9"


def test_a_voice_note_leaves_the_count_open_and_no_neighbour_gets_the_number(
    street: Street,
) -> None:
    ali, fatma = street.key_holder("h-buurt"), opened(street)
    fatma.says("/close").speaks("file-1")
    fatma.sees("A neighbour will listen.", "The answer will come here.", "How many people came?")
    fatma.sees_not("You can write more.")
    assert ali.last.voice == "file-1"
    ali.reads()
    fatma.says("12").sees("for the first time this year?")
    assert openings_of(street)[0].visits == 12
    ali.replies("I heard you")
    fatma.sees("I heard you")
    ali.reads()
    fatma.says("3").sees("Thank you")
    ali.hears_nothing()


def test_answering_a_neighbour_leaves_the_count_open(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    asked = fatma.last
    fatma.says("/close").replies("Come tomorrow", on=asked)
    fatma.sees("✅ Sent.", "How many people came?")
    omar.sees("Come tomorrow").reads()
    fatma.taps("10").sees("for the first time this year?")
    omar.hears_nothing()


def test_a_voice_note_leaves_a_request_for_help_and_an_announcement_as_they_are(
    street: Street,
) -> None:
    fatma = opened(street)
    omar = street.neighbour().says("/activities").speaks("file-0").sees("You can write more.")
    omar.says("/referral").taps("💶 Debts").speaks("file-1").sees("A neighbour will listen.")
    assert fatma.last.voice == "file-1"
    omar.taps("H-buurt").sees("How can we reach you?")
    nour = street.coordinator().says("/announce").speaks("file-2")
    nour.sees("A neighbour will listen.", "What do you want to say?")
    assert fatma.last.voice == "file-2"
    fatma.reads()
    nour.says("The room smells of paint.").sees("Who should read it?")
    fatma.hears_nothing()
