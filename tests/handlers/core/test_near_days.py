"""A day is called as it is on the day on which it is read, not on the day on which it was said."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from bot.channels.telegram.channel import Telegram
from bot.rendering.text import Reader, longest, render, write
from handlers.core import message_json, time_words
from handlers.core.messages import Reply, Text, button, say
from tests.support.talk import Street

TUESDAY = date(2026, 11, 17)
SAID = say(
    "body", "{day} at {time}, {room}.", day=time_words.day_name(TUESDAY), time="20:00", room="H"
)


def read(text: Text, days: int, tag: str = "en") -> str:
    """What stands there so many days before that Tuesday."""
    return write(text, Reader((tag, "en"), TUESDAY - timedelta(days=days)))


@pytest.mark.parametrize(
    ("days", "en", "nl"),
    [
        (7, "Tuesday 17 November at 20:00, H.", "dinsdag 17 november"),
        (6, "Tuesday at 20:00, H.", "dinsdag"),
        (1, "Tomorrow, Tuesday, at 20:00, H.", "Morgen"),
        (0, "Today at 20:00, H.", "Vandaag"),
        (-1, "Yesterday, Tuesday, at 20:00, H.", "Gisteren"),
        (-2, "Tuesday 17 November at 20:00, H.", "Dinsdag 17 november"),
    ],
)
def test_a_sentence_that_waited_says_the_day_as_it_is_now(days: int, en: str, nl: str) -> None:
    kept = message_json.from_json(message_json.to_json(Reply((SAID,)))).lines[0]
    assert read(kept, days) == en
    assert nl.lower() in read(kept, days, "nl").lower()


@pytest.mark.parametrize(
    ("days", "label"),
    [(0, "📆 Today"), (1, "📆 Tomorrow"), (-1, "📆 Yesterday"), (3, "📆 Tuesday")],
)
def test_so_does_the_label_of_a_button(days: int, label: str) -> None:
    kept = Reply((), ((button(time_words.day_label(TUESDAY), "activities"),),))
    reader = Reader(("en",), TUESDAY - timedelta(days=days))
    shown, _ = render(message_json.to_json(kept), reader, Telegram.limits, 1, "abcdefghijkl")
    assert shown.rows[0][0].label == label


def test_the_same_message_on_two_days_is_written_twice() -> None:
    kept = message_json.to_json(Reply((SAID,)))
    texts = [
        render(kept, Reader(("en",), TUESDAY - timedelta(days=days)), Telegram.limits, 1, "t")[
            0
        ].text
        for days in (1, 0, 1)
    ]
    assert texts == ["Tomorrow, Tuesday, at 20:00, H.", "Today at 20:00, H.", texts[0]]


def test_where_no_day_is_known_the_date_is_said() -> None:
    assert write(SAID, Reader(("en",))) == "Tuesday 17 November at 20:00, H."
    assert longest([SAID], Telegram.limits) > len("20:00")


def test_a_program_that_does_not_know_such_days_says_the_date() -> None:
    written = json.loads(message_json.to_json(Reply((SAID,))))["lines"][0][2]["day"]["text"]
    assert written == ["near", "{day}", {"day": {"date": "2026-11-17"}}]


def test_a_day_of_an_older_program_is_still_read() -> None:
    old = (
        '{"lines":[["body","{day} at {time}, {room}.",{"day":{"text":["day","Tomorrow, {weekday},",'
    )
    old += '{"weekday":{"weekday":"2026-11-17"}}]},"time":"20:00","room":"H"}]],"rows":[]}'
    assert read(message_json.from_json(old).lines[0], 0) == "Tomorrow, Tuesday, at 20:00, H."


def test_an_answer_about_tomorrow_that_arrives_tomorrow_says_today(street: Street) -> None:
    omar = street.neighbour()
    street.at("23:30")
    street.is_away = True
    omar.says("/hours h-buurt")
    street.at("08:00", days=1)
    street.is_back()
    omar.sees("🔴 H-buurt: closed. Today from 10:00.").sees_not("Tomorrow, Tuesday")


def test_a_typed_day_is_the_button_that_is_called_so_now(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("09:00", days=1)
    fatma.says("/shifts").taps("➕ One I forgot").says("yesterday").sees("From when until when?")
