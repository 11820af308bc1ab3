"""One word for one thing: what a glossary rules out stands in no sentence of its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import polib
import pytest
from babel import Locale

import locales
from bot.channels.telegram.channel import Telegram
from bot.rendering.text import Reader, render
from handlers.core import message_json
from handlers.core.context import Voices
from handlers.core.keyboards import footer, languages
from handlers.core.messages import Reply, button, name
from locales.catalogs.audience import Audience

GLOSSARIES = {one.parent.name: one for one in sorted(locales.FOLDER.glob("*/glossary.md"))}
CATALOGS = {one.parts[-3]: one for one in sorted(locales.FOLDER.glob("*/LC_MESSAGES/messages.po"))}
# A word may stand in a sentence that has these words too.
ALLOWED = {
    ("nl", "voorbij"): "tijd is ",
    ("nl", "vraag om hulp"): "⛑️ Vraag om hulp",
}
ANSWERS = "[answers]\n"
# In these languages a day inside a sentence is written small.
SMALL = ("es", "fr", "nl", "pap", "pl", "pt", "srn", "tr", "tw", "uk")
HOLE = re.compile(r"\{\w*\}")
ARTICLES = {"ar": r"(?:[وفبلك]?(?:ال|لل)?)"}


class _Spoken(Voices):
    """Every language is spoken."""

    def can_say(self, *_: object) -> bool:
        return True


class Term(NamedTuple):
    meaning: str
    ours: str
    never: tuple[str, ...]


def rows(tag: str) -> Iterator[list[str]]:
    for line in GLOSSARIES[tag].read_text("utf-8").splitlines():
        cells = [one.strip() for one in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] not in {"Term", "---"}:
            yield cells


def terms(tag: str) -> list[Term]:
    split = (r"\s*,\s*", r"\s*[,،]\s*")[tag == "ar"]
    return [
        Term(meaning, ours, tuple(filter(None, re.split(split, never))))
        for meaning, ours, never, _ in rows(tag)
    ]


@cache
def catalog(tag: str) -> polib.POFile:
    return polib.pofile(str(CATALOGS[tag]), encoding="utf-8")


@cache
def sentences(tag: str) -> list[tuple[str, str]]:
    """Every form of every sentence with its slot, and what is answered in danger."""
    found = []
    for one in catalog(tag):
        said = [HOLE.sub("0", text) for text in (one.msgstr, *one.msgstr_plural.values())]
        found += [(str(one.msgctxt), text) for text in said if text]
    in_danger = (locales.FOLDER / tag / "danger.txt").read_text("utf-8").split(ANSWERS)[1]
    answers = [line.partition(": ")[2] for line in in_danger.splitlines() if ": " in line]
    return found + [("danger", HOLE.sub("0", text)) for text in answers]


def small(text: str, tag: str) -> str:
    if tag == "tr":
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower()


def pattern(word: str, tag: str) -> re.Pattern[str]:
    inner = re.escape(small(word, tag)).replace(r"\*", r"\w*")
    return re.compile(rf"(?<!\w){ARTICLES.get(tag, '')}{inner}(?!\w)")


def broken(tag: str) -> Iterator[str]:
    for word in {word for term in terms(tag) for word in term.never}:
        allowed, looked_for = ALLOWED.get((tag, word), ""), pattern(word, tag)
        for slot, text in sentences(tag):
            if looked_for.search(small(text, tag)) and not (allowed and allowed in text):
                yield f"{tag} ({slot}): not “{word}”: {text}"


@pytest.mark.parametrize("tag", GLOSSARIES)
def test_no_sentence_says_what_its_glossary_rules_out(tag: str) -> None:
    found = list(broken(tag))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("tag", GLOSSARIES)
def test_a_glossary_has_a_word_for_each_thing_once_and_rules_none_of_them_out(tag: str) -> None:
    known = terms(tag)
    assert len(known) >= 20
    assert all(one.meaning and one.ours for one in known)
    assert len({one.meaning for one in known}) == len(known)
    lost = [(one.ours, word) for one in known for word in one.never if word in known_words(tag)]
    assert not lost


def known_words(tag: str) -> set[str]:
    split = r"[,،]"
    return {word.strip() for term in terms(tag) for word in re.split(split, term.ours)}


def test_every_language_has_its_glossary() -> None:
    assert set(GLOSSARIES) == set(CATALOGS)


@pytest.mark.parametrize("allowed", ALLOWED)
def test_what_is_allowed_is_ruled_out_elsewhere_and_used(allowed: tuple[str, str]) -> None:
    tag, word = allowed
    assert any(pattern(word, tag).search(small(text, tag)) for _, text in sentences(tag))


@pytest.mark.parametrize("tag", CATALOGS)
def test_a_language_has_one_name_wherever_it_is_named(tag: str) -> None:
    dutch = [text for slot, text in sentences(tag) if slot == "btn" and text.startswith("🗣️")]
    assert dutch or locales.languages()[tag].whole < Audience.ROOM
    assert all(named("nl", tag) in small(text, tag) for text in dutch)


def test_what_unicode_calls_a_language_otherwise_than_people_stands_in_no_sentence() -> None:
    for where, language in locales.CALLED:
        dates = catalog(where).metadata["X-Dates"]
        by_unicode = small(Locale.parse(dates).languages[language], where)
        assert not [text for _, text in sentences(where) if by_unicode in small(text, where)]


def named(language: str, tag: str) -> str:
    return small(locales.say_language(language, tag), tag).removeprefix("ال")


def test_turkish_speaks_of_hollandaca_in_the_catalog_and_in_every_value() -> None:
    assert locales.say_language("nl", "tr") == "Hollandaca"
    assert "🗣️ Hollandaca" in [text for _, text in sentences("tr")]


@pytest.mark.parametrize("tag", CATALOGS)
def test_months_are_called_in_the_catalog_as_in_every_date(tag: str) -> None:
    head = catalog(tag).metadata
    by_unicode = [*Locale.parse(head["X-Dates"]).months["stand-alone"]["wide"].values()]
    ours = [text for slot, text in sentences(tag) if slot == "month"][: len(by_unicode)]
    assert ours == by_unicode


@pytest.mark.parametrize("tag", ["ar", "fa", "ur"])
def test_no_latin_comma_stands_in_an_arabic_sentence_or_date(tag: str) -> None:
    days = [date(2026, 1, 1) + timedelta(one) for one in range(366)]
    said = [locales.say_date(one, tag) for one in days]
    said += [locales.say_short(one, tag, with_date=True) for one in days]
    said += [text for _, text in sentences(tag)]
    assert not [one for one in said if "," in one or ";" in one or "?" in one]


def test_in_french_the_first_of_a_month_is_not_counted_like_the_other_days() -> None:
    days = [date(2026, 1, 1) + timedelta(one) for one in range(365)]
    for day in days:
        whole = locales.say_date(day, "fr")
        short = locales.say_short(day, "fr", with_date=True)
        for said in (whole, short):
            assert (" 1er " in said) is (day.day == 1), said
            assert f" {'1er' if day.day == 1 else day.day} " in said
    assert locales.say_date(date(2026, 12, 1), "fr") == "mardi 1er décembre"
    said = (locales.say_date(days[0], tag) for tag in locales.languages() if tag != "fr")
    assert not [one for one in said if "1er" in one]


def test_no_comma_stands_inside_a_date_in_tigrinya() -> None:
    day = date(2026, 11, 19)
    for said in (locales.say_date(day, "ti"), locales.say_short(day, "ti", with_date=True)):
        assert not set(said) & set(",፣"), said


@pytest.mark.parametrize("tag", SMALL)
def test_a_day_inside_a_sentence_is_small(tag: str) -> None:
    inside = [text for slot, text in sentences(tag) if slot == "day" and text[0].isalpha()]
    assert inside
    assert not [text for text in inside if text[0].isupper()]


@pytest.mark.parametrize("tag", CATALOGS)
def test_the_last_row_stays_one_row_in_every_language(tag: str) -> None:
    limits = replace(Telegram.limits, voices=_Spoken())
    for last in (footer(), (footer()[0], languages(), *footer()[1:])):
        reply = Reply((name("words"),), ((button(name("x"), "menu"),), last))
        made, _ = render(message_json.to_json(reply), Reader((tag,)), limits, 1, "t")
        # 🔊 is the last of all, where the language is spoken.
        assert made.rows[-1][-1].label == "🔊"
        assert len(made.rows[-1]) == len(last) + 1, made.rows
