"""A resident who writes to a neighbour, and whoever opened the room."""

from __future__ import annotations

from sqlalchemy import select

from storage.tables.conversations import talks
from tests.support import peek
from tests.support.talk import Neighbour, Street

WORDS = "kanariepiet needs a letter read"


def talk_of(street: Street) -> tuple[str, int, int | None]:
    """State, reach and answerer of the newest talk."""
    with street.database.reading() as store:
        row = peek.opened(store, talks)[-1]
    return row.state, row.circle, row.taken_by


def talks_kept(street: Street) -> int:
    with street.database.reading() as store:
        return len(store.connection.execute(select(talks.c.id)).all())


def writes(neighbour: Neighbour, words: str = WORDS, room: str = "H-buurt") -> Neighbour:
    """From the big button to the sent message."""
    return asks_for_a_person(neighbour, room).says(words)


def asks_for_a_person(neighbour: Neighbour, room: str = "H-buurt") -> Neighbour:
    """The step for words is open, and somebody of this room reads them."""
    neighbour.says("/person")
    reads = f"A neighbour of {room} reads it."
    if any("🕙 Another room" in key for key in neighbour.buttons()) and not any(
        reads in text for text in neighbour.unread
    ):
        neighbour.taps("🕙 Another room").taps(room).sees(reads)
    return neighbour


def opened(street: Street, clock: str = "10:00") -> Neighbour:
    fatma = street.key_holder("h-buurt")
    street.at(clock)
    return fatma.says("/open")
