"""A translator talks with the bot in a terminal, and reads their own words in the next line."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest

import locales
from bot import app
from tests.bot.cli.test_cli import Done, Run, buurtbot

__all__ = ["buurtbot"]
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
Talk = Callable[..., Done]


class Typed(io.StringIO):
    """What somebody types; between two lines something may happen."""

    def __init__(self, lines: Iterator[str]) -> None:
        super().__init__()
        self._lines = lines

    def readline(self, size: int | None = -1, /) -> str:
        return next(self._lines, "")


@pytest.fixture
def talk(buurtbot: Run, own_catalogs: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setattr(app, "now", lambda: NOON)

    def run(lines: Iterator[str] | list[str], tag: str = "tr") -> Done:
        monkeypatch.setattr(sys, "stdin", Typed(f"{line}\n" for line in lines))
        return buurtbot("talk", "--lang", tag)

    return run


def test_three_people_talk_with_the_real_bot_by_words_and_numbers(talk: Talk) -> None:
    typed = ["/hours", "1", "/as key-holder", "/open", '"12"', "/as coordinator", "/manage"]
    out = talk([*typed, "/as nobody"], "nl").works().out
    said = out.split("--- the ")
    assert "[4] ⛑️ Ik heb hulp nodig" in said[1]
    assert "[1] Holendrecht" in said[2]
    assert said[3].startswith("resident reads:\n🟡 Holendrecht: meestal nu open")
    assert "✅ Holendrecht is open" in said[4]
    assert "👥 Mensen geteld: 12" in said[5]
    assert said[6].startswith("coordinator reads:")
    assert "(There is: resident, key-holder, coordinator.)" in out


def test_a_changed_word_is_read_in_the_next_line_and_a_broken_catalog_stops_nobody(
    talk: Talk,
) -> None:
    path = locales.path_of("tr")

    def typed() -> Iterator[str]:
        yield "/menu"
        catalog = polib.pofile(str(path), encoding="utf-8")
        next(one for one in catalog if one.msgid == "What do you need?").msgstr = "Buyurun?"
        catalog.save(str(path))
        yield "/menu"
        path.write_text('msgid "half', "utf-8")
        yield "/menu"

    said = talk(typed()).works().out.split("--- the ")
    assert "Neye ihtiyacınız var?" in said[2]
    assert "(The catalog for tr changed, and is read from now on.)" in said[2]
    assert said[3].startswith("resident reads:\nBuyurun?")
    assert "(The catalog for tr cannot be read now; the one before is used.)" in said[3]
    assert said[4].startswith("resident reads:\nBuyurun?")


ODD = ("", "999", "0", "-1", '"', '""', "\0", "\u202e" * 90, "x" * 9000, "/as ", "٣", "/nothing")


def test_whatever_is_typed_the_talk_goes_on_until_its_end(talk: Talk) -> None:
    said = talk([*ODD, "/menu", "/end", "/hours"]).works().out.split("--- the ")
    assert said[-1].startswith("resident reads:\nNeye ihtiyacınız var?")
    assert not Path("data").exists()


@pytest.mark.parametrize("tag", ["xx", "", "pl", "../nl"])
def test_without_a_catalog_it_says_so(talk: Talk, tag: str) -> None:
    talk(["/menu"], tag).fails("There is no catalog for", "There is: ar, en, es, nl, tr.")


def test_what_waits_for_a_terminal_ends_with_its_lines(talk: Talk) -> None:
    assert talk([]).works().out.count("--- the resident reads:") == 1
