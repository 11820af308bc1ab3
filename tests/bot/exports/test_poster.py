"""The poster for the door: one page, readable from two metres, with a code that leads here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
import segno

import locales
from bot.exports import poster, typeset
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from tests.bot.cli.test_cli import Run, buurtbot, ready, rooms
from tests.conftest import TWO_ROOMS
from tests.support.talk import plain
from tests.telegram_standin import BotApiInThread

__all__ = ["buurtbot", "ready", "rooms"]

WEB = poster.Link("https://buurt.example.org/?start=room_h-buurt")
TELEGRAM = poster.Link("https://t.me/buurt_bot?start=room_h-buurt", "Telegram")
TODAY = date(2026, 11, 16)
WELCOMES = {"nl": "Je bent welkom", "ar": "أهلا وسهلا", "tr": "Hoş geldiniz"}


def view(text: str = TWO_ROOMS) -> NeighbourhoodView:
    return NeighbourhoodView(read_text(text, "file.toml"))


def pages(content: bytes) -> list[str]:
    found = pypdf.PdfReader(io.BytesIO(content)).pages
    return [" ".join(plain(page.extract_text()).split()) for page in found]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What is handed to the page, as data."""
    found: list[dict[str, Any]] = []
    real = typeset.page

    def watching(template: str, words: dict[str, Any], *more: Any) -> bytes:
        found.append(words)
        return real(template, words, *more)

    monkeypatch.setattr(typeset, "page", watching)
    return found


@pytest.fixture
def three_welcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    real = locales.sentence

    def translated(chain: Any, slot: str, one: str, *more: Any) -> locales.Sentence:
        if one == "You are welcome" and chain[0] in WELCOMES:
            return locales.Sentence(WELCOMES[chain[0]], chain[0])
        return real(chain, slot, one, *more)

    monkeypatch.setattr(locales, "sentence", translated)


def test_a_poster_is_one_page_with_all_that_a_neighbour_needs() -> None:
    made = view()
    (page,) = pages(poster.make(made, made.rooms["h-buurt"], [WEB], TODAY).content)
    for words in ("H-buurt", "Hofgeest 1", "+31 20 555 0101", "maandag 10:00 – 12:00", "Party"):
        assert words in page
    assert "13:00 – 16:00" in page
    assert "buurt.example.org" in page
    assert "gesprongen leiding" in page


def test_what_there_is_stands_on_it_with_its_picture(said: list[dict[str, Any]]) -> None:
    text = TWO_ROOMS.replace("exceptions = [", 'offers = ["toilet", "food"]\nexceptions = [', 1)
    made = view(text)
    (page,) = pages(poster.make(made, made.rooms["h-buurt"], [WEB], TODAY).content)
    assert [one["said"] in page for one in said[0]["offers"]] == [True, True]
    assert all(one["drawn"].startswith("<svg") for one in said[0]["offers"])
    poster.make(made, made.rooms["holendrecht"], [WEB], TODAY)
    assert said[1]["offers"] == []


def test_the_codes_lead_to_this_room(said: list[dict[str, Any]]) -> None:
    made = view()
    poster.make(made, made.rooms["h-buurt"], [TELEGRAM, WEB], TODAY)
    codes = said[0]["codes"]
    assert [one["address"] for one in codes] == ["buurt.example.org", "t.me/buurt_bot"]
    for one, link in zip(codes, (WEB, TELEGRAM), strict=True):
        assert one["svg"] == segno.make(link.address, error="q", micro=False).svg_inline(
            border=0, scale=4
        )


def test_everybody_is_welcomed_in_their_own_language(
    three_welcomes: None, said: list[dict[str, Any]]
) -> None:
    made = view()
    left_out = poster.make(made, made.rooms["h-buurt"], [WEB], TODAY).left_out
    greetings = [one["text"] for one in said[0]["greetings"]]
    assert greetings[:2] == ["Je bent welkom", "You are welcome"]
    assert set(WELCOMES) - set(left_out) <= {one["lang"] for one in said[0]["greetings"]}
    arabic = [one for one in said[0]["greetings"] if one["lang"] == "ar"]
    assert all(one["rtl"] for one in arabic)


def test_a_language_without_a_font_is_left_out_and_named(
    three_welcomes: None, said: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeset, "can_print", str.isascii)
    made = view()
    assert poster.make(made, made.rooms["h-buurt"], [WEB], TODAY).left_out == ("ar", "tr")
    assert all(one["text"].isascii() for one in said[0]["greetings"])


