"""What a poster for the door of a room says: pure words and times, no page and no code yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, time, timedelta

from handlers.core.messages import Text, Weekday, say
from handlers.core.neighbourhood.timetable import Timetable
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.rooms import Room

WELCOME = say("poster", "You are welcome")
EVERYBODY = say("poster", "Everybody is welcome. No forms.")
HOURS = say("poster", "Opening hours")
SPECIAL = say("poster", "These days are different")
CLOSED = say("poster", "Closed")
DAY_AND_NIGHT = say("poster", "Day and night")
SOMETIMES = say("poster", "Sometimes")
SCAN = say("poster", "Scan with your phone. See if we are open.")
ON_THE_WEB = say("poster", "Without an app")

# A poster hangs for a while: so many weeks make a usual one, and so far special days are told.
WEEKS = 5
AHEAD = timedelta(days=60)
MOST_SPECIAL = 4
DAY = timedelta(days=1)

Times = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The hours of one day; ``is_rare`` when the room is open then, but not every week."""

    label: Text
    times: Times
    is_rare: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Poster:
    """A room as it is told to whoever stands at its door."""

    room: Room
    week: tuple[Day, ...]
    special: tuple[Day, ...]


def poster(view: NeighbourhoodView, room: Room, today: date) -> Poster:
    """The poster of a room as it is known today."""
    timetable = view.timetables[room.id]
    language = view.neighbourhood.default_language
    special = tuple(
        Day(
            say("day", "{date}", date=special_day.date),
            _times(timetable, special_day.date),
            reason=special_day.reason_in(language),
        )
        for special_day in timetable.special_days(today, today + AHEAD)
    )
    monday = today + DAY * (-today.weekday() % 7)
    week = tuple(_usual(timetable, monday + DAY * number) for number in range(7))
    return Poster(room, week, special[:MOST_SPECIAL])


def _usual(timetable: Timetable, day: date) -> Day:
    """The hours that this day of the week mostly has; holidays and special days do not count."""
    days = [day + 7 * DAY * week for week in range(WEEKS)]
    hours = Counter(_times(timetable, day) for day in days if not timetable.special_day(day))
    usual = hours.most_common(1)[0][0] if hours else ()
    label = say("day", "{weekday}", weekday=Weekday(day))
    if usual or len(hours) < 2:
        return Day(label, usual)
    del hours[()]
    return Day(label, hours.most_common(1)[0][0], is_rare=True)


def _times(timetable: Timetable, day: date) -> Times:
    return tuple((block.start.time(), block.end.time()) for block in timetable.blocks(day, day))
