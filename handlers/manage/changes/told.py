"""Who hears of a change: those who asked for news of a room, and those who signed up there."""

from __future__ import annotations

from datetime import datetime

from handlers.core.messages import Text, say, say_many
from handlers.core.neighbourhood import whose_turn
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helpers, meetings
from handlers.rooms import closures
from handlers.team import closed_rooms
from handlers.volunteering import introductions, reminders
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import STANDING
from storage.store import Store


def people_told(
    store: Store,
    before: Neighbourhood,
    after: Neighbourhood,
    now: datetime,
    by: int | None = None,
) -> set[int]:
    """Everybody who gets a message when the neighbourhood changes so; ``by``: None for a file."""
    view = NeighbourhoodView(after)
    rooms = {change.room.id for change in closures.changes(view, before, now)}
    readers = {one.person for room in rooms for one in store.subscriptions.of_room(room, now)}
    closed = [room for room in after.closed_rooms if room not in before.closed_rooms]
    ended = {person for room in closed for person in closed_rooms.told(store, room, now, by)}
    expected = _expected(view, store, before, now)
    return readers | ended | expected | _signed_up(store, before, after, now)


def how_many(people: int) -> Text:
    """How many that are, as it is said before a yes."""
    if not people:
        return say("body", "Nobody has to be told.")
    return say_many("body", "{n} person gets a message.", "{n} people get a message.", people)


def _expected(
    view: NeighbourhoodView, store: Store, before: Neighbourhood, now: datetime
) -> set[int]:
    """Those who were to meet somebody in a room, or to try out helping there, and cannot now."""
    rooms = {room.id for room in before.rooms if view.rooms.get(room.id) != room}
    people: set[int] = set()
    if not rooms:
        return people
    for room in rooms:
        people |= introductions.people_told(view, store, room, now)
    for offer in store.offers.under_way():
        if offer.room in rooms:
            people |= reminders.people_told(view, store, offer, now)
    for request in store.requests.under_way():
        if request.room in rooms and meetings.is_called_off(view, request, now):
            people |= set(whose_turn.in_charge(view, store, request))
            if request.person is not None and helpers.can_tell(store, request):
                people.add(request.person)
    return people


def _signed_up(
    store: Store, before: Neighbourhood, after: Neighbourhood, now: datetime
) -> set[int]:
    """Those who signed up for something that is not as they know it."""
    different = _different(before, after)
    keys = [key for key in store.signups.upcoming(now) if key[0] in different]
    changes = store.occurrences.of(keys)
    # To line up the times of a year takes a while: only of what may be different.
    was, comes = (_only(one, different).agenda for one in (before, after))
    moved: list[Key] = []
    for key in keys:
        old, new = (agenda.find(key, changes.get(key)) for agenda in (was, comes))
        if old and not old.is_cancelled and _is_news(old, new):
            moved.append(key)
    people = store.signups.at(moved, STANDING)
    return {signup.person for signup in people if signup.person}


def _different(before: Neighbourhood, after: Neighbourhood) -> set[str]:
    """The activities that are not the same, or whose room is not."""
    rooms = {room.id for room in before.rooms if after.room(room.id) != room}
    same = {one.id: one for one in after.activities}
    return {one.id for one in before.activities if same.get(one.id) != one or one.room in rooms}


def _only(neighbourhood: Neighbourhood, activities: set[str]) -> NeighbourhoodView:
    own = tuple(one for one in neighbourhood.activities if one.id in activities)
    return NeighbourhoodView(neighbourhood.model_copy(update={"activities": own}))


def _is_news(was: Occurrence, comes: Occurrence | None) -> bool:
    if comes is None or comes.is_cancelled:
        return True
    return comes.begins != was.begins or comes.activity.room != was.activity.room
