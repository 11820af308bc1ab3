"""What was announced is looked at, changed and stopped, and has a result; by any coordinator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handlers.team.test_announcing import WORDS, subscriber, writes
from tests.support.talk import Street


def test_one_that_waits_for_the_morning_is_looked_at_and_stopped_by_another(street: Street) -> None:
    street.at("21:30")
    nour, sara, omar = street.coordinator(), street.coordinator(), subscriber(street, "h-buurt")
    writes(nour).taps("📣 Send").taps("📣 How it goes")
    nour.sees("📍 H-buurt", WORDS, "⏳ I'll send it at 09:00.", "⏳ Waiting: a few")
    nour.sees("✅ Delivered: 0")
    street.at("08:00", days=1)
    sara.says("/announce").sees("What do you want to say?").taps("📣 The last one").sees(WORDS)
    look = sara.last
    sara.taps("❌ Stop").sees("✅ Stopped. Nobody else gets it.", "Nobody had it yet.")
    sara.sees("❌ Stopped: a few", "⏳ Waiting: 0")
    sara.taps("❌ Stop", on=look).sees("Nothing waits any more.")
    street.at("09:00")
    street.tick()
    omar.hears_nothing()


def test_the_result_says_who_has_it_and_who_left(street: Street) -> None:
    street.at("10:00")
    nour = street.coordinator()
    people = [subscriber(street, "h-buurt") for _ in range(6)]
    people[0].blocks()
    writes(nour).taps("📣 Send").taps("📣 How it goes")
    nour.sees("✅ Delivered: 5", "Left us: a few", "⏳ Waiting: 0")
    assert "❌ Stop" not in nour.buttons()
    # A day later its words are gone from here, and the numbers are not.
    street.later(hours=35)
    nour.says("/announce").taps("📣 The last one").sees("✅ Delivered: 5")
    street.later(hours=2)
    nour.says("/announce")
    assert "📣 The last one" not in nour.buttons()


def test_what_was_on_its_way_at_a_kill_arrives_once_and_the_rest_is_stopped(street: Street) -> None:
    street.at("22:00")
    nour = street.coordinator()
    people = [subscriber(street, "h-buurt") for _ in range(3)]
    writes(nour).taps("📣 Send").taps("📣 How it goes")
    look = nour.last
    street.at("09:00", days=1)
    with street.database.writing() as store:
        # One was claimed when the program was killed.
        assert len(store.claims.take({"telegram": 1}, street.now)) == 1
    copy = Street(street.database, street.view().neighbourhood, street.now, street.doors)
    copy.is_away = True
    nour.street = copy
    nour.taps("❌ Stop", on=look)
    copy.is_back()
    nour.sees("It reached a few people already.", "⏳ Waiting: a few", "❌ Stopped: a few")
    copy.tick()
    assert sorted(len(one.unread) for one in people) == [0, 0, 1]


def test_a_stop_in_the_middle_says_how_many_had_it(street: Street) -> None:
    street.at("10:00")
    nour = street.coordinator()
    people = [subscriber(street, "h-buurt") for _ in range(4)]
    ids = {one.person for one in people[:2]}
    preview = writes(nour).last
    street.is_away = True
    nour.taps("📣 Send", on=preview)
    with street.database.writing() as store:
        (announced,) = store.announcements.since(street.now - timedelta(hours=1))
        waiting = store.announcements.progress(announced).waiting
        made = [one for number in waiting if (one := store.sent.get(number))]
        # The other half would go later.
        late = [one.id for one in made if one.person not in ids]
        store.queued.put_off(late, street.now + timedelta(minutes=5))
    street.is_back()
    assert [len(one.unread) for one in people] == [1, 1, 0, 0]
    nour.taps("📣 How it goes").sees("✅ Delivered: a few", "⏳ Waiting: a few")
    assert "✏️ Change" not in nour.buttons()
    nour.taps("❌ Stop").sees("It reached a few people already.")
    street.later(minutes=10)
    street.tick()
    assert [len(one.unread) for one in people] == [1, 1, 0, 0]


def test_other_words_for_the_same_people_before_the_morning(street: Street) -> None:
    street.at("22:00")
    nour, omar = street.coordinator(), subscriber(street, "h-buurt")
    other = subscriber(street, "holendrecht")
    writes(nour).taps("📣 Send").taps("📣 How it goes")
    look = nour.last
    nour.taps("✏️ Change").sees("✅ Stopped. Nobody else gets it.", "What do you want to say?")
    # After a restart it is still known whom it is for.
    nour.street = Street(street.database, street.view().neighbourhood, street.now, street.doors)
    nour.says("Come at four").sees("This goes to a few people:", "Come at four")
    nour.taps("📣 Send").sees("✅ I'll send it at 09:00.")
    nour.taps("✏️ Change", on=look).sees("❌ Stopped: a few")
    street.at("09:00", days=1)
    street.tick()
    omar.sees("Come at four").sees_not(WORDS)
    other.hears_nothing()


def test_once_somebody_has_it_it_is_not_changed_any_more(street: Street) -> None:
    street.at("22:00")
    nour, omar = street.coordinator(), subscriber(street, "h-buurt")
    writes(nour).taps("📣 Send").taps("📣 How it goes")
    look = nour.last
    street.at("09:00", days=1)
    street.tick()
    omar.sees(WORDS)
    nour.taps("✏️ Change", on=look).sees("✅ Delivered: a few").sees_not("What do you want")
    street.later(days=9)
    nour.taps("✏️ Change", on=look).sees("over")


def test_of_two_that_wait_each_is_stopped_for_itself(street: Street) -> None:
    street.at("22:00")
    nour, omar = street.coordinator(), subscriber(street, "h-buurt")
    writes(nour, "Soup").taps("📣 Send")
    soup = nour.last
    street.later(minutes=1)
    writes(nour, "Bread").taps("📣 Send")
    nour.taps("📣 How it goes", on=soup).sees("Soup").sees_not("Bread")
    nour.taps("❌ Stop")
    street.at("09:00", days=1)
    street.tick()
    omar.sees("Bread").sees_not("Soup")


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_it_is_stopped_by_typed_numbers_in_any_language(street: Street, language: str) -> None:
    street.at("22:00")
    nour, omar = street.coordinator(language), subscriber(street, "h-buurt")
    nour.says("/announce").says("Soup").says("2").says("1").says("1")
    nour.sees("Soup", "09:00")
    nour.says("1").sees("Soup")
    street.at("09:00", days=1)
    street.tick()
    omar.hears_nothing()


def test_it_can_be_stopped_on_the_web(street: Street) -> None:
    street.at("22:00")
    nour, omar = street.coordinator(), street.neighbour("ar", channel="web")
    omar.arrives()
    with street.database.writing() as store:
        store.subscriptions.add(omar.person, "h-buurt", street.now)
    writes(nour).taps("📣 Send").taps("📣 How it goes").taps("❌ Stop").sees("✅ Stopped.")
    street.at("09:00", days=1)
    street.tick()
    omar.hears_nothing()
