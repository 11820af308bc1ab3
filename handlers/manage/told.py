"""Who hears of a change: those who asked for news of a room, and those who signed up there."""

from __future__ import annotations

from datetime import datetime

from handlers.core.messages import Text, say, say_many
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import closures
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import STANDING
from storage.store import Store


def people_told(
    store: Store, before: Neighbourhood, after: Neighbourhood, now: datetime
) -> set[int]:
    """Everybody who gets a message when the neighbourhood changes so."""
    view = NeighbourhoodView(after)
    rooms = {change.room.id for change in closures.changes(view, before, now)}
    readers = {one.person for room in rooms for one in store.subscriptions.of_room(room, now)}
    return readers | _signed_up(store, NeighbourhoodView(before), view, now)


def how_many(people: int) -> Text:
    """How many that are, as it is said before a yes."""
    if not people:
        return say("body", "Nobody has to be told.")
    return say_many("body", "{n} person gets a message.", "{n} people get a message.", people)


def _signed_up(
    store: Store, before: NeighbourhoodView, after: NeighbourhoodView, now: datetime
) -> set[int]:
    """Those who signed up for something that is not as they know it."""
    keys = store.signups.upcoming(now).keys()
    changes = store.occurrences.of(keys)
    moved: list[Key] = []
    for key in keys:
        was, comes = (view.agenda.find(key, changes.get(key)) for view in (before, after))
        if was and not was.is_cancelled and _is_news(was, comes):
            moved.append(key)
    people = store.signups.at(moved, STANDING)
    return {signup.person for signup in people if signup.person}


def _is_news(was: Occurrence, comes: Occurrence | None) -> bool:
    if comes is None or comes.is_cancelled:
        return True
    return comes.begins != was.begins or comes.activity.room != was.activity.room
