"""Which room somebody writes to: asked only where it is not known."""

from __future__ import annotations

from handlers.conversations import recipients
from handlers.core import message_json
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.keyboards import in_rows
from handlers.core.messages import Outcome, Reply, button, name, say
from handlers.rooms.status import State, statuses
from storage.neighbourhood.model import Room

# The room somebody looked at is found in so many of the last messages.
LOOK_BACK = 10


def ask(context: Context, _: Nothing) -> Outcome:
    """Ask for the room, the only question before writing, and only where it is not known."""
    buttons = [
        button(name(room.name), "talk", room=room.id) for room in context.view.rooms.values()
    ]
    rows = [*in_rows(buttons)]
    return Outcome((Reply((say("body", "Which room?"),), tuple(rows)),))


def known(context: Context) -> Room | None:
    """The only room, or the one somebody looked at last."""
    rooms = context.view.rooms
    if len(rooms) == 1:
        return next(iter(rooms.values()))
    newest = context.store.sent.sent_after(context.person.id, message=0, limit=LOOK_BACK)
    for message in reversed(newest):
        for act in message_json.acts(message.payload):
            if act and act.name == "hours.way" and act.args.get("room") in rooms:
                return rooms[str(act.args["room"])]
    today = context.store.contacts.rooms_of(context.person.id, context.today)
    return rooms.get(today[0]) if len(today) == 1 else None


def soonest(context: Context) -> Room | None:
    """Of the rooms where somebody can answer the one that is open, or that opens first."""
    answering = [
        status
        for status in statuses(context.view, context.store, context.now)
        if helpers(context, status.room.id)
    ]
    open_now = [status.room for status in answering if status.state is State.OPEN]
    later = [(status.following.start, status.room) for status in answering if status.following]
    opening_first = [room for _, room in sorted(later, key=lambda pair: pair[0])]
    others = [status.room for status in answering]
    return next(iter([*open_now, *opening_first, *others]), None)


def helpers(context: Context, room: str) -> list[int]:
    """Who would be asked in a room now."""
    return recipients.asked(context.view, context.store, room, context.person.id, 0, context.now)[1]
