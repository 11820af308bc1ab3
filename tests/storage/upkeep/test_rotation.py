"""New keys while people write, and what is sealed opens in its own place only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import LargeBinary, Table, select

from storage.database import Database
from storage.keyring import KeyMissing, KeyRing
from storage.tables.base import metadata
from tests.bench.proofs.rotation import fill, read_and_write

ENOUGH, MOST = 4, 2_000
# Made by a keyed hash or drawn by chance: nothing in them can be opened.
NOT_SEALED = {
    ("people", "address_hash"),
    ("invitations", "code_hash"),
    ("partner_links", "code_hash"),
    ("openings", "helper"),
    ("contacts", "mark"),
    ("participants", "mark"),
}
SEALED = [
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, LargeBinary) and (table.name, column.name) not in NOT_SEALED
]


@pytest.fixture
def two_copies(database_url: str, tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """The same database and the same key file as two processes have them."""
    path = tmp_path / "ring" / "keys"
    here = Database(database_url, KeyRing.make(path))
    there = Database(database_url, KeyRing(path))
    yield here, there
    here.close()
    there.close()


def test_while_everything_is_sealed_anew_no_read_fails(
    two_copies: tuple[Database, Database],
) -> None:
    database, rotating = two_copies
    requests = fill(database)
    stop, done = Event(), list[int]()

    def rotate() -> None:
        # Whoever waits for the database gets a turn.
        while not stop.wait(0.02):
            rotating.keys.rotate()
            with rotating.writing() as store:
                done.append(
                    store.people.seal_again(500)
                    + store.talks.seal_again(500)
                    + store.requests.seal_again(500)
                )

    thread = Thread(target=rotate)
    thread.start()
    try:
        failed = 0
        for number in range(MOST):
            failed += read_and_write(database, requests, number)
            if len(done) >= ENOUGH:
                break
            # Whoever waits for the database gets a turn.
            stop.wait(0.001)
    finally:
        stop.set()
        thread.join()
    with database.reading() as store:
        assert failed == 0
        assert all(store.request_history.notes(one, "debts") for one in requests)
    assert len(done) >= ENOUGH
    assert min(done) > 0


@pytest.mark.parametrize(("called", "column"), SEALED)
def test_what_is_sealed_opens_in_its_own_place_only(
    database: Database, called: str, column: str
) -> None:
    fill(database)
    table: Table = metadata.tables[called]
    with database.reading() as store:
        found = select(table.c.id, table.c[column]).where(table.c[column].is_not(None))
        first, second = store.connection.execute(found.limit(2)).all()
    keys = database.keys
    assert keys.open(first[1], called, column, first.id)
    elsewhere = [(one, field) for one, field in SEALED if (one, field) != (called, column)]
    for place in [(called, column, second.id), *((*one, first.id) for one in elsewhere)]:
        with pytest.raises(KeyMissing):
            keys.open(first[1], *place)
    flipped = bytes([*first[1][:2], first[1][2] ^ 1, *first[1][3:]])
    for broken in (first[1][:-1], first[1][:14], b"", flipped):
        with pytest.raises(KeyMissing):
            keys.open(broken, called, column, first.id)


def test_the_list_of_what_is_sealed_is_whole() -> None:
    assert set(SEALED) == {
        ("people", "address"),
        ("talk_lines", "words"),
        ("requests", "contact"),
        ("requests", "call_me"),
        ("request_notes", "words"),
    }
