"""Openings: one at a time for each room, every change noted, the last one undone within minutes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.rooms.openings import UNDO_LASTS, Opening
from storage.store import Store
from storage.tables.rooms import changes

NOW = datetime(2026, 11, 16, 9, 2, tzinfo=UTC)
END = datetime(2026, 11, 16, 11, tzinfo=UTC)
TODAY = date(2026, 11, 16)


@pytest.fixture
def fatma(database: Database) -> int:
    return person(database, "fatma")


@pytest.fixture
def lee(database: Database) -> int:
    return person(database, "lee")


@pytest.fixture
def store(database: Database, fatma: int, lee: int) -> Iterator[Store]:
    with database.writing() as store:
        yield store


def person(database: Database, name: str) -> int:
    with database.writing() as store:
        return store.people.known([("telegram", name, "nl")])["telegram", name].id


def opens(store: Store, who: int, room: str = "h-buurt", at: datetime = NOW) -> tuple[Opening, int]:
    made = store.openings.open(room, at.date(), who, now=at, expected_end=END, end_is_planned=True)
    assert made
    return made


def undo(
    store: Store,
    change: int,
    who: int,
    now: datetime,
    rooms: tuple[str, ...] = ("h-buurt", "holendrecht"),
) -> Opening | None:
    return store.openings.undo(change, person=who, rooms=rooms, now=now)


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_a_room_is_open_until_somebody_closes_it(store: Store, fatma: int) -> None:
    opening, _ = opens(store, fatma)
    assert store.openings.open_now() == {"h-buurt": opening}
    assert (opening.opened_at, opening.day, opening.visits) == (NOW, TODAY, None)
    store.openings.close(opening, fatma, closed_at=later(90), now=later(90))
    assert store.openings.open_now() == {}
    assert store.openings.latest(TODAY)["h-buurt"].closed_at == later(90)


def test_a_room_that_is_open_is_not_opened_again(store: Store, fatma: int, lee: int) -> None:
    opens(store, fatma)
    again = store.openings.open(
        "h-buurt", TODAY, lee, now=later(1), expected_end=END, end_is_planned=True
    )
    assert again is None
    opens(store, lee, "holendrecht")
    assert set(store.openings.open_now()) == {"h-buurt", "holendrecht"}


def test_of_many_who_open_in_the_same_second_exactly_one_does(
    database: Database, database_url: str, keys: KeyRing, fatma: int
) -> None:
    copies = [Database(database_url, keys) for _ in range(4)]
    start = threading.Barrier(4)

    def work(by: Database) -> bool:
        start.wait()
        with by.writing() as store:
            made = store.openings.open(
                "h-buurt", TODAY, fatma, now=NOW, expected_end=END, end_is_planned=True
            )
        return made is not None

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(work, copies)) == 1
    for copy in copies:
        copy.close()


def test_taking_back_the_opening_takes_back_all_that_came_after_it(
    store: Store, fatma: int
) -> None:
    opening, change = opens(store, fatma)
    store.openings.count(opening, fatma, visits=5, now=later(1))
    assert undo(store, change, fatma, later(2))
    assert store.openings.open_now() == {}
    assert store.openings.get(opening.id) is None
    assert store.openings.latest(TODAY) == {}
    assert store.openings.between(["h-buurt"], first=TODAY, last=TODAY) == []
    opens(store, fatma)


def test_a_close_is_taken_back_and_the_room_is_open_as_before(store: Store, fatma: int) -> None:
    opening, _ = opens(store, fatma)
    store.openings.count(opening, fatma, visits=5, now=later(1))
    before = store.openings.get(opening.id)
    assert before
    change = store.openings.close(before, fatma, closed_at=later(2), now=later(2), visits=7)
    assert undo(store, change, fatma, later(3)) == before
    assert store.openings.open_now() == {"h-buurt": before}


def test_ten_minutes_later_it_is_too_late(store: Store, fatma: int) -> None:
    _, change = opens(store, fatma)
    assert undo(store, change, fatma, NOW + UNDO_LASTS + timedelta(seconds=1)) is None
    assert undo(store, change, fatma, NOW + UNDO_LASTS)


def test_nothing_is_taken_back_twice(store: Store, fatma: int) -> None:
    opening, _ = opens(store, fatma)
    change = store.openings.count(opening, fatma, visits=5, now=later(1))
    assert undo(store, change, fatma, later(2))
    assert undo(store, change, fatma, later(3)) is None
    assert undo(store, 10**9, fatma, later(3)) is None


def test_what_somebody_else_did_or_went_on_with_stays(store: Store, fatma: int, lee: int) -> None:
    opening, first = opens(store, fatma)
    assert undo(store, first, lee, later(1)) is None
    change = store.openings.count(opening, fatma, visits=5, now=later(1))
    store.openings.count(opening, lee, visits=6, now=later(2))
    assert undo(store, change, fatma, later(3)) is None
    now_open = store.openings.open_now()["h-buurt"]
    assert now_open.visits == 6


def test_a_close_stays_when_the_room_was_opened_again_meanwhile(
    store: Store, fatma: int, lee: int
) -> None:
    opening, _ = opens(store, fatma)
    change = store.openings.close(opening, fatma, closed_at=later(1), now=later(1))
    again, _ = opens(store, lee, at=later(2))
    assert undo(store, change, fatma, later(3)) is None
    assert store.openings.open_now() == {"h-buurt": again}


def test_every_change_is_kept_with_what_was_before(store: Store, fatma: int, lee: int) -> None:
    opening, _ = opens(store, fatma)
    store.openings.count(opening, lee, visits=5, now=later(1))
    change = store.openings.close(opening, fatma, closed_at=later(2), now=later(2))
    undo(store, change, fatma, later(3))
    rows = store.connection.execute(select(changes).order_by(changes.c.id)).all()
    assert [(row.what, row.person_id) for row in rows] == [
        ("opened", fatma),
        ("counted", lee),
        ("closed", fatma),
    ]
    assert json.loads(rows[1].before) == {"visits": None}
    assert json.loads(rows[1].after) == {"visits": 5}
    assert [row.undone_at for row in rows] == [None, None, later(3)]


def test_openings_are_found_by_their_day_also_when_they_end_on_the_next(
    store: Store, fatma: int
) -> None:
    evening = datetime(2026, 11, 16, 17, tzinfo=UTC)
    opening, _ = opens(store, fatma, "holendrecht", evening)
    tomorrow = TODAY + timedelta(days=1)
    closed = datetime(2026, 11, 17, 1, tzinfo=UTC)
    store.openings.close(opening, fatma, closed_at=closed, now=closed)
    assert len(store.openings.between(["holendrecht"], first=TODAY, last=TODAY)) == 1
    assert store.openings.between(["holendrecht"], first=tomorrow, last=tomorrow) == []
    assert store.openings.between(["h-buurt"], first=TODAY, last=TODAY) == []
    assert store.openings.latest(tomorrow) == {}


def test_whoever_gave_the_key_back_takes_nothing_back_any_more(store: Store, fatma: int) -> None:
    opening, change = opens(store, fatma)
    assert undo(store, change, fatma, later(1), rooms=("holendrecht",)) is None
    assert undo(store, change, fatma, later(1), rooms=()) is None
    assert store.openings.open_now() == {"h-buurt": opening}
