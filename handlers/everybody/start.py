"""The first message, and what a link brings: an invitation, or the room on whose door it hung."""

from __future__ import annotations

from dataclasses import replace

from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.feature import OfRoom, Typed
from handlers.core.messages import Below, Outcome, Text, say
from handlers.help_requests.answer import arrivals
from handlers.rooms import opening_hours, status
from handlers.team.redeem import granted, invitation_question, is_mine, what_it_gives, why_not

ROOM_LINK = "room_"


def start(context: Context, args: Typed) -> Outcome:
    """Answer what somebody came with, before anything is asked."""
    code = args.text
    if code.startswith(ROOM_LINK) and code.removeprefix(ROOM_LINK) in context.view.rooms:
        room = context.view.rooms[code.removeprefix(ROOM_LINK)]
        answer = opening_hours.one_room(context, OfRoom(room=room.id))
        shown = answer.replies[0]
        reply = replace(shown, lines=(_hello(context), *shown.lines), below=Below.MAIN_MENU)
        # Whoever scans the code on the door is most likely standing there.
        return Outcome((replace(reply, rows=((opening_hours.check_in_button(room),),)),))
    if code:
        return _invitation(context, code)
    return Outcome((status.present(context, _hello(context)),))


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
        unknown = say("body", "I do not know this link. Please ask for a new one.")
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
