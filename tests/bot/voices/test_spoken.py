"""What a voice says: times, days and telephone numbers as people say them, and no sign for eyes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import locales
from bot.channels.telegram.channel import Telegram
from bot.rendering.pointing import ALWAYS
from bot.rendering.text import Reader, write
from bot.voices.clock import FILE, say_time
from bot.voices.spoken import Part, spoken, spoken_buttons, spoken_lines
from handlers.core import keyboards, message_json, time_words
from handlers.core.messages import Button, Reply, Text, Weekday, button, name, say
from handlers.dispatch.typed.screens import FIXED
from tests.support import stopwatch

TODAY = date(2026, 12, 2)
TAGS = ("nl", "en", "ar", "tr", "es")
WRITTEN_DOWN = sorted(path.parent.name for path in locales.FOLDER.glob(f"*/{FILE}"))
EVERY_MINUTE = [time(hour, minute) for hour in range(24) for minute in range(60)]
PATIENT = settings(deadline=None, max_examples=80)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
odd = (
    words
    | st.text("0123456789٠١٢٣-+() .:☎", max_size=60)
    | st.text("🆘👩‍🍳👍🏽\u202e\u2066é\n·…", max_size=40)
)


def reader(tag: str) -> Reader:
    return Reader.of(tag, "nl", TODAY)


def heard(line: Text, tag: str = "nl") -> str:
    (part,) = spoken_lines((line,), reader(tag), Telegram.limits)
    return part.words


OPEN = say("body", "🟢 {room}: open. Until {time}.", room="Holendrecht", time=time(16, 30))


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("nl", "Holendrecht: open. Tot half 5 's middags."),
        ("en", "Holendrecht: open. Until half past 4 in the afternoon."),
        ("ar", "Holendrecht: مفتوحة. حتى الساعة الرابعة والنصف عصرا."),
        # Turkish people say it as it is written.
        ("tr", "Holendrecht: açık. Kapanış: 16 30."),
        ("es", "Holendrecht: abierta. Hasta las 4 y media de la tarde."),
    ],
)
def test_a_time_is_said_as_people_say_it_and_pictures_are_not_said(tag: str, said: str) -> None:
    assert heard(OPEN, tag) == said


@pytest.mark.parametrize("tag", [*WRITTEN_DOWN, "tr", "ti", "xx"])
def test_no_two_times_of_a_day_sound_alike_and_none_is_spelled(tag: str) -> None:
    said = {say_time(at, tag) for at in EVERY_MINUTE}
    assert len(said) == len(EVERY_MINUTE)
    assert not [one for one in said if set(one) & set(":{}") or "00" in one]


def test_the_words_for_times_that_somebody_wrote_down_are_used() -> None:
    # A file with a slip is left out, and nobody would notice.
    assert {"nl", "en", "ar", "es"} <= set(WRITTEN_DOWN)
    assert not [tag for tag in WRITTEN_DOWN if say_time(time(10, 30), tag) == "10 30"]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("☎ 020 123 4567", "0 2 0, 1 2 3, 4 5 6 7"),
        ("☎ ٠٢٠ ١٢٣ ٤٥٦٧", "0 2 0, 1 2 3, 4 5 6 7"),
        ("☎ +31 20 123 45 67", "+ 3 1, 2 0, 1 2 3, 4 5, 6 7"),
        ("☎ 0201234567", "0 2 0, 1 2 3, 4 5 6 7"),
        ("☎ 112", "1 1 2"),
        ("☎ 14 020", "1 4, 0 2 0"),
        ("0800-2000", "0 8 0 0, 2 0 0 0"),
        # A house number, a number of people or of a street is no telephone.
        ("Bijlmerplein 1000", "Bijlmerplein 1000"),
    ],
)
def test_a_telephone_number_is_said_digit_by_digit_in_its_groups(
    tag: str, written: str, said: str
) -> None:
    assert heard(name(written), tag) == said
    in_a_sentence = say("unknown", "It is {room} here.", room=written)
    assert heard(in_a_sentence, tag) == f"It is {said} here."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("24:00", "12 uur 's nachts"),
        ("10:00 uur", "10 uur 's ochtends"),
        ("9.05 uur", "5 over 9 's ochtends"),
        ("10:00-12:00", "10 uur 's ochtends, 12 uur 's middags"),
        ("10.00-12.00", "10 uur 's ochtends, 12 uur 's middags"),
        ("van 9.30 tot 17.00 uur", "van half 10 's ochtends tot 5 uur 's middags"),
        ("12-10-2026", "maandag 12 oktober 2026"),
        ("2026-10-12", "maandag 12 oktober 2026"),
        ("32-10-2026 1", "3 2, 1 0, 2 0 2 6, 1"),
        ("2025-2026", "2025, 2026"),
        ("2025/2026", "2025/2026"),
        ("1.000 mensen", "1000 mensen"),
        ("1.000.000 mensen", "1000000 mensen"),
        # Money is no time, whatever it looks like.
        ("€ 2.50", "€ 2.50"),
        ("2.50-5.00 euro", "2.50, 5.00 euro"),
        ("½ uur", "1/2 uur"),
        ("020 - 123 45 67", "0 2 0, 1 2 3, 4 5, 6 7"),
        ("020.123.45.67", "0 2 0, 1 2 3, 4 5, 6 7"),
        ("https://a.nl/020-1234567 Hoi", "Hoi"),
    ],
)
def test_what_somebody_wrote_of_times_days_and_money_is_no_telephone(
    written: str, said: str
) -> None:
    assert heard(name(written)) == said
    in_a_sentence = say("unknown", "It is {room} here.", room=written)
    assert heard(in_a_sentence, "ar").startswith("It is ")


@pytest.mark.parametrize("tag", TAGS)
def test_a_number_in_a_sentence_of_ours_is_a_telephone_number_too(tag: str) -> None:
    line = say("body", "Phone: {phone}", phone="14 020")
    assert "1 4, 0 2 0" in heard(line, tag)
    assert "14 020" in write(line, reader(tag))


def test_days_are_said_whole_and_numbers_without_the_marks_of_thousands() -> None:
    assert heard(time_words.short_day(date(2026, 12, 9))) == "woensdag 9 december"
    assert heard(time_words.day_name(TODAY)) == heard(say("day", "Today"))
    assert heard(say("day", "{weekday}", weekday=Weekday(TODAY))) == "woensdag"
    assert heard(say("unknown", "{n} people", n=12_000)) == "12000 people"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "🆘",
        "👩‍🍳 👍🏽 ➡️",
        "\u2068\u2069",
        " - ",
        "https://buurt.example.org/x?y=1",
        "\u200d",
        "• ·",
    ],
)
def test_where_there_is_nothing_to_say_nothing_is_said(line: str) -> None:
    assert heard(name(line)) == ""
    assert spoken(Reply((name(line),)), reader("nl"), Telegram.limits) == ()


def test_letters_stay_joined_as_persian_writes_them() -> None:
    assert heard(name("می\u200cخواهم 👩\u200d🍳"), "ar") == "می\u200cخواهم"


def test_letters_of_a_script_that_a_voice_cannot_read_are_left_out() -> None:
    assert heard(name("Anna 你好, Іван １２"), "tr") == "Anna, 12"
    assert heard(name("Anna, пʼять"), "uk") == "Anna, п'ять"
    assert heard(name("中文"), "nl") == ""


def test_each_line_is_a_part_in_its_order_and_in_the_language_it_is_really_in() -> None:
    lines = (OPEN, name("🆘"), Text("unknown", "Only English."))
    parts = spoken_lines(lines, reader("ar"), Telegram.limits)
    assert [part.language for part in parts] == ["ar", "ar", "en"]
    assert [bool(part.words) for part in parts] == [True, False, True]


def screen() -> Reply:
    rows = (
        (button(name("🐘"), "face"), button(say("btn", "📆 Today"), "today")),
        (Button(name("📄 PDF"), link="https://example.org"),),
        (button(say("btn", "➡️ More"), "more"), button(name("⬅️"), "back")),
        keyboards.footer(),
    )
    return Reply((OPEN,), rows)


@pytest.mark.parametrize("tag", TAGS)
def test_the_number_that_is_said_for_a_button_is_the_one_to_type(tag: str) -> None:
    reply = screen()
    # As a typed number is looked up: `handlers.dispatch.typed.labels.by_words`.
    taps = [one for one in message_json.labels(message_json.to_json(reply)) if one[1]]
    said = spoken_buttons(reply, reader(tag), Telegram.limits)
    numbers = [int("".join(filter(str.isdigit, part.words))) for part in said]
    assert numbers == [2, 3]
    for number, part in zip(numbers, said, strict=True):
        label = taps[number - 1][0]
        assert write(label, reader(tag)).split(" ", 1)[1] in part.words
        assert part.language == tag


def test_the_last_signs_are_not_said_each_time_nor_a_link() -> None:
    said = " ".join(part.words for part in spoken(screen(), reader("nl"), Telegram.limits))
    assert "PDF" not in said
    assert heard(say("btn", "🧑 A person")) not in said


def test_where_a_typed_number_is_a_headcount_buttons_have_none() -> None:
    rows = ((button(say("btn", "📆 Today"), "today"), button(name("+1"), "count.add")),)
    said = spoken_buttons(Reply((OPEN,), rows), reader("nl"), Telegram.limits)
    assert said[0] == Part("Vandaag", "nl")


def test_each_language_of_a_list_is_said_in_its_own_voice() -> None:
    order = ("nl", "ar", "srn", "tr")
    keys = [button(name(f"{tag}!"), "language.choose", tag=tag) for tag in order]
    rows = (*keyboards.in_rows(keys), (button(name("🌐 English · العربية · …"), "language"),))
    said = spoken_buttons(Reply((OPEN,), rows), reader("nl"), Telegram.limits)
    # Without a voice of its own it is said in the reader's.
    assert [part.language for part in said] == ["nl", "ar", "nl", "tr", "nl"]
    assert "srn" in said[2].words
    # An operator's own voice says its language as well, where no other does.
    own = replace(Telegram.limits, voices=frozenset({"nl", "srn"}))
    third = spoken_buttons(Reply((OPEN,), rows), reader("nl"), own)[2]
    assert (third.language, "srn!" in third.words) == ("srn", True)
    # Names in several languages are one mumble in a single voice: it is said what they are for.
    assert said[4].words == "Typ 5 voor: Welke taal lees je?"


def test_of_very_many_buttons_those_in_sight_are_said_with_their_own_numbers() -> None:
    rows = tuple((button(name(f"Room {letter}"), "room"),) for letter in map(chr, range(65, 125)))
    first, second = (
        spoken_buttons(Reply((OPEN,), rows, page=page), reader("en"), Telegram.limits)
        for page in (0, 1)
    )
    assert first[0].words == "Type 1 for: Room A."
    assert second[0].words == "Type 21 for: Room U."


@PATIENT
@given(odd, st.sampled_from(["nl", "ar", "en"]))
def test_whatever_stands_there_nothing_is_said_that_only_eyes_can_use(text: str, tag: str) -> None:
    lines = (name(text), say("unknown", "Room {room} is here.", room=text))
    for part in spoken_lines(lines, reader(tag), Telegram.limits):
        unheard = {one for one in part.words if category(one) in {"So", "Cc", "Co", "Cn"}}
        assert not unheard
        assert not set(part.words) & set("\u2066\u2067\u2068\u2069\u202a\u202e\n☎")
        assert len(part.words) <= 12 * (len(text) + 20)


@pytest.mark.parametrize("again", [".", " ", "\n", ", ", "· ", "1 ", "1-", "☎", "12:", "http://"])
def test_a_long_row_of_signs_takes_no_longer_than_words_do(again: str) -> None:
    line = name(f"x{(again * 4_096)[:4_094]}x")
    assert stopwatch.seconds(lambda: heard(line)) < 0.05


def shown(line: Text, tag: str, *labels: Text) -> str:
    rows = tuple((button(label, "menu"),) for label in labels)
    return spoken(Reply((line,), rows), reader(tag), Telegram.limits)[0].words


@pytest.mark.parametrize(
    ("line", "labels", "dutch", "english"),
    [
        (
            say("body", "✅ We expect you. Plans change? Tap ❌."),
            [say("btn", "❌ I cannot")],
            heard(say("btn", "❌ I cannot"), "nl"),
            "We expect you. Plans change? Tap I cannot.",
        ),
        (
            say("body", "You'll find it under 🌱."),
            [],
            heard(say("btn", "🌱 I want to help"), "nl"),
            "You'll find it under I want to help.",
        ),
        (
            say("body", "Reply to this message, or tap 💬."),
            [say("btn", "💬 Answer")],
            heard(say("btn", "💬 Answer"), "nl"),
            "Reply to this message, or tap Answer.",
        ),
        (
            say("body", "Tap to change. ✅ yes, ⬜ no."),
            [say("btn", "✅ Yes")],
            "",
            "Tap to change. yes, no.",
        ),
    ],
)
def test_a_picture_that_stands_for_a_button_is_said_by_its_label(
    line: Text, labels: list[Text], dutch: str, english: str
) -> None:
    assert shown(line, "en", *labels) == english
    assert dutch in shown(line, "nl", *labels)


@pytest.mark.parametrize("tag", sorted(locales.languages()))
def test_in_every_language_a_button_that_is_always_there_is_said(tag: str) -> None:
    line, label = say("body", "Tell them your address: tap 💬."), FIXED["person"].label
    said = spoken(Reply((line,)), reader(tag), Telegram.limits)[0]
    assert heard(label, said.language) in said.words


def test_what_is_always_there_is_a_button_of_the_catalog_with_one_picture_each() -> None:
    dutch = [locales.sentence(("nl",), "btn", label.one) for label in ALWAYS]
    assert {one.language for one in dutch} == {"nl"}
    assert len({label.one.split(" ")[0] for label in ALWAYS}) == len(ALWAYS)


def test_a_recording_is_found_whichever_buttons_stand_under_its_sentence() -> None:
    line = say("body", "Tell them your address: tap 💬.")
    (alone,) = spoken_lines((line,), reader("nl"), Telegram.limits)
    rows = ((button(say("btn", "💬 Answer"), "menu"),),)
    sounds = {alone: b"recorded"}
    found = spoken(
        Reply((line,), rows), reader("nl"), Telegram.limits, lambda p: sounds.get(p, b"")
    )
    assert found[0].recorded == b"recorded"
