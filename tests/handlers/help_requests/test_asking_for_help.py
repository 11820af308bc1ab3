"""Asking for help: taps only, nobody is asked before a yes, and what is typed is kept sealed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from handlers.core import message_json
from handlers.core.messages import Kind, Reply, button, name
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import assignment
from storage.neighbourhood.file import read_text
from storage.repositories.help_requests.states import REQUESTED
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.questions import CLOSED
from storage.tables.help_requests import requests
from storage.tables.people import dialogues
from tests.handlers.help_requests.asking_steps import (
    PARTNERS,
    asks,
    is_full,
    partner,
    requests_of,
    street,
    to_consent,
)
from tests.storage.test_secrecy import everything, found_in
from tests.support.peek import answers_well, everything_kept, failures, questions
from tests.support.talk import Neighbour, Street

__all__ = ["street"]

# A BSN that passes the eleven-test, an amount, a home.
PRIVATE = ("111222333", "111 222 333", "I owe € 2500", "1102 AB 12")


def test_by_taps_alone_help_is_asked_for(street: Street) -> None:
    ali, omar = partner(street, "debts"), street.neighbour()
    omar.says("/start").taps("⛑️ I need help").sees("What do you need help with?")
    before = len(omar.screen)
    omar.taps("💶 Debts").sees("Where do you want to meet?", "● ● ○ ○").taps("H-buurt")
    omar.sees("How can we reach you?", "Is this phone safe?").taps("✅ Here, it is safe")
    omar.sees(
        "💶 Debts: I'll ask Debt Desk, then Quick Desk, then others.",
        "They see topic, area, language, how to reach you.",
        "⏳ We delete it 30 days after help. You can cancel. Agreed?",
        "● ● ● ●",
    )
    ali.hears_nothing()
    omar.taps("✅ Yes, ask").sees("Asked: Debt Desk.", "They have time until Monday 23 November.")
    assert len(omar.screen) == before, "one question at a time, in the same place"
    assert ali.unread
    (request,) = requests_of(street, omar)
    assert (request.domain, request.room, request.times, request.partner) == (
        "debt",
        "h-buurt",
        "",
        "debts",
    )
    assert (request.state, request.is_urgent, request.safe_here) == (REQUESTED, False, True)
    assert (request.contact, request.call_me, request.language) == ("", "", "en")
    assert request.due_at == street.now + timedelta(days=7)
    assert failures(street) == []


def test_what_cannot_wait_gets_numbers_at_once_and_goes_first(street: Street) -> None:
    omar, zoe = street.neighbour(), street.neighbour()
    asks(zoe)
    omar.says("/referral debt").sees("Where do you want to meet?", "💶 Debts").taps(
        "⏰ It cannot wait"
    )
    omar.sees("🆘 Call now: ", "112", "Your request goes first.", "Where do you want to meet?")
    omar.taps("🛋️ Come to me").taps("✅ Here, it is safe").taps("✅ Yes, ask")
    assert any("Call now" in message.text for message in omar.screen), "the numbers stay"
    with street.database.writing() as store:
        first = store.requests.open_ones()[0]
    assert (first.person, first.is_urgent, first.room) == (omar.person, True, "")


def test_a_topic_in_words_after_the_command(street: Street) -> None:
    street.neighbour().says("/referral Home and rent").sees(
        "🏘️ Home and rent", "Where do you want to meet?"
    )
    street.neighbour().says("/referral kanariepiet").sees("What do you need help with?")


def test_a_topic_without_a_partner_is_for_the_room(street: Street) -> None:
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    to_consent(omar, "Letters").sees("I'll ask the key-holders of H-buurt, then the coordinators.")
    omar.taps("✅ Yes, ask").sees("Asked: H-buurt.")
    assert fatma.unread or nour.unread
    (request,) = requests_of(street, omar)
    assert request.partner == ""


def test_at_home_without_a_partner_is_for_the_coordinators(street: Street) -> None:
    nour, omar = street.coordinator(), street.neighbour()
    to_consent(omar, "Letters", "Come to me").sees("📄 Letters: I'll ask only the coordinators.")
    omar.taps("✅ Yes, ask").sees("Asked: the coordinators.")
    assert nour.unread


def test_a_partner_that_is_full_is_passed_over_and_that_is_said(street: Street) -> None:
    is_full(street, "debts", date(2026, 12, 1))
    is_full(street, "quick", None)
    omar = to_consent(street.neighbour()).taps("👀 Read everything")
    omar.sees("Debt Desk is full until", "Quick Desk has space.", "Last checked:")
    omar.sees("First we ask: Quick Desk.", "If they have space again, we can also ask: Debt Desk.")
    omar.taps("✅ Yes, ask").sees("Asked: Quick Desk.", "They have time until Tuesday.")
    (request,) = requests_of(street, omar)
    assert request.partner == "quick"


def test_all_partners_full_leaves_the_room(street: Street) -> None:
    is_full(street, "debts", date(2026, 11, 17))
    is_full(street, "quick", date(2026, 12, 1))
    to_consent(street.neighbour()).sees(
        "I'll ask the key-holders of H-buurt, then the coordinators."
    )
    street.at("09:00", days=1)
    to_consent(street.neighbour()).sees("I'll ask Debt Desk, then")


def test_another_way_than_this_phone(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/referral debt").taps("H-buurt").taps("❌ No, another way")
    omar.sees("How else can they reach you?").says("via my sister kanariepiet, 06 12345678")
    omar.sees("Agreed?")
    assert found_in(everything(street.database), "kanariepiet") == []
    omar.taps("✅ Yes, ask").sees("I will not write to you here.")
    assert found_in(everything(street.database), "kanariepiet") == []
    assert "kanariepiet" not in everything_kept(street)
    (request,) = requests_of(street, omar)
    assert request.contact == "via my sister kanariepiet, 06 12345678"
    assert (request.call_me, request.safe_here) == ("", False)
    assert not any("kanariepiet" in message.text for message in omar.screen)


def test_no_free_text_is_needed_even_with_an_unsafe_phone(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/referral debt").taps("H-buurt").taps("❌ No, another way")
    omar.taps("📂 I look here").taps("✅ Yes, ask")
    (request,) = requests_of(street, omar)
    assert (request.contact, request.call_me, request.safe_here) == ("", "", False)


@pytest.mark.parametrize("typed", PRIVATE)
def test_what_is_too_private_is_refused_kindly_and_kept_nowhere(street: Street, typed: str) -> None:
    omar = street.neighbour()
    omar.says("/referral").says(typed).sees("private", "What do you need help with?")
    omar.taps("Debts").says(typed).sees("private", "Where do you want to meet?")
    omar.taps("H-buurt").taps("❌ No, another way")
    omar.says(f"sister {typed}").sees("private", "How else can they reach you?")
    omar.taps("I look here").says(typed).sees("private", "Agreed?")
    omar.taps("✅ Yes, ask").sees("Good. I'll ask for you.")
    assert typed not in everything_kept(street)
    assert found_in(everything(street.database), typed) == []
    assert not any(typed in message.text for message in omar.screen)
    (request,) = requests_of(street, omar)
    assert (request.contact, request.call_me) == ("", "")


def test_words_where_taps_are_asked_lead_back_to_the_question(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/referral").says("kanariepiet").sees("Please tap a button.", "What do you need")
    omar.says("debts").sees("Where do you want to meet?").says("1").sees("How can we reach you?")
    assert found_in(everything(street.database), "kanariepiet") == []


def test_what_is_too_long_is_asked_again(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/referral debt").taps("H-buurt").taps("❌ No, another way")
    omar.says("a" * 201).sees("at most 200 characters", "How else").says("a" * 200)
    omar.sees("Agreed?")


def test_words_of_danger_come_before_the_question(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/referral debt").taps("H-buurt").taps("❌ No, another way")
    omar.says("tomorrow they evict me").sees("☎ 112").taps("I look here")
    omar.sees("Agreed?")


def test_twice_the_same_tap_makes_one_request(street: Street) -> None:
    omar = to_consent(street.neighbour())
    consent_screen = omar.last
    omar.taps("✅ Yes, ask", on=consent_screen)
    answers_well(omar.taps("✅ Yes, ask", on=consent_screen))
    omar.says("/referral debt").sees("You asked for this already.", "Asked: Debt Desk.")
    assert len(requests_of(street, omar)) == 1


def test_two_phones_halves_of_one_topic_make_one_request(street: Street) -> None:
    """A second way through the questions, begun before the first was finished."""
    omar = to_consent(street.neighbour())
    old = omar.last
    to_consent(omar).taps("✅ Yes, ask")
    answers_well(omar.taps("✅ Yes, ask", on=old))
    assert len(requests_of(street, omar)) == 1


def test_three_at_a_time_and_no_more(street: Street) -> None:
    omar = street.neighbour()
    for domain in ("Debts", "Letters", "Care"):
        asks(omar, domain)
    omar.says("/referral work").sees("You have 3 requests already.")
    omar.sees("Care. Asked on").taps("➡️ More").taps("➡️ More").sees("💶 Debts. Asked on")
    assert len(requests_of(street, omar)) == 3


def test_what_was_asked_is_not_offered_again(street: Street) -> None:
    omar = asks(street.neighbour())
    omar.says("/referral").sees("💶 Debts. Asked on").taps("⛑️ Ask for help")
    assert "💶 Debts" not in omar.buttons()
    assert "📄 Letters" in omar.buttons()


def test_the_children_of_a_phone_ask_for_themselves(street: Street) -> None:
    omar = asks(street.neighbour())
    omar.hands_over().taps("🦊").taps("English")
    omar.says("/referral").sees("What do you need help with?").sees_not("Asked on")
    asks(omar, "Learn")
    domains = {request.profile: request.domain for request in requests_of(street, omar)}
    assert domains == {"": "debt", "🦊": "learning"}


def test_whoever_takes_the_phone_half_way_does_not_go_on_with_it(street: Street) -> None:
    omar = to_consent(street.neighbour())
    asked = omar.last
    omar.hands_over().taps("🦊").taps("English")
    answers_well(omar.taps("✅ Yes, ask", on=asked))
    assert requests_of(street, omar) == []


def test_after_a_day_nobody_goes_on_and_what_was_typed_is_gone(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/referral debt").taps("H-buurt").taps("❌ No, another way").says("my sister")
    asked = omar.last
    street.later(hours=25)
    street.tick()
    assert questions(street) == [CLOSED]
    answers_well(omar.taps("✅ Yes, ask", on=asked))
    assert requests_of(street, omar) == []


def test_without_a_tick_an_old_yes_is_no_yes_either(street: Street) -> None:
    omar = to_consent(street.neighbour())
    street.later(hours=25)
    answers_well(omar.taps("✅ Yes, ask").sees("That question is over."))
    assert requests_of(street, omar) == []


def test_in_a_group_nobody_asks_for_help(street: Street) -> None:
    group = street.neighbour(private=False)
    group.says("/referral debt").sees("Please write to me privately.").sees_not("Debts")


def test_an_invented_answer_leads_nowhere(street: Street) -> None:
    """A forged value under every question: the same question again, nothing made."""
    omar = street.neighbour().says("/referral")
    steps = ("Debts", "H-buurt", "✅ Here, it is safe")
    for step in steps:
        forged(street, omar)
        omar.taps(step)
    forged(street, omar)
    assert requests_of(street, omar) == []


def forged(street: Street, omar: Neighbour) -> None:
    with street.database.writing() as store:
        version = store.connection.execute(select(dialogues.c.version)).scalar_one()
    for value in ("nonsense", 7, "-1"):
        row = (button(name(f"forged {value}"), "answer", v=value, q=version),)
        payload = message_json.to_json(Reply((name("forged"),), (row,)))
        with street.database.writing() as store:
            store.outbox.put([Outgoing(omar.person, payload)], street.now)
        street.deliver()
        answers_well(omar.taps(f"forged {value}"))


def test_voices_and_pictures_on_the_way_do_no_harm(street: Street) -> None:
    omar = street.neighbour().says("/referral debt")
    asked = omar.last
    answers_well(omar.does(Kind.SENT_OTHER))
    omar.taps("H-buurt", on=asked).sees("How can we reach you")


def test_who_is_asked_goes_by_the_file_then_by_the_room(street: Street) -> None:
    view = NeighbourhoodView(read_text(PARTNERS, "partners.toml"))
    with street.database.writing() as store:
        assert assignment.next_helper(view, store, "debt", (), street.now) == "debts"
        assert assignment.next_helper(view, store, "debt", ("debts",), street.now) == "quick"
        assert assignment.next_helper(view, store, "debt", ("debts", "quick"), street.now) == ""
        assert {
            assignment.next_helper(view, store, domain, (), street.now) for domain in LABELS
        } == {
            "debts",
            "",
        }


@pytest.mark.parametrize(
    ("asked", "partner", "due"),
    [
        ("2026-11-16 09:00", "debts", "2026-11-23 09:00"),
        ("2026-11-16 09:00", "quick", "2026-11-17 09:00"),
        ("2026-11-16 09:00", "", "2026-11-18 09:00"),
        ("2026-11-19 15:00", "debts", "2026-11-26 15:00"),
        ("2026-12-24 10:00", "debts", "2027-01-04 10:00"),
        ("2027-04-26 10:00", "debts", "2027-05-04 10:00"),
    ],
)
def test_working_days_to_answer_as_promised(asked: str, partner: str, due: str) -> None:
    view = NeighbourhoodView(read_text(PARTNERS, "partners.toml"))
    now = datetime.fromisoformat(asked).replace(tzinfo=view.zone).astimezone(UTC)
    until = assignment.first_due(view, partner, now)
    assert view.local(until).strftime("%Y-%m-%d %H:%M") == due


def test_the_table_keeps_what_is_sealed_and_days(street: Street) -> None:
    omar = street.neighbour()
    asks(omar)
    with street.database.reading() as store:
        (row,) = store.connection.execute(select(requests)).all()
    assert {*row._mapping} == {"id", "mark", "day", "ended", "what"}
    assert (row.day, row.ended) == (street.now.date(), None)
