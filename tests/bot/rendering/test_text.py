"""Rendering: limits are obeyed for any input, values stay whole, everybody gets an answer."""

from __future__ import annotations

import re
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import locales
from bot.channels.telegram.channel import Telegram
from bot.rendering.buttons import units
from bot.rendering.message import Limits
from bot.rendering.text import Reader, render, write
from handlers.core import message_json
from handlers.core.messages import (
    Bar,
    Button,
    Picture,
    Reply,
    Text,
    Tongue,
    Weekday,
    button,
    name,
    say,
)
from handlers.core.time_words import day_name
from tests.support import stopwatch

HALF = {
    "so": {"It is {day}.": "Waa {day}.", "It is {who}.": "Waa {who}."},
    "nl": {
        "Not {day}.": "Niet {day}.",
        "It is {who}.": "Het zijn {who}.",
        "the coordinators": "de coördinatoren",
    },
}
PATIENT = settings(deadline=None, max_examples=80)
READERS = [Reader.of(tag, "nl") for tag in ("en", "nl", "ar", "tr", "xx", "")]
# What turns writing around until it is closed again, and what closes it.
OPENS, CLOSES = "\u2066\u2067\u2068", "\u2069"
TURNS = "\u202a\u202b\u202d\u202e"

# A sentence with room for a value, in a slot that no catalog knows: English for everybody.
WITH_VALUE = "Room {room} is here."

# No half characters: no channel lets them in, and no database keeps them.
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
long_words = words.map(lambda text: text * 40)
values = st.one_of(
    words,
    st.integers(-(10**15), 10**15),
    st.times(),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(Weekday),
    st.sampled_from(["ar", "tr", "xx", ""]).map(Tongue),
)
lines = st.one_of(
    (words | long_words).map(name),
    st.builds(lambda value: say("body", WITH_VALUE, room=value), values),
    st.builds(
        lambda value: say("body", WITH_VALUE, room=say("body", WITH_VALUE, room=value)), values
    ),
)
buttons = st.one_of(
    st.builds(lambda label: button(label, "menu"), lines),
    st.builds(lambda label: Button(label, link="https://example.org"), lines),
)
replies = st.builds(
    Reply,
    st.lists(lines, min_size=1, max_size=6).map(tuple),
    st.lists(st.lists(buttons, min_size=1, max_size=4).map(tuple), max_size=6).map(tuple),
    picture=st.none() | st.just(Picture(name("x"), (Bar(name("a"), 1),))),
)
limits = st.builds(
    Limits,
    text=st.integers(1, 5_000),
    caption=st.integers(1, 1_024),
    label=st.integers(1, 64),
    row_widths=st.lists(st.integers(1, 64), min_size=1, max_size=4).map(tuple),
)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def rendered(reply: Reply, reader: Reader, limit: Limits, message: int = 1) -> Any:
    return render(message_json.to_json(reply), reader, limit, message, "abcdefghijkl")[0]


@PATIENT
@given(replies, st.sampled_from(READERS), limits)
def test_any_message_obeys_the_limits_of_its_channel(
    reply: Reply, reader: Reader, limit: Limits
) -> None:
    made = rendered(reply, reader, limit)
    assert utf16(made.text) <= limit.text
    for row in made.rows:
        width = limit.row_widths[min(len(row), len(limit.row_widths)) - 1]
        assert all(utf16(key.label) <= limit.label for key in row)
        assert len(row) == 1 or all(utf16(key.label) <= width for key in row)


@PATIENT
@given(replies, st.sampled_from(READERS))
def test_every_button_is_there_once_in_its_order_and_means_its_own_act(
    reply: Reply, reader: Reader
) -> None:
    made = rendered(reply, reader, Telegram.limits)
    wanted = [one for row in reply.rows for one in row]
    shown = [key for row in made.rows for key in row]
    assert [key.link for key in shown] == [one.link for one in wanted]
    for number, (key, one) in enumerate(zip(shown, wanted, strict=True)):
        assert key.token == (f"1.abcdefghijkl.{number}" if one.act else "")
        assert message_json.acts(message_json.to_json(reply))[number] == one.act


