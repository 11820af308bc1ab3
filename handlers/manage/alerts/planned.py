"""A room that was to open and did not: told at once, and again when it stays so for three times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from handlers.core.feature import Moment
from handlers.core.messages import Button, Reply, Text, button, name, say
from handlers.core.neighbourhood.timetable import Block, Timetable
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.time_words import clock
from handlers.rooms import news
from storage.neighbourhood.rooms import Room
from storage.repositories.reports.alerts import Known, Subject, Wanted
from storage.repositories.rooms.openings import Opening
from storage.store import Store

# Whoever opens is late sometimes.
LATE = timedelta(minutes=25)
# So many planned openings in a row without one make a room silent.
SILENT = 3
# Three openings of a room that opens once a month lie within.
BACK = timedelta(days=100)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def due(moment: Moment) -> Iterator[Reply]:
    """A room that should be open by now, to each coordinator once until it opens again."""
    view, store, now = moment.view, moment.store, moment.now
    if not moment.clock_is_right or news.is_too_late(view, now):
        return
    begun = [
        (room, block)
        for room, timetable in view.timetables.items()
        if (block := timetable.block_at(now)) and _is_late(block, now)
    ]
    latest = store.openings.latest(view.today(now) - DAY) if begun else {}
    suspects = {
        room: (begin, block.end)
        for room, block in begun
        if not _was_open_since(latest.get(room), begin := _begin(view.timetables[room], block), now)
    }
    measured = store.measured.since(suspects) if suspects else {}
    suspects = {
        room: block
        for room, block in suspects.items()
        if room in measured and measured[room] <= view.today(block[0])
    }
    wanted = store.alerts.everybody() if suspects else {}
    for room, (begin, end) in suspects.items():
        line = say(
            "body",
            "❗ Nobody opened {room}. It was planned for {time}.",
            room=view.rooms[room].name,
            time=clock(begin),
        )
        for person in store.roles.coordinators():
            if _is_news(store, wanted.get(person, Wanted()), room, begin) and (
                store.alerts.learns(person, Known(Subject.NOT_OPENED, room, stamp(begin)))
            ):
                yield Reply((line,), (helps(view.rooms[room]),), to=person, valid_until=end)


def missed(
    view: NeighbourhoodView, store: Store, ended: Mapping[str, datetime], now: datetime
) -> dict[str, list[datetime]]:
    """Of each room the planned openings since it was open last, the newest first, three at most.

    Before the day on which a room begins to be measured nothing is known.
    """
    first = view.today(now) - BACK
    since = store.measured.since(view.rooms)
    found = {}
    for room, timetable in view.timetables.items():
        if room in since:
            planned = _planned(timetable, max(first, since[room]), view.today(now), now)
            found[room] = [one for one in planned if one >= ended.get(room, one)][:SILENT]
    return found


def open_until(view: NeighbourhoodView, store: Store, now: datetime) -> dict[str, datetime]:
    """Until when each room was open last; one that is open is so until now."""
    latest = store.openings.latest(view.today(now) - BACK)
    return {room: _end(opening, now) for room, opening in latest.items()}


def helps(room: Room) -> tuple[Button, ...]:
    """What helps where nobody opens: who has a key, and the days of the room."""
    return (
        button(name(f"🔑 {room.name}"), "alerts.keys", room=room.id),
        button(name(f"📆 {room.name}"), "alerts.days", room=room.id),
    )


def stamp(moment: datetime) -> str:
    """A moment as it is kept, so that the later one comes after the earlier one."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}"


def not_opened(view: NeighbourhoodView, room: Room, start: datetime) -> Text:
    """The same a day later."""
    return say("body", "❗ {room} did not open on {day}.", room=room.name, day=view.today(start))


def silent(room: Room) -> Text:
    """Three times is more than bad luck."""
    return say("body", "❗ {room} did not open three times in a row.", room=room.name)


def _is_news(store: Store, wanted: Wanted, room: str, begin: datetime) -> bool:
    """Whether somebody wants to hear of it, and does not know that this room stays closed."""
    if Subject.NOT_OPENED in wanted.muted:
        return False
    known = [
        one.since
        for one in wanted.told
        if one.about == room and one.subject in {Subject.NOT_OPENED, Subject.SILENT}
    ]
    if not known or stamp(begin) in known:
        return not known
    since = max(known)
    last = store.openings.latest(date.fromisoformat(since[:10]) - DAY).get(room)
    return last is not None and stamp(_end(last, begin)) > since


def _is_late(block: Block, now: datetime) -> bool:
    return block.start.astimezone(UTC) + LATE <= now


def _begin(timetable: Timetable, block: Block) -> datetime:
    """When blocks that touch begin, of which this is one: nobody opens anew between them."""
    begin = block.start
    while (before := timetable.block_at(begin.astimezone(UTC) - MINUTE)) and before.end == begin:
        if before.start.astimezone(UTC) + BACK < block.start.astimezone(UTC):
            break
        begin = before.start
    return begin


def _planned(timetable: Timetable, first: date, last: date, now: datetime) -> Iterable[datetime]:
    """When it was planned to open on these days, the newest first; blocks that touch are one."""
    starts: list[datetime] = []
    end = None
    for block in timetable.blocks(first, last):
        if not _is_late(block, now):
            break
        if block.start != end:
            starts.append(block.start)
        end = block.end
    return reversed(starts)


def _was_open_since(opening: Opening | None, begin: datetime, now: datetime) -> bool:
    return opening is not None and _end(opening, now) > begin


def _end(opening: Opening, now: datetime) -> datetime:
    return opening.closed_at or now
