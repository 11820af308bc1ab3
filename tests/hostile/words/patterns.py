"""Every pattern of the program, and whose words it sees."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.support.paths import ROOT

ROOMS = ("bot", "handlers", "locales", "storage")
MESSAGE, HEADER = 4_096, 16_384
# Patterns that see the words of people we do not know, and how long those can be.
SEEN: dict[str, int] = {
    "bot.channels.telegram.api.USERNAME": MESSAGE,
    "bot.channels.web.bounds.addresses.ALONE": HEADER,
    "bot.channels.web.bounds.addresses.BRACKETS": HEADER,
    "bot.channels.web.bounds.addresses.PORT": HEADER,
    "bot.channels.web.pages.LANGUAGE": HEADER,
    "bot.channels.web.pages.DUTCH": 64,
    "bot.channels.web.pages.NOT_DIALLED": 64,
    "bot.channels.web.pages.PHONE": MESSAGE,
    "bot.channels.web.pages.QUALITY": HEADER,
    "bot.rendering.pictures.on_page.BLANK": MESSAGE,
    "bot.channels.web.partner.links.CODE": HEADER,
    "bot.channels.web.boards.tied.CODE": HEADER,
    "bot.channels.web.chat.cookies.RENEWAL": HEADER,
    "bot.channels.web.chat.cookies.TOKEN": HEADER,
    "bot.channels.web.chat.enclosures.RANGE": HEADER,
    "bot.logs.CHANGING": HEADER,
    "bot.logs.TOKEN": HEADER,
    "bot.pipeline.answers.LANGUAGE_TAG": MESSAGE,
    "bot.rendering.pictures.drawn.FOUND": MESSAGE,
    "bot.rendering.pictures.on_page.HYPHEN": MESSAGE,
    "bot.channels.telegram.voice_notes.PATH": HEADER,
    "bot.rendering.direction.OURS": MESSAGE,
    "bot.rendering.drawing.OF_URDU": MESSAGE,
    "bot.rendering.text.BEGINNING": MESSAGE,
    "bot.rendering.text.MEETING": MESSAGE,
    "bot.rendering.pointing.POINTS": MESSAGE,
    "bot.rendering.pointing.SMALL": MESSAGE,
    "bot.voices.clock.CLOCK": MESSAGE,
    "bot.voices.clock.DAY": MESSAGE,
    "bot.voices.clock.FROM_TO": MESSAGE,
    "bot.voices.clock.ISO_DAY": MESSAGE,
    "bot.voices.clock.POINTED": MESSAGE,
    "bot.voices.spoken.THOUSANDS": MESSAGE,
    "bot.voices.spoken.YEARS": MESSAGE,
    "bot.voices.public.WORD": MESSAGE,
    "bot.voices.spoken.GROUP": MESSAGE,
    "bot.voices.spoken.TWO_MARKS": MESSAGE,
    "bot.voices.spoken.NO_PAUSE": MESSAGE,
    "bot.voices.spoken.BEFORE_MARK": MESSAGE,
    "bot.voices.spoken.BETWEEN_NUMBERS": MESSAGE,
    "bot.voices.spoken.CALLED": MESSAGE,
    "bot.voices.spoken.DOTS": MESSAGE,
    "bot.voices.spoken.EMERGENCY": MESSAGE,
    "bot.voices.spoken.LINK": MESSAGE,
    "bot.voices.spoken.LOOSE_JOINER": MESSAGE,
    "bot.voices.spoken.PHONE": MESSAGE,
    "bot.voices.spoken.SIGNS": MESSAGE,
    "bot.voices.spoken.SPACES": MESSAGE,
    "handlers.core.private.number_words.NUMBER": MESSAGE,
    "handlers.core.private.number_words.WITHIN": MESSAGE,
    "handlers.core.private.number_words.WORD": MESSAGE,
    "handlers.core.private.numbers.ACCOUNT": MESSAGE,
    "handlers.core.private.numbers.CODE": MESSAGE,
    "handlers.core.private.numbers.DIGIT": MESSAGE,
    "handlers.core.private.numbers.DUTCH": MESSAGE,
    "handlers.core.private.numbers.LETTERS": MESSAGE,
    "handlers.core.private.numbers.LINES": MESSAGE,
    "handlers.core.private.numbers.LOOKALIKES": MESSAGE,
    "handlers.core.private.numbers.REVERSED": MESSAGE,
    "handlers.core.private.numbers.SPOKEN": MESSAGE,
    "handlers.core.private.numbers.TAG": MESSAGE,
    "handlers.core.private.numbers.TOKEN": MESSAGE,
    "handlers.core.private.other_numbers.CENTS": MESSAGE,
    "handlers.core.private.other_numbers.CLOCK": MESSAGE,
    "handlers.core.private.other_numbers.DATE": MESSAGE,
    "handlers.core.private.other_numbers.DAYS": MESSAGE,
    "handlers.core.private.other_numbers.LABEL": MESSAGE,
    "handlers.core.private.other_numbers.LINK": MESSAGE,
    "handlers.core.private.other_numbers.LISTED": MESSAGE,
    "handlers.core.private.other_numbers.MONEY_SIGN": MESSAGE,
    "handlers.core.private.other_numbers.NINE": MESSAGE,
    "handlers.core.private.other_numbers.OF_SOMETHING": MESSAGE,
    "handlers.core.private.other_numbers.PHONE": MESSAGE,
    "handlers.core.private.other_numbers.PLACES": MESSAGE,
    "handlers.core.private.other_numbers.POINT": MESSAGE,
    "handlers.core.private.other_numbers.POSTCODE": MESSAGE,
    "handlers.core.private.other_numbers.SIZE": MESSAGE,
    "handlers.core.private.other_numbers.WORD": MESSAGE,
    "handlers.core.private.other_numbers.ZEROS": MESSAGE,
    "handlers.core.private.reading.PIECE": MESSAGE,
    "handlers.core.private.words.DEBT": MESSAGE,
    "handlers.core.private.words.MONEY": MESSAGE,
    "handlers.core.private.words.POSTCODE": MESSAGE,
    "handlers.core.private.words.STREET": MESSAGE,
    "handlers.core.typed_input.AMOUNT": 30,
    "handlers.dispatch.typed.offers.LONG_NUMBER": 120,
    "handlers.core.typed_input.DIGITS": MESSAGE,
    "handlers.core.typed_input.ETHIOPIC": MESSAGE,
    "handlers.core.typed_input.MANY_DIGITS": MESSAGE,
    "handlers.dispatch.tokens.TOKEN": MESSAGE,
    "handlers.manage.changes.ids.NOT_IN_AN_ID": 60,
    "handlers.manage.rooms.reading.BETWEEN": 80,
    "handlers.manage.rooms.reading.CLOCK": 80,
    "handlers.manage.rooms.reading.EXACT": 80,
    "handlers.manage.rooms.reading.FOUR": 80,
    "handlers.manage.rooms.reading.IN_WORDS": 80,
    "handlers.manage.rooms.reading.ISO": 40,
    "handlers.manage.rooms.reading.NAMED": 40,
    "handlers.manage.rooms.reading.NUMBERS": 40,
    "handlers.manage.whole.plan.typed_numbers.CENTS": 30,
    "handlers.manage.whole.plan.typed_numbers.CURRENCY": 30,
    "handlers.manage.whole.plan.typed_numbers.WHOLE": 30,
    "handlers.manage.whole.plan.typed_numbers.NO_DIGIT": 30,
    "handlers.manage.whole.plan.typed_numbers.SPACES": 30,
    "handlers.reports.period.MONTH": MESSAGE,
    "handlers.reports.period.WEEK": MESSAGE,
    "handlers.reports.period.YEAR": MESSAGE,
    "handlers.reports.measuring.DAY_FIRST": MESSAGE,
    "handlers.reports.measuring.YEAR_FIRST": MESSAGE,
    "handlers.reports.period.QUARTER": MESSAGE,
    "locales.folding.ENDS": MESSAGE,
    "locales.folding.HAS_ALIKE": MESSAGE,
    "locales.folding.HAS_RARE": MESSAGE,
    "locales.folding.INSIDE": MESSAGE,
    "locales.folding.LATIN": MESSAGE,
    "locales.folding.MARKS": MESSAGE,
    "locales.folding.NOT_LATIN": MESSAGE,
    "locales.folding.ONLY_LOOKS": MESSAGE,
    "locales.folding.PICTURES": MESSAGE,
    "locales.folding.WORD": MESSAGE,
    "locales.folding.WORDS": MESSAGE,
    "locales.phrases.PLACE": MESSAGE,
    "locales.phrases.SECTION": MESSAGE,
    "locales.times.CLOCK": 90,
    "locales.times.TIME": 90,
    "locales.times.TOKENS": 90,
}
# Files whose patterns see other words only, and whose those are.
TRUSTED = {
    "bot.cli.translators.sheet": "our own sentences",
    "bot.cli.translators.sheet_back": "the titles of a sheet that the operator takes",
    "bot.exports.report": "the operator's neighbourhood file",
    "bot.exports.sheet": "the operator's neighbourhood file and our own sentences",
    "bot.settings": "the operator's settings",
    "handlers.core.neighbourhood.timetable": "the opening hours of the neighbourhood file",
    "handlers.manage.activities.series": "hours that were read before",
    "locales": "names and formats of the language data",
    "locales.catalogs.checks": "the sentences of a catalog that the operator takes",
    "locales.catalogs.heads": "a tag that the operator types",
    "locales.catalogs.po": "a file that the operator takes",
    "locales.catalogs.taking": "a sentence that the operator takes",
    "storage.neighbourhood.checks": "the neighbourhood file",
    "storage.neighbourhood.file": "the neighbourhood file",
    "storage.neighbourhood.times.hours": "the opening hours of the neighbourhood file",
    "storage.neighbourhood.phones": "the phones of the neighbourhood file",
    "storage.neighbourhood.times.repeats": "the rules of the neighbourhood file",
    "storage.neighbourhood.times.weeks": "the opening hours of the neighbourhood file",
}


class Use(NamedTuple):
    """Where `re` is used, and the name that the pattern gets; empty when it gets none."""

    module: str
    place: str
    name: str


def uses() -> Iterator[Use]:
    """Every use of `re` in the program that makes or applies a pattern."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(
                ".__init__"
            )
            text = path.read_text("utf-8")
            if ".migrations" not in module and re.search(r"\b(?:import|from) re\b", text):
                yield from _uses(module, ast.parse(text))


def _uses(module: str, tree: ast.Module) -> Iterator[Use]:
    named = {
        id(node.value): node.targets[0].id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    inside = {
        id(inner): function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "re":
            yield Use(module, f"{module}: from re import", "")
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if not is_call or not isinstance(node.func.value, ast.Name):
            continue
        if node.func.value.id == "re" and node.func.attr != "escape":
            place = f"{module}.{inside.get(id(node), '')}".rstrip(".")
            yield Use(module, place, f"{module}.{named[id(node)]}" if id(node) in named else "")


def pattern(name: str) -> re.Pattern[str]:
    """The pattern of this name."""
    module, _, word = name.rpartition(".")
    found = getattr(importlib.import_module(module), word)
    assert isinstance(found, re.Pattern)
    return found
