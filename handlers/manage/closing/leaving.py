"""What there is in a room that is to close for good, and the neighbourhood without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from handlers.core.context import Context
from handlers.manage.activities import listing, series
from handlers.rooms.door.counting import BACK
from storage.neighbourhood.activities import Activity
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import ClosedRoom, Room
from storage.repositories.people.roles import KEY_HOLDER, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What has to go somewhere, or ends: how many of each, and whose keys they are.

    ``neighbours`` help there, want to, or look for help. ``uncounted`` openings somebody with a key
    can still count, until it closes.
    """

    activities: tuple[Activity, ...]
    keys: tuple[int, ...]
    requests: int
    meetings: int
    neighbours: int
    uncounted: int


def inside(context: Context, room: Room) -> Inside:
    """What there is in a room from now on."""
    store, key = context.store, Role(KEY_HOLDER, room.id)
    asked = [one for one in store.requests.under_way() if one.room == room.id]
    agreed = [one for one in asked if one.meet_at and one.meet_at > context.now]
    offers = [one for one in store.offers.under_way() if one.room == room.id]
    helping = {one.person for one in (*offers, *store.offers.joined(room.id))}
    was_open = store.openings.between([room.id], first=context.today - BACK, last=context.today)
    tried = [one for one in offers if one.trial_at and one.trial_at > context.now]
    return Inside(
        activities=tuple(
            one
            for one in context.view.neighbourhood.activities
            if one.room == room.id and listing.next_of(context, one)
        ),
        keys=tuple(holder.id for holder in store.roles.everybody() if holder.role == key),
        requests=sum(not one.partner for one in asked),
        meetings=len(agreed) + len(tried),
        neighbours=len(helping | store.exchange.people_in(room.id)),
        uncounted=sum(one.closed_at is not None and one.visits is None for one in was_open),
    )


def without(
    context: Context, now: Neighbourhood, room: Room, to: Room | None
) -> Neighbourhood | None:
    """The neighbourhood without the room; what is to come there is in ``to`` then, or nowhere.

    What was stays with the closed room, for the figures. None when a file with it would be refused.
    """
    wall, zone = listing.wall_now(context), context.view.zone
    past: list[Activity] = []
    kept: list[Activity] = []
    for one in now.activities:
        if one.room != room.id:
            kept.append(one)
            continue
        before, after = series.divided(one, wall, zone)
        if before:
            past.append(before)
        if after and to:
            moved = series.checked(after, {"room": to.id})
            if moved is None:
                return None
            kept.append(moved)
    # A day on which it was not open any more was none of its own.
    was_open = room.id in context.store.openings.latest(context.today)
    until = context.today if was_open else context.today - timedelta(days=1)
    closed = ClosedRoom.model_validate(
        {
            **room.model_dump(),
            "phone": None,
            "until": until,
            "activities": tuple(one.model_dump() for one in past),
        }
    )
    return now.model_copy(
        update={
            "rooms": tuple(one for one in now.rooms if one.id != room.id),
            "closed_rooms": (*now.closed_rooms, closed),
            "activities": tuple(kept),
        }
    )
