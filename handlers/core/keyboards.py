"""Buttons in rows, the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

import locales
from handlers.core.context import Context
from handlers.core.messages import Button, Text, button, name, say
from storage.neighbourhood.rooms import Room

Rows = tuple[tuple[Button, ...], ...]
Thing = TypeVar("Thing")
# So many things of a list stand on one screen.
PAGE = 5


# How everything begins that arrives unasked: somebody else may see the screen.
NEWS = say("body", "There is news for you about the neighbourhood room.")

WHICH_LANGUAGE = say("body", "🌐 Which language do you read?")

# What people remember in an order and tap again: one letter each, told apart at a glance, and none
# of them a sign for something else.
# So many languages stand on the button that leads to all of them.
NAMED = 3
PICTURES = "🐘🦁🐱🐰🐸🐝🦋🐪🦒🐧🐬🐔🐴🦉🐙🍌🥨🍪🍄🌹🌵🌴🍁🧀⚽🥁🎸🎺🚗🚂🚁👑💎🧦🎩⛄"


@cache
def footer() -> tuple[Button, ...]:
    """The last row, always the same, always in the same place."""
    return (
        button(name("🏠"), "menu"),
        button(say("btn", "🧑 A person"), "person"),
        button(name("🆘"), "urgent"),
    )


def languages() -> Button:
    """The way to every language, for whoever has chosen one."""
    return button(name("🌐"), "language")


def in_rows(buttons: Sequence[Button], width: int = 2) -> Rows:
    """Buttons side by side, so many in a row."""
    return tuple(tuple(buttons[first : first + width]) for first in range(0, len(buttons), width))


def part(
    things: Sequence[Thing], skip: int, most: int = PAGE
) -> tuple[Sequence[Thing], int | None]:
    """The things of a list after so many, and from where it goes on: see `beyond`.

    A part that is not there any more is the first.
    """
    skip = skip if 0 <= skip < len(things) else 0
    shown = things[skip : skip + most]
    return shown, beyond(len(things), skip, len(shown))


def beyond(of: int, skip: int, shown: int) -> int | None:
    """From where a list goes on: after its end from the start; None where all of it is shown."""
    if skip + shown < of:
        return skip + shown
    return 0 if skip else None


def more(act: str, skip: int | None, /, **args: str | int) -> tuple[Button, ...]:
    """The button to another part of a list, where there is one; ``act`` is a `FurtherOn`."""
    if skip is None:
        return ()
    label = say("btn", "➡️ More") if skip else say("btn", "⬅️ From the start")
    return (button(label, act, **args, skip=skip),)


def more_row(act: str, skip: int | None, /, **args: str | int) -> Rows:
    """The same in a row of its own."""
    way_on = more(act, skip, **args)
    return (way_on,) if way_on else ()


def picture_rows(pictures: str, act: str, picked: str, width: int, /, **args: str | int) -> Rows:
    """A button for each picture, which carries those that were picked before it, in their order.

    Nothing is kept between two taps: the same button twice is the same answer.
    """
    keys = [button(name(one), act, picked=picked + one, **args) for one in pictures]
    rows = in_rows(keys, width)
    if not picked:
        return rows
    return (*rows, (button(say("btn", "⬅️ From the start"), act, picked="", **args),))


def in_order(pictures: str) -> Text:
    """Pictures with their numbers: which is first is clear in every direction of writing."""
    return name("   ".join(f"{place} {one}" for place, one in enumerate(pictures, 1)))


def unchosen_language(context: Context) -> Rows:
    """The way to every language, with the names of some, for whoever has chosen none."""
    return () if context.person.language else ((other_languages(context),),)


def other_languages(context: Context) -> Button:
    """The way to every language, with the names of some."""
    others = [tag for tag in languages_offered(context) if tag != context.language]
    own_names = [locales.languages()[tag].own_name for tag in others[:NAMED]]
    return button(name("🌐 " + " · ".join([*own_names, "…"])), "language")


def to_room(room: Room) -> Button:
    """The way to what is known of a room."""
    return button(name(f"📍 {room.name}"), "hours.room", room=room.id)


def language_rows(context: Context, **of: int) -> Rows:
    """A button for each language, in the neighbourhood's order, the present one first."""
    order = languages_offered(context)
    buttons = [_language_button(tag, **of) for tag in order]
    return in_rows(buttons)


def languages_offered(context: Context) -> list[str]:
    """The languages there are catalogs for: the person's own, then the file's order."""
    known = locales.languages()
    ordered = dict.fromkeys([context.language, *context.view.neighbourhood.languages, *known])
    return [tag for tag in ordered if tag in known]


def _language_button(tag: str, **of: int) -> Button:
    return button(name(locales.languages()[tag].own_name), "language.choose", tag=tag, **of)
