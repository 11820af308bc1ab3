"""Which room a key-holder opens or closes: named, tapped, the only one, or asked."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core.context import Context
from handlers.core.messages import Button, Outcome, Reply, button, name, say
from handlers.core.typed_input import find_room
from handlers.rooms import status
from storage.neighbourhood.rooms import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichRoom:
    """The room that is opened or closed: tapped, or typed; ``again``: its message changes."""

    room: str = ""
    text: str = ""
    again: int = 0


def asked(
    context: Context, args: WhichRoom, *, verb: str, number: int | None = None
) -> Room | Outcome:
    """The room that is meant: named, tapped, the only one, or the one answer to a question.

    A ``number`` that was typed with it is kept for the room that is chosen.
    """
    own = context.own_rooms
    tapped = context.view.rooms.get(args.room)
    if tapped:
        return tapped if tapped in own else _not_yours(context, tapped)
    typed = args.text.strip()
    if typed:
        # Among all rooms: a name that is another room's must not open one's own.
        named = find_room(typed, context.view.neighbourhood.rooms)
        if named:
            return named if named in own else _not_yours(context, named)
    open_now = context.store.openings.open_now()
    fitting = [room for room in own if (room.id in open_now) == (verb == "close")]
    if verb == "close" and not fitting:
        now = context.now
        fitting = [
            room for room in own if status.unfinished(context.view, context.store, room, now)
        ]
    if not typed and len(own) == 1:
        return own[0]
    if not typed and len(fitting) == 1 and verb == "close":
        return fitting[0]
    return Outcome((_ask_which(fitting or list(own), verb, typed, number),))


def _ask_which(rooms: list[Room], verb: str, typed: str, number: int | None) -> Reply:
    lines = [say("body", "Which room?")]
    if typed:
        lines.insert(0, say("body", "I do not know a room with that name."))
    kept: dict[str, str | int] = {} if number is None else {"text": str(number)}
    buttons = [(button(name(room.name), verb, room=room.id, **kept),) for room in rooms]
    return Reply(tuple(lines), tuple(buttons))


def _not_yours(context: Context, room: Room) -> Outcome:
    line = say("body", "You have no key to {room}.", room=room.name)
    own: list[tuple[Button, ...]] = [
        (button(name(own_room.name), "open", room=own_room.id),) for own_room in context.own_rooms
    ]
    return Outcome((Reply((line,), tuple(own)),))
