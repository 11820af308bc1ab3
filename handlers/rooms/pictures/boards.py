"""Where the pictures of the day are seen: on a key-holder's own screen, and on boards at the door.

A key-holder ties a board with a link that works once, and takes it away with one tap.
"""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.keyboards import in_order
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say, say_many
from handlers.rooms.pictures import day_code
from storage.neighbourhood.rooms import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class OfBoard(OfRoom):
    """The board that shows no pictures any more; 0: all of the room."""

    board: int = 0


def show(context: Context, args: OfRoom) -> Outcome:
    """The pictures of a room for whoever answers for it, and the boards that show them."""
    room = _own_room(context, args)
    return _shown(context, room) if room else refusals.ONLY_KEY_HOLDERS


def link(context: Context, args: OfRoom) -> Outcome:
    """A link that makes a board of the one screen on which it is opened first."""
    room = _own_room(context, args)
    if room is None:
        return refusals.ONLY_KEY_HOLDERS
    code, expires = context.store.boards.make(room.id, context.person.id, context.now)
    lines = (
        say("body", "🖼️ Open this link on the screen in {room}.", room=room.name),
        say("body", "It works once, until {time}.", time=context.view.local(expires).time()),
        say("body", "Then the screen shows the pictures of the day."),
        name(_address(context, code)),
    )
    after = say("body", "I deleted the link here.")
    reply = Reply(lines, ((pictures_button(room.id),),), is_secret=True, afterwards=(after,))
    return Outcome((reply,), keeps_question=True)


def end(context: Context, args: OfBoard) -> Outcome:
    """A board that is lost or stolen, or all of them: from its next look on it shows nothing."""
    room = _own_room(context, args)
    if room is None:
        return refusals.ONLY_KEY_HOLDERS
    context.store.boards.end(room.id, args.board)
    return _shown(context, room, say("body", "➖ Removed. Within a minute it shows nothing."))


def pictures_button(room: str) -> Button:
    """The button for whoever answers for a room."""
    return button(say("btn", "🖼️ The pictures"), "pictures", room=room)


def _own_room(context: Context, args: OfRoom) -> Room | None:
    """The room, if this person holds its key or is a coordinator."""
    room = context.view.rooms.get(args.room)
    is_own = room in context.own_rooms or context.person.is_coordinator
    return room if is_own else None


def _shown(context: Context, room: Room, *first: Text) -> Outcome:
    pictures = day_code.now(context.store, room.id)
    lines = [*first, name(f"🖼️ {room.name}")]
    if pictures:
        lines += [
            in_order(pictures),
            say("body", "Show them to whoever is in the room. Send them to nobody."),
        ]
    else:
        lines.append(say("body", "The pictures come when the room is open."))
    tied = context.store.boards.of_room(room.id, context.now)
    lines.append(
        say_many(
            "body", "{n} board shows the pictures.", "{n} boards show the pictures.", len(tied)
        )
    )
    rows = [(button(say("btn", "➕ Board at the door"), "pictures.link", room=room.id),)]
    for board in tied:
        assert board.tied_at
        since = context.view.today(board.tied_at)
        label = say("choice", "➖ Board since {date}", date=since)
        rows.append((button(label, "pictures.end", room=room.id, board=board.id),))
    if len(tied) > 1:
        rows.append((button(say("btn", "➖ All boards"), "pictures.end", room=room.id),))
    after = (say("body", "I deleted the pictures here."),)
    reply = Reply(tuple(lines), tuple(rows), is_secret=True, afterwards=after, replaces=bool(first))
    return Outcome((reply,), keeps_question=True)


def _address(context: Context, code: str) -> str:
    """Where a board is tied; the web's own address is the last of our links."""
    return f"{context.links('')[-1].partition('?')[0]}board?tie={code}"
