"""A coordinator tells the neighbours something, once, in daytime, after a look at it."""

from __future__ import annotations

from storage.neighbourhood.file import read_text
from storage.repositories.activities.sign_ups import IN
from tests.conftest import TWO_ROOMS
from tests.support.peek import everything_kept
from tests.support.talk import Neighbour, Street

WORDS = "On Friday we cook together. Bring a plate!"
PARTY = """
[[activities]]
id = "party"
room = "h-buurt"
title = { en = "Party" }
domain = "meeting"
rrule = "FREQ=WEEKLY;BYDAY=WE"
start = 2026-11-04T11:00:00
minutes = 60
"""


def subscriber(street: Street, *rooms: str) -> Neighbour:
    made = street.neighbour()
    made.arrives()
    with street.database.writing() as store:
        for room in rooms:
            store.subscriptions.add(made.person, room, street.now)
    return made


def writes(nour: Neighbour, words: str = WORDS, room: str = "H-buurt") -> Neighbour:
    return nour.says("/menu").taps("📣 Announce").says(words).taps(room)


def test_it_is_looked_at_before_it_is_sent(street: Street) -> None:
    street.at("10:00")
    nour, omar = street.coordinator(), subscriber(street, "h-buurt")
    other, eve = subscriber(street, "holendrecht"), street.neighbour()
    eve.arrives()
    nour.says("/announce").sees("What do you want to say?", "I do not translate it.")
    nour.says(WORDS).sees("Who should read it?").taps("H-buurt")
    nour.sees("This goes to a few people:", WORDS)
    omar.hears_nothing()
    assert WORDS not in everything_kept(street)
    nour.taps("📣 Send").sees("✅ Sent.")
    omar.sees("🔔 There is news about the neighbourhood room.", "The coordinator writes:", WORDS)
    assert WORDS not in omar.unread[0].splitlines()[0]
    for one in (other, eve):
        one.hears_nothing()
    omar.taps("🔕 Stop").sees("🔕 I'll stop.")
    writes(nour, "Again").sees("Nobody asked for news there yet.")


def test_a_second_tap_sends_nothing_and_the_same_words_are_asked_about(street: Street) -> None:
    street.at("10:00")
    nour, omar = street.coordinator(), subscriber(street, "h-buurt")
    preview = writes(nour).last
    nour.taps("📣 Send", on=preview)
    omar.reads()
    nour.taps("📣 Send", on=preview).sees("✅ Sent.")
    omar.hears_nothing()
    street.later(minutes=30)
    writes(nour).taps("📣 Send").sees("You sent the same words less than an hour ago.")
    omar.hears_nothing()
    nour.taps("📣 Send again").sees("✅ Sent.")
    omar.sees(WORDS).reads()
    street.later(hours=2)
    writes(nour).taps("📣 Send").sees("✅ Sent.")
    omar.sees(WORDS)


def test_all_rooms_reaches_everybody_once(street: Street) -> None:
    street.at("10:00")
    nour = street.coordinator()
    people = [subscriber(street, "h-buurt", "holendrecht") for _ in range(3)]
    people += [subscriber(street, "holendrecht") for _ in range(2)]
    writes(nour, room="📍 All rooms").sees("This goes to 5 people:").taps("📣 Send")
    for one in people:
        assert len(one.unread) == 1
    people[0].taps("🔕 Stop").sees("Which room do you want to hear about?")


def test_who_signed_up_this_week_reads_it_too(street: Street) -> None:
    street.load(read_text(TWO_ROOMS + PARTY, "party.toml"))
    street.at("10:00")
    omar, late, nour = street.neighbour(), street.neighbour(), street.coordinator()
    for one, days in ((omar, 2), (late, 9)):
        one.arrives()
        with street.database.writing() as store:
            start = street.now.replace(day=16 + days)
            store.signups.add(
                one.person,
                "",
                ("party", start),
                room="h-buurt",
                day=start.date(),
                size=1,
                state=IN,
                now=street.now,
            )
    writes(nour).taps("📣 Send")
    omar.sees(WORDS, "You get this because you signed up there.")
    late.hears_nothing()


def test_in_the_evening_it_waits_until_nine(street: Street) -> None:
    street.at("20:59")
    nour, omar = street.coordinator(), subscriber(street, "h-buurt")
    writes(nour).sees("I do not write at night. I'll send it at 09:00.").taps("📣 Send")
    nour.sees("I'll send it at 09:00.")
    for clock, days in (("21:30", 0), ("03:30", 1), ("08:59", 0)):
        street.at(clock, days=days)
        street.tick()
        omar.says("/menu").sees_not(WORDS)
    street.at("09:00")
    street.tick()
    omar.sees(WORDS)


def test_too_long_empty_and_hidden_letters(street: Street) -> None:
    street.at("10:00")
    nour, omar = street.coordinator(), subscriber(street, "h-buurt")
    nour.says("/announce").says("x" * 501).sees("Please send at most 500 characters.")
    nour.says("\u202e\u200f").sees("I cannot see any words.")
    nour.says("\u202eCome\u0000 in").taps("H-buurt").taps("📣 Send")
    omar.sees("Come in")
    assert "\u202e" not in omar.unread[0]


def test_words_of_danger_may_be_announced(street: Street) -> None:
    nour = street.coordinator()
    nour.says("/announce").says("I will be evicted tomorrow").sees("Who should read it?")


def test_who_is_suspended_in_between_sends_nothing(street: Street) -> None:
    street.at("10:00")
    nour, omar = street.coordinator(), subscriber(street, "h-buurt")
    street.coordinator()
    writes(nour)
    with street.database.writing() as store:
        (held, *_) = store.roles.everybody()
        store.roles.suspend(held.id, street.now)
    nour.taps("📣 Send").sees("Only the coordinator can do this.")
    omar.hears_nothing()


def test_typed_words_instead_of_a_tap_are_asked_again(street: Street) -> None:
    street.at("10:00")
    nour, omar = street.coordinator(), subscriber(street, "h-buurt")
    nour.says("/announce").says(WORDS).says("everybody please").sees("Who should read it?")
    nour.says("1").sees("This goes to a few people:").says("ok").sees(WORDS)
    omar.hears_nothing()
    nour.says("/menu").says("send").sees("I did not understand.")
    omar.hears_nothing()
