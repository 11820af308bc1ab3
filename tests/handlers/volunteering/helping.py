"""Somebody who wants to help, as far as the first time."""

from __future__ import annotations

from typing import Any

from handlers.core import message_json
from handlers.core.messages import Reply, button, name
from storage.repositories.messages.outbox import Outgoing
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
    """Two taps, and when it suits."""
    offers_help(neighbour, what, room)
    return neighbour.taps("🕙 When it suits me").taps("Afternoons")


def offers_help(neighbour: Neighbour, what: str = "Cooking", room: str = "H-buurt") -> Neighbour:
    """What, then where: the room is asked."""
    neighbour.says("/volunteer")
    return finds(neighbour, what).taps(room).sees("✅ Thank you!")


def finds(neighbour: Neighbour, label: str) -> Neighbour:
    """Tap what stands on one of the pages."""
    for _ in range(5):
        if any(label in key for key in neighbour.buttons()):
            break
        neighbour.taps("➡️ More")
    return neighbour.taps(label)


def forged(neighbour: Neighbour, act: str, **args: str | int) -> Neighbour:
    """Tap a button of an earlier program, or one that was never meant for this person."""
    neighbour.says("/menu")
    made = Reply((name("forged"),), ((button(name("tap"), act, **args),),))
    with neighbour.street.database.writing() as store:
        row = Outgoing(neighbour.person, message_json.to_json(made))
        store.outbox.put([row], neighbour.street.now)
    neighbour.street.deliver()
    return neighbour.taps("tap")


def is_invited(street: Street, omar: Neighbour, fatma: Neighbour, what: str = "Cooking") -> None:
    """Omar offered, Fatma took it up and meets him on Tuesday at 10:00."""
    wants_to_help(omar, what)
    fatma.taps("Come and see").taps("Tuesday 10:00").taps("I'll meet them")
    omar.sees("You are welcome in H-buurt: Tomorrow, Tuesday, from 10:00.")


def has_tried(street: Street, omar: Neighbour, fatma: Neighbour, what: str = "Cooking") -> None:
    """It is Tuesday noon: Omar was there, and Fatma is asked how it was."""
    is_invited(street, omar, fatma, what)
    omar.taps("I'm coming")
    street.at("12:00", days=1)
    fatma.reads()
    street.tick()
    fatma.sees("Did the try-out day go well?")
