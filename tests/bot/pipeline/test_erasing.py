"""What was deleted leaves the files too, however often that is in the way; and health says so."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import database as database_module
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.upkeep import erasing
from tests.conftest import MONDAY, TWO_ROOMS
from tests.storage.test_secrecy import everything
from tests.support.canaries import in_the_file
from tests.support.talk import Street


@pytest.fixture
def street(
    sqlite_template: Path, keys: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Street]:
    """A street in a file of its own, where nobody waits long for anybody."""
    monkeypatch.setattr(database_module, "ERASING_MILLISECONDS", 10)
    shutil.copy(sqlite_template, tmp_path / "own.db")
    made = Database(f"sqlite:///{tmp_path / 'own.db'}", keys)
    yield Street(made, read_text(TWO_ROOMS, "two-rooms.toml"), MONDAY)
    made.close()


@pytest.fixture
def reader(street: Street) -> Iterator[sqlite3.Connection]:
    """Another program that looks at the database for long, as a copy of it would."""
    made = sqlite3.connect(str(street.database.url.database), isolation_level=None)
    yield made
    made.close()


def looks(reader: sqlite3.Connection) -> None:
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM people").fetchone()


def is_due(street: Street) -> bool:
    with street.database.reading() as store:
        return store.done_once.since(erasing.JOB, erasing.DUE) is not None


def test_what_is_in_the_way_of_erasing_puts_it_off_and_stops_nobody(
    street: Street, reader: sqlite3.Connection
) -> None:
    omar = street.neighbour()
    omar.says("/start").says("/hours")
    number = in_the_file(omar.person)
    looks(reader)
    omar.says("/forget").taps("Yes, delete").sees("I know nothing about you")
    street.later(minutes=2)
    street.look()
    assert is_due(street)
    assert number in everything(street.database), "nobody was in the way"
    reader.execute("COMMIT")
    street.later(seconds=30)
    street.look()
    assert not is_due(street)
    assert number not in everything(street.database)


def test_after_a_restart_it_is_still_known(street: Street, reader: sqlite3.Connection) -> None:
    omar = street.neighbour()
    omar.says("/start")
    number = in_the_file(omar.person)
    looks(reader)
    omar.says("/forget").taps("Yes, delete")
    street.later(minutes=2)
    street.look()
    reader.execute("COMMIT")
    other = Database(f"sqlite:///{street.database.url.database}", street.database.keys)
    later = Street(other, read_text(TWO_ROOMS, "two-rooms.toml"), street.now)
    later.later(seconds=30)
    later.look()
    assert not is_due(later)
    assert number not in everything(other)
    other.close()


def test_health_says_when_it_takes_too_long_and_when_it_is_over(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(street.database, "scrub", lambda **_: False)
        street.look()
        street.later(minutes=59)
        street.look()
        assert street.database.what_is_wrong() == []
        street.later(minutes=2)
        street.look()
        assert "cannot be taken out of the files" in street.database.what_is_wrong()[0]
    street.look()
    assert street.database.what_is_wrong() == []


def test_a_file_that_cannot_be_written_anew_is_tried_again_and_no_error(street: Street) -> None:
    with street.database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw
        raw.execute("PRAGMA query_only = ON")
    assert street.database.scrub(rewrite=True) is False
    raw.execute("PRAGMA query_only = OFF")
    assert street.database.scrub(rewrite=True) is True
