"""Tell me when it opens: one tap to begin, one to stop, never at night, never what is over."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from bot.rendering.message import Rendered
from handlers.core.messages import Kind, Priority
from storage.neighbourhood.file import read_text
from storage.repositories.messages.outbox_sql import DROPPED
from storage.tables.messages import outbox
from tests.conftest import TWO_ROOMS
from tests.support.peek import answers_well, failures, loads
from tests.support.talk import Neighbour, Street, keys_of

NEWS = "🔔 There is news about the neighbourhood room."
OPEN = "H-buurt is open now. Until 12:00."


def subscriber(street: Street, room: str = "h-buurt", language: str = "en") -> Neighbour:
    """Somebody who asked to be told, and has read the answer."""
    made = street.neighbour(language)
    made.arrives()
    with street.database.writing() as store:
        store.subscriptions.add(made.person, room, street.now)
    return made


def taps_bell(street: Street) -> Neighbour:
    return street.neighbour().says("/hours h-buurt").taps("🔔 Tell me")


def bell(message: Rendered) -> str:
    """What a tap on the bell under a message sends."""
    return next(one.token for one in keys_of(message) if one.label[0] in "🔔🔕")


def opens(street: Street, clock: str = "10:00") -> Neighbour:
    """Somebody opens H-buurt, and the ticker comes by a minute later."""
    fatma = street.key_holder("h-buurt")
    street.at(clock)
    fatma.says("/open")
    street.later(minutes=1)
    street.tick()
    return fatma


def special(*days: str) -> tuple[str, str]:
    """The same file with these special days of H-buurt besides."""
    first = "  { date = 2026-11-20,"
    return first, "".join(f"  {{ {day} }},\n" for day in days) + first


CLOSED_24 = special(
    'date = 2026-11-24, closed = true, reason = { en = "Party", nl = "Feest" }',
)
SHORT_24 = special('date = 2026-11-24, hours = "10:00-12:30"')


def test_one_tap_and_one_is_told_when_the_room_opens(street: Street) -> None:
    omar = taps_bell(street)
    omar.sees("🔔 I tell you when H-buurt opens.", "I write between 09:00 and 21:00.")
    omar.reads()
    opens(street)
    omar.sees(NEWS, OPEN)
    assert omar.last.text.splitlines()[0] == NEWS
    assert omar.buttons()[:2] == ["🕙 Opening hours", "🔕 Stop"]


def test_what_is_told_of_ones_own_accord_waits_behind_answers(street: Street) -> None:
    assert Priority.ANSWER < Priority.NOTICE < Priority.NEWS


def test_an_opening_is_told_once_however_often_we_look(street: Street, other_copy: Street) -> None:
    omar = subscriber(street)
    opens(street)
    omar.reads()
    for minute in (0, 1, 30, 60):
        for copy in (street, other_copy):
            copy.now = street.now
            copy.later(minutes=minute)
            copy.tick()
    omar.hears_nothing()


def test_the_button_under_the_room_says_what_it_does_now(street: Street) -> None:
    omar = street.neighbour().says("/hours h-buurt")
    assert "🔔 Tell me" in omar.buttons()
    omar.taps("🔔 Tell me")
    assert "🔕 Stop" in omar.buttons()
    assert "🔔 Tell me" not in omar.buttons()
    omar.taps("🔕 Stop").sees("🔕 I stop.")
    assert "🔔 Tell me" in omar.buttons()
    omar.reads()
    opens(street)
    omar.hears_nothing()


def test_the_message_itself_has_the_button_to_stop(street: Street) -> None:
    omar = subscriber(street)
    fatma = opens(street)
    omar.taps("🔕 Stop").sees("🔕 I stop.")
    omar.reads()
    fatma.says("/close 3")
    opens(street, "13:00")
    omar.hears_nothing()


def test_under_all_rooms_one_says_of_which(street: Street) -> None:
    omar = street.neighbour().says("/hours").taps("🔔 Tell me when open")
    omar.sees("Which room do you want to hear of?").taps("🔔 Holendrecht")
    omar.sees("Holendrechtplein 9")
    omar.reads()
    opens(street)
    omar.hears_nothing()
    omar.says("/hours").taps("🔔 Tell me when open")
    assert {"🔔 H-buurt", "🔕 Holendrecht"} <= set(omar.buttons())


def test_with_one_room_there_is_nothing_to_ask(street: Street) -> None:
    one = TWO_ROOMS.partition('[[rooms]]\nid = "holendrecht"')
    rest = "[population]" + one[2].partition("[population]")[2]
    street.load(read_text(one[0] + rest, "one-room.toml"))
    omar = street.neighbour().says("/hours").taps("🔔 Tell me")
    omar.sees("🔔 I tell you when H-buurt opens.")
    assert "🔕 Stop" in omar.says("/hours").buttons()


def test_tapping_twice_or_on_an_old_button_does_nothing_wrong(street: Street) -> None:
    omar = street.neighbour().says("/hours h-buurt")
    room = omar.last
    omar.taps("🔔 Tell me").does(Kind.TAPPED, tap=bell(room)).sees("I tell you when H-buurt opens.")
    omar.reads()
    opens(street)
    assert len(omar.reads()) == 1
    stop = omar.last
    omar.taps("🔕 Stop", on=stop).does(Kind.TAPPED, tap=bell(stop)).sees("🔕 I stop.")
    assert failures(street) == []


def test_a_room_that_is_gone_can_still_be_stopped(street: Street) -> None:
    omar = taps_bell(street)
    old = omar.last
    loads(street, ('id = "h-buurt"', 'id = "new-room"'))
    answers_well(omar.taps("🔕 Stop", on=old))
    with street.database.reading() as store:
        assert store.subscriptions.rooms_of(omar.person) == set()


@pytest.mark.usefixtures("five_languages")
def test_everybody_is_told_in_their_own_language(street: Street) -> None:
    turkish, spanish = subscriber(street, language="tr"), subscriber(street, language="es")
    opens(street)
    assert "🧑 A person [tr]" in turkish.buttons()
    assert "🧑 A person [es]" in spanish.buttons()


def test_who_opened_the_room_is_not_told_of_it(street: Street) -> None:
    fatma = street.key_holder("h-buurt").says("/hours h-buurt").taps("🔔 Tell me")
    street.at("10:00")
    fatma.says("/open").reads()
    street.later(minutes=1)
    street.tick()
    fatma.hears_nothing()


def test_an_opening_that_is_undone_within_a_minute_is_told_to_nobody(street: Street) -> None:
    omar, fatma = subscriber(street), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    omar.reads()
    street.later(seconds=59)
    street.tick()
    fatma.taps("↩️ Undo")
    street.later(minutes=5)
    street.tick()
    omar.hears_nothing()


def test_news_that_still_waits_when_the_room_closes_is_taken_back(street: Street) -> None:
    """Telegram was not reached for an hour: nobody is sent to a closed door."""
    omar, fatma = subscriber(street), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    omar.reads()
    street.later(minutes=2)
    deliver, street.deliver = street.deliver, lambda: None  # type: ignore[method-assign]
    street.tick()
    street.later(minutes=30)
    fatma.says("/close 3")
    street.tick()
    street.deliver = deliver  # type: ignore[method-assign]
    street.deliver()
    omar.hears_nothing()
    with street.database.reading() as store:
        found = store.connection.execute(outbox.select().where(outbox.c.state == DROPPED))
        assert found.one().person_id == omar.person


def test_who_comes_after_the_room_was_opened_is_not_told(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    street.later(seconds=20)
    omar = taps_bell(street)
    omar.sees("🟢 H-buurt: open. Until 12:00.").reads()
    street.later(minutes=1)
    street.tick()
    omar.hears_nothing()


def test_after_an_outage_an_opening_that_still_stands_is_told(street: Street) -> None:
    omar, fatma = subscriber(street), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    street.at("11:45")
    street.tick()
    omar.sees(OPEN)


def test_after_its_planned_end_nobody_says_it_is_open(street: Street) -> None:
    omar, fatma = subscriber(street), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    omar.reads()
    street.at("12:05")
    street.tick()
    omar.hears_nothing()


def test_an_opening_before_nine_is_told_at_nine_if_it_still_stands(street: Street) -> None:
    omar, layla = subscriber(street), subscriber(street, "holendrecht")
    fatma = street.key_holder("h-buurt", "holendrecht")
    street.at("07:30", days=1)
    fatma.says("/open h-buurt").says("/open holendrecht")
    for clock in ("07:31", "08:30", "08:59"):
        street.at(clock)
        street.tick()
    omar.reads()
    layla.reads()
    fatma.says("/close 3 holendrecht")
    street.at("09:00")
    street.tick()
    omar.sees(NEWS, OPEN)
    layla.hears_nothing()


def test_an_opening_in_the_evening_is_old_news_in_the_morning(street: Street) -> None:
    omar, fatma = subscriber(street, "holendrecht"), street.key_holder("holendrecht")
    street.at("21:00")
    fatma.says("/open")
    omar.reads()
    for clock in ("21:01", "23:30"):
        street.at(clock)
        street.tick()
    for clock in ("08:59", "09:00", "09:01"):
        street.at(clock, days=clock == "08:59")
        street.tick()
    omar.hears_nothing()


def test_what_cannot_be_sent_before_nine_in_the_evening_waits_for_the_morning(
    street: Street,
) -> None:
    omar = subscriber(street)
    street.at("20:30")
    loads(street, SHORT_24)
    deliver, street.deliver = street.deliver, lambda: None  # type: ignore[method-assign]
    street.tick()
    street.at("20:59")
    street.later(seconds=40)
    street.tick()
    street.deliver = deliver  # type: ignore[method-assign]
    omar.reads()
    street.at("22:00")
    street.tick()
    omar.hears_nothing()
    street.at("09:00", days=1)
    street.tick()
    omar.sees("H-buurt: other hours on Tuesday 24 November: 10:00 until 12:30.")


def test_who_left_hears_nothing(street: Street) -> None:
    omar = subscriber(street).does(Kind.LEFT)
    opens(street)
    loads(street, SHORT_24)
    street.tick()
    omar.hears_nothing()
    omar.does(Kind.CAME_BACK).hears_nothing()


def test_in_a_group_nobody_subscribes(street: Street) -> None:
    omar = street.neighbour().says("/hours h-buurt")
    token = next(key.token for row in omar.last.rows for key in row if key.label == "🔔 Tell me")
    omar.private = False
    omar.does(Kind.TAPPED, tap=token).hears_nothing()
    with street.database.reading() as store:
        assert store.subscriptions.rooms_of(omar.person) == set()


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
    omar = subscriber(street)
    loads(street, ('  { date = 2026-11-20, hours = "13:00-15:00", reason = "Party" },\n', ""))
    street.tick()
    omar.sees("H-buurt: other hours on Friday 20 November: 10:00 until 12:00.")
    omar.sees("And from 13:00 until 16:00.").sees_not("Party")


def test_new_hours_for_every_week_are_told_by_their_first_week(street: Street) -> None:
    omar = subscriber(street, "holendrecht")
    loads(street, ("Mo,We 18:00-02:00", "Mo,We 17:00-20:00"))
    street.tick()
    omar.sees("Holendrecht has new opening hours.")
    omar.sees("Holendrecht: other hours on Wednesday 18 November: 17:00 until 20:00.")
    omar.sees_not("25 November", "23 November")
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
    assert questions(street, 10, "10:00") == questions(street, 1700, "13:00")


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
        news = [number for number, _ in store.queued.of_priority(Priority.NEWS)]
        store.queued.drop(news)
    assert len(news) >= crowd
    fatma.says("/close 3")
    return len(asked)
