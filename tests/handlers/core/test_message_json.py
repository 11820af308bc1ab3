"""A message rests in the outbox as it was made, and each of its buttons does what it says."""

from __future__ import annotations

import json
from datetime import UTC, date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.channel import Telegram
from bot.rendering.text import Reader, render
from handlers.core import message_json
from handlers.core.enclosures import Document
from handlers.core.messages import (
    Act,
    Bar,
    Below,
    Button,
    Picture,
    Place,
    Reply,
    Text,
    Tongue,
    Weekday,
    name,
    say,
    say_many,
)
from tests.support.talk import keys_of

calm = settings(deadline=None)
words = st.text(max_size=12)
keys = st.sampled_from(["room", "time", "day", "reason"])
days = st.dates(date(1, 1, 1))
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
plain_values = (
    words
    | st.integers()
    | st.decimals(allow_nan=False)
    | clocks
    | days
    | days.map(Weekday)
    | words.map(Tongue)
)
plain_texts = st.builds(Text, words, words, st.dictionaries(keys, plain_values, max_size=3))
values = plain_values | plain_texts
texts = st.one_of(
    st.builds(Text, words, words, st.dictionaries(keys, values, max_size=3)),
    st.builds(
        Text,
        words,
        words,
        st.dictionaries(keys, values, max_size=3),
        st.text(min_size=1, max_size=12),
        st.integers(),
    ),
)
acts = st.builds(Act, words, st.dictionaries(keys, words | st.integers(), max_size=3))
buttons = st.builds(Button, texts, st.none() | acts, words, st.booleans())
degrees = st.floats(-180, 180)
places = st.builds(Place, degrees, degrees, words, words)
bars = st.builds(Bar, texts, st.none() | st.integers(), st.integers(0), st.integers(0))
pictures = st.builds(
    Picture,
    texts,
    st.lists(bars, max_size=4).map(tuple),
    st.none() | texts,
    st.none() | bars,
)
documents = st.builds(Document, words, words, words, st.datetimes(timezones=st.just(UTC)))
replies = st.builds(
    Reply,
    st.lists(texts, max_size=3).map(tuple),
    st.lists(st.lists(buttons, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
    place=st.none() | places,
    picture=st.none() | pictures,
    document=st.none() | documents,
    commands=st.lists(st.tuples(words, texts), max_size=2).map(tuple),
    voice=words,
    afterwards=st.lists(texts, max_size=2).map(tuple),
    below=st.just(Below.NOTHING),
)


@calm
@given(reply=replies)
def test_what_is_kept_is_what_was_said(reply: Reply) -> None:
    assert message_json.from_json(message_json.to_json(reply)) == reply


@calm
@given(reply=replies)
def test_a_kept_message_fits_in_any_database(reply: Reply) -> None:
    kept = message_json.to_json(reply)
    assert "\x00" not in kept
    assert message_json.to_json(message_json.from_json(kept)) == kept
    json.loads(kept.encode())


@calm
@given(reply=replies)
def test_buttons_are_numbered_as_they_are_read(reply: Reply) -> None:
    in_order = [one for row in reply.rows for one in row]
    kept = message_json.to_json(reply)
    assert message_json.acts(kept) == [one.act for one in in_order]
    assert message_json.labels(kept) == [(one.label, one.act) for one in in_order]


@calm
@given(labels=st.lists(st.tuples(st.text(min_size=1, max_size=40), st.booleans()), max_size=9))
def test_a_tap_does_what_its_label_says_however_the_rows_were_broken(
    labels: list[tuple[str, bool]],
) -> None:
    row = tuple(
        Button(name(label), Act("open", {"room": label}) if acts else None, "" if acts else "x")
        for label, acts in labels
    )
    kept = message_json.to_json(Reply((name("Which room?"),), (row,) if row else ()))
    shown, _ = render(kept, Reader(("en",)), Telegram.limits, 255, "key")
    known = message_json.acts(kept)
    assert [key.label for key in keys_of(shown)] == [label for label, _ in labels]
    for key, (label, does) in zip(keys_of(shown), labels, strict=True):
        assert bool(key.token) == does
        if key.token:
            number, secret, place = key.token.split(".")
            assert (int(number, 16), secret) == (255, "key")
            assert known[int(place)] == Act("open", {"room": label})


def test_a_chart_that_an_older_program_left_is_still_a_chart() -> None:
    old = """{"lines":[["body","Hello"]],"rows":[],"picture":[["report","Visits per week"],
        [["46",12],["11-2026",null]],["report","Visits"]]}"""
    kept = message_json.from_json(old)
    bars = (Bar(name("46"), 12), Bar(name("11-2026"), None))
    assert kept.picture == Picture(say("report", "Visits per week"), bars)
    assert message_json.from_json(message_json.to_json(kept)) == kept


def test_a_token_fits_in_a_telegram_button() -> None:
    row = tuple(Button(name("tap"), Act("open")) for _ in range(48))
    kept = message_json.to_json(Reply((name("Which room?"),), (row,)))
    shown, _ = render(kept, Reader(("en",)), Telegram.limits, 2**63 - 1, "t" * 12)
    assert len(keys_of(shown)) == 48
    assert all(len(key.token.encode()) <= 64 for key in keys_of(shown))


def test_figures_and_times_stay_figures_and_times() -> None:
    said = say_many("body", "{n} at {time}", "{n} at {time}", 1200, time=time(9, 5), day="x")
    (kept,) = message_json.from_json(message_json.to_json(Reply((said,)))).lines
    assert (kept.n, kept.values["n"], kept.values["time"]) == (1200, 1200, time(9, 5))


def test_a_value_of_an_unknown_shape_is_not_guessed_at() -> None:
    kept = message_json.to_json(Reply((say("body", "{x}", x="y"),))).replace('"y"', '{"money":1}')
    with pytest.raises(ValueError, match="unknown shape"):
        message_json.from_json(kept)