@PATIENT
@given(st.integers(1, 2**63 - 1), st.integers(1, 100))
def test_what_a_button_carries_fits_into_64_bytes(message: int, count: int) -> None:
    reply = Reply((name("x"),), ((button(name("y"), "menu"),),) * count)
    for row in rendered(reply, READERS[0], Telegram.limits, message).rows:
        assert all(len(key.token.encode()) <= 64 for key in row)


@PATIENT
@given(words | long_words)
def test_lengths_are_counted_as_telegram_counts_them(text: str) -> None:
    assert units(text) == utf16(text)


@PATIENT
@given(long_words.filter(lambda text: utf16(text) > 200), st.integers(2, 200))
def test_a_cut_text_is_the_beginning_and_says_that_it_was_cut(text: str, limit: int) -> None:
    made = rendered(Reply((name(text),)), READERS[0], Limits(limit, limit, 64, (28,)))
    assert made.text.endswith("…")
    assert text.startswith(made.text[:-1])
    assert utf16(made.text) >= limit - 2


def test_cutting_a_book_takes_no_time() -> None:
    book = Reply((name("كتاب" * 3_000),))
    assert stopwatch.seconds(lambda: rendered(book, READERS[2], Telegram.limits)) < 1


@PATIENT
@given(values, st.sampled_from(READERS))
def test_a_reply_is_the_same_after_its_rest_in_the_outbox(value: Any, reader: Reader) -> None:
    if isinstance(value, time):
        value = value.replace(second=0, microsecond=0)
    reply = Reply((say("body", WITH_VALUE, room=value),))
    assert message_json.from_json(message_json.to_json(reply)).lines == reply.lines
    assert write(message_json.from_json(message_json.to_json(reply)).lines[0], reader)


@pytest.mark.parametrize("value", ["H-buurt", "بيت", "12:30", "+31 20 555 0101", "a (b) c"])
def test_values_are_kept_whole_in_writing_from_right_to_left(value: str) -> None:
    sentence = "🟢 {room}: open. Until {time}."
    text = say("body", sentence, room=value, time=time(12, 30))
    assert f"\u2068{value}\u2069" in write(text, Reader.of("ar", "nl"))
    assert rendered(Reply((text,)), Reader.of("ar", "nl"), Telegram.limits).is_rtl


def test_an_arabic_value_is_kept_whole_in_dutch_and_a_dutch_one_is_left_alone() -> None:
    assert "\u2068بيت\u2069" in write(say("body", WITH_VALUE, room="بيت"), READERS[1])
    assert "\u2068" not in write(say("body", WITH_VALUE, room="Huis"), READERS[1])


@PATIENT
@given(
    st.text(st.sampled_from("ab بي" + OPENS + CLOSES + TURNS + "\u202c"), max_size=12),
    st.sampled_from(READERS),
)
def test_no_value_can_turn_the_sentence_around_it(value: str, reader: Reader) -> None:
    """A typed value may hold marks of direction; what stands around it is read as it was meant."""
    text = write(say("body", WITH_VALUE, room=value), reader)
    assert text.startswith("Room ")
    rest, depth = text.removeprefix("Room ").removesuffix(" is here."), 0
    for place, one in enumerate(rest):
        depth += (one in OPENS) - (one in CLOSES)
        assert depth > 0 or one not in TURNS, "a turn outside of an isolate"
        assert depth > 0 or place == len(rest) - 1 or one not in CLOSES, "an isolate ends too soon"
    assert depth == 0


