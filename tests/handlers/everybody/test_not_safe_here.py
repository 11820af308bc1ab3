"""Somebody who flees says that this phone is not safe: whoever reads it later learns nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

import locales
from handlers.core import message_json
from handlers.core.messages import Kind, Reply, button, name
from handlers.core.neighbourhood.topics import ICONS, LABELS
from storage.repositories.help_requests import states
from storage.repositories.help_requests.requests import Request
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.audit import READ_REQUEST
from storage.repositories.people.roles import PARTNER
from tests.handlers.conversations.talking import asks_for_a_person
from tests.handlers.everybody.test_one_phone import hands_to, joins
from tests.support.asking import (
    CALLED,
    CONTACT,
    asks,
    now_of,
    partner,
    steps,
    view_of,
    with_partners,
    written,
)
from tests.support.peek import answers_well
from tests.support.talk import Neighbour, Street, keys_of, plain

LANGUAGES = ("en", "nl", "ar", "tr", "es")
# These stand on every menu as well.
SHARED_SIGNS = {"🌱", "📖"}
MEETING = timedelta(days=1, hours=3)
# How far a request can be, with what then stands in it.
STANDS: list[dict[str, Any]] = [
    {"state": states.REQUESTED},
    {"state": states.REQUESTED, "due_at": None},
    {"state": states.REQUESTED, "partner": ""},
    {"state": states.REJECTED},
    {"state": states.ACCEPTED},
    {"state": states.IN_PROGRESS, "meets": True},
    {"state": states.ON_HOLD, "on_hold_until": date(2026, 12, 1)},
    {"state": states.COMPLETED, "outcome": states.GOT_HELP, "ended": True},
    {"state": states.FAILED, "outcome": states.NO_CAPACITY, "ended": True},
    {"state": states.FAILED, "outcome": states.COULD_NOT, "ended": True},
    {"state": states.CANCELLED, "outcome": states.NO_INTEREST, "ended": True},
]


def shown(neighbour: Neighbour) -> str:
    """Everything that can be read on the phone now: words, buttons, files."""
    files = [one.attachment.content for one in neighbour.screen if one.attachment]
    return plain("\n".join([neighbour.transcript(), *neighbour.wrote.values(), *files]))


def tells(street: Street, neighbour: Neighbour, request: Request) -> list[str]:
    """What on a phone gives a request away."""
    seen = shown(neighbour)
    label = LABELS[request.domain]
    named = [
        locales.sentence((tag,), label.slot, label.one).text.partition(" ")[2] for tag in LANGUAGES
    ]
    partners = [one.name for one in view_of(street).neighbourhood.partners]
    words = [*named, *partners, CONTACT, CALLED, request.domain, "12:00"]
    if ICONS[request.domain] not in SHARED_SIGNS:
        words.append(ICONS[request.domain])
    return [word for word in words if word in seen]


def every_button(neighbour: Neighbour) -> None:
    """Tap whatever stands under the last message, but for what begins anew or leads elsewhere."""
    message = neighbour.last
    for key in keys_of(message):
        if key.label.startswith(("📎", "❌", "✅", "📵", "➖")):
            answers_well(
                neighbour.does(Kind.TAPPED, tap=key.token, message=str(message.id)),
            )


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_says_what_was_asked_however_far_it_is(street: Street, language: str) -> None:
    rosa = with_partners(street).neighbour(language)
    for domain, stands in zip(LABELS, STANDS, strict=True):
        request = stood(street, rosa, domain, **stands)
        looks_up = (lambda: rosa.says("/mydata"), lambda: taps_forged(rosa, "my_requests"))
        for look_up in looks_up:
            rosa.screen.clear()
            answers_well(look_up())
            assert tells(street, rosa, request) == [], (stands, shown(rosa))
            every_button(rosa)
            assert tells(street, rosa, request) == [], (stands, shown(rosa))
        street.tick()
        assert tells(street, rosa, request) == [], (stands, shown(rosa))
        with street.database.writing() as store:
            store.requests.erase(request.id, street.now)
        rosa.screen.clear()
        answers_well(rosa.says("/mydata"))
        assert tells(street, rosa, request) == [], ("erased", stands, shown(rosa))


def stood(
    street: Street,
    rosa: Neighbour,
    domain: str,
    *,
    meets: bool = False,
    ended: bool = False,
    **stands: Any,
) -> Request:
    """A request from a phone that is not safe, as far as it is, that somebody looked at."""
    request = asks(street, rosa, domain=domain, safe_here=False)
    if meets:
        stands["meet_at"] = street.now + MEETING
    if ended:
        stands |= {"closed_at": street.now, "answered_at": street.now}
    with street.database.writing() as store:
        written(store, request.id, **stands)
        looked = {"scope": "debts", "about": rosa.person, "request": request.id}
        store.audit.note(READ_REQUEST, PARTNER, street.now, **looked)
    return now_of(street, request)


def taps_forged(rosa: Neighbour, act: str) -> Neighbour:
    """A button of a message from long ago."""
    old = Reply((name("old"),), ((button(name("tap"), act),),))
    with rosa.street.database.writing() as store:
        store.outbox.put([Outgoing(rosa.person, message_json.to_json(old))], rosa.street.now)
    rosa.street.deliver()
    return rosa.taps("tap")


def says_not_safe(rosa: Neighbour) -> Neighbour:
    return rosa.taps("H-buurt").taps("❌ No, another way")


def test_from_that_moment_nothing_of_it_is_on_the_phone(street: Street) -> None:
    rosa = with_partners(street).neighbour()
    rosa.says("/hours").says("/referral").says("debts").says("my debts are high")
    assert "Debts" in rosa.transcript()
    says_not_safe(rosa).sees("I deleted our last messages.", "How else can they reach you?")
    assert len(rosa.screen) == 1
    assert rosa.wrote == {}
    rosa.says("via my sister Rosalinde")
    assert rosa.wrote == {}
    rosa.sees("For you: I'll ask organisations that help with it, then the room")
    rosa.taps("👀 Read everything").sees("First we ask: organisations that help with it.")
    rosa.sees("Then we ask: the key-holders of H-buurt.", "We note who opened it").sees_not(
        "Letter Desk", "📍"
    )
    rosa.taps("✅ Yes, ask").sees("I'll ask for you.", "Delete the chat in your app too.")
    (request,) = requests_of(street, rosa)
    assert (request.contact, request.domain) == ("via my sister Rosalinde", "debt")
    rosa.taps("📂 My requests").sees("⏳ I'm still asking for you.")
    assert tells(street, rosa, request) == []
    for word in ("sister", "Rosalinde", "Mornings", "H-buurt", "wait"):
        assert word not in shown(rosa).replace("/hours", "")


def requests_of(street: Street, neighbour: Neighbour) -> list[Request]:
    with street.database.writing() as store:
        return store.requests.of_person(neighbour.person)


def test_a_no_in_the_end_leaves_nothing_either(street: Street) -> None:
    rosa = with_partners(street).neighbour().says("/referral debt")
    says_not_safe(rosa).says("via my sister").taps("❌ No")
    rosa.sees("I asked nobody and kept nothing.")
    assert "Debts" not in shown(rosa)
    assert "sister" not in shown(rosa)
    assert rosa.wrote == {}


def test_what_cannot_wait_says_no_topic_there_either(street: Street) -> None:
    rosa = with_partners(street).neighbour().says("/referral debt").taps("⏰ It cannot wait")
    rosa.taps("H-buurt").taps("❌ No, another way").taps("I look here")
    rosa.taps("✅ Yes, ask").sees("I'll ask for you.")
    (request,) = requests_of(street, rosa)
    assert request.is_urgent
    assert tells(street, rosa, request) == []


def test_what_was_asked_before_is_not_told_there_any_more_and_its_buttons_say_nothing(
    street: Street,
) -> None:
    noor, rosa = partner(with_partners(street)), street.neighbour()
    first = asks(street, rosa)
    second = asks(street, rosa, domain="care", partner="")
    pages = [rosa.says("/referral").sees("🧡 Care").last]
    pages.append(rosa.taps("➡️ More").sees("💶 Debts").last)
    says_not_safe(rosa.says("/referral forms"))
    for page in pages:
        answers_well(rosa.taps("❌ Cancel request", on=page))
        assert tells(street, rosa, first) + tells(street, rosa, second) == []
    assert [one.state for one in requests_of(street, rosa)] == [states.CANCELLED] * 2
    third = asks(street, rosa)
    with street.database.writing() as store:
        store.requests.mark_unsafe(rosa.person, "")
    rosa.reads()
    noor.says("/menu").taps("📂 Requests").taps("1").taps("✅ We help")
    noor.taps("📆 Choose a day").taps("Tuesday 10:00").sees("We cannot write to this person.")
    rosa.hears_nothing()
    assert steps(street, third)


def test_which_topics_are_offered_does_not_say_what_was_asked(street: Street) -> None:
    rosa = with_partners(street).neighbour().says("/referral debt")
    says_not_safe(rosa).taps("I look here").taps("✅ Yes, ask")
    rosa.says("/referral").taps("⛑️ Ask for help")
    assert {"💶 Debts", "📄 Letters"} <= set(rosa.buttons())
    rosa.says("/referral debt").sees("Where do you want to meet?").sees_not(
        "You asked for this already."
    )
    says_not_safe(rosa).taps("I look here").taps("✅ Yes, ask")
    rosa.says("/referral").sees("1. Asked on").taps("➡️ More").sees("2. Asked on")
    rosa.taps("❌ Cancel request").sees("It is cancelled.").sees_not("Debts")
    assert sorted(one.state for one in requests_of(street, rosa)) == ["cancelled", "requested"]


def test_what_waits_for_that_phone_is_not_sent_any_more(street: Street) -> None:
    noor, rosa = partner(with_partners(street)), street.neighbour()
    asks(street, rosa)
    rosa.says("/referral forms").taps("H-buurt")
    noor.says("/menu").taps("📂 Requests").taps("1")
    street.is_away = True
    noor.taps("✅ We help")
    rosa.taps("❌ No, another way")
    rosa.reads()
    street.is_back()
    assert [text.split("\n")[0] for text in rosa.reads()] == [
        "✅ Good. I deleted our last messages."
    ]


def test_what_was_said_to_a_neighbour_is_gone_and_the_talk_goes_on(street: Street) -> None:
    fatma, rosa = with_partners(street).key_holder("h-buurt"), street.neighbour()
    asks_for_a_person(rosa).says("a worry of Rosa")
    fatma.replies("a word of Fatma")
    answered = rosa.last
    says_not_safe(rosa.says("/referral debt")).taps("I look here").taps("✅ Yes, ask")
    for word in ("a worry of Rosa", "a word of Fatma"):
        assert word not in shown(rosa)
    rosa.asks_what_is_known().sees("You are chatting with somebody").taps("As a file")
    rosa.taps("💬 Answer", on=answered).sees("Write or speak now.")
    for word in ("a worry of Rosa", "a word of Fatma"):
        assert word not in shown(rosa)
    rosa.says("thank you")
    fatma.sees("thank you")


def test_a_partners_link_is_not_told_of_there(street: Street) -> None:
    rosa = with_partners(street).neighbour().says("/start")
    noor = partner(street)
    noor.says("/menu").taps("➕ Send somebody")
    assert noor.buttons()
    with street.database.writing() as store:
        store.requests.make(
            rosa.person,
            "",
            street.now,
            domain="debt",
            is_urgent=False,
            times="any",
            safe_here=False,
            consent_version="1",
            consent_language="en",
        )
    rosa.asks_what_is_known().sees("I don't show more of it on this phone.").sees_not("🤝")


def test_a_phone_in_other_hands_shows_nothing_of_the_first_one(street: Street) -> None:
    fatma, omar = with_partners(street).key_holder("h-buurt"), street.neighbour()
    asks_for_a_person(omar).says("a worry of Omar")
    asks(street, omar)
    omar.says("/referral").sees("💶 Debts")
    mine = omar.last
    joins(omar, language="English")
    for word in ("a worry of Omar", "Debts", "Debt House"):
        assert word not in shown(omar)
    for label in ("❌ Cancel request", "⛑️ Ask for help"):
        answers_well(omar.taps(label, on=mine))
        assert "Debt House" not in shown(omar)
    assert [one.state for one in requests_of(street, omar)] == [states.REQUESTED]
    fatma.replies("a word for Omar")
    omar.sees("A neighbour of H-buurt answers.").sees_not("a word for Omar")
    answered = omar.last
    omar.taps("💬 Answer", on=answered).sees("first person on this phone")
    assert "a word for Omar" not in shown(omar)
    hands_to(omar, "👤").sees("What do you need?")
    assert len(omar.screen) == 1
    omar.taps("💬 Answer", on=answered).sees("a word for Omar").says("thank you")
    fatma.sees("thank you")
    omar.says("/referral").sees("💶 Debts")


def test_news_of_a_request_names_nothing_while_another_one_has_the_phone(street: Street) -> None:
    noor, omar = partner(with_partners(street)), street.neighbour()
    asks(street, omar)
    joins(omar, language="English")
    omar.reads()
    noor.says("/menu").taps("📂 Requests").taps("1").taps("✅ We help")
    omar.sees("There is news for you").sees_not("Somebody is going to help you")
    omar.reads()
    noor.taps("📆 Choose a day").taps("Tuesday 10:00")
    omar.sees("There is news for you").sees_not("10:00", "Debt House")
    omar.taps("👀 Read more").sees("You have no request now.")
    hands_to(omar, "👤").says("/referral").sees("💶 Debts", "10:00")
