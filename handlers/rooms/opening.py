"""A key-holder at the door: I open, I close, undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from handlers.core import refusals, time_words
from handlers.core.context import Context
from handlers.core.messages import Below, Button, Outcome, Reply, Text, button, name, say
from handlers.core.neighbourhood.timetable import Block
from handlers.core.typed_input import NoNumber, find_room
from handlers.rooms import headcount, status
from handlers.rooms.headcount import OfOpening
from storage.neighbourhood.model import Room
from storage.repositories.rooms.openings import Opening

# Somebody who opens this long before a published block opens for that block.
EARLY = timedelta(hours=4)
# Nothing is published: after this long we ask whether the room is still open.
GUESSED_LENGTH = timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichRoom:
    """The room that is opened or closed: tapped, or typed; ``again``: its message changes."""

    room: str = ""
    text: str = ""
    again: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedAt(OfOpening):
    """When an opening ended: a moment, or "now"."""

    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenUntil(OfOpening):
    """Until when a room stays open."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfChange:
    """The step that is taken back."""

    change: int


def open_room(context: Context, args: WhichRoom) -> Outcome:
    """Open a room: one tap; with one room no question; early or late is fine."""
    room = _which(context, args, verb="open")
    if isinstance(room, Outcome):
        return room
    existing = context.store.openings.open_now().get(room.id)
    if existing and not _is_left_over(context, room, existing):
        return _already_open(context, room, existing)
    if existing:
        context.store.openings.close_by_estimate(existing, context.now)
    day, end, is_planned = _planned_end(context, room)
    new = context.store.openings.open(
        room.id,
        day,
        context.person.id,
        now=context.now,
        expected_end=end,
        end_is_planned=is_planned,
    )
    if new is None:
        now_open = context.store.openings.open_now()[room.id]
        return _already_open(context, room, now_open)
    opening, change = new
    lines = [opened_line(context, room, opening), headcount.inside_line(opening)]
    rows = headcount.rows(opening, change)
    return Outcome((Reply(tuple(lines), rows, replaces=bool(args.again)),))


def close_room(context: Context, args: WhichRoom) -> Outcome:
    """Close a room, at once; then ask what is not known yet: how many came, how many were new."""
    visits, words = headcount.number_first(args.text)
    if isinstance(visits, NoNumber):
        return Outcome((refusals.no_number(visits),), keeps_question=True)
    room = _which(context, replace(args, text=words), verb="close")
    if isinstance(room, Outcome):
        return room
    opening = context.store.openings.open_now().get(room.id)
    if opening is None:
        lines = (
            say("body", "{room} is not open.", room=room.name),
            say("body", "Did you open but not tell me? Add it under 📋."),
        )
        return Outcome((Reply(tuple(lines), below=Below.MAIN_MENU),))
    return finish(context, room, opening, context.now, visits)


def close_at(context: Context, args: ClosedAt) -> Outcome:
    """The answer to "is the room still open?": it closed when it should have, or just now."""
    own = headcount.own_opening(context, args.opening)
    if own is None or own[0].closed_at:
        return refusals.OVER
    opening, room = own
    said = args.at
    moment = context.now if said == "now" else min(datetime.fromisoformat(said), context.now)
    return finish(context, room, opening, moment, None)


def stay_open(context: Context, args: OpenUntil) -> Outcome:
    """The answer to "is the room still open?": yes, an hour longer."""
    own = headcount.own_opening(context, args.opening)
    if own is None or own[0].closed_at:
        return refusals.OVER
    opening, room = own
    until = args.until
    if until <= max(opening.expected_end, context.now):
        # Somebody said so before, or it is an answer to yesterday's question.
        return refusals.OVER
    change = context.store.openings.extend(opening, context.person.id, until=until, now=context.now)
    line = say(
        "body",
        "✅ {room} is open until {time}.",
        room=room.name,
        time=time_words.clock(context.view.local(until)),
    )
    rows = headcount.rows(opening, change)
    return Outcome((Reply((line,), rows, replaces=True),))


