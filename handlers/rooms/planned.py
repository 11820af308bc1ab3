"""What is planned in a room today, and the days ahead that are not as usual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time

from handlers.core.messages import Text, Value, say
from handlers.core.neighbourhood import holidays
from handlers.core.neighbourhood.timetable import Block
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.time_words import clock, day_name
from handlers.rooms.status import AHEAD
from storage.neighbourhood.model import Room

# So many rooms that a holiday closes are one line.
MANY = 3


def of_day(view: NeighbourhoodView, room: Room, today: date) -> list[Text]:
    """The hours that begin today, a line each."""
    return [
        say("body", "Planned today: day and night.")
        if _is_around_the_clock(block)
        else say(
            "body",
            "Planned today: {start} until {end}.",
            start=clock(block.start),
            end=clock(block.end),
        )
        for block in view.timetables[room.id].blocks(today, today)
    ]


def _is_around_the_clock(block: Block) -> bool:
    """Whether a block is a whole day, from midnight to midnight."""
    return block.start.time() == block.end.time() == time()


def different_days(view: NeighbourhoodView, room: Room, today: date, *languages: str) -> list[Text]:
    """The days ahead that differ in a room, with the reason, so that nobody travels for nothing."""
    days = _days(view, room, today)
    return [line for day in days for line in _different(view, room, day, *languages)]


def next_different(
    view: NeighbourhoodView, rooms: Iterable[Room], today: date, *languages: str
) -> list[Text]:
    """The next day ahead that differs in each room; a holiday that closes many is one line."""
    first = [(room, days[0]) for room in rooms if (days := _days(view, room, today))]
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
    for room, day in first:
        lines += _different(view, room, day, *languages)
    return lines


def _days(view: NeighbourhoodView, room: Room, today: date) -> list[date]:
    timetable = view.timetables[room.id]
    special = (special.date for special in timetable.special_days(today, today + AHEAD))
    closed = (day for day in holidays.between(today, today + AHEAD) if timetable.is_shut(day))
    return sorted({*special, *closed})


def _different(view: NeighbourhoodView, room: Room, on: date, *languages: str) -> Iterator[Text]:
    timetable = view.timetables[room.id]
    special = timetable.special_day(on)
    reason = (special and special.reason_in(*languages)) or holidays.name(on)
    blocks = timetable.blocks(on, on)
    values: dict[str, Value] = {"room": room.name, "day": day_name(on)}
    if blocks:
        values |= {"start": clock(blocks[0].start), "end": clock(blocks[0].end)}
    match blocks:
        case () if reason:
            yield say("body", "❗ {room}: {day} closed. Reason: {reason}.", reason=reason, **values)
        case ():
            yield say("body", "❗ {room}: {day} closed.", **values)
        case (_,) if reason:
            yield say(
                "body",
                "❗ {room}: {day} from {start} until {end}. Reason: {reason}.",
                reason=reason,
                **values,
            )
        case _:
            yield say("body", "❗ {room}: {day} from {start} until {end}.", **values)
            for block in blocks[1:]:
                more = {"start": clock(block.start), "end": clock(block.end)}
                yield say("body", "And from {start} until {end}.", **more)
            if reason:
                yield say("body", "Reason: {reason}.", reason=reason)
