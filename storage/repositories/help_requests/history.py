"""The steps of requests for help, and what partners noted for themselves. Notes are sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage.keyring import KeyRing
from storage.repositories.help_requests.states import STEPS, Actor, Mover, Step
from storage.sealed_rows import SealedRows, day_of
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
        self._steps = SealedRows(connection, keys, request_events)
        self._notes = SealedRows(connection, keys, request_notes)

    def add(self, request: int, what: Step, actor: Actor, now: datetime) -> None:
        """Write a step down."""
        step = {
            "at": now,
            "what": what,
            "role": actor.role,
            "scope": actor.scope,
            "person_id": actor.person,
        }
        self._steps.add(step, request_id=request)

    def of(self, request: int) -> list[Event]:
        """Every step of a request, the oldest first."""
        return self.of_each([request])[request]

    def of_each(self, requests: Sequence[int]) -> dict[int, list[Event]]:
        """Every step of each of these requests, the oldest first."""
        history: dict[int, list[Event]] = {request: [] for request in requests}
        for row in self._steps.some(request_events.c.request_id.in_(requests)):
            history[row.request_id].append(_event(row))
        return history

    def blank(self, request: int, person: int) -> None:
        """The steps of a request no longer say which of them somebody made."""
        self.give_to(request, person, None)

    def give_to(self, request: int, before: int, person: int | None) -> None:
        """The steps that somebody made are those of the same person under another number."""
        for row in self._steps.some(request_events.c.request_id == request):
            if row.person_id == before:
                self._steps.change(row.id, {"person_id": person})

    def forget_old(self, before: datetime) -> None:
        """Drop the steps that were made before a moment."""
        old = self._steps.some(request_events.c.day <= day_of(before))
        self._steps.remove(row for row in old if row.at < before)

    def add_note(self, request: int, *, partner: str, words: str, now: datetime) -> None:
        """Keep a partner's own note, sealed."""
        self._notes.add({"partner": partner, "at": now, "words": words}, request_id=request)

    def notes(self, request: int, partner: str) -> list[Note]:
        """The notes of this partner about a request; nobody else's."""
        notes = self._notes.some(request_notes.c.request_id == request)
        return [Note(at=row.at, words=row.words) for row in notes if row.partner == partner]

    def noted(self, requests: Sequence[int]) -> set[int]:
        """About which of these requests a partner noted something."""
        notes = self._notes.some(request_notes.c.request_id.in_(requests))
        return {row.request_id for row in notes}

    def drop_notes(self, request: int) -> None:
        """Take out what partners noted about a request."""
        self._notes.remove(self._notes.some(request_notes.c.request_id == request))


def _event(row: Any) -> Event:
    return Event(
        at=row.at,
        what=STEPS[row.what],
        role=Mover(row.role),
        scope=row.scope,
        person=row.person_id,
    )
