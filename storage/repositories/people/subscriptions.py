"""Who wants to be told when a room opens or its hours change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, select

from storage.dialect import insert_new
from storage.tables.people import people, profiles, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody to tell, and the language they read; empty when neither chosen nor hinted."""

    person: int
    language: str


class Subscriptions:
    """Queries about subscriptions. One belongs to a phone, whoever has it in their hands."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person: int, room: str, now: datetime) -> None:
        """Tell this person from now on; again changes nothing."""
        row = {"person_id": person, "room": room, "since": now}
        self._connection.execute(insert_new(self._connection, subscriptions), row)

    def end(self, person: int, room: str) -> None:
        """Tell this person nothing more of this room."""
        own = and_(subscriptions.c.person_id == person, subscriptions.c.room == room)
        self._connection.execute(delete(subscriptions).where(own))

    def end_of_room(self, room: str) -> None:
        """Tell nobody anything more of this room."""
        self._connection.execute(delete(subscriptions).where(subscriptions.c.room == room))

    def rooms_of(self, person: int) -> set[str]:
        """The rooms that somebody is told of."""
        rooms = select(subscriptions.c.room).where(subscriptions.c.person_id == person)
        return set(self._connection.execute(rooms).scalars())

    def of_room(self, room: str, since_before: datetime) -> list[Subscriber]:
        """Everybody who wanted to be told by then and has not left us."""
        told = (
            select(
                people.c.id, people.c.language, people.c.hint, profiles.c.language.label("first")
            )
            .join(subscriptions, subscriptions.c.person_id == people.c.id)
            # Where several share the phone, the first of them is written to.
            .outerjoin(
                profiles, and_(profiles.c.person_id == people.c.id, profiles.c.profile == "")
            )
            .where(subscriptions.c.room == room, subscriptions.c.since <= since_before)
            .where(people.c.left_at.is_(None))
            .order_by(people.c.id)
        )
        return [
            Subscriber(
                person=row.id,
                language=(row.language if row.first is None else row.first) or row.hint,
            )
            for row in self._connection.execute(told)
        ]
