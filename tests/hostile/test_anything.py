"""Anything at all, a hundred times over: never an error, never silence, never a way in."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handlers.core import message_json
from handlers.core.messages import Kind, Reply, Turn, button, name
from handlers.dispatch.registry import COMMANDS, TAPS
from storage.repositories.messages.outbox import Outgoing
from tests.conftest import MONDAY
from tests.support.peek import answers_well, effects, failures, forget_everything, openings_of
from tests.support.talk import Neighbour, Street, keys_of

SAME_STREET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
often = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=SAME_STREET,
)
DAYS = 6

words = st.text(max_size=60)
commands = st.builds("/{} {}".format, st.sampled_from([*COMMANDS, "x", ""]), words)
hexadecimal = st.integers(0, 10**40).map("{:x}".format)
tokens = words | st.builds("{}.{}.{}".format, hexadecimal, words, st.integers(-5, 10**25))
rooms = st.sampled_from(["h-buurt", "holendrecht", "gone", ""])
days = st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(str)
numbers = st.integers(0, 3) | st.integers(0, 2**62)
moments = st.builds("{}T{:02}:00:00+01:00".format, days, st.integers(0, 23))
# What a button of ours can carry; years later what it is about may be gone.
ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "opening": numbers,
    "change": numbers,
    "invitation": numbers,
    "role": numbers,
    "kind": st.sampled_from(["keyholder", "coordinator", "gone"]),
    "place": rooms,
    "partner": st.sampled_from(["gone", ""]),
    "sure": st.integers(0, 1),
    "n": st.sampled_from([1, 5]),
    "at": st.sampled_from(["planned", "now"]),
    "until": moments,
    "start": moments,
    "end": moments,
    "day": days,
    "room": rooms,
    "text": words,
    "talk": numbers,
    "tag": st.sampled_from(["tr", "xx", ""]),
    "week": st.sampled_from(["2026-W46", "2000-W01", "2026-W53"]),
    "v": st.integers(0, 999) | st.just("unknown"),
    "q": st.integers(0, 9),
    "offer": numbers,
    "wish": numbers,
    "introduction": numbers,
    "step": numbers | st.sampled_from(["paid", "gone"]),
    "what": st.sampled_from(["cook", "gone", ""]),
    "when": st.sampled_from(["any", "gone", ""]),
    "side": st.sampled_from(["can", "look", ""]),
    "thing": st.sampled_from(["bike", "gone", ""]),
    "after": numbers,
    "page": numbers,
    "yes": st.integers(0, 1),
    "signup": numbers,
    "other": numbers,
    "activity": st.sampled_from(["coffee", "gone"]),
    "domain": st.sampled_from(["meeting", "gone"]),
    "skip": numbers,
    "face": st.sampled_from(["🦊", "", "gone"]),
    "request": numbers,
    "said": st.sampled_from(["got_help", "gone", ""]),
}
LETTERS = "0123456789abcdefABCDEF_-."
acts = st.tuples(st.sampled_from([*TAPS, "answer", "gone.since"]), st.fixed_dictionaries(ARGUMENTS))


@pytest.fixture
def three(street: Street) -> list[Neighbour]:
    """A resident, a key-holder who is asked something, and a coordinator."""
    street.at("10:00")
    fatma, nour = street.key_holder("h-buurt", "holendrecht"), street.coordinator()
    fatma.says("/open h-buurt").says("/close")
    return [street.neighbour(), fatma, nour]


@often
@given(who=st.integers(0, 2), typed=words | commands)
def test_any_words_get_an_answer(three: list[Neighbour], who: int, typed: str) -> None:
    answers_well(three[who].says(typed), typed)


@often
@given(token=tokens)
def test_any_token_gets_an_answer_and_does_nothing(street: Street, token: str) -> None:
    eve = street.neighbour()
    before = effects(street)
    answers_well(eve.does(Kind.TAPPED, tap=token), token)
    assert effects(street) == before


@pytest.mark.long
@often
@given(act=acts)
def test_any_button_that_ever_was_gets_an_answer(
    street: Street, act: tuple[str, dict[str, Any]]
) -> None:
    called, arguments = act
    fatma = street.key_holder("h-buurt", "holendrecht")
    old = Reply((name("old"),), ((button(name("tap"), called, **arguments),),))
    with street.database.writing() as store:
        store.outbox.put([Outgoing(fatma.person, message_json.to_json(old))], street.now)
    street.deliver()
    answers_well(fatma.taps("tap"), str(arguments))


@pytest.mark.long
def test_any_day_leaves_figures_that_can_be(street: Street) -> None:
    """Two key-holders and a resident tap and type in any order while the time goes on."""
    for seed in range(DAYS):
        chance = random.Random(seed)
        forget_everything(street)
        street.now = MONDAY
        street.at("10:00")
        people = [street.key_holder("h-buurt"), street.key_holder("h-buurt"), street.neighbour()]
        done: list[str] = []
        for _ in range(40):
            done.append(_any_step(street, chance, people))
            figures_can_be(street, f"day {seed}: " + ", ".join(done))


def _any_step(street: Street, chance: random.Random, people: list[Neighbour]) -> str:
    one = chance.choice(people)
    who, kind = f"{people.index(one)} at {street.now:%H:%M} ", chance.random()
    if kind < 0.25:
        street.now += timedelta(minutes=chance.choice([1, 9, 31, 31, 45, 61]))
        street.tick()
        return "tick"
    shown = [key for message in one.screen[-3:] for key in keys_of(message)]
    recent = [key for key in shown if key.token and key.label[0] not in "🏠🌐🧑🕙📍"]
    if kind < 0.5 or not recent:
        typed = chance.choice(["/open", "/open", "/close", "/close 4", "/count 3", "2", "9-10"])
        answers_well(one.says(typed), typed)
        return who + typed
    key = chance.choice(recent)
    number = str(int(key.token.split(".")[0], 16))
    answers_well(one.does(Kind.TAPPED, tap=key.token, message=number), key.label)
    return f"{who}[{key.label}]"


def figures_can_be(street: Street, story: str) -> None:
    assert failures(street) == [], story
    made = sorted(openings_of(street), key=lambda one: (one.opened_at, one.closed_at is None))
    for one in made:
        assert one.opened_at <= one.expected_end, (one, story)
        assert one.closed_at is None or one.opened_at <= one.closed_at <= street.now, (one, story)
        assert one.new_faces is None or one.new_faces <= (one.visits or 999), (one, story)
    for earlier, later in pairwise(made):
        assert earlier.closed_at, (earlier, later, story)
        assert earlier.closed_at <= later.opened_at, (earlier, later, story)


@pytest.mark.long
def test_two_thousand_forged_taps_do_nothing(street: Street, three: list[Neighbour]) -> None:
    three[2].says("/invite h-buurt")
    real = [key.token for one in three[1:] for key in keys_of(one.last) if key.token]
    chance = random.Random(47)
    before = effects(street)
    for number in range(40):
        taps = [*real[:2], *(_forged(chance, real) for _ in range(48))]
        street.turns.do(
            [
                Turn("web", f"eve {eve}", f"{number} {eve}", street.now, Kind.TAPPED, tap=tap)
                for eve, tap in enumerate(taps)
            ]
        )
    assert effects(street) == before
    assert failures(street) == []
    with street.database.reading() as store:
        assert store.outbox.waiting() == 2000


def _forged(chance: random.Random, real: list[str]) -> str:
    """A token that differs from a real one in a letter, a part, or everything."""
    number, key, index = chance.choice(real).split(".")
    match chance.randrange(4):
        case 0:
            place = chance.randrange(len(key))
            return f"{number}.{key[:place]}{chance.choice('#' + LETTERS)}{key[place + 1 :]}.{index}"
        case 1:
            return f"{chance.randrange(500):x}.{key}.{index}"
        case 2:
            return f"{number}.{key}.{chance.randrange(-99, 99)}"
        case _:
            return "".join(chance.choices(LETTERS, k=chance.randrange(64)))
