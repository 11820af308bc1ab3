"""Who answers a request for help, who is told what, and who is asked when somebody says no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.core.keyboards import NEWS
from handlers.core.messages import Button, Reply, Text, button, name, say
from handlers.core.neighbourhood import subjects, whose_turn, working_days
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.whose_turn import ROOM_WAS_ASKED
from handlers.help_requests import assignment, helper_texts, resident_texts
from handlers.help_requests.helper_texts import NEW_REQUEST, REQUESTS
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    COULD_NOT,
    HELPER,
    TAKEN,
    Actor,
)
from storage.repositories.people.people import Person
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, RoleName
from storage.store import Store

# So many working days before the end they are reminded; where there is no end, after so many.
REMINDED = 1
# Whoever promised to answer within a day is reminded too, before the next one is asked.
LAST_CALL = timedelta(hours=2)
# Under this name it is kept that somebody was asked what came of their request.
ASKED_HOW_IT_WAS = "asked how it was"
WENT_ON = say("body", "A request went to somebody else. You do not need to do anything.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRequest:
    """The arguments of a button about a request for help."""

    request: int


@dataclass(frozen=True, slots=True)
class Helper:
    """Who answers a request: in which role, for which partner or room.

    ``person`` is None for somebody with a web link.
    """

    role: RoleName
    scope: str
    person: int | None = None

    @property
    def actor(self) -> Actor:
        """The helper as written down beside what happens to a request."""
        return Actor(role=HELPER, scope=self.scope, person=self.person)


def helper_of(
    view: NeighbourhoodView, store: Store, request: Request, who: Person
) -> Helper | None:
    """As whom somebody answers this request, by the roles they have now; None when they may not."""
    turn = whose_turn.side(view, store, request)
    if who.id == request.person or turn not in who.roles:
        return None
    return Helper(turn.role, turn.scope, who.id)


def reader_of(
    view: NeighbourhoodView, store: Store, request: Request, who: Person
) -> Helper | None:
    """As whom somebody may see the name and the contact; None for those who may not.

    With a key nobody may: what a room helps with, the coordinators read, if there is a contact.
    """
    helper = helper_of(view, store, request, who)
    if helper and helper.role != KEY_HOLDER:
        return helper
    is_readable = request.state in TAKEN and request.contact and who.id != request.person
    if not who.is_coordinator or not is_readable:
        return None
    is_rooms = whose_turn.side(view, store, request).role == KEY_HOLDER
    return Helper(COORDINATOR, "", who.id) if is_rooms else None


def only_with(view: NeighbourhoodView, store: Store, who: int) -> list[Request]:
    """What nobody but this person answers now: when they go, others have to."""
    every = store.requests.under_way()
    return [request for request in every if whose_turn.in_charge(view, store, request) == [who]]


def tell_next(
    view: NeighbourhoodView, store: Store, left: Iterable[Request], gone: int
) -> list[Reply]:
    """Tell those who answer now what somebody left behind, once for all of it."""
    able = [
        person
        for request in left
        for person in whose_turn.in_charge(view, store, request)
        if person != gone
    ]
    return notices(dict.fromkeys(able), say("body", "A request still waits for your answer."))


def tell_helpers(
    view: NeighbourhoodView, store: Store, request: Request, now: datetime
) -> list[Reply]:
    """Tell those who are asked that there is something, and nothing more."""
    lines = [NEW_REQUEST]
    if request.due_at and request.due_at > now:
        when = helper_texts.near(view, request.due_at)
        lines.append(say("body", "Please answer before: {day} {time}.", **when))
    # The reminder takes over from it.
    until = max(reminded_at(view, request), now + LAST_CALL)
    return notices(whose_turn.people(view, store, request), *lines, valid_until=until)


def reminded_at(view: NeighbourhoodView, request: Request) -> datetime:
    """When those who did not answer yet are reminded."""
    if request.due_at is None:
        return working_days.later(view, request.asked_at, REMINDED)
    before = working_days.earlier(view, request.due_at, REMINDED)
    return before if before > request.asked_at else request.due_at - LAST_CALL


def tell_withdrawn(view: NeighbourhoodView, store: Store, request: Request) -> list[Reply]:
    """Tell those who had a request that there is nothing to do any more; never why."""
    line = say("body", "A request was cancelled. You do not need to do anything.")
    taken = [request.taken_by] if request.taken_by else []
    return notices(whose_turn.in_charge(view, store, request) or taken, line)


def tell_readers(store: Store, request: Request, helper: Helper) -> list[Reply]:
    """Tell the coordinators of what a key-holder did, where only they can pass it on."""
    if helper.role != KEY_HOLDER or not request.contact or can_tell(store, request):
        return []
    line = say("body", "A room has agreed to help. Please tell the person yourself: only you can.")
    coordinators = other_coordinators(store, request)
    return notices(coordinators, line)


def notices(to: Iterable[int], *lines: Text, valid_until: datetime | None = None) -> list[Reply]:
    """The same short news for several helpers, with the way to their list."""
    rows = ((button(REQUESTS, "requests"),),)
    return [Reply(lines, rows, to=person, valid_until=valid_until) for person in to]


def other_coordinators(store: Store, request: Request) -> list[int]:
    """The coordinators who are told of requests, without the one whose own it is."""
    return subjects.coordinators(store, subjects.HELP, besides=request.person)


def can_tell(store: Store, request: Request) -> bool:
    """Whether we may write to the person who asked: their phone is safe, and they are there."""
    if request.person is None or not request.safe_here:
        return False
    return bool(store.people.present([request.person]))


def tell_resident(
    store: Store,
    request: Request,
    *lines: Text,
    further: tuple[Button, ...] = (),
    valid_until: datetime | None = None,
) -> list[Reply]:
    """News for the person who asked, if we may write to them: no topic, no name in it.

    Where somebody else has the phone now, only that there is some. ``further``: what else can be
    tapped, after what there is to read.
    """
    if not can_tell(store, request):
        return []
    assert request.person
    if store.profiles.holder(request.person) != request.profile:
        lines, further = (), ()
    profile = (name(request.profile),) if request.profile else ()
    look = button(say("btn", "👀 Read more"), "my_requests")
    rows = ((look,), *((one,) for one in further))
    told = Reply((NEWS, *profile, *lines), rows, request.person, profile=request.profile)
    return [replace(told, valid_until=valid_until)]


def ask_next(
    view: NeighbourhoodView,
    store: Store,
    request: Request,
    now: datetime,
    refused_by: int | None = None,
) -> list[Reply]:
    """The next partner for that domain is asked, else the room, else the coordinators.

    Nothing when somebody was faster. ``refused_by``: who knows already that it moves on.
    """
    before = [one for one in whose_turn.people(view, store, request) if one != refused_by]
    asked = (*request.asked, request.partner or ROOM_WAS_ASKED)
    partner, ends = "", assignment.ends_at(request)
    if now >= assignment.last_turn(view, ends):
        # Nobody else would have time: it goes to the coordinators.
        asked = (*asked, ROOM_WAS_ASKED)
    elif request.partner:
        agreed = assignment.named(view, store, request)
        partner = assignment.next_helper(view, store, request.domain, asked, now, agreed)
    moved = store.request_moves.ask_next(
        request, partner=partner, asked=tuple(dict.fromkeys(asked)), now=now
    )
    if moved is None:
        return []
    if whose_turn.side(view, store, moved).role != COORDINATOR:
        store.request_moves.set_due(moved.id, assignment.first_due(view, partner, now, ends))
        moved = store.requests.get(moved.id) or moved
    line = say("body", "We are asking somebody else for you now.")
    return [
        *tell_resident(store, moved, line),
        *tell_moved_on(view, store, moved, before),
        *tell_helpers(view, store, moved, now),
    ]


def tell_moved_on(
    view: NeighbourhoodView, store: Store, moved: Request, before: Iterable[int]
) -> list[Reply]:
    """Tell those who had a request that there is nothing to do any more; nothing of it.

    Whoever has it again, in whatever role, hears of that alone.
    """
    now_asked = whose_turn.people(view, store, moved)
    return notices([person for person in before if person not in now_asked], WENT_ON)


def give_up(view: NeighbourhoodView, store: Store, request: Request, now: datetime) -> list[Reply]:
    """Nobody could help in time: say so kindly, with where to go; the coordinators hear it too."""
    moved = store.request_moves.give_up(request, COULD_NOT, now)
    if moved is None:
        return []
    # They know how it was: to ask would be a mockery.
    store.done_once.quietly(ASKED_HOW_IT_WAS, str(request.id), now)
    lines = (
        say("body", "I am sorry. Nobody could answer in time. Come by, or call."),
        *resident_texts.number_of_room(view, request.room),
    )
    told = say("body", "Nobody answered a request for 14 days. It is closed now.")
    coordinators = other_coordinators(store, request)
    return [*tell_resident(store, moved, *lines), *notices(coordinators, told)]
