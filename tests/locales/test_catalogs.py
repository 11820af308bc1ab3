"""What every catalog promises its readers; whatever breaks a promise is named with its language."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import is_normalized, name

import polib
import pytest
from babel import Locale

import locales
from bot.rendering.buttons import units
from bot.rendering.text import Reader, write
from handlers.core.messages import say
from locales import update
from locales.audience import NAMES, Audience

PATHS = {one.parts[-3]: one for one in sorted(locales.FOLDER.glob("*/LC_MESSAGES/messages.po"))}
# In UTF-16 units, with the longest values in it; a caption of Telegram ends at 1,024.
LENGTHS = {"btn": 20, "row": 24, "rowdesc": 72, "header": 60, "footer": 60, "command": 256}
WORDS = dict.fromkeys(("tr", "uk", "pl", "ti", "so"), 8)
SCRIPTS = {**dict.fromkeys(("ar", "fa", "ur"), "ARABIC"), "ti": "ETHIOPIC", "uk": "CYRILLIC"}
# How much of what is said there is in each language.
COMPLETE = {
    **dict.fromkeys(("ar", "en", "es", "nl", "tr"), Audience.OFFICE),
    **dict.fromkeys(("fa", "fr", "pl", "pt", "uk", "ur"), Audience.ROOM),
    **dict.fromkeys(("pap", "so", "srn", "ti", "tw"), Audience.EVERYBODY),
}
ON_A_KEYBOARD = {"Escape", "Esc"}
GLOSSARY = {"coördinator", "sleutelbeheerder", "sleutelbeheerders", "spraakberichten"}
LONG = re.compile(r"[^\W\d_]{15,}")
# Read in the running program by somebody who grew up with it, or else a draft; nothing in between.
REVIEWED = re.compile(r"draft|native \S.* \d{4}-\d\d-\d\d")
HOLE = re.compile(r"\{\w*\}|[{}]")
PICTURE = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?")
# Joined with others, with a skin tone, or half a flag.
SPECIAL = re.compile(rf"{PICTURE.pattern}\u200d|[\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff]")
# Marks that turn text around; the program sets its own around every value.
INVISIBLE = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


class Said(NamedTuple):
    """One form of one sentence, as a catalog says it."""

    tag: str
    slot: str
    source: str
    text: str

    def sentence_lengths(self) -> list[int]:
        parts = re.split(r"[.!?؟۔።…]+(?:\s|$)|\n", self.text)
        return [sum(bool(re.search(r"\w", one)) for one in part.split()) for part in parts if part]

    def fits(self) -> bool:
        name_of_language = catalog(self.tag).metadata["X-Name"]
        # What is counted on a button is people in a group.
        known = {"time": "00:00", "language": name_of_language, "n": "100"}
        filled = HOLE.sub(lambda hole: known.get(hole[0][1:-1], "x" * 40), self.text)
        return (3 if self.slot == "command" else 1) <= units(filled) <= LENGTHS.get(self.slot, 1024)

    def is_in_its_script(self) -> bool:
        words = set(re.findall(r"[^\W\d_]+", HOLE.sub(" ", self.text))) - ON_A_KEYBOARD
        return all(name(one).startswith(SCRIPTS.get(self.tag, "LATIN")) for one in "".join(words))

    def has_the_same(self, found: re.Pattern[str]) -> bool:
        return sorted(found.findall(self.text)) == sorted(found.findall(self.source))


@cache
def catalog(tag: str) -> polib.POFile:
    return polib.pofile(str(PATHS[tag]), encoding="utf-8")


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@cache
def said(tag: str) -> list[Said]:
    found = [(one, text) for one in catalog(tag) for text in forms(one) if text and not one.fuzzy]
    return [Said(tag, one.msgctxt, one.msgid, text) for one, text in found]


PROMISES: dict[str, Callable[[Said], object]] = {
    "it has all its values, once": lambda it: it.has_the_same(HOLE),
    "it has the same pictures": lambda it: it.has_the_same(PICTURE),
    "its picture comes first": lambda it: not PICTURE.match(it.source) or PICTURE.match(it.text),
    "its pictures are plain": lambda it: not SPECIAL.search(it.text),
    "it fits its place": Said.fits,
    "it is soon read": lambda it: units(it.text) <= 200 and len(it.sentence_lengths()) <= 4,
    "its sentences are short": lambda it: max([0, *it.sentence_lengths()]) <= WORDS.get(it.tag, 10),
    "Dutch is short": lambda it: it.tag != "nl" or {*LONG.findall(it.text.lower())} <= GLOSSARY,
    "it is in its own script": Said.is_in_its_script,
    "it is tidy": lambda it: is_normalized("NFC", it.text) and it.text == it.text.strip(),
    "nothing in it is invisible": lambda it: not INVISIBLE.search(it.text),
}


@pytest.mark.parametrize("promised", PROMISES)
def test_of_every_sentence_in_every_language(promised: str) -> None:
    broken = [one for tag in PATHS for one in said(tag) if not PROMISES[promised](one)]
    assert not broken, "\n".join([promised, *(f"{it.tag} ({it.slot}): {it.text}" for it in broken)])


def test_the_catalogs_hold_what_the_code_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["update", "--check"])
    with pytest.raises(SystemExit) as ended:
        update.main()
    assert not ended.value.code


@pytest.mark.parametrize("tag", PATHS)
def test_each_language_says_all_that_its_readers_meet_and_no_sentence_is_half(tag: str) -> None:
    told = {name: audience for audience, name in NAMES.items()}
    untold = [one for one in catalog(tag) if not one.translated()]
    assert not [one.msgid for one in untold if told[one.comment] <= COMPLETE[tag]], tag
    assert not [one.msgid for one in catalog(tag) if any(forms(one)) != all(forms(one))], tag


@pytest.mark.parametrize("tag", PATHS)
def test_the_head_says_name_reader_and_the_plural_rule_of_unicode(tag: str, tmp_path: Path) -> None:
    head, read = catalog(tag).metadata, locales.languages()[tag]
    assert (head["Language"], read.own_name) == (tag, head["X-Name"])
    assert re.fullmatch(REVIEWED if tag != locales.SOURCE else "source", head["X-Review"]), tag
    assert Said(tag, "", "", read.own_name).is_in_its_script(), tag
    cldr = [Locale.parse(head["X-Dates"]).plural_form(n) for n in range(103)]
    order = [one for one in ("zero", "one", "two", "few", "many", "other") if one in cldr]
    assert [order[locales._catalog(tag).said.plural(n)] for n in range(103)] == cldr, tag
    assert {len(one.msgstr_plural) for one in catalog(tag) if one.msgid_plural} == {len(order)}, tag
    if msgfmt := shutil.which("msgfmt"):
        subprocess.run([msgfmt, "-c", "-o", tmp_path / "out.mo", PATHS[tag]], check=True)


PLURALS = "Plural-Forms: nplurals=2; plural=n!=1;"
HEAD = f'msgid ""\nmsgstr "{PLURALS}\\nX-Dates: nl\\nX-Name: A\\nX-Review: a\\n"\n'
ENTRY = '\nmsgctxt "body"\nmsgid "{room} is closed."\nmsgstr "%s"\n'
UNREADABLE = ("", 'msgid "', HEAD.replace("n!=1", "n!"), HEAD.replace("Dates: nl", "Dates: xx"))
UNUSED = (HEAD, HEAD + ENTRY % "", HEAD + "\n#, fuzzy" + ENTRY % "{room} kapandı.")
SLIPS = [HEAD + ENTRY % slip for slip in ("{oda}", "{room", "}", "{}", "{room.x}", "{room[x]}")]


@pytest.mark.parametrize("turkish", [*UNREADABLE, *UNUSED, *SLIPS])
def test_a_broken_catalog_costs_nobody_the_answer(
    turkish: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tag, content in {"tr": turkish, "nl": HEAD + ENTRY % "{room} is gesloten."}.items():
        (tmp_path / tag / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / tag / "LC_MESSAGES" / "messages.po").write_text(content, "utf-8")
    monkeypatch.setattr(locales, "FOLDER", tmp_path)
    for cached in ("languages", "_catalog"):
        monkeypatch.setattr(locales, cached, cache(getattr(locales, cached).__wrapped__))
    answer = "H-buurt is closed." if turkish in SLIPS else "H-buurt is gesloten."
    text = say("body", "{room} is closed.", room="H-buurt")
    assert write(text, Reader(("tr", "nl", "en"))) == write(text, Reader.of("tr", "nl")) == answer
