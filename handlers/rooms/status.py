"""What is known about a room now: open, usually open, not known or closed; since and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from handlers.core.context import Context
from handlers.core.messages import Below, Reply, Text, Value, name, say
from handlers.core.neighbourhood import stretch
from handlers.core.neighbourhood.stretch import Stretch
from handlers.core.neighbourhood.timetable import Block, Timetable
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.time_words import clock, day_name, quarter
from storage.neighbourhood.rooms import Room, SpecialDay
from storage.repositories.rooms.openings import Opening
from storage.store import Store

# Special days are told this far ahead: somebody plans for next week, not for next month.
AHEAD = timedelta(days=14)
# So long after a night somebody may still be there.
STILL_THERE = timedelta(hours=4)
# How long it may be said how a room is, when nothing is planned to change that.
SHORTEST_TRUE, LONGEST_TRUE = timedelta(minutes=15), timedelta(hours=12)
LONGER = timedelta(hours=1)


class State(StrEnum):
    """The four things we can say about a room."""

    OPEN = "open"
    USUALLY_OPEN = "usually_open"
    UNKNOWN = "unknown"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, eq=False)
class RoomStatus:
    """What is known about one room in one minute; times are local.

    ``since``: in which quarter of an hour a neighbour opened. ``until``: when it closes, or should
    have closed. ``is_day_and_night``: it is planned to be open without an end in sight.
    ``following``: the next planned block that starts later.
    """

    room: Room
    state: State
    since: datetime | None = None
    until: datetime | None = None
    following: Block | None = None
    special: SpecialDay | None = None
    is_day_and_night: bool = False


def statuses(view: NeighbourhoodView, store: Store, now: datetime) -> tuple[RoomStatus, ...]:
    """The status of every room, in the file's order."""
    latest = store.openings.latest(view.today(now) - timedelta(days=1))
    openings = tuple(latest.get(room.id) for room in view.neighbourhood.rooms)
    # In a minute in which nothing was opened, closed or counted they are as they are.
    since = [now.replace(second=0, microsecond=0), *(one.opened_at for one in openings if one)]
    return _statuses(view, openings, max(min(moment, now) for moment in since))


@lru_cache(maxsize=16)
def _statuses(
    view: NeighbourhoodView, openings: tuple[Opening | None, ...], now: datetime
) -> tuple[RoomStatus, ...]:
    rooms = zip(view.neighbourhood.rooms, openings, strict=True)
    return tuple(status(view, room, last, now) for room, last in rooms)


def of_room(view: NeighbourhoodView, store: Store, room: Room, now: datetime) -> RoomStatus:
    """The status of one room."""
    return next(one for one in statuses(view, store, now) if one.room.id == room.id)


def status(view: NeighbourhoodView, room: Room, last: Opening | None, now: datetime) -> RoomStatus:
    """The status of one room, from its published hours and its last opening.

    Open because a key-holder opened it, also over a short break and on into the next block; after
    the last planned end without a close, *not known*. That stays so after it was closed with an
    estimate, until a new block starts or the day ends.
    """
    timetable = view.timetables[room.id]
    block = timetable.block_at(now)
    found = _known(view, room, last, block, now) or _published(timetable, room, block, now)
    is_closed = found.state is State.CLOSED
    return replace(
        found,
        # What touches what is open now is the same opening.
        following=timetable.next_block(now) if is_closed else stretch.next_start(timetable, now),
        special=timetable.special_day(view.today(now)),
        is_day_and_night=stretch.is_day_and_night(timetable, now),
    )


def _known(
    view: NeighbourhoodView, room: Room, last: Opening | None, block: Block | None, now: datetime
) -> RoomStatus | None:
    """What the last opening says about now; None when it says nothing any more."""
    if last is None:
        return None
    since = quarter(view.local(last.opened_at))
    if last.closed_at is None:
        went_on = goes_on(view, last, now)
        end = view.local(went_on.until or went_on.ended)
        if went_on.goes_on:
            # In the break nobody knows until when; a neighbour opened, and nobody closed.
            return RoomStatus(room, State.OPEN, since)
        has_end = last.end_is_planned or went_on.ended != last.expected_end or went_on.until
        state = State.UNKNOWN if went_on.is_over(now) else State.OPEN
        return RoomStatus(room, state, since, end if has_end else None)
    if last.is_estimate:
        ended = view.local(last.closed_at) if last.end_is_planned else None
        is_same_day = view.today(last.closed_at) == view.today(now)
        is_over = bool(block and block.start >= last.closed_at)
        unknown = RoomStatus(room, State.UNKNOWN, since, ended)
        return unknown if is_same_day and not is_over else None
    # A neighbour closed before the published end: closed is closed.
    was_in_block = block is not None and last.closed_at >= block.start
    return RoomStatus(room, State.CLOSED) if was_in_block else None


def goes_on(view: NeighbourhoodView, opening: Opening, now: datetime) -> Stretch:
    """How the published hours go on for an opening that nobody closed; the file may have changed.

    A room that left the file has none.
    """
    timetable = view.timetables.get(opening.room)
    if timetable is None:
        return Stretch(opening.expected_end)
    return stretch.after(timetable, opening.opened_at, opening.expected_end, now)


def unfinished(view: NeighbourhoodView, store: Store, room: Room, now: datetime) -> Opening | None:
    """The opening that the program ended by an estimate, while somebody may still be there.

    That is on the same day, and a night until four hours after its end.
    """
    today = view.today(now)
    last = store.openings.latest(today - timedelta(days=1)).get(room.id)
    if last is None or not last.is_estimate or last.closed_at is None:
        return None
    return last if last.day == today or now <= last.closed_at + STILL_THERE else None


