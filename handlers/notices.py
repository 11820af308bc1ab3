"""What to tell whom as time passes. Worked out from the database at every tick, each thing once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from handlers import (
    activity_notices,
    appointments,
    help_notices,
    menu,
    report,
    request_notices,
    request_time,
    room_news,
    status,
    talk_time,
)
from handlers.house import House
from handlers.period import Period
from handlers.vocabulary import Priority, Reply, button, say
from storage.neighbourhood import Room
from storage.openings import Opening
from storage.store import Store

ASK_OPENER = timedelta(minutes=30)
ASK_OTHERS = timedelta(minutes=60)
GIVE_UP = timedelta(hours=2)
LONGER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReportTime:
    """When the weekly report goes out: a day of the week (Monday is 0) and a local time."""

    weekday: int
    at: time

    def latest(self, house: House, now: datetime) -> datetime:
        """The last moment, not after now, at which a report was due."""
        today = house.today(now)
        day = today - timedelta(days=(today.weekday() - self.weekday) % 7)
        due = datetime.combine(day, self.at, house.zone)
        return due if due <= now else datetime.combine(day - timedelta(days=7), self.at, house.zone)


def due(house: House, store: Store, now: datetime, report_time: ReportTime) -> list[Reply]:
    """Every message that is due now; asking again gives nothing new."""
    made = [
        *_forgotten_closings(house, store, now),
        *_weekly(house, store, now, report_time),
        *activity_notices.due(house, store, now),
        *help_notices.due(house, store, now),
        *talk_time.due(house, store, now),
        *request_time.due(house, store, now),
        *request_notices.due(house, store, now),
        *appointments.due(house, store, now),
    ]
    told = [replace(one, priority=Priority.NOTICE) for one in made]
    return [*told, *room_news.due(house, store, now)]


def _weekly(house: House, store: Store, now: datetime, report_time: ReportTime) -> Iterator[Reply]:
    """Last week's reach, once for each week, to those who had their role when it was due."""
    moment = report_time.latest(house, now)
    period = Period.last_week(house.today(moment))
    if not store.jobs.first_time("weekly report", period.id, now):
        return
    coordinators = store.roles.coordinators(since_before=moment)
    if coordinators:
        whole = report.for_coordinator(house, store, now, period)
        yield from (replace(whole, to=person) for person in coordinators)
    for room in house.neighbourhood.rooms:
        holders = set(store.roles.key_holders(room.id, since_before=moment)) - set(coordinators)
        if holders:
            own = report.for_room(house, store, now, period, room.id)
            yield from (replace(own, to=person) for person in sorted(holders))


def _forgotten_closings(house: House, store: Store, now: datetime) -> Iterator[Reply]:
    """Ask after a room that should have closed; after two hours write the planned end down."""
    for opening in store.openings.open_now().values():
        late = now - opening.expected_end
        room = house.rooms.get(opening.room)
        if room is None or late < ASK_OPENER:
            continue
        # The hour is part of the job: who said "an hour longer" may be asked again after it.
        period = f"{opening.id} {opening.expected_end:%m-%d %H:%M}"
        if late >= GIVE_UP:
            if not store.jobs.first_time("estimate", period, now):
                continue
            store.openings.change(
                opening,
                "estimated",
                None,
                now,
                closed_at=opening.expected_end,
                is_estimate=True,
            )
            if opening.opened_by in store.roles.key_holders(room.id):
                yield _closed_by_estimate(house, opening, room)
            continue
        holders = store.roles.key_holders(room.id)
        if store.jobs.first_time("ask opener", period, now):
            asked = [one for one in holders if one == opening.opened_by]
            yield from (_still_open(house, room, opening, now, one) for one in asked)
        if late >= ASK_OTHERS and store.jobs.first_time("ask others", period, now):
            others = [one for one in holders if one != opening.opened_by]
            yield from (_still_open(house, room, opening, now, one) for one in others)


def _still_open(house: House, room: Room, opening: Opening, now: datetime, to: int) -> Reply:
    planned = house.local(opening.expected_end)
    until = (house.local(now) + LONGER).replace(minute=0, second=0, microsecond=0)
    until = until if until > house.local(now) + LONGER / 2 else until + LONGER
    rows = (
        (
            button(
                say("btn", "Yes, until {time}", time=until.time()),
                "stay_open",
                opening=opening.id,
                until=until.isoformat(),
            ),
        ),
        (
            button(
                say("btn", "Closed at {time}", time=planned.time()),
                "close_at",
                opening=opening.id,
                at=opening.expected_end.isoformat(),
            ),
            button(say("btn", "Closed now"), "close_at", opening=opening.id, at="now"),
        ),
        menu.footer(),
    )
    line = say("body", "Is {room} still open?", room=room.name)
    return Reply((line,), rows, to=to)


def _closed_by_estimate(house: House, opening: Opening, room: Room) -> Reply:
    lines = [
        say("body", "Nobody closed {room}.", room=room.name),
        say(
            "body",
            "I wrote down {time} as the end.",
            time=status.clock(house.local(opening.expected_end)),
        ),
    ]
    rows = (
        (button(say("btn", "🔢 How many came?"), "shifts.correct", opening=opening.id),),
        menu.footer(),
    )
    return Reply(tuple(lines), rows, to=opening.opened_by)
