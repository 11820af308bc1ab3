"""Partners: whether they have room for more people, and the links that work once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from storage.keyring import KeyRing
from storage.sealed_rows import SealedRows, day_of
from storage.tables.help_requests import capacities, partner_links


class LinkKind(StrEnum):
    """What a link is for."""

    # A partner answers one request; a browser that opened such a link.
    ANSWER = "answer"
    SESSION = "session"
    # A resident whom a partner sends to a room.
    SENT = "sent"


ANSWER, SESSION, SENT = LinkKind.ANSWER, LinkKind.SESSION, LinkKind.SENT
LASTS = {ANSWER: timedelta(days=7), SESSION: timedelta(minutes=30), SENT: timedelta(days=14)}
# 128 bits; 22 letters, digits, "-" and "_", which a t.me link can carry.
CODE_BYTES = 16
# What a link says of whoever opened it once they are forgotten.
NOBODY: Mapping[str, object] = partner_links.info["inside"].blank


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Until when a partner is full, the last day included, and when somebody there looked last."""

    full_until: date | None
    checked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a link is for, and whether it still works.

    ``profile``: who of those that share the phone of ``used_by`` opened it.
    ``may_tell``: whether the person lets the partner know that they arrived; None while not asked.
    """

    id: int
    kind: LinkKind
    partner: str
    request: int | None
    domain: str
    language: str
    room: str
    made_by: int | None
    expires_at: datetime
    used_at: datetime | None
    used_by: int | None
    profile: str
    may_tell: bool | None
    arrived_at: datetime | None


class Partners:
    """Queries about partners. Codes are kept as keyed hashes only."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._keys = keys
        self._capacities = SealedRows(connection, keys, capacities)
        self._links = SealedRows(connection, keys, partner_links)

    def capacity(self, partner: str) -> Capacity | None:
        """Whether a partner is full, as they said themselves; None when they never said."""
        row = self._capacities.one(partner)
        return Capacity(full_until=row.full_until, checked_at=row.checked_at) if row else None

    def is_full(self, partner: str, day: date) -> bool:
        """Whether a partner takes nobody on this day; the day that it named is free again."""
        said = self.capacity(partner)
        return bool(said and said.full_until and said.full_until > day)

    def set_capacity(
        self, partner: str, person: int, *, full_until: date | None, now: datetime
    ) -> None:
        """Keep what a partner says now; None for "there is room"."""
        row = {"checked_at": now, "checked_by": person}
        if not self._capacities.add(row, number=partner, full_until=full_until):
            self._capacities.change(partner, row, full_until=full_until)

    def link_to_request(
        self, partner: str, *, request: int, made_by: int | None, now: datetime
    ) -> tuple[str, datetime]:
        """A code for somebody of a partner who answers one request, and when it expires."""
        about = {"partner": partner, "request_id": request, "made_by": made_by}
        return self._make(ANSWER, new_code(), now, about)

    def start_session(
        self,
        partner: str,
        *,
        request: int | None,
        made_by: int | None,
        now: datetime,
        code: str = "",
    ) -> str:
        """A code for the browser that opened such a link, or one that `new_code` made before."""
        about = {"partner": partner, "request_id": request, "made_by": made_by}
        return self._make(SESSION, code or new_code(), now, about)[0]

    def link_to_room(
        self,
        partner: str,
        *,
        domain: str,
        language: str,
        room: str,
        made_by: int | None,
        now: datetime,
    ) -> tuple[str, datetime]:
        """A code for somebody whom a partner sends to a room, and when it expires."""
        about = {
            "partner": partner,
            "domain": domain,
            "language": language,
            "room": room,
            "made_by": made_by,
        }
        return self._make(SENT, new_code(), now, about)

    def find_link(self, kind: LinkKind, code: str) -> Link | None:
        """The link of this kind behind a code, used and expired ones too."""
        return self._one(self._links.some(partner_links.c.code_hash == self._hash(kind, code)))

    def get_link(self, link: int) -> Link | None:
        """The link with this number."""
        return self._one(self._links.some(partner_links.c.id == link))

    def use_link(self, link: int, *, person: int | None, now: datetime, profile: str = "") -> bool:
        """Use a link up; of many who try at once exactly one gets True."""
        row = {"used_at": now, "used_by": person, "profile": profile}

        def is_usable(row: Any) -> bool:
            return row.used_at is None and row.expires_at > now

        return self._links.change(link, row, is_usable) is not None

    def let_tell(self, link: int, *, may_tell: bool) -> bool:
        """Keep the first answer to "may the partner know?"; a no forgets the arrival as well."""
        row: dict[str, object] = {"may_tell": may_tell}
        if not may_tell:
            row["arrived_at"] = None
        return self._links.change(link, row, lambda row: row.may_tell is None) is not None

    def arrived(self, person: int, profile: str, *, room: str, now: datetime) -> None:
        """Somebody who was sent to a room is there; not kept when nobody may know."""
        for row in self._sent_to(person, profile):
            if row.room == room and row.arrived_at is None and row.may_tell is not False:
                self._links.change(row.id, {"arrived_at": now})

    def sent_by(self, partner: str, since: datetime) -> list[Link]:
        """Whom a partner sent and who lets them know of it, the newest first."""
        return [
            _link(row)
            for row in reversed(self._links.some())
            if row.kind == SENT
            and row.partner == partner
            and row.made_at >= since
            and row.may_tell is True
        ]

    def sent_to(self, person: int, profile: str) -> list[Link]:
        """By which links somebody was sent, the oldest first."""
        return [_link(row) for row in self._sent_to(person, profile)]

    def forget_profile(self, person: int, profile: str) -> None:
        """Leave no trace of whom a partner sent, of one of those who share a phone."""
        for row in self._sent_to(person, profile):
            self._links.change(row.id, {"used_by": None, **NOBODY})

    def forget_old(self, before: datetime) -> None:
        """Drop the links that expired before a moment."""
        old = self._links.some(partner_links.c.day <= day_of(before))
        self._links.remove(row for row in old if row.expires_at < before)

    def _make(
        self, kind: LinkKind, code: str, now: datetime, about: Mapping[str, object]
    ) -> tuple[str, datetime]:
        expires = now + LASTS[kind]
        said = {"kind": kind, "made_at": now, "expires_at": expires, **about}
        request = said.pop("request_id", None)
        self._links.add(said, code_hash=self._hash(kind, code), request_id=request)
        return code, expires

    def _one(self, rows: Sequence[Any]) -> Link | None:
        return _link(rows[0]) if rows else None

    def _sent_to(self, person: int, profile: str) -> list[Any]:
        own = self._links.of(person)
        return [row for row in own if row.kind == SENT and row.profile == profile]

    def _hash(self, kind: LinkKind, code: str) -> bytes:
        # The kind goes in: a link of one kind never opens what another one does.
        return self._keys.find(f"partner_links.{kind}", code)


def new_code() -> str:
    """A code that nobody can guess."""
    return secrets.token_urlsafe(CODE_BYTES)


def _link(row: Any) -> Link:
    return Link(
        id=row.id,
        kind=LinkKind(row.kind),
        partner=row.partner,
        request=row.request_id,
        domain=row.domain,
        language=row.language,
        room=row.room,
        made_by=row.made_by,
        expires_at=row.expires_at,
        used_at=row.used_at,
        used_by=row.used_by,
        profile=row.profile,
        may_tell=row.may_tell,
        arrived_at=row.arrived_at,
    )
