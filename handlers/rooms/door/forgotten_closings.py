"""A room that nobody closed: ask, write the planned end down, and let whoever is there go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.core import refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import Moment
from handlers.core.messages import Outcome, Reply, button, say
from handlers.core.neighbourhood import stretch
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import news, status
from handlers.rooms.door import closing, headcount
from handlers.rooms.door.counting import BACK
from handlers.rooms.door.headcount import OfOpening
from storage.neighbourhood.rooms import Room
from storage.repositories.rooms.openings import Opening

ASK_OPENER = timedelta(minutes=30)
ASK_OTHERS = timedelta(minutes=60)
GIVE_UP = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedAt(OfOpening):
    """When an opening ended: a moment, or "now"."""

    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenUntil(OfOpening):
    """Until when a room stays open."""

    until: datetime


def due(moment: Moment) -> Iterator[Reply]:
    """Ask after a room that should have closed; after two hours write the planned end down.

    While its hours go on the room stays open, and is asked after as well.
    """
    view, store, now = moment.view, moment.store, moment.now
    for opening in store.openings.open_now().values():
        went_on = status.goes_on(view, opening, now)
        end, is_over = went_on.ended, went_on.is_over(now)
        late = now - end
        room = view.rooms.get(opening.room)
        if room is None or late < ASK_OPENER:
            continue
        # The hour is part of the job: who said "an hour longer" may be asked again after it.
        period = f"{opening.id} {end:%m-%d %H:%M}"
        if late >= GIVE_UP:
            if not is_over or not store.done_once.first_time("estimate", period, now):
                continue
            store.openings.close_by_estimate(opening, end, now)
            news.overtake(store, opening, now)
            if opening.opened_by in store.roles.key_holders(room.id):
                yield _closed_by_estimate(view, opening, end, room)
            continue
        holders = store.roles.key_holders(room.id)
        if store.done_once.first_time("ask opener", period, now):
            opener = [person for person in holders if person == opening.opened_by]
            yield from (still_open(view, room, opening, end, now, person) for person in opener)
        if late >= ASK_OTHERS and store.done_once.first_time("ask others", period, now):
            others = [person for person in holders if person != opening.opened_by]
            yield from (still_open(view, room, opening, end, now, person) for person in others)


def still_open(
    view: NeighbourhoodView,
    room: Room,
    opening: Opening,
    end: datetime,
    now: datetime,
    to: int | None = None,
) -> Reply:
    """The question whether a room is still open, that should have closed at ``end``."""
    until = status.an_hour_more(view, now)
    rows = (
        (
            button(
                say("btn", "🟢 Open until {time}", time=until.time()),
                "stay_open",
                opening=opening.id,
                until=until.isoformat(),
            ),
        ),
        (
            button(
                say("btn", "🔒 Closed at {time}", time=view.local(end).time()),
                "close_at",
                opening=opening.id,
                at=end.isoformat(),
            ),
            button(say("btn", "🔒 Closed now"), "close_at", opening=opening.id, at="now"),
        ),
    )
    line = say("body", "Is {room} still open?", room=room.name)
    return Reply((line,), rows, to=to, valid_until=end + GIVE_UP)


def close_at(context: Context, args: ClosedAt) -> Outcome:
    """The answer to "is the room still open?": it closed when it should have, or just now."""
    own = headcount.own_opening(context, args.opening)
    if own is None or (own[0].closed_at and not own[0].is_estimate):
        return refusals.OVER
    opening, room = own
    moment = context.now
    if args.at != "now":
        moment = min(datetime.fromisoformat(args.at), moment)
    elif opening.closed_at and headcount.is_over(context, opening):
        # "Now" was long ago; the answer to it stands where the estimate is.
        moment = opening.closed_at
    return closing.finish(context, room, opening, moment, None)


def stay_open(context: Context, args: OpenUntil) -> Outcome:
    """The answer to "is the room still open?": yes, an hour longer."""
    own = headcount.own_opening(context, args.opening)
    if own is None or headcount.is_over(context, own[0]):
        return refusals.OVER
    opening, room = own
    until = args.until
    if opening.closed_at is None and until <= opening.expected_end:
        # Somebody said so before.
        return refusals.OVER
    if until <= context.now:
        # A late yes is a yes all the same; until when is another question now.
        went_on = status.goes_on(context.view, opening, context.now)
        if went_on.until is None and not went_on.has_no_end:
            asked = still_open(context.view, room, opening, went_on.ended, context.now)
            return Outcome((replace(asked, replaces=True, valid_until=None),))
        until = went_on.until or context.now + stretch.LONGEST
    news.overtake(context.store, opening, context.now)
    change = context.store.openings.extend(opening, context.person.id, until=until, now=context.now)
    line = say(
        "body",
        "✅ {room} is open until {time}.",
        room=room.name,
        time=time_words.clock(context.view.local(until)),
    )
    rows = headcount.rows(opening, change)
    return Outcome((Reply((line,), rows, replaces=True),))


def _closed_by_estimate(
    view: NeighbourhoodView, opening: Opening, end: datetime, room: Room
) -> Reply:
    lines = [
        say("body", "Nobody closed {room}.", room=room.name),
        say(
            "body",
            "I noted {time} as the end.",
            time=time_words.clock(view.local(end)),
        ),
    ]
    rows = ((button(say("btn", "🔢 How many came?"), "count.late", opening=opening.id),),)
    return Reply(tuple(lines), rows, to=opening.opened_by, valid_until=end + BACK)
