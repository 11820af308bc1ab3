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

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from storage.keyring import KeyRing
from storage.repositories.help_requests.history import RequestHistory
from storage.repositories.help_requests.states import (
    OPEN,
    REQUESTED,
    RESIDENT,
    Actor,
    CameOfIt,
    PersonSays,
    State,
)
from storage.tables.help_requests import partner_links, request_events, request_notes, requests
from storage.tables.people import audit

REQUEST_BITS = 53


@dataclass(frozen=True, slots=True, kw_only=True)
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
    state: State
    made_at: datetime
    changed_at: datetime
    asked_at: datetime
    due_at: datetime | None
    taken_by: int | None
    meet_at: datetime | None
    on_hold_until: date | None
    answered_at: datetime | None
    closed_at: datetime | None
    outcome: CameOfIt
    said: PersonSays
    said_at: datetime | None
    consent_at: datetime
    consent_version: str
    consent_language: str
    withdrawn_at: datetime | None
    erased_at: datetime | None


class Requests:
    """Queries about requests for help. A request that is got is locked until the turn ends."""

    def __init__(self, connection: Connection, keys: KeyRing, history: RequestHistory) -> None:
        self._connection = connection
        self._keys = keys
        self._history = history

    def make(
        self,
        person: int,
        profile: str,
        now: datetime,
        *,
        domain: str,
        is_urgent: bool,
        times: str,
        safe_here: bool,
        consent_version: str,
        consent_language: str,
        language: str = "",
        room: str = "",
        contact: str = "",
        call_me: str = "",
        partner: str = "",
        due_at: datetime | None = None,
    ) -> Request:
        """Keep a new request; ``contact`` and ``call_me`` are sealed. Its consent is given now."""
        number = secrets.randbits(REQUEST_BITS)
        row = {
            "id": number,
            "person_id": person,
            "profile": profile,
            "language": language,
            "domain": domain,
            "room": room,
            "is_urgent": is_urgent,
            "times": times,
            "safe_here": safe_here,
            "contact": self._sealed(contact, "contact", number),
            "call_me": self._sealed(call_me, "call_me", number),
            "partner": partner,
            "state": REQUESTED,
            "made_at": now,
            "changed_at": now,
            "asked_at": now,
            "due_at": due_at,
            "consent_at": now,
            "consent_version": consent_version,
            "consent_language": consent_language,
        }
        self._connection.execute(insert(requests), row)
        resident = Actor(role=RESIDENT, scope=partner, person=person)
        self._history.add(number, REQUESTED, resident, now)
        made = self.get(number)
        assert made
        return made

    def get(self, request: int) -> Request | None:
        """The request with this number."""
        wanted = select(requests).where(requests.c.id == request).with_for_update()
        row = self._connection.execute(wanted).one_or_none()
        return self._request(row) if row else None

    def of_person(self, person: int, profile: str | None = None) -> list[Request]:
        """A person's requests, the newest first; of everybody on that phone without ``profile``."""
        wanted = select(requests).where(requests.c.person_id == person)
        if profile is not None:
            wanted = wanted.where(requests.c.profile == profile)
        return self._all(wanted.order_by(requests.c.made_at.desc()))

    def open_ones(self) -> list[Request]:
        """Everything that is not ended: what cannot wait first, then the oldest first."""
        return self._in_order(select(requests).where(requests.c.state.in_(OPEN)))

    def under_way(self) -> list[Request]:
        """Everything that is not ended, the oldest first; nothing is opened."""
        wanted = select(requests).where(requests.c.state.in_(OPEN)).order_by(requests.c.made_at)
        return [self._request(row, opening=False) for row in self._connection.execute(wanted)]

    def told_by_person(self) -> list[Request]:
        """Every request of which its person said what came of it; nothing is opened."""
        wanted = select(requests).where(requests.c.said != "", requests.c.erased_at.is_(None))
        rows = self._connection.execute(wanted.order_by(requests.c.said_at))
        return [self._request(row, opening=False) for row in rows]

    def is_any_open(self, rooms: Sequence[str], *, everywhere: bool) -> bool:
        """Whether anything is asked of these rooms themselves, or of anybody at all."""
        wanted = select(requests.c.id).where(requests.c.state.in_(OPEN)).limit(1)
        if not everywhere:
            wanted = wanted.where(requests.c.partner == "", requests.c.room.in_(list(rooms)))
        return self._connection.execute(wanted).first() is not None

    def give_to(self, request: int, person: int, profile: str) -> None:
        """The same person goes on under another number: a request is theirs there."""
        own = update(requests).where(requests.c.id == request)
        self._connection.execute(own, {"person_id": person, "profile": profile})

    def mark_safe(self, request: int) -> None:
        """Its person says that where they came back to is safe: there it is told again."""
        own = update(requests).where(requests.c.id == request)
        self._connection.execute(own, {"safe_here": True})

    def is_any_unsafe(self, person: int, profile: str) -> bool:
        """Whether somebody said of a request that their phone is not safe."""
        unsafe = select(requests.c.id).where(
            requests.c.person_id == person,
            requests.c.profile == profile,
            requests.c.safe_here.is_(False),
        )
        return self._connection.execute(unsafe.limit(1)).first() is not None

    def mark_unsafe(self, person: int, profile: str) -> None:
        """Somebody's phone is not safe: none of their requests is told there from now on."""
        own = update(requests).where(requests.c.person_id == person, requests.c.profile == profile)
        self._connection.execute(own, {"safe_here": False})

    def erase(self, request: int, now: datetime) -> None:
        """Erase what a request says and whose it is: its days, place, domain and outcome stay."""
        for table in (request_notes, partner_links):
            self._connection.execute(delete(table).where(table.c.request_id == request))
        own = select(requests.c.person_id).where(requests.c.id == request).scalar_subquery()
        steps = update(request_events).where(
            request_events.c.request_id == request, request_events.c.person_id == own
        )
        self._connection.execute(steps, {"person_id": None})
        # That somebody looked stays for longer: of one that was not told on a phone not at what.
        unsafe = select(requests.c.id).where(
            requests.c.id == request, requests.c.safe_here.is_(False)
        )
        looks = update(audit).where(audit.c.request_id.in_(unsafe))
        self._connection.execute(looks, {"request_id": None})
        left = {
            **dict.fromkeys(("person_id", "contact", "call_me", "taken_by"), None),
            **dict.fromkeys(("meet_at", "on_hold_until", "due_at"), None),
            **dict.fromkeys(("profile", "language", "times", "asked"), ""),
            **dict.fromkeys(("consent_version", "consent_language"), ""),
            "is_urgent": False,
            "safe_here": False,
            "erased_at": now,
        }
        self._connection.execute(update(requests).where(requests.c.id == request), left)

    def wipe(self, request: int) -> None:
        """Take out what anybody typed about a request; its person still sees how it stands."""
        typed = update(requests).where(requests.c.id == request)
        self._connection.execute(typed, {"contact": None, "call_me": None})
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

    def made_between(self, *, first: datetime, last: datetime) -> list[Request]:
        """The requests that were made in this stretch of time, for a report; nothing is opened."""
        wanted = select(requests).where(requests.c.made_at >= first, requests.c.made_at < last)
        return [self._request(row, opening=False) for row in self._connection.execute(wanted)]

    def closed_between(self, *, first: datetime, last: datetime) -> list[Request]:
        """The requests that ended in this stretch of time, for a report; nothing is opened."""
        wanted = select(requests).where(requests.c.closed_at >= first, requests.c.closed_at < last)
        return [self._request(row, opening=False) for row in self._connection.execute(wanted)]

    def _in_order(self, wanted: Select[Any]) -> list[Request]:
        return self._all(wanted.order_by(requests.c.is_urgent.desc(), requests.c.made_at))

    def _all(self, wanted: Select[Any]) -> list[Request]:
        return [self._request(row) for row in self._connection.execute(wanted)]

    def _request(self, row: Row[Any], *, opening: bool = True) -> Request:
        return Request(
            id=row.id,
            person=row.person_id,
            profile=row.profile,
            language=row.language,
            domain=row.domain,
            room=row.room,
            is_urgent=row.is_urgent,
            times=row.times,
            safe_here=row.safe_here,
            contact=self._opened(row.contact, "contact", row.id) if opening else "",
            call_me=self._opened(row.call_me, "call_me", row.id) if opening else "",
            partner=row.partner,
            asked=tuple(row.asked.split()),
            state=State(row.state),
            made_at=row.made_at,
            changed_at=row.changed_at,
            asked_at=row.asked_at,
            due_at=row.due_at,
            taken_by=row.taken_by,
            meet_at=row.meet_at,
            on_hold_until=row.on_hold_until,
            answered_at=row.answered_at,
            closed_at=row.closed_at,
            outcome=CameOfIt(row.outcome),
            said=PersonSays(row.said),
            said_at=row.said_at,
            consent_at=row.consent_at,
            consent_version=row.consent_version,
            consent_language=row.consent_language,
            withdrawn_at=row.withdrawn_at,
            erased_at=row.erased_at,
        )

    def _sealed(self, words: str, field: str, request: int) -> bytes | None:
        return self._keys.seal(words, "requests", field, request) if words else None

    def _opened(self, sealed: bytes | None, field: str, request: int) -> str:
        return self._keys.open(sealed, "requests", field, request) if sealed else ""
