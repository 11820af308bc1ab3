"""New keys while people write, and what is sealed opens in its own place only."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import LargeBinary, Table, select

from storage.database import Database
from storage.keyring import KeyMissing, KeyRing
from storage.repositories.messages.letters import WIPED
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.people import Dialogue
from storage.sealed_rows import sealed_tables
from storage.tables.base import metadata
from storage.upkeep import forgotten_lists, rotation
from storage.upkeep.rotation import seal_all_again, sealed_columns
from tests.bench.proofs.rotation import LABEL, NOW, fill, read_and_write
from tests.support.peek import payloads

ENOUGH, MOST = 4, 2_000
SECRET = '{"lines":[["body","a secret"]],"rows":[]}'
ORDINARY = '{"lines":[["body","no secret"]],"rows":[]}'
# Made by a keyed hash or drawn by chance: nothing in them can be opened.
NOT_SEALED = {
    ("people", "address_hash"),
    ("boards", "browser_hash"),
    ("boards", "code_hash"),
    ("invitations", "code_hash"),
    ("partner_links", "code_hash"),
    ("openings", "helper"),
    ("contacts", "mark"),
    ("participants", "mark"),
    ("ways_back", "pictures_hash"),
    ("push_addresses", "address_hash"),
    ("seen", "mark"),
    ("neighbourhood_versions", "document"),
    ("not_understood", "utterance_hash"),
    ("not_understood", "marks"),
    ("voices", "heard_hash"),
    *((table.name, "mark") for table in sealed_tables() if "mark" in table.c),
}
SEALED = [(column.table.name, column.name) for column in sealed_columns()]


@pytest.fixture
def two_copies(database_url: str, tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """The same database and the same key file as two processes have them."""
    path = tmp_path / "ring" / "keys"
    here = Database(database_url, KeyRing.make(path))
    there = Database(database_url, KeyRing(path))
    yield here, there
    here.close()
    there.close()


def test_while_everything_is_sealed_anew_no_read_fails(
    two_copies: tuple[Database, Database],
) -> None:
    database, rotating = two_copies
    requests = fill(database)
    stop, done = Event(), list[int]()

    def rotate() -> None:
        # Whoever waits for the database gets a turn.
        while not stop.wait(0.02):
            rotating.keys.rotate()
            done.append(seal_all_again(rotating, lambda _: None))

    thread = Thread(target=rotate)
    thread.start()
    try:
        failed = 0
        for number in range(MOST):
            failed += read_and_write(database, requests, number)
            if len(done) >= ENOUGH:
                break
            # Whoever waits for the database gets a turn.
            stop.wait(0.001)
    finally:
        stop.set()
        thread.join()
    with database.reading() as store:
        assert failed == 0
        assert all(store.request_history.notes(one, "debts") for one in requests)
    assert len(done) >= ENOUGH
    assert min(done) > 0


def test_what_is_sealed_opens_in_its_own_place_only(database: Database) -> None:
    fill(database)
    with database.writing() as store:
        people = store.people.known([("telegram", str(number), "en") for number in (7, 8)])
        for person in people.values():
            store.forgotten.add(person.id, "", NOW)
            store.outbox.put([Outgoing(person.id, SECRET)], NOW)
            question = Dialogue(flow="help", step="when", answers={}, version=1)
            store.people.save_dialogue(person.id, question, is_new=True)
    for called, column in SEALED:
        _opens_in_its_own_place_only(database, called, column)


def _opens_in_its_own_place_only(database: Database, called: str, column: str) -> None:
    table: Table = metadata.tables[called]
    where = table.c[table.c[column].info["sealed"]]
    with database.reading() as store:
        found = select(where, table.c[column]).where(table.c[column].is_not(None)).limit(2)
        (first, sealed), (second, _) = store.connection.execute(found).all()
    keys = database.keys
    assert keys.open_bytes(sealed, called, column, first)
    elsewhere = [(one, field) for one, field in SEALED if (one, field) != (called, column)]
    for place in [(called, column, second), *((*one, first) for one in elsewhere)]:
        with pytest.raises(KeyMissing):
            keys.open_bytes(sealed, *place)
    flipped = bytes([*sealed[:2], sealed[2] ^ 1, *sealed[3:]])
    for broken in (sealed[:-1], sealed[:14], b"", flipped):
        with pytest.raises(KeyMissing):
            keys.open_bytes(broken, called, column, first)


def test_every_column_of_bytes_is_sealed_anew_or_cannot_be_opened_at_all() -> None:
    """A new column of bytes has to say which of the two it is."""
    of_bytes = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert of_bytes == {*SEALED, *NOT_SEALED}
    assert not set(SEALED) & NOT_SEALED


def test_after_a_rotation_nothing_needs_the_old_key(
    two_copies: tuple[Database, Database], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every place that is sealed is filled, and read when the old key is gone from the ring."""
    database, _ = two_copies
    requests = fill(database)
    with database.writing() as store:
        (omar,) = store.people.known([("telegram", "1", "en")]).values()
        draft = {
            "name": store.requests.hidden(omar.id, "Omar"),
            "words": store.announcements.seal(omar.id, "Soup!"),
            "when": "any",
            "version": 3,
        }
        open_question = Dialogue(flow="help", step="when", answers=draft, version=1)
        store.people.save_dialogue(omar.id, open_question, is_new=True)
        secret = Outgoing(omar.id, SECRET, is_secret=True)
        store.outbox.put([secret, *[Outgoing(omar.id, ORDINARY)] * 60], NOW)
        store.forgotten.add(7_654_321, "🦊", NOW)
    forgotten_lists.keep(database, NOW)
    for column in sealed_columns():
        with database.reading() as store:
            assert store.connection.execute(select(column)).first(), f"nothing in {column}"
    database.keys.rotate()
    # Fewer at once than there are, so that it takes several steps.
    monkeypatch.setattr(rotation, "AT_ONCE", 25)
    seal_all_again(database, lambda _: None)
    forgotten_lists.keep(database, NOW, is_nightly=True)
    assert with_key(database, 1) == []
    ring = database.keys.path
    assert old_lines(ring.parent) == []
    lines = ring.read_text().splitlines()
    ring.write_text("\n".join(line for line in lines if not line.startswith("seal 1 ")))
    fresh = Database(database_url, KeyRing(ring))
    with fresh.writing() as store:
        assert store.people.by_number(omar.id)
        assert all(store.request_history.notes(one, "debts") for one in requests)
        assert {one.contact for one in map(store.requests.get, requests) if one} == {"my sister"}
        (omar,) = store.people.known([("telegram", "1", "en")]).values()
        assert omar.dialogue
        kept = omar.dialogue.answers
        assert store.requests.shown(omar.id, kept["name"]) == "Omar"
        assert store.announcements.open(omar.id, kept["words"]) == "Soup!"
        assert (kept["when"], kept["version"]) == ("any", 3)
        assert [one.label for one in store.roles.everybody()] == [LABEL] * 2
        invited = [store.invitations.get(number) for number in (1, 2)]
        assert [one.label for one in invited if one] == [LABEL] * 2
        (sent,) = store.claims.take({"telegram": 10}, NOW)
        assert (sent.payload, sent.address) == (SECRET, "1")
        (gone,) = store.forgotten.everybody()
        assert (gone.person, gone.profile) == (7_654_321, "🦊")
    listed = forgotten_lists.read(forgotten_lists.beside_keys(fresh.keys), fresh.keys)
    assert listed.people == {gone}
    fresh.close()


