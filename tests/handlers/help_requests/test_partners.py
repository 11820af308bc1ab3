"""What partners, key-holders and coordinators may count on when somebody asks for help."""

from __future__ import annotations

from sqlalchemy import select

from storage.neighbourhood.file import read_text
from storage.repositories.help_requests import states
from storage.repositories.people.audit import READ_REQUEST
from storage.tables.help_requests import request_notes
from tests.conftest import TWO_ROOMS
from tests.handlers.help_requests.partner_steps import forged, looks, opens
from tests.support.asking import (
    CALLED,
    CONTACT,
    PARTNERS,
    asks,
    now_of,
    partner,
    steps,
)
from tests.support.peek import everything_kept, loads
from tests.support.talk import Street


def test_a_partner_is_told_without_content_accepts_and_the_resident_hears_it(
    village: Street,
) -> None:
    noor, rosa = partner(village), village.neighbour()
    request = asks(village, rosa)
    noor.sees("There is a new request for you.", "Please answer before: Wednesday 09:00")
    noor.sees_not("Debts", "Arabic", CONTACT, CALLED)
    noor.taps("📂 Requests").sees("1. 💶 Debts, Arabic. Nobody has answered yet.")
    noor.taps("1").sees("💶 Debts", "Language: Arabic", "Where: H-buurt", "Mornings")
    noor.sees("Please answer before: Wednesday 09:00.").sees_not(CONTACT, CALLED)
    noor.taps("✅ We help").sees("You are helping. Thank you!", "Somebody is helping.")
    rosa.sees(
        "There is news for you about the neighbourhood room.", "Somebody is going to help you."
    )
    rosa.sees_not("Debt", "debt")
    rosa.taps("👀 Read more").sees("✅ They will help you: Debt House.")
    after = now_of(village, request)
    assert (after.state, after.taken_by, after.answered_at) == (
        states.ACCEPTED,
        noor.person,
        village.now,
    )
    assert after.due_at is None


