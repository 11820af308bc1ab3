"""Whom to call: the numbers for danger, and every room that has a telephone."""

from __future__ import annotations

from handlers.core.context import Context
from handlers.core.messages import Text, name
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms.status import State, statuses

# The number for danger in all of Europe, for a neighbourhood file that names none.
EVERYWHERE = "112"


def urgent_numbers(context: Context) -> list[Text]:
    """The numbers of the neighbourhood file, then the rooms, those that are open first."""
    rooms = statuses(context.view, context.store, context.now)
    open_now = [status.room.id for status in rooms if status.state is State.OPEN]
    danger = urgent_lines(context.view) or [name(f"☎ {EVERYWHERE}")]
    return [*danger, *phones(context.view, *open_now)]


def phones(view: NeighbourhoodView, *first: str) -> list[Text]:
    """Every room that has a telephone, these rooms first, each number on a line of its own."""
    rooms = sorted(view.neighbourhood.rooms, key=lambda room: room.id not in first)
    return [
        line for room in rooms if room.phone for line in (name(room.name), name(f"☎ {room.phone}"))
    ]


def urgent_lines(view: NeighbourhoodView) -> list[Text]:
    """The numbers for danger, as the neighbourhood file has them."""
    numbers = view.neighbourhood.urgent.items()
    return [line for who, phone in numbers for line in (name(who), name(f"☎ {phone}"))]
