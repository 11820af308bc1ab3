"""What comes unasked about talks and helping out is as short as what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from handlers.core.messages import Kind
from tests.handlers.conversations.talking import WORDS, opened
from tests.handlers.volunteering.helping import forged
from tests.journeys.limits import size
from tests.support.peek import loads
from tests.support.talk import Neighbour, Street

pytestmark = pytest.mark.long

SIGNS = 3


def offers(resident: Neighbour) -> None:
    forged(resident, "volunteer.offer", what="cook", room="h-buurt", when="any", after=0)


def is_invited(street: Street, resident: Neighbour) -> Iterator[None]:
    fatma = street.key_holder("h-buurt")
    offers(resident)
    fatma.taps("Come and see").taps("Tuesday 10:00")
    yield
    fatma.taps("I'll meet them")


def is_reminded(street: Street, resident: Neighbour) -> Iterator[None]:
    [*is_invited(street, resident)]
    yield
    street.at("08:30", days=1)
    street.tick()


def trial_is_off(street: Street, resident: Neighbour) -> Iterator[None]:
    [*is_invited(street, resident)]
    yield
    closed = '{ date = 2026-11-17, closed = true, reason = { en = "flood", nl = "water" } },'
    loads(street, ("exceptions = [", f"exceptions = [\n  {closed}"))
    street.tick()


def _judged(answer: str) -> Callable[[Street, Neighbour], Iterator[None]]:
    def walk(street: Street, resident: Neighbour) -> Iterator[None]:
        fatma = street.key_holder("h-buurt")
        offers(resident)
        fatma.taps("Come and see").taps("Tuesday 10:00").taps("I'll meet them")
        street.at("13:00", days=1)
        street.tick()
        yield
        fatma.taps(answer)

    return walk


def nobody_answered_the_offer(street: Street, resident: Neighbour) -> Iterator[None]:
    street.key_holder("h-buurt")
    offers(resident)
    yield
    street.later(days=14)
    street.tick()


def nobody_said_how_the_trial_was(street: Street, resident: Neighbour) -> Iterator[None]:
    [*is_invited(street, resident)]
    street.later(days=3)
    street.tick()
    yield
    street.later(days=14)
    street.tick()


def the_room_is_gone(street: Street, resident: Neighbour) -> Iterator[None]:
    offers(resident)
    yield
    loads(street, ('id = "h-buurt"', 'id = "elsewhere"'))
    street.tick()


def a_step_is_asked(street: Street, resident: Neighbour) -> Iterator[None]:
    nour = street.coordinator()
    [*_judged("✅ Yes, joins")(street, resident)]
    yield
    nour.says("/menu").taps("🪜 Steps").taps("H-buurt").taps("🪜 1").taps("🎓 Learning place")


def is_asked_about_a_neighbour(street: Street, resident: Neighbour) -> Iterator[None]:
    can, looks = ({"room": "h-buurt", "side": side, "thing": "bike"} for side in ("can", "look"))
    forged(resident, "exchange.add", **can)
    forged(street.neighbour(), "exchange.add", **looks)
    yield
    street.tick()


def meets_a_neighbour(street: Street, resident: Neighbour) -> Iterator[None]:
    other = street.neighbour()
    for one, side in ((resident, "can"), (other, "look")):
        forged(one, "exchange.add", room="h-buurt", side=side, thing="bike")
    street.tick()
    resident.does(Kind.TAPPED, tap=resident.screen[-1].rows[0][0].token)
    yield
    other.taps("✅ Yes")


def a_wish_ends(street: Street, resident: Neighbour) -> Iterator[None]:
    forged(resident, "exchange.add", room="h-buurt", side="can", thing="bike")
    yield
    street.later(days=61)
    street.tick()


def nobody_answers_yet(street: Street, resident: Neighbour) -> Iterator[None]:
    opened(street)
    resident.says("/person").says(WORDS)
    yield
    for _ in range(4):
        street.later(hours=26)
        street.tick()


def is_answered(street: Street, resident: Neighbour) -> Iterator[None]:
    fatma = opened(street)
    resident.says("/person").says(WORDS)
    yield
    fatma.replies("Come in, I am here until twelve.")


def talk_is_over(street: Street, resident: Neighbour) -> Iterator[None]:
    fatma = opened(street)
    resident.says("/person").says(WORDS)
    fatma.replies("Come in")
    yield
    fatma.taps("✔️ Done")


UNASKED: dict[str, Callable[[Street, Neighbour], Iterator[None]]] = {
    "invited": is_invited,
    "reminded": is_reminded,
    "trial is off": trial_is_off,
    "joins": _judged("✅ Yes, joins"),
    "does not fit": _judged("❌ Not now"),
    "nobody answered": nobody_answered_the_offer,
    "nobody judged": nobody_said_how_the_trial_was,
    "room is gone": the_room_is_gone,
    "a step": a_step_is_asked,
    "introduced": is_asked_about_a_neighbour,
    "meets": meets_a_neighbour,
    "wish ends": a_wish_ends,
    "no answer yet": nobody_answers_yet,
    "an answer": is_answered,
    "talk is over": talk_is_over,
}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("kind", UNASKED)
def test_what_comes_unasked_is_short(street: Street, kind: str, language: str) -> None:
    resident = street.neighbour(language)
    resident.says("/start")
    walk = UNASKED[kind](street, resident)
    next(walk)
    before = {one.id for one in resident.screen}
    next(walk, None)
    new = [one for one in resident.screen if one.id not in before]
    assert new, f"nothing came:\n{resident.transcript()}"
    for message in new:
        assert size(message, SIGNS).too_much() == [], message.text
