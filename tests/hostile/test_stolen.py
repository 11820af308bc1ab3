"""A thief with the file of the database and no keys learns no more than by guessing."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import Database
from storage.keyring import KeyRing
from storage.sealed_rows import SealedRows, sealed_tables
from storage.tables.conversations import talks
from storage.tables.help_requests import request_events
from storage.upkeep import erasing
from tests.bench.proofs.stolen.__main__ import measure
from tests.bench.proofs.stolen.before import lay_down
from tests.bench.proofs.stolen.filling import fill
from tests.bench.proofs.stolen.lifting import lift, lift_postgres
from tests.conftest import MONDAY
from tests.support.asking import asks, with_partners
from tests.support.talk import Street

PEOPLE, DAYS, SEED = 28, 1, 7


@pytest.mark.long
def test_nobody_can_tell_who_stands_behind_a_row(
    new_database: Database, new_database_url: str, tmp_path: Path
) -> None:
    """Equal values, times, days, the order of rows and of pages, sizes: all of it is luck."""
    truth = fill(new_database, people=PEOPLE, days=DAYS, seed=SEED)
    assert len(truth) > PEOPLE // 2
    before = lay_down(new_database, tmp_path / "before.db", truth)
    linked = {
        hits.way for hits in measure(lift(tmp_path / "before.db"), before) if not hits.is_luck
    }
    assert "equal values: resident" in linked
    assert "times within 60 s: resident" in linked
    if new_database.is_postgres:
        with new_database.snapshot() as connection:
            loot = lift_postgres(connection)
    else:
        loot = lift(Path(new_database_url.removeprefix("sqlite:///")))
    found = measure(loot, truth)
    assert [hits for hits in found if not hits.is_luck] == []


def test_no_two_rows_of_one_person_look_alike(street: Street) -> None:
    with_partners(street)
    omar = street.neighbour()
    for _ in range(5):
        asks(street, omar)
    with street.database.reading() as store:
        for table in sealed_tables():
            rows = store.connection.execute(table.select()).mappings().all()
            if "mark" in table.c:
                assert len({row["mark"] for row in rows}) == len(rows)
            # Few sizes, whatever is said.
            assert {len(row["what"]) - 30 for row in rows} <= {256, 1024}
        assert len(store.requests.of_person(omar.person)) == 5


def test_somebody_with_more_rows_than_marks_finds_all_of_them(street: Street) -> None:
    omar = street.neighbour()
    omar.arrives()
    with street.database.writing() as store:
        for _ in range(40):
            store.talks.start(omar.person, "", room="h-buurt", circle=0, now=MONDAY)
        assert len(store.talks.numbers_of(omar.person, "")) == 40


def test_what_is_sealed_has_a_time_zone(street: Street, keys: KeyRing) -> None:
    with street.database.writing() as store:
        rows = SealedRows(store.connection, keys, talks)
        with pytest.raises(ValueError, match="time zone"):
            rows.add({"opened_at": MONDAY.replace(tzinfo=None)})


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_in_the_night_rows_lose_the_order_in_which_they_came(street: Street) -> None:
    """On PostgreSQL; SQLite writes its file anew then."""
    with_partners(street)
    for _ in range(12):
        asks(street)
    with street.database.writing() as store:
        erasing.remember(store, street.now)
    erasing.finish(street.database, street.now)
    with street.database.reading() as store:
        lying = store.connection.exec_driver_sql(f"SELECT id FROM {request_events.name}")
        numbers = list(lying.scalars())
        assert numbers == sorted(numbers)
        assert store.done_once.since(erasing.JOB, erasing.DUE) is None
