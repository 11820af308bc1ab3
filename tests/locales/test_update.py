"""What `make lint` says of catalogs, and what becomes of a translation whose English changed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import polib
import pytest

import locales
from locales import update
from locales.catalogs import compiled
from locales.catalogs.merging import Found, merged

HEAD = (
    'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n!=1;\\nX-Name: Türkçe\\n'
    'X-Dates: tr\\nX-Review: draft\\n"\n'
)
ROOM = '\nmsgctxt "body"\nmsgid "The room is open until {time}."\nmsgstr "%s"\n'
TIMES = (
    '\n#: handlers/rooms/status.py\nmsgctxt "body"\nmsgid "{n} time."\nmsgid_plural "{n} times."\n'
)


@pytest.fixture
def turkish(tmp_path: Path) -> Path:
    path = tmp_path / "tr" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    return path


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (ROOM % "Oda {tme} kadar açık.", "{tme} is not in the English: write {time}"),
        (ROOM % "Oda açık.", "{time} is missing"),
        (ROOM % "Oda \u202e{time} kadar açık.", "an invisible sign: U+202E"),
        (ROOM % "Oda\u00ad {time} kadar açık.", "an invisible sign: U+00AD"),
        (ROOM % "Oda {time}\\t kadar açık.", "an invisible sign: U+0009"),
        ('\nmsgctxt "body"\nmsgid "I need a number."\nmsgstr "?"\n', "there is no word in it"),
        ('\nmsgctxt "body"\nmsgid "Call 112 now."\nmsgstr "113 arayın."\n', "English has 112"),
        ('\nmsgctxt "btn"\nmsgid "🔒 Close"\nmsgstr "🔒 Ka\\npat"\n', "room for one only"),
        (
            f'\nmsgctxt "bot"\nmsgid "Find help."\nmsgstr "{"Yardım " * 9}bulun."\n',
            "too long: 69 with its longest values, at most 64 fit here",
        ),
        (ROOM % "Комната {time} açık.", "letters of another script: Комната"),
        (ROOM % "The room is open until {time}.", "the same as the English"),
        (ROOM % ("Oda " * 9 + "{time}."), "a sentence of 10 words: at most 8"),
        (ROOM % ("Odaodaoda " * 21 + "{time}."), "too long to read: 217 letters"),
        (TIMES + 'msgstr[0] "{n} kez."\nmsgstr[1] ""\n', "a plural form is missing"),
        (TIMES + 'msgstr[0] "{n} kez."\n', "a plural form is missing"),
        (
            '\nmsgctxt "btn"\nmsgid "🔒 Close"\nmsgstr "🔒 Kapat kapat kapat kapat"\n',
            "too long: 26 with its longest values, at most 20",
        ),
        ('\nmsgctxt "btn"\nmsgid "🔒 Close"\nmsgstr "🔑 Kapat"\n', "the English has 🔒"),
        ("\nnonsense here\n", "messages.po: cannot be read, mend it first"),
    ],
)
def test_lint_says_in_words_what_is_wrong_with_a_sentence(
    turkish: Path,
    entry: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turkish.write_text(HEAD + entry, "utf-8")
    shutil.copytree(locales.FOLDER / "nl", turkish.parents[2] / "nl")
    monkeypatch.setattr(locales, "FOLDER", turkish.parents[2])
    monkeypatch.setattr(update, "FOLDER", turkish.parents[2])
    monkeypatch.setattr(update, "ROOT", turkish.parents[3])
    monkeypatch.setattr(update, "ROOMS", ())
    monkeypatch.setattr(update, "TEMPLATE", turkish.parents[2] / "messages.pot")
    monkeypatch.setattr(sys, "argv", ["update", "--check"])
    with pytest.raises(SystemExit) as ended:
        update.main()
    assert said in str(ended.value.code)
    # And nothing is wrong with the rest.
    assert [line for line in str(ended.value.code).splitlines() if line.startswith("nl (")] == []


def now(slot: str, one: str, many: str = "") -> Found:
    return Found(slot, one, many, ("handlers/rooms/status.py",))


def brought(path: Path, *found: Found) -> polib.POFile:
    made = merged(polib.pofile(str(path)), found)
    made.save(str(path))
    return made


def test_a_sentence_that_changed_keeps_its_translation_in_doubt_and_nobody_reads_it(
    turkish: Path,
) -> None:
    turkish.write_text(HEAD + ROOM % "Oda {time} kadar açık.", "utf-8")
    new = "The room stays open until {time}."
    for _ in range(2):
        (entry,) = brought(turkish, now("body", new))
        assert entry.fuzzy
        assert entry.previous_msgid == "The room is open until {time}."
        assert entry.msgstr == "Oda {time} kadar açık."
        assert compiled.read(turkish).pgettext("body", new) == ""
    # Changed once more, it is still known what was translated; and back again nothing is in doubt.
    (entry,) = brought(turkish, now("body", "The room stays open till {time}."))
    assert entry.previous_msgid == "The room is open until {time}."
    (entry,) = brought(turkish, now("body", "The room is open until {time}."))
    assert (entry.fuzzy, entry.previous_msgid) == (False, None)
    assert entry.msgstr == "Oda {time} kadar açık."


def test_another_sentence_gets_nobody_elses_translation(turkish: Path) -> None:
    turkish.write_text(HEAD + ROOM % "Oda {time} kadar açık.", "utf-8")
    other, label = now("body", "Nobody is here."), now("btn", "The room is open until {time}.")
    for entry in brought(turkish, other, label):
        assert (entry.msgstr, entry.fuzzy, entry.previous_msgid) == ("", False, None)


def test_a_sentence_that_counts_keeps_all_its_forms(turkish: Path) -> None:
    turkish.write_text(HEAD + TIMES + 'msgstr[0] "{n} kez."\nmsgstr[1] "{n} kere."\n', "utf-8")
    (entry,) = brought(turkish, now("body", "{n} time so far.", "{n} times so far."))
    assert entry.fuzzy
    assert (entry.previous_msgid, entry.previous_msgid_plural) == ("{n} time.", "{n} times.")
    assert entry.msgstr_plural == {0: "{n} kez.", 1: "{n} kere."}


def test_a_sentence_of_which_only_the_many_changed_is_in_doubt_too(turkish: Path) -> None:
    turkish.write_text(HEAD + TIMES + 'msgstr[0] "{n} kez."\nmsgstr[1] "{n} kere."\n', "utf-8")
    for _ in range(2):
        (entry,) = brought(turkish, now("body", "{n} time.", "{n} times by now."))
        assert entry.fuzzy
        assert (entry.previous_msgid, entry.previous_msgid_plural) == ("{n} time.", "{n} times.")
    (entry,) = brought(turkish, now("body", "{n} time.", "{n} times."))
    assert (entry.fuzzy, entry.previous_msgid) == (False, None)
    assert entry.msgstr_plural == {0: "{n} kez.", 1: "{n} kere."}
