"""Whom to call: the numbers for danger, and every room that has a telephone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, zip_longest
from math import inf

from handlers.core.context import Context
from handlers.core.messages import Text, name
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.danger import UrgentNumber
from storage.neighbourhood.rooms import Room

# The number for danger in all of Europe, for a neighbourhood file that names none.
EVERYWHERE = UrgentNumber(phone="112", label="112")


def best_numbers(context: Context, most: int) -> list[Text]:
    """So many numbers for somebody of whom we know no more: those that help with most dangers."""
    numbers = sorted(
        numbers_for(context.view), key=lambda one: -len(one.kinds) if one.kinds else -inf
    )
    languages = (context.language, context.view.neighbourhood.default_language)
    return number_lines(numbers[:most], languages)


def danger_lines(context: Context, *dangers: str, most: int | None = None) -> list[Text]:
    """Whom to call in these dangers, in any without one; ``most``: no more numbers than these."""
    languages = (context.language, context.view.neighbourhood.default_language)
    return number_lines(numbers_for(context.view, *dangers)[:most], languages)


def phones(view: NeighbourhoodView, *first: str) -> list[Text]:
    """Every room that has a telephone, these rooms first, each number on a line of its own."""
    rooms = sorted(view.neighbourhood.rooms, key=lambda room: room.id not in first)
    return [line for room in rooms if room.phone for line in phone_lines(room)]


def phone_lines(room: Room) -> tuple[Text, Text]:
    """A room and, on a line of its own that can be tapped, its telephone."""
    return name(room.name), name(f"☎ {room.phone}")


def numbers_for(view: NeighbourhoodView, *dangers: str) -> list[UrgentNumber]:
    """Whom to call in these dangers, in turns the best number of each; without any, every number.

    There is always one, unless somebody is only hungry.
    """
    numbers = view.neighbourhood.urgent_numbers
    found = [[one for one in numbers if danger in (one.kinds or dangers)] for danger in dangers]
    in_turns = chain.from_iterable(zip_longest(*found)) if dangers else numbers
    by_phone = {one.phone: one for one in in_turns if one is not None}
    if not by_phone and {*dangers} != {"hunger"}:
        return [EVERYWHERE]
    return list(by_phone.values())


def number_lines(numbers: Iterable[UrgentNumber], languages: Iterable[str]) -> list[Text]:
    """Each with its label and, on a line of its own that can be tapped, its number."""
    wanted = tuple(languages)
    lines = []
    for one in numbers:
        label = one.label_in(*wanted)
        lines += [*([name(label)] if label != one.phone else []), name(f"☎ {one.phone}")]
    return lines