@pytest.mark.parametrize(
    "slip",
    [
        "{rom}",
        "{room",
        "room}",
        "{0}",
        "{}",
        "{room.name}",
        "{room[name]}",
        "{room:%d}",
        "{room!x}",
    ],
)
def test_a_translators_slip_costs_nobody_the_answer(
    slip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slipped(*_: Any) -> locales.Sentence:
        return locales.Sentence(f"Kamer {slip}", "nl")

    monkeypatch.setattr(locales, "sentence", slipped)
    shown = write(Text("body", WITH_VALUE, {"room": "X"}), READERS[1])
    assert shown == "Room X is here."


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("KG Buurt", "KG Buurt"),
        ("Türkçe (taslak)", "<Türkçe (taslak)>"),
        ("📍 Holendrecht, Plein 9", "📍 <Holendrecht, Plein 9>"),
        ("☎ +31 20 555 0101", "☎ <+31 20 555 0101>"),
        ("☎ 020 555 0101", "☎ <020 555 0101>"),
        ("1 📖 Dutch class", "1 📖 <Dutch class>"),
        ("🏠", "🏠"),
        ("بيت جديد", "بيت جديد"),
    ],
)
def test_a_name_stays_whole_in_a_language_from_right_to_left(word: str, written: str) -> None:
    plain = write(name(word), Reader.of("ar", "nl"))
    assert plain.replace("\u2068", "<").replace("\u2069", ">") == written
    assert write(name(word), Reader.of("nl", "nl")).strip("\u2068\u2069") == word


@pytest.fixture
def half_of_somali(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = {"so": "berri, {weekday},", "nl": "morgen, {weekday},"}
    for tag, said in HALF.items():
        catalog = polib.POFile()
        real = locales.FOLDER / tag / "LC_MESSAGES" / "messages.po"
        catalog.metadata = polib.pofile(str(real)).metadata
        entries = [("body", one, text) for one, text in said.items()]
        for slot, one, text in (*entries, ("day", "Tomorrow, {weekday},", days[tag])):
            catalog.append(polib.POEntry(msgctxt=slot, msgid=one, msgstr=text))
        path = tmp_path / tag / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        catalog.save(str(path))
    monkeypatch.setattr(locales, "FOLDER", tmp_path)
    for cached in ("languages", "_catalog"):
        monkeypatch.setattr(locales, cached, cache(getattr(locales, cached).__wrapped__))


def test_a_sentence_is_in_one_language_where_a_catalog_has_only_half_of_it(
    half_of_somali: None,
) -> None:
    """What the catalog has: the day, and one of the two sentences; not the reason in the other."""
    reader = Reader.of("so", "nl", date(2026, 12, 2))
    tomorrow, why = day_name(date(2026, 12, 3)), say("body", "the coordinators")
    has, has_not = (say("body", one, day=tomorrow) for one in ("It is {day}.", "Not {day}."))
    assert write(has, reader) == "Waa berri, Khamiis."
    assert write(has_not, reader) == "Niet morgen, donderdag."
    assert write(say("body", "It is {who}.", who=why), reader) == "Het zijn de coördinatoren."


@pytest.mark.parametrize("tag", locales.languages())
def test_a_comma_that_a_day_brings_along_meets_no_other_mark(tag: str) -> None:
    reader = Reader.of(tag, "nl", date(2026, 12, 2))
    for sentence in ("Day: {day}.", "{day}: why?", "What, {day}", "{day}, 10"):
        said = write(say("body", sentence, day=day_name(date(2026, 12, 3))), reader)
        assert not re.search(r"[,،፣]\u2069?(?:[.:,]|$)", said), said


@pytest.mark.parametrize("tag", ["es", "fr", "nl", "pl", "pt", "uk"])
def test_a_sentence_that_a_day_begins_begins_large_and_a_name_stays_as_it_is(tag: str) -> None:
    reader = Reader.of(tag, "nl", date(2026, 12, 2))
    for day in (date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 5), date(2027, 2, 1)):
        begins = write(say("body", "❗ {day} closed.", day=day_name(day)), reader)
        assert begins.removeprefix("❗ ")[0].isupper(), begins
        within = write(say("body", "It was: {day} at {time}.", day=day_name(day), time="9"), reader)
        assert not re.search(r"\w .*[A-Z]", within), within
    values = {"room": "de tuin", "day": day_name(day), "time": time(10)}
    assert "de tuin" in write(say("body", "{room} opens next: {day} at {time}.", **values), reader)
