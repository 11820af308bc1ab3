"""Migrations: they make exactly the tables that the program thinks of, and again is harmless."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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
from storage.neighbourhood.file import read_text
from storage.repositories.messages.claims import Result
from storage.repositories.messages.letters import WIPED
from storage.repositories.messages.outbox_sql import SENT
from storage.repositories.neighbourhoods import Source
from storage.repositories.people.browsers import browser_of
from storage.repositories.people.people import Dialogue
from storage.repositories.people.roles import COORDINATOR, Role
from storage.tables.base import SCHEMA, metadata
from storage.tables.conversations import talks
from storage.tables.messages import jobs, set_aside
from storage.tables.people import audit, people
from storage.upkeep import erasing
from storage.upkeep.migrate import config, migrate, upgrade
from tests.conftest import TWO_ROOMS, named
from tests.storage.test_secrecy import everything, found_in
from tests.support.peek import letters, opened, typed_by_three


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
    with empty.engine.begin() as connection:
        connection.execute(insert(old.tables["people"]), _person(1))
        made = [_request(number, person=1, face=face) for number, face in ((5, ""), (6, "🦊"))]
        connection.execute(insert(old.tables["requests"]), made)
        looks = [
            {"at": here, "what": "read_request", "role": "partner", "request_id": request}
            for request in (5, 6, None)
        ]
        connection.execute(insert(old.tables["audit"]), looks)
    migrate(empty)
    with empty.reading() as store:
        assert [row.profile for row in opened(store, audit)] == ["", "🦊", ""]


def test_rows_of_before_are_sealed_with_their_own_keys_or_not_at_all(
    empty: Database, tmp_path: Path
) -> None:
    """Whole days and a number stay in the clear; another key file changes nothing."""
    with empty.engine.begin() as connection:
        command.upgrade(config(connection, empty.keys), "0005")
    here, person = datetime(2026, 11, 16, 9, 30, tzinfo=UTC), 7
    old = MetaData()
    old.reflect(empty.engine)
    with empty.writing() as store:
        store.connection.execute(insert(old.tables["people"]), _person(person))
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
    with pytest.raises(KeyMissing, match="does not belong"), empty.engine.begin() as connection:
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


def _person(number: int, channel: str = "telegram") -> dict[str, Any]:
    """A row as every schema had it."""
    hashed = str(number).encode() * 32
    return {"id": number, "channel": channel, "address_hash": hashed[:32], "address": b"sealed"}


def _request(number: int, *, person: int, face: str = "") -> dict[str, Any]:
    moments = ("made_at", "changed_at", "asked_at", "consent_at")
    said = {"domain": "debt", "is_urgent": False, "times": "any", "safe_here": True}
    told = {"state": "open", "consent_version": "1", "consent_language": "nl"}
    here = dict.fromkeys(moments, datetime(2026, 11, 16, 9, tzinfo=UTC))
    return {"id": number, "person_id": person, "face": face, **said, **told, **here}


def test_a_browser_of_before_stays_for_a_month_and_an_account_for_ever(empty: Database) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(config(connection, empty.keys), "0005")
    old = MetaData()
    old.reflect(empty.engine)
    with empty.engine.begin() as connection:
        both = [_person(1), _person(2, "web")]
        connection.execute(insert(old.tables["people"]), both)
    before = datetime.now(UTC)
    migrate(empty)
    with empty.reading() as store:
        rows = store.connection.execute(select(people).order_by(people.c.id)).all()
    account, browser = (browser_of(row) for row in rows)
    assert account is None
    assert browser
    assert browser.stays(before + timedelta(days=29))
    assert not browser.stays(before + timedelta(days=31))
    assert not browser.is_visitor


SAID = '{"lines":[["body","What do you need?"]],"rows":[[{"label":["btn","x"],"act":["menu",{}]}]]}'
BLANKED = '{"lines":[],"rows":[[{"label":["btn","x"],"act":["menu",{}]}]]}'
FILE = '{"lines":[],"rows":[],"attachment":["my-data.json","{}"]}'
HERE = datetime(2026, 11, 16, 9, tzinfo=UTC)
LATER = HERE + timedelta(minutes=30)


def old_messages(keys: KeyRing) -> list[dict[str, Any]]:
    """What the program before this one left in its outbox."""

    def sealed(payload: str, token: str) -> str:
        made = keys.seal(payload, "outbox", "payload", token)
        return "sealed:" + base64.b64encode(made).decode()

    more = {"due_at": HERE, "wanted_at": HERE, "valid_until": LATER, "must_arrive": False}
    rows = [
        {"token": "waits", "state": "queued", "payload": SAID, "priority": 5, "replaces": "7"},
        {"token": "sent", "state": "sent", "payload": SAID, "priority": -1, "replaces": "7"},
        {"token": "blank", "state": "sent", "payload": BLANKED, "priority": 0},
        {"token": "a file", "state": "sent", "payload": FILE, "priority": 0},
        {"token": "secret", "state": "queued", "payload": sealed(SAID, "secret"), "priority": 0},
        {"token": "lost", "state": "sent", "payload": sealed(SAID, "elsewhere"), "priority": 0},
        {"token": "odd", "state": "sent", "payload": "no JSON", "priority": 0},
    ]
    secret = {"secret", "lost"}
    return [
        {
            "replaces": "", **row, **more, "person_id": 7,
            "wipe_at": LATER if row["token"] in secret else None,
        }
        for row in rows
    ]  # fmt: skip


def before_all_was_sealed(database: Database) -> None:
    """People, messages, a question and numbers as schema 0005 kept them."""
    keys = database.keys
    with database.engine.begin() as connection:
        command.upgrade(config(connection, keys), "0005")
    old = MetaData()
    old.reflect(database.engine)
    ring = {"id": 1, "digest": "x", "document": "{}", "key_ring": keys.fingerprint()}
    person = {
        "id": 7, "channel": "telegram", "address_hash": keys.find("people.address", "telegram:1"),
        "address": keys.seal("1", "people", "address", 7),
    }  # fmt: skip
    asked = {"flow": "referral", "step": "when", "answers": '{"domain":"debt"}', "version": 3}
    came = {"channel": "web", "external_id": "0123456789abcdef:4", "at": HERE}
    with database.engine.begin() as connection:
        for table, row in (
            ("neighbourhood", ring),
            ("people", person),
            ("dialogues", {"person_id": 7, **asked}),
            ("seen", came),
            ("set_aside", {**came, "problem": "ValueError"}),
        ):
            connection.execute(insert(old.tables[table]), row)
        connection.execute(insert(old.tables["outbox"]), old_messages(keys))


def test_old_messages_say_and_do_what_they_did_and_none_stands_in_the_clear(
    empty: Database,
) -> None:
    before_all_was_sealed(empty)
    migrate(empty)
    found = {row.token: (row, letter) for row, letter in letters(empty)}
    said = {token: letter.payload for token, (_, letter) in found.items()}
    file = '{"lines":[],"attachment":["my-data.json","{}"],"rows":[]}'
    assert said == {
        "waits": SAID, "sent": SAID, "secret": SAID, "blank": BLANKED, "a file": file,
        "lost": WIPED, "odd": "no JSON",
    }  # fmt: skip
    assert {token for token, (_, letter) in found.items() if letter.is_secret} == {"secret", "lost"}
    assert [token for token, (row, _) in found.items() if row.words == b""] == ["blank"]
    waits, sent = found["waits"], found["sent"]
    assert (waits[0].priority, waits[0].replaces, waits[0].valid_until) == (5, "7", LATER)
    assert (sent[0].priority, sent[0].replaces, sent[0].valid_until) == (0, "", None)
    assert (sent[1].priority, sent[1].replaces) == (-1, "7"), "its page still knows"
    with empty.writing() as store:
        assert store.done_once.since("scrub", "due")
    # As the ticker does at its first look.
    erasing.finish(empty, LATER)
    stolen = everything(empty)
    assert found_in(stolen, "What do you need?", "my-data", "referral", "0123456789abcdef") == []
    with empty.writing() as store:
        store.sent.wipe_secrets(LATER)
    assert [letter.payload for row, letter in letters(empty) if row.token == "secret"] == [WIPED]


def test_what_waited_before_goes_out_in_its_order(empty: Database) -> None:
    before_all_was_sealed(empty)
    migrate(empty)
    gone = []
    with empty.writing() as store:
        while claimed := store.claims.take({"telegram": 9, "web": 9}, HERE):
            gone += [one.token for one in claimed]
            store.claims.settle([Result(one.id, SENT) for one in claimed])
    assert gone == ["secret", "waits"]


def test_an_open_question_goes_on_and_what_came_in_before_is_not_done_twice(
    empty: Database,
) -> None:
    before_all_was_sealed(empty)
    migrate(empty)
    with empty.writing() as store:
        (person,) = store.people.known([("telegram", "1", "en")]).values()
        same, next_one = ("web", "0123456789abcdef:4"), ("web", "0123456789abcdef:5")
        assert store.received.first_time([same, next_one], HERE) == {next_one}
        kept = store.connection.execute(select(set_aside)).one()
    assert person.dialogue == Dialogue(
        flow="referral", step="when", answers={"domain": "debt"}, version=3
    )
    assert (kept.channel, kept.problem, len(kept.mark)) == ("web", "ValueError", 16)


def test_keys_of_another_database_seal_nothing(empty: Database) -> None:
    before_all_was_sealed(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE neighbourhood SET key_ring = 'another'"))
    with pytest.raises(KeyMissing, match="does not belong"):
        migrate(empty)
    with empty.engine.connect() as connection:
        kept = connection.execute(text("SELECT payload FROM outbox ORDER BY id")).scalars().all()
    assert kept[0] == SAID


@pytest.mark.long
def test_wherever_the_power_goes_nothing_is_left_half_made(empty: Database) -> None:
    # Every eleventh statement: each takes a migration from its beginning.
    for step in count(1, 11):
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


def test_whoever_was_coordinator_before_reports_were_kept_chose_nothing_and_can(
    empty: Database,
) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(config(connection, empty.keys), "0013")
    with empty.writing() as store:
        (nour,) = store.people.known([("telegram", "1", "nl")]).values()
        store.roles.give(nour.id, Role(COORDINATOR, ""), HERE)
        store.measured.set("h-buurt", HERE.date())
    migrate(empty)
    with empty.writing() as store:
        assert store.measured.since(["h-buurt"]) == {"h-buurt": HERE.date()}
        assert store.sent_reports.newest(skip=0, many=9) == []
        assert store.report_choices.of(nour.id) == {}
        for _ in range(2):
            store.report_choices.set(nour.id, "month", is_on=True)
            store.sent_reports.keep("2026-W47", HERE.date(), "the first", HERE)
        store.sent_reports.keep("2026-W47", HERE.date(), "another", LATER)
        sent = store.sent_reports.get("2026-W47")
        assert sent
        assert (sent.content, sent.sent_at) == ("the first", HERE)
        assert store.report_choices.of(nour.id) == {"month": True}
    assert differences(empty) == []


def test_whoever_wrote_before_words_were_counted_can_be_heard(empty: Database) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(config(connection, empty.keys), "0016")
    with empty.writing() as store:
        (omar,) = store.people.known([("telegram", "1", "nl")]).values()
        talk = store.talks.start(omar.id, "", room="h-buurt", circle=0, now=HERE)
        store.talks.add(talk, "words", "hello", HERE, by_resident=True)
    migrate(empty)
    with empty.writing() as store:
        assert [one.words for one in store.talks.said(talk, by_resident=True)] == ["hello"]
        assert (store.not_understood.how_many(), store.wrong_sentences.how_many()) == (0, 0)
        typed_by_three(store, "may my dog come", "en", HERE.date())
        waiting = store.not_understood.waiting(0)
        assert waiting
        assert (waiting.words, waiting.language) == ("may my dog come", "en")
        store.wrong_sentences.note("tr", "body", "Which room?", HERE.date())
    assert differences(empty) == []


def test_whoever_had_a_role_before_labels_has_it_without_one_and_can_get_one(
    empty: Database,
) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(config(connection, empty.keys), "0017")
    old = MetaData()
    old.reflect(empty.engine)
    role = {"id": 3, "person_id": 7, "role": "keyholder", "place": "h-buurt", "since": HERE}
    code = {"id": 5, "code_hash": empty.keys.find("invitations.code", "abc"), "role": "coordinator"}
    with empty.engine.begin() as connection:
        connection.execute(insert(old.tables["people"]), _person(7))
        connection.execute(insert(old.tables["roles"]), role)
        connection.execute(insert(old.tables["invitations"]), {**code, "expires_at": LATER})
    migrate(empty)
    with empty.writing() as store:
        (holder,) = store.roles.everybody()
        invited = store.invitations.find("abc")
        assert invited
        assert (holder.id, holder.number, holder.label, invited.label) == (3, 1, "", "")
        assert store.roles.call(holder.id, "Fatima")
        assert store.invitations.call(invited.id, "Omar", HERE)
        assert [one.label for one in store.roles.everybody()] == ["Fatima"]
        assert store.invitations.redeem(invited.id, person=7, now=HERE)
        (before,) = [one for one in [store.invitations.find("abc")] if one]
        assert (before.label, before.used_by) == ("", 7)
    assert differences(empty) == []


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


def test_what_was_loaded_before_is_the_first_version(empty: Database) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(config(connection, empty.keys), "0017")
    old = MetaData()
    old.reflect(empty.engine)
    loaded = read_text(TWO_ROOMS, "two-rooms.toml")
    row = {"id": 1, "digest": "x" * 64, "document": loaded.to_json(), "key_ring": "x"}
    with empty.engine.begin() as connection:
        connection.execute(insert(old.tables["neighbourhood"]), row)
    migrate(empty)
    with empty.reading() as store:
        (first,) = store.neighbourhoods.versions(most=9)
        assert (first.number, first.at, first.source) == (1, None, Source.FILE)
        assert store.neighbourhoods.at_version(1) == loaded
        assert store.neighbourhoods.of_chat() == []
