"""Which message is a card: of one room, or of one time of an activity.

It is known by what it says and where its buttons lead, so that also what an older program wrote is
known to be one.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.rendering.states import SIGNS, look_again
from handlers.core.messages import Reply, Text
from handlers.core.neighbourhood.topics import ICONS

ICON = tuple(f"{icon} " for icon in ICONS.values())
# Buttons of a room alone, and of one time of an activity alone.
OF_A_ROOM = frozenset({"tell.room", "tell.stop"})
OF_AN_ACTIVITY = frozenset({"activities.all"})


@dataclass(frozen=True, slots=True)
class Card:
    """What a message is about: the line that says it, and the name that stands in it."""

    line: Text
    name: str


def card_of(reply: Reply) -> Card | None:
    """The card that a message is; None for whatever else it says."""
    acts = {button.act.name for row in reply.rows for button in row if button.act}
    first = reply.lines[0] if reply.lines else None
    if first and acts & OF_A_ROOM and first.one.startswith(SIGNS):
        room = first.values.get("room", "")
        # Of one room alone: what tells of several is a list.
        if isinstance(room, str) and room and look_again(reply).endswith(f" {room}"):
            return Card(first, room)
    if acts & OF_AN_ACTIVITY:
        for line in reply.lines:
            if line.slot == "name" and line.one.startswith(ICON):
                return Card(line, line.one.partition(" ")[2])
    return None
