"""Commands: what a page does beside the chat has the same rules as what is said in it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.base import Command, Declined
from bot.pipeline.incoming import Turns
from handlers.core.messages import Outcome, Reply, Turn, name
from storage.store import Store
from tests.support.talk import Street

Work = Callable[[Store], tuple[Any, Outcome]]


def play(street: Street, story: Callable[[Turns], Coroutine[Any, Any, None]]) -> None:
    """Play a story while the pipeline works."""

    async def played() -> None:
        working = asyncio.create_task(street.turns.run())
        try:
            await asyncio.wait_for(story(street.turns), 20)
        finally:
            street.turns.stop()
            await asyncio.wait_for(working, 10)

    asyncio.run(played())


def command(street: Street, work: Work) -> Command[Any]:
    return Command("test", street.now, work)


def is_noted(street: Street, number: int) -> bool:
    """Whether what a command did is there."""
    with street.database.writing() as store:
        return not store.done_once.first_time("command", str(number), street.now)


def note(store: Store, street: Street, number: int) -> None:
    store.done_once.first_time("command", str(number), street.now)


def test_a_command_gives_what_its_page_asks_for_and_tells_whom_it_concerns(street: Street) -> None:
    omar, rings = street.neighbour(), []
    omar.arrives()
    street.turns = Turns(street.database, lambda code: (code,), lambda: rings.append(1))

    def work(store: Store) -> tuple[int, Outcome]:
        note(store, street, 1)
        return 7, Outcome((Reply((name("news"),), to=omar.person),))

    async def story(turns: Turns) -> None:
        assert await turns.carry_out(command(street, work)) == 7
        await asyncio.sleep(0)
        assert rings == [1]

    play(street, story)
    street.deliver()
    omar.sees("news")
    assert is_noted(street, 1)


def test_whoever_left_is_told_nothing(street: Street) -> None:
    omar = street.neighbour()
    omar.arrives()
    with street.database.writing() as store:
        store.people.leave(omar.person, street.now)
    outcome = Outcome((Reply((name("news"),), to=omar.person),))

    async def story(turns: Turns) -> None:
        await turns.carry_out(command(street, lambda _: (None, outcome)))

    play(street, story)
    with street.database.reading() as store:
        assert store.outbox.waiting() == 0


def test_what_is_declined_leaves_nothing_and_is_not_tried_again(street: Street) -> None:
    tries = []

    def work(store: Store) -> tuple[None, Outcome]:
        tries.append(1)
        note(store, street, 2)
        raise Declined

    async def story(turns: Turns) -> None:
        with pytest.raises(Declined):
            await turns.carry_out(command(street, work))

    play(street, story)
    assert tries == [1]
    assert not is_noted(street, 2)


@pytest.mark.parametrize("fails", [1, 2, 3])
def test_what_goes_wrong_is_tried_three_times_and_stops_nobody(
    street: Street, fails: int, capfd: pytest.CaptureFixture[str]
) -> None:
    omar, tries = street.neighbour(), []
    omar.arrives()

    def work(store: Store) -> tuple[str, Outcome]:
        tries.append(1)
        note(store, street, 3)
        if len(tries) <= fails:
            raise ZeroDivisionError
        return "done", Outcome()

    async def story(turns: Turns) -> None:
        asked = asyncio.ensure_future(turns.carry_out(command(street, work)))
        said = Turn("telegram", omar.address, "after it", street.now, text="/hours", hint="en")
        await asyncio.gather(asked, turns.hear(said), return_exceptions=True)
        if fails < 3:
            assert asked.result() == "done"
        else:
            assert isinstance(asked.exception(), ZeroDivisionError)

    play(street, story)
    street.deliver()
    omar.sees("H-buurt")
    assert len(tries) == min(fails + 1, 3)
    assert is_noted(street, 3) == (fails < 3)
    assert ("command.failed" in "".join(capfd.readouterr())) == (fails == 3)


def test_a_database_in_trouble_makes_a_command_wait(street: Street) -> None:
    tries = []

    def work(_: Store) -> tuple[str, Outcome]:
        tries.append(1)
        if len(tries) <= 4:
            raise OperationalError("", {}, Exception("disk I/O error"))
        return "done", Outcome()

    async def story(turns: Turns) -> None:
        assert await turns.carry_out(command(street, work)) == "done"

    play(street, story)


def test_what_nobody_waits_for_any_more_is_not_done(street: Street) -> None:
    tries, began = [], threading.Event()

    def work(store: Store) -> tuple[None, Outcome]:
        tries.append(1)
        began.set()
        note(store, street, 5)
        raise OperationalError("", {}, Exception("disk I/O error"))

    async def story(turns: Turns) -> None:
        asked = asyncio.ensure_future(turns.carry_out(command(street, work)))
        await asyncio.to_thread(began.wait)
        asked.cancel()
        assert await turns.carry_out(command(street, lambda _: ("next", Outcome()))) == "next"

    play(street, story)
    assert not is_noted(street, 5)
    assert len(tries) <= 2


def test_what_a_command_erases_is_gone_from_the_files_at_once(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrubs = []
    monkeypatch.setattr(street.database, "scrub", lambda **_: scrubs.append(1))

    async def story(turns: Turns) -> None:
        await turns.carry_out(command(street, lambda _: (None, Outcome())))
        assert scrubs == []
        await turns.carry_out(command(street, lambda _: (None, Outcome(erases=True))))
        assert scrubs == [1]
        await turns.carry_out(command(street, lambda _: (None, Outcome())))
        assert scrubs == [1]

    play(street, story)
