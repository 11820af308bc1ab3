"""A coordinator gives a request to any partner or room; to whom nobody agreed, after a yes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.keyboards import NEWS, in_rows
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.core.neighbourhood import whose_turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.whose_turn import GIVEN, ROOM_WAS_ASKED
from handlers.help_requests import assignment, helper_texts, helpers, resident_texts, writing
from handlers.help_requests.answer import worklist
from handlers.help_requests.helper_texts import CANNOT_WRITE, REQUESTS
from handlers.help_requests.helpers import OfRequest
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import OPEN, REQUESTED, Actor, Mover, State
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class GivesTo(OfRequest):
    """To which partner or to the key-holders of which room; without either we ask."""

    partner: str = ""
    room: str = ""


def give(context: Context, args: GivesTo) -> Outcome:
    """Ask to whom; then it is theirs at once, or the person is asked first."""
    view, store = context.view, context.store
    request = store.requests.get(args.request)
    if request is None or not context.person.is_coordinator:
        return refusals.OVER
    is_unread = worklist.is_passed_on_unread(context, request)
    if request.state not in OPEN or not (is_unread or worklist.sees(context, request)):
        return worklist.one_request(context, args)
    if (args.partner, args.room) not in set(_targets(view, store, request)):
        return _asked(context, request)
    who = called(view, args.partner, args.room)
    if not is_agreed(request, args, assignment.named(view, store, request)):
        return _after_a_yes(context, request, args)
    coordinator = Actor(role=Mover.COORDINATOR, scope=args.partner, person=context.person.id)
    told = hand_over(view, store, request, args, coordinator, context.now)
    if told is None:
        return worklist.one_request(context, args)
    line = say("body", "✅ I asked: {who}.", who=who)
    return Outcome((_short(line), *told))


def is_agreed(request: Request, to: GivesTo, named: Collection[str]) -> bool:
    """Whether the yes to a request was for these: a partner it named, the room of its person."""
    return to.partner in named if to.partner else to.room == request.room


def is_there(view: NeighbourhoodView, store: Store, request: Request, to: GivesTo) -> bool:
    """Whether a request can go there now."""
    return (to.partner, to.room) in set(_targets(view, store, request))


def moves_of(store: Store, request: Request) -> int:
    """How often a request moved so far: whether it is where it was when something was asked."""
    return sum(step.what in set(State) for step in store.request_history.of(request.id))


def called(view: NeighbourhoodView, partner: str, room: str) -> Text:
    """What whoever gets a request is called."""
    return name(helper_texts.partner_name(view, partner) if partner else view.rooms[room].name)


def hand_over(
    view: NeighbourhoodView,
    store: Store,
    request: Request,
    to: GivesTo,
    by: Actor,
    now: datetime,
    **agreed: object,
) -> list[Reply] | None:
    """Ask these, whoever had it; gives who else hears of it, and None when somebody was faster.

    Without a partner and a room it is for the coordinators, to whom everybody agreed.
    What was planned is off, and what was said with whoever helped is gone: it was for them alone.
    ``agreed``: what is kept of another yes, where its person gave one just now.
    """
    before = [one for one in whose_turn.in_charge(view, store, request) if one != by.person]
    had = (*request.asked, request.partner or ROOM_WAS_ASKED, GIVEN)
    asked = [one for one in dict.fromkeys(had) if one != (to.partner or ROOM_WAS_ASKED)]
    is_for_coordinators = not (to.partner or to.room)
    moved = store.request_moves.give(
        request,
        by,
        partner=to.partner,
        room=to.room or request.room,
        asked=[*asked, ROOM_WAS_ASKED] if is_for_coordinators else asked,
        due_at=None if is_for_coordinators else assignment.first_due(view, to.partner, now),
        now=now,
        **agreed,
    )
    if moved is None:
        return None
    writing.end(view, store, request, now)
    lines = [say("body", "We are asking somebody else for you now.")]
    if request.meet_at and request.meet_at > now:
        off = say("body", "You will not meet then.")
        lines = [resident_texts.appointment(view, request), off, *lines]
    told = [] if agreed else helpers.tell_resident(store, moved, *lines)
    return [
        *told,
        *helpers.tell_moved_on(view, store, moved, before),
        *helpers.tell_helpers(view, store, moved, now),
    ]


def _asked(context: Context, request: Request) -> Outcome:
    view, store = context.view, context.store
    choices, is_any_new = [], False
    named = assignment.named(view, store, request)
    targets = list(_targets(view, store, request))
    back = button(say("btn", "⬅️ Back"), "request", request=request.id)
    if worklist.is_passed_on_unread(context, request):
        # Who stands first would tell what it is about.
        places = [one.id for one in view.neighbourhood.partners]
        targets.sort(key=lambda to: places.index(to[0]) if to[0] else len(places))
        back = button(say("btn", "⬅️ Back"), "requests")
    for partner, room in targets:
        to = GivesTo(request=request.id, partner=partner, room=room)
        is_any_new = is_any_new or not is_agreed(request, to, named)
        choices.append(_choice(view, to))
    lines = [say("body", "Who should get this request?")]
    if is_any_new:
        lines.append(say("body", "For others I ask the person first."))
    if not choices:
        lines = [say("body", "There is nobody else.")]
    return Outcome((Reply(tuple(lines), (*in_rows(choices), (back,)), replaces=True),))


def _choice(view: NeighbourhoodView, to: GivesTo) -> Button:
    if to.partner:
        label = name(helper_texts.partner_name(view, to.partner))
        return button(label, "request.give", request=to.request, partner=to.partner)
    label = name(f"📍 {view.rooms[to.room].name}")
    return button(label, "request.give", request=to.request, room=to.room)


def _targets(view: NeighbourhoodView, store: Store, request: Request) -> Iterator[tuple[str, str]]:
    """Partners for the topic, then the others, then rooms; not those that are asked now."""
    first = [partner.id for partner in assignment.partners_for(view, request.domain)]
    every = dict.fromkeys([*first, *(partner.id for partner in view.neighbourhood.partners)])
    now_asked = whose_turn.side(view, store, request).scope
    is_anew = request.state != REQUESTED
    for partner in every:
        if partner != request.partner or (is_anew and partner != now_asked):
            yield partner, ""
    for room in view.rooms:
        holders = [one for one in store.roles.key_holders(room) if one != request.person]
        if holders and (request.partner or room != now_asked):
            yield "", room


def _after_a_yes(context: Context, request: Request, to: GivesTo) -> Outcome:
    """Ask the person, once for each time that it is with somebody; nothing moves before."""
    store = context.store
    if not helpers.can_tell(store, request):
        return Outcome((_short(CANNOT_WRITE, say("body", "It stays as it was.")),))
    since = moves_of(store, request)
    told: list[Reply] = []
    once = f"{request.id} {since} {to.partner} {to.room}"
    if store.done_once.quietly("another helper proposed", once, context.now):
        look = button(
            say("btn", "👀 Read more"),
            "my_requests.another",
            request=request.id,
            partner=to.partner,
            room=to.room,
            since=since,
        )
        profile = (name(request.profile),) if request.profile else ()
        lines = (NEWS, *profile, say("body", "There is a question for you."))
        told.append(Reply(lines, ((look,),), request.person, profile=request.profile))
    asked = say("body", "I ask the person first. Nothing moves before a yes.")
    return Outcome((_short(asked), *told))


def _short(*lines: Text) -> Reply:
    return Reply(lines, ((button(REQUESTS, "requests"),),), replaces=True)
