"""Catalogs: a language is a folder with a ``.po`` file; this loader finds and speaks them.

The only room that imports babel. Nothing here raises for a missing or broken translation: the
next language of the chain is used and one line is logged. A catalog that changes while the program
runs is used as soon as `renew` looked; whoever keeps what was said keeps the `edition` with it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from locales.catalogs import checks, compiled
from locales.catalogs.sentences import Sentences

FOLDER = Path(__file__).parent
SOURCE = "en"
# From here on babel refuses.
LONGEST_NUMBER = 10**27
# What people call a language where the data of Unicode says it otherwise than the catalog.
CALLED = {
    ("tr", "nl"): "Hollandaca",
    ("es", "nl"): "holandés",
    ("pt", "nl"): "holandês",
    ("pl", "nl"): "holenderski",
}
# How the first day of a month is written where it is no day like the others (French alone among our
# languages): the data of Unicode does not know that.
FIRST = {"fr": "1er"}
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
    said: Sentences


class _Read(NamedTuple):
    """What was read of a file: the last catalog that could be, and what is wrong with it now."""

    stamp: tuple[int, int, int]
    catalog: _Catalog | None
    problem: str


class _Shelf:
    """The catalogs as they were read last, by their file, and how often what is on it changed.

    And the languages there ever was one for, since the program runs.
    """

    def __init__(self) -> None:
        self.read: dict[Path, _Read] = {}
        self.spoken: set[str] = set()
        self.seen: list[tuple[int, int, int]] = []
        self.edition = 0


_shelf = _Shelf()


def edition() -> int:
    """How often catalogs changed: part of the key of whatever is kept in somebody's language."""
    return _shelf.edition


def renew() -> list[str]:
    """The languages whose catalogs changed, came or went since the last look: used from now on.

    No more is looked at than the dates of the files; only what changed is read.
    """
    paths = _paths()
    if (seen := [_stamp(path) for path in paths.values()]) == _shelf.seen:
        return []
    before = {tag: _catalog(tag) for tag in languages()}
    now = {tag: _catalog.__wrapped__(tag) for tag in paths}
    _shelf.seen = seen
    changed = [tag for tag in {**before, **now} if before.get(tag) is not now.get(tag)]
    if changed:
        for kept in KEPT:
            kept.cache_clear()
        _shelf.edition += 1
        _log.info("catalogs changed: %s", ", ".join(sorted(changed)))
    return sorted(changed)


def broken() -> dict[str, str]:
    """The catalogs that cannot be read as they are now, and why."""
    languages()
    read = {tag: _shelf.read.get(path) for tag, path in _paths().items()}
    return {tag: one.problem for tag, one in read.items() if one and one.problem}


@cache
def languages() -> dict[str, Language]:
    """Every language there is a catalog for, by tag."""
    found = [_catalog(tag) for tag in _paths()]
    return {one.language.tag: one.language for one in found if one}


def unspoken() -> list[str]:
    """The languages that have no catalog: heard all the same, or spoken until theirs went."""
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    return sorted({*folders, *_shelf.spoken} - languages().keys())


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


def every(slot: str, tag: str) -> list[str]:
    """All that a catalog says in a slot, but for what counts."""
    catalog = _catalog(tag)
    return catalog.said.every(slot) if catalog else []


@cache
def _former() -> dict[tuple[str, str], str]:
    """What the source said otherwise once, by slot and old words: what it says now."""
    rows = (FOLDER / SOURCE / "former.tsv").read_text("utf-8").splitlines()
    cells = [tuple(cell.replace("\\n", "\n") for cell in row.split("\t")) for row in rows]
    return {(slot, old): new for slot, old, new in cells}


@lru_cache(maxsize=4096)
def say_date(day: date, tag: str) -> str:
    """A date with the name of its day, without the year: "Tuesday 1 July"."""
    return _with_first(format_date(day, _day_pattern(tag), _locale(tag)), day, tag)


@lru_cache(maxsize=256)
def say_weekday(day: date, tag: str) -> str:
    """The name of a day: "Tuesday"."""
    return format_date(day, "EEEE", _locale(tag))


@lru_cache(maxsize=1024)
def say_short(day: date, tag: str, *, with_date: bool) -> str:
    """A day as short as it gets, for a list: "Tue", or "Tue 1 Jul"."""
    said = format_skeleton("MMMEd" if with_date else "EEE", day, locale=_locale(tag))
    return _with_first(re.sub("[,،፣]", "", said), day, tag)


def _with_first(said: str, day: date, tag: str) -> str:
    return re.sub(r"\b1\b", FIRST[tag], said) if day.day == 1 and tag in FIRST else said


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
    bare = re.sub(r"\s*(?:'[^']*'\s*)?y+(?:\s*'[^']*'\.?)?\s*", " ", whole).strip(" ,،፣")
    if tag == "fa":
        # With a year behind it a month ends in another sound: as it is called by itself.
        bare = bare.replace("MMMM", "LLLL")
    # A comma inside a date would break our sentences in two.
    return re.sub("[,፣]", "", bare)


def _locale(tag: str) -> Locale:
    known = languages().get(tag)
    return known.locale if known else Locale.parse(SOURCE)


def path_of(tag: str) -> Path:
    """Where the catalog of a language is, or would be."""
    return FOLDER / tag / "LC_MESSAGES" / "messages.po"


def _paths() -> dict[str, Path]:
    found = sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))
    return {path.parent.parent.name: path for path in found}


def _stamp(path: Path) -> tuple[int, int, int]:
    """What is another one when a file was written again; nothing where there is none."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


@cache
def _catalog(tag: str) -> _Catalog | None:
    path = path_of(tag)
    stamp, known = _stamp(path), _shelf.read.get(path)
    if not any(stamp):
        _shelf.read.pop(path, None)
        return None
    if known and known.stamp == stamp:
        return known.catalog
    try:
        said = compiled.read(path)
        head = said.info()
        language = Language(
            tag,
            head["x-name"],
            # As its own name runs: to ask babel would load a megabyte for each language.
            checks.is_rtl(head["x-name"]),
            head["x-review"].startswith("draft"),
            int(head[compiled.WHOLE.lower()]),
            Locale.parse(head["x-dates"]),
        )
        read = _Read(stamp, _Catalog(language, said), "")
    except (*compiled.DAMAGED, UnknownLocaleError) as problem:
        # People go on reading the one before, if there is one.
        read = _Read(stamp, known.catalog if known else None, f"{type(problem).__name__}")
        _log.warning("the catalog for %s cannot be read: %r", tag, problem)
    _shelf.read[path] = read
    _shelf.spoken.add(tag)
    return read.catalog


# What is kept by language, and changes with its catalog.
KEPT = (
    _catalog,
    languages,
    say_date,
    say_weekday,
    say_short,
    say_language,
    say_number,
    _day_pattern,
)
