"""Offers to help in a room: from "I want to help" until the person joins, or it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from storage.keyring import KeyRing
from storage.sealed_rows import SealedRows
from storage.tables.volunteering import offers


class OfferState(StrEnum):
    """How far an offer is, or how it ended."""

    # Nobody answered yet; a key-holder chooses a day; the others are asked who meets the
    # volunteer; the volunteer is asked whether that day suits; and said yes.
    ASKED = "asked"
    TAKEN = "taken"
    BUDDY = "buddy"
    INVITED = "invited"
    COMING = "coming"
    # The person helps now; not this time; the person stopped; nobody went on with it.
    JOINED = "joined"
    NOT_NOW = "not_now"
    STOPPED = "stopped"
    ENDED = "ended"


ASKED, TAKEN, BUDDY = OfferState.ASKED, OfferState.TAKEN, OfferState.BUDDY
INVITED, COMING = OfferState.INVITED, OfferState.COMING
JOINED, NOT_NOW = OfferState.JOINED, OfferState.NOT_NOW
STOPPED, ENDED = OfferState.STOPPED, OfferState.ENDED
OPEN = (ASKED, TAKEN, BUDDY, INVITED, COMING)
# It came to nothing.
OVER = (NOT_NOW, STOPPED, ENDED)
# So long after it was made it is known that an offer came to nothing.
KEPT = timedelta(days=365)
# Nobody waits longer than this for an answer.
GIVE_UP = timedelta(days=14)
# There is a day, and somebody who meets the person.
AGREED = (INVITED, COMING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer; ``answered_by`` took it up, ``buddy`` meets the person at ``trial_at``."""

    id: int
    person: int
    room: str
    what: str
    when: str
    state: OfferState
    since: datetime
    answered_by: int | None
    answered_at: datetime | None
    trial_at: datetime | None
    buddy: int | None


class Offers:
    """Queries about offers. What is read to be changed stays locked until the turn ends."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._rows = SealedRows(connection, keys, offers)

    def make(self, person: int, *, room: str, what: str, when: str, now: datetime) -> Offer:
        """Keep a new offer."""
        offer = {
            "person_id": person,
            "room": room,
            "what": what,
            "times": when,
            "state": ASKED,
            "since": now,
        }
        return _offer(self._rows.add(offer, is_open=True))

    def get(self, offer: int) -> Offer | None:
        """The offer with this number."""
        row = self._rows.one(offer, locked=True)
        return _offer(row) if row else None

    def of(self, person: int) -> list[Offer]:
        """Everything a person ever offered, oldest first."""
        return [_offer(row) for row in self._rows.of(person)]

    def waiting_of(self, person: int) -> Offer | None:
        """The offer of a person that is still under way."""
        waiting = self._rows.of(person, offers.c.is_open)
        return _offer(waiting[-1]) if waiting else None

    def under_way(self) -> list[Offer]:
        """Every offer that is still under way, oldest first."""
        return [_offer(row) for row in self._rows.some(offers.c.is_open, locked=True)]

    def joined(self, room: str) -> list[Offer]:
        """Who helps in a room, oldest first: the first offer of each person."""
        first: dict[int, Offer] = {}
        for row in self._rows.some(~offers.c.is_open):
            if row.room == room and row.state == JOINED:
                first.setdefault(row.person_id, _offer(row))
        return list(first.values())

    def end_of_room(self, room: str) -> set[int]:
        """Nobody helps in a room any more; returns who did."""
        helped = [
            _offer(row)
            for row in self._rows.some(~offers.c.is_open)
            if row.room == room and row.state == JOINED
        ]
        return {self.end(offer).person for offer in helped}

    def made_between(self, *, first: datetime, last: datetime) -> list[Offer]:
        """What was offered in this stretch of time, as far as it is kept, for a report."""
        return [_offer(row) for row in self._rows.some() if first <= row.since < last]

    def is_helping(self, person: int) -> bool:
        """Whether an offer of somebody is under way, or has become help."""
        return any(row.state not in OVER for row in self._rows.of(person))

    def forget_over(self, before: datetime) -> None:
        """Drop what was offered before a moment and came to nothing."""
        over = self._rows.some(~offers.c.is_open)
        self._rows.remove(row for row in over if row.state in OVER and row.since < before)

    def suits(self, offer: Offer, when: str) -> Offer:
        """The person says when it suits; returns it as it is then, as all do."""
        return self._change(offer, offer.state, {"times": when})

    def take(self, offer: Offer, person: int, now: datetime) -> Offer:
        """Somebody takes it up, and chooses a day next."""
        taken = {**_TAKEN_BY_NOBODY, "answered_by": person, "answered_at": now}
        return self._change(offer, TAKEN, taken)

    def give_back(self, offer: Offer) -> Offer:
        """Whoever took it up does so no more: somebody else may."""
        return self._change(offer, ASKED, _TAKEN_BY_NOBODY)

    def choose_day(self, offer: Offer, trial_at: datetime) -> Offer:
        """The trial may be then."""
        return self._change(offer, offer.state, {"trial_at": trial_at})

    def look_for_buddy(self, offer: Offer, now: datetime) -> Offer:
        """The others are asked who meets the volunteer."""
        return self._change(offer, BUDDY, {"answered_at": now})

    def invite(self, offer: Offer, buddy: int, now: datetime) -> Offer:
        """There is a day and somebody who meets the volunteer, who is asked whether it suits."""
        return self._change(offer, INVITED, {"buddy_id": buddy, "answered_at": now})

    def comes(self, offer: Offer) -> Offer:
        """The day suits the volunteer."""
        return self._change(offer, COMING, {})

    def join(self, offer: Offer, now: datetime) -> Offer:
        """The trial went well: the person helps from now on."""
        return self._change(offer, JOINED, {"answered_at": now})

    def refuse(self, offer: Offer, now: datetime) -> Offer:
        """The room says: not this time."""
        return self._change(offer, NOT_NOW, {"answered_at": now})

    def stop(self, offer: Offer) -> Offer:
        """The volunteer stops."""
        return self._change(offer, STOPPED, {})

    def end(self, offer: Offer) -> Offer:
        """Nobody went on with it."""
        return self._change(offer, ENDED, {})

    def _change(self, offer: Offer, state: OfferState, values: Mapping[str, object]) -> Offer:
        now = {"state": state, **values}
        return _offer(self._rows.change(offer.id, now, is_open=now["state"] in OPEN))


_TAKEN_BY_NOBODY = {
    "answered_by": None,
    "answered_at": None,
    "trial_at": None,
    "buddy_id": None,
}


def _offer(row: Any) -> Offer:
    return Offer(
        id=row.id,
        person=row.person_id,
        room=row.room,
        what=row.what,
        when=row.times,
        state=OfferState(row.state),
        since=row.since,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        trial_at=row.trial_at,
        buddy=row.buddy_id,
    )
