"""A neighbourhood that is read once, and an empty database to count in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.store import Store
from tests.handlers.reports.made_reports import (
    FILE,
    measure,
)


@pytest.fixture(scope="module")
def view() -> NeighbourhoodView:
    return NeighbourhoodView(read_text(FILE, "file.toml"))


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path, keys: KeyRing) -> Iterator[Store]:
    shutil.copy(sqlite_template, tmp_path / "one.db")
    database = Database(f"sqlite:///{tmp_path}/one.db", keys)
    with database.writing() as opened:
        measure(opened)
        yield opened
    database.close()
