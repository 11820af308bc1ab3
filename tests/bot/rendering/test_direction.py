"""From right to left: each line stands as the page stands, and each falls back for itself."""

from __future__ import annotations

from datetime import date, time
from unicodedata import bidirectional

import pytest

import locales
from bot.channels.telegram.channel import Telegram
from bot.channels.web.view import LIMITS
from bot.rendering.message import Rendered
from bot.rendering.text import Reader, render, write_line
from handlers.core import message_json
from handlers.core.messages import Reply, Text, name, say
from handlers.core.neighbourhood import offers
from handlers.core.questions import progress
from handlers.core.time_words import day_name
from tests.support.talk import plain

RTL = [tag for tag, language in locales.languages().items() if language.is_rtl]
TODAY = date(2026, 12, 2)
# Only coordinators meet the first one: Persian and Urdu do not say it, so it comes in Dutch.
OF_AN_OFFICE = say("body", "🌐 Here is a title in each language.")
OF_A_ROOM = say("body", "All rooms are open as usual.")
LINES = [
    name("📍 Holendrecht, Holendrechtplein 9"),
    name("☎ 020 555 0101"),
    name("📖 Dutch class"),
    name("📆 H-buurt"),
    name("1 📖 Koffie"),
    name("10:00 – 12:00"),
    # Nothing but signs: a way of four steps, a row, a picture.
    progress(1, 4),
    name("———"),
    name("🦊"),
    say("body", "🟢 {room}: open. Until {time}.", room="H-buurt", time=time(12, 30)),
    say("body", "❗ {room}: {day} closed.", room="H-buurt", day=day_name(TODAY)),
    OF_A_ROOM,
]


def stands_right(line: str) -> bool:
    """Whether whoever goes by the first letter outside of isolates begins it on the right."""
    depth = 0
    for letter in line:
        depth += (letter == "\u2068") - (letter == "\u2069")
        if depth == 0 and bidirectional(letter) in {"L", "R", "AL"}:
            return bidirectional(letter) != "L"
    return False


def shown(*lines: Text, tag: str = "fa") -> Rendered:
    payload = message_json.to_json(Reply(lines))
    return render(payload, Reader.of(tag, "nl", TODAY), LIMITS, 1, "token")[0]


@pytest.mark.parametrize("tag", RTL)
def test_every_line_begins_on_the_side_where_its_language_begins(tag: str) -> None:
    many = [*LINES, offers.listed(("toilet", "food", "step-free"))]
    made = render(
        message_json.to_json(Reply(tuple(many))), Reader.of(tag, "nl"), Telegram.limits, 1, "x"
    )
    for said in made[0].text.split("\n"):
        assert stands_right(said), said


def test_every_sentence_of_those_languages_begins_so() -> None:
    """Also one that begins with a word in Latin letters, in what is really in the catalogs."""
    for tag in RTL:
        for line in locales.path_of(tag).read_text().splitlines():
            said = line.removeprefix('msgstr "').removesuffix('"')
            if line.startswith("msgstr") and any("\u0600" < letter < "\u0700" for letter in said):
                assert stands_right(write_line(name(said.replace("\\n", "")), Reader((tag,)))), said


@pytest.mark.parametrize("tag", RTL)
def test_a_line_in_another_language_is_read_whole(tag: str) -> None:
    dutch = Reader.of("nl", "nl")
    for line in (OF_AN_OFFICE, OF_A_ROOM):
        said = write_line(line, dutch)
        assert "\u200f" not in said
        assert not stands_right(said)
    typed = write_line(name("Kom je om 10:00? Graag!"), Reader.of(tag, "nl"))
    assert typed == "\u200f\u2068Kom je om 10:00? Graag!\u2069"


def test_an_arabic_name_keeps_its_picture_in_front_in_a_dutch_message() -> None:
    said = write_line(name("📖 درس هولندي"), Reader.of("nl", "nl"))
    assert said == "📖 \u2068درس هولندي\u2069"
    assert write_line(name("درس، 10"), Reader.of("nl", "nl")) == "درس، 10"


def test_each_line_is_in_the_language_that_has_it() -> None:
    made = shown(OF_AN_OFFICE, OF_A_ROOM, name("📍 Plein 9"))
    assert (made.language, made.written_for, made.is_rtl) == ("fa", "fa", True)
    assert made.tongues == ("nl", "fa", "fa")
    first, second, _ = made.text.split("\n")
    assert first == write_line(OF_AN_OFFICE, Reader.of("nl", "nl"))
    assert second == write_line(OF_A_ROOM, Reader.of("fa", "fa"))


def test_a_message_that_is_all_in_another_language_stands_as_that_does() -> None:
    made = shown(OF_AN_OFFICE, name("📍 Plein 9"))
    assert (made.language, made.written_for, made.is_rtl) == ("nl", "fa", False)
    assert made.tongues == ("nl", "nl")


@pytest.mark.parametrize(("tag", "mark"), [("ar", "،"), ("fa", "،"), ("ur", "،"), ("ti", "፣")])
def test_a_list_has_the_mark_of_its_language_and_its_order(tag: str, mark: str) -> None:
    both = say("body", "{list}, {one}", list="10:00-12:00", one="13:00-16:00")
    reader = Reader.of(tag, "nl")
    assert plain(write_line(both, reader)) == f"10:00-12:00{mark} 13:00-16:00"
    if tag in RTL:
        # In a sentence, too, the first one is where reading begins.
        said = write_line(say("body", "{day} {hours}.", day=day_name(TODAY), hours=both), reader)
        assert f"\u2068\u200f10:00-12:00{mark} 13:00-16:00\u2069" in said