def longer(view: NeighbourhoodView, opening: Opening, now: datetime) -> datetime:
    """Until when a room stays open for whoever is there: its hours, or else an hour more."""
    return goes_on(view, opening, now).until or an_hour_more(view, now)


def an_hour_more(view: NeighbourhoodView, now: datetime) -> datetime:
    """About an hour from now, on the hour."""
    until = (view.local(now) + LONGER).replace(minute=0, second=0, microsecond=0)
    return until if until > view.local(now) + LONGER / 2 else until + LONGER


def _published(timetable: Timetable, room: Room, block: Block | None, now: datetime) -> RoomStatus:
    if block:
        until = stretch.whole_end(timetable, block.end, now)
        return RoomStatus(room, State.USUALLY_OPEN, block.start, until)
    return RoomStatus(room, State.CLOSED)


@lru_cache(maxsize=256)
def sentence(status: RoomStatus) -> Text:
    """The one line that says how a room is: its name, its state, until when or from when."""
    room, until = status.room.name, status.until
    match status.state:
        case State.OPEN if until:
            return say("body", "🟢 {room}: open. Until {time}.", room=room, time=clock(until))
        case State.OPEN if status.is_day_and_night:
            return say("body", "🟢 {room}: open day and night.", room=room)
        case State.OPEN:
            assert status.since
            return say("body", "🟢 {room}: open since {time}.", room=room, time=clock(status.since))
        case State.USUALLY_OPEN if until is None:
            return say(
                "body", "🟡 {room}: usually open day and night. Nobody has opened yet.", room=room
            )
        case State.USUALLY_OPEN:
            assert until
            return say(
                "body",
                "🟡 {room}: usually open now, until {time}. Nobody has opened yet.",
                room=room,
                time=clock(until),
            )
        case State.UNKNOWN if until is None:
            assert status.since
            return say(
                "body",
                "⚪ {room}: not known. A neighbour opened at {time}.",
                room=room,
                time=clock(status.since),
            )
        case State.UNKNOWN:
            assert until
            return say(
                "body",
                "⚪ {room}: not known. It should have closed at {time}.",
                room=room,
                time=clock(until),
            )
        case State.CLOSED if status.following:
            start = status.following.start
            return say(
                "body",
                "🔴 {room}: closed. {day} from {time}.",
                room=room,
                day=day_name(start.date()),
                time=clock(start),
            )
        case _:
            return say("body", "🔴 {room}: closed.", room=room)


def label(status: RoomStatus) -> Text:
    """A room on a button, with the sign that says how it is now."""
    return name(f"{sentence(status).one[0]} {status.room.name}")


def holds_until(statuses: Iterable[RoomStatus], now: datetime) -> datetime:
    """Until when it makes sense to say how these rooms are: the first of them changes then.

    A little longer at least: "until 17:00" is no lie at 17:02.
    """
    ends = [status.until or (status.following and status.following.start) for status in statuses]
    changes = [end for end in ends if end and end > now]
    return max(min([*changes, now + LONGEST_TRUE]), now + SHORTEST_TRUE)


def opens_next(status: RoomStatus) -> Text | None:
    """When a room opens the next time; None when that is not planned."""
    if status.following is None:
        return None
    start = status.following.start
    return say(
        "body",
        "{room} opens next: {day} at {time}.",
        room=status.room.name,
        day=day_name(start.date()),
        time=clock(start),
    )


def opened(context: Context, opening: Opening) -> datetime:
    """When a room was opened; to the minute only for whoever opened it."""
    moment = context.view.local(opening.opened_at)
    return moment if opening.opened_by == context.person.id else quarter(moment)


def past_line(context: Context, opening: Opening) -> Text:
    """An opening that was: when, and how many came."""
    values: dict[str, Value] = {
        "room": context.view.rooms[opening.room].name,
        "day": day_name(opening.day),
        "start": clock(opened(context, opening)),
        "end": clock(context.view.local(opening.closed_at or context.now)),
    }
    if opening.visits is None:
        return say("body", "{room}: {day} {start} to {end}. Not counted.", **values)
    return say("body", "{room}: {day} {start} to {end}. People: {n}.", n=opening.visits, **values)


def soonest(context: Context) -> RoomStatus:
    """The room that somebody can walk into first: open, usually open, or the next that opens."""
    return soonest_first(context)[0]


def soonest_first(context: Context) -> tuple[RoomStatus, ...]:
    """Every room, those first that somebody can walk into first."""
    return tuple(sorted(statuses(context.view, context.store, context.now), key=how_soon))


def how_soon(status: RoomStatus) -> tuple[int, float]:
    """What puts those first that somebody can walk into first."""
    opens = status.following.start.timestamp() if status.following else float("inf")
    return list(State).index(status.state), opens if status.state is State.CLOSED else 0


def present(context: Context, *lines: Text, below: Below = Below.MAIN_MENU) -> Reply:
    """Where somebody can walk in now, or first of all, after these lines."""
    room = soonest(context)
    return Reply(
        (*lines, sentence(room)), below=below, valid_until=holds_until([room], context.now)
    )


# A trial is at one of the next openings: nobody plans further ahead.
BLOCKS_AHEAD, BLOCKS_SHOWN = timedelta(days=21), 6


def next_blocks(view: NeighbourhoodView, room: Room, now: datetime) -> list[Block]:
    """The next planned openings of a room, as many as somebody can choose from."""
    blocks = view.timetables[room.id].blocks(view.today(now), view.today(now) + BLOCKS_AHEAD)
    return [block for block in blocks if block.start > now][:BLOCKS_SHOWN]
