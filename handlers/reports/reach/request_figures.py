"""What a report says about requests for help: how many, how far, how fast; nothing of what about.

A request counts in the period in which it was made; closed ones in the period in which they ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests.helpers import ROOM_WAS_ASKED
from handlers.reports.reach.figures import Answers, Course, Referrals
from storage.neighbourhood.checks import DOMAINS
from storage.repositories.help_requests.history import Event
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    ACCEPTED,
    CANCELLED,
    GOT_HELP,
    REJECTED,
    REQUESTED,
    SAID_HELPED,
)
from storage.store import Store

DAY = timedelta(days=1)
# The steps of each request, by its number.
Steps = Mapping[int, Sequence[Event]]


def between(
    view: NeighbourhoodView, store: Store, first: date, last: date
) -> tuple[list[Request], list[Request]]:
    """What was made, and what ended, on these local days."""
    start = datetime.combine(first, time(), view.zone)
    end = datetime.combine(last + DAY, time(), view.zone)
    return store.requests.made_between(first=start, last=end), store.requests.closed_between(
        first=start, last=end
    )


def referrals(requests: Sequence[Request], closed: Sequence[Request], steps: Steps) -> Referrals:
    """The contract's counts of some requests."""
    whole = _course(requests, closed, steps)
    return Referrals(
        whole.made,
        whole.accepted,
        whole.closed,
        whole.got_help,
        {domain: sum(request.domain == domain for request in requests) for domain in DOMAINS},
    )


def answers(requests: Sequence[Request], closed: Sequence[Request], steps: Steps) -> Answers:
    """How many days answers and outcomes took; by domain, and for each partner that was asked."""
    whole = _course(requests, closed, steps)
    partners = {request.partner for request in closed if request.partner}
    partners = partners.union(*(_asked(request, steps) for request in requests))
    return Answers(
        whole.days_to_answer,
        whole.days_to_outcome,
        {
            domain: _course(
                [request for request in requests if request.domain == domain],
                [request for request in closed if request.domain == domain],
                steps,
            )
            for domain in DOMAINS
        },
        {partner: _of_partner(partner, requests, closed, steps) for partner in sorted(partners)},
    )


def got_help(request: Request) -> bool:
    """Whether the person got help: what they say themselves counts before what the helper says."""
    return (request.said or request.outcome) in {SAID_HELPED, GOT_HELP}


def _course(requests: Sequence[Request], closed: Sequence[Request], steps: Steps) -> Course:
    return Course(
        made=len(requests),
        accepted=sum(_is_accepted(request, steps) for request in requests),
        closed=sum(_is_closed(request) for request in closed),
        got_help=sum(got_help(request) for request in closed),
        days_to_answer=_median_days((request.made_at, request.answered_at) for request in requests),
        days_to_outcome=_median_days(
            (request.made_at, request.closed_at) for request in closed if _is_closed(request)
        ),
    )


def _of_partner(
    partner: str, requests: Sequence[Request], closed: Sequence[Request], steps: Steps
) -> Course:
    """A partner that refused was asked too; what became of it counts with whom it ended."""
    asked = [request for request in requests if partner in _asked(request, steps)]
    ended = [request for request in closed if request.partner == partner]
    replies = [
        (since, step)
        for request in asked
        for since, step in _replies(request, steps)
        if step.scope == partner
    ]
    return Course(
        made=len(asked),
        accepted=sum(step.what == ACCEPTED for _, step in replies),
        closed=sum(_is_closed(request) for request in ended),
        got_help=sum(got_help(request) for request in ended),
        days_to_answer=_median_days((since, step.at) for since, step in replies),
        days_to_outcome=_median_days(
            (request.asked_at, request.closed_at) for request in ended if _is_closed(request)
        ),
    )


def _asked(request: Request, steps: Steps) -> set[str]:
    """The partners that were asked, one after the other; the steps outlast what is erased."""
    named = {step.scope for step in steps[request.id] if step.what in {REQUESTED, REJECTED}}
    return {request.partner, *request.asked, *named} - {"", ROOM_WAS_ASKED}


def _replies(request: Request, steps: Steps) -> Iterator[tuple[datetime, Event]]:
    """Each yes and no, with the moment since when that helper was asked."""
    since = request.made_at
    for step in steps[request.id]:
        if step.what == REQUESTED:
            since = step.at
        elif step.what in {ACCEPTED, REJECTED}:
            yield since, step


def _is_accepted(request: Request, steps: Steps) -> bool:
    """Whether somebody said yes, whatever came of it later."""
    return any(step.what == ACCEPTED for step in steps[request.id])


def _is_closed(request: Request) -> bool:
    """Whether it ended with an outcome; one that was stopped has what its person says, or none."""
    return bool(request.said or (request.outcome and request.state != CANCELLED))


def _median_days(spans: Iterable[tuple[datetime, datetime | None]]) -> int | None:
    days = [(end - start) / DAY for start, end in spans if end]
    return round(median(days)) if days else None
