"""A journey: what a resident wants, and how many taps from `/start` it may take at most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.talk import Neighbour, Street

JOURNEYS: list[Journey] = []


class Walk:
    """Somebody who has just sent `/start`, whose taps are counted; typed words are free."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.neighbour: Neighbour = street.neighbour("en").says("/start")
        self.taken = 0

    def taps(self, label: str) -> Walk:
        """Tap the button with this label on the newest message that has one."""
        self.neighbour.taps(label)
        self.taken += 1
        return self

    def says(self, words: str) -> Walk:
        self.neighbour.says(words)
        return self

    def shares(self, latitude: float, longitude: float) -> Walk:
        """Share a place with the button of the device."""
        self.neighbour.shares(latitude, longitude)
        return self

    def sees(self, *texts: str) -> Walk:
        self.neighbour.sees(*texts)
        return self

    def again(self) -> Walk:
        """Another day, another `/start`: taps are counted anew."""
        self.neighbour.says("/start")
        self.taken = 0
        return self


@dataclass(frozen=True, slots=True)
class Journey:
    """What somebody wants, the taps it may take, and the way there."""

    what: str
    most: int
    walks: Callable[[Walk], None]


def journey(what: str, *, most: int) -> Callable[[Callable[[Walk], None]], Callable[[Walk], None]]:
    """Mark a function as the way to something."""

    def marked(walks: Callable[[Walk], None]) -> Callable[[Walk], None]:
        JOURNEYS.append(Journey(what, most, walks))
        return walks

    return marked
