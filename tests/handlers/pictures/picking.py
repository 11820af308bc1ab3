"""Picking pictures, right and wrong ones, and what came of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from handlers.core.messages import Kind
from handlers.rooms.pictures import day_code
from storage.tables.rooms import contacts, participants
from tests.support.talk import Neighbour, Street, keys_of

HERE = "✅ I am here"
ASKED = "Tap the three pictures that you see in the room."


def todays(street: Street, room: str = "h-buurt", day: date | None = None) -> str:
    """The pictures of a room on a day; today unless told otherwise."""
    with street.database.reading() as store:
        local = day or street.now.astimezone(street.zone).date()
        return day_code.of_day(store, room, local)


def others(right: str) -> str:
    """Three pictures, each offered, that are not the right ones."""
    return "".join(one for one in day_code.OFFERED if one not in right)[:3]


def at_the_door(street: Street, room: str = "h-buurt", language: str = "en") -> Neighbour:
    """Somebody with a browser who reads the code on the door."""
    return street.neighbour(language, channel="web").says(f"/start room_{room}")


def picks(neighbour: Neighbour, pictures: str, source: str = "") -> Neighbour:
    """Tap these pictures, one after the other, on what stands last on the screen."""
    for one in pictures:
        token = next(key.token for key in keys_of(neighbour.last) if key.label == one)
        message = str(neighbour.last.id)
        neighbour.does(Kind.TAPPED, tap=token, message=message, source=source)
    return neighbour


def rings(neighbour: Neighbour, room: str = "H-buurt") -> Neighbour:
    """Stay on this device: from now on this browser is one person."""
    return neighbour.says(f"/hours {room}").taps("🔔 Tell me").stays()


def counted(street: Street) -> int:
    """How many marks of people who were reached there are."""
    return _rows(street, participants)


def met(street: Street) -> int:
    """How many marks of people who wrote there are."""
    return _rows(street, contacts)


def _rows(street: Street, table: object) -> int:
    with street.database.reading() as store:
        rows = select(func.count()).select_from(table)  # type: ignore[arg-type]
        return int(store.connection.execute(rows).scalar_one())
