"""Who signed up for activities, who came and who did not, as far as somebody counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.reach.counted import UNCOUNTED, Coverage, added
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import CAME, IN
from storage.store import Store

DAY = timedelta(days=1)
# An activity in a room.
Where = tuple[str, Key]


@dataclass(frozen=True, slots=True)
class Attendance:
    """Sign-ups, who came, who stayed away; None without activities, or where nobody counted."""

    signups: int | None = None
    attended: int | None = None
    missed: int | None = None
    counted: Coverage = UNCOUNTED

    def __add__(self, other: Attendance) -> Attendance:
        """Both together; where something took place and nobody counted, nobody knows who came."""
        counted = self.counted + other.counted
        is_known = bool(counted.counted) or not counted.of
        return Attendance(
            added(self.signups, other.signups),
            added(self.attended, other.attended) if is_known else None,
            added(self.missed, other.missed) if is_known else None,
            counted,
        )


def attendance(
    view: NeighbourhoodView, store: Store, begins: Mapping[str, date], last: date, now: datetime
) -> dict[str, Attendance]:
    """What people signed up for and came to, by room, in the days since each room begins.

    Where a key-holder counted, that is how many came; else those who checked in by themselves.
    A time for which there is neither was not counted.
    """
    if not begins:
        return {}
    rooms, days = list(begins), {"first": min(begins.values()), "last": last}

    def own(found: Mapping[Where, int]) -> dict[Where, int]:
        return {
            (room, key): size
            for (room, key), size in found.items()
            if key[1].astimezone(view.zone).date() >= begins[room]
        }

    signed_up = own(store.signups.sizes(rooms, **days, states=[IN, CAME]))
    came = own(
        {
            **store.signups.sizes(rooms, **days, states=[CAME]),
            **store.occurrences.attended(rooms, **days),
        }
    )
    held = _held(view, store, begins, last, now) | set(came)
    with_any = {activity.room for activity in view.neighbourhood.activities}
    with_any |= {room for room, _ in (*held, *signed_up)}
    return {room: _of_room(room, signed_up, came, held) for room in with_any if room in begins}


def _of_room(
    room: str, signed_up: Mapping[Where, int], came: Mapping[Where, int], held: set[Where]
) -> Attendance:
    counted = {where: size for where, size in came.items() if where[0] == room}
    times = {where for where in held if where[0] == room}
    # Nothing took place: that is known to be nobody.
    is_known = bool(counted) or not times
    absent = [max(0, signed_up.get(where, 0) - size) for where, size in counted.items()]
    return Attendance(
        signups=sum(size for where, size in signed_up.items() if where[0] == room),
        attended=sum(counted.values()) if is_known else None,
        missed=sum(absent) if is_known else None,
        counted=Coverage(len(counted), len(times)),
    )


def _held(
    view: NeighbourhoodView, store: Store, begins: Mapping[str, date], last: date, now: datetime
) -> set[Where]:
    """The times that took place by now, as far as the file and the key-holders' changes say."""
    if not view.past_agenda.has_any():
        return set()
    first = datetime.combine(min(begins.values()), time(), view.zone)
    end = min(now, datetime.combine(last + DAY, time(), view.zone))
    changes = store.occurrences.between(first=first, last=end)
    return {
        (one.activity.room, one.key)
        for one in view.past_agenda.between(first, end, changes)
        if not one.is_cancelled
        and one.activity.room in begins
        and one.begins.date() >= begins[one.activity.room]
        and one.ends <= now
    }
