"""Somebody who wants to help, as far as the first time."""

from __future__ import annotations

from typing import Any

from storage.tables.volunteering import offers
from tests.support.peek import opened
from tests.support.talk import Neighbour, Street

NEWS = "There is news for you about the neighbourhood room."


TOO_LATE = "Somebody answered already. Thank you!"


def offers_of(street: Street) -> list[Any]:
    with street.database.reading() as store:
        return opened(store, offers)


def offer_of(street: Street) -> Any:
    (only,) = offers_of(street)
    return only


def wants_to_help(neighbour: Neighbour, what: str = "Cooking", room: str = "H-buurt") -> Neighbour:
    """Three taps and a yes."""
    return neighbour.says("/volunteer").taps(what).taps(room).taps("Afternoons").taps("Yes")


def is_invited(street: Street, omar: Neighbour, fatma: Neighbour, what: str = "Cooking") -> None:
    """Omar offered, Fatma took it up and meets him on Tuesday at 10:00."""
    wants_to_help(omar, what)
    fatma.taps("Come and see").taps("Tuesday 10:00").taps("I am the buddy")
    omar.sees("You are welcome in H-buurt: Tomorrow, Tuesday, from 10:00.")


def has_tried(street: Street, omar: Neighbour, fatma: Neighbour, what: str = "Cooking") -> None:
    """It is Tuesday noon: Omar was there, and Fatma is asked how it was."""
    is_invited(street, omar, fatma, what)
    omar.taps("I come")
    street.at("12:00", days=1)
    fatma.reads()
    street.tick()
    fatma.sees("Did the trial go well?")
