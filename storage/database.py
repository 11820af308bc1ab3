"""Opens the database and hands out one transaction at a time.

SQLite: one writer that takes its lock at BEGIN. On the stock engine 744 of 800 concurrent
increments were lost without an error; with BEGIN IMMEDIATE none. PostgreSQL: a small pool.
"""

from __future__ import annotations

import fcntl
import secrets
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import IO, Any

from sqlalchemy import Connection, Engine, insert, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from storage.dialect import BUSY_MILLISECONDS, POSTGRES_THREADS, cannot_grow, changes, engine
from storage.keyring import KeyRing, KeysOutOfReach
from storage.store import Store
from storage.tables.base import SCHEMA
from storage.tables.messages import jobs

ERASING_MILLISECONDS = 250
SQLITE_TROUBLE = ("locked", "busy", "full", "I/O", "readonly", "unable to open", "not a database")

# What a driver of either kind raises; nothing outside storage knows SQLAlchemy.
DriverError = DBAPIError


class StorageProblem(Exception):
    """The database cannot be used now; the sentence says what an operator can do."""


class Database:
    """One database, its writing threads and its transactions.

    ``run`` is this process's number: rows it claimed are its own for as long as it lives.
    """

    def __init__(self, url: str, keys: KeyRing) -> None:
        self.url = _readable(url)
        self.keys = keys
        self.run = secrets.randbits(62)
        self.is_postgres = self.url.get_backend_name() == "postgresql"
        if not self.is_postgres:
            _make_folder(self.url)
        self._writer = engine(self.url, reading=False)
        self._reader = self._writer if self.is_postgres else engine(self.url, reading=True)
        threads = POSTGRES_THREADS if self.is_postgres else 1
        self.writers = ThreadPoolExecutor(threads, thread_name_prefix="writer")
        self.readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        # SQLite lets a waiting writer starve, and then gives up: our own threads queue up here.
        one_by_one = nullcontext() if self.is_postgres else Lock()
        self._one_by_one: AbstractContextManager[Any] = one_by_one
        self._alive: IO[str] | Connection | None = None
        # What the last commit failed with, until one succeeds that wrote something.
        self.trouble, self._is_full = "", False
        # What does not work beside the database and waits for an operator, by what it is about.
        self.troubles: dict[str, str] = {}

    def what_is_wrong(self) -> list[str]:
        """What an operator has to mend here, in a sentence each: the key file, other files."""
        return [trouble for trouble in (self.keys.trouble, *self.troubles.values()) if trouble]

    def try_writing(self) -> None:
        """Write something and take it back; raises what the database says."""
        with self._one_by_one, self._writer.connect() as connection, connection.begin() as begun:
            row = {"job": "try", "period": secrets.token_hex(8), "at": datetime.now(UTC)}
            connection.execute(insert(jobs), row)
            begun.rollback()

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """One transaction: committed when the block ends, undone when it raises."""
        try:
            with self._one_by_one, self._writer.begin() as connection:
                before = changes(connection) if self._is_full else 0
                yield Store(connection, self.keys, self.run)
                works = not self._is_full or changes(connection) > before
        except Exception as problem:
            if is_outage(problem):
                self.trouble, self._is_full = type(problem).__name__, cannot_grow(problem)
            raise
        if works:
            self.trouble, self._is_full = "", False

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """A look at what is committed; it never waits for a writer and cannot write."""
        with self._reader.connect() as connection:
            if self.is_postgres:
                connection.execution_options(postgresql_readonly=True)
            with connection.begin():
                yield Store(connection, self.keys, self.run)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Everything as it stands at one moment, however long the look takes."""
        with self._reader.connect() as connection:
            if self.is_postgres:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    def check_schema(self) -> None:
        """Raise StorageProblem unless the schema is the one this program was written for."""
        with speaking(self.url), self._reader.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                raise StorageProblem("The database is empty. Run: buurtbot migrate")
            schema = str(
                connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            )
        if schema < SCHEMA:
            raise StorageProblem("The database has an older schema. Run: buurtbot migrate")
        if schema > SCHEMA:
            raise StorageProblem(
                f"The database has schema {schema}, which is newer than this program knows "
                f"({SCHEMA}). Install the newer buurtbot, or restore the backup from before."
            )

    def is_fresh(self) -> bool:
        """Whether nothing was ever kept here, so that a new key ring does no harm."""
        with speaking(self.url), self._reader.connect() as connection:
            if not inspect(connection).has_table("neighbourhood"):
                return True
            return connection.execute(text("SELECT 1 FROM neighbourhood")).first() is None

    def say_alive(self) -> None:
        """Hold a lock for as long as this process lives, so that others can tell when it is gone.

        With SQLite a second copy is refused; with PostgreSQL several copies work together.
        """
        if self.is_postgres:
            connection = self._writer.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("SELECT pg_advisory_lock(:run)"), {"run": self.run})
            self._alive = connection
            return
        file = Path(f"{self.url.database}.running").open("w", encoding="ascii")  # noqa: SIM115
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            file.close()
            raise StorageProblem(
                "Another buurtbot is already running on this database. Stop it first, "
                "or use PostgreSQL to run several copies."
            ) from problem
        self._alive = file

    def stay_alive(self) -> None:
        """Take that lock again when the server was restarted and forgot it."""
        if not isinstance(self._alive, Connection):
            return
        try:
            self._alive.execute(text("SELECT 1"))
        except DBAPIError:
            self._alive.close()
            self.say_alive()

    def scrub(self, *, rewrite: bool = False) -> bool:
        """Take deleted rows out of SQLite's files: out of the write-ahead log, where they stand.

        In the file itself ``secure_delete`` overwrites them, but not the copies that are left
        where SQLite moved rows between pages: ``rewrite`` writes the file anew without them.
        PostgreSQL tidies up by itself. False when it has to be tried again: somebody else reads
        or writes there, or the disk is full.
        """
        if self.is_postgres:
            return True
        try:
            with self._one_by_one, self._writer.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw
                # Neither works within a transaction.
                return _emptied_log(raw) and (not rewrite or _written_anew(raw))
        except (sqlite3.Error, DBAPIError):
            return False

    @property
    def engine(self) -> Engine:
        """The engine that writes, for migrations."""
        return self._writer

    def close(self) -> None:
        """Let the threads finish and close every connection."""
        self.writers.shutdown(cancel_futures=True)
        self.readers.shutdown(cancel_futures=True)
        if self._alive:
            self._alive.close()
        self._reader.dispose()
        self._writer.dispose()


def _emptied_log(raw: Any) -> bool:
    """Whether the write-ahead log is empty now; nobody waits long for a backup that reads it."""
    raw.execute(f"PRAGMA busy_timeout={ERASING_MILLISECONDS}")
    (is_busy, *_) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    raw.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    return not is_busy


def _written_anew(raw: Any) -> bool:
    raw.execute("VACUUM")
    return _emptied_log(raw)


@contextmanager
def speaking(url: URL) -> Iterator[None]:
    """Turn what a database driver says into one sentence that names the place, never a password."""
    shown = url.render_as_string(hide_password=True)
    try:
        yield
    except OperationalError as problem:
        reason = str(problem.orig).strip().splitlines()[0]
        raise StorageProblem(f"The database {shown} cannot be used: {reason}.") from problem
    except DBAPIError as problem:
        name = type(problem.orig).__name__
        raise StorageProblem(f"The database {shown} answers with {name}.") from problem


def is_outage(problem: BaseException) -> bool:
    """Whether the database or the key file itself is in trouble, so that waiting can help."""
    if isinstance(problem, KeysOutOfReach):
        return True
    if isinstance(problem, OperationalError):
        # SQLite calls a mistake of ours the same; only these get better by waiting.
        is_sqlite = isinstance(problem.orig, sqlite3.Error)
        return not is_sqlite or any(word in str(problem.orig) for word in SQLITE_TROUBLE)
    return isinstance(problem, DBAPIError) and problem.connection_invalidated


def _readable(url: str) -> URL:
    try:
        made = make_url(url)
    except (ArgumentError, ValueError) as problem:
        raise StorageProblem(
            "BUURTBOT_DATABASE_URL is not an address of a database. "
            "Write sqlite:///data/buurtbot.db or postgresql://user:password@host/name"
        ) from problem
    if "@" in (made.host or "") or "@" in (made.database or ""):
        raise StorageProblem(
            "BUURTBOT_DATABASE_URL has an @ too many. "
            "Inside a password write %40 for @, %2F for / and %3A for :."
        )
    if made.drivername in {"postgresql", "postgres"}:
        return made.set(drivername="postgresql+psycopg")
    if made.drivername == "sqlite" and made.database and made.database != ":memory:":
        return made
    raise StorageProblem(
        f"BUURTBOT_DATABASE_URL names {made.drivername}, which is not supported. "
        "Write sqlite:///data/buurtbot.db or postgresql://user:password@host/name"
    )


def _make_folder(url: URL) -> None:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StorageProblem(
            f"The folder {folder} for the database cannot be made: {problem.strerror}."
        ) from problem
