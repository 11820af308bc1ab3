"""What the tests share that hold messages against the limits: an example street, and a measure."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.core.messages import Reply
from storage.database import Database
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.help_requests.requests import Request
from storage.repositories.people.roles import PARTNER, Role
from tests.journeys.limits import size
from tests.journeys.walk import WHEN
from tests.support.talk import Neighbour, Street


def example_street(database: Database, example: Neighbourhood) -> Street:
    """The example neighbourhood; somebody of each partner is there, and one room is open."""
    street = Street(database, example, WHEN)
    street.key_holder("holendrecht").says("/open")
    for partner in example.partners:
        street._with_roles([Role(PARTNER, partner.id)], "en")
    return street


def too_much(neighbour: Neighbour) -> list[str]:
    """What is beyond the limits in any message on somebody's screen."""
    found = []
    for message in neighbour.screen:
        last = message.rows[-1] if message.rows else ()
        signs = len(last) if any(key.label == "🏠" for key in last) else 0
        found += [f"{why}: {message.text}" for why in size(message, signs).too_much()]
    return found


def comes(street: Street, neighbour: Neighbour, replies: Iterable[Reply] | None) -> Neighbour:
    """These reach their people; what they had read before is gone from the screen."""
    assert replies is not None
    neighbour.screen.clear()
    neighbour.unread = []
    with street.database.writing() as store:
        store.outbox.put(street.turns.rows.of(store, list(replies), street.now), street.now)
    street.deliver()
    return neighbour


def request_of(street: Street, neighbour: Neighbour) -> Request:
    with street.database.writing() as store:
        return store.requests.of_person(neighbour.person)[0]