def with_key(database: Database, number: int) -> list[tuple[str, str]]:
    """Where anything still stands that this key sealed, in bytes or as text within text."""
    begins = number.to_bytes(2, "big")
    found = []
    with database.reading() as store:
        for table in metadata.sorted_tables:
            for row in store.connection.execute(select(table)).mappings():
                for name, value in row.items():
                    if (table.name, name) in NOT_SEALED:
                        continue
                    parts = [value] if isinstance(value, bytes) else map(decoded, texts(value))
                    if any(part.startswith(begins) for part in parts):
                        found.append((table.name, name))
    return found


def texts(value: object) -> list[str]:
    return re.findall(r"[A-Za-z0-9+/]{40,}=*", value) if isinstance(value, str) else []


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


def old_lines(folder: Path) -> list[str]:
    """The lines of the lists of forgotten people that the first key sealed."""
    lines = [one for path in folder.glob("forgotten-*") for one in path.read_text().split("\n")[1:]]
    assert lines
    return [line for line in lines if decoded(line).startswith(b"\0\1")]


def test_what_was_wiped_while_keys_change_stays_wiped(
    two_copies: tuple[Database, Database],
) -> None:
    """On PostgreSQL somebody else may wipe a secret between two steps of a rotation."""
    database, rotating = two_copies
    with database.writing() as store:
        (omar,) = store.people.known([("telegram", "1", "en")]).values()
        store.outbox.put([Outgoing(omar.id, SECRET, is_secret=True)], NOW)
    database.keys.rotate()
    with database.writing() as store:
        store.sent.wipe_secrets(NOW + timedelta(hours=2))
        thread = Thread(target=lambda: seal_all_again(rotating, lambda _: None))
        thread.start()
        # It waits for us, or has taken its look already: either way our word is the last.
        thread.join(0.2)
    thread.join()
    assert [said for _, said in payloads(database)] == [WIPED]
