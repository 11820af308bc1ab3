"""Whoever asked for help and whoever helps write to each other: those two, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from storage.repositories.conversations.talks import Talk
from storage.repositories.help_requests.requests import Request
from storage.tables.conversations import talk_lines
from tests.handlers.conversations.talking import opened, writes
from tests.handlers.help_requests.partner_steps import forged, opens
from tests.support import peek
from tests.support.asking import CALLED, CONTACT, asks, partner, with_partners
from tests.support.peek import everything_kept, takes_keys_from
from tests.support.talk import Neighbour, Street

WRITE = "💬 Write to them"
ADDRESS = "kanarie street 7"


@pytest.fixture
def village(street: Street) -> Street:
    return with_partners(street)


def helped(village: Street, **more: Any) -> tuple[Neighbour, Neighbour]:
    """A partner who took the request of a resident, at home when nothing else is said."""
    noor, rosa = partner(village), village.neighbour()
    asks(village, rosa, **{"room": "", "contact": "", **more})
    opens(noor).taps("✅ We help")
    return noor, rosa


def words_kept(village: Street) -> list[str]:
    with village.database.reading() as store:
        return [row.words for row in peek.opened(store, talk_lines) if row.words]


def talks_of(village: Street, rosa: Neighbour) -> list[Talk]:
    with village.database.writing() as store:
        return store.talks.all_of(rosa.person, "")


def requests_of(village: Street, rosa: Neighbour) -> list[Request]:
    with village.database.writing() as store:
        return store.requests.of_person(rosa.person)


def test_come_to_me_ends_with_a_day_and_the_address_goes_with_the_talk(village: Street) -> None:
    noor, rosa = helped(village)
    noor.taps(WRITE).says("Where do you live?").sees("✅ Sent.")
    rosa.sees("💬 Somebody wrote to you.", "Where do you live?").sees_not("Debt")
    rosa.replies(ADDRESS).sees("✅ Sent. Your helper will read it.")
    noor.sees("You are helping this person.", ADDRESS).sees_not(CALLED, CONTACT, rosa.address)
    opens(noor).taps("📆 Choose a day").sees("Which day will you go there?")
    noor.taps("Tuesday 10:00").sees("I'll tell the person the day.", "Meeting: Tomorrow, Tuesday")
    rosa.sees(
        "📆 Tomorrow, Tuesday, at 10:00: somebody will come to you.", "Tell them your address"
    )
    rosa.says("/referral").sees("☎ +31 20 555 0201", "at your home.").reads()
    village.tick()
    rosa.hears_nothing()
    assert words_kept(village)
    assert ADDRESS not in everything_kept(village)
    opens(noor).taps("🏁 Closed").taps("✅ Got help")
    village.tick()
    assert words_kept(village) == []
    assert talks_of(village, rosa) == []
    rosa.taps(WRITE).sees_not("Write or speak")


def test_nobody_but_the_two_reads_it_or_answers(village: Street) -> None:
    noor, rosa = helped(village, room="h-buurt")
    others = [
        partner(village, "letters"),
        village.key_holder("h-buurt"),
        village.coordinator(),
        village.neighbour(),
    ]
    rosa.taps(WRITE).says("kanarie")
    noor.sees("kanarie")
    (talk,) = talks_of(village, rosa)
    (request,) = requests_of(village, rosa)
    for other in others:
        if other.screen:
            other.hears_nothing()
        forged(village, other, "request.write", request)
        other.sees_not("Write or speak", "kanarie")
    assert talk.taken_by == noor.person


def test_what_was_said_is_wiped_when_the_request_is_stopped(village: Street) -> None:
    noor, rosa = helped(village)
    rosa.taps(WRITE).says(ADDRESS)
    noor.sees(ADDRESS)
    rosa.says("/referral").taps("❌ Cancel request").sees("I deleted what you wrote.")
    assert words_kept(village) == []
    noor.taps("💬 Answer").sees_not("Write or speak", ADDRESS)


def test_to_a_phone_that_is_not_safe_nothing_is_sent_and_nothing_stays(village: Street) -> None:
    noor, rosa = helped(village, safe_here=False)
    rosa.hears_nothing()
    assert WRITE not in noor.buttons()
    noor.sees("They can write to you here.", "leave a message in H-buurt, without a name.")
    rosa.says("/referral").sees("☎ +31 20 555 0101").sees_not("Debt", "☎ +31 20 555 0201")
    rosa.taps(WRITE).says(ADDRESS).sees("No answer will come to this phone.")
    assert ADDRESS not in rosa.transcript()
    assert len(rosa.screen) == 1, "the screen is emptied"
    noor.sees(ADDRESS, "Do not write to their phone. It is not safe.")
    noor.replies("I come for your debts").sees("Do not write to their phone. It is not safe.")
    rosa.says("/referral").taps(WRITE).sees_not("debts", ADDRESS)
    village.tick()
    rosa.asks_what_is_known().sees_not(ADDRESS, "somebody who helps you")


def test_when_the_helper_goes_whoever_helps_then_gets_the_words(village: Street) -> None:
    noor, rosa = helped(village)
    nadia = village.coordinator()
    rosa.taps(WRITE).says(ADDRESS)
    noor.sees(ADDRESS)
    takes_keys_from(village, noor)
    village.tick()
    nadia.sees(ADDRESS)
    noor.taps("💬 Answer").sees_not("Write or speak", ADDRESS)
    nadia.replies("I come on Tuesday").sees("✅ Sent.")
    rosa.sees("I come on Tuesday")


def test_a_talk_with_a_room_and_one_with_a_helper_stay_apart(village: Street) -> None:
    noor, rosa = helped(village)
    fatma = opened(village)
    writes(rosa, "a letter")
    fatma.sees("a letter")
    noor.sees_not("a letter")
    rosa.says("/referral").taps(WRITE).says(ADDRESS)
    noor.sees(ADDRESS)
    fatma.sees_not(ADDRESS)
    fatma.replies("bring it")
    rosa.sees("A neighbour of H-buurt answers.", "bring it")
    rosa.replies("thanks")
    fatma.sees("thanks")
    assert sorted(talk.request is None for talk in talks_of(village, rosa)) == [False, True]


def test_a_voice_note_for_the_helper_reaches_no_other_ears(village: Street) -> None:
    noor, rosa = helped(village)
    fatma = opened(village)
    rosa.taps(WRITE).speaks("voice-1")
    assert noor.screen[-1].voice == "voice-1"
    rosa.says("/menu").speaks("voice-2").sees("I did not pass it on.")
    fatma.sees_not("voice-2")
    assert all(message.voice != "voice-2" for message in (*noor.screen, *fatma.screen))


def test_days_of_silence_end_no_talk_about_help_and_two_weeks_do(village: Street) -> None:
    noor, rosa = helped(village)
    noor.taps(WRITE).says("I am here again on Monday")
    village.later(days=5)
    village.tick()
    assert len(talks_of(village, rosa)) == 1
    rosa.taps("💬 Answer").says("Good")
    noor.sees("Good")
    village.later(days=14)
    village.tick()
    assert words_kept(village) == []
    rosa.says("/referral").taps(WRITE).says("Are you there?")
    noor.sees("Are you there?")


def test_where_a_partner_took_it_by_a_web_link_the_words_come_to_its_people(
    village: Street,
) -> None:
    noor, rosa = helped(village)
    (request,) = requests_of(village, rosa)
    with village.database.writing() as store:
        store.requests.write(request.id, {"taken_by": None})
    lars = partner(village)
    rosa.taps(WRITE).says(ADDRESS)
    for helper in (noor, lars):
        helper.sees(ADDRESS)
    lars.replies("On Tuesday").sees("✅ Sent.")
    rosa.sees("On Tuesday").replies("Canary day")
    lars.sees("Canary day")
    noor.sees_not("Canary day")


def test_whoever_gave_no_name_is_not_a_dash(village: Street) -> None:
    noor, _ = helped(village, call_me="")
    noor.taps("🔓 Show contact").sees("They gave no name.").sees_not("–")


def test_after_the_yes_stand_who_until_when_and_whom_to_call(village: Street) -> None:
    rosa = village.neighbour().says("/referral debt").taps("Come to me")
    rosa.taps("✅ Here, it is safe").taps("✅ Yes, ask")
    rosa.sees("⏳ Asked: Debt House. They have time until Wednesday.", "☎ +31 20 555 0201")
    assert len(rosa.last.text.splitlines()) == 4
    unsafe = village.neighbour().says("/referral debt").taps("Holendrecht")
    unsafe.taps("❌ No, another way").taps("I look here")
    unsafe.taps("✅ Yes, ask").sees("Look under 📂 by Wednesday.", "☎ +31 20 555 0101")
    unsafe.sees_not("Debt", "Holendrecht", "0102")
    assert len(unsafe.last.text.splitlines()) == 4
