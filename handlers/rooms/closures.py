"""What an operator changed in the neighbourhood file, as those who asked for it are told.

The database keeps what subscribers know next to the file as it is now. Each day, and whenever a
file is loaded, the two are compared for the next two weeks; what differs is told, and known then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.core import time_words
from handlers.core.messages import Text, name, say
from handlers.core.neighbourhood.timetable import Block, Timetable
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import planned, status
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room, SpecialDay
from storage.store import Store

JOB = "file changed"
# News is short: so many lines, and about so many letters. The rest stands under the days ahead.
MOST, LETTERS = 3, 160
MORE = say("body", "There is more. Tap 📆.")
# New hours for every week are told by their first week.
USUAL_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Day:
    """How a day of a room is planned now; ``is_special`` when it is or was an exception."""

    day: date
    blocks: tuple[Block, ...]
    is_special: bool
    special: SpecialDay | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is different for the visitors of one room."""

    room: Room
    first: date
    days: tuple[Day, ...] = ()
    has_moved: bool = False
    is_gone: bool = False

    @property
    def has_new_hours(self) -> bool:
        """Whether the hours of every week are others, and one notices within two weeks."""
        return any(not day.is_special for day in self.days)

    @property
    def last_day(self) -> date:
        """After which day this is old news."""
        days = [day.day for day in self.days]
        if self.is_gone or self.has_moved or self.has_new_hours:
            days.append(self.first + status.AHEAD)
        return max(days)


def notice(store: Store, now: datetime) -> datetime:
    """When the present file was seen first: who asks to be told after that knows it already."""
    return store.done_once.noticed(JOB, _step(store), now) if _is_news(store) else now


def untold(
    view: NeighbourhoodView, store: Store, now: datetime
) -> Iterator[tuple[Change, datetime]]:
    """What subscribers do not know yet, with the moment it became news; known from now on."""
    mark = f"{_present(store)} {view.today(now)}"
    if store.neighbourhoods.known_mark() is None:
        # A database from before there were subscribers: nobody is told anything.
        store.neighbourhoods.know(view.neighbourhood, mark)
        return
    if store.neighbourhoods.known_mark() == mark:
        return
    before, known = store.neighbourhoods.known()
    if before == mark:
        # Another copy told it while we waited.
        return
    since = notice(store, now)
    store.done_once.forget(JOB, _step(store))
    news = tuple(changes(view, known, now))
    store.neighbourhoods.know(_learnt(view, known, news, now), mark)
    yield from ((change, since) for change in news)


def words(change: Change, *languages: str) -> tuple[Text, ...]:
    """The change in a few sentences; a reason in the first of these languages that has it."""
    room = change.room
    told: list[list[Text]] = []
    if change.is_gone:
        told.append([name(room.name), say("body", "This room is not there any more.")])
    if change.has_moved:
        moved = say(
            "body", "{room} has a new address: {address}.", room=room.name, address=room.address
        )
        told.append([moved])
    if change.has_new_hours:
        told.append([say("body", "{room} has new opening hours.", room=room.name)])
    usual = [day.day for day in change.days if not day.is_special]
    told += [
        _day(room, day, languages)
        for day in change.days
        if day.is_special or day.day < usual[0] + USUAL_DAYS
    ]
    return _short(told)


def on_day(view: NeighbourhoodView, room: Room, day: date, *languages: str) -> list[Text]:
    """How a room is open on a day, for somebody who was to come then and knows it otherwise."""
    timetable = view.timetables[room.id]
    special = timetable.special_day(day)
    planned_so = Day(day, timetable.blocks(day, day), special is not None, special)
    return _day(room, planned_so, languages)


def _short(told: list[list[Text]]) -> tuple[Text, ...]:
    """As much of it as is read on a lock screen, and that there is more."""
    lines = [line for group in told for line in group]
    if len(lines) <= MOST and _letters(lines) <= LETTERS:
        return tuple(lines)
    kept = told[0]
    for group in told[1:]:
        if len(kept) + len(group) >= MOST or _letters([*kept, *group, MORE]) > LETTERS:
            break
        kept = [*kept, *group]
    return (*kept, MORE) if len(kept) < len(lines) else tuple(kept)


