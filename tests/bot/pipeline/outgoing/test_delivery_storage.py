"""Delivery and its memory: outages, copies that are gone, answers that nobody can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from bot.channels.telegram.http import Request
from bot.pipeline import delivery
from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.messages import next_out
from storage.store import Store
from storage.tables.messages import outbox
from storage.tables.people import people
from storage.upkeep import processes
from tests.support.post import Post, post, texts
from tests.telegram_standin import BotApi

STRANGE = [
    (200, b"<html>Please sign in to this network</html>"),
    (200, b""),
    (404, b"<html>Not here</html>"),
    (409, json.dumps({"ok": False, "error_code": 409, "description": "Conflict: x"}).encode()),
    (413, json.dumps({"ok": False, "error_code": 413, "description": "Too large"}).encode()),
]


def away(office: Post, monkeypatch: pytest.MonkeyPatch, times: int, *, after: bool) -> list[int]:
    """The database fails so many times, before it did anything or after it committed."""
    real, failed = office.database.writing, []

    @contextmanager
    def writing() -> Iterator[Store]:
        is_due = len(failed) < times
        if is_due and not after:
            failed.append(1)
            raise OperationalError("BEGIN", {}, Exception("the server is restarting"))
        with real() as store:
            yield store
            is_claimed = "claimed" in office.states_in(store)
        if is_due and is_claimed:
            failed.append(1)
            raise OperationalError("COMMIT", {}, Exception("server closed the connection"))

    # Others have this database after us.
    monkeypatch.setattr(office.database, "writing", writing)
    return failed


async def test_what_was_sent_while_the_database_was_away_is_not_sent_again(
    office: Post, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    samira = api.user(stranger=False)
    api.faults.add("delay", times=1, seconds=0.2)
    office.put(samira.id, "one", "two")
    await office.until(lambda: api.faults.given["delay"])
    failed = away(office, monkeypatch, 3, after=False)
    await office.until(lambda: len(failed) == 3)
    await office.finished()
    assert texts(api, samira.id) == ["one", "two"]


async def test_a_commit_whose_answer_was_lost_keeps_nobody_waiting(
    office: Post, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    samira = api.user(stranger=False)
    office.put(samira.id, "one", "two")
    failed = away(office, monkeypatch, 1, after=True)
    await office.until(lambda: failed)
    await office.finished()
    assert set(texts(api, samira.id)) == {"one", "two"}


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


async def test_an_answer_that_is_not_telegrams_loses_no_message(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy, a captive portal, another program on that port: all of them answer something."""
    real, strange = Request.do_request, list(STRANGE)

    async def other(self: Request, url: str, *rest: Any, **more: Any) -> Any:
        if url.endswith("/sendMessage") and strange:
            return strange.pop()
        return await real(self, url, *rest, **more)

    monkeypatch.setattr(Request, "do_request", other)

    async with BotApi(limits=False) as api, post(database, api) as office:
        crowd = [api.user(stranger=False) for _ in STRANGE]
        for one in crowd:
            office.put(one.id, "one", "two")
        await office.finished()
        assert [sorted(texts(api, one.id)) for one in crowd] == [["one", "two"]] * len(crowd)
    assert strange == []


async def test_what_a_copy_that_is_gone_had_claimed_is_sent_once_more(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    async with BotApi(limits=False) as api:
        samira = api.user(stranger=False)
        office = Post(database, api.url, api.token)
        office.put(samira.id, "one", "two")
        gone = Database(database_url, keys)
        with gone.writing() as store:
            assert len(store.claims.take({"telegram": 9}, office.now)) == 1
        gone.close()
        async with post(database, api) as office:
            await office.looks_around()
            assert texts(api, samira.id) == []
            with database.writing() as store:
                assert processes.recover(store, database, office.now) == 1
            await office.finished()
            assert texts(api, samira.id) == ["one", "two"]
            assert [row.uncertain for row in office.rows()] == [1, 0]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_living_copy_keeps_what_it_claimed_even_after_postgresql_restarted(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    """With SQLite there is one copy."""
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
            processes.recover(store, other, office.now)
            assert len(store.claims.take({"telegram": 9}, office.now)) == 1
        with database.writing() as store:
            assert processes.recover(store, database, office.now) == 0
    finally:
        other.close()


async def test_at_a_start_whoever_lost_their_place_is_found_a_few_people_at_a_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(next_out, "LOOKED_AT_AT_ONCE", 2)
    # One order asks for the next; nothing else does.
    monkeypatch.setattr(delivery, "LOOK_AROUND", 3600.0)
    async with BotApi(limits=False) as api:
        crowd = [api.user(stranger=False) for _ in range(7)]
        before = Post(database, api.url, api.token)
        for one in crowd[:-1]:
            before.put(one.id, "tomorrow", not_before=before.now + timedelta(days=1))
        before.put(crowd[-1].id, "today")
        with database.writing() as store:
            store.connection.execute(update(outbox).values(goes_by=""))
        async with post(database, api) as office:
            await office.until(lambda: texts(api, crowd[-1].id), 8)
        with database.reading() as store:
            rows = select(outbox.c.goes_by).order_by(outbox.c.id)
            marks = store.connection.execute(rows).scalars().all()
        assert marks == ["?"] * 6 + [""]
