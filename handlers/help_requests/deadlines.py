"""What time does to requests for help: a reminder, the next one is asked, a pause ends, the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.core.feature import Moment
from handlers.core.messages import Reply, say
from handlers.core.neighbourhood import whose_turn, working_days
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.whose_turn import GIVEN
from handlers.help_requests import assignment, helpers
from handlers.help_requests.answer import capacity
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    ON_HOLD,
    REJECTED,
    REQUESTED,
    THE_PROGRAM,
)
from storage.store import Store

# Under this name it is kept when a partner was asked whether it has room.
ASKED = "capacity asked"


def due(moment: Moment) -> Iterator[Reply]:
    """Every message about requests for help that is due now; asking again gives nothing new."""
    view, store, now = moment.view, moment.store, moment.now
    for request in store.requests.under_way():
        if request.state in {REQUESTED, REJECTED}:
            yield from _unanswered(moment, request)
        elif _waited_enough(view, request, now):
            yield from _goes_on(view, store, request, now)
    yield from _still_true(view, store, now)


def _unanswered(moment: Moment, request: Request) -> Iterator[Reply]:
    """Reminded once; then the next one is asked; after 14 days it ends."""
    view, store, now = moment.view, moment.store, moment.now
    asking = f"{request.id} {len(request.asked)}"
    if GIVEN in request.asked:
        # It may be with somebody for the second time.
        asking += f" {request.asked_at.timestamp():.0f}"
    if moment.clock_is_right and now >= assignment.ends_at(request):
        yield from helpers.give_up(view, store, request, now)
    elif request.state == REJECTED or (
        moment.clock_is_right and request.due_at and request.due_at <= now
    ):
        # From a room to the coordinators nothing changes that would stop a second copy.
        if store.done_once.quietly("request asked on", asking, now):
            yield from helpers.ask_next(view, store, request, now)
    elif helpers.reminded_at(view, request) <= now and store.done_once.quietly(
        "request reminded", asking, now
    ):
        line = say("body", "A request still waits for your answer.")
        waiting = whose_turn.people(view, store, request)
        yield from helpers.notices(waiting, line, valid_until=request.due_at)


def _waited_enough(view: NeighbourhoodView, request: Request, now: datetime) -> bool:
    """Whether the day has come until which a request was to wait."""
    until = request.on_hold_until
    return request.state == ON_HOLD and until is not None and until <= view.today(now)


def _goes_on(
    view: NeighbourhoodView, store: Store, request: Request, now: datetime
) -> Iterator[Reply]:
    moved = store.request_moves.begin(request, THE_PROGRAM, now)
    if moved:
        line = say("body", "A request that was on hold continues now.")
        yield from helpers.notices(whose_turn.in_charge(view, store, moved), line)


def _still_true(view: NeighbourhoodView, store: Store, now: datetime) -> Iterator[Reply]:
    """Once a month, in office time, a partner is asked whether it is as full as it said."""
    if not working_days.is_office_time(view, now):
        return
    for partner in view.neighbourhood.partners:
        people = store.roles.partner_people(partner.id)
        if not people:
            continue
        said = store.partners.capacity(partner.id)
        since = (
            said.checked_at
            if said
            else store.done_once.noticed("capacity unknown", partner.id, now)
        )
        if since + capacity.MONTH > now:
            continue
        today = view.today(now)
        months = [f"{partner.id} {day:%Y-%m}" for day in (today, today - timedelta(days=today.day))]
        asked = [store.done_once.since(ASKED, month) for month in months]
        if any(at and at + capacity.MONTH > now for at in asked):
            # At the end of the month before: without an answer it is still not asked twice.
            continue
        if store.done_once.first_time(ASKED, months[0], now):
            yield capacity.still_true(view, store, partner.id, now, people[0])
