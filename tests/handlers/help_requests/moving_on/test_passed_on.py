"""A coordinator gives a request to any partner or room; to whom nobody agreed, only after a yes."""

from __future__ import annotations

import pytest

from handlers.help_requests.ask import consent
from storage.neighbourhood.file import read_text
from storage.repositories.help_requests import states
from tests.conftest import TWO_ROOMS
from tests.handlers.help_requests.partner_steps import forged, opens
from tests.support.asking import CALLED, CONTACT, PARTNERS, asks, now_of, partner, steps
from tests.support.talk import Neighbour, Street

HOMES = """
[[partners]]
id = "homes"
name = "Home Help"
domains = ["housing"]
"""
MOVED = "A request went to somebody else. You do not need to do anything."
PASS_ON, READ, YES, NO = "➡️ Pass on", "👀 Read more", "✅ Yes, ask", "❌ No"


@pytest.fixture
def village(street: Street) -> Street:
    """Two partners for debts, and one for homes."""
    street.load(read_text(TWO_ROOMS + PARTNERS + HOMES, "partners.toml"))
    return street


def passes_on(nadia: Neighbour, to: str) -> Neighbour:
    """A coordinator chooses whom a request goes to."""
    return opens(nadia).taps(PASS_ON).sees("Who should get this request?").taps(to)


def test_those_for_the_topic_stand_first_then_the_others_then_the_rooms(village: Street) -> None:
    nadia = village.coordinator()
    village.key_holder("h-buurt")
    village.key_holder("holendrecht")
    partner(village)
    asks(village)
    opens(nadia).taps(PASS_ON).sees("For others I ask the person first.")
    # Whoever has it now is not among them, nor a room of which nobody has the key.
    assert nadia.buttons()[:4] == ["Letter Desk", "Home Help", "📍 H-buurt", "📍 Holendrecht"]


def test_at_the_end_the_coordinator_gives_it_to_a_partner_that_has_place_again(
    village: Street,
) -> None:
    nadia, noor, rosa = village.coordinator(), partner(village), village.neighbour()
    request = asks(village, rosa, partner="")
    nadia.sees("There is a new request for you.").reads()
    rosa.reads()
    passes_on(nadia, "Debt House").sees("✅ I asked: Debt House.")
    noor.sees("There is a new request for you.", "Please answer before: Wednesday 09:00")
    noor.sees_not("Debts", CONTACT, CALLED)
    assert "We are asking somebody else for you now." in rosa.reads()[0]
    nadia.reads()
    opens(noor).taps("✅ We help")
    after = now_of(village, request)
    assert (after.state, after.partner, after.taken_by) == (states.ACCEPTED, "debts", noor.person)


def test_what_somebody_took_is_given_on_with_what_was_planned_and_said_gone(
    village: Street,
) -> None:
    nadia, noor, rosa = village.coordinator(), partner(village), village.neighbour()
    lars = partner(village, "letters")
    request = asks(village, rosa)
    opens(noor).taps("✅ We help").taps("📆 Choose a day").taps("Tuesday 10:00")
    opens(noor).taps("💬 Write to them").says("Bring the letter from the bank")
    rosa.reads()
    noor.reads()
    passes_on(nadia, "Letter Desk").sees("✅ I asked: Letter Desk.")
    assert noor.reads() == [MOVED]
    rosa.sees("You will not meet then.", "We are asking somebody else for you now.")
    rosa.sees_not("Debt", "Letter")
    after = now_of(village, request)
    assert (after.state, after.partner, after.taken_by) == (states.REQUESTED, "letters", None)
    assert after.meet_at is None
    opens(lars).taps("✅ We help").taps("💬 Write to them").sees_not("bank")
    noor.says("/menu").taps("📂 Requests").sees("There are no requests for you now.")


def test_an_old_button_of_whoever_had_it_says_who_has_it_now(village: Street) -> None:
    nadia, noor = village.coordinator(), partner(village)
    partner(village, "letters")
    asks(village)
    opens(noor)
    passes_on(nadia, "Letter Desk")
    noor.taps("✅ We help").sees("Somebody else has this request now.")


