"""Who is asked when somebody wants a human, how wide, and when that is read."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.core.messages import Text, say
from handlers.neighbourhood.view import NeighbourhoodView
from handlers.rooms import status
from handlers.rooms.status import State
from storage.neighbourhood.model import Room
from storage.repositories.conversations import Talk
from storage.store import Store

# How wide a talk is asked: whoever opened the room today, everybody with a key to it, the
# coordinators too. The last: nobody answered, and the resident was told.
OPENER, HOLDERS, COORDINATORS, TOLD = range(4)
# A block of hours lasts two days at most.
LONGEST_BLOCK = timedelta(days=2)


def asked(
    view: NeighbourhoodView, store: Store, room: str, resident: int, circle: int, now: datetime
) -> tuple[int, list[int]]:
    """Who is asked at least this wide, and how wide that is; nobody when there is nobody."""
    holders = [one for one in store.roles.key_holders(room) if one != resident]
    if circle <= OPENER:
        today = view.today(now)
        openings = [
            one
            for one in store.openings.between([room], first=today, last=today)
            if one.opened_at <= now
        ]
        if openings and openings[-1].opened_by in holders:
            return OPENER, [one for one in holders if one == openings[-1].opened_by]
    if circle <= HOLDERS and holders:
        return HOLDERS, holders
    coordinators = [one for one in store.roles.coordinators() if one != resident]
    return max(circle, COORDINATORS), list(dict.fromkeys([*holders, *coordinators]))


def may_answer(store: Store, talk: Talk, person: int) -> bool:
    """Whether somebody holds that room's key or coordinates, now, and has not left us."""
    everybody = {*store.roles.key_holders(talk.room), *store.roles.coordinators()}
    return person != talk.person and person in everybody


def room_name(view: NeighbourhoodView, talk: Talk) -> str:
    """What a talk's room is called; a room that left the file stands for the neighbourhood."""
    room = view.rooms.get(talk.room)
    return room.name if room else view.neighbourhood.name


def when_read(view: NeighbourhoodView, store: Store, room: Room, now: datetime) -> Text:
    """When somebody is in the room: now, or the next time it opens."""
    found = next(one for one in status.statuses(view, store, now) if one.room.id == room.id)
    today = view.today(now)
    if found.state is State.OPEN:
        return say("body", "{room} is open now.", room=room.name)
    opens = status.opens_next(found, today) if found.state is State.CLOSED else None
    return opens or status.sentence(found, today)


def open_minutes(
    view: NeighbourhoodView, store: Store, room: str, since: datetime, now: datetime
) -> int:
    """How long the room was really open, or published as open, between two moments."""
    if room not in view.rooms:
        return int((now - since) / timedelta(minutes=1))
    first, last = view.today(since - LONGEST_BLOCK), view.today(now)
    spans = [(one.start, one.end) for one in view.timetables[room].blocks(first, last)]
    spans += [
        (one.opened_at, one.closed_at or one.expected_end)
        for one in store.openings.between([room], first=first, last=last)
    ]
    seconds, reached = 0.0, since.timestamp()
    for start, end in sorted((start.timestamp(), end.timestamp()) for start, end in spans):
        begin, stop = max(start, reached), min(end, now.timestamp())
        if begin < stop:
            seconds, reached = seconds + stop - begin, stop
    return int(seconds // 60)
