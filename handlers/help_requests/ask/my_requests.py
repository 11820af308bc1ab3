"""My requests for help: where each stands, one on a screen, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Button, Outcome, Reply, Text, button, say
from handlers.core.neighbourhood import whose_turn
from handlers.help_requests import resident_texts, told_here, writing
from handlers.help_requests.ask import buttons, follow_up
from handlers.help_requests.ask.follow_up import SHOWN
from storage.repositories.help_requests import states
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import OPEN
from storage.repositories.people.roles import Role

MOST_ENDED = 3
MOST_BUTTONS, MOST_LINES = 6, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRequest:
    """Which of the requests stands on the screen, counted from 0."""

    at: int = 0


def show(context: Context, _: Nothing, *before: Text) -> Outcome:
    """The request that matters most now, in plain words, and the way to the others."""
    return _page(context, 0, *before)


def page(context: Context, args: AtRequest) -> Outcome:
    """One of them."""
    return _page(context, args.at)


def _page(context: Context, at: int, *before: Text) -> Outcome:
    """The one that a question is asked about is the first; then those that are open, the newest."""
    shown = _shown(context)
    if not shown:
        lines = (*before, say("body", "You have no request now."))
        return Outcome((Reply(lines, (buttons.ask(),)),))
    at = at if 0 <= at < len(shown) else 0
    request, number = shown[at], at + 1 if len(shown) > 1 else 0
    is_asked = follow_up.is_to_be_told(context.view, request, context.now)
    lines = (*before, *_lines(context, request, number, is_asked=is_asked))[:MOST_LINES]
    rows: list[tuple[Button, ...]] = [*(follow_up.said_rows(request) if is_asked else ())]
    if writing.can_be_read(context.view, context.store, request):
        rows.append((writing.write_button(request),))
    stop = [buttons.stop(request)] if request.state in OPEN else []
    more = button(say("btn", "➡️ More"), "my_requests", at=(at + 1) % len(shown))
    further = [(more,)] if len(shown) > 1 else []
    if len(rows) + len(stop) + len(further) < MOST_BUTTONS:
        rows.append(buttons.ask())
    # The first page is a message of its own: what stops it never comes where ➡️ was tapped.
    return Outcome((Reply(lines, (*rows, *stop, *further), replaces=at > 0),))


def _shown(context: Context) -> list[Request]:
    every = context.store.requests.of_person(context.person.id, context.profile)
    lately = context.now - SHOWN
    ended = [one for one in every if one.closed_at and one.closed_at > lately][:MOST_ENDED]
    shown = [*(one for one in every if one.state in OPEN), *ended]
    return sorted(
        shown, key=lambda one: not follow_up.is_to_be_told(context.view, one, context.now)
    )


def _lines(context: Context, request: Request, at: int, *, is_asked: bool) -> list[Text]:
    """Where a request stands, whom to call about it, and the question what came of it."""
    view = context.view
    how = [follow_up.how_was_it()] if is_asked else []
    if not told_here.is_told_here(request):
        number = resident_texts.number_of_room(view)
        is_open = request.state in OPEN
        to_call = told_here.LOOK_AGAIN if is_open else told_here.CALL_US
        why = how or ([to_call] if number else [])
        return [*told_here.where_it_stands(context, request, at), *why, *number]
    turn = whose_turn.side(view, context.store, request)
    lines = resident_texts.where_it_stands(view, request, turn, context.now, is_asked=is_asked)
    return [*lines, *_number(context, request, turn), *how]


def _number(context: Context, request: Request, turn: Role) -> tuple[Text, ...]:
    """Whom to call: who was asked, or helps; after an end that left something to do somebody too.

    Where nobody would read what the person writes, it is the room.
    """
    view = context.view
    number = resident_texts.number_of_helper(view, turn)
    room = resident_texts.number_of_room(view, request.room)
    match request.state:
        case states.REQUESTED | states.REJECTED:
            number = (number if request.state == states.REQUESTED else ()) or room
            return (resident_texts.UNTIL_THEN, *number) if number else ()
        case state if state in OPEN:
            can_write = writing.can_be_read(view, context.store, request)
            return number or (() if can_write else room)
        case _ if request.outcome in resident_texts.THEIRS_TO_CALL:
            return number or room
        case _ if request.outcome in resident_texts.NO_NEED_TO_CALL or not request.outcome:
            return ()
        case _:
            return room
