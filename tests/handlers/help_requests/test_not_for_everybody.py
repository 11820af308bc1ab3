"""Who may not answer a request, who is gone meanwhile, and what comes too late."""

from __future__ import annotations

import pytest

from handlers.help_requests import helpers as help_requests_helpers
from handlers.help_requests.answer import actions
from storage.repositories.help_requests import states
from tests.handlers.help_requests.partner_steps import forged, looks, opens
from tests.support.asking import (
    CALLED,
    CONTACT,
    asks,
    brought_to,
    now_of,
    partner,
    steps,
    view_of,
    written,
)
from tests.support.peek import failures, is_fit_to_read, takes_keys_from
from tests.support.talk import Street


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
            brought_to(store, here, states.CANCELLED, states.RESIDENT, village.now)
        elif state == "ended":
            taken = brought_to(store, here, states.ACCEPTED, states.HELPER, village.now)
            assert taken
            brought_to(
                store, taken, states.COMPLETED, states.HELPER, village.now, outcome=states.GOT_HELP
            )
        elif state == "forgotten":
            brought_to(store, here, states.CANCELLED, states.PROGRAM, village.now)
            written(store, request.id, person_id=None, contact=None, call_me=None)
    if state == "escalated":
        village.at("09:30", days=2)
        village.tick()
        lars.sees("There is a new request for you.")
    before = now_of(village, request)
    for label in ("✅ We help", "❌ We cannot help", "🔓 Show contact", "📝 Note", "🔗 Web link"):
        noor.taps(label, on=old)
        assert noor.unread, label
        noor.sees_not(CONTACT, CALLED)
        is_fit_to_read(noor.unread[-1])
    sentence = {
        "withdrawn": "This request was cancelled.",
        "escalated": "Somebody else has this request now.",
        "ended": "This request is closed.",
        "forgotten": "This request was cancelled.",
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
    noor.taps("✅ We help", on=old).sees("Somebody is helping.")
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
    assert [label for label in nadia.buttons() if label in {"✅ We help", "🔓 Show contact"}] == []
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
            nadia.taps("⏸️ Pause 1")
        case _:
            nadia.taps("➖ Remove 1").taps("➖ Yes, remove")
    nadia.sees("A request still waits for your answer.")
    rosa.says("/referral").sees("✅ They will help you: the coordinators.").sees_not("Debt House")
    opens(nadia).taps("🔓 Show contact").sees(CONTACT)
    opens(nadia).taps("🏁 Closed").taps("✅ Got help").sees("🏁 Closed.")
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
    opens(omar).taps("🏁 Closed").taps("✅ Got help").sees("🏁 Closed.")
    assert now_of(village, request).state == states.COMPLETED


def test_when_one_of_a_partners_two_goes_before_an_answer_nobody_needs_news(
    village: Street,
) -> None:
    noor, lars, nadia = partner(village), partner(village), village.coordinator()
    asks(village)
    for helper in (noor, lars, nadia):
        helper.reads()
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
        current = store.requests.get(request.id)
        assert current
        by_link = help_requests_helpers.Helper("partner", "debts")
        assert actions.accept(view_of(village), store, current, by_link, village.now)
    rosa.says("/referral").sees("✅ They will help you: Debt House.")
