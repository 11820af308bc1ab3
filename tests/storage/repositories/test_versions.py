"""The neighbourhood is versions: each is kept as it was, the oldest go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.repositories import neighbourhoods
from storage.repositories.neighbourhoods import Source
from tests.conftest import TWO_ROOMS

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)


def named(name: str) -> Neighbourhood:
    return read_text(TWO_ROOMS.replace("Teststreet", name), "two-rooms.toml")


def test_each_change_is_a_version_and_the_same_again_is_none(database: Database) -> None:
    with database.writing() as store:
        kept = store.neighbourhoods
        assert kept.newest() == 0
        assert kept.save(named("One"), NOW)
        assert not kept.save(named("One"), NOW)
        assert kept.save(named("Two"), NOW + timedelta(hours=1), Source.CHAT)
        assert [one.number for one in kept.versions(most=9)] == [2, 1]
        assert [one.number for one in kept.of_chat()] == [2]
        first = kept.at_version(1)
        assert first == named("One")
        assert kept.save(first, NOW + timedelta(hours=2), Source.CHAT)
        assert kept.current() == named("One")
        assert kept.save(named("Three"), NOW + timedelta(hours=3))
        assert kept.of_chat() == []
        assert kept.at_version(9) is None


def test_the_oldest_versions_go(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbourhoods, "MOST_VERSIONS", 3)
    with database.writing() as store:
        for number in range(6):
            store.neighbourhoods.save(named(f"Street {number}"), NOW)
        assert [one.number for one in store.neighbourhoods.versions(most=9)] == [6, 5, 4]
        assert store.neighbourhoods.at_version(3) is None


def test_how_it_was_at_a_moment_is_known_where_it_is_otherwise_now(database: Database) -> None:
    with database.writing() as store:
        kept = store.neighbourhoods
        assert kept.in_force(NOW) is None
        # Of what an older program loaded nobody knows when.
        kept.save(named("One"))
        kept.save(named("Two"), NOW, Source.CHAT)
        assert kept.in_force(NOW - timedelta(hours=1)) == named("One")
        assert kept.in_force(NOW) is None
        kept.save(named("Three"), NOW + timedelta(hours=1), Source.CHAT)
        assert kept.in_force(NOW) == named("Two")
