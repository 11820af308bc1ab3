"""Requests for help: who is asked, in which order, and until when they have time to answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta

from handlers.core.neighbourhood import working_days
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.whose_turn import GIVEN
from storage.neighbourhood.checks import WORKING_DAYS
from storage.neighbourhood.model import Partner
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import REJECTED, REQUESTED
from storage.store import Store

# After so long without a yes a request ends: that long nobody waits for nothing.
LONGEST = timedelta(days=14)
_DAY = timedelta(days=1)


def partners_for(view: NeighbourhoodView, domain: str) -> list[Partner]:
    """Every partner for a domain, in the order of the neighbourhood file."""
    return [partner for partner in view.neighbourhood.partners if domain in partner.domains]


def named(view: NeighbourhoodView, store: Store, request: Request) -> set[str]:
    """The partners that the yes to a request named: whoever took up its topic later was none."""
    then = store.neighbourhoods.in_force(request.made_at) or view.neighbourhood
    return {partner.id for partner in then.partners if request.domain in partner.domains}


def next_helper(
    view: NeighbourhoodView,
    store: Store,
    domain: str,
    asked: Collection[str],
    now: datetime,
    agreed: Collection[str] | None = None,
) -> str:
    """The next partner to ask for a domain; empty when it is the room's own turn.

    ``agreed``: those to whom the person agreed, where the request was made already.
    """
    day = view.today(now)
    return next(
        (
            partner.id
            for partner in partners_for(view, domain)
            if partner.id not in asked
            and (agreed is None or partner.id in agreed)
            and not store.partners.is_full(partner.id, day)
        ),
        "",
    )


def route(view: NeighbourhoodView, store: Store, domain: str, now: datetime) -> list[str]:
    """Everybody who would be asked one after the other; the room itself, "", is the last."""
    asked: list[str] = []
    while partner := next_helper(view, store, domain, asked, now):
        asked.append(partner)
    return [*asked, ""]


def first_due(
    view: NeighbourhoodView, partner: str, now: datetime, ends: datetime | None = None
) -> datetime:
    """Until when somebody who is asked now has time; weekends and Dutch holidays do not count.

    A partner has its own days, a room two. ``ends``: when the request does, without a yes; of one
    that is made now it need not be said.
    """
    every = view.neighbourhood.partners
    days = next((one.days_to_answer for one in every if one.id == partner), WORKING_DAYS)
    return min(working_days.later(view, now, days), last_turn(view, ends or now + LONGEST))


def last_turn(view: NeighbourhoodView, ends: datetime) -> datetime:
    """From when on only the coordinators are asked: they have two working days as well."""
    return working_days.earlier(view, ends, WORKING_DAYS)


def ends_at(request: Request) -> datetime:
    """When a request ends without a yes; one that a coordinator gave on has its days anew."""
    return (request.asked_at if GIVEN in request.asked else request.made_at) + LONGEST


def is_late(view: NeighbourhoodView, request: Request, now: datetime) -> bool:
    """Whether whoever is asked did not answer in time: their own days, two where none is said."""
    until = request.due_at or working_days.later(view, request.asked_at, WORKING_DAYS)
    return request.state in {REQUESTED, REJECTED} and until <= now


def number_of_day(view: NeighbourhoodView, store: Store, request: Request) -> int:
    """Which request of its day this is, counted from 1: a name for it that names nobody."""
    day = view.today(request.made_at)
    first = datetime.combine(day, time(), view.zone)
    last = datetime.combine(day + _DAY, time(), view.zone)
    that_day = store.requests.made_between(first=first.astimezone(UTC), last=last.astimezone(UTC))
    in_order = sorted(that_day, key=lambda other: (other.made_at, other.id))
    return [other.id for other in in_order].index(request.id) + 1
