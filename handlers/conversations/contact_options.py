"""Reaching a person: where somebody is now, whom to call, and the way to write to somebody."""

from __future__ import annotations

from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.rooms import status
from handlers.rooms.contacts import danger_lines, phones
from handlers.rooms.status import State


def show(context: Context, _: Nothing) -> Outcome:
    """Where a person can be found now, when the next room opens, every number, and writing."""
    statuses = status.statuses(context.view, context.store, context.now)
    lines: list[Text] = []
    open_now = [room_status for room_status in statuses if room_status.state is State.OPEN]
    if open_now:
        lines.append(say("body", "You can walk in here now. A person helps you."))
        for room_status in open_now:
            lines += [
                status.sentence(room_status),
                name(f"📍 {room_status.room.address}"),
            ]
    else:
        lines.append(say("body", "No room is open now. You can call or come later."))
        later = [
            (room_status.following.start, room_status)
            for room_status in statuses
            if room_status.following
        ]
        if later:
            _start, first = min(later, key=lambda pair: pair[0])
            opens = status.opens_next(first)
            lines += [opens] if opens else []
    lines += phones(context.view)
    if context.view.neighbourhood.urgent:
        lines += [say("body", "🆘 Danger? Call now:"), *danger_lines(context)]
    rows = (
        (button(say("btn", "💬 Write to a person"), "talk"),),
        (button(say("btn", "🆘 It cannot wait"), "urgent"),),
    )
    until = status.holds_until(open_now or statuses, context.now)
    return Outcome((Reply(tuple(lines), rows, valid_until=until),), keeps_question=True)
