"""Delivery when much goes wrong at once: the soak, the database, and the channels beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from bot.pace import Rates
from storage import runs
from storage.database import Database
from storage.keyring import KeyRing
from storage.store import Store
from storage.tables import people
from tests.bot.post import Post, post, sends, story, texts
from tests.standin import BotApi

# What the service does to so many of a hundred calls.
TROUBLES = {
    "drop": 0.05,
    "lose_reply": 0.05,
    "too_many": 0.03,
    "server_error": 0.02,
    "block": 0.01,
    "migrate": 0.005,
}
PERSONS, GROUPS, EACH = 90, 10, 10


def test_a_thousand_messages_survive_a_bad_day(database: Database) -> None:
    async def whole() -> None:
        async with BotApi(limits=False, seed=7) as api, post(database, api) as office:
            homes = [api.user(stranger=False).id for _ in range(PERSONS)]
            homes += [api.group(basic=True).id for _ in range(GROUPS)]
            for number in range(EACH):
                for home in homes:
                    office.put(home, f"{home} {number}")
            for kind, chance in TROUBLES.items():
                api.faults.add(kind, probability=chance)  # type: ignore[arg-type]
            await office.finished(40)
            check(office, api, homes)

    asyncio.run(whole())


def check(office: Post, api: BotApi, homes: list[int]) -> None:
    arrived = [text for said in api.stats.texts.values() for text in said]
    blocked = {one.params["chat_id"] for one in api.calls if one.error.startswith("Forbidden")}
    for chat in blocked:
        outcomes = [one.error.startswith("Forbidden") for one in sends(api, chat)]
        assert outcomes.index(True) == len(outcomes) - 1, f"{chat} was called after its 403"
    doubles = len(arrived) - len(set(arrived))
    assert doubles <= api.faults.given["lose_reply"]
    must_arrive = {f"{one} {number}" for one in homes for number in range(EACH)}
    lost = {one for one in must_arrive - set(arrived) if one.split()[0] not in blocked}
    assert lost == set()
    assert blocked
    assert set(api.faults.given) == set(TROUBLES)


@story
async def test_a_commit_whose_answer_was_lost_keeps_nobody_waiting(
    office: Post, api: BotApi
) -> None:
    samira = api.user(stranger=False)
    real, cut = office.database.writing, []

    @contextmanager
    def cut_once() -> Iterator[Store]:
        with real() as store:
            yield store
            is_claimed = "claimed" in office.states_in(store)
        if is_claimed and not cut:
            cut.append(1)
            raise OperationalError("COMMIT", {}, Exception("server closed the connection"))

    office.put(samira.id, "one", "two")
    office.database.writing = cut_once  # type: ignore[method-assign]
    await office.until(lambda: cut)
    await office.finished()
    assert set(texts(api, samira.id)) == {"one", "two"}


@story
async def test_an_address_that_cannot_be_read_stops_nobody_else(office: Post, api: BotApi) -> None:
    samira, omar = api.user(stranger=False), api.user(stranger=False)
    office.put(omar.id, "before")
    await office.finished()
    with office.database.writing() as store:
        hashed = store.people.hash("telegram", str(omar.id))
        spoiled = update(people).where(people.c.address_hash == hashed)
        store.connection.execute(spoiled.values(address=b"\0\1" + bytes(40)))
    office.put(omar.id, "after")
    office.put(samira.id, "one")
    await office.until(lambda: texts(api, samira.id) == ["one"], 3)


def test_while_telegram_hangs_the_web_chat_goes_on(database: Database) -> None:
    async def whole() -> None:
        async with (
            BotApi(limits=False) as api,
            post(database, api, rates=Rates(), ticking=True) as office,
        ):
            api.faults.add("delay", seconds=2)
            for _ in range(20):
                office.put(api.user(stranger=False).id, "one")
            await office.until(lambda: api.faults.given["delay"] >= Rates().at_once)
            office.put("a-visitor", "hello", channel="web")
            await office.until(lambda: office.page.shown == ["hello"], 1.2)

    asyncio.run(whole())


@story
async def test_while_telegram_asks_us_to_wait_the_web_chat_goes_on(
    office: Post, api: BotApi
) -> None:
    samira = api.user(stranger=False)
    api.faults.add("too_many", times=1, seconds=600)
    office.put(samira.id, "one")
    await office.until(lambda: office.rows()[0].problem == "TryLater")
    office.put("a-visitor", "hello", channel="web")
    await office.until(lambda: office.page.shown == ["hello"], 1.2)


def test_somebody_who_asks_much_never_runs_the_bot_into_telegrams_limits(
    database: Database,
) -> None:
    async def whole() -> None:
        async with BotApi() as api, post(database, api, rates=Rates(), ticking=True) as office:
            samira = api.user(stranger=False)
            # The way to Telegram is not always equally long.
            api.faults.add("delay", times=1, seconds=0.1)
            office.put(samira.id, *(str(number) for number in range(8)))
            await office.until(lambda: len(texts(api, samira.id)) == 8, 10)
            assert api.limits.refused == {}

    asyncio.run(whole())


def test_what_a_copy_that_is_gone_had_claimed_is_sent_once_more(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    async def whole() -> None:
        async with BotApi(limits=False) as api:
            samira = api.user(stranger=False)
            office = Post(database, api.url, api.token)
            office.put(samira.id, "one", "two")
            gone = Database(database_url, keys)
            with gone.writing() as store:
                assert len(store.outbox.claim(9, office.now)) == 1
            gone.close()
            async with post(database, api) as office:
                await office.looks_around()
                assert texts(api, samira.id) == []
                with database.writing() as store:
                    assert runs.recover(store, database, office.now) == 1
                await office.finished()
                assert texts(api, samira.id) == ["one", "two"]
                assert [row.uncertain for row in office.rows()] == [1, 0]

    asyncio.run(whole())


def test_a_living_copy_keeps_what_it_claimed_even_after_postgresql_restarted(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    if not database.is_postgres:
        pytest.skip("with SQLite there is one copy")
    other = Database(database_url, keys)
    try:
        other.say_alive()
        office = Post(database, "http://127.0.0.1:9", "12345:abc")
        office.put(4711, "one")
        with database.writing() as store:
            store.connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            )
        with other.writing() as store:
            runs.recover(store, other, office.now)
            assert len(store.outbox.claim(9, office.now)) == 1
        with database.writing() as store:
            assert runs.recover(store, database, office.now) == 0
    finally:
        other.close()
