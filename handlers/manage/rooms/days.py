"""The days of a room, for those who may change them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.core import refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import Nothing, OfRoom
from handlers.core.keyboards import Rows
from handlers.core.messages import Button, Outcome, Reply, button, name, say
from handlers.manage.changes.differences import of_day
from handlers.rooms import closures
from storage.neighbourhood.rooms import Room

# So many of the days ahead that are not as usual stand on one screen.
SHOWN = 3
# So far ahead a day is planned at most.
FARTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDay(OfRoom):
    """The arguments of a button about one day of a room."""

    day: date


def show(context: Context, _: Nothing) -> Outcome:
    """Which room; with one there is nothing to ask."""
    rooms = rooms_of(context)
    if not rooms:
        return refusals.ONLY_KEY_HOLDERS
    if len(rooms) == 1:
        return of_room(context, OfRoom(room=rooms[0].id))
    rows = [(button(name(room.name), "plan.room", room=room.id),) for room in rooms]
    line = say("body", "📆 Days and hours: which room?")
    return Outcome(
        (
            Reply(
                (line,),
                (*rows, *_new_room(context), *_way_to_changes(context)),
                replaces=bool(context.turn.tap),
            ),
        )
    )


def of_room(context: Context, args: OfRoom) -> Outcome:
    """What can be changed about the days of a room, and what is not as usual."""
    room = own_room(context, args.room)
    if room is None:
        return refusals.ONLY_KEY_HOLDERS
    today, tomorrow = context.today, context.today + timedelta(days=1)
    languages = (context.language, context.view.neighbourhood.default_language)
    special = context.view.timetables[room.id].special_days(today, today + FARTHEST)
    lines = [name(f"📆 {room.name}")]
    for one in special[:SHOWN]:
        lines += of_day(room, one, *languages)
    rows: list[tuple[Button, ...]] = [
        (button(say("btn", "🔴 Closed today"), "plan.closed", **_named(room, today)),)
    ]
    if context.person.is_coordinator:
        rows += [
            (button(say("btn", "🔴 Closed tomorrow"), "plan.closed", **_named(room, tomorrow)),),
            (button(say("btn", "📆 Another day"), "plan.ask", room=room.id),),
        ]
        rows += [
            (button(time_words.day_label(one.date), "plan.day", **_named(room, one.date)),)
            for one in special[:SHOWN]
        ]
        rows += [
            (button(say("btn", "🕙 Usual hours"), "plan.week", room=room.id),),
            (button(say("btn", "📍 Address, phone"), "plan.details", room=room.id),),
        ]
    if len(context.view.rooms) == 1:
        # Nobody comes by the list of rooms.
        rows += _new_room(context)
    reply = Reply(tuple(lines), (*rows, *_way_to_changes(context)), replaces=bool(context.turn.tap))
    return Outcome((reply,))


def of_one_day(context: Context, args: OfDay) -> Outcome:
    """How a room is open on a day, and what it can be instead."""
    room = own_room(context, args.room)
    if room is None or not may_change(context, room, args.day):
        return refused(context, args.day)
    languages = (context.language, context.view.neighbourhood.default_language)
    lines = closures.on_day(context.view, room, args.day, *languages)
    named = _named(room, args.day)
    rows: list[tuple[Button, ...]] = [
        (button(say("btn", "🔴 Closed all day"), "plan.closed", **named),),
        (button(say("btn", "🕙 Other hours"), "plan.hours", **named),),
    ]
    if context.view.timetables[room.id].special_day(args.day):
        rows.append((button(say("btn", "🕙 As usual"), "plan.usual", **named),))
    rows.append((to_room(room),))
    return Outcome((Reply(tuple(lines), tuple(rows), replaces=bool(context.turn.tap)),))


def rooms_of(context: Context) -> tuple[Room, ...]:
    """The rooms whose days somebody may change."""
    if context.person.is_coordinator:
        return context.view.neighbourhood.rooms
    return tuple(context.own_rooms)


def refused(context: Context, day: date) -> Outcome:
    """Why somebody cannot change a day: it is past, or it is not theirs to change."""
    if context.person.is_coordinator or (context.own_rooms and day < context.today):
        return refusals.OVER
    return refusals.ONLY_COORDINATORS if context.own_rooms else refusals.ONLY_KEY_HOLDERS


def to_room(room: Room) -> Button:
    """The way to the days of a room."""
    return button(name(f"📆 {room.name}"), "plan.room", room=room.id)


def own_room(context: Context, room: str) -> Room | None:
    """A room whose days somebody may change."""
    return next((one for one in rooms_of(context) if one.id == room), None)


def may_change(context: Context, room: Room, day: date) -> bool:
    """Whoever holds the key may close their own room today; a coordinator any day ahead."""
    if context.person.is_coordinator:
        return context.today <= day <= context.today + FARTHEST
    return room in context.own_rooms and day == context.today


def _named(room: Room, day: date) -> dict[str, str]:
    return {"room": room.id, "day": day.isoformat()}


def _new_room(context: Context) -> Rows:
    """The way to one more room, for coordinators."""
    if not context.person.is_coordinator:
        return ()
    return ((button(say("btn", "➕ New room"), "plan.new_room"),),)


def _way_to_changes(context: Context) -> Rows:
    """The way to what was changed, for coordinators."""
    if not context.person.is_coordinator:
        return ()
    return ((button(say("btn", "👀 What changed"), "plan.history"),),)
