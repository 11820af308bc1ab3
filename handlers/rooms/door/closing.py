"""A key-holder at the door: I close. The room is closed at once, and the questions come then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.messages import Outcome, button, say
from handlers.core.typed_input import NoNumber
from handlers.rooms import news, status
from handlers.rooms.door import counting, headcount, which_room
from handlers.rooms.door.headcount import OfOpening
from handlers.rooms.door.which_room import WhichRoom
from storage.neighbourhood.rooms import Room
from storage.repositories.rooms.openings import Opening

# Who closes so much later than planned may have forgotten it.
LATE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedBefore(OfOpening):
    """When an opening really ended, that was closed later."""

    at: datetime


def close_room(context: Context, args: WhichRoom) -> Outcome:
    """Close a room, at once; then ask what is not known yet: how many came, how many were new."""
    visits, words = counting.number_first(args.text)
    if isinstance(visits, NoNumber):
        return Outcome((refusals.no_number(visits),), keeps_question=True)
    room = which_room.asked(context, replace(args, text=words), verb="close", number=visits)
    if isinstance(room, Outcome):
        return room
    opening = context.store.openings.open_now().get(room.id)
    # Nobody said that it is over: whoever closes now was there.
    opening = opening or status.unfinished(context.view, context.store, room, context.now)
    if opening is None:
        return counting.nothing_open(context, [room], visits, room)
    return finish(context, room, opening, context.now, visits)


def closed_before(context: Context, args: ClosedBefore) -> Outcome:
    """Whoever closed late says that nobody was there any more; what was counted stays."""
    own = headcount.own_opening(context, args.opening)
    if own is None:
        return refusals.OVER
    opening, room = own
    if opening.closed_at is None or not opening.opened_at <= args.at < opening.closed_at:
        return refusals.OVER
    return finish(context, room, opening, args.at, None)


def finish(
    context: Context, room: Room, opening: Opening, moment: datetime, visits: int | None
) -> Outcome:
    """Write the close down and go on to the next thing that is not known."""
    change = context.store.openings.close(
        opening,
        context.person.id,
        closed_at=max(moment, opening.opened_at),
        now=context.now,
        visits=visits,
    )
    news.overtake(context.store, opening, context.now)
    closed = say("body", "✅ {room} is closed.", room=room.name)
    is_counted = visits is not None or (opening.closed_at and opening.visits is not None)
    step = "new_faces" if is_counted else "visits"
    went_on = status.goes_on(context.view, opening, moment)
    rows: keyboards.Rows = ()
    if opening.end_is_planned and went_on.is_over(moment - LATE):
        end = context.view.local(went_on.ended)
        label = say("btn", "🔒 Closed at {time}", time=end.time())
        rows = ((button(label, "closed_before", opening=opening.id, at=end.isoformat()),),)
    return headcount.tally(context, opening.id, step, change, closed, rows=rows)
