"""Tell me when hours change: each change once, to whoever asked before, never what is over."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from handlers.core.messages import Priority
from tests.handlers.rooms.subscribers import (
    NEWS,
    OPEN,
    SHORT_24,
    opens,
    special,
    subscriber,
    taps_bell,
)
from tests.support.peek import answers_well, loads
from tests.support.talk import Street

CLOSED_24 = special(
    'date = 2026-11-24, closed = true, reason = { en = "Party", nl = "Feest" }',
)


def test_other_hours_on_a_day_are_told_once(street: Street, other_copy: Street) -> None:
    omar, layla = subscriber(street), subscriber(street, "holendrecht")
    loads(street, SHORT_24)
    street.tick()
    omar.sees(NEWS, "H-buurt: other hours on Tuesday 24 November: 10:00 until 12:30.")
    assert len(omar.reads()) == 1
    for days in (0, 1, 7):
        for copy in (street, other_copy):
            copy.now = street.now
            copy.at("10:00", days=days)
            copy.tick()
    loads(street, SHORT_24)
    street.tick()
    omar.hears_nothing()
    layla.hears_nothing()


@pytest.mark.usefixtures("five_languages")
def test_a_closed_day_comes_with_its_reason_in_ones_own_language(street: Street) -> None:
    dutch, english = subscriber(street, language="nl"), subscriber(street)
    loads(street, CLOSED_24)
    street.tick()
    english.sees("H-buurt: closed on Tuesday 24 November.", "Reason: Party.")
    dutch.sees("Feest").sees_not("Party")


def test_a_withdrawn_special_day_is_a_change_too(street: Street) -> None:
    omar, arabic = subscriber(street), subscriber(street, language="ar")
    loads(street, ('  { date = 2026-11-20, hours = "13:00-15:00", reason = "Party" },\n', ""))
    street.tick()
    omar.sees("H-buurt: other hours on Friday 20 November: 10:00-12:00, 13:00-16:00.")
    omar.sees_not("Party")
    arabic.sees("10:00-12:00، 13:00-16:00")


def test_new_hours_for_every_week_are_told_by_their_first_week(street: Street) -> None:
    omar = subscriber(street, "holendrecht")
    loads(street, ("Mo,We 18:00-02:00", "Mo,We 17:00-20:00"))
    street.tick()
    omar.sees("Holendrecht has new opening hours.")
    omar.sees("Holendrecht: other hours on Monday 16 November: 17:00 until 20:00.")
    omar.sees("There is more. Tap 📆.").sees_not("25 November", "23 November")
    omar.taps("📆 Days ahead").sees("Wednesday 17:00-20:00.")
    omar.reads()
    street.at("10:00", days=10)
    street.tick()
    omar.hears_nothing()


def test_a_new_address_is_told(street: Street) -> None:
    omar = subscriber(street)
    loads(street, ("Hofgeest 1", "Hofgeest 12"))
    street.tick()
    omar.sees("H-buurt has a new address: Hofgeest 12.")
    assert len(omar.reads()) == 1


def test_that_a_room_is_gone_is_told_once_and_nothing_more_of_it(street: Street) -> None:
    omar, layla = subscriber(street), subscriber(street, "holendrecht")
    street.at("22:00")
    loads(street, ('id = "h-buurt"', 'id = "new-room"'))
    omar.reads()
    street.tick()
    omar.hears_nothing()
    street.at("09:00", days=1)
    street.tick()
    omar.sees(NEWS, "H-buurt\nThis room is not there any more.")
    assert len(omar.reads()) == 1
    answers_well(omar.taps("🕙 Opening hours"))
    street.later(minutes=1)
    loads(street)
    omar.reads()
    street.tick()
    opens(street)
    omar.hears_nothing()
    layla.hears_nothing()
    with street.database.reading() as store:
        assert store.subscriptions.rooms_of(omar.person) == set()
        assert store.subscriptions.rooms_of(layla.person) == {"holendrecht"}


def test_a_room_that_is_back_before_anybody_heard_of_it_keeps_its_subscribers(
    street: Street,
) -> None:
    omar = subscriber(street)
    street.at("22:00")
    loads(street, ('id = "h-buurt"', 'id = "new-room"'))
    street.tick()
    loads(street)
    omar.reads()
    street.at("09:00", days=1)
    street.tick()
    omar.hears_nothing()
    opens(street)
    omar.sees(OPEN)


def test_a_reload_that_changes_nothing_for_visitors_is_silent(street: Street) -> None:
    omar = subscriber(street)
    loads(street, ("low = 4000", "low = 4100"), ("+31 20 555 0101", "+31 20 555 0109"))
    street.tick()
    loads(street, ('"Mo-Fr 10:00-12:00,13:00-16:00; PH off"', '"Mo-Fr 10:00-12:00,13:00-16:00"'))
    street.tick()
    omar.hears_nothing()


def test_what_is_past_is_not_told(street: Street) -> None:
    omar = subscriber(street)
    street.at("16:30")
    past = special("date = 2026-11-16, closed = true", "date = 2026-11-13, closed = true")
    loads(street, past)
    omar.reads()
    street.tick()
    omar.hears_nothing()


def test_the_first_file_of_all_is_news_to_nobody(street: Street) -> None:
    omar = subscriber(street)
    omar.reads()
    for days in (0, 1, 1):
        street.at("10:00", days=days)
        street.tick()
    omar.hears_nothing()


def test_who_asks_later_is_not_told_what_changed_before(street: Street) -> None:
    loads(street, SHORT_24)
    omar = taps_bell(street)
    omar.reads()
    street.tick()
    omar.hears_nothing()
    street.at("22:00")
    loads(street, CLOSED_24)
    street.tick()
    street.later(minutes=30)
    layla = taps_bell(street)
    layla.reads()
    street.at("09:00", days=1)
    street.tick()
    layla.hears_nothing()
    omar.sees("H-buurt: closed on Tuesday 24 November.")


def test_a_change_at_night_is_told_at_nine(street: Street) -> None:
    omar = subscriber(street)
    street.at("21:30")
    loads(street, SHORT_24)
    omar.reads()
    for clock in ("21:31", "23:59"):
        street.at(clock)
        street.tick()
    street.at("08:59", days=1)
    street.tick()
    omar.hears_nothing()
    street.at("09:00")
    street.tick()
    omar.sees("10:00 until 12:30.")


def test_a_change_that_was_taken_back_before_anybody_heard_of_it_is_no_news(
    street: Street,
) -> None:
    omar = subscriber(street)
    street.at("22:00")
    loads(street, SHORT_24)
    street.tick()
    loads(street)
    omar.reads()
    street.at("09:00", days=1)
    street.tick()
    omar.hears_nothing()


def test_a_change_back_is_told_again(street: Street) -> None:
    omar = subscriber(street)
    for change in (SHORT_24, None, SHORT_24):
        street.later(minutes=1)
        loads(street, *([change] if change else []))
        omar.reads()
        street.tick()
        omar.sees("on Tuesday 24 November")


def test_who_asked_after_the_first_time_is_told_the_second_time(street: Street) -> None:
    for change in ([SHORT_24], []):
        street.later(minutes=1)
        loads(street, *change)
        street.tick()
    street.later(minutes=1)
    omar = subscriber(street)
    street.later(minutes=1)
    loads(street, SHORT_24)
    street.tick()
    omar.sees("10:00 until 12:30.")


def test_two_copies_that_look_at_the_same_moment_tell_once(
    street: Street, other_copy: Street
) -> None:
    omar, fatma = subscriber(street), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    loads(street, SHORT_24)
    street.later(minutes=1)
    start = threading.Barrier(2)

    def looks(copy: Street) -> None:
        copy.now = street.now
        start.wait()
        copy.look()

    with ThreadPoolExecutor(2) as both:
        list(both.map(looks, (street, other_copy)))
    omar.reads()
    street.deliver()
    omar.sees(OPEN, "10:00 until 12:30.")
    assert len(omar.reads()) == 2


@pytest.mark.long
def test_a_special_day_far_ahead_is_told_when_it_comes_within_two_weeks(street: Street) -> None:
    omar = subscriber(street)
    far = (
        "  { date = 2026-11-20,",
        "  { date = 2026-12-24, closed = true },\n  { date = 2026-11-20,",
    )
    loads(street, far)
    omar.reads()
    street.tick()
    for _ in range(23):
        street.at("10:00", days=1)
        street.tick()
    omar.hears_nothing()
    street.at("10:00", days=1)
    street.tick()
    omar.sees("H-buurt: closed on Thursday 24 December.")
    omar.reads()
    street.at("10:00", days=1)
    street.tick()
    omar.hears_nothing()


def test_1700_subscribers_cost_no_more_questions_than_ten(street: Street) -> None:
    few = questions(street, 10, "10:00")
    # A thousand new rows go into one statement.
    assert few <= questions(street, 1700, "13:00") <= few + 1


def questions(street: Street, crowd: int, clock: str) -> int:
    """How many questions to the database it takes to tell so many people."""
    with street.database.writing() as store:
        known = store.people.known(("web", f"{crowd} {one}", "en") for one in range(crowd))
        for one in known.values():
            store.subscriptions.add(one.id, "h-buurt", street.now)
    fatma = street.key_holder("h-buurt")
    street.at(clock)
    street.tick()
    fatma.says("/open")
    street.later(minutes=1)
    asked: list[object] = []

    def count(*question: object) -> None:
        asked.append(question)

    event.listen(street.database.engine, "before_cursor_execute", count)
    street.look()
    event.remove(street.database.engine, "before_cursor_execute", count)
    with street.database.writing() as store:
        news = [number for number, _ in store.queued.of_priority(Priority.NEWS, street.now)]
        store.queued.drop(news)
    assert len(news) >= crowd
    fatma.says("/close 3")
    return len(asked)
