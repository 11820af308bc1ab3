"""The pipeline: a turn has its effect once, whatever happens, and nobody suffers for another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from bot.pipeline.incoming import Turns
from handlers.core.context import Context
from handlers.core.feature import Command, Typed
from handlers.core.messages import Outcome, Turn
from handlers.dispatch import registry
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.repositories.people.roles import Role, RoleName
from storage.tables.messages import outbox, set_aside
from storage.tables.people import invitations
from tests.conftest import TWO_ROOMS
from tests.support.talk import Street, keys_of

NUMBERS = count(1)


class Crash(BaseException):
    """The power goes: nothing after this is done, and nobody catches it."""


def turn(street: Street, who: str, text: str, number: str = "") -> Turn:
    return Turn("telegram", who, number or f"t{next(NUMBERS)}", street.now, text=text, hint="en")


def invites(street: Street, who: str, number: str = "") -> Turn:
    """A turn whose effect can be counted: each one makes an invitation."""
    return turn(street, who, "/invite h-buurt", number)


def how_many(street: Street, table: Any) -> int:
    with street.database.reading() as store:
        return store.connection.execute(select(func.count()).select_from(table)).scalar_one()


def made(street: Street) -> tuple[int, int]:
    """How many invitations there are, and how many messages were written."""
    return how_many(street, invitations), how_many(street, outbox)


@contextmanager
def failing(street: Street, at: int, problem: BaseException, *, when: str = "") -> Iterator[None]:
    """Fail at this statement, counted from one; ``when`` is "commit" for the last step."""
    statements = count(1)

    def before(*_: Any) -> None:
        if next(statements) == at:
            raise problem

    name = when or "before_cursor_execute"
    event.listen(street.database.engine, name, before)
    try:
        yield
    finally:
        event.remove(street.database.engine, name, before)


@asynccontextmanager
async def working(street: Street) -> AsyncIterator[Turns]:
    """The pipeline works in its own loop meanwhile."""
    running = asyncio.create_task(street.turns.run())
    yield street.turns
    street.turns.stop()
    await asyncio.wait_for(running, 10)


def test_the_same_turn_twice_has_one_effect_and_one_answer(street: Street) -> None:
    ana = street.coordinator()
    before = made(street)
    for _ in range(3):
        street.turns.do([invites(street, ana.address, "same")])
    street.turns.do([invites(street, ana.address, "same"), turn(street, "other", "/hours")])
    assert made(street) == (before[0] + 1, before[1] + 2)


def test_the_same_turn_in_two_copies_at_once_has_one_effect(
    street: Street, database_url: str, keys: KeyRing
) -> None:
    ana = street.coordinator()
    before = made(street)
    copies = [Database(database_url, keys) for _ in range(4)]
    start = threading.Barrier(len(copies))
    problems: list[BaseException] = []

    def work(database: Database) -> None:
        turns = Turns(database, lambda code: (code,), lambda: None)
        start.wait()
        try:
            for number in range(10):
                turns.do([invites(street, ana.address, f"same {number}")])
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(one,)) for one in copies]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for copy in copies:
        copy.close()
    assert problems == []
    assert made(street) == (before[0] + 10, before[1] + 10)


def test_what_fails_three_times_is_set_aside_with_an_apology_and_the_others_are_served(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def breaks(context: Context, _: Any) -> Outcome:
        tries.append(context.turn.external_id)
        context.store.roles.give(context.person.id, Role(RoleName.KEY_HOLDER, "x"), context.now)
        raise ZeroDivisionError

    monkeypatch.setitem(registry.COMMANDS, "menu", Command(breaks, Typed))
    unlucky, omar, lee = street.neighbour(), street.neighbour(), street.neighbour()
    for one in (unlucky, omar, lee):
        one.arrives()
    bad = turn(street, unlucky.address, "/menu")
    rest = [turn(street, one.address, "/hours") for one in (omar, lee)]
    street.turns.do([rest[0], bad, rest[1]])
    street.deliver()
    unlucky.sees("Sorry, that went wrong here.")
    omar.sees("H-buurt")
    lee.sees("H-buurt")
    assert 3 <= len(tries) <= 4
    street.turns.do([bad])
    assert len(tries) <= 4
    assert how_many(street, set_aside) == 1
    with street.database.reading() as store:
        found = store.people.find("telegram", unlucky.address)
        assert found
        assert found.roles == ()


@pytest.mark.parametrize("problem", [Crash(), OperationalError("", {}, Exception("gone"))])
def test_wherever_the_power_goes_in_a_turn_it_is_done_once(
    street: Street, problem: BaseException
) -> None:
    ana = street.coordinator()
    for step in count(1):
        before, one = made(street), invites(street, ana.address)
        is_over = True
        with failing(street, step, problem):
            try:
                street.turns.do([one])
            except (Crash, OperationalError):
                is_over = False
                assert made(street) == before
        street.turns.do([one])
        assert made(street) == (before[0] + 1, before[1] + 1)
        if is_over:
            break
    assert step > 5


def test_a_commit_that_fails_leaves_nothing_and_the_turn_is_done_later(street: Street) -> None:
    ana = street.coordinator()
    before, one = made(street), invites(street, ana.address)
    with failing(street, 1, Crash(), when="commit"), pytest.raises(Crash):
        street.turns.do([one])
    assert made(street) == before
    street.turns.do([one])
    assert made(street) == (before[0] + 1, before[1] + 1)


async def test_while_the_database_is_away_turns_wait_and_go_on_by_themselves(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, omar = street.coordinator(), street.neighbour()
    before, real, fails = made(street), street.database.writing, []

    @contextmanager
    def away() -> Iterator[Any]:
        with real() as store:
            yield store
            if len(fails) < 3:
                fails.append(sum(one.done() for one in hearing))
                raise OperationalError("", {}, Exception("the server is restarting"))

    hearing: list[asyncio.Task[None]] = []
    monkeypatch.setattr(street.database, "writing", away)
    async with working(street) as turns:
        heard = [invites(street, ana.address), turn(street, omar.address, "/hours")]
        hearing = [asyncio.create_task(turns.hear(one)) for one in heard]
        await asyncio.wait_for(asyncio.gather(*hearing), 10)
    assert fails == [0, 0, 0]
    assert made(street) == (before[0] + 1, before[1] + 2)


def test_pages_see_the_neighbourhood_as_the_last_turn_saw_it(street: Street) -> None:
    omar = street.neighbour().says("/hours")
    for name in ("Newstreet", "Otherstreet"):
        street.load(read_text(TWO_ROOMS.replace("Teststreet", name), "two-rooms.toml"))
        omar.says("/hours")
        view = street.turns.present_view
        assert view
        assert view.neighbourhood.name == name


def test_a_button_of_an_old_question_never_answers_a_newer_one(street: Street) -> None:
    omar = street.neighbour().says("/referral")
    first = omar.last
    for _ in range(3):
        omar.says("/referral").sees_not("That question is over.")
        omar.taps(keys_of(first)[0].label, on=first).sees("That question is over.")
