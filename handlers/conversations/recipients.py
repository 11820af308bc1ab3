"""Who is asked when somebody wants a human, how wide, and when that is read."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain

from handlers.core.messages import Text, say
from handlers.core.neighbourhood import subjects, whose_turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import status
from handlers.rooms.status import State
from storage.neighbourhood.rooms import Room
from storage.repositories.conversations.talks import CLOSED, Talk
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import TAKEN
from storage.store import Store

# How wide a talk is asked: whoever opened the room today, everybody with a key to it, the
# coordinators who want to hear of it too. The last: nobody answered, and the resident was told.
OPENER, HOLDERS, COORDINATORS, TOLD = range(4)
# A block of hours lasts two days at most.
LONGEST_BLOCK = timedelta(days=2)


def asked(
    view: NeighbourhoodView,
    store: Store,
    room: str,
    resident: int,
    circle: int,
    now: datetime,
    *,
    talk: Talk | None = None,
    needs_help: bool = False,
) -> tuple[int, list[int]]:
    """Who is asked at least this wide, and how wide that is; nobody when there is nobody.

    Whoever needs help now, or said so in this talk, reaches every coordinator.
    """
    holders = [holder for holder in store.roles.key_holders(room) if holder != resident]
    if circle <= OPENER:
        today = view.today(now)
        openings = [
            opening
            for opening in store.openings.between([room], first=today, last=today)
            if opening.opened_at <= now
        ]
        opener = openings[-1].opened_by if openings else None
        if opener in holders:
            return OPENER, [holder for holder in holders if holder == opener]
    if circle <= HOLDERS and holders:
        return HOLDERS, holders
    able = [person for person in store.roles.coordinators() if person != resident]
    told = subjects.those_who_want(store, subjects.TALKS, able) or able
    if len(told) < len(able) and (needs_help or (talk and store.talks.needs_help(talk))):
        told = able
    return max(circle, COORDINATORS), list(dict.fromkeys([*holders, *told]))


def asked_in(
    view: NeighbourhoodView, store: Store, talk: Talk, circle: int, now: datetime
) -> tuple[int, list[int]]:
    """The same in a talk: about a request it is whoever helps with that, and nobody else."""
    if talk.request is None:
        return asked(view, store, talk.room, talk.person, circle, now, talk=talk)
    return max(circle, COORDINATORS), helping(view, store, talk)


def helping(view: NeighbourhoodView, store: Store, talk: Talk) -> list[int]:
    """Who helps with the request that a talk is about; nobody after its end."""
    request = request_of(store, talk)
    return whose_turn.in_charge(view, store, request) if request else []


def request_of(store: Store, talk: Talk) -> Request | None:
    """The request that a talk is about, while somebody helps with it and it is this person's."""
    own = store.requests.of_person(talk.person, talk.profile) if talk.request is not None else []
    return next((one for one in own if one.id == talk.request and one.state in TAKEN), None)


def is_going_on(store: Store, talk: Talk) -> bool:
    """Whether anything can be said in a talk: it is not over, nor the help that it is about."""
    if talk.state == CLOSED:
        return False
    return talk.request is None or request_of(store, talk) is not None


def may_answer(view: NeighbourhoodView, store: Store, talk: Talk, person: int) -> bool:
    """Whether somebody holds that room's key or coordinates, now, and has not left us.

    About a request for help: whether it is they who help with it.
    """
    if talk.request is not None:
        request = request_of(store, talk)
        return request is not None and person in whose_turn.may_answer(view, store, request)
    everybody = {*store.roles.key_holders(talk.room), *store.roles.coordinators()}
    return person != talk.person and person in everybody


def still_answered(view: NeighbourhoodView, store: Store, talk: Talk, now: datetime) -> Talk:
    """The talk as it is, or asked anew where whoever answered may not do so any more."""
    if talk.taken_by and may_answer(view, store, talk, talk.taken_by):
        return talk
    store.talks.free(talk, HOLDERS, now)
    return store.talks.get(talk.id) or talk


def is_anybody_there(view: NeighbourhoodView, store: Store, resident: int) -> bool:
    """Whether there is anybody at all who could read what this person writes."""
    able = chain(store.roles.coordinators(), *map(store.roles.key_holders, view.rooms))
    return any(person != resident for person in able)


def room_name(view: NeighbourhoodView, talk: Talk) -> str:
    """What a talk's room is called; a room that left the file stands for the neighbourhood."""
    room = view.rooms.get(talk.room)
    return room.name if room else view.neighbourhood.name


def when_read(view: NeighbourhoodView, store: Store, room: Room, now: datetime) -> Text:
    """When somebody is in the room: now, or the next time it opens."""
    statuses = status.statuses(view, store, now)
    present = next(room_status for room_status in statuses if room_status.room.id == room.id)
    if present.state is State.OPEN:
        return say("body", "{room} is open now.", room=room.name)
    opens = status.opens_next(present) if present.state is State.CLOSED else None
    return opens or status.sentence(present)


def open_minutes(
    view: NeighbourhoodView, store: Store, room: str, since: datetime, now: datetime
) -> int:
    """How long the room was really open, or published as open, between two moments."""
    if room not in view.rooms:
        return int((now - since) / timedelta(minutes=1))
    first, last = view.today(since - LONGEST_BLOCK), view.today(now)
    spans = [(block.start, block.end) for block in view.timetables[room].blocks(first, last)]
    spans += [
        (opening.opened_at, opening.closed_at or opening.expected_end)
        for opening in store.openings.between([room], first=first, last=last)
    ]
    seconds, reached = 0.0, since.timestamp()
    for start, end in sorted((start.timestamp(), end.timestamp()) for start, end in spans):
        begin, stop = max(start, reached), min(end, now.timestamp())
        if begin < stop:
            seconds, reached = seconds + stop - begin, stop
    return int(seconds // 60)
