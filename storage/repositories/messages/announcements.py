"""What a coordinator is about to tell the neighbours: the draft, sealed, and whom it reaches."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.keyring import KeyMissing, KeyRing, KeysOutOfReach
from storage.repositories.activities.sign_ups import ACTIVE
from storage.tables.activities import signups
from storage.tables.people import people, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody to tell: the rooms they subscribed to, none for who only signed up there."""

    person: int
    profile: str
    rooms: tuple[str, ...]


class Announcements:
    """Queries about announcements. Until it is sent, only its writer can read one."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def seal(self, person: int, words: str) -> str:
        """A draft as it may stand among the answers of its writer's open question."""
        return base64.b64encode(self._keys.seal(words, "dialogues", "answers", person)).decode()

    def open(self, person: int, sealed: str) -> str:
        """The words of a draft; empty when they cannot be read any more."""
        try:
            return self._keys.open(base64.b64decode(sealed), "dialogues", "answers", person)
        except KeysOutOfReach:
            raise
        except (KeyMissing, ValueError):
            return ""

    def mark(self, words: str, *, room: str) -> str:
        """What tells one announcement from another without saying anything of it."""
        return self._keys.find("announcement", f"{room}\0{words}")[:16].hex()

    def readers(self, rooms: Sequence[str], *, first: datetime, last: datetime) -> list[Reader]:
        """Whoever subscribed to these rooms, and whoever is signed up there in that time."""
        subscribed = (
            select(subscriptions.c.person_id, subscriptions.c.room)
            .join(people, people.c.id == subscriptions.c.person_id)
            .where(subscriptions.c.room.in_(rooms), people.c.left_at.is_(None))
            .order_by(subscriptions.c.person_id, subscriptions.c.room)
        )
        told: dict[int, tuple[str, ...]] = {}
        for row in self._connection.execute(subscribed):
            told[row.person_id] = (*told.get(row.person_id, ()), row.room)
        coming = (
            select(signups.c.person_id, signups.c.profile)
            .join(people, people.c.id == signups.c.person_id)
            .where(signups.c.room.in_(rooms), signups.c.state.in_(ACTIVE))
            .where(signups.c.start.between(first, last), people.c.left_at.is_(None))
            .distinct()
            .order_by(signups.c.person_id, signups.c.profile)
        )
        subscribers = [
            Reader(person=person, profile="", rooms=rooms_of_theirs)
            for person, rooms_of_theirs in told.items()
        ]
        signed_up = [
            Reader(person=row.person_id, profile=row.profile, rooms=())
            for row in self._connection.execute(coming)
            if row.person_id not in told
        ]
        return [*subscribers, *signed_up]
