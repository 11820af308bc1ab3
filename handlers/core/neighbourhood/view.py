"""The neighbourhood as the handlers need it: its rooms with their timetables, its clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from handlers.core.neighbourhood.schedule import Agenda
from handlers.core.neighbourhood.timetable import Timetable
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room


class NeighbourhoodView:
    """A loaded neighbourhood file, ready to answer."""

    def __init__(self, neighbourhood: Neighbourhood) -> None:
        self.neighbourhood = neighbourhood
        self.zone = neighbourhood.zone
        self.rooms: dict[str, Room] = {room.id: room for room in neighbourhood.rooms}
        self.timetables = {room.id: Timetable(room, self.zone) for room in neighbourhood.rooms}
        self.agenda = Agenda(neighbourhood.activities, self.timetables, self.zone)
        # Of a room that closed for good only its name and its past are asked for.
        self.room_names = {
            room.id: room.name for room in (*neighbourhood.rooms, *neighbourhood.closed_rooms)
        }
        self.past_timetables = {
            **self.timetables,
            **{room.id: Timetable(room, self.zone) for room in neighbourhood.closed_rooms},
        }
        self.past_activities = (
            *(one for room in neighbourhood.closed_rooms for one in room.activities),
            *neighbourhood.activities,
        )
        # A report looks back for years: whoever asks what is on now has a line-up of their own.
        self.past_agenda = Agenda(self.past_activities, self.past_timetables, self.zone)
        # A turn asks for its day ten times.
        self._day = lru_cache(maxsize=64)(self._work_out_day)

    def local(self, moment: datetime) -> datetime:
        """A moment on the neighbourhood's clock."""
        return moment.astimezone(self.zone)

    def today(self, now: datetime) -> date:
        """The local day."""
        return self._day(now)

    def _work_out_day(self, now: datetime) -> date:
        return self.local(now).date()

    def only(self, rooms: Iterable[str]) -> tuple[Room, ...]:
        """The rooms with these ids that still exist, in the file's order."""
        wanted = set(rooms)
        return tuple(room for room in self.neighbourhood.rooms if room.id in wanted)
