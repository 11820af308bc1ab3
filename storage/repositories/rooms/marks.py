"""Marks that stand for people within a year: who left one by opening a room, and whose they are."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, select

from storage.keyring import KeyRing
from storage.repositories.rooms.measured import Begins, within
from storage.tables.people import people, profiles
from storage.tables.rooms import openings

# A person, and by which picture they go on a phone that several people share.
Who = tuple[int, str]
# Rooms that are counted together, such as those of a district, by its id.
Groups: TypeAlias = Mapping[str, Collection[str]]
NO_GROUPS: Groups = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Different:
    """How many different people: in each room, in each group of rooms, in all of them together."""

    by_room: Mapping[str, int]
    together: int
    by_group: Mapping[str, int] = field(default_factory=dict)


def different(people: Mapping[str, Collection[Hashable]], groups: Groups = NO_GROUPS) -> Different:
    """Count the people of each room; whoever was in two rooms of a group is one there."""
    return Different(
        by_room={room: len(set(own)) for room, own in people.items()},
        together=len(set().union(*people.values())),
        by_group={
            group: len(set().union(*(people.get(room, ()) for room in rooms)))
            for group, rooms in groups.items()
        },
    )


def held(begins: Begins, last: date) -> list[ColumnElement[bool]]:
    """The openings of these rooms, of each from its day on: what was undone never counts."""
    own = within(openings.c.room, openings.c.day, begins, last)
    return [*own, openings.c.undone_at.is_(None)]


def held_anywhere(first: date, last: date) -> list[ColumnElement[bool]]:
    """The openings of all rooms on these days."""
    return [openings.c.day.between(first, last), openings.c.undone_at.is_(None)]


def persons(connection: Connection, keys: KeyRing, begins: Begins, last: date) -> dict[bytes, Who]:
    """Whose the marks of these days are; it leaves the queries never.

    Within a year a mark is all there is to know. Days in two years give one person two marks, so
    whose they are is looked up while that person is known and both years have their key.
    """
    first = min(begins.values(), default=last)
    if first.year == last.year:
        return {}
    everybody: set[Who] = {
        (number, "") for number in connection.execute(select(people.c.id)).scalars()
    }
    shared = connection.execute(select(profiles.c.person_id, profiles.c.profile))
    everybody |= {(row.person_id, row.profile) for row in shared}
    return {
        mark: who
        for year in (first.year, last.year)
        for who in everybody
        if (mark := keys.found_of_year(year, *who))
    }
