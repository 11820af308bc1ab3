"""Requests for help: what somebody asked, who is asked to help, how far it is, and what came of it.

The states are those of FHIR's Task for social care (Gravity SDOH). What a person typed is sealed.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from storage.keyring import KeyRing
from storage.repositories.help_requests.history import RequestHistory
from storage.repositories.help_requests.states import (
    REQUESTED,
    RESIDENT,
    Actor,
    CameOfIt,
    PersonSays,
    State,
)
from storage.sealed_rows import SealedRows, day_of
from storage.tables.help_requests import partner_links, requests
from storage.tables.people import audit


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


# What an erased request says no more.
ERASED: Mapping[str, object] = {
    **dict.fromkeys(("person_id", "taken_by"), None),
    **dict.fromkeys(("meet_at", "on_hold_until", "due_at"), None),
    **dict.fromkeys(("profile", "language", "times", "asked", "contact", "call_me"), ""),
    **dict.fromkeys(("consent_version", "consent_language"), ""),
    "is_urgent": False,
    "safe_here": False,
}


class Requests:
    """Queries about requests for help. A request that is got is locked until the turn ends."""

    def __init__(self, connection: Connection, keys: KeyRing, history: RequestHistory) -> None:
        self._keys = keys
        self._history = history
        self._rows = SealedRows(connection, keys, requests)
        self._links = SealedRows(connection, keys, partner_links)
        self._looks = SealedRows(connection, keys, audit)

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
        row = {
            "person_id": person,
            "profile": profile,
            "language": language,
            "domain": domain,
            "room": room,
            "is_urgent": is_urgent,
            "times": times,
            "safe_here": safe_here,
            "contact": contact,
            "call_me": call_me,
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
        made = self._request(self._rows.add(row))
        resident = Actor(role=RESIDENT, scope=partner, person=person)
        self._history.add(made.id, REQUESTED, resident, now)
        return made

    def get(self, request: int) -> Request | None:
        """The request with this number."""
        row = self._rows.one(request, locked=True)
        return self._request(row) if row else None

    def of_person(self, person: int, profile: str | None = None) -> list[Request]:
        """A person's requests, the newest first; of everybody on that phone without ``profile``."""
        own = [row for row in self._rows.of(person) if profile in {None, row.profile}]
        return [self._request(row) for row in sorted(own, key=_made, reverse=True)]

    def open_ones(self) -> list[Request]:
        """Everything that is not ended: what cannot wait first, then the oldest first."""
        return sorted(self.under_way(), key=lambda request: not request.is_urgent)

    def under_way(self) -> list[Request]:
        """Everything that is not ended, the oldest first."""
        rows = self._rows.some(requests.c.ended.is_(None))
        return [self._request(row) for row in sorted(rows, key=_made)]

    def told_by_person(self, ended_since: date) -> list[Request]:
        """The requests of which their person said what came of it."""
        told = [request for request in self.kept(ended_since) if request.said]
        return sorted(told, key=lambda request: request.said_at or request.made_at)

    def is_any_open(self, rooms: Sequence[str], *, everywhere: bool) -> bool:
        """Whether anything is asked of these rooms themselves, or of anybody at all."""
        return any(
            everywhere or (not request.partner and request.room in rooms)
            for request in self.under_way()
        )

    def kept(self, ended_since: date | None) -> list[Request]:
        """The requests of which not only their figures are left: open, or ended since a day.

        Without a day all of them are looked at.
        """
        rows = (
            self._rows.some()
            if ended_since is None
            else [
                *self._rows.some(requests.c.ended.is_(None)),
                *self._rows.some(requests.c.ended >= ended_since),
            ]
        )
        return [self._request(row) for row in rows if row.erased_at is None]

    def give_to(self, request: int, person: int, profile: str) -> None:
        """The same person goes on under another number: a request is theirs there."""
        before = self._rows.one(request)
        if before and before.person_id is not None:
            self._history.give_to(request, before.person_id, person)
        self.write(request, {"person_id": person, "profile": profile})

    def mark_safe(self, request: int) -> None:
        """Its person says that where they came back to is safe: there it is told again."""
        self.write(request, {"safe_here": True})

    def is_any_unsafe(self, person: int, profile: str) -> bool:
        """Whether somebody said of a request that their phone is not safe."""
        return any(not request.safe_here for request in self.of_person(person, profile))

    def mark_unsafe(self, person: int, profile: str) -> None:
        """Somebody's phone is not safe: none of their requests is told there from now on."""
        for request in self.of_person(person, profile):
            self.write(request.id, {"safe_here": False})

    def erase(self, request: int, now: datetime) -> None:
        """Erase what a request says and whose it is: its days, place, domain and outcome stay."""
        self._history.drop_notes(request)
        self._links.remove(self._links.some(partner_links.c.request_id == request))
        row = self._rows.one(request)
        if row and row.person_id is not None:
            self._history.blank(request, row.person_id)
        if row and not row.safe_here:
            # That somebody looked stays for longer: of one that was not told here not at what.
            for look in self._looks.some(audit.c.day >= row.day):
                if look.request_id == request:
                    self._looks.change(look.id, {"request_id": None})
        self.write(request, {**ERASED, "erased_at": now})

    def wipe(self, request: int) -> None:
        """Take out what anybody typed about a request; its person still sees how it stands."""
        self.write(request, {"contact": "", "call_me": ""})
        self._history.drop_notes(request)

    def change(self, request: Request, values: Mapping[str, object]) -> bool:
        """Change a request that is as it was read; False when somebody was faster."""

        def is_same(row: Any) -> bool:
            return bool(row.state == request.state and row.partner == request.partner)

        return self._write(request.id, values, is_same)

    def write(self, request: int, values: Mapping[str, object]) -> None:
        """Change a request, however it is."""
        self._write(request, values, lambda _: True)

    def hidden(self, person: int, words: str) -> str:
        """What a person typed on the way to a request, sealed, to rest in the open question."""
        sealed = self._keys.seal(words, "dialogues", "answers", person)
        return base64.b64encode(sealed).decode()

    def shown(self, person: int, hidden: str) -> str:
        """What `hidden` sealed, opened again; it opens for this person only."""
        sealed = base64.b64decode(hidden)
        return self._keys.open(sealed, "dialogues", "answers", person) if sealed else ""

    def made_between(self, *, first: datetime, last: datetime) -> list[Request]:
        """The requests that were made in this stretch of time, for a report."""
        rows = self._rows.some(requests.c.day.between(day_of(first), day_of(last)))
        return [self._request(row) for row in rows if first <= row.made_at < last]

    def closed_between(self, *, first: datetime, last: datetime) -> list[Request]:
        """The requests that ended in this stretch of time, for a report."""
        rows = self._rows.some(requests.c.ended.between(day_of(first), day_of(last)))
        return [self._request(row) for row in rows if first <= row.closed_at < last]

    def _write(
        self, request: int, values: Mapping[str, object], is_same: Callable[[Any], bool]
    ) -> bool:
        return self._rows.change(request, values, is_same) is not None

    def _request(self, row: Any) -> Request:
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
            contact=row.contact,
            call_me=row.call_me,
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


def _made(row: Any) -> tuple[datetime, int]:
    return row.made_at, row.n
