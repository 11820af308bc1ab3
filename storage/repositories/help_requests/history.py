"""The steps of requests for help, and what partners noted for themselves. Notes are sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from storage.keyring import KeyRing
from storage.repositories.help_requests.states import STEPS, Actor, Mover, Step
from storage.tables.help_requests import request_events, request_notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step of a request: what, when, and in which role.

    ``scope`` is the helper's partner or room; where somebody is asked, the partner that is.
    """

    at: datetime
    what: Step
    role: Mover
    scope: str
    person: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a partner noted, opened."""

    at: datetime
    words: str


class RequestHistory:
    """Queries about steps and notes."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def add(self, request: int, what: Step, actor: Actor, now: datetime) -> None:
        """Write a step down."""
        step = {
            "request_id": request,
            "at": now,
            "what": what,
            "role": actor.role,
            "scope": actor.scope,
            "person_id": actor.person,
        }
        self._connection.execute(insert(request_events), step)

    def of(self, request: int) -> list[Event]:
        """Every step of a request, the oldest first."""
        steps = (
            select(request_events)
            .where(request_events.c.request_id == request)
            .order_by(request_events.c.id)
        )
        return [_event(row) for row in self._connection.execute(steps)]

    def of_each(self, requests: Sequence[int]) -> dict[int, list[Event]]:
        """Every step of each of these requests, the oldest first."""
        steps = (
            select(request_events)
            .where(request_events.c.request_id.in_(requests))
            .order_by(request_events.c.id)
        )
        history: dict[int, list[Event]] = {request: [] for request in requests}
        for row in self._connection.execute(steps):
            history[row.request_id].append(_event(row))
        return history

    def add_note(self, request: int, *, partner: str, words: str, now: datetime) -> None:
        """Keep a partner's own note, sealed."""
        blank = {"request_id": request, "partner": partner, "at": now, "words": b""}
        added = insert(request_notes).returning(request_notes.c.id)
        note = self._connection.execute(added, blank).scalar_one()
        sealed = self._keys.seal(words, "request_notes", "words", note)
        here = update(request_notes).where(request_notes.c.id == note)
        self._connection.execute(here, {"words": sealed})

    def notes(self, request: int, partner: str) -> list[Note]:
        """The notes of this partner about a request; nobody else's."""
        notes = (
            select(request_notes)
            .where(request_notes.c.request_id == request, request_notes.c.partner == partner)
            .order_by(request_notes.c.id)
        )
        return [
            Note(at=row.at, words=self._keys.open(row.words, "request_notes", "words", row.id))
            for row in self._connection.execute(notes)
        ]


def _event(row: Row[Any]) -> Event:
    return Event(
        at=row.at,
        what=STEPS[row.what],
        role=Mover(row.role),
        scope=row.scope,
        person=row.person_id,
    )