def test_a_partner_to_which_nobody_agreed_gets_it_only_after_a_yes(village: Street) -> None:
    nadia, noor, hugo = village.coordinator(), partner(village), partner(village, "homes")
    rosa = village.neighbour()
    request = asks(village, rosa)
    rosa.reads()
    passes_on(nadia, "Home Help").sees("I ask the person first.")
    hugo.hears_nothing()
    noor.reads()
    assert now_of(village, request).partner == "debts"
    rosa.sees("There is a question for you.").sees_not("Debt", "Home")
    rosa.taps(READ).sees("💶 Debts: I'll ask Home Help, then the coordinators.", "Agreed?")
    hugo.hears_nothing()
    question = rosa.last
    rosa.taps(YES).sees("✅ Good. I'll ask for you.", "Asked: Home Help.")
    hugo.sees("There is a new request for you.").sees_not("Debts", CONTACT)
    assert noor.reads() == [MOVED]
    nadia.sees("The person said yes.")
    after = now_of(village, request)
    assert (after.partner, after.consent_at, after.consent_version, after.consent_language) == (
        "homes",
        village.now,
        consent.VERSION,
        "en",
    )
    hugo.reads()
    rosa.taps(YES, on=question).sees("Asked: Home Help.")
    hugo.hears_nothing()
    assert steps(village, request) == ["requested", "requested"]
    opens(hugo).taps("🔓 Show contact").sees(CONTACT)


def test_a_no_changes_nothing_and_the_coordinators_hear_it_once(village: Street) -> None:
    nadia, hugo, rosa = village.coordinator(), partner(village, "homes"), village.neighbour()
    noor = partner(village)
    request = asks(village, rosa)
    passes_on(nadia, "Home Help")
    nadia.reads()
    rosa.taps(READ)
    question = rosa.last
    rosa.taps(NO).sees("It stays as it was.")
    assert nadia.reads() == ["The person said no. Please ask somebody else."]
    rosa.taps(NO, on=question)
    nadia.hears_nothing()
    hugo.hears_nothing()
    assert now_of(village, request).partner == "debts"
    opens(noor).taps("✅ We help").sees("You are helping.")


def test_asked_twice_the_person_gets_one_question(village: Street) -> None:
    nadia, rosa = village.coordinator(), village.neighbour()
    partner(village)
    asks(village, rosa)
    rosa.reads()
    passes_on(nadia, "Home Help")
    assert len(rosa.reads()) == 1
    passes_on(nadia, "Home Help").sees("I ask the person first.")
    rosa.hears_nothing()


@pytest.mark.parametrize("what", ["taken", "ended", "stopped"])
def test_a_yes_that_comes_too_late_moves_nothing(village: Street, what: str) -> None:
    nadia, noor, rosa = village.coordinator(), partner(village), village.neighbour()
    hugo = partner(village, "homes")
    request = asks(village, rosa)
    passes_on(nadia, "Home Help")
    rosa.taps(READ)
    question = rosa.last
    if what == "stopped":
        rosa.says("/referral").taps("❌ Cancel request")
    else:
        opens(noor).taps("✅ We help")
    if what == "ended":
        opens(noor).taps("🏁 Closed").taps("✅ Got help")
    before = now_of(village, request)
    rosa.taps(YES, on=question).sees("That question is over")
    assert now_of(village, request) == before
    hugo.hears_nothing()


def test_no_number_and_no_other_word_is_a_yes(village: Street) -> None:
    nadia, hugo, rosa = village.coordinator(), partner(village, "homes"), village.neighbour()
    partner(village)
    request = asks(village, rosa)
    passes_on(nadia, "Home Help")
    rosa.taps(READ)
    for words in ("2", "yes", "ok"):
        rosa.says(words)
    assert now_of(village, request).partner == "debts"
    hugo.hears_nothing()


def test_somebody_else_on_the_phone_neither_reads_nor_answers_the_question(
    village: Street,
) -> None:
    nadia, rosa = village.coordinator(), village.neighbour()
    partner(village)
    request = asks(village, rosa)
    passes_on(nadia, "Home Help")
    question = rosa.last
    rosa.hands_over().taps("🦊").taps(READ, on=question)
    rosa.sees_not("Debts", "Home Help")
    assert now_of(village, request).partner == "debts"


