"""The first message, and what a link brings: an invitation, or the room on whose door it hung."""

from __future__ import annotations

from dataclasses import replace

from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.feature import OfRoom, Typed
from handlers.core.messages import Below, Outcome, Reply, Text, say
from handlers.help_requests.answer import links
from handlers.rooms import opening_hours, status
from handlers.team.redeem import granted, invitation_question, is_mine, what_it_gives, why_not

ROOM_LINK = "room_"


def start(context: Context, args: Typed) -> Outcome:
    """Answer what somebody came with, before anything is asked."""
    code = args.text
    if code.startswith(ROOM_LINK) and code.removeprefix(ROOM_LINK) in context.view.rooms:
        room = context.view.rooms[code.removeprefix(ROOM_LINK)]
        answer = opening_hours.one_room(context, OfRoom(room=room.id))
        reply = _welcome(context, answer.replies[0].lines)
        # Whoever scans the code on the door is most likely standing there.
        return Outcome((replace(reply, rows=((opening_hours.check_in_button(room),),)),))
    if code:
        return _invitation(context, code)
    return Outcome((_welcome(context, status.present(context)),))


def _welcome(context: Context, lines: tuple[Text, ...]) -> Reply:
    if len(context.view.rooms) == 1:
        hello = say("body", "👋 Welcome. This is the neighbourhood room.")
    else:
        hello = say("body", "👋 Welcome. These are the neighbourhood rooms.")
    return Reply((hello, *lines), below=Below.WELCOME)


def _invitation(context: Context, code: str) -> Outcome:
    invitation = context.store.invitations.find(code)
    sent = links.opened(context, code) if invitation is None else None
    if sent:
        return sent
    if invitation is None:
        lines = [say("body", "I do not know this link. Please ask for a new one.")]
        return Outcome((Reply((*lines, *status.present(context)), below=Below.MAIN_MENU),))
    if is_mine(context, invitation):
        return Outcome((granted(context, invitation.role),))
    refused = why_not(context, invitation)
    gives = what_it_gives(context, invitation.role)
    if refused or gives is None:
        gone = say("body", "This link does not work any more.")
        return Outcome((Reply((refused or gone, *status.present(context)), below=Below.MAIN_MENU),))
    question = invitation_question(invitation, gives)
    rows = (*question.rows, *keyboards.language_rows(context))
    return Outcome((replace(question, rows=rows),))
