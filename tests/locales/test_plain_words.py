"""Sentences are easy to read, and say what they say in whole words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from statistics import median
from typing import NamedTuple

import pytest

from locales.catalogs.checks import HOLE, PICTURE, Said
from tests.locales.test_catalogs import PATHS, said
from tests.locales.test_glossary import GLOSSARIES, terms

WORD = re.compile(r"[^\W\d_]+")
SENTENCE = re.compile(r"[.!?…:]+(?:\s|$)|\n")
# Headings and labels are no sentences.
READ = {"bot", "body", "page", "poster", "report"}
# A formula says something of a text; of fewer words than these it says next to nothing.
ENOUGH = 10
MEDIAN = 80
LEAST = 65
# What everybody here says daily is long and known: it counts as two syllables.
DAILY = 2
# What a kind of file is called everywhere.
NAMES = {"PDF"}
SHORTENED = re.compile(
    r"\b(?:bijv|bv|enz|evt|etc|e\.g|i\.e|nr|tel|max|min|p\.ej|ej|vb|örn|trim)\.", re.IGNORECASE
)
# A second number stands beside the first at the end of a bar: without brackets they run together.
WITH_BRACKETS = {("column", "{n} ({counted})")}
# It stands beside the field that is written in; and who sees no pictures is shown none.
WITHOUT_PICTURE = {"Send", "I see no pictures"}
BRACKET = re.compile(r"[()\[\]]")
DASH = re.compile(r"\s[-‐-―]\s")
TANWIN = re.compile(r"[\u064b-\u064d]")


class Formula(NamedTuple):
    """How easy a text is, from its words a sentence and its syllables a word."""

    a_word: float
    a_syllable: float
    syllables: re.Pattern[str]
    prepared: Callable[[str], str] = str

    def of(self, words: int, sentences: int, syllables: int) -> float:
        return 206.84 - self.a_word * words / sentences - self.a_syllable * syllables / words

    def counted(self, word: str) -> int:
        return max(1, len(self.syllables.findall(self.prepared(word.lower()))))


def spanish(word: str) -> str:
    """Without the u that is not heard, and with the y that is."""
    return re.sub(r"y$", "i", re.sub(r"qu|gu(?=[eiéí])", "k", word))


def french(word: str) -> str:
    """Without the u and the last e that are not heard."""
    heard = re.sub(r"qu|gu(?=[eiéèê])", "k", word)
    return re.sub(r"(?<=[^aeo])es?$", "", heard)


FORMULAS = {
    # Flesch-Douma.
    "nl": Formula(
        0.93,
        77,
        re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|ie|oo|uu|oe|ui|eu|ei|ij|au|ou|[aeiouyáéèêëïöüóäà]"),
    ),
    # Fernández-Huerta.
    "es": Formula(
        1.02,
        60,
        re.compile(r"[iuü]?[aeoáéó][iuü]?(?![aeoáéó])|[iuü]?[aeoáéó]|[iuüíú]+"),
        spanish,
    ),
    # Kandel-Moles.
    "fr": Formula(
        1.015,
        73.6,
        re.compile(
            r"[iu]?(?:eau|œu|a[iîuy]|e[iuy]|o[iîuùûy]|[aeoàâéèêëôœ])|[iuyîïûùü]+",
        ),
        french,
    ),
}


def daily(tag: str) -> set[str]:
    return {word for one in terms(tag) for word in WORD.findall(one.ours.lower())}


def reads(tag: str) -> Iterator[tuple[int, float, Said]]:
    """Each sentence that people read, with its number of words and how easy it is."""
    formula, known = FORMULAS[tag], daily(tag)
    stems = tuple(one for one in known if len(one) > DAILY * 3)
    for one in said(tag):
        parts = [WORD.findall(part) for part in SENTENCE.split(HOLE.sub(" ", one.text))]
        words = [word.lower() for part in parts for word in part]
        if one.slot in READ and words:
            syllables = sum(
                min(formula.counted(word), DAILY if word.startswith(stems) else 99)
                for word in words
            )
            yield len(words), formula.of(len(words), len([*filter(None, parts)]), syllables), one


@pytest.mark.parametrize("tag", FORMULAS)
@pytest.mark.parametrize("slot", ["body", "page", "report"])
def test_most_is_very_easy_to_read(tag: str, slot: str) -> None:
    assert median(ease for _, ease, one in reads(tag) if one.slot == slot) >= MEDIAN


@pytest.mark.parametrize("tag", FORMULAS)
def test_nothing_is_hard_to_read(tag: str) -> None:
    hard = [
        f"{ease:.0f} {one.slot}: {one.text}"
        for words, ease, one in reads(tag)
        if words >= ENOUGH and ease < LEAST
    ]
    assert not hard, "\n".join(hard)


PLAIN: dict[str, Callable[[Said], object]] = {
    "no brackets": lambda it: not BRACKET.search(it.text) or (it.slot, it.source) in WITH_BRACKETS,
    "no abbreviations": lambda it: (
        not SHORTENED.search(it.text) and {*re.findall(r"\b[A-Z]{2,}\b", it.text)} <= NAMES
    ),
    "until, and no dash": lambda it: not DASH.search(it.text),
    "no picture alone": lambda it: (
        it.slot in {"day", "choice", "several"}
        or HOLE.search(it.text)
        or re.search(r"\w", PICTURE.sub("", it.text))
    ),
    "a picture first on a button": lambda it: (
        it.slot != "btn" or it.source in WITHOUT_PICTURE or PICTURE.match(it.text)
    ),
    "one picture on a button": lambda it: it.slot != "btn" or len(PICTURE.findall(it.text)) <= 1,
    "no mark that nobody writes": lambda it: it.tag != "ar" or not TANWIN.search(it.text),
}


@pytest.mark.parametrize("promised", PLAIN)
def test_of_every_sentence(promised: str) -> None:
    broken = [one for tag in PATHS for one in said(tag) if not PLAIN[promised](one)]
    assert not broken, "\n".join([promised, *(f"{it.tag} ({it.slot}): {it.text}" for it in broken)])


def test_what_stands_apart_is_said() -> None:
    have = {(one.slot, one.source) for one in said("en") if BRACKET.search(one.text)}
    assert have == WITH_BRACKETS
    assert {one.source for one in said("en") if one.slot == "btn"} > WITHOUT_PICTURE
    assert set(FORMULAS) <= set(GLOSSARIES)


@pytest.mark.parametrize(
    ("tag", "word", "syllables"),
    [
        ("nl", "kijk", 1),
        ("nl", "geopend", 3),
        ("nl", "moeilijk", 2),
        ("nl", "nieuw", 1),
        ("es", "ayuda", 3),
        ("es", "petición", 3),
        ("es", "quien", 1),
        ("es", "leer", 2),
        ("fr", "message", 2),
        ("fr", "appuyez", 3),
        ("fr", "nouveau", 2),
        ("fr", "voyez", 2),
        ("fr", "bien", 1),
        ("fr", "le", 1),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(tag: str, word: str, syllables: int) -> None:
    assert FORMULAS[tag].counted(word) == syllables
