"""The talk of whoever asked for help with whoever helps: neither learns who the other is."""

from __future__ import annotations

from datetime import datetime

from handlers.conversations import recipients, resident, texts
from handlers.conversations.which_talk import OfTalk
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Button, Outcome, Reply, Text, button, say
from handlers.core.neighbourhood import whose_turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helpers
from handlers.help_requests.helper_texts import CANNOT_WRITE
from handlers.help_requests.helpers import OfRequest
from storage.repositories.conversations.talks import Talk
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import TAKEN
from storage.store import Store

WRITE = say("btn", "💬 Write to them")


def can_be_read(view: NeighbourhoodView, store: Store, request: Request) -> bool:
    """Whether somebody helps who would read what the person writes."""
    return request.state in TAKEN and bool(whose_turn.in_charge(view, store, request))


def write_button(request: Request, label: Text = WRITE) -> Button:
    """Opens the step in which the next words go to the other side."""
    return button(label, "request.write", request=request.id)


def write(context: Context, args: OfRequest) -> Outcome:
    """Open that step, for the person who asked and for whoever helps; nobody else has it."""
    view, store = context.view, context.store
    request = store.requests.get(args.request)
    if request is None or request.person is None or request.state not in TAKEN:
        return refusals.OVER
    able = whose_turn.may_answer(view, store, request)
    if request.person == context.person.id:
        if request.profile != context.profile:
            return refusals.somebody_else(request.profile)
        if not able:
            return Outcome((texts.nobody(context),))
    elif context.person.id not in able:
        return refusals.OVER
    elif not helpers.can_tell(store, request):
        line = CANNOT_WRITE if request.safe_here else texts.NOT_SAFE
        return Outcome((Reply((line,)),))
    talk = _begun(context, request, request.person, able)
    return resident.answer(context, OfTalk(talk=talk.id))


def end(view: NeighbourhoodView, store: Store, request: Request, now: datetime) -> None:
    """What was said about a request goes with the yes to it, or with whoever it was said to."""
    assert request.person
    talk = store.talks.about(request.person, request.profile, request.id)
    if talk and store.talks.close(talk, now):
        texts.ask_nobody(view, store, talk)


def _begun(context: Context, request: Request, person: int, able: list[int]) -> Talk:
    """The talk about a request; it begins when one of the two wants to say something."""
    talks = context.store.talks
    talk = talks.about(person, request.profile, request.id)
    if talk is None:
        # No room: the request has one, and the row is to look like any other.
        talk = talks.start(
            person,
            request.profile,
            room="",
            circle=recipients.COORDINATORS,
            now=context.now,
            request=request.id,
        )
        if able == [request.taken_by]:
            # Who took the request has its talk; where nobody did, the first who answers.
            talks.take(talk, able[0])
            talk = talks.get(talk.id) or talk
    return talk
