"""How a request ends for whoever asked: it is stopped, it is told what came of it, they go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handlers.conversations import texts
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Button, Outcome, Reply, button, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.help_requests import (
    disagreements,
    helper_texts,
    helpers,
    resident_texts,
    told_here,
    writing,
)
from handlers.help_requests.ask import buttons, follow_up
from handlers.help_requests.helpers import OfRequest
from handlers.help_requests.resident_texts import SAID
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    NO_INTEREST,
    OPEN,
    RESIDENT,
    SAID_NOBODY,
    Actor,
    Happening,
    Mover,
    PersonSays,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameOfRequest(OfRequest):
    """What the person says came of it."""

    said: str


def stop(context: Context, args: OfRequest) -> Outcome:
    """The person's own end of a request: the yes to it is taken back, what was typed is erased.

    As easy as the yes was, at one tap; whoever slips asks again for the same.
    """
    request = _own(context, args.request)
    if request is None:
        return refusals.OVER
    if request.state not in OPEN:
        return _is_over()
    told = _withdrawn(context, request)
    writing.end(context.view, context.store, request, context.now)
    lines = (
        *([LABELS[request.domain]] if told_here.is_told_here(request) else []),
        say("body", "✔️ It is cancelled. I deleted what you wrote."),
        say("body", "You can ask again at any time."),
    )
    rows = (buttons.ask_again(request), buttons.mine())
    reply = Reply(lines, rows, replaces=True)
    return Outcome((reply, *told), keeps_question=True)


def said(context: Context, args: CameOfRequest) -> Outcome:
    """What came of it, in the person's own view; it stands beside what the helper said."""
    request = _own(context, args.request)
    word = args.said
    if request is None or word not in SAID:
        return refusals.OVER
    if not follow_up.may_be_told(context.view, request, context.now):
        return refusals.OVER
    if request.said != word:
        resident = Actor(role=RESIDENT, person=context.person.id)
        context.store.request_moves.told(request.id, resident, PersonSays(word), context.now)
        request = replace(request, said=PersonSays(word), said_at=context.now)
    told = disagreements.difference(context.view, context.store, request, context.now)
    rows: list[tuple[Button, ...]] = []
    if word == SAID_NOBODY:
        lines = [say("body", "We are sorry that nobody called.")]
        lines += [say("body", "A coordinator will look at it.")] if told else []
        room = request.room if told_here.is_told_here(request) else ""
        number = resident_texts.number_of_room(context.view, room)
        lines += [say("body", "You can also call us:"), *number] if number else []
        rows += texts.write_rows(context.view, context.store, context.person.id)
    else:
        lines = [say("body", "✅ Thank you. I noted it.")]
        lines += [say("body", "A coordinator will look at it.")] if told else []
        rows += [buttons.stop(request)] if request.state in OPEN else []
    reply = Reply(tuple(lines), (*rows, buttons.mine()), replaces=True)
    return Outcome((reply, *told), keeps_question=True)


def departed(context: Context, profile: str | None) -> Iterable[Reply]:
    """Withdraw requests and erase what they say; whoever helps hears only that one is over."""
    store, person = context.store, context.person.id
    told: list[Reply] = []
    for request in store.requests.of_person(person, profile):
        if context.is_leaving and request.state in OPEN:
            continue
        store.sent.wipe_about({("request", request.id)})
        if request.state in OPEN:
            told += helpers.tell_withdrawn(context.view, store, request)
            outcome = request.outcome or NO_INTEREST
            store.request_moves.withdraw(request, Actor(role=RESIDENT), outcome, context.now)
        store.requests.erase(request.id, context.now)
    if profile is not None:
        # When everybody goes, the links are forgotten with the person.
        store.partners.forget_profile(person, profile)
    return told


def looked(context: Context, args: OfRequest) -> Outcome:
    """A coordinator looked at an answer that differs; the first who says so has done it."""
    request = context.store.requests.get(args.request)
    if request is None or not context.person.is_coordinator:
        return refusals.OVER
    if not disagreements.was_looked_at(context.store, request):
        coordinator = Actor(role=Mover.COORDINATOR, person=context.person.id)
        context.store.request_history.add(request.id, Happening.LOOKED, coordinator, context.now)
        line = say("body", "✅ Thank you. I noted it.")
    else:
        line = say("body", "Somebody answered already. Thank you!")
    rows = ((button(helper_texts.REQUESTS, "requests"),),)
    return Outcome((Reply((line,), rows, replaces=True),), keeps_question=True)


def _own(context: Context, number: int) -> Request | None:
    """The request a button is about, if it is of whoever has the phone now."""
    request = context.store.requests.get(number)
    if request is None:
        return None
    is_own = (request.person, request.profile) == (context.person.id, context.profile)
    return request if is_own else None


def _withdrawn(context: Context, request: Request) -> list[Reply]:
    """Stop a request and take back the yes to it; those who were to help hear that it is over."""
    told = helpers.tell_withdrawn(context.view, context.store, request)
    resident = Actor(role=RESIDENT, person=context.person.id)
    moved = context.store.request_moves.withdraw(request, resident, NO_INTEREST, context.now)
    if moved is None:
        return []
    context.store.requests.wipe(request.id)
    return told


def _is_over() -> Outcome:
    lines = (say("body", "This request is already closed."),)
    return Outcome((Reply(lines, (buttons.mine(),), replaces=True),), keeps_question=True)
