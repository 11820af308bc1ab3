"""Appointments of requests for help that a new file makes impossible: nobody travels for nothing.

Whoever said that this phone is not safe gets nothing unasked; the helper hears that instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers.core.feature import Moment
from handlers.core.messages import Reply, Text, say
from handlers.core.neighbourhood import whose_turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helpers
from handlers.help_requests.helper_texts import CANNOT_WRITE
from handlers.rooms import closures
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import TAKEN
from storage.store import Store


def due(moment: Moment) -> Iterator[Reply]:
    """Tell both sides of what cannot be; asking again gives nothing new."""
    view, store, now = moment.view, moment.store, moment.now
    for request in store.requests.under_way():
        if request.meet_at is None or not is_called_off(view, request, now):
            continue
        if store.done_once.quietly(
            "appointment off", f"{request.id} {request.meet_at:%Y-%m-%d %H:%M}", now
        ):
            store.request_moves.call_off_meeting(request.id)
            yield from _call_off(view, store, request, request.meet_at)


def is_called_off(view: NeighbourhoodView, request: Request, now: datetime) -> bool:
    """Whether two were to meet in a room that is not open then, or not there any more."""
    if request.state not in TAKEN or request.meet_at is None or request.meet_at <= now:
        return False
    if not request.room:
        # They meet where the person lives: no file says when that is open.
        return False
    room = view.rooms.get(request.room)
    return room is None or view.timetables[room.id].block_at(request.meet_at) is None


def _call_off(
    view: NeighbourhoodView, store: Store, request: Request, at: datetime
) -> Iterator[Reply]:
    off = say("body", "You will not meet then.")
    resident = helpers.tell_resident(
        store, request, *_why(view, request, at, request.language), off, valid_until=at
    )
    yield from resident
    for person in whose_turn.in_charge(view, store, request):
        lines = [
            say("body", "A meeting for a request is cancelled."),
            *_why(view, request, at, store.people.language_of(person)),
        ]
        if request.room in view.rooms:
            lines.append(say("body", "Which other day is good?"))
        if not resident:
            lines.append(CANNOT_WRITE)
        yield from helpers.notices([person], *lines)


def _why(view: NeighbourhoodView, request: Request, at: datetime, language: str) -> list[Text]:
    room = view.rooms.get(request.room)
    if room is None:
        return [say("body", "This room is not there any more.")]
    default = view.neighbourhood.default_language
    return closures.on_day(view, room, view.today(at), language, default)