@pytest.mark.parametrize("tag", ["ar", "fa", "ur"])
def test_from_right_to_left_the_phone_stands_beside_its_picture(tag: str) -> None:
    text = TWO_ROOMS.replace('default_language = "nl"', f'default_language = "{tag}"')
    if f'"{tag}"' not in text.partition("languages = [")[2].partition("]")[0]:
        text = text.replace("languages = [", f'languages = ["{tag}", ', 1)
    made = view(text)
    content = poster.make(made, made.rooms["h-buurt"], [WEB], TODAY).content
    at: dict[str, float] = {}

    def visit(words: str, matrix: Any, inner: Any, *_: Any) -> None:
        if "+31" in words:
            at["+31"] = matrix[0] * inner[4] + matrix[4]

    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    page.extract_text(visitor_text=visit)
    # A line that begins on the right begins in the right half, however short it is.
    assert at["+31"] > float(page.mediabox.width) / 3


def test_what_a_language_does_not_say_yet_is_said_in_the_neighbourhoods_next_one(
    said: list[dict[str, Any]],
) -> None:
    text = TWO_ROOMS.replace('default_language = "nl"', 'default_language = "so"')
    text = text.replace("languages = [", 'languages = ["so", ', 1)
    made = view(text)
    poster.make(made, made.rooms["h-buurt"], [WEB], TODAY)
    everybody = (locales.sentence((tag,), "poster", "Opening hours") for tag in ("so", "nl", "en"))
    somali, dutch, _ = everybody
    wanted = somali if somali.language == "so" else dutch
    assert said[0]["hours"] == wanted.text
    assert said[0]["hours"] != "Opening hours"


def test_names_are_printed_and_never_run() -> None:
    called = '#read(\\"/etc/passwd\\") *x*'
    text = TWO_ROOMS.replace('name = "H-buurt"', f'name = "{called}"')
    made = view(text.replace("Hofgeest 1", "$a_b$ <here> @there"))
    (page,) = pages(poster.make(made, made.rooms["h-buurt"], [WEB], TODAY).content)
    assert '#read("/etc/passwd") *x*' in page
    assert "$a_b$ <here> @there" in page
    assert "root:" not in page


def test_long_names_many_hours_and_many_special_days_still_fit_one_page() -> None:
    long = "Buurtwerkkamer voor iedereen uit de Venserpolder en omgeving en verder"
    days = ", ".join(
        f'{{ date = 2026-11-{day}, hours = "10:00-11:00,12:00-13:00", reason = "{long}" }}'
        for day in range(17, 27)
    )
    text = TWO_ROOMS.replace('name = "H-buurt"', f'name = "{long}"')
    text = text.replace(
        '"Mo-Fr 10:00-12:00,13:00-16:00; PH off"',
        '"Mo-Su 08:00-09:00,10:00-12:00,13:00-16:00,18:00-23:00"',
    )
    before, _, rest = text.partition("exceptions = [")
    made = view(f"{before}exceptions = [{days}]{rest.partition(']')[2]}")
    assert len(pages(poster.make(made, made.rooms["h-buurt"], [WEB, TELEGRAM], TODAY).content)) == 1


def test_every_room_of_the_example_has_its_poster(example: Neighbourhood) -> None:
    made = NeighbourhoodView(example)
    for room in example.rooms:
        (page,) = pages(poster.make(made, room, [WEB, TELEGRAM], TODAY).content)
        assert room.name in page
        assert room.address in page


# --- on the command line -------------------------------------------------------------------------


def test_an_operator_prints_a_poster(ready: Run) -> None:
    ready("poster", "--room", "h-buurt", "--out", "door.pdf").works()
    (page,) = pages(Path("door.pdf").read_bytes())
    assert "H-buurt" in page
    assert "127.0.0.1:8080" in page


def test_with_telegram_there_are_two_codes(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with BotApiInThread() as api:
        monkeypatch.setenv("BUURTBOT_TELEGRAM_TOKEN", api.token)
        monkeypatch.setenv("BUURTBOT_TELEGRAM_API_URL", api.url)
        ready("poster", "--room", "h-buurt", "--out", "door.pdf").works()
        assert f"t.me/{api.username}" in pages(Path("door.pdf").read_bytes())[0]
        api.faults.add("bad_gateway", methods={"getMe"})
        done = ready("poster", "--room", "h-buurt", "--out", "door.pdf")
    assert done.code == 0
    assert done.err == "Telegram is not reached: its code is not on this poster.\n"
    assert "t.me" not in pages(Path("door.pdf").read_bytes())[0]


def test_a_room_that_is_not_there_is_answered_with_the_nearest(ready: Run) -> None:
    ready("poster", "--room", "h-burt", "--out", "x.pdf").fails('did you mean "h-buurt"?')
    ready("poster", "--room", "zzz").fails("h-buurt, holendrecht")
    assert not Path("x.pdf").exists()
    assert ready("poster").code == 2


def test_a_poster_is_not_for_a_screen(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    ready("poster", "--room", "h-buurt").fails("--out FILE")