def _letters(lines: list[Text]) -> int:
    """About how long they are, in any language."""
    values = [str(value) for line in lines for value in line.values.values()]
    return sum(len(line.one) for line in lines) + sum(map(len, values))


def _day(room: Room, planned_so: Day, languages: tuple[str, ...]) -> list[Text]:
    day, blocks, special = planned_so.day, planned_so.blocks, planned_so.special
    reason = special.reason_in(*languages) if special else ""
    if planned.is_around_the_clock(blocks):
        lines = [say("body", "{room}: open day and night on {day}.", room=room.name, day=day)]
    elif len(blocks) == 1:
        lines = [
            say(
                "body",
                "{room}: other hours on {day}: {start} until {end}.",
                room=room.name,
                day=day,
                start=time_words.clock(blocks[0].start),
                end=time_words.clock(blocks[0].end),
            )
        ]
    elif blocks:
        lines = [
            say(
                "body",
                "{room}: other hours on {day}: {hours}.",
                room=room.name,
                day=day,
                hours=planned.hours(blocks),
            )
        ]
    else:
        lines = [say("body", "{room}: closed on {day}.", room=room.name, day=day)]
    if reason:
        lines.append(say("body", "Reason: {reason}.", reason=reason))
    return lines


def changes(view: NeighbourhoodView, known: Neighbourhood, now: datetime) -> Iterator[Change]:
    """What is different within the next two weeks for the visitors of each room."""
    today = view.today(now)
    gone = [room for room in known.rooms if room.id not in view.rooms]
    yield from (Change(room, today, is_gone=True) for room in gone)
    for room in view.neighbourhood.rooms:
        old = known.room(room.id)
        if old is None or old == room:
            continue
        days = tuple(_days(view, old, room, now))
        if days or old.address != room.address:
            yield Change(room, today, days, old.address != room.address)


def _days(view: NeighbourhoodView, old: Room, room: Room, now: datetime) -> Iterator[Day]:
    """The days of the next two weeks of which what is left differs."""
    before, after = Timetable(old, view.zone), view.timetables[room.id]
    today = view.today(now)
    for ahead in range(status.AHEAD.days + 1):
        day = today + timedelta(days=ahead)
        if _left(before, day, now) != _left(after, day, now):
            special = after.special_day(day)
            is_special = bool(before.special_day(day) or special)
            yield Day(day, after.blocks(day, day), is_special, special)


def _left(timetable: Timetable, day: date, now: datetime) -> list[tuple[datetime, datetime]]:
    return [(block.start, block.end) for block in timetable.blocks(day, day) if block.end > now]


def _learnt(
    view: NeighbourhoodView, known: Neighbourhood, changes: tuple[Change, ...], now: datetime
) -> Neighbourhood:
    """What subscribers know now. What lies more than two weeks ahead is told when it comes near."""
    last = view.today(now) + status.AHEAD
    new_hours = {change.room.id for change in changes if change.has_new_hours}
    rooms = []
    for room in view.neighbourhood.rooms:
        old = known.room(room.id)
        if old is None:
            rooms.append(room)
            continue
        near = [special for special in room.exceptions if special.date <= last]
        far = [special for special in old.exceptions if special.date > last]
        hours = room.hours if room.id in new_hours else old.hours
        rooms.append(room.model_copy(update={"exceptions": (*near, *far), "hours": hours}))
    return view.neighbourhood.model_copy(update={"rooms": tuple(rooms)})


def _is_news(store: Store) -> bool:
    """Whether a file was loaded since subscribers were told."""
    mark = store.neighbourhoods.known_mark()
    return mark is not None and not mark.startswith(_present(store))


def _present(store: Store) -> str:
    return (store.neighbourhoods.digest() or "")[:32]


def _step(store: Store) -> str:
    """From which file to which: the same file may come back later, and be news again."""
    mark = store.neighbourhoods.known_mark() or ""
    return f"{mark[:16]} {_present(store)[:16]}"
