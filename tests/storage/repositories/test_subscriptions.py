"""Subscriptions, those who share a phone, and what waits: the queries behind the news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.core.messages import Priority
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.repositories.messages import letters, queued
from storage.repositories.messages.claims import Result
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import QUEUED
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.repositories.people.subscriptions import Subscriber
from storage.store import Store
from storage.tables.people import people
from tests.conftest import TWO_ROOMS

NOW = datetime(2026, 11, 16, 9, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
WORDS = '{"lines":[["name","x"]],"rows":[]}'


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.writing() as store:
        yield store


def person(store: Store, name: str = "omar", hint: str = "nl") -> int:
    return store.people.known([("telegram", name, hint)])["telegram", name].id


def puts(store: Store, *messages: Outgoing) -> list[int]:
    before = {number for number, _ in store.queued.of_priority(Priority.NEWS, LATER)}
    store.outbox.put(messages, NOW)
    return sorted({number for number, _ in store.queued.of_priority(Priority.NEWS, LATER)} - before)


def test_somebody_is_told_of_the_rooms_they_asked_for(store: Store) -> None:
    omar = person(store)
    store.subscriptions.add(omar, "h-buurt", NOW)
    store.subscriptions.add(omar, "h-buurt", LATER)
    store.subscriptions.add(omar, "holendrecht", NOW)
    assert store.subscriptions.rooms_of(omar) == {"h-buurt", "holendrecht"}
    assert store.subscriptions.of_room("h-buurt", NOW) == [Subscriber(person=omar, language="nl")]
    store.subscriptions.end(omar, "h-buurt")
    store.subscriptions.end(omar, "never heard of")
    assert store.subscriptions.rooms_of(omar) == {"holendrecht"}
    assert store.subscriptions.of_room("h-buurt", LATER) == []


def test_only_those_who_asked_before_and_did_not_leave(store: Store) -> None:
    omar, layla, ali = (person(store, one) for one in ("omar", "layla", "ali"))
    store.subscriptions.add(omar, "h-buurt", NOW)
    store.subscriptions.add(layla, "h-buurt", LATER)
    store.subscriptions.add(ali, "h-buurt", NOW)
    store.people.leave(ali, NOW)
    assert [one.person for one in store.subscriptions.of_room("h-buurt", NOW)] == [omar]
    store.people.come_back(ali)
    found = store.subscriptions.of_room("h-buurt", LATER)
    assert {one.person for one in found} == {omar, layla, ali}


def test_a_subscription_goes_with_the_person(store: Store) -> None:
    omar = person(store)
    store.subscriptions.add(omar, "h-buurt", NOW)
    store.profiles.add(omar, "🦊")
    store.connection.execute(people.delete().where(people.c.id == omar))
    assert store.subscriptions.of_room("h-buurt", LATER) == []
    assert store.profiles.of(omar) == set()


@pytest.mark.parametrize(
    ("hint", "chosen", "language"), [("nl", "", "nl"), ("nl", "tr", "tr"), ("", "", "")]
)
def test_a_subscriber_is_the_first_person_on_a_phone(
    store: Store, hint: str, chosen: str, language: str
) -> None:
    omar = person(store, hint=hint)
    store.subscriptions.add(omar, "h-buurt", NOW)
    if chosen:
        store.people.choose_language(omar, chosen)
    assert store.subscriptions.of_room("h-buurt", NOW) == [
        Subscriber(person=omar, language=language)
    ]
    store.profiles.add(omar, "🦊")
    store.profiles.switch(omar, "🦊")
    store.people.choose_language(omar, "es")
    assert store.subscriptions.of_room("h-buurt", NOW) == [
        Subscriber(person=omar, language=language)
    ]
    assert store.people.language_of(omar) == "es"
    assert store.profiles.switch(omar, "") == chosen


def test_roles_are_there_again_when_the_first_person_is(store: Store) -> None:
    fatma = person(store, "fatma")
    store.roles.give(fatma, Role(KEY_HOLDER, "h-buurt"), NOW)
    store.profiles.add(fatma, "🦊")
    for profile, rooms in (("🦊", ()), ("", ("h-buurt",))):
        store.profiles.switch(fatma, profile)
        for found in (
            store.people.find("telegram", "fatma"),
            store.people.known([("telegram", "fatma", "nl")])["telegram", "fatma"],
        ):
            assert found
            assert (found.profile, found.rooms_as(KEY_HOLDER)) == (profile, rooms)
        assert store.roles.of(fatma) == (Role(KEY_HOLDER, "h-buurt"),)
        assert store.roles.key_holders("h-buurt") == [fatma]


def test_a_language_that_was_meant_outlives_a_failed_send(store: Store) -> None:
    omar = person(store)
    store.people.choose_language(omar, "en")
    store.profiles.add(omar, "🦊")
    store.profiles.switch(omar, "🦊")
    store.people.choose_language(omar, "tr")
    store.outbox.put([Outgoing(omar, WORDS, profile="")], NOW)
    (first,) = store.claims.take({"telegram": 9}, NOW)
    store.claims.settle([Result(first.id, QUEUED, problem="NotSent", due_at=NOW)])
    (again,) = store.claims.take({"telegram": 9}, NOW)
    assert (first.language, again.language) == ("en", "en")


def test_what_is_taken_back_is_looked_for_among_those_whom_it_was_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar, layla = person(store), person(store, "layla")
    asks = '{"lines":[],"rows":[[{"label":["name","x"],"act":["close_at",{"opening":3}]}]]}'
    store.outbox.put([Outgoing(who, asks) for who in [*[omar] * 50, layla]], NOW)
    read: list[Any] = []

    def reads(keys: KeyRing, row: Any, args: Any) -> bool:
        read.append(row)
        return letters.is_about(keys, row, args)

    monkeypatch.setattr(queued, "is_about", reads)
    store.queued.drop_about("opening", 3, persons=[layla])
    assert [row.person_id for row in read] == [layla]
    assert [row.person for row in store.claims.take({"telegram": 9}, NOW)] == [omar]


def test_of_very_much_news_only_what_goes_out_soon_is_looked_through(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar = person(store)
    numbers = puts(store, *[Outgoing(omar, WORDS, Priority.NEWS)] * 5)
    store.queued.put_off(numbers[:1], LATER)
    monkeypatch.setattr(queued, "LOOKED_AT_ONCE", 2)
    news = store.queued.of_priority(Priority.NEWS, NOW)
    assert [number for number, _ in news] == numbers[1:3]


def test_what_waits_is_dropped_or_put_off_but_never_once_it_is_being_sent(store: Store) -> None:
    one, two, three = (person(store, name) for name in ("one", "two", "three"))
    news = [Outgoing(who, WORDS, Priority.NEWS) for who in (one, two, three)]
    numbers = puts(store, *news)
    claimed = store.claims.take({"telegram": 1}, NOW)
    assert [row.id for row in claimed] == numbers[:1]
    store.queued.drop(numbers[:2])
    store.queued.put_off(numbers, LATER)
    store.queued.drop([])
    store.queued.put_off([], LATER)
    assert [number for number, _ in store.queued.of_priority(Priority.NEWS, LATER)] == numbers[2:]
    assert store.claims.take({"telegram": 9}, NOW) == []
    assert [row.person for row in store.claims.take({"telegram": 9}, LATER)] == [three]


def test_a_held_answer_makes_way_for_the_next(store: Store) -> None:
    omar, layla = person(store), person(store, "layla")
    delayed = [Outgoing(who, WORDS, delayed_until=LATER) for who in (omar, layla)]
    store.outbox.put(delayed, NOW)
    assert store.claims.take({"telegram": 9}, NOW) == []
    assert store.sent.newest_of(omar) is None
    store.queued.drop_delayed(omar)
    assert [row.person for row in store.claims.take({"telegram": 9}, LATER)] == [layla]


def test_what_subscribers_know_stands_beside_the_file(store: Store) -> None:
    first = read_text(TWO_ROOMS, "first.toml")
    second = read_text(TWO_ROOMS.replace("Hofgeest 1", "Hofgeest 2"), "second.toml")
    assert store.neighbourhoods.known_mark() is None
    assert store.neighbourhoods.save(first)
    assert store.neighbourhoods.known() == (store.neighbourhoods.digest(), first)
    assert store.neighbourhoods.save(second)
    assert not store.neighbourhoods.save(second)
    assert store.neighbourhoods.current() == second
    assert store.neighbourhoods.known()[1] == first
    assert store.neighbourhoods.keys_fit()
    store.neighbourhoods.know(second, "told")
    assert store.neighbourhoods.known() == ("told", second)
    assert store.neighbourhoods.current() == second


def test_what_was_noticed_keeps_its_moment_until_it_is_forgotten(store: Store) -> None:
    assert store.done_once.noticed("file", "a b", NOW) == NOW
    assert store.done_once.noticed("file", "a b", LATER) == NOW
    store.done_once.forget("file", "a b")
    assert store.done_once.noticed("file", "a b", LATER) == LATER
