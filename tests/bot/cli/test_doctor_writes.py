"""`buurtbot check` tries every write that the program needs within a year, and leaves nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from storage.database import Database
from storage.keyring import KeyRing
from tests.bot.cli.test_cli import Run, buurtbot, ready, rooms
from tests.bot.cli.test_doctor import checked
from tests.support.unwritable import BESIDE, Way, file_in_the_way, read_only_disk

__all__ = ["buurtbot", "ready", "rooms"]


@pytest.fixture(autouse=True)
def keys_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ring stands in a folder of its own, and the last backup in another one."""
    monkeypatch.setenv("BUURTBOT_KEYS_FILE", "ring/keys")
    Path("copies").mkdir()


def everything(*folders: str) -> dict[str, tuple[bytes, int, int]]:
    """Every file with its content, mode and time, but for those that SQLite makes to read."""
    return {
        str(path): (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
        for folder in folders
        for path in Path(folder).iterdir()
        if not path.name.endswith(("-wal", "-shm"))
    }


def test_a_place_where_all_can_be_written_is_good_and_stays_as_it_was(ready: Run) -> None:
    ready("backup", "copies/today").works()
    before = everything("ring", "copies", "data")
    assert checked()[0]
    assert everything("ring", "copies", "data") == before


@pytest.mark.parametrize("way", BESIDE)
def test_a_key_file_that_can_only_be_read_is_told(ready: Run, way: Way) -> None:
    ready("backup", "copies/today").works()
    with way(Path("ring/keys")):
        is_well, said = checked()
    assert not is_well
    assert "ring/keys cannot be written" in said["keys"]
    assert said["catalogs"] == "good"
    assert checked()[0]


class Part(NamedTuple):
    """What is made unwritable, how, and which line says so."""

    pattern: str
    way: Way
    line: str


@contextmanager
def folder_in_its_place(file: Path) -> Iterator[None]:
    """Where a file is to be opened stands a folder."""
    file.unlink(missing_ok=True)
    file.mkdir()
    yield
    file.rmdir()


@pytest.mark.parametrize(
    "part",
    [
        Part("ring/forgotten-*", file_in_the_way, "keys"),
        Part("copies/forgotten-*", read_only_disk, "keys"),
        Part("copies/forgotten-*", file_in_the_way, "keys"),
        Part("data/buurtbot.db", read_only_disk, "database"),
        Part("data/buurtbot.db.running", folder_in_its_place, "database"),
        Part("data/buurtbot.db.try", file_in_the_way, "database"),
    ],
    ids=lambda part: f"{part.pattern} {part.way.__name__}",
)
def test_whatever_else_cannot_be_written_is_told(ready: Run, part: Part) -> None:
    ready("backup", "copies/today").works()
    found = [*Path().glob(part.pattern), Path(part.pattern)]
    with part.way(found[0]):
        is_well, said = checked()
    assert not is_well
    assert "WRONG" in said[part.line]
    assert {one for one in ("keys", "database") if said[one] != "good"} == {part.line}


def test_a_disk_that_is_nearly_full_is_told(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=12 << 20))
    _, said = checked()
    assert "nearly full: 12 MB are free" in said["database"]


def test_the_real_write_is_taken_back_on_either_database(
    database: Database,
    database_url: str,
    rooms: str,
    buurtbot: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BUURTBOT_DATABASE_URL", database_url)
    shutil.copytree(database.keys.path.parent, "ring")
    buurtbot("load", rooms).works()
    with database.reading() as store:
        before = store.done_once.last(["try"])
    assert checked()[1]["database"] == "good"
    with database.reading() as store:
        assert store.done_once.last(["try"]) == before == {}
    assert KeyRing(Path("ring/keys")).fingerprint() == database.keys.fingerprint()
