"""A room that nobody closed: ask, and after two hours write the planned end down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.core import time_words
from handlers.core.feature import Moment
from handlers.core.messages import Reply, button, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.model import Room
from storage.repositories.rooms.openings import Opening

ASK_OPENER = timedelta(minutes=30)


ASK_OTHERS = timedelta(minutes=60)


GIVE_UP = timedelta(hours=2)


LONGER = timedelta(hours=1)


def due(moment: Moment) -> Iterator[Reply]:
    """Ask after a room that should have closed; after two hours write the planned end down."""
    view, store, now = moment.view, moment.store, moment.now
    for opening in store.openings.open_now().values():
        late = now - opening.expected_end
        room = view.rooms.get(opening.room)
        if room is None or late < ASK_OPENER:
            continue
        # The hour is part of the job: who said "an hour longer" may be asked again after it.
        period = f"{opening.id} {opening.expected_end:%m-%d %H:%M}"
        if late >= GIVE_UP:
            if not store.done_once.first_time("estimate", period, now):
                continue
            store.openings.close_by_estimate(opening, now)
            if opening.opened_by in store.roles.key_holders(room.id):
                yield _closed_by_estimate(view, opening, room)
            continue
        holders = store.roles.key_holders(room.id)
        if store.done_once.first_time("ask opener", period, now):
            opener = [person for person in holders if person == opening.opened_by]
            yield from (_still_open(view, room, opening, now, person) for person in opener)
        if late >= ASK_OTHERS and store.done_once.first_time("ask others", period, now):
            others = [person for person in holders if person != opening.opened_by]
            yield from (_still_open(view, room, opening, now, person) for person in others)


def _still_open(
    view: NeighbourhoodView, room: Room, opening: Opening, now: datetime, to: int
) -> Reply:
    planned = view.local(opening.expected_end)
    until = (view.local(now) + LONGER).replace(minute=0, second=0, microsecond=0)
    until = until if until > view.local(now) + LONGER / 2 else until + LONGER
    rows = (
        (
            button(
                say("btn", "Yes, until {time}", time=until.time()),
                "stay_open",
                opening=opening.id,
                until=until.isoformat(),
            ),
        ),
        (
            button(
                say("btn", "Closed at {time}", time=planned.time()),
                "close_at",
                opening=opening.id,
                at=opening.expected_end.isoformat(),
            ),
            button(say("btn", "Closed now"), "close_at", opening=opening.id, at="now"),
        ),
    )
    line = say("body", "Is {room} still open?", room=room.name)
    return Reply((line,), rows, to=to)


def _closed_by_estimate(view: NeighbourhoodView, opening: Opening, room: Room) -> Reply:
    lines = [
        say("body", "Nobody closed {room}.", room=room.name),
        say(
            "body",
            "I wrote down {time} as the end.",
            time=time_words.clock(view.local(opening.expected_end)),
        ),
    ]
    rows = ((button(say("btn", "🔢 How many came?"), "shifts.correct", opening=opening.id),),)
    return Reply(tuple(lines), rows, to=opening.opened_by)
