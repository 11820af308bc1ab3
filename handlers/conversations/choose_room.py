"""Which room somebody writes to: the one that is likeliest, and every other behind a button."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.conversations import recipients, texts
from handlers.core import keyboards, message_json
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.messages import Button, Outcome, Reply, button, say
from handlers.rooms import status
from storage.neighbourhood.rooms import Room

# The room somebody looked at is found in so many of the last messages.
LOOK_BACK = 10


def ask(context: Context, args: FurtherOn) -> Outcome:
    """The rooms where somebody can read what is written, the one that opens first in front."""
    rooms = [button(status.label(one), "talk", room=one.room.id) for one in _answering(context)]
    if not rooms:
        return Outcome((texts.nobody(context),), keeps_question=True)
    shown, further = keyboards.part(rooms, args.skip)
    buttons: list[Button] = [*shown, *keyboards.more("talk.room", further)]
    rows = keyboards.in_rows(buttons)
    return Outcome((Reply((say("body", "Which room?"),), rows, replaces=True),))


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


def likeliest(context: Context, chosen: str) -> Room | None:
    """The chosen room, else the one that is known; where nobody reads there, the soonest other."""
    room = context.view.rooms.get(chosen) or known(context)
    return room if room and helpers(context, room.id) else soonest(context)


def soonest(context: Context) -> Room | None:
    """Of the rooms where somebody can answer the one that is open, or that opens first."""
    found = next(_answering(context), None)
    return found.room if found else None


def helpers(context: Context, room: str) -> list[int]:
    """Who would be asked in a room now."""
    return recipients.asked(context.view, context.store, room, context.person.id, 0, context.now)[1]


def _answering(context: Context) -> Iterator[status.RoomStatus]:
    is_coordinated = any(
        person != context.person.id for person in context.store.roles.coordinators()
    )
    for one in status.soonest_first(context):
        if is_coordinated or helpers(context, one.room.id):
            yield one
