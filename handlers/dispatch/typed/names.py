"""Rooms, activities and languages that are named somewhere in what was typed, also misspelt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import locales
from handlers.activities import texts
from handlers.activities.card import Wanted, ahead
from handlers.core.context import Context
from handlers.core.keyboards import languages_offered, to_room
from handlers.core.messages import Button, Outcome, button, name
from handlers.dispatch.registry import TAPS
from handlers.rooms import opening_hours
from locales import phrases

# So alike (0 to 100) each word of a misspelt name is, and so many letters it has at least.
ALIKE, SHORTEST = 85, 5
# With so many words around it a name is what is meant; with more, something is said about it.
AROUND = 3


class Named(NamedTuple):
    """What a text names: its folded name in the text, and the button that leads there."""

    folded: str
    button: Button


def found(context: Context, text: str) -> list[Named]:
    """All that is named in a text: rooms, then activities, then languages."""
    said = phrases.folded(text).split()
    return [*_rooms(context, said), *_activities(context, said), *_languages(context, said)]


def meant(context: Context, text: str, named: Sequence[Named]) -> Outcome | None:
    """What words lead to that say hardly more than the name of one room, or of one activity."""
    whole = opening_hours.named(context, text)
    if whole:
        return whole
    length = len(phrases.folded(text).split())
    for name_of in ("hours.room", "activity"):
        acts = [(one.folded, one.button.act) for one in named if _does(one.button, name_of)]
        if len(acts) == 1 and (act := acts[0][1]):
            is_all = length <= len(acts[0][0].split()) + AROUND
            return TAPS[act.name].does(context, act.args) if is_all else None
    return None


def _does(key: Button, act: str) -> bool:
    return key.act is not None and key.act.name == act


def called(context: Context, text: str) -> list[Button]:
    """The ways to the rooms that are called just this, whatever else it means."""
    said = phrases.folded(text)
    return [one.button for one in _rooms(context, said.split()) if one.folded == said]


def to_language(tag: str) -> Button:
    """The way to a language, by its own name."""
    return button(name(f"🌐 {locales.languages()[tag].own_name}"), "language.choose", tag=tag)


def _rooms(context: Context, said: list[str]) -> Iterator[Named]:
    for room in context.view.neighbourhood.rooms:
        if _is_in(said, folded := _folded(room.name)):
            yield Named(folded, to_room(room))


def _activities(context: Context, said: list[str]) -> Iterator[Named]:
    """The next time of each activity that is named."""
    seen = set()
    for occurrence in ahead(context, Wanted()):
        title = texts.title(context, occurrence)
        if title not in seen and _is_in(said, folded := _folded(title)):
            yield Named(folded, button(name(title), "activity", **texts.named(occurrence)))
        seen.add(title)


def _languages(context: Context, said: list[str]) -> Iterator[Named]:
    offered = languages_offered(context)
    for word in dict.fromkeys(said):
        found = phrases.meaning(word)
        if found and found.tag in offered and found.tag != context.language:
            yield Named(word, to_language(found.tag))


@lru_cache(maxsize=2_048)
def _folded(name: str) -> str:
    """The name of something in the neighbourhood's file, as it is looked for."""
    return phrases.folded(name)


def _is_in(said: list[str], folded: str) -> bool:
    """Whether a folded name stands among these words, or something that looks much like it."""
    # Four megabytes for what few type: see `typed_input.find_room`.
    from rapidfuzz import fuzz  # noqa: PLC0415

    name = folded.split()
    least = ALIKE if len(folded) >= SHORTEST else 100
    return bool(name) and any(
        all(fuzz.ratio(one, other) >= least for one, other in zip(part, name, strict=True))
        for part in (said[at : at + len(name)] for at in range(len(said) - len(name) + 1))
    )
