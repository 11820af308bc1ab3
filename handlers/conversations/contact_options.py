"""A human: where somebody is now, whom to call, and the way to write to somebody."""

from __future__ import annotations

from handlers.core import keyboards
from handlers.core.context import Args, Scene
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.rooms import status
from handlers.rooms.contacts import phones, urgent_lines
from handlers.rooms.status import State


def show(scene: Scene, _: Args) -> Outcome:
    """Where a person can be found now, when the next room opens, every number, and writing."""
    found = status.statuses(scene.house, scene.store, scene.now)
    lines: list[Text] = []
    open_now = [one for one in found if one.state is State.OPEN]
    if open_now:
        lines.append(say("body", "You can walk in here now. A person helps you."))
        for one in open_now:
            lines += [status.sentence(one, scene.today), name(f"📍 {one.room.address}")]
    else:
        lines.append(say("body", "No room is open now. You can call or come later."))
        starts = [one for one in found if one.following]
        if starts:
            first = min(starts, key=lambda one: one.following.start)  # type: ignore[union-attr]
            opens = status.opens_next(first, scene.today)
            lines += [opens] if opens else []
    lines += phones(scene.house)
    if scene.house.neighbourhood.urgent:
        lines += [say("body", "🆘 Danger? Call now:"), *urgent_lines(scene.house)]
    rows = (
        (button(say("btn", "💬 Write to a person"), "talk"),),
        (button(say("btn", "🆘 It cannot wait"), "urgent"),),
        keyboards.footer(),
    )
    return Outcome((Reply(tuple(lines), rows),), keeps_question=True)
