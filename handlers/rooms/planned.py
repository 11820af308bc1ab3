"""The days ahead in a room as they are planned, and those that are not as usual."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from handlers.core.context import Context
from handlers.core.feature import FurtherOn, OfRoom
from handlers.core.keyboards import more, part
from handlers.core.messages import Outcome, Reply, Text, Value, button, name, say
from handlers.core.neighbourhood import holidays
from handlers.core.neighbourhood.timetable import Block
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.time_words import clock, day_name
from handlers.rooms import status
from handlers.rooms.status import AHEAD
from storage.neighbourhood.rooms import Room

# So many rooms that a holiday closes are one line.
MANY = 3
# So many days stand in one message, below whose they are.
A_PAGE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOf(OfRoom):
    """The arguments of a button about the days of a room: so many were shown before."""

    skip: int = 0


def days(context: Context, args: DaysOf) -> Outcome:
    """How a room is planned to be open, day by day."""
    room = context.view.rooms.get(args.room)
    if room is None:
        return gone(context)
    lines = days_ahead(context.view, room, context.today, *languages(context))
    lines = lines or [say("body", "Nothing is planned in the next days.")]
    shown, further = part(lines, args.skip, A_PAGE)
    way_on = more("hours.days", further, room=room.id)
    back = (button(name(f"🕙 {room.name}"), "hours.room", room=room.id),)
    reply = Reply(
        (name(f"📆 {room.name}"), *shown),
        ((*way_on, *back),),
        replaces=bool(context.turn.tap),
    )
    return Outcome((reply,), keeps_question=True)


def news(context: Context, args: FurtherOn) -> Outcome:
    """Which room is not as usual soon, and when."""
    lines = next_different(context.view, context.today, *languages(context))
    lines = lines or (say("body", "All rooms are open as usual."),)
    shown, further = part(lines, args.skip, A_PAGE)
    way_on = more("hours.news", further)
    bell = button(say("btn", "🔔 When it opens"), "tell")
    back = button(say("btn", "🕙 All rooms"), "hours")
    reply = Reply(tuple(shown), ((*way_on, back), (bell,)), replaces=bool(context.turn.tap))
    return Outcome((reply,), keeps_question=True)


def gone(context: Context) -> Outcome:
    """A room that left the file while a button about it stood in somebody's chat."""
    line = say("body", "This room is not there any more.")
    return Outcome((status.present(context, line),), keeps_question=True)


def languages(context: Context) -> tuple[str, str]:
    """In which languages a reason is looked for."""
    return context.language, context.view.neighbourhood.default_language


def of_day(view: NeighbourhoodView, room: Room, today: date) -> list[Text]:
    """The hours that begin today, a line each."""
    return [
        say("body", "Planned today: day and night.")
        if is_around_the_clock((block,))
        else say(
            "body",
            "Planned today: {start} until {end}.",
            start=clock(block.start),
            end=clock(block.end),
        )
        for block in view.timetables[room.id].blocks(today, today)
    ]


def different_days(view: NeighbourhoodView, room: Room, today: date, *languages: str) -> list[Text]:
    """The days ahead that differ in a room, with the reason, so that nobody travels for nothing."""
    days = _different_days(view, room, today)
    return [_different(view, room, day, *languages) for day in days]


def soonest_different(context: Context, room: Room) -> Text | None:
    """The next day on which a room is not as usual, without its name."""
    days = _different_days(context.view, room, context.today)
    return _day(context.view, room, days[0], *languages(context)) if days else None


# All that it depends on is the file and the day: whoever asks today is told the same.
@lru_cache(maxsize=16)
def next_different(view: NeighbourhoodView, today: date, *languages: str) -> tuple[Text, ...]:
    """The next day ahead that differs in each room; a holiday that closes many is one line."""
    every = view.neighbourhood.rooms
    first = [(room, days[0]) for room in every if (days := _different_days(view, room, today))]
    lines: list[Text] = []
    for holiday, reason in holidays.between(today, today + AHEAD).items():
        shut = [
            room
            for room, day in first
            if day == holiday and not view.timetables[room.id].special_day(day)
        ]
        if len(shut) < MANY:
            continue
        values: dict[str, Value] = {"day": day_name(holiday), "reason": reason}
        lines.append(
            say("body", "❗ {day}: {reason}. All rooms are closed.", **values)
            if len(shut) == len(view.rooms)
            else say("body", "❗ {day}: {reason}. Some rooms are closed.", **values)
        )
        first = [(room, day) for room, day in first if room not in shut]
    return (*lines, *(_different(view, room, day, *languages) for room, day in first))


