"""What journeys ask for besides: a database in no time, made-up catalogs, a second program."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polib
import psycopg
import pytest
from sqlalchemy import event

import bot.render
import locales
from storage.database import Database
from storage.keyring import KeyRing
from storage.tables import metadata
from tests.conftest import named
from tests.talk import Street

REAL = locales.FOLDER
# Row by row: with few rows that takes a hundredth of the time of TRUNCATE.
WIPE = [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]
RESTART = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
TAGS = ("ar", "en", "es", "nl", "tr")


def invented(sentence: str, tag: str) -> str:
    """A sentence in a made-up version of a language, with its holes where they were."""
    if tag == "ar":
        return re.sub(r"(\{\w+\})|[A-Za-z']+", lambda word: word[1] or "كلمة", sentence)
    return sentence if tag == "en" else f"{sentence} [{tag}]"


def _in_no_hurry(connection: Any, _: Any) -> None:
    """No journey pulls the plug: nobody waits for the disk."""
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def kept(
    request: pytest.FixtureRequest, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Database]]:
    """One open database of each kind for all journeys: to empty one takes a moment."""
    opened: dict[str, Database] = {}

    def open_one(kind: str) -> Database:
        if kind not in opened:
            path = tmp_path_factory.mktemp("journeys") / "buurtbot.db"
            if kind == "sqlite":
                shutil.copy(request.getfixturevalue("sqlite_template"), path)
                url = f"sqlite:///{path}"
            else:
                postgres = request.getfixturevalue("postgres")
                with psycopg.connect(postgres, autocommit=True) as connection:
                    connection.execute(
                        "CREATE DATABASE journeys TEMPLATE migrated STRATEGY FILE_COPY"
                    )
                    # No journey pulls the plug: nobody waits for the disk.
                    connection.execute("ALTER DATABASE journeys SET synchronous_commit = off")
                url = named(postgres, "journeys")
            opened[kind] = Database(url, keys)
            if kind == "sqlite":
                event.listen(opened[kind].engine, "connect", _in_no_hurry)
        return opened[kind]

    yield open_one
    for database in opened.values():
        database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, kept: Callable[[str], Database]) -> Database:
    """An empty, migrated database; each test runs once on either kind."""
    found = kept(request.param)
    with found.engine.begin() as connection:
        for wiping in WIPE:
            connection.exec_driver_sql(wiping)
        if found.is_postgres:
            connection.exec_driver_sql(RESTART)
        else:
            connection.exec_driver_sql("DELETE FROM sqlite_sequence")
    return found


@pytest.fixture
def database_url(database: Database) -> str:
    """The address of the same database, for a second copy of the program."""
    url = database.engine.url.render_as_string(hide_password=False)
    return url.replace("postgresql+psycopg:", "postgresql:")


@pytest.fixture(scope="session")
def invented_catalogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locales")
    for tag in TAGS:
        catalog = polib.pofile(str(REAL / "messages.pot"))
        catalog.metadata = {
            **polib.pofile(str(REAL / tag / "LC_MESSAGES" / "messages.po")).metadata,
            "X-Review": "complete",
        }
        forms = int(re.findall(r"nplurals=(\d)", catalog.metadata["Plural-Forms"])[0])
        for entry in catalog:
            if entry.msgid_plural:
                said = invented(entry.msgid_plural, tag)
                entry.msgstr_plural = dict.fromkeys(range(forms), said)
            else:
                entry.msgstr = invented(entry.msgid, tag)
        path = folder / tag / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        catalog.save(str(path))
    return folder


@pytest.fixture
def five_languages(invented_catalogs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every sentence is translated: "Opening hours [tr]"; Arabic is made of one Arabic word."""
    caches = (locales.languages, locales._catalog, bot.render._written)
    monkeypatch.setattr(locales, "FOLDER", invented_catalogs)
    for one in caches:
        one.cache_clear()
    yield
    for one in caches:
        one.cache_clear()


@pytest.fixture
def other_copy(street: Street, database_url: str, keys: KeyRing) -> Iterator[Street]:
    """Another process that serves the same neighbourhood from the same database."""
    database = Database(database_url, keys)
    with database.reading() as store:
        loaded = store.neighbourhoods.current()
    assert loaded
    other = Street(database, loaded, street.now)
    other._people = street._people
    yield other
    database.close()