def undo(context: Context, args: OfChange) -> Outcome:
    """Take back one's own last step, within 10 minutes."""
    own = [room.id for room in context.own_rooms]
    opening = context.store.openings.undo(
        args.change, person=context.person.id, rooms=own, now=context.now
    )
    if opening is None:
        lines = (
            say("body", "This cannot be undone any more."),
            say("body", "You can correct it under 📋."),
        )
        row = (button(say("btn", "📋 My openings"), "shifts"),)
        return Outcome((Reply(lines, (row,)),))
    room = context.view.rooms[opening.room]
    done = say("body", "↩️ Undone.")
    now_open = context.store.openings.open_now().get(room.id)
    if now_open is None or now_open.id != opening.id:
        now = status.of_room(context.view, context.store, room, context.now)
        return Outcome((Reply((done, status.sentence(now, context.today)), below=Below.MAIN_MENU),))
    shown = (done, opened_line(context, room, now_open), headcount.inside_line(now_open))
    return Outcome((Reply(shown, headcount.rows(now_open)),))


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
    closed = say("body", "✅ {room} is closed.", room=room.name)
    step = "visits" if visits is None else "new_faces"
    return headcount.tally(context, opening.id, step, change, closed)


def opened_line(context: Context, room: Room, opening: Opening) -> Text:
    """The line that says since when a room is open, and until when if that is published."""
    since = time_words.clock(context.view.local(opening.opened_at))
    if not opening.end_is_planned:
        return say("body", "✅ {room} is open since {since}.", room=room.name, since=since)
    return say(
        "body",
        "✅ {room} is open since {since}, until {until}.",
        room=room.name,
        since=since,
        until=time_words.clock(context.view.local(opening.expected_end)),
    )


def _already_open(context: Context, room: Room, opening: Opening) -> Outcome:
    since = time_words.clock(context.view.local(opening.opened_at))
    line = say("body", "{room} is already open since {since}.", room=room.name, since=since)
    rows = headcount.rows(opening)
    return Outcome((Reply((line, headcount.inside_line(opening)), rows),))


def _is_left_over(context: Context, room: Room, opening: Opening) -> bool:
    """Whether nobody closed the block before, and a new block has begun."""
    block = _block(context, room)
    return context.now > opening.expected_end and bool(block and block.end > opening.expected_end)


def _block(context: Context, room: Room) -> Block | None:
    """The published block that somebody at the door now opens for."""
    timetable = context.view.timetables[room.id]
    following = timetable.next_block(context.now)
    early = following if following and following.start <= context.now + EARLY else None
    return timetable.block_at(context.now) or early


def _planned_end(context: Context, room: Room) -> tuple[date, datetime, bool]:
    """The day an opening belongs to, when it should end, and whether that is published."""
    block = _block(context, room)
    if block is None:
        return context.today, context.now + GUESSED_LENGTH, False
    day = min(block.start.date(), context.today)
    return day, block.end, True


def _which(context: Context, args: WhichRoom, *, verb: str) -> Room | Outcome:
    """The room that is meant: named, tapped, the only one, or the one answer to a question."""
    own = context.own_rooms
    tapped = context.view.rooms.get(args.room)
    if tapped:
        return tapped if tapped in own else _not_yours(context, tapped)
    typed = args.text.strip()
    if typed:
        # Among all rooms: a name that is another room's must not open one's own.
        named = find_room(typed, context.view.neighbourhood.rooms)
        if named:
            return named if named in own else _not_yours(context, named)
    open_now = context.store.openings.open_now()
    fitting = [room for room in own if (room.id in open_now) == (verb == "close")]
    if not typed and len(own) == 1:
        return own[0]
    if not typed and len(fitting) == 1 and verb == "close":
        return fitting[0]
    return Outcome((_ask_which(fitting or list(own), verb, typed),))


def _ask_which(rooms: list[Room], verb: str, typed: str) -> Reply:
    lines = [say("body", "Which room?")]
    if typed:
        lines.insert(0, say("body", "I do not know a room with that name."))
    buttons = [(button(name(room.name), verb, room=room.id),) for room in rooms]
    return Reply(tuple(lines), tuple(buttons))


def _not_yours(context: Context, room: Room) -> Outcome:
    line = say("body", "You have no key to {room}.", room=room.name)
    own: list[tuple[Button, ...]] = [
        (button(name(own_room.name), "open", room=own_room.id),) for own_room in context.own_rooms
    ]
    return Outcome((Reply((line,), tuple(own)),))
