"""What ends with a room that closes for good: its keys, its screens, invitations to its key.

The same whether a coordinator closed it in the chat or a file says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers.core.feature import Moment
from handlers.core.keyboards import NEWS
from handlers.core.messages import Reply, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helpers
from handlers.team import standing
from storage.neighbourhood.rooms import Room
from storage.repositories.people.audit import GAVE_ROLE, TOOK_ROLE
from storage.repositories.people.roles import KEY_HOLDER, Holder, Role
from storage.store import Store

ENDED = "room closed"


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
    is_first = store.done_once.first_time(ENDED, f"{room.id} {closed.until}", now)
    if by is None and not is_first:
        # A file says it again; a room that opened again and closes again has another day.
        return []
    key = Role(KEY_HOLDER, room.id)
    store.boards.end(room.id)
    store.invitations.withdraw_for(key, now)
    holders = [one for one in store.roles.everybody() if one.role == key]
    heard = [
        one
        for holder in holders
        for one in (
            _moved(store, holder, room, to, now, by)
            if to
            else standing.end(view, store, holder, now, by)
        )
    ]
    waiting = [one for one in store.requests.under_way() if one.room == room.id and not one.partner]
    if waiting:
        # Without its room a request is answered by the coordinators; nobody answers their own.
        others = [
            person
            for person in store.roles.coordinators()
            if person != by and any(one.person != person for one in waiting)
        ]
        heard += helpers.notices(others, say("body", "A request still waits for your answer."))
    return heard


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
