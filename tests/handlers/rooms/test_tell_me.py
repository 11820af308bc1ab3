"""Tell me when it opens: one tap to begin, one to stop, never at night, never what is over."""

from __future__ import annotations

import pytest

from bot.rendering.message import Rendered
from handlers.core.messages import Kind, Priority
from storage.neighbourhood.file import read_text
from storage.repositories.messages.outbox_sql import DROPPED
from storage.tables.messages import outbox
from tests.conftest import TWO_ROOMS
from tests.handlers.rooms.subscribers import (
    NEWS,
    OPEN,
    SHORT_24,
    opens,
    subscriber,
    taps_bell,
)
from tests.support.peek import answers_well, failures, loads
from tests.support.talk import Street, keys_of


def bell(message: Rendered) -> str:
    """What a tap on the bell under a message sends."""
    return next(one.token for one in keys_of(message) if one.label[0] in "🔔🔕")


def test_one_tap_and_one_is_told_when_the_room_opens(street: Street) -> None:
    omar = taps_bell(street)
    omar.sees("🔔 I'll tell you when H-buurt opens.", "I'll write between 09:00 and 21:00.")
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
    omar.taps("🔕 Stop").sees("🔕 I'll stop.")
    assert "🔔 Tell me" in omar.buttons()
    omar.reads()
    opens(street)
    omar.hears_nothing()


def test_the_message_itself_has_the_button_to_stop(street: Street) -> None:
    omar = subscriber(street)
    fatma = opens(street)
    omar.taps("🔕 Stop").sees("🔕 I'll stop.")
    omar.reads()
    fatma.says("/close 3")
    opens(street, "13:00")
    omar.hears_nothing()


def test_under_all_rooms_one_says_of_which(street: Street) -> None:
    omar = street.neighbour().says("/hours").taps("🔔 When it opens")
    omar.sees("Which room do you want to hear about?").taps("🔔 Holendrecht")
    omar.sees("🔔 I'll tell you when Holendrecht opens.")
    omar.reads()
    opens(street)
    omar.hears_nothing()
    omar.says("/hours").taps("🔔 When it opens")
    assert {"🔔 H-buurt", "🔕 Holendrecht"} <= set(omar.buttons())


def test_with_one_room_there_is_nothing_to_ask(street: Street) -> None:
    one = TWO_ROOMS.partition('[[rooms]]\nid = "holendrecht"')
    rest = "[population]" + one[2].partition("[population]")[2]
    street.load(read_text(one[0] + rest, "one-room.toml"))
    omar = street.neighbour().says("/hours").taps("🔔 Tell me")
    omar.sees("🔔 I'll tell you when H-buurt opens.")
    assert "🔕 Stop" in omar.says("/hours").buttons()


def test_tapping_twice_or_on_an_old_button_does_nothing_wrong(street: Street) -> None:
    omar = street.neighbour().says("/hours h-buurt")
    room = omar.last
    omar.taps("🔔 Tell me").does(Kind.TAPPED, tap=bell(room)).sees(
        "I'll tell you when H-buurt opens."
    )
    omar.reads()
    opens(street)
    assert len(omar.reads()) == 1
    stop = omar.last
    omar.taps("🔕 Stop", on=stop).does(Kind.TAPPED, tap=bell(stop)).sees("🔕 I'll stop.")
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
