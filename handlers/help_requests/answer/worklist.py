"""The list of those who answer requests for help, one request, and the first answer to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.keyboards import in_rows
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.core.neighbourhood import whose_turn
from handlers.help_requests import disagreements, helper_texts, helpers
from handlers.help_requests.answer import actions, buttons
from handlers.help_requests.helper_texts import CANNOT_WRITE, OUTCOME_LABELS, REASONS, REQUESTS
from handlers.help_requests.helpers import Helper, OfRequest
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    CANCELLED,
    ENDED,
    MISTAKE,
    OPEN,
    REQUESTED,
    TAKEN,
)
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, PARTNER

SHOWN = 12
IN_A_ROW = 4
# So many rooms that did not answer yet stand there.
MOST_ROOMS = 4
RequestAndHelper = tuple[Request, Helper]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedBecause(OfRequest):
    """Why a partner cannot help; without a reason we ask."""

    reason: str = ""


def show(context: Context, _: Nothing) -> Outcome:
    """Every request that this person answers: what cannot wait first, then the oldest."""
    if not is_helper(context):
        return refusals.OVER
    requests = mine(context)
    differing, unread = [], []
    if context.person.is_coordinator:
        differing = disagreements.to_look_at(context.store, context.person.id, context.today)
        unread = _oldest_of_each_room(context)
    if not (requests or differing or unread):
        line = say("body", "There are no requests for you now.")
        return Outcome((Reply((line,), _work(context), replaces=True),))
    shown_requests = list(enumerate(requests[:SHOWN], 1))
    listed = [helper_texts.in_a_list(request, number) for number, request in shown_requests]
    lines = (say("body", "📂 Requests for you:"), *listed) if requests else ()
    if len(requests) > SHOWN:
        lines = (*lines, say("body", "You get more when these are done."))
    numbers = [
        button(name(str(number)), "request", request=request.id)
        for number, request in shown_requests
    ]
    rows = in_rows(numbers, IN_A_ROW)
    if unread:
        lines = (*lines, say("body", "These rooms have a request that waits. You can pass it on:"))
        keys = [
            button(name(f"📍 {context.view.rooms[one.room].name}"), "request.give", request=one.id)
            for one in unread
        ]
        rows = (*rows, *in_rows(keys))
    if differing:
        # One at a time: the next one stands here when this one is done.
        request = differing[0]
        lines = (*lines, *disagreements.difference_lines(context.view, context.store, request))
        rows = (*rows, disagreements.looked_row(request))
    return Outcome((Reply(lines, (*rows, *_work(context)), replaces=True),))


def one_request(context: Context, args: OfRequest) -> Outcome:
    """One request: what it is about, never a name or a contact."""
    request = context.store.requests.get(args.request)
    if request is None or not is_helper(context):
        return refusals.OVER
    helper = helpers.helper_of(context.view, context.store, request, context.person)
    if request.state in OPEN and sees(context, request):
        return Outcome((shown(context, request, helper),))
    return _not_yours(context, request)


def shown(context: Context, request: Request, helper: Helper | None, *first: Text) -> Reply:
    """A request with what this helper can do now; a coordinator who only watches has no helper."""
    lines = [*first, *helper_texts.whole(context.view, request, context.now)]
    if helper and request.state in TAKEN and not helpers.can_tell(context.store, request):
        lines += [] if CANNOT_WRITE in first else [CANNOT_WRITE]
        is_there = helper.role == KEY_HOLDER
        lines += helper_texts.way_round(context.view, request, context.now, is_there=is_there)
    rows = buttons.rows(context, request, helper)
    return Reply(tuple(lines), (*rows, (button(REQUESTS, "requests"),)), replaces=True)


def reveal(context: Context, args: OfRequest) -> Outcome:
    """Show the name and the contact; it is written down who looked."""
    request = context.store.requests.get(args.request)
    if request is None or not is_helper(context):
        return refusals.OVER
    reader = helpers.reader_of(context.view, context.store, request, context.person)
    if reader is None or not actions.read(context.store, request, reader, context.now):
        return _not_yours(context, request)
    helper = helpers.helper_of(context.view, context.store, request, context.person)
    is_here = request.person in context.store.people.present([request.person or 0])
    lines = helper_texts.contact_lines(request, is_here=is_here)
    after = say("body", "I deleted the contact here.")
    rows = (*buttons.rows(context, request, helper), (button(REQUESTS, "requests"),))
    return Outcome((Reply(lines, rows, is_secret=True, afterwards=(after,)),))


def accept(context: Context, args: OfRequest) -> Outcome:
    """We help: of many who tap at once exactly one has it."""
    own = own_request(context, args.request)
    if isinstance(own, Outcome):
        return own
    request, helper = own
    if request.state in TAKEN:
        return _taken(context, request, helper)
    done = say("body", "✅ You are helping. Thank you!")
    taken = actions.accept(context.view, context.store, request, helper, context.now)
    return told(context, request, helper, taken, done)


def later(context: Context, args: OfRequest) -> Outcome:
    """A key-holder cannot: the others can still answer."""
    own = own_request(context, args.request)
    if isinstance(own, Outcome):
        return own
    line = say("body", "✅ Thank you. The others can still answer.")
    reply = Reply((line,), ((button(REQUESTS, "requests"),),), replaces=True)
    return Outcome((reply,))


def refuse(context: Context, args: RefusedBecause) -> Outcome:
    """A partner cannot help: ask why first, then the next one is asked."""
    own = own_request(context, args.request)
    if isinstance(own, Outcome):
        return own
    request, helper = own
    if request.state != REQUESTED or helper.role != PARTNER:
        return _not_yours(context, request)
    if args.reason not in REASONS:
        choices = [
            button(OUTCOME_LABELS[reason], "request.refuse", request=request.id, reason=reason)
            for reason in REASONS
        ]
        back = button(say("btn", "⬅️ Back"), "request", request=request.id)
        line = say("body", "Why can you not help?")
        rows = (*in_rows(choices), (back,))
        return Outcome((Reply((line,), rows, replaces=True),))
    others = actions.refuse(context.view, context.store, request, helper, args.reason, context.now)
    if others is None:
        return _not_yours(context, request)
    lines = (
        say("body", "✅ Thank you for the answer."),
        say("body", "We will ask somebody else."),
    )
    rows = ((button(REQUESTS, "requests"),), buttons.partner_row())
    return Outcome((Reply(lines, rows, replaces=True), *others))


def own_request(context: Context, number: int) -> RequestAndHelper | Outcome:
    """The open request that a button is about, if this person may answer it now."""
    request = context.store.requests.get(number)
    if request is None or not is_helper(context):
        return refusals.OVER
    helper = helpers.helper_of(context.view, context.store, request, context.person)
    if helper is None or request.state not in OPEN:
        return _not_yours(context, request)
    return request, helper


def told(
    context: Context, request: Request, helper: Helper, others: list[Reply] | None, *done: Text
) -> Outcome:
    """What a step led to: the request as it is now, and what others hear; or that it is late."""
    fresh = context.store.requests.get(request.id)
    if others is None or fresh is None or fresh.state in ENDED:
        if others is None:
            return _not_yours(context, fresh or request)
        reply = Reply(done, ((button(REQUESTS, "requests"),),), replaces=True)
        return Outcome((reply, *others))
    return Outcome((shown(context, fresh, helper, *done), *others))


def is_passed_on_unread(context: Context, request: Request) -> bool:
    """Whether a coordinator may pass on what a room still has time for, without reading it."""
    if not context.person.is_coordinator or request.person == context.person.id:
        return False
    turn = whose_turn.side(context.view, context.store, request)
    return request.state == REQUESTED and turn.role == KEY_HOLDER and not sees(context, request)


def is_helper(context: Context) -> bool:
    """Whether somebody has any role in which requests are answered."""
    return any(role.role in {PARTNER, KEY_HOLDER, COORDINATOR} for role in context.person.roles)


def mine(context: Context) -> list[Request]:
    """The open requests this person answers; for a coordinator also those to watch."""
    # A coordinator's list depends on whether there is a contact, which rests sealed.
    is_coordinator = context.person.is_coordinator
    every = (
        context.store.requests.open_ones() if is_coordinator else context.store.requests.under_way()
    )
    own = [request for request in every if sees(context, request)]
    return sorted(own, key=lambda request: (not request.is_urgent, request.made_at))


def _oldest_of_each_room(context: Context) -> list[Request]:
    every = context.store.requests.under_way()
    unread = [request for request in every if is_passed_on_unread(context, request)]
    return list({request.room: request for request in reversed(unread)}.values())[::-1][:MOST_ROOMS]


def _work(context: Context) -> keyboards.Rows:
    return (buttons.partner_row(),) if context.person.rooms_as(PARTNER) else ()


def sees(context: Context, request: Request) -> bool:
    """Whether somebody reads what an open request is about: who answers it, or watches over it.

    A coordinator watches over what is with a partner, and what a room cannot tell its person.
    """
    if helpers.helper_of(context.view, context.store, request, context.person):
        return True
    if not context.person.is_coordinator or request.person == context.person.id:
        return False
    is_partners = whose_turn.side(context.view, context.store, request).role == PARTNER
    return is_partners or bool(
        helpers.reader_of(context.view, context.store, request, context.person)
    )


def _taken(context: Context, request: Request, helper: Helper) -> Outcome:
    """Who was slower is told kindly; who taps twice sees their own request."""
    if request.taken_by == helper.person:
        return Outcome((shown(context, request, helper),))
    line = say("body", "Somebody is already helping. Thank you!")
    if helper.role == PARTNER:
        return Outcome((shown(context, request, helper, line),))
    reply = Reply((line,), ((button(REQUESTS, "requests"),),), replaces=True)
    return Outcome((reply,))


def _not_yours(context: Context, request: Request) -> Outcome:
    """Why nothing can be done any more: over, taken back, or with somebody else."""
    had_it = any(
        role.scope in {request.partner, *request.asked, request.room} or role.role == COORDINATOR
        for role in context.person.roles
    )
    if not had_it or request.person == context.person.id:
        return refusals.OVER
    if request.state in {CANCELLED, MISTAKE}:
        line = say("body", "This request was cancelled. You do not need to do anything.")
    elif request.state in ENDED:
        line = say("body", "This request is closed. Thank you!")
    else:
        line = say("body", "Somebody else has this request now. Thank you!")
    reply = Reply((line,), ((button(REQUESTS, "requests"),),))
    return Outcome((replace(reply, replaces=True),))
