"""A copy that brings everything back, into either database; and what it says when it cannot."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import inspect

from bot.cli import backup
from bot.cli.backup import back_up
from bot.cli.restore import Restored, restore
from storage.database import Database, StorageProblem
from storage.keyring import KeyMissing, KeyRing
from storage.neighbourhood.file import read_text
from storage.sealed_rows import sealed_tables
from storage.upkeep import erasing, forgotten_lists, refill
from storage.upkeep.dump import SCHEMA, Row, read_all
from tests.conftest import MONDAY, TWO_ROOMS
from tests.storage.upkeep.test_old_data import noted, upgraded
from tests.support.peek import opened
from tests.support.talk import Street


def quietly(_: int) -> None:
    """Nobody looks at the progress here."""


def brought_back(database: Database, file: Path, **how: Any) -> Restored:
    """Restored, with a list on which nobody stands unless another is named."""
    now, how = how.pop("now", MONDAY), {"forgotten": Path("/dev/null"), **how}
    return restore(database, file, now, quietly, **how)


def all_rows(database: Database) -> list[Row]:
    return sorted(read_all(database), key=repr)


def opened_rows(database: Database) -> list[Row]:
    """The same, with what is sealed opened, and without what is drawn by lot."""
    keys, tables = database.keys, {table.name: table for table in sealed_tables()}
    rows = []
    for name, row in all_rows(database):
        place = row.get("token") or row.get("person_id")
        parts = {
            column: keys.open_bytes(row[column], name, column, place)
            for column in ("words", "buttons", "question")
            if name in {"outbox", "dialogues"} and row.get(column)
        }
        # From when on a browser of before is idle depends on when it was migrated.
        moments = {"acted_at": None, "stays_until": None} if name == "people" else {}
        if name not in tables:
            rows.append((name, {**row, **parts, **moments}))
    with database.reading() as store:
        for name, table in tables.items():
            rows += [(name, {**vars(row), "mark": None}) for row in opened(store, table)]
    return sorted(rows, key=repr)


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
    omar.says("/hours").says("/person").says("hello there")
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
    goes_on = Street(empty, read_text(TWO_ROOMS, "two-rooms.toml"), MONDAY)
    fatma = goes_on.key_holder("holendrecht")
    fatma.says("/open").sees("Holendrecht has been open")


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


@pytest.mark.parametrize("left", [18, 30, 52, 500, -10, -1])
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


HEAD = len(backup.MAGIC) + backup.ID_BYTES + backup.RING_BYTES
Pieces = list[bytes]


def parts_of(file: Path) -> tuple[bytes, Pieces]:
    """A backup taken apart: its head, and its pieces with their length in front."""
    content, pieces = file.read_bytes(), []
    at = HEAD
    while at < len(content):
        end = at + 5 + int.from_bytes(content[at : at + 4], "big")
        pieces.append(content[at:end])
        at = end
    return content[:HEAD], pieces


def tampered(one: tuple[bytes, Pieces], other: tuple[bytes, Pieces]) -> Iterator[tuple[str, bytes]]:
    """A backup changed in every way that leaves its pieces whole, and in some that do not."""
    head, pieces = one
    whole, others = b"".join(pieces), other[1]
    yield "a byte behind the end", head + whole + b"x"
    yield "a piece behind the end", head + whole + pieces[1]
    yield "itself behind the end", (head + whole) * 2
    yield "another backup behind the end", head + whole + other[0] + b"".join(others)
    yield "the head of another backup", other[0] + whole
    yield "only the head", head
    for at in range(len(pieces)):
        before, rest = pieces[:at], pieces[at + 1 :]
        piece, flipped = pieces[at], bytearray(pieces[at])
        flipped[-1] ^= 1
        kind = bytearray(piece)
        kind[4] ^= 1
        for what, changed in {
            "doubled": [*before, piece, piece, *rest],
            "missing": [*before, *rest],
            "of another backup": [*before, others[at], *rest],
            "from here on another backup": [*before, *others[at:]]
            if at
            else [*before, piece, b"x"],
            "a bit changed": [*before, bytes(flipped), *rest],
            "called the last or not": [*before, bytes(kind), *rest],
            "cut off after it": [*before, piece] if rest else [*before],
            "moved to the end": [*before, *rest, piece] if rest else [piece, *before],
        }.items():
            yield f"piece {at} {what}", head + b"".join(changed)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_in_which_anything_was_changed_is_refused_and_the_place_stays_empty(
    lived_in: Street, keys: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "ROWS_AT_ONCE", 6)
    for name in ("one", "other"):
        back_up(lived_in.database, tmp_path / name, MONDAY, quietly)
    one, other = parts_of(tmp_path / "one"), parts_of(tmp_path / "other")
    assert len(one[1]) == len(other[1]) > 5
    new = Database(f"sqlite:///{tmp_path / 'new.db'}", keys)
    changed = tmp_path / "changed"
    ways = list(tampered(one, other))
    assert len(ways) > 50
    for number, (what, content) in enumerate(ways):
        changed.write_bytes(content)
        assert re.search("cut off|damaged|behind its end", refused(changed, keys)), what
        if number % 25 == 0:
            # And the same when it is really restored, which takes longer.
            with pytest.raises(StorageProblem):
                brought_back(new, changed)
            with new.engine.connect() as connection:
                assert inspect(connection).get_table_names() == [], what
    assert brought_back(new, tmp_path / "one").rows == len(all_rows(lived_in.database))
    new.close()


def refused(file: Path, keys: KeyRing) -> str:
    """Why a backup cannot be read to its end; empty when it can."""
    try:
        with file.open("rb") as source:
            list(backup.Backup(source, file, keys).rows(quietly))
    except StorageProblem as problem:
        return str(problem)
    return ""


def test_rows_that_are_not_as_many_as_were_counted_are_no_backup(
    copy: Path, empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong between reading and the tables, it is counted there."""
    whole = refill.write_all

    def one_less(*args: Any) -> dict[str, int]:
        counts = dict(whole(*args))
        counts["openings"] -= 1
        return counts

    monkeypatch.setattr(refill, "write_all", one_less)
    with pytest.raises(StorageProblem, match=r"should hold \d+ rows, and \d+ came back"):
        brought_back(empty, copy)
    assert all_rows(empty) == []