def test_every_look_at_a_contact_is_written_down(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    request = asks(village, rosa)
    opens(noor).taps("🔓 Show contact").sees(CONTACT, CALLED)
    look = (READ_REQUEST, "partner", "debts", noor.person, rosa.person, request.id)
    assert looks(village) == [look]
    opens(noor).taps("🔓 Show contact").sees(CONTACT)
    assert looks(village) == [look, look]
    kept = everything_kept(village)
    assert CONTACT not in kept
    assert CALLED not in kept


def test_what_cannot_wait_stands_first_then_the_oldest(village: Street) -> None:
    noor = partner(village)
    asks(village, domain="budget")
    village.later(minutes=5)
    asks(village)
    village.later(minutes=5)
    asks(village, is_urgent=True, domain="budget")
    noor.says("/menu").taps("📂 Requests")
    noor.sees("1. ⏰ 🪙 Money at home", "2. 🪙 Money at home", "3. 💶 Debts")


def test_it_waits_goes_on_and_ends_only_with_an_outcome(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    request = asks(village, rosa)
    opens(noor).taps("✅ We help").taps("▶️ We are helping")
    rosa.sees("Your help continues now.")
    noor.taps("⏸️ On hold").sees("Until when is it on hold?").taps("📆 Monday 23 November")
    assert now_of(village, request).on_hold_until
    rosa.sees("Your help is on hold until")
    village.at("09:00", days=6)
    village.tick()
    assert now_of(village, request).state == states.ON_HOLD
    village.at("09:00", days=1)
    village.tick()
    noor.sees("A request that was on hold continues now.")
    village.tick()
    assert now_of(village, request).state == states.IN_PROGRESS
    opens(noor).taps("🏁 Closed").sees("How did it go?")
    assert now_of(village, request).state == states.IN_PROGRESS
    noor.taps("✅ Got help").sees("Closed. Thank you")
    assert rosa.unread[-1] == "There is news for you about the neighbourhood room."
    rosa.taps("👀 Read more").sees("🏁 It is done: you got help.", "Did you get help?").reads()
    village.tick()
    rosa.hears_nothing()
    after = now_of(village, request)
    assert (after.state, after.outcome) == (states.COMPLETED, states.GOT_HELP)
    assert after.closed_at == village.now


def test_a_refusal_asks_the_next_partner_at_once_then_the_room_then_the_coordinators(
    village: Street,
) -> None:
    noor, lars, rosa = partner(village), partner(village, "letters"), village.neighbour()
    fatma, nadia = village.key_holder("h-buurt"), village.coordinator()
    request = asks(village, rosa)
    opens(noor).taps("❌ We cannot help").sees("Why can you not help?").taps("🚦 No space for more")
    noor.sees("Thank you for the answer.")
    lars.sees("There is a new request for you.")
    rosa.sees("We are asking somebody else for you now.").sees_not("Letter")
    rosa.taps("👀 Read more").sees("⏳ Asked: Letter Desk.", "They have time until Wednesday.")
    fatma.hears_nothing()
    opens(lars).taps("❌ We cannot help").taps("⛔ Not for us")
    fatma.sees("There is a new request for you.")
    rosa.taps("👀 Read more").sees("⏳ Asked: H-buurt.")
    village.at("09:00", days=2)
    village.tick()
    nadia.sees("There is a new request for you.")
    rosa.taps("👀 Read more").sees("⏳ Asked: the coordinators.")
    assert steps(village, request) == [
        *("requested", "rejected", "no_capacity", "requested"),
        *("rejected", "not_eligible", "requested", "requested"),
    ]
    assert now_of(village, request).answered_at


def test_a_key_holder_goes_along_and_never_sees_a_contact(village: Street) -> None:
    fatma, omar, rosa = (
        village.key_holder("h-buurt"),
        village.key_holder("h-buurt"),
        village.neighbour(),
    )
    request = asks(village, rosa, partner="")
    opens(omar).taps("❌ Not now").sees("The others can still answer.")
    opens(fatma).sees_not(CONTACT, CALLED)
    assert "🔓 Show contact" not in fatma.buttons()
    fatma.taps("✅ We help")
    assert "🔓 Show contact" not in fatma.buttons()
    assert "📝 Note" not in fatma.buttons()
    fatma.taps("📆 Choose a day").sees("Which day in H-buurt?").taps("Tuesday 10:00")
    fatma.sees("I'll tell the person the day.")
    rosa.sees("Come: Tomorrow, Tuesday, at 10:00 to H-buurt.", "A key-holder will come with you.")
    assert now_of(village, request).state == states.IN_PROGRESS
    opens(omar).taps("🏁 Closed").sees("Somebody is already helping.")
    for act in ("request.reveal", "request.note", "request.link"):
        forged(village, fatma, act, request)
        fatma.sees_not(CONTACT, CALLED, "/help/")
    opens(fatma).taps("🏁 Closed").taps("✅ Got help").sees("Closed.")
    assert looks(village) == []


def test_another_way_to_be_reached_is_read_by_a_coordinator_when_a_room_helps(
    village: Street,
) -> None:
    fatma, nadia, rosa = village.key_holder("h-buurt"), village.coordinator(), village.neighbour()
    request = asks(village, rosa, partner="", safe_here=False)
    nadia.hears_nothing()
    # That the room has something is all there is to read.
    nadia.says("/menu").taps("📂 Requests").sees("These rooms have a request that waits.")
    nadia.sees_not("Debts", CONTACT, CALLED).reads()
    opens(fatma).taps("✅ We help")
    assert nadia.reads() == [
        "A room has agreed to help. Please tell the person yourself: only you can.",
    ]
    opens(nadia).sees("💶 Debts", "Somebody is helping.").sees_not(CONTACT, CALLED)
    assert {"✅ We help", "🏁 Closed", "📆 Choose a day", "🔗 Web link"}.isdisjoint(nadia.buttons())
    nadia.taps("🔓 Show contact").sees(CONTACT, CALLED)
    assert looks(village) == [
        (READ_REQUEST, "coordinator", "", nadia.person, rosa.person, request.id)
    ]
    forged(village, fatma, "request.reveal", request)
    fatma.sees_not(CONTACT, CALLED)
    nadia.reads()
    opens(fatma).taps("📆 Choose a day").taps("Tuesday 10:00")
    nadia.sees("Please tell the person yourself").taps("📂 Requests").taps("1")
    nadia.sees("📆 Meeting: Tomorrow, Tuesday, at 10:00.")
    rosa.hears_nothing()


def test_a_room_that_helps_somebody_without_a_contact_is_no_matter_for_coordinators(
    village: Street,
) -> None:
    fatma, nadia = village.key_holder("h-buurt"), village.coordinator()
    asks(village, partner="", contact="", safe_here=False)
    opens(fatma).taps("✅ We help")
    nadia.hears_nothing()
    nadia.says("/menu").taps("📂 Requests").sees("There are no requests for you now.")


def test_a_phone_that_is_not_safe_is_never_written_to(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    request = asks(village, rosa, safe_here=False)
    opens(noor).taps("✅ We help").taps("📆 Choose a day").taps("Tuesday 10:00")
    noor.sees("We cannot write to this person.")
    opens(noor).taps("🏁 Closed").taps("📵 No contact")
    rosa.hears_nothing()
    assert now_of(village, request).state == states.FAILED


def test_when_the_room_closes_on_the_day_of_a_meeting_both_sides_hear_it(village: Street) -> None:
    fatma, rosa = village.key_holder("h-buurt"), village.neighbour()
    request = asks(village, rosa, partner="")
    opens(fatma).taps("✅ We help").taps("📆 Choose a day").taps("Tuesday 10:00")
    closed = 'date = 2026-11-17, closed = true, reason = { en = "flood", nl = "water" }'
    loads(village, ("exceptions = [", f"exceptions = [{{ {closed} }},"))
    for helper in (fatma, rosa):
        helper.reads()
    village.tick()
    rosa.sees("H-buurt: closed on Tuesday 17 November.", "You will not meet then.")
    rosa.taps("👀 Read more").sees_not("10:00")
    fatma.sees("A meeting for a request is cancelled.", "closed on Tuesday 17 November.", "flood")
    fatma.sees("Which other day is good?").sees_not("Debts", CONTACT, CALLED)
    assert now_of(village, request).meet_at is None
    for helper in (fatma, rosa):
        helper.reads()
    village.tick()
    fatma.hears_nothing()
    rosa.hears_nothing()
    opens(fatma).taps("📆 Choose a day").taps("Wednesday 10:00")
    rosa.sees("Come: Wednesday at 10:00 to H-buurt.")


def test_a_meeting_that_is_off_is_not_written_to_a_phone_that_is_not_safe(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    asks(village, rosa, safe_here=False)
    opens(noor).taps("✅ We help").taps("📆 Choose a day").taps("Tuesday 10:00")
    without = TWO_ROOMS.replace('id = "h-buurt"', 'id = "elsewhere"')
    village.load(read_text(without + PARTNERS, "elsewhere.toml"))
    village.tick()
    rosa.hears_nothing()
    noor.sees("A meeting for a request is cancelled.", "This room is not there any more.")
    noor.sees("We cannot write to this person.")


def test_a_note_is_sealed_and_for_the_own_team_only(village: Street) -> None:
    noor, lars = partner(village), partner(village)
    other, nadia = partner(village, "letters"), village.coordinator()
    request = asks(village)
    opens(noor).taps("📝 Note").says("Call after four, suicide was mentioned")
    noor.sees("Noted.")
    opens(lars).taps("📝 Note").sees("Call after four")
    with village.database.reading() as store:
        assert len(list(store.connection.execute(select(request_notes)))) == 1
        assert store.request_history.notes(request.id, "letters") == []
    assert "Call after four" not in everything_kept(village)
    nadia.says("/menu").taps("📂 Requests").taps("1").sees_not("Call after")
    assert "📝 Note" not in nadia.buttons()
    other.says("/menu").taps("📂 Requests").sees("no requests for you now")


def test_words_after_half_an_hour_are_no_note(village: Street) -> None:
    noor = partner(village)
    request = asks(village)
    opens(noor).taps("📝 Note")
    village.later(minutes=31)
    noor.says("what shall we eat").sees("I did not understand.")
    with village.database.reading() as store:
        assert store.request_history.notes(request.id, "debts") == []
