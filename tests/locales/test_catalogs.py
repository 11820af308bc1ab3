"""What every catalog promises its readers; whatever breaks a promise is named with its language."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polib
import pytest
from babel import Locale

import locales
from bot.rendering.text import Reader, write
from handlers.core.messages import say
from locales.catalogs.audience import NAMES, Audience
from locales.catalogs.checks import CHECKS, Said, script_of

PATHS = {one.parts[-3]: one for one in sorted(locales.FOLDER.glob("*/LC_MESSAGES/messages.po"))}
SCRIPTS = {**dict.fromkeys(("ar", "fa", "ur"), "ARABIC"), "ti": "ETHIOPIC", "uk": "CYRILLIC"}
# How much of what is said there is in each language.
COMPLETE = {
    **dict.fromkeys(("ar", "en", "es", "nl", "tr"), Audience.OFFICE),
    **dict.fromkeys(("fa", "fr", "pl", "pt", "uk", "ur"), Audience.ROOM),
    **dict.fromkeys(("pap", "so", "srn", "ti", "tw"), Audience.EVERYBODY),
}
# Read in the running program by somebody who grew up with it, or else a draft; nothing in between.
REVIEWED = re.compile(r"draft|native \S.* \d{4}-\d\d-\d\d")


@cache
def catalog(tag: str) -> polib.POFile:
    return polib.pofile(str(PATHS[tag]), encoding="utf-8")


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@cache
def said(tag: str) -> list[Said]:
    found = [(one, text) for one in catalog(tag) for text in forms(one) if text and not one.fuzzy]
    own_name = catalog(tag).metadata["X-Name"]
    return [Said(tag, one.msgctxt, one.msgid, text, own_name) for one, text in found]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.strip("_"))
def test_of_every_sentence_in_every_language(check: Callable[[Said], str]) -> None:
    found = [(one, check(one)) for tag in PATHS for one in said(tag)]
    broken = [f"{it.tag} ({it.slot}): {it.text}: {what}" for it, what in found if what]
    assert not broken, "\n".join(broken)


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
    assert script_of(read.own_name) == SCRIPTS.get(tag, "LATIN"), tag
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
