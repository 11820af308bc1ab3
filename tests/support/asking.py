"""Requests for help as they lie in the store, and the partners who answer them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.working_days import later
from handlers.help_requests import helpers
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import Actor, Mover, State
from storage.repositories.people.roles import PARTNER, Role
from storage.store import Store
from tests.conftest import TWO_ROOMS
from tests.support.talk import Neighbour, Street

PARTNERS = """
[[partners]]
id = "debts"
name = "Debt House"
domains = ["debt", "budget"]
answer_within_days = 2
phone = "+31 20 555 0201"

[[partners]]
id = "letters"
name = "Letter Desk"
domains = ["debt", "forms"]
answer_within_days = 2
"""
CONTACT, CALLED = "+31 6 5550 4711", "Rosalinde"


def with_partners(street: Street) -> Street:
    """The same street, with two partners for debts."""
    street.load(_two_partners())
    return street


@cache
def _two_partners() -> Neighbourhood:
    return read_text(TWO_ROOMS + PARTNERS, "partners.toml")


def view_of(street: Street) -> NeighbourhoodView:
    return street.view()


def partner(street: Street, place: str = "debts", language: str = "en") -> Neighbour:
    """Somebody who answers for a partner."""
    return street._with_roles([Role(PARTNER, place)], language)


def asks(street: Street, resident: Neighbour | None = None, **more: Any) -> Request:
    """Somebody asked for help; those who answer are told."""
    who = resident or street.neighbour()
    if not who.screen:
        who.arrives()
    view = view_of(street)
    what: dict[str, Any] = {
        "language": "ar",
        "domain": "debt",
        "room": "h-buurt",
        "is_urgent": False,
        "times": "morning",
        "safe_here": True,
        "contact": CONTACT,
        "call_me": CALLED,
        "partner": "debts",
        "due_at": later(view, street.now, 2),
        "consent_version": "1",
        "consent_language": "en",
        **more,
    }
    with street.database.writing() as store:
        made = store.requests.make(who.person, "", street.now, **what)
        told = helpers.tell_helpers(view, store, made, street.now)
        store.outbox.put(street.turns.rows.of(store, told, street.now), street.now)
    street.deliver()
    return made


def now_of(street: Street, request: Request) -> Request:
    """The request as it is now."""
    with street.database.writing() as store:
        found = store.requests.get(request.id)
    assert found
    return found


def brought_to(
    store: Store, request: Request, state: str, role: str, now: datetime, **columns: Any
) -> Request | None:
    """A request in another state, with whatever else a test needs to stand in it."""
    scope, person = columns.pop("scope", ""), columns.pop("person", None)
    actor = Actor(role=Mover(role), scope=scope, person=person)
    return store.request_moves._move(request, State(state), actor, now, columns)


def written(store: Store, request: int, **columns: Any) -> None:
    """A request with other values in it, as old rows have them."""
    store.request_moves._change(request, columns)


def steps(street: Street, request: Request) -> list[str]:
    """What happened to a request, in order."""
    with street.database.reading() as store:
        return [one.what for one in store.request_history.of(request.id)]
