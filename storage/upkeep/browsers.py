"""What time does to browsers: idle ones open nobody any more, and whoever waits for nothing goes.

What is open goes on without a browser: pictures or a role's way back lead to it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from storage.repositories.help_requests.states import OPEN
from storage.repositories.people.browsers import IDLED, LEFT
from storage.repositories.people.roles import roles_in_use
from storage.store import Store
from storage.tables.activities import signups
from storage.upkeep import retention

EACH_HOUR = "parted"


def tidy(store: Store, now: datetime) -> bool:
    """End what idle browsers opened; True when somebody was forgotten who was more than a visitor.

    Only while nothing speaks against the clock: it cannot be taken back.
    """
    store.browsers.forget_idle_visitors(now)
    for person in store.browsers.idle(now):
        store.browsers.part(person)
    if not store.done_once.first_time(EACH_HOUR, f"{now:%Y-%m-%d %H}", now):
        return False
    gone = [*_waits_for_nothing(store, store.browsers.parted(IDLED)), *_ended(store)]
    for person in gone:
        for request in store.requests.of_person(person):
            store.requests.erase(request.id, now)
        store.people.forget(person)
    return bool(gone)


def _waits_for_nothing(store: Store, persons: Sequence[int]) -> set[int]:
    """Who of these has nothing that goes on; each of those has its own end, in `retention`."""
    if not persons:
        return set()
    signed_up = select(signups.c.person_id).where(signups.c.person_id.in_(persons))
    goes_on = retention.waiting(store, persons) | set(store.connection.execute(signed_up).scalars())
    return set(persons) - goes_on - roles_in_use(store.connection, persons)


def _ended(store: Store) -> list[int]:
    """Who tapped Leave while a request was open that is over now."""
    persons = store.browsers.parted(LEFT)
    working = roles_in_use(store.connection, persons)
    return [
        person
        for person in persons
        if person not in working
        and all(request.state not in OPEN for request in store.requests.of_person(person))
    ]
