"""Translators get what coordinators accepted, and what people said is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import app
from locales import phrases
from storage.database import Database
from storage.keyring import KeyRing
from tests.bot.cli.test_cli import Run, buurtbot, ready, rooms
from tests.support.peek import typed_by_three

__all__ = ["buurtbot", "ready", "rooms"]


@pytest.fixture
def database(ready: Run) -> Iterator[Database]:
    ready("check")
    opened = Database("sqlite:///data/buurtbot.db", KeyRing(Path("data/keys")))
    yield opened
    opened.close()


def accepted(database: Database, words: str, language: str, *, is_accepted: bool = True) -> None:
    today = app.now().date()
    with database.writing() as store:
        number = typed_by_three(store, words, language, today)
        if is_accepted:
            assert store.not_understood.accept(number, today)


def test_accepted_words_come_as_lines_for_the_list_and_for_a_test(
    ready: Run, database: Database, tmp_path: Path
) -> None:
    accepted(database, "waar koopt men zulke soep", "nl")
    accepted(database, "köpeğim gelebilir mi", "tr")
    accepted(database, "is er [help] #vandaag", "nl")
    accepted(database, "nobody looked at this", "nl", is_accepted=False)
    lines = ready("words").works().out.splitlines()
    assert "waar koopt men zulke soep" in lines
    assert "nl\twaar koopt men zulke soep\t?" in lines
    assert "tr\tköpeğim gelebilir mi\t?" in lines
    assert not [line for line in lines if "nobody" in line]
    # What is ready for the list can be put below a section as it is.
    ready_for_it = [line for line in lines[: lines.index("")] if "\t" not in line]
    path = tmp_path / "nl" / "phrases.txt"
    path.parent.mkdir()
    path.write_text("[ask]\n" + "\n".join(ready_for_it), "utf-8")
    read = {said for meaning, said in phrases.read(path) if meaning.what == "ask"}
    assert read == {"waar koopt men zulke soep", "is er help vandaag"}


def test_what_is_a_phrase_by_now_is_not_given_out_again(ready: Run, database: Database) -> None:
    accepted(database, "terug naar het menu graag", "nl")
    accepted(database, "stop", "nl")
    out = ready("words").works().out
    assert "terug naar het menu graag" in out
    assert "\tstop\t" not in out


def test_sentences_that_may_be_wrong_come_with_their_english_and_how_often(
    ready: Run, database: Database
) -> None:
    with database.writing() as store:
        for _ in range(3):
            store.wrong_sentences.note("nl", "btn", "☰ More", app.now().date())
        store.wrong_sentences.note("tr", "btn", "☰ More", app.now().date())
    lines = ready("words").works().out.splitlines()
    assert "nl\t☰ More\t☰ Meer\t3" in lines
    assert "tr\t☰ More\t☰ Daha fazla\t1" in lines


def test_with_nothing_to_do_it_says_so(ready: Run, database: Database) -> None:
    (line,) = ready("words").works().out.splitlines()
    assert line.startswith("# There are no new words")
