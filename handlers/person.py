"""A human: where somebody is now, and the phones of the rooms."""

from __future__ import annotations

from handlers import menu, status
from handlers.scene import Args, Scene
from handlers.status import State
from handlers.vocabulary import Outcome, Reply, Text, name, say


def show(scene: Scene, _: Args) -> Outcome:
    """Where a person can be found now, when the next room opens, and every phone number."""
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
            lines.append(_opens(scene, first))
    for room in scene.house.neighbourhood.rooms:
        if room.phone:
            lines += [name(room.name), name(f"☎ {room.phone}")]
    if scene.house.neighbourhood.urgent:
        lines.append(say("body", "🆘 Danger? Call now:"))
        for line, phone in scene.house.neighbourhood.urgent.items():
            lines += [name(line), name(f"☎ {phone}")]
    return Outcome((Reply(tuple(lines), (menu.footer(),)),), keeps_question=True)


def _opens(scene: Scene, first: status.RoomStatus) -> Text:
    assert first.following
    start = first.following.start
    return say(
        "body",
        "{room} opens next: {day} at {time}.",
        room=first.room.name,
        day=status.day_name(start.date(), scene.today),
        time=status.clock(start),
    )
