"""What goes wrong with a turn: it is tried again, nobody else suffers for it, and it is said."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.pipeline import incoming
from handlers.core.context import Context
from handlers.core.feature import Command, Typed
from handlers.core.messages import Outcome, Turn
from handlers.dispatch import registry
from storage.repositories.messages.received import Received
from storage.tables.messages import outbox, set_aside
from tests.bot.pipeline.incoming.test_incoming import how_many, turn, working
from tests.support.talk import Street

AWAY = OperationalError("", {}, Exception("the server is restarting"))


def breaks(monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """`/menu` goes wrong so many times; who tried it."""
    real, tries = registry.COMMANDS["menu"], list[str]()

    def menu(context: Context, args: Any) -> Outcome:
        tries.append(context.turn.sender)
        if len(tries) <= times:
            raise ZeroDivisionError
        return real.handler(context, args)

    monkeypatch.setitem(registry.COMMANDS, "menu", Command(menu, Typed))
    return tries


@pytest.mark.parametrize("bad_first", [True, False])
def test_of_two_at_once_the_one_that_goes_well_is_answered(
    street: Street, monkeypatch: pytest.MonkeyPatch, *, bad_first: bool
) -> None:
    breaks(monkeypatch, 99)
    unlucky, omar = street.neighbour(), street.neighbour()
    both = [turn(street, unlucky.address, "/menu"), turn(street, omar.address, "/hours")]
    for one in (unlucky, omar):
        one.arrives()
    street.turns.do(both if bad_first else both[::-1])
    street.deliver()
    unlucky.sees("Sorry, that went wrong here.")
    omar.sees("H-buurt")


def test_what_goes_wrong_twice_and_then_well_is_answered(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, 2)
    omar = street.neighbour()
    omar.says("/menu")
    omar.sees_not("Sorry")
    assert how_many(street, set_aside) == 0


def test_in_a_group_nobody_is_told_that_something_went_wrong(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, 99)
    monkeypatch.setattr("handlers.dispatch.groups.answer", None)
    group = Turn("telegram", "-100200", "g1", street.now, text="/menu", private=False)
    with capture_logs():
        street.turns.do([group])
    assert how_many(street, set_aside) == 1
    assert how_many(street, outbox) == 0


def test_when_setting_aside_fails_for_the_database_it_waits_and_else_it_is_dropped(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, 99)

    def fails(problem: Exception) -> None:
        def put_aside(*_: Any, **__: Any) -> None:
            raise problem

        monkeypatch.setattr(Received, "put_aside", put_aside)

    fails(AWAY)
    with capture_logs(), pytest.raises(OperationalError):
        street.turns.do([turn(street, "1", "/menu")])
    fails(ZeroDivisionError())
    with capture_logs() as logged:
        street.turns.do([turn(street, "1", "/menu")])
    assert [line["event"] for line in logged][-1] == "turn.dropped"


async def test_while_the_database_is_away_each_try_comes_later_up_to_ten_seconds(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await real(0)

    def away(_tasks: Any, _order: Any) -> Any:
        if len(waits) < 12:
            raise AWAY
        return [incoming._Ended()]

    monkeypatch.setattr(street.turns, "_end", away)
    monkeypatch.setattr(incoming.asyncio, "sleep", sleep)
    with capture_logs():
        async with working(street) as turns:
            await asyncio.wait_for(turns.hear(turn(street, "1", "/hours")), 10)
    waits = [wait for wait in waits if wait]
    assert waits[:3] == [0.05, 0.1, 0.2]
    assert waits[-1] == 10


@pytest.mark.parametrize("languages", [("nl", "ar"), ("ar", "nl")])
def test_a_phone_whose_language_changes_is_answered_in_the_new_one(
    street: Street, languages: tuple[str, str]
) -> None:
    omar = street.neighbour(languages[0]).says("/hours")
    first = omar.last.language
    omar.language = languages[1]
    omar.says("/hours")
    assert (first, omar.last.language) == languages
