"""The code of a room and day: three pictures out of twenty, in an order."""

from __future__ import annotations

from datetime import date

from handlers.core.keyboards import PICTURES
from storage.store import Store

# What can be chosen from, so many at a time.
OFFERED, LENGTH = PICTURES[:20], 3
HOW_MANY = 20 * 19 * 18


def of_day(store: Store, room: str, day: date) -> str:
    """The three pictures of a room on a local day; they are kept nowhere."""
    rest, number = OFFERED, store.day_codes.number(room, day, HOW_MANY)
    code = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(rest))
        code += rest[place]
        rest = rest.replace(rest[place], "")
    return code


def now(store: Store, room: str) -> str:
    """The pictures of a room while it is open, those of the day of its opening; else empty."""
    opening = store.openings.open_now().get(room)
    return of_day(store, room, opening.day) if opening else ""
