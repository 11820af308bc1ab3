"""A corrected catalog is used without a restart, and a broken one takes nothing away."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import polib
import pytest

import locales
from tests.support.paths import EXAMPLE, ROOT
from tests.support.program import Program
from tests.support.talk import Street


def says(path: Path, english: str, translation: str) -> None:
    """A translator corrects one sentence."""
    catalog = polib.pofile(str(path), encoding="utf-8")
    for entry in catalog:
        if entry.msgid == english:
            entry.msgstr = translation
    being_written = path.with_suffix(".new")
    catalog.save(str(being_written))
    being_written.replace(path)


def catalog_of(folder: Path, tag: str) -> Path:
    return folder / tag / "LC_MESSAGES" / "messages.po"


def test_a_corrected_word_is_read_and_heard_in_the_very_next_answer(
    street: Street, own_catalogs: Path
) -> None:
    emine = street.neighbour("tr")
    before = emine.says("/menu").buttons()
    more = next(label for label in before if label.startswith("☰"))
    says(catalog_of(own_catalogs, "tr"), "☰ More", "☰ Gerisi")
    street.tick()
    assert [label for label in emine.says("/menu").buttons() if label == "☰ Gerisi"]
    # It is understood when it is typed, and the old one on an old message can still be tapped.
    emine.says("gerisi").sees_not("/menu")
    typed = emine.screen[-1].text
    assert emine.taps(more, on=emine.screen[0]).screen[-1].text == typed


def test_a_broken_catalog_is_said_once_and_the_one_before_stays(
    street: Street, own_catalogs: Path, caplog: pytest.LogCaptureFixture
) -> None:
    emine = street.neighbour("tr")
    said = emine.says("/hours").reads()
    catalog_of(own_catalogs, "tr").write_text('msgid "half', "utf-8")
    with caplog.at_level(logging.WARNING, "locales"):
        for _ in range(3):
            street.tick()
            assert emine.says("/hours").reads() == said
    assert [one.getMessage()[:34] for one in caplog.records] == [
        "the catalog for tr cannot be read:"
    ]
    assert set(locales.broken()) == {"tr"}


def test_who_reads_a_language_that_is_taken_away_reads_the_neighbourhoods_and_has_it_back_later(
    street: Street, own_catalogs: Path
) -> None:
    emine = street.neighbour("nl")
    emine.says("/language").taps("Türkçe")
    turkish = emine.says("/hours").reads()
    path = catalog_of(own_catalogs, "tr")
    taken = path.rename(path.with_suffix(".away"))
    street.tick()
    dutch = street.neighbour("nl").says("/hours").reads()
    assert emine.says("/hours").reads() == dutch != turkish
    taken.rename(path)
    street.tick()
    assert emine.says("/hours").reads() == turkish


def test_a_language_that_comes_is_offered(street: Street, own_catalogs: Path) -> None:
    path = catalog_of(own_catalogs, "tr")
    away = path.parent.parent.rename(own_catalogs.parent / "tr")
    street.tick()
    emine = street.neighbour("nl")
    assert "Türkçe" not in emine.says("/language").buttons()
    away.rename(path.parent.parent)
    street.tick()
    assert "Türkçe" in emine.says("/language").buttons()


def test_with_nothing_new_a_look_reads_nothing(
    own_catalogs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogs, edition = [locales._catalog(tag) for tag in locales.languages()], locales.edition()
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(str(path)))
    assert locales.renew() == []
    assert [locales._catalog(tag) for tag in locales.languages()] == catalogs
    assert locales.edition() == edition


# Quicker, without a process: the first test above, and those of sheets that come back.
@pytest.mark.long
def test_the_running_program_speaks_what_a_translator_sent_back(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "locales", copy / "locales")
    for part in ("bot", "examples", "handlers", "storage"):
        (copy / part).symlink_to(ROOT / part)
    program = Hasty(tmp_path, {"LOG_LEVEL": "error"})
    page, sheet = f"{program.address}/rooms?lang=nl", tmp_path / "nl.po"
    with program.running():
        assert program.does("catalog", "export", "nl.po", "--lang", "nl").returncode == 0
        says(sheet, "💬 Ask us", "💬 Zeg het ons")
        assert "Zeg het ons" not in read(page)
        done = program.does("catalog", "import", "nl.po", "--lang", "nl")
        assert done.stdout.startswith("1 new"), done.stdout + done.stderr
        until = time.monotonic() + 20
        while "Zeg het ons" not in read(page):
            assert time.monotonic() < until, program.log()


def read(page: str) -> str:
    with urlopen(page, timeout=5) as answer:
        return str(answer.read().decode())


class Hasty(Program):
    """A copy of the program that looks at the clock all the time."""

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "PYTHONPATH": str(self.folder / "copy")}

    def starts(self, *words: str, log: object = None) -> subprocess.Popen[bytes]:
        hasty = (
            "from bot import __main__; from bot.pipeline import ticker; ticker.SECONDS = 0.1; "
            "__main__.main()"
        )
        return subprocess.Popen(
            [sys.executable, "-c", hasty, "run", "--example", str(EXAMPLE), *words],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=log or subprocess.DEVNULL,  # type: ignore[call-overload]
        )
