"""How delivery waits: for a bell, a slow send, the end of a pause, the stop, the database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.pipeline import delivery as delivery_module
from storage.database import Database
from storage.store import Store
from tests.bot.pipeline.lines import Office, words


@pytest.fixture
async def office(database: Database) -> Office:
    return Office(database)


@pytest.fixture
def nobody_looks_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for the next look around waits longer than the test."""
    monkeypatch.setattr(delivery_module, "LOOK_AROUND", 3600.0)


async def test_a_ring_of_the_bell_is_heard_at_once(
    office: Office, nobody_looks_around: None
) -> None:
    async with office.at_work() as delivery:
        await asyncio.sleep(0.05)
        office.put("1", words())
        delivery.ring()
        await office.until(lambda: office.states == ["sent"])


async def test_what_another_copy_queued_is_found_without_a_bell(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_module, "LOOK_AROUND", 0.02)
    async with office.at_work():
        await asyncio.sleep(0.05)
        office.put("1", words())
        await office.until(lambda: office.states == ["sent"])


@pytest.fixture
def looks(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with every look at the database."""
    counted: list[int] = []
    real = office.delivery._settle_and_claim

    def look(*arguments: Any) -> Any:
        counted.append(1)
        return real(*arguments)

    monkeypatch.setattr(office.delivery, "_settle_and_claim", look)
    return counted


async def test_without_work_the_database_is_left_alone(
    office: Office, nobody_looks_around: None, looks: list[int]
) -> None:
    async with office.at_work() as delivery:
        await office.until(lambda: looks)
        delivery.ring()
        await office.until(lambda: len(looks) == 2)
        await asyncio.sleep(0.1)
        assert len(looks) == 2


async def test_as_delivered_it_looks_around_about_once_a_second(
    office: Office, looks: list[int]
) -> None:
    async with office.at_work():
        await office.until(lambda: looks)
        since = time.monotonic()
        await asyncio.sleep(0.3)
        assert len(looks) <= 1 + (time.monotonic() - since)
    assert delivery_module.LOOK_AROUND == 1.0


async def test_while_a_slow_send_is_under_way_the_database_is_left_alone(
    office: Office, looks: list[int]
) -> None:
    office.put("1", words())
    office.put("2", words(), channel="web")
    office.web.is_open.clear()
    sending = asyncio.create_task(office.delivery.send_due())
    await office.until(lambda: office.states == ["sent", "claimed"])
    await asyncio.sleep(0.1)
    assert len(looks) <= 3
    office.web.is_open.set()
    await asyncio.wait_for(sending, 5)


async def test_where_nothing_may_be_sent_the_database_is_not_asked(
    office: Office, looks: list[int]
) -> None:
    del office.channels["web"]
    office.limits.pause(30)
    office.put("1", words())
    assert await office.delivery.send_due() == []
    assert looks == []


async def test_a_slow_send_is_written_down_as_soon_as_it_ends(
    office: Office, nobody_looks_around: None
) -> None:
    office.telegram.is_open.clear()
    office.put("1", words(), words("two"))
    async with office.at_work():
        await office.until(lambda: office.telegram.heard)
        await asyncio.sleep(0.05)
        office.telegram.is_open.set()
        await office.until(lambda: office.states == ["sent", "sent"])


async def test_a_pause_that_is_over_is_noticed_without_a_bell(
    office: Office, nobody_looks_around: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = iter([0.02, 0.02])

    def wait() -> float | None:
        office.seconds += 60
        return next(waits, None)

    office.limits.pause(30)
    monkeypatch.setattr(office.limits, "wait", wait)
    office.put("1", words())
    async with office.at_work():
        await office.until(lambda: office.states == ["sent"])


async def test_a_pause_that_ends_while_we_ask_how_long_it_lasts_holds_up_nobody(
    office: Office, nobody_looks_around: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = office.limits.wait

    def wait() -> float | None:
        office.seconds += 60
        return real()

    office.limits.pause(30)
    monkeypatch.setattr(office.limits, "wait", wait)
    office.put("1", words())
    async with office.at_work():
        await office.until(lambda: office.states == ["sent"])


async def test_after_stop_what_is_under_way_ends_and_nothing_more_begins(
    office: Office, nobody_looks_around: None
) -> None:
    office.telegram.is_open.clear()
    office.put("1", words(), words("two"))
    working = asyncio.create_task(office.delivery.run())
    await office.until(lambda: office.telegram.heard)
    office.delivery.stop()
    await asyncio.sleep(0.05)
    assert not working.done()
    office.telegram.is_open.set()
    await asyncio.wait_for(working, 5)
    assert office.states == ["sent", "queued"]


async def test_a_stop_without_work_ends_at_once(office: Office, nobody_looks_around: None) -> None:
    working = asyncio.create_task(office.delivery.run())
    await asyncio.sleep(0.05)
    office.delivery.stop()
    await asyncio.wait_for(working, 2)


@contextmanager
def away(database: Database, times: int) -> Iterator[list[int]]:
    """The database fails so many times."""
    real, failed = database.writing, list[int]()

    @contextmanager
    def writing() -> Iterator[Store]:
        if len(failed) < times:
            failed.append(1)
            raise OperationalError("BEGIN", {}, Exception("the server is restarting"))
        with real() as store:
            yield store

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "writing", writing)
        yield failed


async def test_while_the_database_is_away_each_try_comes_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_module, "LONGEST_BACK_OFF", 0.15)
    office.put("1", words())
    clock = asyncio.get_running_loop().time
    begin = clock()
    with capture_logs() as logged, away(office.database, 4):
        async with office.at_work():
            await office.until(lambda: office.states == ["sent"])
    assert clock() - begin >= 0.05 + 0.1 + 0.15 + 0.15
    assert [line["wait"] for line in logged] == [0.05, 0.1, 0.15, 0.15]
    assert {line["event"] for line in logged} == {"storage.trouble"}
    assert {line["problem"] for line in logged} == {"OperationalError"}


async def test_at_the_start_and_after_trouble_what_was_claimed_unheard_is_given_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    flying: list[Any] = []
    real = office.delivery._settle_and_claim

    def look(store: Any, order: Any) -> Any:
        flying.append(order.flying)
        return real(store, order)

    monkeypatch.setattr(office.delivery, "_settle_and_claim", look)
    office.put("1", words())
    with capture_logs():
        async with office.at_work() as delivery:
            await office.until(lambda: office.states == ["sent"])
            office.put("1", words("two"))
            before = len(flying)
            with away(office.database, 1):
                delivery.ring()
                await office.until(lambda: office.states == ["sent", "sent"])
    assert flying[:2] == [[], None]
    assert flying[before : before + 2] == [[], None]


async def test_after_good_news_the_next_trouble_is_tried_again_soon(office: Office) -> None:
    with capture_logs() as logged:
        async with office.at_work() as delivery:
            for line in ("one", "two"):
                office.put("1", words(line))
                with away(office.database, 2):
                    delivery.ring()
                    await office.until(lambda line=line: line in office.telegram.texts)
                    await office.until(lambda: set(office.states) == {"sent"})
    assert [line["wait"] for line in logged] == [0.05, 0.1, 0.05, 0.1]


async def test_whoever_asks_for_all_that_is_due_hears_of_a_failing_database(
    office: Office,
) -> None:
    office.put("1", words())
    with away(office.database, 1), pytest.raises(OperationalError):
        await office.delivery.send_due()
    await office.delivery.send_due()
    assert office.states == ["sent"]
