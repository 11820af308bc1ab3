"""Each field of the file, those of tables in tables too: that it differs is said, or it is red."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handlers.manage.changes.differences import differences
from handlers.manage.changes.undone import undone_by
from storage.neighbourhood.base import TableOfFile
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.neighbourhoods import Source
from tests.support.talk import Street

ROOM = """name = "Full"
address = "Hofgeest 1"
latitude = 52.3
longitude = 4.9
phone = "020 555 0101"
hours = "Mo 10:00-12:00"
exceptions = [{ date = 2026-11-20, hours = "13:00-15:00", reason = { en = "Party" } }]
district = "south"
offers = ["toilet"]
"""
ACTIVITY = """id = "{id}"
room = "{room}"
title = {{ en = "Coffee" }}
domain = "meeting"
rrule = "FREQ=WEEKLY;BYDAY=WE"
start = 2026-01-07T10:00:00
minutes = 90
places = 2
language = "nl"
exceptions = [{{ date = 2026-11-18, start = 2026-11-18T11:00:00 }}]
[[{table}.earlier]]
rrule = "FREQ=WEEKLY;BYDAY=MO;UNTIL=20251201"
start = 2025-01-06T10:00:00
minutes = 60
"""
TARGET = "year = 2026\nrooms = 2\nvolunteers = 30\nparticipants = 500\n"
COSTS = 'name = "Rent"\nroom = "other"\nextra = true\n2026 = 1000\n'
# Nobody points to the first of each table, and everything is said of it.
FULL = read_text(
    f"""
name = "Teststreet"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl", "en"]

[[rooms]]
id = "full"
{ROOM}
[[rooms]]
id = "other"
name = "Other"
address = "Hofgeest 2"
hours = "off"

[[closed_rooms]]
id = "closed"
until = 2026-01-31
{ROOM}
[[closed_rooms.activities]]
{ACTIVITY.format(table="closed_rooms.activities", id="tea", room="closed")}
[[activities]]
{ACTIVITY.format(table="activities", id="coffee", room="other")}
[[partners]]
id = "debts"
name = "Debt House"
domains = ["debt"]
answer_within_days = 2
phone = "020 555 0201"

[[districts]]
id = "north"
name = "North"
population = {{ low = 1, high = 9, of = "residents" }}
[[districts.targets]]
{TARGET}
[[districts.costs]]
{COSTS.replace("2026", "2030")}
[[districts]]
id = "south"
name = "South"

[population]
low = 10
high = 90
of = "residents"

[[targets]]
{TARGET}
[[costs]]
{COSTS}
[[financing]]
name = "Tea"
kind = "own"
state = "asked"
until = 2027-01-01
counted = {{ 2025 = 100 }}
2026 = 2000

