"""Talks as they are kept: one answers, nothing is readable, two copies do a thing once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.keyring import KeyMissing
from storage.repositories.conversations.talks import OPEN, TAKEN, VOICE, WORDS, Talk
from storage.store import Store
from storage.tables.conversations import talk_lines
from tests.conftest import MONDAY


def person(store: Store, address: str) -> int:
    return store.people.known([("telegram", address, "en")])["telegram", address].id


@pytest.fixture
def talk(database: Database) -> Talk:
    with database.writing() as store:
        return store.talks.start(person(store, "1"), "", room="h-buurt", circle=0, now=MONDAY)


def test_a_person_has_one_talk_at_a_time(database: Database, talk: Talk) -> None:
    with database.writing() as store:
        assert store.talks.of(talk.person, "") == talk
        assert store.talks.of(person(store, "2"), "") is None
        assert store.talks.close(talk, MONDAY)
        assert store.talks.of(talk.person, "") is None
        assert not store.talks.close(talk, MONDAY)


def test_of_many_who_answer_in_the_same_second_one_has_it(database: Database, talk: Talk) -> None:
    with database.writing() as store:
        helpers = [person(store, str(number)) for number in range(10, 16)]
    ready = Barrier(len(helpers))

    def takes(helper: int) -> bool:
        ready.wait()
        with database.writing() as store:
            return store.talks.take(talk, helper)

    with ThreadPoolExecutor(len(helpers)) as all_at_once:
        assert sorted(all_at_once.map(takes, helpers)) == [*[False] * 5, True]
    with database.reading() as store:
        ((kept, is_there),) = store.talks.going_on()
    assert kept.state == TAKEN
    assert kept.taken_by in helpers
    assert is_there


def test_it_is_asked_wider_once_and_not_when_it_was_taken(database: Database, talk: Talk) -> None:
    later = MONDAY + timedelta(hours=1)
    with database.writing() as store:
        assert store.talks.widen(talk, 1, later)
        assert not store.talks.widen(talk, 1, later)
        wider = store.talks.get(talk.id)
        assert wider
        assert (wider.circle, wider.asked_at) == (1, later)
        helper = person(store, "2")
        assert store.talks.take(wider, helper)
        assert not store.talks.widen(wider, 2, later)
        taken = store.talks.answered_by(helper)
        assert taken
        assert store.talks.free(taken, 1, later)
        assert not store.talks.free(taken, 1, later)
        free = store.talks.get(talk.id)
        assert free
        assert (free.state, free.taken_by) == (OPEN, None)


def test_it_does_not_end_while_somebody_writes(database: Database, talk: Talk) -> None:
    with database.writing() as store:
        store.talks.add(talk, WORDS, "wait", MONDAY + timedelta(hours=1), by_resident=True)
        assert not store.talks.close(talk, MONDAY + timedelta(days=1))
        assert len(store.talks.said(talk, by_resident=True)) == 1


def test_what_is_said_is_sealed_in_its_own_row_and_wiped_in_the_end(
    database: Database, talk: Talk
) -> None:
    with database.writing() as store:
        store.talks.add(talk, WORDS, "kanariepiet", MONDAY, by_resident=True)
        store.talks.add(talk, VOICE, "file-7", MONDAY, by_resident=False)
        rows = store.connection.execute(select(talk_lines)).all()
        assert not any(b"kanarie" in row.what or b"file" in row.what for row in rows)
        assert {len(row.what) for row in rows} == {len(rows[0].what)}
        with pytest.raises(KeyMissing):
            database.keys.open(rows[0].what, "talk_lines", "what", rows[1].id)
        assert [one.words for one in store.talks.said(talk, by_resident=True)] == ["kanariepiet"]
        assert [one.kind for one in store.talks.said(talk, by_resident=False)] == [VOICE]
        now = store.talks.get(talk.id)
        assert now
        store.talks.close(now, MONDAY)
        assert store.talks.said(talk, by_resident=True) == []
        assert store.talks.written_since(talk.person, "", MONDAY - timedelta(minutes=1)) == 1


def test_how_much_somebody_wrote_is_counted_over_all_their_talks(
    database: Database, talk: Talk
) -> None:
    with database.writing() as store:
        store.talks.add(talk, WORDS, "one", MONDAY, by_resident=True)
        store.talks.add(talk, WORDS, "answer", MONDAY, by_resident=False)
        now = store.talks.get(talk.id)
        assert now
        store.talks.close(now, MONDAY)
        second = store.talks.start(talk.person, "", room="h-buurt", circle=0, now=MONDAY)
        store.talks.add(second, WORDS, "two", MONDAY, by_resident=True)
        other = store.talks.start(person(store, "2"), "", room="h-buurt", circle=0, now=MONDAY)
        store.talks.add(other, WORDS, "three", MONDAY, by_resident=True)
        before = MONDAY - timedelta(minutes=5)
        assert store.talks.written_since(talk.person, "", before) == 2
        assert store.talks.written_since(talk.person, "", MONDAY) == 0
        assert store.talks.written_since(talk.person, "", before, VOICE) == 0


def test_when_the_resident_goes_the_talk_goes(database: Database, talk: Talk) -> None:
    with database.writing() as store:
        store.talks.add(talk, WORDS, "one", MONDAY, by_resident=True)
        store.people.leave(talk.person, MONDAY)
        assert [is_there for _, is_there in store.talks.going_on()] == [False]
        store.people.move(person(store, "2"), channel="telegram", address="1")
        assert store.talks.going_on() == []
        assert store.connection.execute(select(talk_lines)).all() == []


def test_a_talk_with_a_room_and_one_about_a_request_are_two_and_go_along(
    database: Database, talk: Talk
) -> None:
    with database.writing() as store:
        before = (talk.person, "")
        asked, other = (
            store.talks.start(talk.person, "", room="", circle=2, now=MONDAY, request=number)
            for number in (7, 8)
        )
        assert store.talks.of(*before) == talk
        assert store.talks.about(*before, 7) == asked
        there = person(store, "2")
        store.talks.give_to(before, there, "🦊", request=7)
        assert store.talks.all_of(*before) == [other]
        assert {one.id for one in store.talks.all_of(there, "🦊")} == {talk.id, asked.id}
