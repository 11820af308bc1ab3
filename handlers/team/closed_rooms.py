"""What ends with a room that closes for good: its keys, its screens, invitations to its key.

And what neighbours do and look for there. The same whether a coordinator closed it in the chat or a
file says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.core.feature import Moment
from handlers.core.keyboards import NEWS
from handlers.core.messages import Reply, button, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helpers
from handlers.help_requests.helper_texts import REQUESTS
from handlers.rooms import news, status
from handlers.team import standing
from storage.neighbourhood.rooms import ClosedRoom, Room
from storage.repositories.people.audit import GAVE_ROLE, TOOK_ROLE
from storage.repositories.people.roles import KEY_HOLDER, Holder, Role
from storage.store import Store

ENDED, LEFT = "room closed", "room closed to neighbours"
# What closed so long ago is no news, and that it was told may be forgotten by then.
LONG_AGO = timedelta(days=365)
STILL_WAITS = say("body", "A request still waits for your answer.")


def due_changes(moment: Moment) -> Iterator[Reply]:
    """What a file closed for good; what a coordinator closed has ended by then."""
    for room in moment.view.neighbourhood.closed_rooms:
        yield from end(moment.view, moment.store, room, moment.now, None)


def end(
    view: NeighbourhoodView,
    store: Store,
    room: Room,
    now: datetime,
    by: int | None,
    to: Room | None = None,
) -> list[Reply]:
    """End it once, and give what others hear; ``to``: whoever holds a key gets that of this room.

    ``view`` does not have the room among its rooms any more.
    """
    closed = next(one for one in view.neighbourhood.closed_rooms if one.id == room.id)
    are_first, is_first = (
        store.done_once.first_time(job, _day(closed), now) for job in (LEFT, ENDED)
    )
    heard: list[Reply] = []
    if by is not None or are_first:
        _ends_itself(view, store, room, now)
        heard += _neighbours(store, room, now, by)
    if by is None and not is_first:
        # A file says it again; a room that opened again and closes again has another day.
        return heard
    key = Role(KEY_HOLDER, room.id)
    store.boards.end(room.id)
    store.invitations.withdraw_for(key, now)
    holders = _holders(store, room.id)
    heard += [
        one
        for holder in holders
        for one in (
            _moved(store, holder, room, to, now, by)
            if to
            else standing.end(view, store, holder, now, by, is_one_of_many=True)
        )
    ]
    if by is not None:
        return [*heard, *helpers.notices(sorted(_asked(store, room.id) - {by}), STILL_WAITS)]
    return [*heard, *_coordinators(store, closed, len(holders), now)]


def told(store: Store, closed: ClosedRoom, now: datetime, by: int | None) -> set[int]:
    """Who will hear of its end: the same people; whose key is paused only where a file closes it.

    In the chat that depends on whether keys go to another room.
    """
    people: set[int] = set()
    if by is not None or store.done_once.since(LEFT, _day(closed)) is None:
        people |= _leave(store, closed.id, now)
    if by is not None or store.done_once.since(ENDED, _day(closed)) is None:
        people |= {*store.roles.key_holders(closed.id), *_asked(store, closed.id)}
        if by is None:
            people |= paused(store, closed.id)
            people |= set(store.roles.coordinators()) if _is_news(closed, now) else set()
    return people - {by}


def paused(store: Store, room: str) -> set[int]:
    """Whose key to a room is paused, and who has not left us."""
    holders = _holders(store, room)
    return {one.person for one in holders if one.suspended_at and not one.has_left}


def _day(closed: ClosedRoom) -> str:
    return f"{closed.id} {closed.until}"


def _is_news(closed: ClosedRoom, now: datetime) -> bool:
    return now.date() - closed.until < LONG_AGO


def _holders(store: Store, room: str) -> list[Holder]:
    key = Role(KEY_HOLDER, room)
    return [one for one in store.roles.everybody() if one.role == key]


def _ends_itself(view: NeighbourhoodView, store: Store, room: Room, now: datetime) -> None:
    """An opening that goes on ends as one that nobody closed: nobody has the key any more."""
    opening = store.openings.open_now().get(room.id)
    if opening:
        end = min(status.goes_on(view, opening, now).ended, now)
        store.openings.close_by_estimate(opening, end, now)
        news.overtake(store, opening, now)


def _neighbours(store: Store, room: Room, now: datetime, by: int | None) -> list[Reply]:
    """Nobody helps or looks for anything there any more; each hears it once."""
    hear, wished = _leave(store, room.id, now), store.exchange.people_in(room.id)
    helped = store.offers.end_of_room(room.id)
    store.exchange.end_of_room(room.id, now)
    again = ((button(say("btn", "🌱 I want to help"), "volunteer"),),)
    thanks = say("body", "You helped there. Thank you for all you did!")
    over = say("body", "What you offered or needed there has ended.")
    return [
        Reply(
            (
                NEWS,
                say("body", "{room} closes for good.", room=room.name),
                *([thanks] if person in helped else []),
                *([over] if person in wished else []),
            ),
            again,
            to=person,
        )
        for person in sorted(hear - {by})
    ]


def _leave(store: Store, room: str, now: datetime) -> set[int]:
    """Who helps there or wants something there, and does not hear of it otherwise."""
    helped = store.people.present(offer.person for offer in store.offers.joined(room))
    people = {*helped, *store.exchange.people_in(room)}
    pairs = store.exchange.meeting_in(room, now)
    meet = {wish.person for pair in pairs for wish in (pair.can, pair.look)}
    return people - meet - {one.person for one in _holders(store, room)}


def _asked(store: Store, room: str) -> set[int]:
    """The coordinators who answer its requests from now on; nobody answers their own."""
    waiting = [one for one in store.requests.under_way() if one.room == room and not one.partner]
    return {person for one in waiting for person in helpers.other_coordinators(store, one)}


def _coordinators(store: Store, closed: ClosedRoom, keys: int, now: datetime) -> list[Reply]:
    """A file closed it: the coordinators hear of all of it at once."""
    asked = _asked(store, closed.id)
    if not _is_news(closed, now):
        return helpers.notices(sorted(asked), STILL_WAITS)
    lines = [NEWS, say("body", "🔒 {room} is closed for good.", room=closed.name)]
    if keys:
        lines.append(say_many("body", "{n} key-holder stops.", "{n} key-holders stop.", keys))
    manage = (button(say("btn", "🛠️ Manage"), "manage"),)
    requests = (button(REQUESTS, "requests"),)
    return [
        Reply((*lines, STILL_WAITS), (requests, manage), to=person)
        if person in asked
        else Reply(tuple(lines), (manage,), to=person)
        for person in store.roles.coordinators()
    ]


def _moved(
    store: Store, holder: Holder, room: Room, to: Room, now: datetime, by: int | None
) -> list[Reply]:
    """The key of the other room instead, paused where this one was."""
    if store.roles.has(holder.person, Role(KEY_HOLDER, to.id)):
        store.roles.end(holder.id, now)
    else:
        store.roles.move(holder.id, to.id)
    for what, scope in ((TOOK_ROLE, room.id), (GAVE_ROLE, to.id)):
        store.audit.note(what, KEY_HOLDER, now, scope=scope, by=by, about=holder.person)
    if holder.person == by or holder.has_left or holder.suspended_at:
        # A lost phone does not read which room it would open.
        return []
    lines = (
        NEWS,
        say("body", "{room} closes for good.", room=room.name),
        say("body", "From now on you hold the key to {room}.", room=to.name),
    )
    return [Reply(lines, to=holder.person)]