[[urgent]]
phone = "112"
label = {{ en = "Help" }}
kinds = ["medical"]
""",
    "full.toml",
)
# What each may be instead; with what else has to be otherwise then.
OTHER: dict[str, Any] = {
    "Neighbourhood.name": "Elsewhere",
    "Neighbourhood.timezone": "Europe/Berlin",
    "Neighbourhood.default_language": "en",
    "Neighbourhood.languages": ("en", "nl"),
    "Room.id": "another",
    "Room.name": "Another",
    "Room.address": "Elsewhere 2",
    "Room.latitude": 52.4,
    "Room.longitude": 4.8,
    "Room.phone": "020 555 0109",
    "Room.hours": "Tu 10:00-12:00",
    "Room.district": "north",
    "Room.offers": ("food",),
    "ClosedRoom.until": date(2026, 2, 28),
    "SpecialDay.date": date(2026, 11, 21),
    "SpecialDay.hours": {"hours": "14:00-15:00", "closed": False},
    "SpecialDay.closed": {"closed": True, "hours": None},
    "SpecialDay.reason": {"reason": {"en": "Storm"}},
    "SpecialDay.yearly": True,
    "Activity.id": "another",
    "Activity.room": "full",
    "Activity.title": {"title": {"en": "Tea"}},
    "Activity.domain": "learning",
    "Activity.rrule": "FREQ=WEEKLY;BYDAY=TH",
    "Activity.start": datetime.fromisoformat("2026-01-07T11:00"),
    "Activity.minutes": 60,
    "Activity.places": None,
    "Activity.language": "en",
    "OtherTime.date": date(2026, 11, 25),
    "OtherTime.start": {"start": datetime.fromisoformat("2026-11-18T12:00"), "cancelled": False},
    "OtherTime.cancelled": {"cancelled": True, "start": None},
    "Times.rrule": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20251201",
    "Times.start": datetime.fromisoformat("2025-01-06T11:00"),
    "Times.minutes": 45,
    "Partner.id": "another",
    "Partner.name": "Money Help",
    "Partner.domains": ("debt", "budget"),
    "Partner.answer_within_days": 5,
    "Partner.phone": None,
    "District.id": "another",
    "District.name": "Northern",
    "Population.low": 2,
    "Population.high": 99,
    "Population.of": "households",
    "Target.year": 2027,
    "Target.rooms": 3,
    "Target.volunteers": 31,
    "Target.participants": 501,
    "DistrictTarget.year": 2027,
    "DistrictTarget.rooms": 3,
    "DistrictTarget.volunteers": None,
    "DistrictTarget.participants": None,
    "Costs.name": "Energy",
    "Costs.amounts": {"amounts": {2026: 900}},
    "Costs.room": None,
    "Costs.extra": False,
    "Financing.name": "Coffee",
    "Financing.amounts": {"amounts": {2026: 2001}},
    "Financing.kind": {"kind": "city", "counted": {}},
    "Financing.state": "decided",
    "Financing.until": date(2027, 6, 1),
    "Financing.counted": {"kind": "own", "counted": {2025: 200}},
    "UrgentNumber.phone": "0800-0113",
    "UrgentNumber.label": {"label": {"en": "Ambulance"}},
    "UrgentNumber.kinds": ("violence",),
}
# A closed room with another id is another one, with activities of its own.
FIXED = {"closed_rooms.id", "closed_rooms.activities.room"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """Where a table stands, by fields (of a list its first), and what is otherwise in it."""

    where: tuple[str, ...]
    values: Mapping[str, Any]
    what: str

    def of(self, table: Any, where: tuple[str, ...] | None = None) -> Any:
        """The whole with that otherwise."""
        at = self.where if where is None else where
        if not at:
            return table.model_copy(update=dict(self.values))
        inner = getattr(table, at[0])
        one = self.of(inner[0] if isinstance(inner, tuple) else inner, at[1:])
        rest = (one, *inner[1:]) if isinstance(inner, tuple) else one
        return table.model_copy(update={at[0]: rest})

    def back(self) -> Variation:
        """The same with the values of before."""
        table: Any = FULL
        for name in self.where:
            table = getattr(table, name)
            table = table[0] if isinstance(table, tuple) else table
        values = {key: getattr(table, key) for key in self.values}
        return Variation(where=self.where, values=values, what=self.what)


def variations(table: TableOfFile = FULL, *where: str) -> Iterator[Variation]:
    """Each field otherwise, and each list without its first; FULL has to say all of them."""
    for name in type(table).model_fields:
        value, what = getattr(table, name), ".".join((*where, name))
        first = value[0] if isinstance(value, tuple) and value else value
        if isinstance(first, TableOfFile):
            gone = value[1:] if isinstance(value, tuple) else None
            yield Variation(where=where, values={name: gone}, what=f"{what} gone")
            yield from variations(first, *where, name)
        elif what not in FIXED:
            keys = [f"{one.__name__}.{name}" for one in type(table).__mro__]
            other = OTHER[next((key for key in keys if key in OTHER), keys[0])]
            values = other if isinstance(other, dict) else {name: other}
            found = Variation(where=where, values=values, what=what)
            assert found.back().values != values, what
            yield found


EVERY = list(variations())


def test_each_field_that_differs_is_told() -> None:
    silent = [
        one.what
        for one in EVERY
        for pair in ((FULL, one.of(FULL)), (one.of(FULL), FULL))
        if not differences(*pair, "en")
    ]
    assert not silent, silent


def test_what_the_chat_changed_and_a_file_has_otherwise_is_named(street: Street) -> None:
    silent, loud = [], []
    other = street.view().neighbourhood
    with street.database.writing() as store:
        kept = store.neighbourhoods
        for one in EVERY:
            for file, chat in ((FULL, one.of(FULL)), (one.of(FULL), FULL)):
                # A file that is as the chat left it would be no version of its own.
                kept.save(other)
                kept.save(file)
                kept.save(chat, street.now, Source.CHAT)
                silent += [one.what] if not undone_by(store, file) else []
                loud += [one.what] if undone_by(store, chat) else []
    assert (silent, loud) == ([], [])


def test_each_one_is_named_also_where_all_the_rest_is_as_the_chat_has_it(street: Street) -> None:
    fields = [one for one in EVERY if not one.what.endswith((" gone", ".id"))]
    chat = FULL
    for one in fields:
        chat = one.of(chat)
    with street.database.writing() as store:
        store.neighbourhoods.save(FULL)
        store.neighbourhoods.save(chat, street.now, Source.CHAT)
        files: list[tuple[str, Neighbourhood]] = [(one.what, one.back().of(chat)) for one in fields]
        silent = [what for what, file in files if file != chat and not undone_by(store, file)]
    assert not silent, silent