def test_the_version_stands_in_a_backup_and_a_newer_one_says_which_program_reads_it(
    lived_in: Street, empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "SCHEMA", "0999")
    monkeypatch.setattr(backup, "version", lambda _: "7.8.9")
    back_up(lived_in.database, tmp_path / "newer", MONDAY, quietly)
    with pytest.raises(StorageProblem, match=r"buurtbot 7\.8\.9 .* 0999") as caught:
        brought_back(empty, tmp_path / "newer")
    assert SCHEMA in str(caught.value)


OLD = Path(__file__).parents[2] / "storage" / "upkeep" / "before_the_features.backup"


@pytest.fixture
def old_keys(tmp_path: Path) -> KeyRing:
    (tmp_path / "old-keys").write_text("\n".join(noted()["keys"]) + "\n")
    return KeyRing(tmp_path / "old-keys")


@pytest.mark.long
def test_a_backup_of_the_program_before_is_restored_and_migrated(
    new_database_url: str, old_keys: KeyRing, tmp_path: Path
) -> None:
    """Its format, its schema; the same rows as when its database had been upgraded itself."""
    itself = Database(f"sqlite:///{tmp_path / 'itself.db'}", old_keys)
    upgraded(itself)
    new = Database(new_database_url, old_keys)
    done = brought_back(new, OLD, now=MONDAY + timedelta(hours=2))
    assert (done.rows, done.not_sent) == (1_059, 0)
    erasing.finish(itself, MONDAY)
    assert opened_rows(new) == opened_rows(itself)
    new.check_schema()
    with new.writing() as store:
        store.received.put_aside(channel="x", external_id="y", problem="z", now=MONDAY)
    itself.close()
    new.close()


@pytest.mark.parametrize("change", ["junk", "doubled", "cut", "swapped"])
def test_of_a_backup_of_before_is_checked_what_can_be(
    old_keys: KeyRing, tmp_path: Path, change: str
) -> None:
    content = OLD.read_bytes()
    (tmp_path / "changed").write_bytes(
        {
            "junk": content + b"x",
            "doubled": content + content,
            "cut": content[:-40],
            "swapped": content[:18] + content[-60:] + content[18:],
        }[change]
    )
    new = Database(f"sqlite:///{tmp_path / 'new.db'}", old_keys)
    with pytest.raises((StorageProblem, KeyMissing)):
        brought_back(new, tmp_path / "changed")
    with new.engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    new.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_of_two_restores_at_once_exactly_one_fills_the_place(
    copy: Path, lived_in: Street, new_database_url: str, keys: KeyRing
) -> None:
    databases = [Database(new_database_url, keys) for _ in range(3)]
    start = Barrier(len(databases))

    def fill(database: Database) -> str:
        start.wait()
        try:
            return f"{brought_back(database, copy).rows} rows"
        except StorageProblem as problem:
            return str(problem)

    with ThreadPoolExecutor(len(databases)) as threads:
        ends = sorted(threads.map(fill, databases))
    assert ends[0] == f"{len(all_rows(lived_in.database))} rows"
    for said in ends[1:]:
        assert re.search(r"not empty|Somebody else fills|database is locked", said)
    assert all_rows(databases[0]) == all_rows(lived_in.database)
    for database in databases:
        database.close()
