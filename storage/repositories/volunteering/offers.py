"""Offers to help in a room: from "I want to help" until the person joins, or it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from storage.tables.volunteering import offers

# Nobody answered yet; a key-holder chooses a day; the others are asked who meets the volunteer;
# the volunteer is asked whether that day suits; and said yes.
ASKED, TAKEN, BUDDY, INVITED, COMING = "asked", "taken", "buddy", "invited", "coming"
# How it ended: the person helps now; not this time; the person stopped; nobody went on with it.
JOINED, NOT_NOW, STOPPED, ENDED = "joined", "not_now", "stopped", "ended"
OPEN = (ASKED, TAKEN, BUDDY, INVITED, COMING)
# There is a day, and somebody who meets the person.
AGREED = (INVITED, COMING)


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer; ``answered_by`` took it up, ``buddy`` meets the person at ``trial_at``."""

    id: int
    person: int
    room: str
    what: str
    when: str
    state: str
    since: datetime
    answered_by: int | None
    answered_at: datetime | None
    trial_at: datetime | None
    buddy: int | None


class Offers:
    """Queries about offers. What is read to be changed stays locked until the turn ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def make(self, person: int, room: str, what: str, when: str, now: datetime) -> Offer:
        """Keep a new offer."""
        row = {
            "person_id": person,
            "room": room,
            "what": what,
            "times": when,
            "state": ASKED,
            "since": now,
        }
        made = self._connection.execute(insert(offers).returning(offers), row)
        return _offer(made.one())

    def get(self, offer: int) -> Offer | None:
        """The offer with this number."""
        found = select(offers).where(offers.c.id == offer).with_for_update()
        row = self._connection.execute(found).one_or_none()
        return _offer(row) if row else None

    def of(self, person: int) -> list[Offer]:
        """Everything a person ever offered, oldest first."""
        return self._some(offers.c.person_id == person)

    def waiting_of(self, person: int) -> Offer | None:
        """The offer of a person that is still under way."""
        found = self._some(offers.c.person_id == person, offers.c.state.in_(OPEN))
        return found[-1] if found else None

    def under_way(self) -> list[Offer]:
        """Every offer that is still under way, oldest first."""
        found = select(offers).where(offers.c.state.in_(OPEN)).order_by(offers.c.id)
        return [_offer(row) for row in self._connection.execute(found.with_for_update())]

    def joined(self, room: str) -> list[Offer]:
        """Who helps in a room, oldest first: the first offer of each person."""
        first: dict[int, Offer] = {}
        for one in self._some(offers.c.room == room, offers.c.state == JOINED):
            first.setdefault(one.person, one)
        return list(first.values())

    def change(self, offer: Offer, **to: Any) -> Offer:
        """Change an offer; returns it as it is then."""
        columns = {_COLUMNS.get(key, key): value for key, value in to.items()}
        changed = update(offers).where(offers.c.id == offer.id).values(columns).returning(offers)
        return _offer(self._connection.execute(changed).one())

    def _some(self, *conditions: Any) -> list[Offer]:
        found = select(offers).where(*conditions).order_by(offers.c.id)
        return [_offer(row) for row in self._connection.execute(found)]


_COLUMNS = {"buddy": "buddy_id", "when": "times"}


def _offer(row: Row[Any]) -> Offer:
    return Offer(
        row.id,
        row.person_id,
        row.room,
        row.what,
        row.times,
        row.state,
        row.since,
        row.answered_by,
        row.answered_at,
        row.trial_at,
        row.buddy_id,
    )
