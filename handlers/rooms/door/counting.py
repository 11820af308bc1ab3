"""How many came: a number at the door, typed or tapped up, and what becomes of a late one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Typed
from handlers.core.messages import Below, Outcome, Reply, Text, button, say
from handlers.core.typed_input import MOST, NoNumber, find_room, read_number
from handlers.rooms import news, status
from handlers.rooms.door import headcount
from handlers.rooms.door.headcount import OfOpening
from storage.neighbourhood.rooms import Room
from storage.repositories.rooms.openings import Opening

DAY = timedelta(days=1)
# A count replaces what was counted, so it is taken only for what people still remember.
BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreInside(OfOpening):
    """So many more came in."""

    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SoManyCame(OfOpening):
    """So many came to an opening that is over."""

    n: int


def count(context: Context, args: Typed) -> Outcome:
    """The headcount of a room that is open: a number sets it, without one we ask.

    A name after it, or alone, says which room.
    """
    text = args.text.strip()
    number, words = number_first(text)
    room = find_room(words, context.view.neighbourhood.rooms) if words else None
    if isinstance(number, NoNumber) or (words and not room):
        problem = number if isinstance(number, NoNumber) else NoNumber()
        return Outcome((refusals.no_number(problem),), keeps_question=True)
    opening = _opening_meant(context, room, number)
    if isinstance(opening, Outcome):
        return opening
    if number is None:
        return headcount.ask_inside(context, opening)
    return headcount.set_number(context, opening, number, replaces=False)


def number_first(text: str) -> tuple[int | NoNumber | None, str]:
    """Splits "23 holendrecht" in the number and the name; either may be missing."""
    first, _, rest = text.partition(" ")
    if not first or not (first[0].isnumeric() or first[0] in "+-−"):
        return None, text
    return read_number(first), rest.strip()


def add(context: Context, args: MoreInside) -> Outcome:
    """One or five more people came in: the same message counts up."""
    own = headcount.own_opening(context, args.opening)
    if own is None or headcount.is_over(context, own[0]):
        return refusals.OVER
    opening = own[0]
    number = (opening.visits or 0) + args.n
    return headcount.set_number(context, opening, min(number, MOST), replaces=True)


def type_number(context: Context, args: OfOpening) -> Outcome:
    """Ask for a typed headcount."""
    own = headcount.own_opening(context, args.opening)
    if own is None or headcount.is_over(context, own[0]):
        return refusals.OVER
    return headcount.ask_inside(context, own[0])


def _opening_meant(context: Context, named: Room | None, number: int | None) -> Opening | Outcome:
    """The opening a number is about: of the room that is named, one's own, else the latest."""
    if named and named not in context.own_rooms:
        line = say("body", "You have no key to {room}.", room=named.name)
        return Outcome((Reply((line,), below=Below.MAIN_MENU),))
    rooms = (named,) if named else context.own_rooms
    open_now = context.store.openings.open_now()
    mine = [open_now[room.id] for room in rooms if room.id in open_now]
    own = [opening for opening in mine if opening.opened_by == context.person.id]
    # Whoever counts is there, also when the program has ended it by an estimate.
    ended = [status.unfinished(context.view, context.store, room, context.now) for room in rooms]
    meant = own or mine or [opening for opening in ended if opening]
    if meant:
        return max(meant, key=lambda opening: opening.opened_at)
    return nothing_open(context, rooms, number, named)


def nothing_open(
    context: Context, rooms: Sequence[Room], number: int | None, named: Room | None
) -> Outcome:
    """A number for yesterday's opening that nobody closed or counted; else it is offered."""
    lasts = [context.store.openings.latest(context.today - DAY).get(room.id) for room in rooms]
    forgotten = [last for last in lasts if last and last.is_estimate and last.visits is None]
    if number is not None and len(forgotten) == 1:
        return _count_past(context, forgotten[0], number)
    line = say("body", "No room of yours is open now.")
    if named:
        line = say("body", "{room} is not open.", room=named.name)
    return Outcome((_offered(context, rooms, number, line),))


def count_confirmed(context: Context, args: SoManyCame) -> Outcome:
    """The yes to a number that was typed when nothing was open any more."""
    own = headcount.own_opening(context, args.opening)
    if own is None or own[0].closed_at is None or not 0 <= args.n <= MOST:
        return refusals.OVER
    return _count_past(context, own[0], args.n)


def _count_past(context: Context, opening: Opening, number: int) -> Outcome:
    """So many came to an opening that is over; when it ended stays as it was written down."""
    news.overtake(context.store, opening, context.now)
    change = context.store.openings.count(
        opening, context.person.id, visits=number, now=context.now
    )
    counted = context.store.openings.get(opening.id)
    assert counted
    line = status.past_line(context, counted)
    return headcount.tally(context, opening.id, "new_faces", change, line)


def _offered(context: Context, rooms: Sequence[Room], number: int | None, line: Text) -> Reply:
    """Nothing of these rooms is open; a number that was typed is offered to what was."""
    first, last = context.today - BACK, context.today
    known = context.store.openings.between([room.id for room in rooms], first=first, last=last)
    closed = [opening for opening in known if opening.closed_at]
    latest = [opening for opening in closed if opening.day == closed[-1].day]
    uncounted = [opening for opening in latest if opening.visits is None]
    meant = next(reversed(uncounted or latest), None)
    shifts = button(say("btn", "📋 My openings"), "shifts")
    opens = button(say("btn", "🔑 I open"), "open")
    if meant is None or (number is None and not uncounted):
        hint = say("body", "Did you open but not tell me? Add it under 📋.")
        if number is None:
            return Reply((line, hint), ((shifts, opens),))
        room = {"room": rooms[0].id} if len(rooms) == 1 else {}
        forgotten = button(say("btn", "➕ One I forgot"), "forgotten", n=number, **room)
        return Reply((line, hint), ((forgotten,), (shifts, opens)))
    lines = [line, status.past_line(context, meant)]
    if number is None or number == meant.visits:
        count = button(say("btn", "🔢 How many came?"), "shifts.correct", opening=meant.id)
    else:
        lines.append(say("body", "Did these people come then? People: {n}.", n=number))
        count = button(say("btn", "✅ Yes, they did"), "count.past", opening=meant.id, n=number)
    other = say("body", "Was it another time? Look under 📋.")
    return Reply((*lines, other), ((count,), (shifts, opens)))
