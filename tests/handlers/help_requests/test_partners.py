"""What partners, key-holders and coordinators may count on when somebody asks for help."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from handlers.core import message_json
from handlers.core.messages import Kind, Reply, Turn, button, name
from handlers.help_requests import assignment, deadlines
from handlers.help_requests import helpers as help_requests_helpers
from handlers.help_requests.answer import actions
from handlers.neighbourhood.working_days import later
from storage.neighbourhood.file import read_text
from storage.repositories.help_requests import states
from storage.repositories.help_requests.requests import Request
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.audit import READ_REQUEST
from storage.tables.help_requests import request_notes
from storage.tables.people import audit
from tests.conftest import TWO_ROOMS
from tests.support.asking import (
    CALLED,
    CONTACT,
    PARTNERS,
    asks,
    now_of,
    partner,
    steps,
    view_of,
    with_partners,
)
from tests.support.peek import everything_kept, failures, is_fit_to_read, loads, takes_keys_from
from tests.support.talk import Neighbour, Street


@pytest.fixture
def village(street: Street) -> Street:
    return with_partners(street)


def opens(helper: Neighbour, number: int = 1) -> Neighbour:
    """Go to the list and open a request."""
    return helper.says("/menu").taps("📂 Requests").taps(str(number))


def looks(street: Street) -> list[tuple[object, ...]]:
    """Every look at a contact: what, role, place, by, about, request."""
    columns = (
        audit.c.what,
        audit.c.role,
        audit.c.scope,
        audit.c.by_id,
        audit.c.about_id,
        audit.c.request_id,
    )
    with street.database.reading() as store:
        return [tuple(row) for row in store.connection.execute(select(*columns))]


def test_a_partner_is_told_without_content_accepts_and_the_resident_hears_it(
    village: Street,
) -> None:
    noor, rosa = partner(village), village.neighbour()
    request = asks(village, rosa)
    noor.sees("There is a new request for you.", "Please answer before: Wednesday 09:00")
    noor.sees_not("Debts", "Arabic", CONTACT, CALLED)
    noor.taps("📂 Requests").sees("1. 💶 Debts, Arabic. Nobody has answered yet.")
    noor.taps("1").sees("💶 Debts", "Language: Arabic", "Place: H-buurt", "Mornings")
    noor.sees_not(CONTACT, CALLED)
    noor.taps("✅ We help").sees("You help. Thank you!", "Somebody helps.")
    rosa.sees("There is news for you about the neighbourhood room.", "Somebody helps you.")
    rosa.sees_not("Debt", "debt")
    rosa.taps("👀 Read more").sees("✅ They help you: Debt House.")
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
    one = (READ_REQUEST, "partner", "debts", noor.person, rosa.person, request.id)
    assert looks(village) == [one]
    opens(noor).taps("🔓 Show contact").sees(CONTACT)
    assert looks(village) == [one, one]
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
    noor.sees("1. 🔥 🪙 Money at home", "2. 🪙 Money at home", "3. 💶 Debts")


def test_it_waits_goes_on_and_ends_only_with_an_outcome(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    request = asks(village, rosa)
    opens(noor).taps("✅ We help").taps("▶️ It goes on")
    rosa.sees("Your help goes on now.")
    noor.taps("⏸️ On hold").sees("Until when does it wait?").taps("📆 Monday 23 November")
    assert now_of(village, request).on_hold_until
    rosa.sees("Your help waits until")
    village.at("09:00", days=6)
    village.tick()
    assert now_of(village, request).state == states.ON_HOLD
    village.at("09:00", days=1)
    village.tick()
    noor.sees("A request that waited goes on now.")
    village.tick()
    assert now_of(village, request).state == states.IN_PROGRESS
    opens(noor).taps("🏁 Ended").sees("What came of it?")
    assert now_of(village, request).state == states.IN_PROGRESS
    noor.taps("✅ Got help").sees("Ended. Thank you")
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
    opens(noor).taps("❌ Refuse").sees("Why can you not help?").taps("🚦 No room for more")
    noor.sees("Thank you for the answer.")
    lars.sees("There is a new request for you.")
    rosa.sees("We ask somebody else for you now.").sees_not("Letter")
    rosa.taps("👀 Read more").sees("⏳ Asked: Letter Desk.", "They have time until Wednesday.")
    fatma.hears_nothing()
    opens(lars).taps("❌ Refuse").taps("⛔ Not for us")
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
    fatma.taps("📆 Choose a day").sees("On which day in H-buurt?").taps("Tuesday 10:00")
    fatma.sees("The person hears the day.")
    rosa.sees("Come: Tomorrow, Tuesday, at 10:00 to H-buurt.", "A key-holder goes along.")
    assert now_of(village, request).state == states.IN_PROGRESS
    opens(omar).taps("🏁 Ended").sees("Somebody helps already.")
    for act in ("request.reveal", "request.note", "request.link"):
        forged(village, fatma, act, request)
        fatma.sees_not(CONTACT, CALLED, "/help/")
    opens(fatma).taps("🏁 Ended").taps("✅ Got help").sees("Ended.")
    assert looks(village) == []


def test_another_way_to_be_reached_is_read_by_a_coordinator_when_a_room_helps(
    village: Street,
) -> None:
    fatma, nadia, rosa = village.key_holder("h-buurt"), village.coordinator(), village.neighbour()
    request = asks(village, rosa, partner="", safe_here=False)
    nadia.hears_nothing()
    nadia.says("/menu").taps("📂 Requests").sees("There are no requests for you now.").reads()
    opens(fatma).taps("✅ We help")
    assert nadia.reads() == [
        "A room helps somebody. Please tell that person: only you can.",
    ]
    opens(nadia).sees("💶 Debts", "Somebody helps.").sees_not(CONTACT, CALLED)
    assert {"✅ We help", "🏁 Ended", "📆 Choose a day", "🔗 Web link"}.isdisjoint(nadia.buttons())
    nadia.taps("🔓 Show contact").sees(CONTACT, CALLED)
    assert looks(village) == [
        (READ_REQUEST, "coordinator", "", nadia.person, rosa.person, request.id)
    ]
    forged(village, fatma, "request.reveal", request)
    fatma.sees_not(CONTACT, CALLED)
    nadia.reads()
    opens(fatma).taps("📆 Choose a day").taps("Tuesday 10:00")
    nadia.sees("Please tell that person").taps("📂 Requests").taps("1")
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
    opens(noor).taps("🏁 Ended").taps("📵 No contact")
    rosa.hears_nothing()
    assert now_of(village, request).state == states.FAILED


def test_when_the_room_closes_on_the_day_of_a_meeting_both_sides_hear_it(village: Street) -> None:
    fatma, rosa = village.key_holder("h-buurt"), village.neighbour()
    request = asks(village, rosa, partner="")
    opens(fatma).taps("✅ We help").taps("📆 Choose a day").taps("Tuesday 10:00")
    closed = 'date = 2026-11-17, closed = true, reason = { en = "flood", nl = "water" }'
    loads(village, ("exceptions = [", f"exceptions = [{{ {closed} }},"))
    for one in (fatma, rosa):
        one.reads()
    village.tick()
    rosa.sees("H-buurt: closed on Tuesday 17 November.", "You do not meet then.")
    rosa.taps("👀 Read more").sees_not("10:00")
    fatma.sees("A meeting for a request is off.", "closed on Tuesday 17 November.", "flood")
    fatma.sees("Which other day is good?").sees_not("Debts", CONTACT, CALLED)
    assert now_of(village, request).meet_at is None
    for one in (fatma, rosa):
        one.reads()
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
    noor.sees("A meeting for a request is off.", "This room is not there any more.")
    noor.sees("We cannot write to this person.")


def test_a_note_is_sealed_and_for_the_own_team_only(village: Street) -> None:
    noor, lars = partner(village), partner(village)
    other, nadia = partner(village, "letters"), village.coordinator()
    request = asks(village)
    opens(noor).taps("📝 Note").says("Call after four, suicide was mentioned")
    noor.sees("Written down.")
    opens(lars).taps("📝 Note").sees("Call after four")
    with village.database.reading() as store:
        assert len(list(store.connection.execute(select(request_notes)))) == 1
        assert store.requests.notes(request.id, "letters") == []
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
        assert store.requests.notes(request.id, "debts") == []


@pytest.mark.parametrize("state", ["withdrawn", "escalated", "ended", "forgotten"])
def test_an_answer_that_comes_too_late_is_told_kindly_and_does_nothing(
    village: Street, state: str
) -> None:
    noor, lars = partner(village), partner(village, "letters")
    request = asks(village)
    opens(noor)
    old = noor.last
    with village.database.writing() as store:
        here = store.requests.get(request.id)
        assert here
        if state == "withdrawn":
            store.requests.move(here, states.CANCELLED, states.RESIDENT, village.now)
        elif state == "ended":
            taken = store.requests.move(here, states.ACCEPTED, states.HELPER, village.now)
            assert taken
            store.requests.move(
                taken, states.COMPLETED, states.HELPER, village.now, outcome=states.GOT_HELP
            )
        elif state == "forgotten":
            store.requests.move(here, states.CANCELLED, states.PROGRAM, village.now)
            store.requests.set(request.id, person_id=None, contact=None, call_me=None)
    if state == "escalated":
        village.at("09:30", days=2)
        village.tick()
        lars.sees("There is a new request for you.")
    before = now_of(village, request)
    for label in ("✅ We help", "❌ Refuse", "🔓 Show contact", "📝 Note", "🔗 Web link"):
        noor.taps(label, on=old)
        assert noor.unread, label
        noor.sees_not(CONTACT, CALLED)
        is_fit_to_read(noor.unread[-1])
    sentence = {
        "withdrawn": "This request was taken back.",
        "escalated": "Somebody else has this request now.",
        "ended": "This request is ended.",
        "forgotten": "This request was taken back.",
    }[state]
    noor.taps("✅ We help", on=old).sees(sentence)
    assert now_of(village, request) == before
    assert looks(village) == []
    assert failures(village) == []


def test_a_second_tap_changes_nothing(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    request = asks(village, rosa)
    opens(noor)
    old = noor.last
    noor.taps("✅ We help")
    rosa.reads()
    noor.taps("✅ We help", on=old).sees("Somebody helps.")
    rosa.hears_nothing()
    assert steps(village, request) == ["requested", "accepted"]


@pytest.mark.parametrize("who", ["former", "other", "nobody", "keyholder", "elsewhere"])
def test_whoever_may_not_sees_nothing(village: Street, who: str) -> None:
    rosa = village.neighbour()
    noor = partner(village)
    request = asks(village, rosa)
    opens(noor)
    eve = {
        "former": lambda: noor,
        "other": lambda: partner(village, "letters"),
        "nobody": village.neighbour,
        "keyholder": lambda: village.key_holder("h-buurt"),
        "elsewhere": lambda: village.key_holder("holendrecht"),
    }[who]()
    if who == "former":
        takes_keys_from(village, noor)
    before = now_of(village, request)
    for act in (
        *("requests", "request", "request.reveal", "request.accept", "request.later"),
        *("request.refuse", "request.begin", "request.hold", "request.end", "request.meet"),
        *("request.note", "request.link", "send", "sent.tell", "capacity"),
        *("capacity.full", "capacity.free", "capacity.still"),
    ):
        forged(village, eve, act, request)
        eve.sees_not(CONTACT, CALLED, "Arabic", "/help/")
    assert now_of(village, request) == before
    assert looks(village) == []
    assert failures(village) == []


def forged(street: Street, eve: Neighbour, act: str, request: Request) -> None:
    """A tap on a button that does this act, though nobody was ever given it."""
    args: dict[str, str | int] = {
        "request": request.id,
        "reason": "no_capacity",
        "outcome": "got_help",
        "until": "2026-11-23",
        "partner": "debts",
        "domain": "nonsense",
        "link": 1,
        "yes": 1,
    }
    if not eve.screen:
        eve.says("/menu")
    made = Reply((name("x"),), ((button(name("forged"), act, **args),),))
    with street.database.writing() as store:
        store.outbox.put([Outgoing(eve.person, message_json.to_json(made))], street.now)
    street.deliver()
    eve.taps("forged")
    assert eve.unread, act


def test_somebody_never_answers_their_own_request(village: Street) -> None:
    noor = partner(village)
    asks(village, noor)
    noor.hears_nothing()
    noor.says("/menu").taps("📂 Requests").sees("no requests for you now")


def test_a_partner_without_anybody_here_is_for_the_coordinator_to_pass_on(village: Street) -> None:
    nadia = village.coordinator()
    asks(village)
    nadia.sees("There is a new request for you.")
    opens(nadia).sees("💶 Debts").sees_not(CONTACT)
    assert [one for one in nadia.buttons() if one in {"✅ We help", "🔓 Show contact"}] == []
    nadia.taps("🔗 Web link").sees("Send this link to Debt House only.", "example.org/help/")
    assert looks(village) == []


@pytest.mark.parametrize("how", ["forgotten", "suspended", "ended"])
def test_when_a_partner_goes_half_way_the_coordinators_take_over_and_the_resident_reads_it(
    village: Street, how: str
) -> None:
    nadia, noor, rosa = village.coordinator(), partner(village), village.neighbour()
    request = asks(village, rosa)
    opens(noor).taps("✅ We help")
    nadia.says("/manage").taps("🤝 Debt House: 1")
    match how:
        case "forgotten":
            noor.says("/forget").taps("Yes, delete")
        case "suspended":
            nadia.taps("⏸️ Suspend 1")
        case _:
            nadia.taps("➖ Take away 1").taps("➖ Yes, take away")
    nadia.sees("A request still waits for your answer.")
    rosa.says("/referral").sees("✅ They help you: the coordinators.").sees_not("Debt House")
    opens(nadia).taps("🔓 Show contact").sees(CONTACT)
    opens(nadia).taps("🏁 Ended").taps("✅ Got help").sees("🏁 Ended.")
    assert now_of(village, request).state == states.COMPLETED


def test_when_one_of_two_key_holders_goes_the_other_hears_that_a_request_waits(
    village: Street,
) -> None:
    fatma, omar = village.key_holder("h-buurt"), village.key_holder("h-buurt")
    request = asks(village, partner="")
    opens(fatma).taps("✅ We help")
    omar.reads()
    fatma.says("/forget").taps("Yes, delete")
    assert omar.reads() == ["A request still waits for your answer."]
    opens(omar).taps("🏁 Ended").taps("✅ Got help").sees("🏁 Ended.")
    assert now_of(village, request).state == states.COMPLETED


def test_when_one_of_a_partners_two_goes_before_an_answer_nobody_needs_news(
    village: Street,
) -> None:
    noor, lars, nadia = partner(village), partner(village), village.coordinator()
    asks(village)
    for one in (noor, lars, nadia):
        one.reads()
    noor.says("/forget").taps("Yes, delete")
    lars.hears_nothing()
    nadia.hears_nothing()
    lars.says("/forget").taps("Yes, delete")
    nadia.sees("A request still waits for your answer.")


def test_what_was_accepted_by_a_web_link_stays_with_the_partner(village: Street) -> None:
    village.coordinator()
    rosa = village.neighbour()
    request = asks(village, rosa)
    with village.database.writing() as store:
        found = store.requests.get(request.id)
        assert found
        by_link = help_requests_helpers.Helper("partner", "debts")
        assert actions.accept(store, found, by_link, village.now)
    rosa.says("/referral").sees("✅ They help you: Debt House.")


def test_time_reminds_once_then_asks_the_next_and_ends_after_fourteen_days(
    village: Street, other_copy: Street
) -> None:
    noor, rosa = partner(village), village.neighbour()
    lars, nadia = partner(village, "letters"), village.coordinator()
    request = asks(village, rosa)
    for one in (noor, rosa, lars, nadia):
        one.reads()
    village.at("08:59", days=1)
    ticks(village, other_copy)
    noor.hears_nothing()
    village.at("09:00")
    ticks(village, other_copy)
    assert noor.reads() == ["A request still waits for your answer."]
    village.at("09:00", days=1)
    ticks(village, other_copy)
    assert len(lars.reads()) == 1
    assert len(rosa.reads()) == 1
    village.at("09:00", days=1)
    ticks(village, other_copy)
    assert lars.reads() == ["A request still waits for your answer."]
    # Two working days later: nobody has a key, so the coordinators are asked.
    village.at("09:00", days=1)
    ticks(village, other_copy)
    assert len(nadia.reads()) == 1
    rosa.reads()
    village.at("08:59", days=10)
    ticks(village, other_copy)
    assert now_of(village, request).state == states.REQUESTED
    nadia.reads()
    village.at("09:00")
    ticks(village, other_copy)
    (said,) = rosa.reads()
    assert "Nobody could answer in time." in said
    assert "+31 20 555 0101" in said
    assert len(nadia.reads()) == 1
    after = now_of(village, request)
    assert (after.state, after.outcome) == (states.FAILED, states.COULD_NOT)
    noor.taps("📂 Requests").sees("no requests for you now")


def test_a_partner_that_answers_within_a_day_is_reminded_before_the_next_one_is_asked(
    village: Street,
) -> None:
    in_a_day = PARTNERS.replace("answer_within_days = 2", "answer_within_days = 1")
    village.load(read_text(TWO_ROOMS + in_a_day, "partners.toml"))
    noor, lars = partner(village), partner(village, "letters")
    asks(village, due_at=assignment.first_due(view_of(village), "debts", village.now))
    noor.reads()
    village.at("06:59", days=1)
    village.tick()
    noor.hears_nothing()
    village.at("07:00")
    village.tick()
    assert noor.reads() == ["A request still waits for your answer."]
    lars.hears_nothing()
    village.at("09:00")
    village.tick()
    noor.hears_nothing()
    lars.sees("There is a new request for you.")


def test_a_room_without_an_answer_goes_to_the_coordinators_once(
    village: Street, other_copy: Street
) -> None:
    fatma, nadia, rosa = village.key_holder("h-buurt"), village.coordinator(), village.neighbour()
    request = asks(village, rosa, partner="")
    assert len(fatma.reads()) == 1
    village.at("09:00", days=2)
    ticks(village, other_copy)
    assert len(nadia.reads()) == 1
    assert len(rosa.reads()) == 1
    fatma.reads()
    opens(nadia).taps("🔓 Show contact").sees(CONTACT, CALLED)
    assert looks(village) == [
        (READ_REQUEST, "coordinator", "", nadia.person, rosa.person, request.id)
    ]
    nadia.says("/menu").taps("📂 Requests").taps("1").taps("✅ We help")
    rosa.sees("Somebody helps you.")
    fatma.says("/menu")
    # It is not hers any more, and nothing else is asked of her room.
    assert now_of(village, request).taken_by == nadia.person


def test_a_copy_that_looked_a_moment_too_early_asks_nobody_again(village: Street) -> None:
    village.key_holder("h-buurt")
    village.coordinator()
    request = asks(village, partner="")
    village.at("09:00", days=2)
    view = view_of(village)
    with village.database.writing() as store:
        stale = store.requests.under_way()
        store.requests.under_way = lambda: stale  # type: ignore[method-assign]
        first = list(deadlines.due(view, store, village.now))
        second = list(deadlines.due(view, store, village.now))
    assert len(first) == 2
    assert second == []
    assert steps(village, request) == ["requested", "requested"]


def test_those_who_help_hear_that_a_request_was_taken_back_and_not_why(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    request = asks(village, rosa)
    opens(noor).taps("✅ We help").reads()
    with village.database.writing() as store:
        here = store.requests.get(request.id)
        assert here
        gone = store.requests.move(here, states.CANCELLED, states.RESIDENT, village.now)
        assert gone
        told = help_requests_helpers.tell_withdrawn(view_of(village), store, gone)
        store.outbox.put(
            [Outgoing(noor.person, message_json.to_json(one)) for one in told], village.now
        )
    village.deliver()
    noor.sees("A request was taken back.").sees_not("Debts", CALLED)


def test_somebody_else_on_a_partners_phone_sees_no_requests(village: Street) -> None:
    noor = partner(village)
    asks(village)
    noor.says("/language").taps("👪 Somebody else").taps("➕ Somebody new").taps("🦊")
    forged_as_it_is(village, noor, "requests")
    noor.sees("This is for the first person on this phone.").sees_not("Debts")


def forged_as_it_is(street: Street, who: Neighbour, act: str) -> None:
    """An old button of before the phone was handed over."""
    made = Reply((name("x"),), ((button(name("forged"), act),),))
    with street.database.writing() as store:
        store.outbox.put([Outgoing(who.person, message_json.to_json(made))], street.now)
    street.deliver()
    who.taps("forged")


def ticks(*copies: Street) -> None:
    """Two copies of the program look at the clock at the same moment."""
    for copy in copies[1:]:
        copy.now = copies[0].now
    gate = Barrier(len(copies))

    def looks_with_the_others(copy: Street) -> None:
        gate.wait()
        copy.look()

    with ThreadPoolExecutor(len(copies)) as pool:
        list(pool.map(looks_with_the_others, copies))
    copies[0].deliver()


def test_dutch_holidays_and_weekends_give_more_time(village: Street) -> None:
    # Thursday 24 December 2026: Friday and Saturday are Christmas.
    village.now += timedelta(days=38)
    noor = partner(village)
    asks(village)
    noor.sees("Please answer before: Tuesday 09:00")


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        # Liberation Day is a Monday, and in 2026 a Tuesday.
        ("2025-05-02T10:00", "2025-05-07T10:00"),
        ("2026-05-04T10:00", "2026-05-07T10:00"),
        # Good Friday, the weekend and Easter Monday.
        ("2026-04-02T10:00", "2026-04-08T10:00"),
    ],
)
def test_good_friday_and_the_fifth_of_may_are_no_working_days(
    village: Street, asked: str, due: str
) -> None:
    view = view_of(village)
    begun = datetime.fromisoformat(asked).replace(tzinfo=view.zone)
    assert later(view, begun, 2) == datetime.fromisoformat(due).replace(tzinfo=view.zone)


def test_of_two_partner_people_at_once_exactly_one_accepts(
    village: Street, other_copy: Street
) -> None:
    helpers, rosa = [partner(village), partner(village)], village.neighbour()
    request = asks(village, rosa)
    for one in helpers:
        opens(one)
    rosa.reads()
    gate = Barrier(2)

    def accepts(at: int) -> None:
        helper, street = helpers[at], (village, other_copy)[at]
        token = next(
            key.token for row in helper.last.rows for key in row if key.label == "✅ We help"
        )
        turn = Turn(
            "telegram",
            helper.address,
            f"race-{at}",
            village.now,
            Kind.TAPPED,
            tap=token,
            message=str(helper.last.id),
        )
        gate.wait()
        street.turns.do([turn])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(accepts, (0, 1)))
    for one in helpers:
        one.reads()
    village.deliver()
    assert steps(village, request) == ["requested", "accepted"]
    said = sorted("You help" in "\n".join(one.reads()) for one in helpers)
    assert said == [False, True]
    assert len(rosa.reads()) == 1


def test_whoever_asked_and_left_is_told_to_nobody_by_name(village: Street) -> None:
    noor, rosa, nadia = partner(village), village.neighbour(), village.coordinator()
    request = asks(village, rosa)
    with village.database.writing() as store:
        store.requests.wipe(request.id)
        store.people.leave(rosa.person, village.now)
    village.tick()
    nadia.sees("A request for help cannot reach its person any more.").sees_not(CALLED)
    nadia.reads()
    village.tick()
    nadia.hears_nothing()
    opens(noor).taps("✅ We help").sees("You help.")


def test_a_partner_reads_that_somebody_who_left_hears_nothing(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    asks(village, rosa)
    opens(noor).taps("✅ We help")
    rosa.does(Kind.LEFT)
    noor.taps("🔓 Show contact").sees(CONTACT, "We cannot write to this person.")
    noor.sees_not("They hear of your steps")
    opens(noor).taps("📆 Choose a day").taps("Tuesday 10:00")
    noor.sees("We cannot write to this person.").sees_not("The person hears the day.")


def test_full_until_a_day_is_said_with_the_day_it_was_said(village: Street) -> None:
    noor = partner(village)
    noor.says("/menu").taps("🚦 Full or free").sees("Debt House: not known if there is room.")
    noor.taps("📆 Monday 30 November").sees("Debt House: full until", "Last looked:")
    with village.database.reading() as store:
        said = store.partners.capacity("debts")
    assert said
    assert said.full_until
    assert said.full_until.isoformat() == "2026-11-30"
    noor.taps("🟢 Free again").sees("Debt House: there is room.")


def test_once_a_month_one_person_is_asked_whether_it_is_still_true(village: Street) -> None:
    noor, second = partner(village), partner(village)
    noor.says("/menu").taps("🚦 Full or free").taps("🟢 Free again")
    village.at("09:00", days=29)
    village.tick()
    noor.reads()
    second.reads()
    village.at("10:00", days=1)
    village.tick()
    village.tick()
    asked = [one for one in (noor, second) if any("still true" in said for said in one.reads())]
    assert len(asked) == 1
    asked[0].taps("✅ Still true").sees("Written down.")
    with village.database.reading() as store:
        said = store.partners.capacity("debts")
    assert said
    assert said.checked_at == village.now
