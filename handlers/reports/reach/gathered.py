"""All that a report asks the store for, once: of each room from the day on which it is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach.parts.activities import Attendance, attendance
from handlers.reports.reach.parts.request_figures import Asked, asked
from handlers.reports.reach.parts.steps import Stepped, stepped
from storage.repositories.rooms.by_residents import Alone
from storage.repositories.rooms.marks import Different, Groups
from storage.repositories.rooms.reach import EVERYWHERE, Helpers, Span, Sums
from storage.store import Store

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What was logged in a period, by room and together; ``begins`` has the measured rooms only.

    Who signed up, wrote or was reached is known of rooms that were never open too.
    ``wrote``, ``team_wrote`` and ``looked`` are what the bot as a whole knows: contacts, those of
    the team, and web visits (None for a part of the rooms). ``districts`` are for all rooms only.
    """

    since: Mapping[str, date]
    begins: Mapping[str, date]
    begins_before: Mapping[str, date]
    sums: Mapping[str, Sums]
    sums_before: Mapping[str, Sums]
    spans: Mapping[str, Sequence[Span]]
    helpers: Helpers
    reached: Different
    contacts: Mapping[str, int]
    team: Mapping[str, int]
    activities: Mapping[str, Attendance]
    asked: Asked
    languages: Mapping[str, int]
    wrote: int
    team_wrote: int
    looked: int | None
    alone: Mapping[str, Alone]
    steps: Stepped
    districts: Groups
    contacts_of: Mapping[str, int]
    team_of: Mapping[str, int]


def gather(
    view: NeighbourhoodView,
    store: Store,
    period: Period,
    now: datetime,
    rooms: Sequence[str],
    *,
    is_whole: bool,
) -> Gathered:
    """Everything about these rooms in a period, and in the one before what is held against it."""
    earlier, reach = period.previous(), store.reach
    since = store.measured.since(rooms)
    begins = begin_of_each(since, period.first, period.last)
    begins_before = begin_of_each(since, earlier.first, earlier.last)
    # A block near midnight may be covered by an opening of the day before or after.
    around = {room: day - DAY for room, day in begins.items()}
    about: Mapping[str, date] = {EVERYWHERE: min(begins.values(), default=period.first)}
    last: dict[str, Any] = {"last": period.last}
    never_open = {room: period.first for room in rooms if room not in since}
    known = {**begins, **never_open}
    about = about if is_whole else known
    districts = districts_of(view, rooms) if is_whole else {}
    own = {
        part: {room: known[room] for room in ids if room in known}
        for part, ids in districts.items()
    }
    helpers = reach.volunteers(known, **last, groups=districts)
    steps = Stepped()
    if is_whole:
        steps = stepped(view, store, known, period.last, now, helpers.joined, districts)
    return Gathered(
        since=since,
        begins=begins,
        begins_before=begins_before,
        sums=reach.sums(begins, **last),
        sums_before=reach.sums(begins_before, last=earlier.last),
        spans=reach.spans(around, last=period.last + DAY),
        helpers=helpers,
        reached=store.participants.counts(known, **last, groups=districts),
        contacts=reach.contacts_by_room(known, **last),
        team=reach.contacts_by_room(known, **last, is_team=True),
        activities=attendance(view, store, known, period.last, now),
        asked=asked(view, store, period, begins, None if is_whole else rooms),
        languages=reach.languages(about, **last),
        wrote=reach.contacts(about, **last),
        team_wrote=reach.contacts(about, **last, is_team=True),
        looked=store.browsers.visits(first=period.first, **last) if is_whole else None,
        alone=reach.by_residents(begins, **last, now=now),
        steps=steps,
        districts=districts,
        contacts_of={part: reach.contacts(days, **last) for part, days in own.items()},
        team_of={part: reach.contacts(days, **last, is_team=True) for part, days in own.items()},
    )


def districts_of(view: NeighbourhoodView, rooms: Sequence[str]) -> dict[str, list[str]]:
    """The rooms of each district, as the file has it today; none where the file has none.

    Among them what closed for good and is one of ``rooms``.
    """
    file = view.neighbourhood
    closed = [room for room in file.closed_rooms if room.id in rooms]
    return {
        part.id: [
            *(room.id for room in file.rooms_of(part.id)),
            *(room.id for room in closed if room.district == part.id),
        ]
        for part in file.districts
    }


def gone_rooms(view: NeighbourhoodView, store: Store, first: date, last: date) -> list[str]:
    """The rooms that there were in these days and that are not in the file any more, or closed.

    What closed is among them though it never opened: that it did not is a figure too.
    """
    closed = [room.id for room in view.neighbourhood.closed_rooms if room.until >= first]
    opened = store.reach.rooms(first=first, last=last)
    left = [room for room in opened if room not in view.rooms and room not in closed]
    return [*closed, *left]


def was_there(view: NeighbourhoodView, room: str, first: date) -> bool:
    """Whether it is a room of the file, or was one on this day or later."""
    closed = view.neighbourhood.closed_rooms
    return room in view.rooms or any(one.id == room and one.until >= first for one in closed)


def begin_of_each(since: Mapping[str, date], first: date, last: date) -> dict[str, date]:
    """From which day each room counts in these days; a room that is not measured is left out."""
    return {room: max(first, day) for room, day in since.items() if day <= last}


def together(sums: Mapping[str, Sums]) -> Sums:
    """The sums of several rooms added up."""
    return sum(sums.values(), start=Sums())
