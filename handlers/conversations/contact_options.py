"""A human: where somebody is now, whom to call, and the way to write to somebody."""

from __future__ import annotations

from handlers.core.context import Args, Context
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.rooms import status
from handlers.rooms.contacts import phones, urgent_lines
from handlers.rooms.status import State


def show(context: Context, _: Args) -> Outcome:
    """Where a person can be found now, when the next room opens, every number, and writing."""
    found = status.statuses(context.view, context.store, context.now)
    lines: list[Text] = []
    open_now = [one for one in found if one.state is State.OPEN]
    if open_now:
        lines.append(say("body", "You can walk in here now. A person helps you."))
        for one in open_now:
            lines += [status.sentence(one, context.today), name(f"📍 {one.room.address}")]
    else:
        lines.append(say("body", "No room is open now. You can call or come later."))
        starts = [one for one in found if one.following]
        if starts:
            first = min(starts, key=lambda one: one.following.start)  # type: ignore[union-attr]
            opens = status.opens_next(first, context.today)
            lines += [opens] if opens else []
    lines += phones(context.view)
    if context.view.neighbourhood.urgent:
        lines += [say("body", "🆘 Danger? Call now:"), *urgent_lines(context.view)]
    rows = (
        (button(say("btn", "💬 Write to a person"), "talk"),),
        (button(say("btn", "🆘 It cannot wait"), "urgent"),),
    )
    return Outcome((Reply(tuple(lines), rows),), keeps_question=True)
