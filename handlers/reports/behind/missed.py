"""Whoever holds the key is asked about planned days for which no opening was logged."""

from __future__ import annotations

from handlers.core.messages import Priority, Reply, button, say
from handlers.reports.reach.figures import RoomReport


def question(room: RoomReport, holder: int) -> Reply:
    """What somebody with the key is asked about days without an opening."""
    days = len(room.unlogged_days)
    first = room.unlogged_days[0]
    what = (
        say("body", "Was {room} open on {day}?", room=room.name, day=first)
        if days == 1
        else say("body", "Was {room} open from {day} on?", room=room.name, day=first)
    )
    lines = (
        what,
        say("body", "No opening was logged then."),
        say("body", "If it was open: tap ➕ One I forgot."),
    )
    row = (button(say("btn", "➕ One I forgot"), "forgotten", room=room.id),)
    return Reply(lines, (row,), to=holder, priority=Priority.NOTICE)
