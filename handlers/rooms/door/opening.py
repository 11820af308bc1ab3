"""A key-holder at the door: I open, and undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.core import time_words
from handlers.core.context import Context
from handlers.core.messages import Below, Outcome, Reply, Text, button, say, say_many
from handlers.core.neighbourhood import stretch
from handlers.core.neighbourhood.timetable import Block
from handlers.rooms import news, status
from handlers.rooms.door import headcount, which_room
from handlers.rooms.door.which_room import WhichRoom
from storage.neighbourhood.rooms import Room
from storage.repositories.rooms.opening_changes import OpeningStep
from storage.repositories.rooms.openings import Opening

# Somebody who opens this long before a published block opens for that block.
EARLY = timedelta(hours=4)
# Nothing is published: after this long we ask whether the room is still open.
GUESSED_LENGTH = timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfChange:
    """The step that is taken back."""

    change: int


def open_room(context: Context, args: WhichRoom) -> Outcome:
    """Open a room: one tap; with one room no question; early or late is fine."""
    room = which_room.asked(context, args, verb="open")
    if isinstance(room, Outcome):
        return room
    existing = context.store.openings.open_now().get(room.id)
    if existing and not _is_left_over(context, room, existing):
        return _already_open(context, room, existing)
    if existing:
        context.store.openings.close_by_estimate(existing, existing.expected_end, context.now)
        news.overtake(context.store, existing, context.now)
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


def undo(context: Context, args: OfChange) -> Outcome:
    """Take back one's own last step, within 10 minutes, and say which it was."""
    step = context.store.openings.changed(args.change)
    own = [room.id for room in context.own_rooms]
    opening = context.store.openings.undo(
        args.change, person=context.person.id, rooms=own, now=context.now
    )
    if opening is None or step is None:
        lines = (
            say("body", "This cannot be undone any more."),
            say("body", "You can correct it under 📋."),
        )
        row = (button(say("btn", "📋 My openings"), "shifts"),)
        return Outcome((Reply(lines, (row,)),))
    room = context.view.rooms[opening.room]
    done = _undone(context, *step, opening)
    now_open = context.store.openings.open_now().get(room.id)
    if now_open is None or now_open.id != opening.id:
        now = status.of_room(context.view, context.store, room, context.now)
        return Outcome((Reply((*done, status.sentence(now)), below=Below.MAIN_MENU),))
    shown = (*done, opened_line(context, room, now_open), headcount.inside_line(now_open))
    return Outcome((Reply(shown, headcount.rows(now_open)),))


def _undone(context: Context, step: OpeningStep, before: Opening, now: Opening) -> tuple[Text, ...]:
    """What was taken back, and of which opening."""
    line = headcount.opening_line(context, before)
    match step:
        case OpeningStep.OPENED:
            return say("body", "↩️ Undone: I open."), line
        case OpeningStep.ADDED:
            return say("body", "↩️ Undone. This is not added:"), line
        case OpeningStep.CLOSED:
            return say("body", "↩️ Undone: I close."), line
        case OpeningStep.EXTENDED:
            until = time_words.clock(context.view.local(before.expected_end))
            return say("body", "↩️ Undone: open until {time}.", time=until), line
        case _ if before.visits is not None and before.visits != now.visits:
            counted = say_many(
                "body", "↩️ Undone: {n} person.", "↩️ Undone: {n} people.", before.visits
            )
            return counted, line
        case _:
            return say("body", "↩️ It is back as it was."), line


def opened_line(context: Context, room: Room, opening: Opening) -> Text:
    """The line that says since when a room is open, and until when if that is published."""
    since = time_words.clock(status.opened(context, opening))
    if not opening.end_is_planned:
        return say("body", "✅ {room} has been open since {since}.", room=room.name, since=since)
    return say(
        "body",
        "✅ {room} has been open since {since}. Until {until}.",
        room=room.name,
        since=since,
        until=time_words.clock(context.view.local(opening.expected_end)),
    )


def _already_open(context: Context, room: Room, opening: Opening) -> Outcome:
    since = time_words.clock(status.opened(context, opening))
    line = say("body", "{room} has already been open since {since}.", room=room.name, since=since)
    rows = headcount.rows(opening)
    return Outcome((Reply((line, headcount.inside_line(opening)), rows),))


def _is_left_over(context: Context, room: Room, opening: Opening) -> bool:
    """Whether nobody closed the block before, and somebody else opens for a new one.

    Whoever opened before the break and says so again was there all the time.
    """
    block = _block(context, room)
    is_next = context.now > opening.expected_end and block and block.end > opening.expected_end
    is_over = status.goes_on(context.view, opening, context.now).is_over(context.now)
    is_still_there = opening.opened_by == context.person.id and not is_over
    return bool(is_next) and not is_still_there


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
    timetable = context.view.timetables[room.id]
    end = stretch.whole_end(timetable, block.end, context.now)
    return (day, end, True) if end else (day, context.now + stretch.LONGEST, False)
