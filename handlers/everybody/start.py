"""The first message, and what a link brings: an invitation, or the room on whose door it hung."""

from __future__ import annotations

from dataclasses import replace

from handlers.activities import check_in
from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.feature import OfRoom, Typed
from handlers.core.messages import Outcome, Text, button, say
from handlers.help_requests.answer import arrivals
from handlers.rooms import opening_hours, status
from handlers.team.redeem import granted, invitation_question, is_mine, what_it_gives, why_not
from storage.neighbourhood.rooms import Room

ROOM_LINK = "room_"
# A message has so many lines.
LINES = 4


def start(context: Context, args: Typed) -> Outcome:
    """Answer what somebody came with, before anything is asked."""
    code = args.text
    if code.startswith(ROOM_LINK) and code.removeprefix(ROOM_LINK) in context.view.rooms:
        return _at_the_door(context, context.view.rooms[code.removeprefix(ROOM_LINK)])
    if code:
        return _invitation(context, code)
    return Outcome((status.present(context, _hello(context)),))


def _at_the_door(context: Context, room: Room) -> Outcome:
    """Welcome whoever scanned the code of a room: most likely they stand at its door."""
    # It is a look at this room, as its card is.
    card = opening_hours.one_room(context, OfRoom(room=room.id)).replies[0]
    now = status.of_room(context.view, context.store, room, context.now)
    programme = check_in.programme(context, room)
    how = () if now.state is status.State.OPEN and programme else (status.sentence(now),)
    lines = (say("body", "👋 Welcome to {room}.", room=room.name), *how)
    rows = [(opening_hours.check_in_button(room),)]
    if len(programme) > LINES - len(lines):
        rows.append((button(say("btn", "📅 What is on here"), "activities", room=room.id),))
    reply = replace(
        card,
        lines=(*lines, *programme[: LINES - len(lines)]),
        rows=(*rows, *keyboards.unchosen_language(context)),
    )
    return Outcome((reply,))


def _hello(context: Context) -> Text:
    if len(context.view.rooms) == 1:
        return say("body", "👋 Welcome. This is the neighbourhood room.")
    return say("body", "👋 Welcome. These are the neighbourhood rooms.")


def _invitation(context: Context, code: str) -> Outcome:
    invitation = context.store.invitations.find(code)
    sent = arrivals.opened(context, code) if invitation is None else None
    if sent:
        return sent
    if invitation is None:
        unknown = say("body", "This link does not work. Please ask for a new one.")
        return Outcome((status.present(context, unknown),))
    if is_mine(context, invitation):
        return Outcome((granted(context, invitation.role),))
    refused = why_not(context, invitation)
    gives = what_it_gives(context, invitation.role)
    if refused or gives is None:
        gone = say("body", "This link does not work any more.")
        return Outcome((status.present(context, refused or gone),))
    question = invitation_question(invitation, gives)
    rows = (*question.rows, *keyboards.unchosen_language(context))
    return Outcome((replace(question, rows=rows),))
