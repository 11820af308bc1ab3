"""What nobody understood: how much is remembered, what goes first, and how it rests."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.conversations import not_understood as module
from storage.store import Store
from storage.tables.conversations import not_understood, wrong_sentences
from tests.support.peek import typed_by_three

TODAY = date(2026, 11, 16)


def remembered(store: Store, keys: KeyRing, *said: str) -> list[str]:
    """Which of these are remembered, in words or as a hash."""
    rows = store.connection.execute(select(not_understood.c.utterance_hash)).scalars()
    hashes = set(rows)
    return [one for one in said if keys.find("not_understood", one) in hashes]


def test_when_too_many_are_remembered_the_oldest_that_the_fewest_typed_go(
    database: Database, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    with database.writing() as store:
        typed_by_three(store, "by three", "en", TODAY)
        for person in (1, 2):
            store.not_understood.heard("by two", person, TODAY)
        for day, said in enumerate(("old", "newer", "newest")):
            store.not_understood.heard(said, 1, TODAY + timedelta(days=day))
        every = ("by three", "by two", "old", "newer", "newest")
        assert remembered(store, keys, *every) == ["by three", "by two", "newest"]


def test_what_a_coordinator_decided_never_makes_room(
    database: Database, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    with database.writing() as store:
        assert store.not_understood.accept(typed_by_three(store, "kept", "en", TODAY), TODAY)
        thrown = typed_by_three(store, "thrown", "en", TODAY)
        assert store.not_understood.throw_away(thrown, TODAY)
        for said in ("one", "two"):
            store.not_understood.heard(said, 1, TODAY)
        assert remembered(store, keys, "kept", "thrown") == ["kept", "thrown"]
        assert len(remembered(store, keys, "one", "two")) == 1


def test_words_rest_sealed_and_all_of_a_length(database: Database) -> None:
    with database.writing() as store:
        for said in ("hi", "ወ" * 60, "a longer sentence that somebody typed"):
            typed_by_three(store, said, "en", TODAY)
        rows = store.connection.execute(select(not_understood.c.words)).scalars().all()
        assert len({len(row) for row in rows}) == 1
        assert not [row for row in rows if b"longer" in row]


def test_once_the_years_key_is_destroyed_nobody_can_tell_whose_a_mark_was(
    database: Database, tmp_path: Path
) -> None:
    ring = KeyRing.make(tmp_path / "keys")
    with database.writing() as store:
        of_this_ring = module.NotUnderstood(store.connection, ring)
        of_this_ring.heard("said once", 4711, TODAY)
        (before,) = store.connection.execute(select(not_understood.c.marks)).scalars()
        ring.forget_years_before(TODAY.year + 1)
        of_this_ring.heard("said once", 4711, TODAY)
        (after,) = store.connection.execute(select(not_understood.c.marks)).scalars()
    assert len(before) == 16
    assert after == before + after[16:]
    assert len(after) == 32


def test_how_often_a_sentence_was_called_wrong_is_all_that_is_known(database: Database) -> None:
    with database.writing() as store:
        for language in ("tr", "tr", "ar"):
            store.wrong_sentences.note(language, "body", "Which room?", TODAY)
        found = [(one.language, one.one, one.times) for one in store.wrong_sentences.all()]
        assert found == [("ar", "Which room?", 1), ("tr", "Which room?", 2)]
        assert {one.name for one in wrong_sentences.c} == {
            *("language", "slot", "one", "times", "last")
        }
