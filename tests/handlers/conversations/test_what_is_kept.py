"""What is kept of a talk with a neighbour, and where there is none."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from storage.neighbourhood.file import read_text
from storage.tables.conversations import talk_lines, talks
from tests.conftest import TWO_ROOMS
from tests.handlers.conversations.talking import (
    WORDS,
    asks_for_a_person,
    opened,
    talks_kept,
    writes,
)
from tests.support.peek import everything_kept
from tests.support.talk import Street


def test_words_are_sealed_and_buttons_and_replies_outlive_them(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.replies("kanariepiet answers")
    omar.taps("💬 Answer")
    assert "kanariepiet" not in everything_kept(street)
    asked = next(message for message in fatma.screen if WORDS in message.text)
    street.later(hours=2)
    street.tick()
    assert "kanariepiet" not in everything_kept(street)
    with street.database.reading() as store:
        kept = [store.sent.get(message.id).payload for message in fatma.screen]  # type: ignore[union-attr]
    assert not any("kanariepiet" in payload for payload in kept)
    fatma.replies("by reply", on=asked).sees("✅ Sent.")
    omar.sees("by reply")
    fatma.taps("💬 Answer", on=asked).sees(WORDS).says("by button")
    omar.sees("by button")


def test_what_could_not_be_sent_in_time_still_leads_to_the_words(street: Street) -> None:
    fatma = opened(street)
    omar = asks_for_a_person(street.neighbour())
    deliver, street.deliver = street.deliver, lambda: None  # type: ignore[method-assign]
    omar.says(WORDS)
    street.later(hours=2)
    with street.database.writing() as store:
        store.sent.wipe_secrets(street.now)
    street.deliver = deliver  # type: ignore[method-assign]
    street.deliver()
    fatma.sees("Somebody is writing in English.").sees_not(WORDS)
    fatma.taps("💬 Answer").sees(WORDS).says("got it")
    omar.sees("got it")


def test_old_talks_are_forgotten_whole(street: Street) -> None:
    fatma = opened(street)
    writes(street.neighbour())
    fatma.replies("hello").taps("✔️ Done")
    with street.database.writing() as store:
        store.talks.forget_old(street.now + timedelta(days=31))
        assert store.connection.execute(select(talks)).all() == []
        assert store.connection.execute(select(talk_lines)).all() == []


def test_with_one_room_there_is_nothing_to_ask(street: Street) -> None:
    text = TWO_ROOMS.split("[[rooms]]")
    street.load(read_text("[[rooms]]".join(text[:2]) + "[urgent]\n112 = '112'\n", "one.toml"))
    street.key_holder("h-buurt")
    omar = street.neighbour().says("/person")
    omar.sees("A neighbour of H-buurt reads it.")
    assert "🕙 Another room" not in omar.buttons()


def test_groups_have_no_talks(street: Street) -> None:
    opened(street)
    group = street.neighbour(private=False)
    group.speaks("file").hears_nothing()
    group.says("/person").sees("Please write to me privately.")
    assert talks_kept(street) == 0
