"""A coordinator invites a key-holder: a link that works once."""

from __future__ import annotations

from handlers import menu
from handlers.find import find_room
from handlers.scene import Args, Scene
from handlers.vocabulary import Outcome, Reply, Text, button, name, say
from storage.neighbourhood import Room
from storage.roles import KEY_HOLDER, Role


def invite(scene: Scene, args: Args) -> Outcome:
    """Make a link for a new key-holder of a room; with several rooms, ask which."""
    if not scene.person.is_coordinator:
        return only_coordinators(scene)
    rooms = scene.house.neighbourhood.rooms
    typed = str(args.get("text", "")).strip()
    room = scene.house.rooms.get(str(args.get("room", ""))) or (
        find_room(typed, rooms) if typed else None
    )
    if room is None and len(rooms) == 1:
        room = rooms[0]
    if room is None:
        buttons = [(button(name(one.name), "invite", room=one.id),) for one in rooms]
        line = say("body", "A key-holder of which room?")
        return Outcome((Reply((line,), (*buttons, menu.footer()), replaces=True),))
    return _link(scene, room)


def only_coordinators(scene: Scene) -> Outcome:
    """The answer to somebody who does not coordinate: who does, and where to find them."""
    line = say("body", "Only the coordinator can do this.")
    return Outcome((menu.menu(scene, line),))


def _link(scene: Scene, room: Room) -> Outcome:
    role = Role(KEY_HOLDER, room.id)
    code, expires = scene.store.invitations.make(role, scene.person.id, scene.now)
    lines: tuple[Text, ...] = (
        say("body", "Send this link to the new key-holder of {room}.", room=room.name),
        say(
            "body", "It works once, until tomorrow {time}.", time=scene.house.local(expires).time()
        ),
        *(name(link) for link in scene.links(code)),
    )
    return Outcome((Reply(lines, (menu.footer(),), is_secret=True),))
