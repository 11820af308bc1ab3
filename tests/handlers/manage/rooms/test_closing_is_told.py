"""Whoever does something in a room that closes hears so once, and as many as was said before."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from handlers.manage.changes.told import people_told
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.neighbourhood.rooms import SpecialDay
from storage.repositories.help_requests.states import IN_PROGRESS
from storage.repositories.volunteering.exchange import CAN, LOOK
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.manage.activities.program import SERIES, minutes_pass, signed_up
from tests.handlers.manage.rooms.test_closing import KEY, asks, closed_since, only_once
from tests.handlers.rooms.subscribers import subscriber
from tests.handlers.volunteering.helping import is_invited, offers_of
from tests.support.asking import asks as asks_for_help
from tests.support.asking import written
from tests.support.talk import Neighbour, Street

CLOSES = "H-buurt closes for good."
HELPED = "You helped there. Thank you for all you did!"
WISHED = "What you offered or needed there has ended."


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, read_text(TWO_ROOMS + SERIES, "test.toml"), MONDAY)


def helps(street: Street, *more: str, room: str = "h-buurt") -> Neighbour:
    """Somebody who joined, in one thing or more."""
    made = street.neighbour()
    made.arrives()
    with street.database.writing() as store:
        for what in ("cooking", *more):
            offer = store.offers.make(made.person, room=room, what=what, when="any", now=street.now)
            store.offers.join(offer, street.now)
    return made


def wishes(street: Street, *things: str, room: str = "h-buurt") -> Neighbour:
    """Somebody who can do one thing after the other, and looks for the first."""
    made = street.neighbour()
    made.arrives()
    sides = (LOOK, *(CAN for _ in things[1:]))
    with street.database.writing() as store:
        for side, thing in zip(sides, things, strict=True):
            store.exchange.add(made.person, room=room, side=side, thing=thing, now=street.now)
    return made


def meets(street: Street) -> tuple[Neighbour, Neighbour]:
    """Two who said yes to each other, and meet tomorrow."""
    can, look = street.neighbour(), wishes(street, "bike")
    can.arrives()
    with street.database.writing() as store:
        store.exchange.add(can.person, room="h-buurt", side=CAN, thing="bike", now=street.now)
        (offered,), (needed,) = (store.exchange.open_of(one.person) for one in (can, look))
        number = store.exchange.introduce(can=offered.id, look=needed.id, now=street.now)
        assert number
        for wish in (offered.id, needed.id):
            pair = store.exchange.introduction(number)
            assert pair
            store.exchange.answer(pair, wish, is_yes=True)
        store.exchange.meet(number, street.now + timedelta(days=1))
    return can, look


def hangs(street: Street) -> list[str]:
    """What still waits or goes on in the room."""
    with street.database.writing() as store:
        wished = [one.thing for one in store.exchange.open() if one.room == "h-buurt"]
        helped = [one.what for one in store.offers.joined("h-buurt")]
        return [*wished, *helped, *(one.what for one in store.offers.under_way())]


def test_whoever_helped_or_looked_for_something_hears_it_once_and_nothing_hangs(
    street: Street,
) -> None:
    omar, zoe, ali = helps(street, "garden"), wishes(street, "bike", "sewing"), helps(street)
    elsewhere = wishes(street, "sewing", room="holendrecht")
    with street.database.writing() as store:
        store.exchange.add(ali.person, room="h-buurt", side=LOOK, thing="sewing", now=street.now)
    nadia = asks(street).taps("🚫 They stop")
    nadia.sees("Helping there ends for 3 neighbours.", "3 people get a message.")
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    omar.sees(CLOSES, HELPED).sees_not(WISHED)
    zoe.sees(CLOSES, WISHED).sees_not(HELPED)
    ali.sees(CLOSES, HELPED, WISHED)
    assert [len(one.reads()) for one in (omar, zoe, ali)] == [1, 1, 1]
    assert hangs(street) == []
    assert {row.state for row in offers_of(street)} == {"ended"}
    elsewhere.hears_nothing()
    with street.database.reading() as store:
        assert len(store.exchange.open_of(elsewhere.person)) == 1
    zoe.says("/volunteer").sees_not("went wrong")
    only_once(street, omar, zoe, ali)


def everybody(street: Street) -> dict[str, Neighbour]:
    """One of each who may hear of it, and two who do not."""
    fatma, gul, tries = (
        street.key_holder("h-buurt"),
        street.key_holder("h-buurt"),
        street.neighbour(),
    )
    is_invited(street, tries, fatma)
    safe, unsafe = street.neighbour(), street.neighbour()
    for who in (safe, unsafe):
        made = asks_for_help(street, who, partner="", safe_here=who is safe)
        with street.database.writing() as store:
            meeting = {"state": IN_PROGRESS, "meet_at": street.now + timedelta(days=1)}
            written(store, made.id, **meeting)
    with street.database.writing() as store:
        role = {one.person: one.id for one in store.roles.everybody()}
        store.roles.suspend(role[gul.person], street.now)
    can, look = meets(street)
    people = {
        "fatma": fatma,
        "gul": gul,
        "tries": tries,
        "can": can,
        "look": look,
        "safe": safe,
        "unsafe": unsafe,
        "helps": helps(street),
        "ines": subscriber(street),
        "wishes": wishes(street, "bike"),
        "omar": signed_up(street),
        "nadia": street.coordinator(),
        "sami": street.coordinator(),
        "elsewhere": helps(street, room="holendrecht"),
        "other": street.key_holder("holendrecht"),
    }
    for one in people.values():
        one.reads()
    return people


def test_a_file_tells_exactly_those_whom_the_look_beforehand_counted(street: Street) -> None:
    people, now = everybody(street), street.view().neighbourhood
    loaded = closed_since(now, "2026-11-15")
    with street.database.writing() as store:
        counted = people_told(store, now, loaded, street.now)
    street.load(loaded)
    minutes_pass(street)
    read = {called: one.reads() for called, one in people.items()}
    assert {called for called, one in people.items() if one.person in counted} == {
        called for called, messages in read.items() if messages
    }
    assert {called for called, messages in read.items() if not messages} == {
        *("unsafe", "elsewhere", "other")
    }
    # One line for all keys, with the name of the room.
    for called in ("nadia", "sami"):
        (closing,) = [one for one in read[called] if "closed for good" in one]
        assert "🔒 H-buurt is closed for good." in closing
        assert "2 key-holders stop." in closing
        assert "h-buurt" not in "".join(read[called])
    for called in ("helps", "wishes", "can", "look", "tries", "ines", "omar", "gul"):
        assert len(read[called]) == 1, called
    with street.database.writing() as store:
        assert people_told(store, now, loaded, street.now) <= counted
    only_once(street, *(people[called] for called in ("helps", "wishes", "gul", "ines", "omar")))


def test_who_was_to_come_on_a_day_that_closes_is_counted_too(street: Street) -> None:
    people, now = everybody(street), street.view().neighbourhood
    tomorrow = SpecialDay(date=street.now.date() + timedelta(days=1), closed=True)
    first, *others = now.rooms
    first = first.model_copy(update={"exceptions": (*first.exceptions, tomorrow)})
    loaded = now.model_copy(update={"rooms": (first, *others)})
    with street.database.writing() as store:
        counted = people_told(store, now, loaded, street.now)
    street.load(loaded)
    minutes_pass(street)
    read = {called for called, one in people.items() if one.reads()}
    assert {called for called, one in people.items() if one.person in counted} == read
    assert {"tries", "fatma", "can", "look", "safe", "ines"} <= read


def test_in_the_chat_as_many_are_told_as_the_preview_says(street: Street) -> None:
    people = everybody(street)
    sees = asks(street, people["nadia"]).taps("🚫 They stop").taps("➖ No other key")
    (said,) = re.findall(r"(\d+) people get a message", "\n".join(sees.unread))
    sees.taps("✅ Yes, do it")
    people["nadia"].reads()
    minutes_pass(street)
    told = [called for called, one in people.items() if called != "nadia" and one.reads()]
    assert len(told) == int(said), told


def test_an_opening_that_goes_on_when_a_file_closes_the_room_ends(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    street.at("11:00")
    street.load(closed_since(street.view().neighbourhood, "2026-11-16"))
    minutes_pass(street)
    with street.database.reading() as store:
        (ended,) = store.openings.between(["h-buurt"], first=MONDAY.date(), last=MONDAY.date())
        assert store.openings.open_now() == {}
    assert ended.is_estimate
    assert ended.closed_at
    assert timedelta() <= street.now - ended.closed_at <= timedelta(minutes=2)


def test_what_was_not_counted_yet_is_said_while_it_can_be_counted(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    street.at("12:00")
    fatma.says("/close")
    nadia = asks(street).taps("🚫 They stop").taps("➖ No other key")
    nadia.sees("⚠️ 1 opening is not counted. Count it first.")
    assert "📋 My openings" not in nadia.buttons()
    with street.database.writing() as store:
        store.roles.give(nadia.person, KEY, street.now)
    asks(street, nadia).taps("🚫 They stop").taps("➖ No other key").taps("📋 My openings")
    nadia.sees("The last openings:")
    fatma.says("14")
    asks(street, nadia).taps("🚫 They stop").taps("➖ No other key").sees_not("not counted")
