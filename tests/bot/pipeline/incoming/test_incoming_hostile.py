"""Whatever comes in, the pipeline goes on: odd words, odd devices, forged taps, crowds."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from handlers.core.messages import Kind, Turn
from storage.tables.messages import outbox, set_aside
from tests.bot.pipeline.incoming.test_incoming import how_many, made, turn, working
from tests.support.talk import Neighbour, Street, keys_of

ODD_WORDS = [
    "\0",
    "/hours \0",
    "/start \0\0",
    "/\0",
    "/",
    "/ hours",
    "/start " + "9" * 4_000,
    "/count " + "9" * 5_000,
    "/count -1",
    "/count ½",
    "/count ²",
    "/open 'h-buurt'; DROP TABLE people",
    "/report 9999-W99",
    "/report 0000-W00",
    "/hours {room} %s %(x)s ${x}",
    "\u202e/sruoh",
    "﷽" * 1_000,
    "🏳️‍🌈" * 500,
    "٢٣",
    "/COUNT ٢٣",
    "/hours@somebody_else_bot h-buurt",
    "a\nb\r\nc\td",
    "<b>&amp;</b> *_`[",
]
FORGED = [
    "",
    ".",
    "..",
    "...",
    "1.x",
    "1.x.0",
    "1.x.-1",
    "-1.x.0",
    "ffffffffffffffff.x.0",
    "f" * 60 + ".x.0",
    "1." + "\0" * 12 + ".0",
    "1.x." + "9" * 40,
    "0x1.x.0",
    "1_0.x.0",
    "١.x.٠",
    "menu",
    "redeem:1",
]


@pytest.fixture
def fatma(street: Street) -> Neighbour:
    return street.key_holder("h-buurt")


def is_answered(street: Street, neighbour: Neighbour) -> None:
    """There is an answer, and it is not the one for our own mistakes."""
    assert neighbour.unread, "silence"
    neighbour.sees_not("that went wrong here")
    assert how_many(street, set_aside) == 0


def test_odd_words_get_an_answer_and_break_nothing(street: Street, fatma: Neighbour) -> None:
    for words in ODD_WORDS:
        fatma.says(words)
        is_answered(street, fatma)


def test_a_forged_tap_is_answered_like_an_old_one(street: Street, fatma: Neighbour) -> None:
    before = how_many(street, set_aside)
    for data in FORGED:
        fatma.does(Kind.TAPPED, tap=data, message="1")
        fatma.sees("That question is over.")
    assert how_many(street, set_aside) == before


def test_a_button_of_somebody_else_does_nothing(street: Street, fatma: Neighbour) -> None:
    thief = street.neighbour()
    fatma.says("/menu")
    for key in keys_of(fatma.last):
        thief.does(Kind.TAPPED, tap=key.token, message="1")
        thief.sees("That question is over.")
    with street.database.reading() as store:
        assert store.openings.open_now() == {}


@pytest.mark.parametrize(
    "hint", ["zh-hans-raw-beta-2026", "x" * 300, "\0", "ar\u202e", "  ", "n'l"]
)
async def test_a_device_with_an_odd_language_is_served_and_stops_nobody(
    street: Street, hint: str
) -> None:
    omar = street.neighbour()
    first = Turn("telegram", "odd", "odd", street.now, text="/hours", hint=hint)

    async with working(street) as turns:
        heard = [turns.hear(first), turns.hear(turn(street, omar.address, "/hours"))]
        await asyncio.wait_for(asyncio.gather(*heard), 20)
    assert how_many(street, outbox) == 2


async def test_a_turn_with_an_endless_number_is_dealt_with_and_stops_nobody(street: Street) -> None:
    omar = street.neighbour()

    async with working(street) as turns:
        odd = turn(street, "odd", "/hours", "9" * 300)
        heard = [turns.hear(odd), turns.hear(turn(street, omar.address, "/hours"))]
        await asyncio.wait_for(asyncio.gather(*heard), 20)


async def test_a_crowd_is_served_in_the_order_in_which_each_of_them_wrote(street: Street) -> None:
    crowd = [street.key_holder("h-buurt") for _ in range(3)]
    crowd[0].says("/open")
    counts = {one.address: range(10 * place, 10 * place + 10) for place, one in enumerate(crowd)}

    async with working(street) as turns:
        said = [(who, f"/count {n}") for k in range(10) for who, n in _each(counts, k)]
        heard = [turns.hear(turn(street, who, text)) for who, text in said]
        await asyncio.wait_for(asyncio.gather(*heard), 10)
    for one in crowd:
        one.unread = []
    street.deliver()
    for one in crowd:
        seen = [int(text.rsplit(" ", 1)[1]) for text in one.unread]
        assert seen == list(counts[one.address])


def _each(counts: dict[str, range], step: int) -> list[tuple[str, int]]:
    return [(who, numbers[step]) for who, numbers in counts.items()]


async def test_what_was_heard_before_the_stop_is_done(street: Street) -> None:
    omar = street.neighbour()

    async with working(street) as turns:
        heard = [asyncio.ensure_future(turns.hear(turn(street, omar.address, "/hours")))]
        heard += [asyncio.ensure_future(turns.hear(turn(street, "other", "/hours")))]
        await asyncio.sleep(0)
        turns.stop()
        await asyncio.wait_for(asyncio.gather(*heard), 20)
    assert how_many(street, outbox) == 2


def test_no_act_works_for_somebody_without_a_role_whatever_its_arguments(street: Street) -> None:
    """Whoever learns the name of an act still cannot use it: the rights are looked at again."""
    stranger = street.neighbour()
    stranger.says("/menu")
    with street.database.reading() as store:
        row = store.connection.execute(select(outbox.c.id, outbox.c.token)).one()
    for index in range(-2, 40):
        stranger.does(Kind.TAPPED, tap=f"{row.id:x}.{row.token}.{index}", message="1")
    with street.database.reading() as store:
        assert store.openings.open_now() == {}
    assert made(street)[0] == 0


@given(data=st.text(max_size=64) | st.from_regex(r"[0-9a-f]{1,16}\.[\w-]{0,12}\.\d{0,3}"))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_forged_tap_has_an_effect(street: Street, data: str) -> None:
    before = how_many(street, set_aside)
    street.neighbour().does(Kind.TAPPED, tap=data, message="1")
    assert how_many(street, set_aside) == before
    assert made(street)[0] == 0
