"""Rooms, activities and languages that are named somewhere in what was typed, also misspelt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
LONGEST = 160
# More words are a story, in which nobody looks for names.
MOST_WORDS = 16
# Around a name that is all that is meant stand such words only; else something is said about it.
ABOUT = ("hours", "rooms", "phone", "activities", "signup", "tell")


class Named(NamedTuple):
    """What a text names: its folded name in the text, and the button that leads there."""

    folded: str
    button: Button


def found(context: Context, text: str) -> list[Named]:
    """All that is named in a text: rooms, then activities, then languages."""
    said = _words(text)
    return [*_rooms(context, said), *_activities(context, said), *_languages(context, said)]


def meant(context: Context, text: str, named: Sequence[Named]) -> Outcome | None:
    """What words lead to that say hardly more than the name of one room, or of one activity."""
    whole = opening_hours.named(context, text)
    if whole:
        return whole
    around = phrases.words_about(*ABOUT)
    for name_of in ("hours.room", "activity"):
        acts = [(one.folded, one.button.act) for one in named if _does(one.button, name_of)]
        if len(acts) == 1 and (act := acts[0][1]):
            named_so = acts[0][0].split()
            rest = [word for word in _words(text) if word not in around]
            is_all = all(any(_is_like(word, one) for one in named_so) for word in rest)
            return TAPS[act.name].does(context, act.args) if is_all else None
    return None


def _does(key: Button, act: str) -> bool:
    return key.act is not None and key.act.name == act


def called(context: Context, text: str) -> list[Button]:
    """The ways to the rooms and activities that are called just this, whatever else it means."""
    said, words = phrases.folded(text), _words(text)
    named = (*_rooms(context, words), *_activities(context, words))
    return [one.button for one in named if one.folded == said]


def to_language(tag: str) -> Button:
    """The way to a language, by its own name."""
    return button(name(f"🌐 {locales.languages()[tag].own_name}"), "language.choose", tag=tag)


def _rooms(context: Context, said: list[str]) -> Iterator[Named]:
    for room in context.view.neighbourhood.rooms:
        if _is_in(said, folded := phrases.folded_name(room.name)):
            yield Named(folded, to_room(room))


def _activities(context: Context, said: list[str]) -> Iterator[Named]:
    """The next time of each activity that is named."""
    house = context.view.neighbourhood
    every = {
        one.id: one.title_in(context.language, house.default_language) for one in house.activities
    }
    titles = {
        key: title for key, title in every.items() if _is_in(said, phrases.folded_name(title))
    }
    for occurrence in ahead(context, Wanted()) if titles else ():
        title = titles.pop(occurrence.activity.id, "")
        if title:
            key = button(name(title), "activity", **texts.named(occurrence))
            yield Named(phrases.folded_name(title), key)


def _languages(context: Context, said: list[str]) -> Iterator[Named]:
    offered = languages_offered(context)
    for word in dict.fromkeys(said):
        found = phrases.meaning(word)
        if found and found.tag in offered and found.tag != context.language:
            yield Named(word, to_language(found.tag))


def _words(text: str) -> list[str]:
    """What is looked through, which has an end."""
    said = phrases.folded(text[:LONGEST]).split()
    return said if len(said) <= MOST_WORDS and len(text) <= LONGEST else []


def _is_in(said: list[str], folded: str) -> bool:
    """Whether a folded name stands among these words, or something that looks much like it."""
    name = folded.split()
    parts = (said[at : at + len(name)] for at in range(len(said) - len(name) + 1))
    return bool(name) and any(
        all(_is_like(one, other, of=folded) for one, other in zip(part, name, strict=True))
        for part in parts
    )


def _is_like(one: str, other: str, *, of: str = "") -> bool:
    """Whether a word is that of a name; in a very short name it is just that word."""
    # Four megabytes for what few type: see `typed_input.find_room`.
    from rapidfuzz import fuzz  # noqa: PLC0415

    return one == other or (len(of or other) >= SHORTEST and fuzz.ratio(one, other) >= ALIKE)
