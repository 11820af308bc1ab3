"""The outbox: who may take what, in which order, and that nothing is taken twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from storage.database import Database, DriverError
from storage.keyring import KeyRing
from storage.repositories.messages.claims import Result
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import QUEUED, SENT, SET_ASIDE, UNCERTAIN
from storage.repositories.messages.sent import KEPT
from storage.upkeep.processes import recover
from tests.support.peek import payloads

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)


@pytest.fixture
def other(database_url: str, keys: KeyRing) -> Iterator[Database]:
    """Another copy of the program over the same database."""
    made = Database(database_url, keys)
    yield made
    made.close()


def person(database: Database, address: str) -> int:
    with database.writing() as store:
        return store.people.known([("telegram", address, "nl")])["telegram", address].id


def put(database: Database, who: int, *payloads: str, priority: int = 0) -> None:
    with database.writing() as store:
        store.outbox.put([Outgoing(who, one, priority) for one in payloads], NOW)


def take(database: Database, limit: int = 100, resting: tuple[int, ...] = ()) -> list[str]:
    with database.writing() as store:
        return [one.payload for one in store.claims.take({"telegram": limit}, NOW, resting)]


def settle(database: Database, payload: str, state: str = SENT, **more: object) -> None:
    with database.writing() as store:
        (row,) = (row.id for row, said in payloads(database) if said == payload)
        store.claims.settle([Result(row, state, **more)])  # type: ignore[arg-type]


def states(database: Database) -> dict[str, str]:
    return {payload: row.state for row, payload in payloads(database)}


def test_each_person_gets_one_at_a_time_in_the_order_they_were_written(database: Database) -> None:
    ana, omar = person(database, "1"), person(database, "2")
    put(database, ana, "a1", "a2")
    put(database, omar, "o1", "o2")
    assert take(database) == ["a1", "o1"]
    assert take(database) == []
    settle(database, "a1")
    assert take(database) == ["a2"]


def test_answers_go_first_but_never_past_what_is_under_way(database: Database) -> None:
    ana, omar = person(database, "1"), person(database, "2")
    put(database, ana, "news", priority=5)
    put(database, omar, "other news", priority=5)
    put(database, omar, "answer", priority=0)
    assert take(database, 1) == ["answer"]
    assert take(database) == ["news"]
    put(database, ana, "answer to ana", priority=0)
    assert take(database) == []


def test_people_whose_chat_rests_are_passed_over(database: Database) -> None:
    ana, omar = person(database, "1"), person(database, "2")
    put(database, ana, "a1")
    put(database, omar, "o1")
    assert take(database, resting=(ana,)) == ["o1"]
    assert take(database, resting=(ana, omar)) == []
    assert take(database) == ["a1"]


def test_what_is_to_be_tried_later_keeps_its_place_in_the_line(database: Database) -> None:
    ana = person(database, "1")
    put(database, ana, "a1", "a2")
    take(database)
    settle(database, "a1", QUEUED, due_at=LATER, counts=True)
    assert take(database) == []
    with database.writing() as store:
        (again,) = store.claims.take({"telegram": 9}, LATER)
    assert (again.payload, again.attempts) == ("a1", 1)


@pytest.mark.parametrize("state", [SENT, SET_ASIDE, UNCERTAIN])
def test_what_is_over_holds_up_nothing(database: Database, state: str) -> None:
    put(database, person(database, "1"), "a1", "a2")
    take(database)
    settle(database, "a1", state)
    assert take(database) == ["a2"]


def test_of_many_who_take_at_once_nobody_takes_the_same(
    database: Database, other: Database
) -> None:
    for number in range(60):
        put(database, person(database, str(number)), f"m{number}")
    start = threading.Barrier(4)

    def work(by: Database) -> list[str]:
        start.wait()
        return [one for _ in range(30) for one in take(by, 2)]

    with ThreadPoolExecutor(4) as threads:
        taken = [one for some in threads.map(work, (database, other) * 2) for one in some]
    assert len(taken) == len(set(taken)) == 60


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_while_one_copy_takes_a_message_the_other_takes_none_of_that_person(
    database: Database, other: Database
) -> None:
    """Between a claim and its commit: an answer must not overtake the news that is being taken.

    PostgreSQL only: SQLite has one writer at a time.
    """
    ana, omar = person(database, "1"), person(database, "2")
    put(database, ana, "news", priority=5)
    put(database, omar, "for omar")
    answering = threading.Thread(target=put, args=(other, ana, "answer"))
    with database.writing() as store:
        assert len(store.claims.take({"telegram": 1}, NOW, (omar,))) == 1
        answering.start()
        # It is there at once, or waits until the claim is committed: both are good.
        answering.join(0.3)
        assert take(other) == ["for omar"]
    answering.join()
    assert take(other) == []


def test_only_what_a_copy_that_is_gone_had_taken_is_freed(
    new_database: Database, new_database_url: str, keys: KeyRing
) -> None:
    database = new_database
    for number in range(3):
        put(database, person(database, str(number)), f"m{number}")
    gone = Database(new_database_url, keys)
    gone.say_alive()
    assert take(gone, 1) == ["m0"]
    assert take(database, 1) == ["m1"]
    with database.writing() as store:
        alive = 1 if database.is_postgres else 0
        assert recover(store, database, NOW) == 1 - alive
    gone.close()
    with database.writing() as store:
        if database.is_postgres:
            # The server lets go of the lock a moment after the connection is closed.
            freed = text("SELECT pg_advisory_xact_lock(:run)")
            store.connection.execute(freed, {"run": gone.run})
        assert recover(store, database, NOW) == alive
        assert recover(store, database, NOW) == 0
    assert states(database) == {"m0": "queued", "m1": "claimed", "m2": "queued"}


def test_what_is_a_month_old_is_forgotten_and_nothing_else(database: Database) -> None:
    ana = person(database, "1")
    put(database, ana, "old")
    with database.writing() as store:
        store.outbox.put([Outgoing(ana, "young")], NOW + timedelta(days=1))
        store.sent.forget_old(NOW + KEPT + timedelta(hours=1))
    assert set(states(database)) == {"young"}


def test_numbers_are_never_given_out_again(database: Database) -> None:
    """A button carries the number of its message: an old button must not mean a new message."""
    ana = person(database, "1")
    put(database, ana, "old")
    with database.writing() as store:
        first = store.sent.newest_id_of(ana)
        store.sent.forget_old(NOW + KEPT + timedelta(days=1))
    put(database, ana, "new")
    with database.reading() as store:
        assert store.sent.newest_id_of(ana) > first


@pytest.mark.parametrize("count", [1, 9])
def test_what_the_database_refuses_is_known_for_its_trouble(database: Database, count: int) -> None:
    """Else the turn would be given up, instead of being done once the database works again."""
    nobody = 1
    with pytest.raises(DriverError), database.writing() as store:
        store.outbox.put([Outgoing(nobody, "words")] * count, NOW)
    ana = person(database, "1")
    put(database, ana, "after that")
    assert take(database) == ["after that"]