def test_where_nobody_can_be_asked_it_goes_only_to_whom_was_agreed(village: Street) -> None:
    nadia, hugo, rosa = village.coordinator(), partner(village, "homes"), village.neighbour()
    lars = partner(village, "letters")
    partner(village)
    request = asks(village, rosa, safe_here=False)
    rosa.reads()
    passes_on(nadia, "Home Help").sees("We cannot write to this person.")
    rosa.hears_nothing()
    hugo.hears_nothing()
    assert now_of(village, request).partner == "debts"
    passes_on(nadia, "Letter Desk")
    lars.sees("There is a new request for you.")
    rosa.hears_nothing()


def test_to_the_room_that_was_chosen_it_goes_at_once_to_another_after_a_yes(
    village: Street,
) -> None:
    nadia, rosa = village.coordinator(), village.neighbour()
    noor = partner(village)
    fatma, omar = village.key_holder("h-buurt"), village.key_holder("holendrecht")
    request = asks(village, rosa)
    passes_on(nadia, "📍 H-buurt")
    fatma.sees("There is a new request for you.").reads()
    assert noor.reads()[-1] == MOVED
    opens(fatma).taps("✅ We help")
    fatma.taps("📆 Choose a day").taps("Tuesday 10:00")
    # With a contact a coordinator reads what a room helps with, and can give it on.
    rosa.reads()
    passes_on(nadia, "📍 Holendrecht")
    omar.hears_nothing()
    rosa.taps(READ).sees("the key-holders of Holendrecht").taps(YES)
    omar.sees("There is a new request for you.")
    assert now_of(village, request).room == "holendrecht"
    assert fatma.reads()[-1] == MOVED


def test_what_a_room_has_time_for_is_passed_on_unread_and_only_after_a_yes(
    village: Street,
) -> None:
    nadia, fatma, rosa = village.coordinator(), village.key_holder("h-buurt"), village.neighbour()
    omar, hugo = village.key_holder("holendrecht"), partner(village, "homes")
    request = asks(village, rosa, partner="", domain="care")
    fatma.reads()
    nadia.says("/menu").taps("📂 Requests").sees("These rooms have a request that waits.")
    nadia.sees_not("Care", "Arabic").taps("📍 H-buurt").sees("Who should get this request?")
    # In no order that tells what it is about.
    assert nadia.buttons()[:4] == ["Debt House", "Letter Desk", "Home Help", "📍 Holendrecht"]
    nadia.taps("Home Help").sees("I ask the person first.").sees_not("Care")
    hugo.hears_nothing()
    assert now_of(village, request).partner == ""
    rosa.taps(READ).sees("🧡 Care: I'll ask Home Help, then the coordinators.").taps(YES)
    hugo.sees("There is a new request for you.")
    assert fatma.reads() == [MOVED]
    assert now_of(village, request).partner == "homes"
    omar.hears_nothing()


def test_after_it_was_given_it_is_reminded_and_moves_on_as_ever_and_has_days_of_its_own(
    village: Street,
) -> None:
    nadia, noor, rosa = village.coordinator(), partner(village), village.neighbour()
    request = asks(village, rosa)
    # Debts, Letters, and then the coordinators: each of those rounds was reminded.
    for day in (1, 1, 1, 1):
        village.at("09:00", days=day)
        village.tick()
    noor.reads()
    village.at("09:00", days=7)
    passes_on(nadia, "Debt House")
    noor.sees("There is a new request for you.").reads()
    nadia.reads()
    # From Friday to Monday; on that day the fourteen days would have been over.
    village.at("09:00", days=3)
    village.tick()
    village.tick()
    assert noor.reads() == ["A request still waits for your answer."]
    village.at("09:00", days=1)
    village.tick()
    assert MOVED in noor.reads()
    assert now_of(village, request).state == states.REQUESTED
    assert "requested" in steps(village, request)


def test_nobody_else_gives_a_request_on(village: Street) -> None:
    noor, lars, fatma = partner(village), partner(village, "letters"), village.key_holder("h-buurt")
    nadia = village.coordinator()
    request = asks(village)
    for eve in (noor, lars, fatma):
        forged(village, eve, "request.give", request)
        eve.sees_not("Who should get this request?")
    own = asks(village, nadia)
    forged(village, nadia, "request.give", own)
    nadia.sees("That question is over")
    assert now_of(village, request).partner == now_of(village, own).partner == "debts"
    opens(noor)
    assert PASS_ON not in noor.buttons()
