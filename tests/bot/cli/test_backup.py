"""A copy that brings everything back, into either database; and what it says when it cannot."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.backup import back_up
from bot.cli.restore import Restored, restore
from storage.database import Database, StorageProblem
from storage.keyring import KeyMissing, KeyRing
from storage.neighbourhood.file import read_text
from storage.upkeep import forgotten_lists
from storage.upkeep.dump import Row, read_all
from tests.conftest import MONDAY, TWO_ROOMS
from tests.support.talk import Street


def quietly(_: int) -> None:
    """Nobody looks at the progress here."""


def brought_back(database: Database, file: Path, **how: Any) -> Restored:
    """Restored, with a list on which nobody stands unless another is named."""
    now, how = how.pop("now", MONDAY), {"forgotten": Path("/dev/null"), **how}
    return restore(database, file, now, quietly, **how)


def all_rows(database: Database) -> list[Row]:
    return sorted(read_all(database), key=repr)


@pytest.fixture(autouse=True)
def nobody_listed(keys: KeyRing) -> None:
    """Other tests share this key ring, and with it the list of who was forgotten there."""
    forgotten_lists.beside_keys(keys).unlink(missing_ok=True)


@pytest.fixture
def lived_in(database: Database) -> Street:
    """A neighbourhood where things happened, in either database."""
    street = Street(database, read_text(TWO_ROOMS, "two-rooms.toml"), MONDAY)
    street.key_holder("h-buurt").says("/open").says("/count 7").says("/close 12").says("3")
    omar = street.neighbour()
    omar.says("/hours").says("/person").taps("💬 Write to a person").says("hello there")
    return street


@pytest.fixture
def empty(sqlite_template: Path, keys: KeyRing, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(sqlite_template, tmp_path / "empty.db")
    made = Database(f"sqlite:///{tmp_path / 'empty.db'}", keys)
    yield made
    made.close()


@pytest.fixture
def copy(lived_in: Street, tmp_path: Path) -> Path:
    file = tmp_path / "copy"
    rows = back_up(lived_in.database, file, MONDAY, quietly)
    assert rows == len(all_rows(lived_in.database)) > 10
    return file


def test_everything_comes_back_and_life_goes_on(
    lived_in: Street, copy: Path, empty: Database
) -> None:
    assert brought_back(empty, copy).rows == len(all_rows(lived_in.database))
    assert all_rows(empty) == all_rows(lived_in.database)
    lived_in.turns = Street(empty, read_text(TWO_ROOMS, "two-rooms.toml"), MONDAY).turns
    lived_in.database = empty
    fatma = lived_in.key_holder("holendrecht")
    fatma.says("/open").sees("Holendrecht is open")


def test_what_was_in_sqlite_can_go_on_in_either(
    new_database: Database, sqlite_template: Path, keys: KeyRing, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "small.db")
    small = Database(f"sqlite:///{tmp_path / 'small.db'}", keys)
    street = Street(small, read_text(TWO_ROOMS, "two-rooms.toml"), MONDAY)
    street.key_holder("h-buurt").says("/open").says("/count 7")
    back_up(small, tmp_path / "copy", MONDAY, quietly)
    brought_back(new_database, tmp_path / "copy")
    assert all_rows(new_database) == all_rows(small)
    small.close()
    # New rows are numbered after the old ones.
    with new_database.writing() as store:
        store.openings.open(
            "holendrecht",
            MONDAY.date(),
            0,
            now=MONDAY,
            expected_end=MONDAY,
            end_is_planned=True,
        )


@pytest.mark.parametrize("left", [30, 500, -10, -1])
def test_a_copy_that_is_cut_off_is_called_so_and_changes_nothing(
    copy: Path, empty: Database, left: int
) -> None:
    copy.write_bytes(copy.read_bytes()[:left])
    with pytest.raises(StorageProblem, match="is cut off: its end is missing"):
        brought_back(empty, copy)
    assert all_rows(empty) == []


def test_without_its_keys_a_copy_says_nothing(copy: Path, empty: Database, tmp_path: Path) -> None:
    empty.keys = KeyRing.make(tmp_path / "other" / "keys")
    assert b"H-buurt" not in copy.read_bytes()
    with pytest.raises(KeyMissing):
        brought_back(empty, copy)


def test_a_database_that_is_in_use_is_not_written_over(copy: Path, lived_in: Street) -> None:
    before = all_rows(lived_in.database)
    with pytest.raises(StorageProblem, match="not empty"):
        brought_back(lived_in.database, copy)
    assert all_rows(lived_in.database) == before


def test_what_is_no_file_is_not_replaced_and_the_name_is_the_one_that_was_typed(
    lived_in: Street, tmp_path: Path
) -> None:
    with pytest.raises(StorageProblem, match="is not a file"):
        back_up(lived_in.database, tmp_path, MONDAY, quietly)
    missing = tmp_path / "nowhere" / "copy"
    with pytest.raises(OSError, match="No such file") as caught:
        back_up(lived_in.database, missing, MONDAY, quietly)
    assert caught.value.filename == str(missing)
