"""Catalogs: a language is a folder with a ``.po`` file; this loader finds and speaks them.

The only room that imports babel. Nothing here raises for a missing or broken translation: the
next language of the chain is used and one line is logged.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations
from pathlib import Path
from typing import NamedTuple
from unicodedata import bidirectional

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from locales.catalogs import compiled

FOLDER = Path(__file__).parent
SOURCE = "en"
# From here on babel refuses.
LONGEST_NUMBER = 10**27
# What people call a language where the data of Unicode says it otherwise than the catalog.
CALLED = {("tr", "nl"): "Hollandaca", ("es", "nl"): "holandés"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Language:
    """A language as people pick it: its own name in its own script, never a flag.

    ``whole``: up to which audience its catalog says everything.
    """

    tag: str
    own_name: str
    is_rtl: bool
    is_draft: bool
    whole: int
    locale: Locale


class Sentence(NamedTuple):
    """A sentence found in a catalog, and the language it is really in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class _Catalog:
    language: Language
    said: GNUTranslations


@cache
def languages() -> dict[str, Language]:
    """Every language there is a catalog for, by tag."""
    tags = sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))
    found = [_catalog(tag) for tag in tags]
    return {one.language.tag: one.language for one in found if one}


@lru_cache(maxsize=1024)
def closest(hint: str, offered: tuple[str, ...]) -> str:
    """The offered language that a device's hint means ("pt-BR" means "pt"); empty when none."""
    known = {one.lower(): one for one in offered}
    tag = hint.replace("_", "-").lower()
    while tag and tag not in known:
        tag = tag.rpartition("-")[0]
    return known.get(tag, "")


def sentence(chain: Sequence[str], slot: str, one: str, many: str = "", n: int = 0) -> Sentence:
    """The first translation along a chain of languages; the English source when there is none."""
    for tag in chain:
        catalog = _catalog(tag)
        if catalog:
            said = catalog.said
            text = said.npgettext(slot, one, many, n) if many else said.pgettext(slot, one)
            if text:
                return Sentence(text, tag)
        if tag == SOURCE:
            break
    if (now := _former().get((slot, one))) is not None:
        # Kept by an older program, which said it in other words.
        return sentence(chain, slot, now, _former().get((slot, many), many), n)
    return Sentence(many if many and n != 1 else one, SOURCE)


@cache
def _former() -> dict[tuple[str, str], str]:
    """What the source said otherwise once, by slot and old words: what it says now."""
    rows = (FOLDER / SOURCE / "former.tsv").read_text("utf-8").splitlines()
    cells = [tuple(cell.replace("\\n", "\n") for cell in row.split("\t")) for row in rows]
    return {(slot, old): new for slot, old, new in cells}


@lru_cache(maxsize=4096)
def say_date(day: date, tag: str) -> str:
    """A date with the name of its day, without the year: "Tuesday 1 July"."""
    return format_date(day, _day_pattern(tag), _locale(tag))


@lru_cache(maxsize=256)
def say_weekday(day: date, tag: str) -> str:
    """The name of a day: "Tuesday"."""
    return format_date(day, "EEEE", _locale(tag))


@lru_cache(maxsize=1024)
def say_short(day: date, tag: str, *, with_date: bool) -> str:
    """A day as short as it gets, for a list: "Tue", or "Tue 1 Jul"."""
    said = format_skeleton("MMMEd" if with_date else "EEE", day, locale=_locale(tag))
    return re.sub("[,،]", "", said)


@lru_cache(maxsize=256)
def say_language(language: str, tag: str) -> str:
    """The name of a language in another one: "Arabic"; its own name where nobody wrote it down."""
    known = languages().get(language)
    said = CALLED.get((tag, language)) or _locale(tag).languages.get(language)
    return said or (known.own_name if known else language)


@lru_cache(maxsize=4096)
def say_number(number: int, tag: str) -> str:
    """A whole number as this language writes it; bare when it is longer than any count."""
    if abs(number) >= LONGEST_NUMBER:
        return str(number)
    return format_decimal(number, locale=_locale(tag))


def say_decimal(number: Decimal, tag: str) -> str:
    """A small number with one decimal, or with two, as this language writes it: "2.0"."""
    return format_decimal(number, "0.0#", _locale(tag))


def is_rtl(tag: str) -> bool:
    """Whether a language is written from right to left."""
    known = languages().get(tag)
    return bool(known and known.is_rtl)


@cache
def _day_pattern(tag: str) -> str:
    """The language's own order of a whole date, without its year."""
    whole = _locale(tag).date_formats["full"].pattern
    bare = re.sub(r"\s*(?:'[^']*'\s*)?y+(?:\s*'[^']*'\.?)?\s*", " ", whole).strip(" ,")
    # A comma inside a date would break our sentences in two.
    return bare.replace(",", "")


def _locale(tag: str) -> Locale:
    known = languages().get(tag)
    return known.locale if known else Locale.parse(SOURCE)


@cache
def _catalog(tag: str) -> _Catalog | None:
    path = FOLDER / tag / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return None
    try:
        said = compiled.read(path)
        head = said.info()
        language = Language(
            tag,
            head["x-name"],
            # As its own name runs: to ask babel would load a megabyte for each language.
            bidirectional(head["x-name"][0]) in {"R", "AL"},
            head["x-review"].startswith("draft"),
            int(head[compiled.WHOLE.lower()]),
            Locale.parse(head["x-dates"]),
        )
    except (*compiled.DAMAGED, UnknownLocaleError) as problem:
        _log.warning("the catalog for %s cannot be read: %r", tag, problem)
        return None
    return _Catalog(language, said)