def hours(blocks: Iterable[Block]) -> Value:
    """Times as they stand on a door, the same in every language but for the mark between them."""
    first, *others = (f"{block.start:%H:%M}-{block.end:%H:%M}" for block in blocks)
    listed: Value = first
    for other in others:
        listed = say("body", "{list}, {one}", list=listed, one=other)
    return listed


def is_around_the_clock(blocks: tuple[Block, ...]) -> bool:
    """Whether a day is open from midnight to midnight."""
    return bool(blocks) and blocks[0].start.time() == blocks[-1].end.time() == time()


def days_ahead(view: NeighbourhoodView, room: Room, today: date, *languages: str) -> list[Text]:
    """A line for each day on which the room opens, or on which it is not as usual."""
    different = set(_different_days(view, room, today))
    every = [today + timedelta(days=ahead) for ahead in range(AHEAD.days)]
    return [
        _day(view, room, day, *languages)
        for day in every
        if day in different or view.timetables[room.id].blocks(day, day)
    ]


def _different_days(view: NeighbourhoodView, room: Room, today: date) -> list[date]:
    timetable = view.timetables[room.id]
    special = (special.date for special in timetable.special_days(today, today + AHEAD))
    closed = (day for day in holidays.between(today, today + AHEAD) if timetable.is_shut(day))
    return sorted({*special, *closed})


def _reason(view: NeighbourhoodView, room: Room, on: date, *languages: str) -> Value | None:
    special = view.timetables[room.id].special_day(on)
    return (special and special.reason_in(*languages)) or holidays.name(on)


def _day(view: NeighbourhoodView, room: Room, on: date, *languages: str) -> Text:
    """How a room is on a day, for whoever knows which room it is."""
    timetable = view.timetables[room.id]
    blocks, reason = timetable.blocks(on, on), _reason(view, room, on, *languages)
    values: dict[str, Value] = {"day": day_name(on)}
    if blocks:
        values["hours"] = hours(blocks)
    is_special = timetable.special_day(on) or not blocks
    match bool(blocks), reason if is_special else None:
        case True, None if is_around_the_clock(blocks):
            return say("body", "{day} open day and night.", day=values["day"])
        case True, None if not is_special:
            return say("body", "{day} {hours}.", **values)
        case True, None | "":
            return say("body", "❗ {day} {hours}.", **values)
        case True, why:
            return say("body", "❗ {day} {hours}. Reason: {reason}.", reason=why or "", **values)
        case _, None | "":
            return say("body", "❗ {day} closed.", day=values["day"])
        case _, why:
            return say(
                "body", "❗ {day} closed. Reason: {reason}.", day=values["day"], reason=why or ""
            )


def _different(view: NeighbourhoodView, room: Room, on: date, *languages: str) -> Text:
    blocks = view.timetables[room.id].blocks(on, on)
    reason = _reason(view, room, on, *languages)
    values: dict[str, Value] = {"room": room.name, "day": day_name(on)}
    match blocks:
        case () if reason:
            return say(
                "body", "❗ {room}: {day} closed. Reason: {reason}.", reason=reason, **values
            )
        case ():
            return say("body", "❗ {room}: {day} closed.", **values)
        case (block,):
            values |= {"start": clock(block.start), "end": clock(block.end)}
            if not reason:
                return say("body", "❗ {room}: {day} from {start} until {end}.", **values)
            return say(
                "body",
                "❗ {room}: {day} from {start} until {end}. Reason: {reason}.",
                reason=reason,
                **values,
            )
        case _ if reason:
            return say(
                "body",
                "❗ {room}: {day} {hours}. Reason: {reason}.",
                hours=hours(blocks),
                reason=reason,
                **values,
            )
        case _:
            return say("body", "❗ {room}: {day} {hours}.", hours=hours(blocks), **values)
