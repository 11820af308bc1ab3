"""What to tell about requests for help: how was it, no way back, two answers that differ.

Whoever said that this phone is not safe gets nothing unasked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from handlers.core import keyboards
from handlers.core.feature import Moment
from handlers.core.messages import Reply, Text, button, name, say
from handlers.core.neighbourhood import working_days
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helpers
from handlers.help_requests.disagreements import difference
from handlers.help_requests.helpers import ASKED_HOW_IT_WAS, other_coordinators
from handlers.help_requests.resident_texts import SAID
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    COMPLETED,
    COULD_NOT,
    FAILED,
    ON_HOLD,
    OPEN,
    TAKEN,
)
from storage.store import Store

# For so long after its end somebody sees a request, and can say what came of it.
SHOWN = timedelta(days=30)
# An appointment that nobody wrote an end to: by then it has shown what came of it.
AFTER_MEETING = timedelta(days=3)
# Without an appointment: so many working days after the helper's last step somebody has called.
QUIET_DAYS = 2
# The flow whose open question holds what somebody typed on the way to a request.
FLOW = "referral"
# The hour in which those questions were looked at last; each was asked at most so long before.
LOOKED, ASKED = "questions looked at", timedelta(days=2)


def due(moment: Moment) -> Iterator[Reply]:
    """Every message about requests that is due now; asking again gives nothing new."""
    view, store, now = moment.view, moment.store, moment.now
    _forget_questions(view, store, now)
    open_requests = store.requests.open_ones()
    ended = store.requests.closed_between(first=now - SHOWN, last=now + timedelta(minutes=1))
    every = [*open_requests, *ended]
    here = store.people.present({request.person for request in every if request.person})
    for request in open_requests:
        if request.person and request.person not in here:
            yield from _no_way_back(view, store, request, now)
    for request in every:
        yield from difference(view, store, request, now)
        is_asked = request.person in here and request.safe_here
        if not is_asked or not is_to_be_told(view, request, now):
            continue
        if store.done_once.quietly(ASKED_HOW_IT_WAS, str(request.id), now):
            # What it is about, and the question, wait behind the button.
            yield from helpers.tell_resident(store, request)


def _forget_questions(view: NeighbourhoodView, store: Store, now: datetime) -> None:
    """Once an hour: what was answered on the way to a request goes before its day is over.

    Whoever has such a question wrote within two days, or since the last look before a pause.
    """
    hour = f"{now:%Y-%m-%d %H}"
    last = store.done_once.last([LOOKED]).get(LOOKED)
    if last == hour:
        return
    since = min(date.fromisoformat(last[:10]), view.today(now)) - ASKED if last else None
    next_look = now + timedelta(minutes=61)
    until = int(next_look.timestamp())
    store.questions.drop(FLOW, "until", until, wrote_since=since)
    store.done_once.only(LOOKED, hour, now)


def may_be_told(view: NeighbourhoodView, request: Request, now: datetime) -> bool:
    """Whether there is something of which a person can say what came of it."""
    if request.state in {COMPLETED, FAILED}:
        return request.closed_at is not None and request.closed_at + SHOWN > now
    if request.state not in TAKEN:
        return False
    if request.meet_at:
        return request.meet_at <= now
    # While it waits the person knows until when.
    is_quiet = working_days.later(view, request.changed_at, QUIET_DAYS) <= now
    return is_quiet and request.state != ON_HOLD


def is_to_be_told(view: NeighbourhoodView, request: Request, now: datetime) -> bool:
    """Whether we ask a person what came of it."""
    if request.said or not may_be_told(view, request, now):
        return False
    if request.outcome == COULD_NOT and request.answered_at is None:
        # Nobody ever answered, and the person reads that: to ask would be a mockery.
        return False
    is_just_met = request.meet_at is not None and request.meet_at + AFTER_MEETING > now
    return request.state not in OPEN or not is_just_met


def how_was_it() -> Text:
    """The question after the end."""
    return say("body", "Did you get help?")


def said_rows(request: Request) -> keyboards.Rows:
    """The answers to it."""
    return tuple(
        (button(label, "my_requests.said", request=request.id, said=word),)
        for word, label in SAID.items()
    )


def _no_way_back(
    view: NeighbourhoodView, store: Store, request: Request, now: datetime
) -> Iterator[Reply]:
    """Somebody blocked us half-way: nothing that we write arrives."""
    coordinators = other_coordinators(store, request)
    if not coordinators:
        return
    if not store.done_once.quietly("no way back", str(request.id), now):
        return
    lines = (
        say("body", "We can no longer reach somebody who asked for help."),
        LABELS[request.domain],
        name(view.rooms[request.room].name)
        if request.room in view.rooms
        else say("body", "At home, not in a room."),
        *([say("body", "They left another way to reach them.")] if request.contact else []),
    )
    yield from (Reply(lines, to=person) for person in coordinators)
