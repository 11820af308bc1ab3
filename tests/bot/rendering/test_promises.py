"""No sentence names an ability that the channel it goes through lacks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from bot.app import CHANNELS
from bot.channels.base import Channel
from bot.rendering.text import fitting
from handlers.core.messages import Ability, Text, say, say_if
from tests.support.paths import ROOT

# How a sentence names an ability; written apart from the list of sentences that do.
from tests.support.peek import sentences

NAMES = {
    Ability.REMIND: r"\bI('ll| will)? (also )?(remind|tell you)\b|"
    r"\bI('ll| will)? write (to you|between)\b|hear (from me|of it) (before|then)",
    Ability.VOICE: r"\bor speak\b|\bas a voice note\b",
    Ability.DELETE: r"[Dd]elete (the chat|your message)|This chat still shows"
    r"|(took away|deleted) our last",
}
# What is said after the person sent a voice note, or names no promise of ours.
FINE = {"🔕 I'll stop. I won't write about this room any more."}


def named(sentence: str) -> set[Ability]:
    if sentence in FINE:
        return set()
    return {ability for ability, words in NAMES.items() if re.search(words, sentence)}


@cache
def choices() -> dict[str, Text]:
    """Every sentence of the code that has another one beside it."""
    return {text.one: text for text in _choices()}


def _choices() -> Iterator[Text]:
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_choice = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say_if"
            if isinstance(node, ast.Call) and is_choice:
                ability, first, second = node.args
                assert isinstance(ability, ast.Attribute)
                texts = [say("body", one.args[1].value) for one in (first, second)]  # type: ignore[attr-defined]
                yield say_if(Ability[ability.attr], *texts)


@pytest.mark.parametrize("kind", CHANNELS, ids=lambda kind: kind.name)
def test_no_sentence_names_what_its_channel_cannot_do(kind: type[Channel]) -> None:
    can = {ability for ability in Ability if kind.limits.can(ability)}
    for found in sentences():
        for sentence in filter(None, (found.one, found.many)):
            said = fitting(choices().get(sentence, say(found.slot, sentence)), kind.limits)
            assert named(said.one) <= can, f"{kind.name}: {said.one} ({found.places})"


def test_a_sentence_with_another_beside_it_is_never_said_without() -> None:
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        inside = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say_if"
            for part in node.args
        }
        for node in ast.walk(tree):
            is_said = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"
            if isinstance(node, ast.Call) and is_said and id(node) not in inside:
                sentence = ast.literal_eval(node.args[1])
                assert sentence not in choices(), f"{path}:{node.lineno}: {sentence}"


def test_the_other_sentence_names_nothing_that_could_be_missing() -> None:
    assert choices()
    for text in choices().values():
        assert text.otherwise
        assert not named(text.otherwise.one), text.otherwise.one
        assert text.needs in named(text.one), text.one


def test_the_web_cannot_remind_hear_or_have_something_deleted() -> None:
    lacks = {
        kind.name: {ability for ability in Ability if not kind.limits.can(ability)}
        for kind in CHANNELS
    }
    assert lacks == {
        "telegram": set(),
        "web": {Ability.REMIND, Ability.VOICE, Ability.DELETE},
    }
