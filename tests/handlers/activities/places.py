"""An activity with two places, those who run it, and who has a place."""

from __future__ import annotations

from tests.support.talk import Neighbour, Street

NEW_TIME, CANCELLED, GOES_ON = "New time:", "Cancelled:", "It is on again:"


def runs(street: Street) -> Neighbour:
    """The key-holder of the room, with Wednesday's coffee before her."""
    fatma = street.key_holder("h-buurt")
    return looks_at(fatma, "Coffee together")


def looks_at(neighbour: Neighbour, title: str, room: str = "h-buurt") -> Neighbour:
    """Open the card of the next time of something in the list of a room."""
    neighbour.says(f"/activities {room}")
    return neighbour.taps(next(label for label in neighbour.buttons() if title in label))


def told(neighbour: Neighbour, words: str) -> int:
    return len([message for message in neighbour.unread if words in message])


def other_day(file: str, start: str) -> str:
    exceptions = f"places = 2\nexceptions = [{{ date = 2026-11-18, start = {start} }}]"
    return file.replace("places = 2", exceptions)
