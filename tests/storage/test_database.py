"""Transactions: all or nothing, one after the other, and on again by themselves after trouble."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, update
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.database import Database, StorageProblem, is_outage
from storage.keyring import KeyRing
from storage.store import Store
from storage.tables.base import metadata
from storage.tables.messages import outbox, seen
from storage.tables.people import people

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
THREADS, EACH = 16, 100


@pytest.fixture
def database(new_database: Database) -> Database:
    """One of its own: these tests are about how it is opened."""
    return new_database


@pytest.fixture
def database_url(new_database_url: str) -> str:
    return new_database_url


def in_threads(count: int, work: Callable[[], None]) -> list[BaseException]:
    start, problems = threading.Barrier(count), []

    def one() -> None:
        start.wait()
        try:
            work()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def add_one(store: Store) -> None:
    """Read, think, write: what every turn does."""
    person = store.people.known([("telegram", "1", "nl")])["telegram", "1"]
    store.people.hide_until(person.id, message=store.people.shown_after(person.id) + 1)


def counted(database: Database) -> int:
    with database.reading() as store:
        return store.connection.execute(select(people.c.shown_after)).scalar_one()


def test_of_many_who_count_at_once_every_one_is_counted(database: Database) -> None:
    each = EACH // 4 if database.is_postgres else EACH

    def work() -> None:
        for _ in range(each):
            with database.writing() as store:
                add_one(store)

    assert in_threads(THREADS, work) == []
    assert counted(database) == THREADS * each


@pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
def test_the_same_on_a_stock_engine_loses_some(database: Database) -> None:
    """If this one ever fails, the test above proves nothing."""
    with database.writing() as store:
        add_one(store)
    engine = create_engine(database.url)
    refused = []

    def work() -> None:
        for _ in range(EACH // 4):
            try:
                with engine.begin() as connection:
                    before = connection.execute(select(people.c.shown_after)).scalar_one()
                    connection.execute(update(people).values(shown_after=before + 1))
            except OperationalError as problem:
                refused.append(problem)

    assert in_threads(THREADS, work) == []
    engine.dispose()
    assert counted(database) < 1 + THREADS * EACH // 4


def test_when_something_is_raised_nothing_is_kept(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as store:  # noqa: PT012
        add_one(store)
        raise ZeroDivisionError
    with database.reading() as store:
        assert store.connection.execute(select(func.count()).select_from(people)).scalar() == 0


def test_who_only_looks_cannot_change_anything(database: Database) -> None:
    try:
        with database.reading() as store:
            store.received.first_time([("telegram", "1")], NOW)
    except DBAPIError:
        pass
    with database.reading() as store:
        assert store.connection.execute(select(func.count()).select_from(seen)).scalar() == 0


def test_who_only_looks_does_not_wait_for_a_writer_and_sees_what_was_committed(
    database: Database,
) -> None:
    with database.writing() as store:
        store.received.first_time([("telegram", "1")], NOW)
        with database.reading() as other:
            found = other.connection.execute(select(func.count()).select_from(seen))
            assert found.scalar() == 0


@pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
def test_sqlite_is_opened_so_that_nothing_is_lost_and_nothing_lingers(database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with database.writing() as store:
        for pragma, value in wanted.items():
            assert store.connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
def test_what_sqlite_changes_lies_in_no_file_but_its_own(
    database: Database,
) -> None:
    crowd = [("telegram", str(number), "nl") for number in range(THREADS * EACH)]
    opened: set[str] = set()

    def look(hidden: int) -> int:
        links = Path("/proc/self/fd").iterdir()
        opened.update(str(link.readlink()) for link in links if link.is_symlink())
        return hidden

    with database.writing() as store:
        store.people.known(crowd)
        raw = store.connection.connection.dbapi_connection
        assert raw is not None
        raw.create_function("look", 1, look)  # type: ignore[attr-defined]
        store.connection.exec_driver_sql("UPDATE people SET shown_after = look(shown_after) + 1")
    assert [name for name in opened if "etilqs" in name] == []


def test_a_person_who_goes_takes_everything_along(database: Database) -> None:
    with database.writing() as store:
        person = store.people.known([("telegram", "1", "nl")])["telegram", "1"]
        row = {"token": "x", "person_id": person.id, "words": b"x", "buttons": b"x"}
        store.connection.execute(
            outbox.insert(), {**row, "priority": 0, "state": "queued", "due_at": NOW}
        )
        store.connection.execute(people.delete())
    with database.reading() as store:
        for table in metadata.sorted_tables:
            assert store.connection.execute(select(func.count()).select_from(table)).scalar() == 0


@pytest.mark.parametrize("new_database_url", ["postgres"], indirect=True)
def test_after_postgresql_was_restarted_it_goes_on_by_itself(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.writing() as store:  # noqa: PT012
        add_one(store)
        store.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
    assert is_outage(caught.value)
    for _ in range(3):
        with database.writing() as store:
            add_one(store)
    assert counted(database) == 3


def test_a_second_copy_is_refused_on_sqlite_and_welcome_on_postgresql(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    database.say_alive()
    second = Database(database_url, keys)
    try:
        if database.is_postgres:
            second.say_alive()
        else:
            with pytest.raises(StorageProblem, match="already running"):
                second.say_alive()
        with second.writing() as store:
            add_one(store)
    finally:
        second.close()


def test_when_a_copy_has_ended_the_next_one_may_start(database_url: str, keys: KeyRing) -> None:
    for _ in range(3):
        one = Database(database_url, keys)
        one.say_alive()
        one.close()


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"), database.writing() as store:
        store.received.first_time([("telegram", "1")], NOW.replace(tzinfo=None))
