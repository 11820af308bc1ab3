"""A full disk: what was not stored was never acknowledged; with room again it goes on."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from storage.database import Database
from storage.keyring import KeyRing
from storage.tables.messages import outbox, seen
from tests.storage.test_database import NOW, add_one
from tests.support.paths import lacks


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes, where the machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)]
    has_mount = shutil.which("mount") is not None
    if not has_mount or subprocess.run(command, capture_output=True, check=False).returncode:
        lacks("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(database: Database, size: int = 20_000) -> int:
    """Write messages until there is no room any more; gives how many turns were acknowledged."""
    for done in range(500):
        try:
            with database.writing() as store:
                person = store.people.known([("telegram", "1", "nl")])["telegram", "1"]
                row = {"token": "x", "person_id": person.id, "words": b"x" * size, "buttons": b""}
                more = {"priority": 0, "state": "queued", "due_at": NOW}
                store.connection.execute(outbox.insert(), [{**row, **more}] * 2)
                store.received.first_time([("telegram", str(done))], NOW)
        except OperationalError:
            return done
    raise AssertionError("the disk is never full")


def check_whole(database: Database, done: int) -> None:
    with database.reading() as store:
        execute = store.connection.execute
        assert execute(select(func.count()).select_from(outbox)).scalar() == 2 * done
        assert execute(select(func.count()).select_from(seen)).scalar() == done
        assert execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_on_a_full_disk_nothing_is_half_written_and_with_room_it_goes_on(
    small_disk: Path, sqlite_template: Path, keys: KeyRing
) -> None:
    shutil.copy(sqlite_template, small_disk / "buurtbot.db")
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 500_000)
    database = Database(f"sqlite:///{small_disk / 'buurtbot.db'}", keys)
    try:
        done = fill(database)
        assert done > 0
        check_whole(database, done)
        ballast.unlink()
        assert fill(database) > 0
    finally:
        database.close()


def test_at_its_largest_size_nothing_is_half_written_and_with_room_it_goes_on(
    sqlite_template: Path, tmp_path: Path, keys: KeyRing
) -> None:
    shutil.copy(sqlite_template, tmp_path / "small.db")
    database = Database(f"sqlite:///{tmp_path / 'small.db'}", keys)
    pages = [300]

    @event.listens_for(database.engine, "begin", insert=True)
    def _keep_small(connection: object) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages[0]}")  # type: ignore[attr-defined]

    try:
        done = fill(database)
        assert done > 0
        check_whole(database, done)
        pages[0] = 600
        check_whole(database, done)
        with database.writing() as store:
            add_one(store)
    finally:
        database.close()
