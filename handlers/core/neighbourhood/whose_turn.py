"""Whose turn it is to help somebody: by the file, the request, and the roles of this moment."""

from __future__ import annotations

from handlers.core.neighbourhood import subjects
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import TAKEN, Happening
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, PARTNER, Role
from storage.store import Store

# Stands among the partners that were asked before: the room itself was. No partner's id has a "/".
ROOM_WAS_ASKED = "/room"
# Stands there too: a coordinator gave it to somebody, and its days began anew.
GIVEN = "/given"
MARKS = frozenset({ROOM_WAS_ASKED, GIVEN})


def side(view: NeighbourhoodView, store: Store, request: Request) -> Role:
    """Whose turn it is: a partner, the key-holders of a room, or else the coordinators."""
    if request.partner in {partner.id for partner in view.neighbourhood.partners}:
        if _is_left_alone(store, request):
            return Role(COORDINATOR, "")
        return Role(PARTNER, request.partner)
    is_rooms = not request.partner and ROOM_WAS_ASKED not in request.asked
    if is_rooms and request.room in view.rooms and _holders(store, request):
        return Role(KEY_HOLDER, request.room)
    return Role(COORDINATOR, "")


def people(view: NeighbourhoodView, store: Store, request: Request) -> list[int]:
    """Everybody who is asked now; a partner without anybody here is for the coordinators."""
    able = _its_own(view, store, request)
    if not able:
        return subjects.coordinators(store, subjects.HELP, besides=request.person)
    return [person for person in able if person != request.person]


def in_charge(view: NeighbourhoodView, store: Store, request: Request) -> list[int]:
    """Whoever took a request, if they still may; else everybody who is asked."""
    if request.taken_by is not None and request.taken_by in may_answer(view, store, request):
        return [request.taken_by]
    return people(view, store, request)


def may_answer(view: NeighbourhoodView, store: Store, request: Request) -> list[int]:
    """Whoever took a request, if they still may; else everybody who may, asked or not."""
    able = _its_own(view, store, request) or store.roles.coordinators()
    able = [person for person in able if person != request.person]
    return [person for person in able if person == request.taken_by] or able


def _its_own(view: NeighbourhoodView, store: Store, request: Request) -> list[int]:
    """The partner's people or the key-holders whose turn it is; nobody: the coordinators'."""
    turn = side(view, store, request)
    if turn.role == PARTNER:
        return store.roles.partner_people(turn.scope)
    return _holders(store, request) if turn.role == KEY_HOLDER else []


def _is_left_alone(store: Store, request: Request) -> bool:
    """Whether a partner took it and has nobody here any more."""
    if request.state not in TAKEN or store.roles.partner_people(request.partner):
        return False
    if request.taken_by is not None:
        return True
    # Who took it by a web link has no number either, and did not go: they never were here.
    steps = store.request_history.of(request.id)
    return any(step.what == Happening.HELPER_GONE for step in steps)


def _holders(store: Store, request: Request) -> list[int]:
    holders = store.roles.key_holders(request.room)
    return [person for person in holders if person != request.person]
