"""What is known about a room now: open, usually open, not known or closed; since and until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from handlers.core.context import Context
from handlers.core.messages import Text, say
from handlers.core.neighbourhood.timetable import Block
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.time_words import clock, day_name
from storage.neighbourhood.model import Room, SpecialDay
from storage.repositories.rooms.openings import Opening
from storage.store import Store

# Special days are told this far ahead: somebody plans for next week, not for next month.
AHEAD = timedelta(days=14)


class State(StrEnum):
    """The four things we can say about a room."""

    OPEN = "open"
    USUALLY_OPEN = "usually_open"
    UNKNOWN = "unknown"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RoomStatus:
    """What is known about one room at one moment; times are local.

    ``since``: when a neighbour opened. ``until``: when it closes, or should have closed.
    ``following``: the next planned block that starts later.
    """

    room: Room
    state: State
    since: datetime | None = None
    until: datetime | None = None
    following: Block | None = None
    special: SpecialDay | None = None


def statuses(view: NeighbourhoodView, store: Store, now: datetime) -> tuple[RoomStatus, ...]:
    """The status of every room, in the file's order."""
    latest = store.openings.latest(view.today(now) - timedelta(days=1))
    return tuple(status(view, room, latest.get(room.id), now) for room in view.neighbourhood.rooms)


def of_room(view: NeighbourhoodView, store: Store, room: Room, now: datetime) -> RoomStatus:
    """The status of one room."""
    latest = store.openings.latest(view.today(now) - timedelta(days=1))
    return status(view, room, latest.get(room.id), now)


def status(view: NeighbourhoodView, room: Room, last: Opening | None, now: datetime) -> RoomStatus:
    """The status of one room, from its published hours and its last opening.

    Open because a key-holder opened it; after the planned end without a close, *not known*. That
    stays so after it was closed with an estimate, until a new block starts or the day ends.
    """
    timetable = view.timetables[room.id]
    block = timetable.block_at(now)
    known = _known(view, room, last, block, now)
    return replace(
        known or _published(room, block),
        following=timetable.next_block(now),
        special=timetable.special_day(view.today(now)),
    )


def _known(
    view: NeighbourhoodView, room: Room, last: Opening | None, block: Block | None, now: datetime
) -> RoomStatus | None:
    """What the last opening says about now; None when it says nothing any more."""
    if last is None:
        return None
    end = view.local(last.expected_end) if last.end_is_planned else None
    if last.closed_at is None:
        state = State.OPEN if now <= last.expected_end else State.UNKNOWN
        return RoomStatus(room, state, view.local(last.opened_at), end)
    if last.is_estimate:
        is_same_day = view.today(last.expected_end) == view.today(now)
        is_over = bool(block and block.start >= last.expected_end)
        unknown = RoomStatus(room, State.UNKNOWN, view.local(last.opened_at), end)
        return unknown if is_same_day and not is_over else None
    # A neighbour closed before the published end: closed is closed.
    was_in_block = block is not None and last.closed_at >= block.start
    return RoomStatus(room, State.CLOSED) if was_in_block else None


def _published(room: Room, block: Block | None) -> RoomStatus:
    if block:
        return RoomStatus(room, State.USUALLY_OPEN, block.start, block.end)
    return RoomStatus(room, State.CLOSED)


def sentence(status: RoomStatus, today: date) -> Text:
    """The one line that says how a room is: its name, its state, until when or from when."""
    room, until = status.room.name, status.until
    match status.state:
        case State.OPEN if until:
            return say("body", "🟢 {room}: open. Until {time}.", room=room, time=clock(until))
        case State.OPEN:
            assert status.since
            return say("body", "🟢 {room}: open since {time}.", room=room, time=clock(status.since))
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
                day=day_name(start.date(), today),
                time=clock(start),
            )
        case _:
            return say("body", "🔴 {room}: closed.", room=room)


def opens_next(status: RoomStatus, today: date) -> Text | None:
    """When a room opens the next time; None when that is not planned."""
    if status.following is None:
        return None
    start = status.following.start
    return say(
        "body",
        "{room} opens next: {day} at {time}.",
        room=status.room.name,
        day=day_name(start.date(), today),
        time=clock(start),
    )


def special_line(
    view: NeighbourhoodView, room: Room, special: SpecialDay, today: date, *languages: str
) -> Text:
    """A day that differs, with its reason, so that nobody travels for nothing."""
    reason = special.reason_in(*languages)
    day = day_name(special.date, today)
    blocks = view.timetables[room.id].blocks(special.date, special.date)
    if not blocks:
        if not reason:
            return say("body", "❗ {room}: {day} closed.", room=room.name, day=day)
        return say(
            "body",
            "❗ {room}: {day} closed. Reason: {reason}.",
            room=room.name,
            day=day,
            reason=reason,
        )
    hours = {"start": clock(blocks[0].start), "end": clock(blocks[-1].end)}
    if not reason:
        return say(
            "body", "❗ {room}: {day} from {start} until {end}.", room=room.name, day=day, **hours
        )
    return say(
        "body",
        "❗ {room}: {day} from {start} until {end}. Reason: {reason}.",
        room=room.name,
        day=day,
        reason=reason,
        **hours,
    )


def present(context: Context) -> tuple[Text, ...]:
    """How every room is now, a line each."""
    rooms = statuses(context.view, context.store, context.now)
    return tuple(sentence(status, context.today) for status in rooms)


# A trial is at one of the next openings: nobody plans further ahead.
BLOCKS_AHEAD = timedelta(days=21)


BLOCKS_SHOWN = 6


def next_blocks(view: NeighbourhoodView, room: Room, now: datetime) -> list[Block]:
    """The next planned openings of a room, as many as somebody can choose from."""
    today = view.today(now)
    blocks = view.timetables[room.id].blocks(today, today + BLOCKS_AHEAD)
    return [block for block in blocks if block.start > now][:BLOCKS_SHOWN]
