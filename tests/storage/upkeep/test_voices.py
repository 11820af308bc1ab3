"""What neighbours recorded: a database of before, who is forgotten, and words that change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from alembic import command

from storage.database import Database
from storage.repositories.volunteering import voices
from storage.repositories.volunteering.voices import APPROVED, WAITING, Recorded
from storage.store import Store
from storage.upkeep.migrate import config, migrate
from tests.storage.test_secrecy import everything
from tests.storage.upkeep.test_migrations import HERE, differences, empty

__all__ = ["empty"]
TODAY = HERE.date()


def records(store: Store, person: int, heard: str = "h", **more: Any) -> Recorded:
    given = {"slot": "body", "one": "Come in.", "today": TODAY, "sound": b"a voice", **more}
    return store.voices.make(person, language="so", heard=heard.encode().ljust(32), **given)


def approves(store: Store, person: int, heard: str = "h") -> Recorded:
    made = records(store, person, heard)
    assert store.voices.confirm(made.id, TODAY)
    assert store.voices.approve(made.id)
    return made


def neighbours(store: Store, *numbers: str) -> list[int]:
    found = store.people.known([("telegram", number, "so") for number in numbers])
    return [found["telegram", number].id for number in numbers]


def test_whoever_helped_before_voices_were_kept_can_lend_theirs(empty: Database) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(config(connection, empty.keys), "0021")
    with empty.writing() as store:
        (omar,) = neighbours(store, "1")
        store.sound.choose(omar, is_on=True)
    migrate(empty)
    with empty.writing() as store:
        assert store.sound.is_on(omar)
        assert store.voices.entries() == []
        made = approves(store, omar)
        assert store.voices.sound_named(made.name) == b"a voice"
    assert differences(empty) == []


def test_of_each_sentence_one_is_heard_and_few_wait(database: Database) -> None:
    with database.writing() as store:
        people = neighbours(store, *"12345")
        made = [records(store, person) for person in people]
        # One that was not said yes to goes when its person says something else.
        assert [store.voices.confirm(one.id, TODAY) for one in made] == [True] * 3 + [False] * 2
        assert not store.voices.confirm(made[0].id, TODAY)
        assert store.voices.approve(made[1].id)
        assert not store.voices.approve(made[1].id)
        (heard,) = store.voices.entries()
        assert (heard.id, heard.state) == (made[1].id, APPROVED)
        newer = approves(store, people[0])
        assert [one.id for one in store.voices.entries("so")] == [newer.id]
        assert store.voices.entries("tw") == []
        records(store, people[1], "a")
        second = records(store, people[1], "b")
        assert store.voices.get(second.id)
        assert len(store.connection.execute(voices.voices.select()).all()) == 2


def test_what_a_service_has_yet_waits_for_nobody_before_it_is_here(database: Database) -> None:
    with database.writing() as store:
        (omar,) = neighbours(store, "1")
        made = records(store, omar, sound=b"", fetched_as="file-7")
        assert not store.voices.confirm(made.id, TODAY)
        for sound in (b"first", b"second"):
            store.voices.keep_sound(made.id, sound)
        found = store.voices.named(made.name)
        assert found
        assert (store.voices.sound(made.id), found.fetched_as) == (b"first", "")
        assert store.voices.confirm(made.id, TODAY)
        for odd in ("neighbour:x", "neighbour:99", "neighbour:", "recording:1", "neighbour:9e9"):
            assert store.voices.sound_named(odd) == b""
            assert store.voices.are_here([odd, made.name]) == {made.name}


def test_who_is_forgotten_leaves_only_the_voice_that_may_stay_and_nothing_leads_to_them(
    database: Database,
) -> None:
    with database.writing() as store:
        omar, nour = neighbours(store, "1", "2")
        stays, waits = approves(store, omar, "a"), records(store, omar, "b")
        store.voices.confirm(waits.id, TODAY)
        store.voices.choose(omar, stays=True)
        # What is said after the answer is as the rest is.
        later = approves(store, omar, "c")
        never = records(store, omar, "d")
        goes = approves(store, nour, "e")
        store.voices.choose(nour, stays=False)
        before = {row.id: row.mark for row in rows(store)}
        store.people.forget(omar)
        store.people.forget(nour)
        left = {row.id: row for row in rows(store)}
        assert set(left) == {stays.id, waits.id, later.id}
        assert not {never.id, goes.id} & set(left)
        assert all(left[number].mark != before[number] for number in left)
        whose = [store.voices.get(number) for number in left]
        assert [one.person for one in whose if one] == [None] * 3
        assert [one.state for one in whose if one].count(WAITING) == 1
        assert store.voices.sound(stays.id) == b"a voice"
    with database.reading() as store:
        assert store.people.by_number(omar) is None
    assert b"a voice" not in everything(database)


def test_my_data_names_each_sentence_and_holds_no_sound(database: Database) -> None:
    with database.writing() as store:
        (omar,) = neighbours(store, "1")
        approves(store, omar)
        store.voices.choose(omar, stays=True)
        known = store.my_data.about(omar, "")["voices"]
        assert known == [{"slot": "body", "one": "Come in.", "stays": True}]
        assert "voices" not in store.my_data.about(omar, "🦊")


def test_words_that_are_said_again_in_time_are_heard_again(database: Database) -> None:
    with database.writing() as store:
        (omar,) = neighbours(store, "1")
        gone, back = approves(store, omar, "a"), approves(store, omar, "b")
        store.voices.note_stale([gone.id, back.id], TODAY)
        store.voices.note_said([back.id])
        store.voices.forget_old(TODAY + voices.STALE)
        assert len(store.voices.entries()) == 2
        store.voices.forget_old(TODAY + voices.STALE + timedelta(days=1))
        assert [one.id for one in store.voices.entries()] == [back.id]
        store.voices.forget_old(date(2036, 1, 1))
        assert [one.id for one in store.voices.entries()] == [back.id]


def test_no_more_is_kept_than_there_is_room_for(database: Database) -> None:
    with database.writing() as store:
        (omar,) = neighbours(store, "1")
        assert store.voices.has_room(voices.MOST_BYTES)
        records(store, omar)
        assert not store.voices.has_room(voices.MOST_BYTES)


def rows(store: Store) -> list[Any]:
    return list(store.connection.execute(voices.voices.select()).all())
