"""Pictures bring somebody back to a request, or to a role: on paper, and in no cookie."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from handlers.core.keyboards import PICTURES
from handlers.core.private.way_back import LENGTH, read
from handlers.everybody.browsers.come_back import MOST_EVERYWHERE, MOST_HERE
from storage.repositories.people.browsers import IDLE, ROLE_IDLE
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from tests.handlers.conversations.talking import asks_for_a_person
from tests.handlers.help_requests.asking_steps import asks, requests_of
from tests.support.talk import Neighbour, Street, keys_of, plain

BRINGS_BACK = "🗝️ These pictures bring you back to this:"
LETS_IN = "🗝️ These pictures let you in again:"
MINUTE = timedelta(minutes=1)


def browser(street: Street, **more: str) -> Neighbour:
    """Somebody new in a browser."""
    return street.neighbour(channel="web", **more)


def pictures_of(neighbour: Neighbour, line: str) -> str:
    """What somebody wrote down."""
    shown = next(one.text for one in reversed(neighbour.screen) if line in plain(one.text))
    return "".join(sign for sign in shown.split(line)[1] if sign in PICTURES)


def taps_pictures(neighbour: Neighbour, pictures: str) -> Neighbour:
    if "☰ More" in neighbour.buttons():
        neighbour.taps("More").taps("Somebody else")
    if "🗝️ I am back" in neighbour.buttons():
        neighbour.taps("🗝️ I am back")
    for picture in pictures:
        neighbour.taps(picture)
    return neighbour


def joins(street: Street, role: Role) -> tuple[Neighbour, str]:
    """Somebody takes a role in a browser, and writes the pictures down."""
    with street.database.writing() as store:
        code, _ = store.invitations.make(role, None, street.now)
    holder = browser(street)
    holder.says(f"/start {code}").taps("✅ Yes").sees("Welcome to the team", LETS_IN)
    return holder, pictures_of(holder, LETS_IN)


def test_six_pictures_are_thirty_bits_and_more() -> None:
    assert len(set(PICTURES)) == 36
    ways = 1
    for left in range(LENGTH):
        ways *= len(PICTURES) - left
    assert ways > 2**30
    assert len(list(permutations(range(4), 2))) == 12


@pytest.mark.parametrize("channel", ["web", "telegram"])
@pytest.mark.parametrize("typed", [True, False])
def test_a_request_goes_on_in_another_browser_or_app_and_only_there(
    street: Street, channel: str, *, typed: bool
) -> None:
    omar = browser(street)
    asks(omar)
    pictures = pictures_of(omar, BRINGS_BACK)
    other = street.neighbour(channel=channel).says("/menu")
    if typed:
        other.says(" ".join(pictures))
    else:
        taps_pictures(other.says("/start"), pictures) if channel == "web" else other.says(pictures)
    other.sees("✅ It's good that you're back.", "Debts")
    assert len(requests_of(street, other)) == 1
    assert requests_of(street, omar) == []
    omar.asks_what_is_known().sees_not("Debts")


def test_the_talk_goes_on_there_too(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/open")
    omar = browser(street)
    asks_for_a_person(omar)
    omar.says("When can I come with my letter?")
    fatma.sees("When can I come with my letter?")
    asks(omar)
    pictures = pictures_of(omar, BRINGS_BACK)
    other = browser(street).says("/menu")
    other.says(pictures).sees("✅ It's good that you're back.")
    asked = next(one for one in fatma.screen if "with my letter" in one.text)
    fatma.replies("Come at two.", on=asked)
    street.deliver()
    assert "Come at two." in plain("\n".join(other.reads()))
    assert "Come at two." not in plain("\n".join(omar.reads()))


def test_a_request_opens_nothing_but_itself(street: Street) -> None:
    omar = browser(street)
    omar.says("/hours").taps("H-buurt").taps("🔔 Tell me")
    asks(omar)
    other = browser(street).says("/menu")
    other.says(pictures_of(omar, BRINGS_BACK))
    other.asks_what_is_known().sees("Debts").sees_not("news about H-buurt")
    omar.asks_what_is_known().sees("news about H-buurt")


def test_after_an_idle_half_hour_the_pictures_bring_back_what_no_cookie_does(
    street: Street,
) -> None:
    omar = browser(street)
    asks(omar)
    pictures = pictures_of(omar, BRINGS_BACK)
    street.later(minutes=31)
    street.tick()
    again = browser(street).says("/start")
    taps_pictures(again, pictures).sees("✅ It's good that you're back.", "Debts")


def test_wrong_pictures_open_nothing_and_are_limited(street: Street) -> None:
    omar = browser(street)
    asks(omar)
    pictures = pictures_of(omar, BRINGS_BACK)
    wrong = pictures[1:] + pictures[0]
    eve = browser(street).says("/menu")
    for _ in range(MOST_HERE):
        eve.says(wrong).sees("I do not know these pictures.").sees_not("Debts")
    # The right ones open nothing any more either, until tomorrow.
    eve.says(pictures).sees("You tried many pictures today.").sees_not("Debts")
    street.at("09:00", days=1)
    street.tick()
    browser(street).says(pictures).sees("✅ It's good that you're back.")


@pytest.mark.long
def test_guessing_from_many_places_ends_too(street: Street) -> None:
    omar = browser(street)
    asks(omar)
    pictures = pictures_of(omar, BRINGS_BACK)
    wrong = pictures[::-1]
    places = MOST_EVERYWHERE // MOST_HERE
    for place in range(places):
        eve = browser(street)
        for _ in range(MOST_HERE):
            eve.does(text=wrong, source=f"192.0.2.{place}")
    eve = browser(street)
    eve.does(text=pictures, source="198.51.100.1").sees("You tried many pictures today.")


def test_a_request_that_is_over_is_not_opened_again(street: Street) -> None:
    omar = browser(street)
    asks(omar)
    pictures = pictures_of(omar, BRINGS_BACK)
    with street.database.writing() as store:
        [request] = store.requests.of_person(omar.person)
        store.requests.erase(request.id, street.now)
    browser(street).says(pictures).sees("What these pictures opened is over.")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_no_way_back_is_said_kindly(street: Street, language: str) -> None:
    omar = browser(street, language=language)
    for text in ("🐘", "🐘🦁🐱🐰🐸🐝🦋", "🐘🦁🐱🐰🐸x", "🍕" * 6):
        assert read(text) == ""
        assert omar.says(text).unread
    assert read("🐘 🦁\ufe0f 🐱\n🐰🐸🐝") == "🐘🦁🐱🐰🐸🐝"


@pytest.mark.parametrize("role", [Role(KEY_HOLDER, "h-buurt"), Role(COORDINATOR, "")])
def test_a_role_opens_again_after_a_night_without_a_new_invitation(
    street: Street, role: Role
) -> None:
    holder, pictures = joins(street, role)
    person = holder.person
    street.later(hours=9)
    street.tick()
    assert holder.street.database
    tomorrow = browser(street).says("/start")
    taps_pictures(tomorrow, pictures).sees("✅ It's good that you're back.")
    assert tomorrow.person == person
    tomorrow.says("/menu")
    assert {"🔑 I open", "📊 Report"} & set(tomorrow.buttons())


def test_a_role_opens_again_for_the_one_of_a_shared_phone_who_has_it(street: Street) -> None:
    holder, pictures = joins(street, Role(KEY_HOLDER, "h-buurt"))
    holder.hands_over().taps("🦊")
    street.later(hours=9)
    street.tick()
    tomorrow = browser(street).says("/start")
    taps_pictures(tomorrow, pictures).sees("✅ It's good that you're back.").sees_not("🦊")
    tomorrow.says("/open").sees("H-buurt")


def test_a_role_opens_within_a_shift_without_pictures(street: Street) -> None:
    holder, _ = joins(street, Role(KEY_HOLDER, "h-buurt"))
    street.later(minutes=7 * 60)
    street.tick()
    holder.says("/open").sees("H-buurt")
    assert timedelta(hours=7) < ROLE_IDLE


@pytest.mark.parametrize("words", ["/invite", "/manage"])
def test_inviting_and_managing_ask_who_it_is_after_half_an_hour(street: Street, words: str) -> None:
    boss, pictures = joins(street, Role(COORDINATOR, ""))
    boss.says(words).sees_not("Is it you?")
    street.later(minutes=31)
    boss.says("/menu").says(words).sees("Is it you?", "Tap your six pictures")
    taps_pictures(boss, pictures[::-1]).sees("I do not know these pictures.")
    boss.says(words).sees("Is it you?")
    taps_pictures(boss, pictures).sees("✅ It's good that you're back.")
    boss.says(words).sees_not("Is it you?")


def test_on_telegram_nobody_is_asked_and_a_role_does_not_open(street: Street) -> None:
    _, pictures = joins(street, Role(KEY_HOLDER, "h-buurt"))
    omar = street.neighbour()
    omar.says(pictures).sees("on the web page only")
    boss = street.coordinator()
    street.later(hours=5)
    boss.says("/invite").sees_not("Is it you?")


def test_a_browser_that_has_something_of_its_own_keeps_it(street: Street) -> None:
    _, pictures = joins(street, Role(KEY_HOLDER, "h-buurt"))
    omar = browser(street)
    asks(omar)
    omar.says(pictures).sees("This browser has something of yours already.")
    assert len(requests_of(street, omar)) == 1


def test_new_pictures_end_the_old_ones(street: Street) -> None:
    holder, first = joins(street, Role(KEY_HOLDER, "h-buurt"))
    holder.says("/mydata").taps("🗝️ New pictures").sees(LETS_IN)
    second = pictures_of(holder, LETS_IN)
    street.later(hours=9)
    street.tick()
    browser(street).says(first).sees("I do not know these pictures.")
    browser(street).says(second).sees("✅ It's good that you're back.")


def test_whoever_is_forgotten_leaves_no_way_back(street: Street) -> None:
    omar = browser(street)
    asks(omar)
    pictures = pictures_of(omar, BRINGS_BACK)
    omar.says("/forget").taps("🗑️ Yes, delete")
    other = browser(street)
    other.says(pictures).sees_not("Debts")
    assert requests_of(street, other) == []


def test_stay_here_is_offered_once_something_is_kept_and_never_on_telegram(
    street: Street,
) -> None:
    omar = browser(street)
    omar.says("/hours").taps("H-buurt")
    assert "📌 Stay here" not in omar.buttons()
    omar.taps("🔔 Tell me").taps("📌 Stay here").sees("I'll know you here for 30 days.")
    assert "📌 Stay here" not in omar.says("/hours").buttons()
    street.later(days=29)
    street.tick()
    omar.asks_what_is_known().sees("news about H-buurt")
    fatma = street.neighbour()
    fatma.says("/hours").taps("H-buurt").taps("🔔 Tell me")
    assert "📌 Stay here" not in fatma.buttons()


def test_who_does_not_stay_is_forgotten_here_after_half_an_hour(street: Street) -> None:
    omar = browser(street)
    asks(omar)
    omar.taps("📌 Stay here").taps("❌ No").sees("What you asked for continues.")
    person = omar.person
    street.now += IDLE + MINUTE
    street.tick()
    with street.database.writing() as store:
        assert store.people.find("web", omar.address) is None
        assert len(store.requests.of_person(person)) == 1


def test_on_a_phone_that_is_not_safe_nobody_offers_to_stay(street: Street) -> None:
    omar = browser(street)
    omar.says("/menu").taps("⛑️ I need help").taps("Debts")
    omar.taps("H-buurt").taps("❌ No, another way")
    omar.says("call my sister, 0612345678").taps("✅ Yes, ask")
    assert "📌 Stay here" not in [key.label for one in omar.screen for key in keys_of(one)]
    assert len(requests_of(street, omar)) == 1


def test_what_was_not_to_be_told_on_another_phone_is_shown_after_a_yes_only(
    street: Street,
) -> None:
    omar = browser(street)
    asks(omar)
    pictures = pictures_of(omar, BRINGS_BACK)
    with street.database.writing() as store:
        store.requests.mark_unsafe(omar.person, "")
    other = browser(street)
    other.says(pictures).sees("May I show here what it is about?").sees_not("Debts")
    other.taps("❌ No").sees_not("Debts")
    other.says(pictures).sees("May I show here what it is about?").sees_not("Debts")
    again = browser(street)
    again.says(pictures).taps("✅ Yes, show it").sees("Debts")
    assert requests_of(street, other) == []
