"""Migrations: they make exactly the tables that the program thinks of, and again is harmless."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, event, insert, inspect, select, text

from storage.database import Database, StorageProblem
from storage.keyring import KeyMissing, KeyRing
from storage.tables.base import SCHEMA, metadata
from storage.tables.conversations import talks
from storage.tables.messages import jobs
from storage.tables.people import audit
from storage.upkeep.migrate import config, migrate, upgrade
from tests.conftest import named
from tests.support.peek import opened


class Crash(Exception):
    """The power goes in the middle."""


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, keys: KeyRing) -> Iterator[Database]:
    """A database in which there is nothing at all yet."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'empty.db'}", keys)
        yield made
        made.close()
        return
    uri = request.getfixturevalue("postgres")
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
    made = Database(named(uri, "empty"), keys)
    yield made
    made.close()
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("DROP DATABASE empty WITH (FORCE)")


def differences(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def tables(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_the_migrations_make_what_the_program_thinks_of(database: Database) -> None:
    assert differences(database) == []


def test_every_column_needs_what_it_says_it_needs(database: Database) -> None:
    """What `alembic check` does not look at: NOT NULL, primary keys, references, indexes."""
    with database.engine.connect() as connection:
        look = inspect(connection)
        for table in metadata.sorted_tables:
            found = {one["name"]: one["nullable"] for one in look.get_columns(table.name)}
            assert found == {one.name: one.nullable for one in table.columns}
            keys = look.get_pk_constraint(table.name)["constrained_columns"]
            assert set(keys) == {one.name for one in table.primary_key}
            references = {
                (key["constrained_columns"][0], key["options"].get("ondelete"))
                for key in look.get_foreign_keys(table.name)
            }
            assert references == {(key.parent.name, key.ondelete) for key in table.foreign_keys}
            indexes = {one["name"] for one in look.get_indexes(table.name)}
            assert {str(one.name) for one in table.indexes} <= indexes


@pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
def test_the_number_of_a_message_that_is_gone_is_never_given_to_another(
    new_database: Database,
) -> None:
    """An old button names its message by number. Altering a table in SQLite can lose this.

    PostgreSQL's numbers only go forward.
    """
    with new_database.engine.connect() as connection:
        made = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
        counted = set(connection.execute(text(made)).scalars())
    wanted = {
        table.name
        for table in metadata.sorted_tables
        if table.dialect_options["sqlite"]["autoincrement"]
    }
    assert counted == wanted != set()


def test_the_newest_migration_is_the_one_the_program_was_written_for() -> None:
    scripts = ScriptDirectory.from_config(config(None))
    assert scripts.get_heads() == [SCHEMA]
    revisions = [one.revision for one in scripts.walk_revisions()]
    assert revisions == sorted(revisions, reverse=True)
    assert all(len(one) == len(SCHEMA) and one.isdigit() for one in revisions)


def test_again_is_harmless(new_database: Database) -> None:
    database = new_database
    with database.writing() as store:
        store.people.known([("telegram", "1", "nl")])
    migrate(database)
    migrate(database)
    database.check_schema()
    with database.reading() as store:
        assert store.people.find("telegram", "1")
    assert differences(database) == []


def test_an_empty_database_is_brought_up_whole(empty: Database) -> None:
    with pytest.raises(StorageProblem, match="buurtbot migrate"):
        empty.check_schema()
    migrate(empty)
    empty.check_schema()
    assert tables(empty) == {*metadata.tables, "alembic_version"}


def test_a_look_at_a_request_belongs_to_whoever_of_the_phone_asked_also_in_old_rows(
    empty: Database,
) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(config(connection), "0003")
    here = datetime(2026, 11, 16, 9, tzinfo=UTC)
    old = MetaData()
    old.reflect(empty.engine)
    with empty.writing() as store:
        person = store.people.known([("telegram", "1", "nl")])["telegram", "1"].id
        asked = {"domain": "debt", "is_urgent": False, "times": "any", "safe_here": True}
        told = {"consent_version": "1", "consent_language": "nl", "state": "requested"}
        times = dict.fromkeys(("made_at", "changed_at", "asked_at", "consent_at"), here)
        made = [
            {"id": number, "person_id": person, "face": profile, **asked, **told, **times}
            for number, profile in ((1, ""), (2, "🦊"))
        ]
        store.connection.execute(insert(old.tables["requests"]), made)
        looks = [
            {"at": here, "what": "read_request", "role": "partner", "request_id": request}
            for request in (1, 2, None)
        ]
        store.connection.execute(insert(old.tables["audit"]), looks)
    migrate(empty)
    with empty.reading() as store:
        assert [row.profile for row in opened(store, audit)] == ["", "🦊", ""]


def test_rows_of_before_are_sealed_with_their_own_keys_or_not_at_all(
    empty: Database, tmp_path: Path
) -> None:
    """Whole days and a number stay in the clear; another key file changes nothing."""
    with empty.engine.begin() as connection:
        command.upgrade(config(connection), "0005")
    here = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    old = MetaData()
    old.reflect(empty.engine)
    with empty.writing() as store:
        person = store.people.known([("telegram", "1", "nl")])["telegram", "1"].id
        times = dict.fromkeys(("opened_at", "asked_at", "last_at", "closed_at"), here)
        talk = {"id": 7, "person_id": person, "face": "🦊", "room": "h-buurt", "state": "closed"}
        said = {"id": 3, "talk_id": 7, "at": here, "by_resident": True, "kind": "words"}
        said["words"] = empty.keys.seal("a canary", "talk_lines", "words", 3)
        ring = {"id": 1, "digest": "", "document": "{}", "key_ring": empty.keys.fingerprint()}
        for name, row in (("talks", {**talk, **times}), ("talk_lines", said)):
            store.connection.execute(insert(old.tables[name]), row)
        store.connection.execute(insert(old.tables["neighbourhood"]), ring)
        done = {"job": "trial today", "period": "12 2026-11-17 10:00", "at": here}
        store.connection.execute(insert(old.tables["jobs"]), done)
    stranger = KeyRing.make(tmp_path / "other" / "keys")
    with pytest.raises(KeyMissing, match="do not belong"), empty.engine.begin() as connection:
        upgrade(connection, "head", stranger)
    assert "state" in {one["name"] for one in inspect(empty.engine).get_columns("talks")}
    migrate(empty)
    with empty.writing() as store:
        found = store.talks.get(7)
        assert found
        assert (found.person, found.profile, found.last_at) == (person, "🦊", here)
        assert store.talks.numbers_of(person, "🦊") == [7]
        (line,) = store.talks.said(found, by_resident=True)
        assert line.words == "a canary"
        (row,) = store.connection.execute(select(talks)).mappings()
        assert {**row, "mark": None, "what": None} == {
            "id": 7, "ended": here.date(), "mark": None, "what": None,
        }  # fmt: skip
        assert not store.done_once.quietly("trial today", "12 2026-11-17 10:00", here)
        (job,) = store.connection.execute(select(jobs)).all()
    assert "trial" not in job.job
    assert (job.period, job.at) == ("", here.replace(hour=0, minute=0))


def test_wherever_the_power_goes_nothing_is_left_half_made(empty: Database) -> None:
    # Every fourth statement: each takes a migration from its beginning.
    for step in count(1, 4):
        statements = count(1)

        def before(*_: Any, step: int = step, statements: Iterator[int] = statements) -> None:
            if next(statements) == step:
                raise Crash

        event.listen(empty.engine, "before_cursor_execute", before)
        try:
            migrate(empty)
        except Crash:
            pass
        else:
            break
        finally:
            event.remove(empty.engine, "before_cursor_execute", before)
        assert tables(empty) == set()
    assert step > len(metadata.tables)
    empty.check_schema()


@pytest.mark.parametrize(
    ("version", "said"), [("0000", "buurtbot migrate"), ("9999", "newer than this program")]
)
def test_another_schema_is_refused_with_what_to_do(
    new_database: Database, version: str, said: str
) -> None:
    database = new_database
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    with pytest.raises(StorageProblem, match=said):
        database.check_schema()


def test_a_newer_schema_is_not_migrated_but_told_about(new_database: Database) -> None:
    database = new_database
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageProblem, match="newer"):
        migrate(database)
