"""Tell me when a room opens or its hours change: one tap to begin, one tap to stop."""

from __future__ import annotations

from handlers.core import keyboards
from handlers.core.context import Args, Scene
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.rooms import closures, news, opening_hours

IN_A_ROW = 2


def ask(scene: Scene, _: Args) -> Outcome:
    """Of which room? With one room there is nothing to ask."""
    rooms = scene.house.neighbourhood.rooms
    if len(rooms) == 1:
        return subscribe(scene, {"room": rooms[0].id})
    told = scene.store.subscriptions.rooms_of(scene.person.id)
    buttons = [_bell(room.id, room.name, is_told=room.id in told) for room in rooms]
    rows = [tuple(buttons[first : first + IN_A_ROW]) for first in range(0, len(rooms), IN_A_ROW)]
    lines = [say("body", "Which room do you want to hear of?")]
    if told:
        lines.append(say("body", "With 🔕 I stop."))
    reply = Reply(tuple(lines), (*rows, keyboards.footer()))
    return Outcome((reply,), keeps_question=True)


def subscribe(scene: Scene, args: Args) -> Outcome:
    """Tell this person of this room from now on."""
    room = scene.house.rooms.get(str(args.get("room")))
    if room is None:
        return ask(scene, {})
    # What changed before this tap is no news to somebody who comes now.
    closures.notice(scene.store, scene.now - scene.now.resolution)
    scene.store.subscriptions.add(scene.person.id, room.id, scene.now)
    return _room(
        scene,
        room.id,
        say("body", "🔔 I tell you when {room} opens.", room=room.name),
        say("body", "I also tell you when its hours change."),
        say(
            "body",
            "I write between {start} and {end}.",
            start=news.MORNING,
            end=news.EVENING,
        ),
    )


def stop(scene: Scene, args: Args) -> Outcome:
    """Tell this person nothing more of this room, even when the room itself is gone."""
    room = str(args.get("room"))
    scene.store.subscriptions.end(scene.person.id, room)
    return _room(scene, room, say("body", "🔕 I stop. I tell you nothing more of this room."))


def _room(scene: Scene, room: str, *lines: Text) -> Outcome:
    """The room as it is now, where its button was tapped."""
    shown = opening_hours.one_room(scene, {"room": room}).replies[0]
    reply = Reply((*lines, *shown.lines), shown.rows, replaces=True)
    return Outcome((reply,), keeps_question=True)


def _bell(room: str, called: str, *, is_told: bool) -> Button:
    if is_told:
        return button(name(f"🔕 {called}"), "tell.stop", room=room)
    return button(name(f"🔔 {called}"), "tell.room", room=room)
