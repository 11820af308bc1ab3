"""Whom to call: the numbers for danger, and every room that has a telephone."""

from __future__ import annotations

from handlers.core.context import Scene
from handlers.core.messages import Text, name
from handlers.neighbourhood.view import House
from handlers.rooms.status import State, statuses

# The number for danger in all of Europe, for a neighbourhood file that names none.
EVERYWHERE = "112"


def urgent_numbers(scene: Scene) -> list[Text]:
    """The numbers of the neighbourhood file, then the rooms, those that are open first."""
    found = statuses(scene.house, scene.store, scene.now)
    open_now = [one.room.id for one in found if one.state is State.OPEN]
    danger = urgent_lines(scene.house) or [name(f"☎ {EVERYWHERE}")]
    return [*danger, *phones(scene.house, *open_now)]


def phones(house: House, *first: str) -> list[Text]:
    """Every room that has a telephone, these rooms first, each number on a line of its own."""
    rooms = sorted(house.neighbourhood.rooms, key=lambda room: room.id not in first)
    return [
        line for room in rooms if room.phone for line in (name(room.name), name(f"☎ {room.phone}"))
    ]


def urgent_lines(house: House) -> list[Text]:
    """The numbers for danger, as the neighbourhood file has them."""
    numbers = house.neighbourhood.urgent.items()
    return [line for who, phone in numbers for line in (name(who), name(f"☎ {phone}"))]
