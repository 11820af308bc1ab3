"""Marks that stand for people within a year: who left one by opening a room, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, select

from storage.keyring import KeyRing
from storage.tables.people import people, profiles
from storage.tables.rooms import openings

# A person, and by which picture they go on a phone that several people share.
Who = tuple[int, str]


def held(rooms: Sequence[str], first: date, last: date) -> list[ColumnElement[bool]]:
    """The openings of these rooms on these days: what was undone never counts."""
    return [openings.c.room.in_(rooms), *held_anywhere(first, last)]


def held_anywhere(first: date, last: date) -> list[ColumnElement[bool]]:
    """The openings of all rooms on these days."""
    return [openings.c.day.between(first, last), openings.c.undone_at.is_(None)]


def persons(connection: Connection, keys: KeyRing, first: date, last: date) -> dict[bytes, Who]:
    """Whose the marks of these days are; it leaves the queries never.

    Within a year a mark is all there is to know. Days in two years give one person two marks, so
    whose they are is looked up while that person is known and both years have their key.
    """
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
