"""Requests for help: what somebody asked, who is asked to help, how far it is, and what came of it.

The states are those of FHIR's Task for social care (Gravity SDOH). What a person typed is sealed.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from storage.keyring import KeyRing
from storage.repositories.help_requests.history import Event, event
from storage.repositories.help_requests.states import ENDED, MOVES, OPEN, REQUESTED, RESIDENT
from storage.tables.help_requests import partner_links, request_events, request_notes, requests

REQUEST_BITS = 53


@dataclass(frozen=True, slots=True)
class Request:
    """One request for help; ``partner`` is empty while the room itself is asked.

    ``asked`` are the partners that were asked before, ``room`` is empty for "come to me".
    """

    id: int
    person: int | None
    profile: str
    language: str
    domain: str
    room: str
    is_urgent: bool
    times: str
    safe_here: bool
    contact: str
    call_me: str
    partner: str
    asked: tuple[str, ...]
    state: str
    made_at: datetime
    changed_at: datetime
    asked_at: datetime
    due_at: datetime | None
    taken_by: int | None
    meet_at: datetime | None
    on_hold_until: date | None
    answered_at: datetime | None
    closed_at: datetime | None
    outcome: str
    said: str
    said_at: datetime | None
    consent_at: datetime
    consent_version: str
    consent_language: str
    withdrawn_at: datetime | None
    erased_at: datetime | None


class Requests:
    """Queries about requests for help. A request that is got is locked until the turn ends."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def make(self, person: int, profile: str, now: datetime, **what: Any) -> Request:
        """Keep a new request; ``contact`` and ``call_me`` are sealed. Its consent is given now."""
        number = secrets.randbits(REQUEST_BITS)
        for field in ("contact", "call_me"):
            words = what.get(field) or ""
            what[field] = self._keys.seal(words, "requests", field, number) if words else None
        row = {
            "id": number,
            "person_id": person,
            "profile": profile,
            "state": REQUESTED,
            "made_at": now,
            "changed_at": now,
            "asked_at": now,
            "consent_at": now,
            **what,
        }
        self._connection.execute(insert(requests), row)
        self.note_event(number, REQUESTED, RESIDENT, what.get("partner", ""), person, now)
        made = self.get(number)
        assert made
        return made

    def get(self, request: int) -> Request | None:
        """The request with this number."""
        found = select(requests).where(requests.c.id == request).with_for_update()
        row = self._connection.execute(found).one_or_none()
        return self._request(row) if row else None

    def of_person(self, person: int, profile: str | None = None) -> list[Request]:
        """A person's requests, the newest first; of everybody on that phone without ``face``."""
        found = select(requests).where(requests.c.person_id == person)
        if profile is not None:
            found = found.where(requests.c.profile == profile)
        return self._all(found.order_by(requests.c.made_at.desc()))

    def open_ones(self) -> list[Request]:
        """Everything that is not ended: what cannot wait first, then the oldest first."""
        return self._in_order(select(requests).where(requests.c.state.in_(OPEN)))

    def under_way(self) -> list[Request]:
        """Everything that is not ended, the oldest first; nothing is opened."""
        found = select(requests).where(requests.c.state.in_(OPEN)).order_by(requests.c.made_at)
        return [self._request(row, opening=False) for row in self._connection.execute(found)]

    def told_by_person(self) -> list[Request]:
        """Every request of which its person said what came of it; nothing is opened."""
        found = select(requests).where(requests.c.said != "", requests.c.erased_at.is_(None))
        rows = self._connection.execute(found.order_by(requests.c.said_at))
        return [self._request(row, opening=False) for row in rows]

    def is_any_open(self, rooms: Sequence[str], *, everywhere: bool) -> bool:
        """Whether anything is asked of these rooms themselves, or of anybody at all."""
        found = select(requests.c.id).where(requests.c.state.in_(OPEN)).limit(1)
        if not everywhere:
            found = found.where(requests.c.partner == "", requests.c.room.in_(list(rooms)))
        return self._connection.execute(found).first() is not None

    def move(
        self,
        request: Request,
        to: str,
        role: str,
        now: datetime,
        *,
        person: int | None = None,
        scope: str = "",
        **more: Any,
    ) -> Request | None:
        """Move a request on; None when that is not allowed, or somebody else was faster."""
        if role not in MOVES.get((request.state, to), ()):
            return None
        values = {"state": to, "changed_at": now, **more}
        if to in ENDED:
            values |= {"closed_at": now, "due_at": None}
        if "asked" in values:
            values["asked"] = " ".join(values["asked"])
        moved = update(requests).where(
            requests.c.id == request.id,
            requests.c.state == request.state,
            requests.c.partner == request.partner,
        )
        if self._connection.execute(moved, values).rowcount != 1:
            return None
        self.note_event(request.id, to, role, scope, person, now)
        return self.get(request.id)

    def set(self, request: int, **values: Any) -> None:
        """Write down what is no move: what the person says came of it, a reminder's hour."""
        self._connection.execute(update(requests).where(requests.c.id == request), values)

    def erase(self, request: int, now: datetime) -> None:
        """Erase what a request says and whose it is: its days, place, domain and outcome stay."""
        for table in (request_notes, partner_links):
            self._connection.execute(delete(table).where(table.c.request_id == request))
        own = select(requests.c.person_id).where(requests.c.id == request).scalar_subquery()
        steps = update(request_events).where(
            request_events.c.request_id == request, request_events.c.person_id == own
        )
        self._connection.execute(steps, {"person_id": None})
        left: dict[str, Any] = {
            **dict.fromkeys(("person_id", "contact", "call_me", "taken_by"), None),
            **dict.fromkeys(("meet_at", "on_hold_until", "due_at"), None),
            **dict.fromkeys(("profile", "language", "times", "asked"), ""),
            **dict.fromkeys(("consent_version", "consent_language"), ""),
            "is_urgent": False,
            "safe_here": False,
            "erased_at": now,
        }
        self.set(request, **left)

    def wipe(self, request: int) -> None:
        """Take out what anybody typed about a request; its person still sees how it stands."""
        self.set(request, contact=None, call_me=None)
        notes = delete(request_notes).where(request_notes.c.request_id == request)
        self._connection.execute(notes)

    def hidden(self, person: int, words: str) -> str:
        """What a person typed on the way to a request, sealed, to rest in the open question."""
        sealed = self._keys.seal(words, "dialogues", "answers", person)
        return base64.b64encode(sealed).decode()

    def shown(self, person: int, hidden: str) -> str:
        """What `hidden` sealed, opened again; it opens for this person only."""
        sealed = base64.b64decode(hidden)
        return self._keys.open(sealed, "dialogues", "answers", person) if sealed else ""

    def note_event(
        self, request: int, what: str, role: str, scope: str, person: int | None, now: datetime
    ) -> None:
        """Write a step down."""
        row = {
            "request_id": request,
            "at": now,
            "what": what,
            "role": role,
            "scope": scope,
            "person_id": person,
        }
        self._connection.execute(insert(request_events), row)

    def events(self, request: int) -> list[Event]:
        """Every step of a request, the oldest first."""
        found = (
            select(request_events)
            .where(request_events.c.request_id == request)
            .order_by(request_events.c.id)
        )
        return [event(row) for row in self._connection.execute(found)]

    def add_note(self, request: int, partner: str, words: str, now: datetime) -> None:
        """Keep a partner's own note, sealed."""
        made = insert(request_notes).returning(request_notes.c.id)
        row = {"request_id": request, "partner": partner, "at": now, "words": b""}
        note = self._connection.execute(made, row).scalar_one()
        sealed = self._keys.seal(words, "request_notes", "words", note)
        here = update(request_notes).where(request_notes.c.id == note)
        self._connection.execute(here, {"words": sealed})

    def notes(self, request: int, partner: str) -> list[tuple[datetime, str]]:
        """The notes of this partner about a request, opened; nobody else's."""
        found = (
            select(request_notes)
            .where(request_notes.c.request_id == request, request_notes.c.partner == partner)
            .order_by(request_notes.c.id)
        )
        return [
            (row.at, self._keys.open(row.words, "request_notes", "words", row.id))
            for row in self._connection.execute(found)
        ]

    def made_between(self, first: datetime, last: datetime) -> list[Request]:
        """The requests that were made in this stretch of time, for a report; nothing is opened."""
        found = select(requests).where(requests.c.made_at >= first, requests.c.made_at < last)
        return [self._request(row, opening=False) for row in self._connection.execute(found)]

    def closed_between(self, first: datetime, last: datetime) -> list[Request]:
        """The requests that ended in this stretch of time, for a report; nothing is opened."""
        found = select(requests).where(requests.c.closed_at >= first, requests.c.closed_at < last)
        return [self._request(row, opening=False) for row in self._connection.execute(found)]

    def steps_of(self, numbers: Sequence[int]) -> dict[int, list[Event]]:
        """Every step of each of these requests, the oldest first."""
        found = select(request_events).where(request_events.c.request_id.in_(numbers))
        steps: dict[int, list[Event]] = {number: [] for number in numbers}
        for row in self._connection.execute(found.order_by(request_events.c.id)):
            steps[row.request_id].append(event(row))
        return steps

    def seal_again(self, limit: int) -> int:
        """Seal up to so many words with the newest key; returns how many needed it."""
        done = 0
        for table, field in (
            (requests, "contact"),
            (requests, "call_me"),
            (request_notes, "words"),
        ):
            column = table.c[field]
            rows = self._connection.execute(
                select(table.c.id, column.label("sealed")).where(column.is_not(None))
            ).all()
            old = [row for row in rows if not self._keys.sealed_with_newest(row.sealed)]
            for row in old[: limit - done]:
                where = (table.name, field, row.id)
                sealed = self._keys.seal(self._keys.open(row.sealed, *where), *where)
                here = update(table).where(table.c.id == row.id)
                self._connection.execute(here, {field: sealed})
                done += 1
        return done

    def _in_order(self, found: Any) -> list[Request]:
        return self._all(found.order_by(requests.c.is_urgent.desc(), requests.c.made_at))

    def _all(self, found: Any) -> list[Request]:
        return [self._request(row) for row in self._connection.execute(found)]

    def _request(self, row: Row[Any], *, opening: bool = True) -> Request:
        return Request(
            row.id,
            row.person_id,
            row.profile,
            row.language,
            row.domain,
            row.room,
            row.is_urgent,
            row.times,
            row.safe_here,
            self._opened(row.contact, "contact", row.id) if opening else "",
            self._opened(row.call_me, "call_me", row.id) if opening else "",
            row.partner,
            tuple(row.asked.split()),
            row.state,
            row.made_at,
            row.changed_at,
            row.asked_at,
            row.due_at,
            row.taken_by,
            row.meet_at,
            row.on_hold_until,
            row.answered_at,
            row.closed_at,
            row.outcome,
            row.said,
            row.said_at,
            row.consent_at,
            row.consent_version,
            row.consent_language,
            row.withdrawn_at,
            row.erased_at,
        )

    def _opened(self, sealed: bytes | None, field: str, request: int) -> str:
        return self._keys.open(sealed, "requests", field, request) if sealed else ""
