"""A neighbourhood as its operator describes it in one TOML file: the rooms, and all around them.

The shapes are checked when they are made: whoever holds a ``Neighbourhood`` need not doubt it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails

from storage.neighbourhood.activities import Activity
from storage.neighbourhood.base import LOADED_NOW, TableOfFile, later
from storage.neighbourhood.checks import (
    MOST_DAYS,
    WORKING_DAYS,
    DaysToAnswer,
    Id,
    KnownDomain,
    LanguageTag,
    Text,
    nearest,
    repeated,
    shown_value,
    wrong,
    zone_name,
)
from storage.neighbourhood.danger import UrgentNumber, UrgentNumbers
from storage.neighbourhood.phones import Phone
from storage.neighbourhood.plan import (
    Costs,
    District,
    Financing,
    Population,
    Target,
    above_the_whole,
)
from storage.neighbourhood.rooms import ClosedRoom, Room


class Partner(TableOfFile):
    """An institution that a request for help can go to, and in how many days it will answer."""

    id: Id
    name: Text
    domains: Annotated[tuple[KnownDomain, ...], Field(min_length=1)]
    answer_within_days: DaysToAnswer | None = later(None)
    phone: Phone | None = None

    @property
    def days_to_answer(self) -> int:
        """How many working days it has: those it promised, two without a promise, 14 at most."""
        return min(self.answer_within_days or WORKING_DAYS, MOST_DAYS)


class Neighbourhood(TableOfFile):
    """The whole file, checked; the texts in tables by language are not to be changed."""

    name: Text
    timezone: Annotated[Text, AfterValidator(zone_name)]
    default_language: LanguageTag
    languages: Annotated[tuple[LanguageTag, ...], Field(min_length=1)]
    rooms: Annotated[tuple[Room, ...], Field(min_length=1)]
    closed_rooms: tuple[ClosedRoom, ...] = later(())
    activities: tuple[Activity, ...] = ()
    partners: tuple[Partner, ...] = ()
    districts: tuple[District, ...] = later(())
    population: Population | None = None
    targets: tuple[Target, ...] = ()
    costs: tuple[Costs, ...] = ()
    financing: tuple[Financing, ...] = ()
    urgent: UrgentNumbers = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that days and hours are counted in."""
        return ZoneInfo(self.timezone)

    @property
    def urgent_numbers(self) -> tuple[UrgentNumber, ...]:
        """Whom to call in danger, in the order of the file."""
        if isinstance(self.urgent, tuple):
            return self.urgent
        return tuple(UrgentNumber(phone=phone, label=label) for label, phone in self.urgent.items())

    def room(self, id: str) -> Room | None:  # noqa: A002 - the word of the file
        """Find a room by its id."""
        return next((room for room in self.rooms if room.id == id), None)

    def rooms_of(self, district: str) -> tuple[Room, ...]:
        """The rooms of a district; none once it has lost them all."""
        return tuple(room for room in self.rooms if room.district == district)

    def target(self, year: int) -> Target | None:
        """Find what the plan promises for a year."""
        return next((target for target in self.targets if target.year == year), None)

    def costs_in(self, year: int, *, extra: bool = False) -> tuple[Costs, ...]:
        """The lines of a year's costs, or of its extras: of all together, else of the districts."""
        own = (line for district in self.districts for line in district.costs)
        tables = (
            tuple(line for line in table if line.extra is extra and year in line.amounts)
            for table in (self.costs, own)
        )
        return next((lines for lines in tables if lines), ())

    def to_json(self) -> str:
        """Write everything as one line of JSON."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what ``to_json`` wrote."""
        return cls.model_validate_json(text)

    @classmethod
    def loaded(cls, text: str) -> Self:
        """Read the JSON of a file that somebody loads now, with all that we would refuse today."""
        return cls.model_validate_json(text, context=LOADED_NOW)

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        mistakes: list[InitErrorDetails] = [
            {"type": wrong(problem), "loc": place, "input": None}
            for place, problem in self._disagreements()
        ]
        if mistakes:
            raise ValidationError.from_exception_data("Neighbourhood", mistakes)
        return self

    def _disagreements(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        keys: dict[str, list[object]] = {
            "rooms.id": [room.id for room in self.rooms],
            "activities.id": [activity.id for activity in self.activities],
            "partners.id": [partner.id for partner in self.partners],
            "targets.year": [target.year for target in self.targets],
            "districts.id": [district.id for district in self.districts],
        }
        for number, room in enumerate(self.rooms):
            keys[f"rooms.{number}.exceptions.date"] = [day.date for day in room.exceptions]
        for number, activity in enumerate(self.activities):
            days: list[object] = [other.date for other in activity.exceptions]
            keys[f"activities.{number}.exceptions.date"] = days
        for number, district in enumerate(self.districts):
            years: list[object] = [target.year for target in district.targets]
            keys[f"districts.{number}.targets.year"] = years
        for path, values in keys.items():
            *table, key = (int(part) if part.isdigit() else part for part in path.split("."))
            for number in repeated(values):
                what = f"is {shown_value(values[number])} for the second time"
                yield (*table, number, key), f"{what}; give each of the {table[-1]} its own {key}"
        if self.default_language not in self.languages:
            what = f"is {shown_value(self.default_language)}, which languages does not have"
            yield ("default_language",), f"{what}; add it there"
        for number in repeated(self.languages):
            what = f"is {shown_value(self.languages[number])} for the second time"
            yield ("languages", number), f"{what}; write each language once"
        yield from self._unknown_ids()
        yield from self._closed_twice()
        for problem in above_the_whole(self.costs, self.districts):
            yield ("districts",), problem

    def _closed_twice(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Closed rooms with the id of another room: the figures of both go by it."""
        taken = {room.id for room in self.rooms}
        for number, room in enumerate(self.closed_rooms):
            if room.id in taken:
                what = f"is {shown_value(room.id)}, which is the id of another room"
                yield ("closed_rooms", number, "id"), f"{what}; each room keeps its own"
            taken.add(room.id)

    def _unknown_ids(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Rooms and districts that something belongs to and that are not in the file."""
        known = {
            "room": sorted({room.id for room in self.rooms}),
            "district": sorted({district.id for district in self.districts}),
        }
        belongs: list[tuple[tuple[str | int, ...], str | None]] = [
            *((("activities", n, "room"), one.room) for n, one in enumerate(self.activities)),
            *((("rooms", n, "district"), room.district) for n, room in enumerate(self.rooms)),
            *(
                (("closed_rooms", n, "district"), room.district)
                for n, room in enumerate(self.closed_rooms)
            ),
            *((("costs", n, "room"), line.room) for n, line in enumerate(self.costs)),
            *(
                (("districts", number, "costs", n, "room"), line.room)
                for number, district in enumerate(self.districts)
                for n, line in enumerate(district.costs)
            ),
        ]
        # What a room cost until it closed stays among the costs.
        closed = {room.id for room in self.closed_rooms}
        for place, wanted in belongs:
            what = str(place[-1])
            if wanted in closed and "costs" in place:
                continue
            if wanted is not None and wanted not in known[what]:
                advice = f"write [[{what}s]] with that id, or leave this line out"
                if known[what]:
                    advice = nearest(wanted, known[what])
                yield place, f"is {shown_value(wanted)}, which is not the id of a {what}; {advice}"
