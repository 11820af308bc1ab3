"""Partners: whether they have room for more people, and the links that work once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from storage.dialect import insert_new
from storage.keyring import KeyRing
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
NOBODY: Mapping[str, object] = {"profile": "", "may_tell": None, "arrived_at": None}


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
        self._connection = connection
        self._keys = keys

    def capacity(self, partner: str) -> Capacity | None:
        """Whether a partner is full, as they said themselves; None when they never said."""
        own = select(capacities).where(capacities.c.partner == partner)
        row = self._connection.execute(own).one_or_none()
        return Capacity(full_until=row.full_until, checked_at=row.checked_at) if row else None

    def is_full(self, partner: str, day: date) -> bool:
        """Whether a partner takes nobody on this day; the day that it named is free again."""
        said = self.capacity(partner)
        return bool(said and said.full_until and said.full_until > day)

    def set_capacity(
        self, partner: str, person: int, *, full_until: date | None, now: datetime
    ) -> None:
        """Keep what a partner says now; None for "there is room"."""
        row = {"full_until": full_until, "checked_at": now, "checked_by": person}
        new = insert_new(self._connection, capacities)
        self._connection.execute(new, {"partner": partner, **row})
        here = update(capacities).where(capacities.c.partner == partner)
        self._connection.execute(here, row)

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
        return self._one(partner_links.c.code_hash == self._hash(kind, code))

    def get_link(self, link: int) -> Link | None:
        """The link with this number."""
        return self._one(partner_links.c.id == link)

    def use_link(self, link: int, *, person: int | None, now: datetime, profile: str = "") -> bool:
        """Use a link up; of many who try at once exactly one gets True."""
        used = (
            update(partner_links)
            .where(partner_links.c.id == link, partner_links.c.used_at.is_(None))
            .where(partner_links.c.expires_at > now)
        )
        row = {"used_at": now, "used_by": person, "profile": profile}
        return self._connection.execute(used, row).rowcount == 1

    def let_tell(self, link: int, *, may_tell: bool) -> bool:
        """Keep the first answer to "may the partner know?"; a no forgets the arrival as well."""
        row: dict[str, object] = {"may_tell": may_tell}
        if not may_tell:
            row["arrived_at"] = None
        here = update(partner_links).where(
            partner_links.c.id == link, partner_links.c.may_tell.is_(None)
        )
        return self._connection.execute(here, row).rowcount == 1

    def arrived(self, person: int, profile: str, *, room: str, now: datetime) -> None:
        """Somebody who was sent to a room is there; not kept when nobody may know."""
        here = update(partner_links).where(
            _sent_to(person, profile),
            partner_links.c.room == room,
            partner_links.c.arrived_at.is_(None),
            partner_links.c.may_tell.is_not(False),
        )
        self._connection.execute(here, {"arrived_at": now})

    def sent_by(self, partner: str, since: datetime) -> list[Link]:
        """Whom a partner sent and who lets them know of it, the newest first."""
        sent = select(partner_links).where(
            partner_links.c.kind == SENT,
            partner_links.c.partner == partner,
            partner_links.c.made_at >= since,
            partner_links.c.may_tell.is_(True),
        )
        rows = self._connection.execute(sent.order_by(partner_links.c.id.desc()))
        return [_link(row) for row in rows]

    def sent_to(self, person: int, profile: str) -> list[Link]:
        """By which links somebody was sent, the oldest first."""
        sent = select(partner_links).where(_sent_to(person, profile)).order_by(partner_links.c.id)
        return [_link(row) for row in self._connection.execute(sent)]

    def forget_profile(self, person: int, profile: str) -> None:
        """Leave no trace of whom a partner sent, of one of those who share a phone."""
        own = update(partner_links).where(_sent_to(person, profile))
        self._connection.execute(own, {"used_by": None, **NOBODY})

    def _make(
        self, kind: LinkKind, code: str, now: datetime, about: Mapping[str, object]
    ) -> tuple[str, datetime]:
        expires = now + LASTS[kind]
        row = {
            "code_hash": self._hash(kind, code),
            "kind": kind,
            "made_at": now,
            "expires_at": expires,
            **about,
        }
        self._connection.execute(insert(partner_links), row)
        return code, expires

    def _one(self, condition: ColumnElement[bool]) -> Link | None:
        row = self._connection.execute(select(partner_links).where(condition)).one_or_none()
        return _link(row) if row else None

    def _hash(self, kind: LinkKind, code: str) -> bytes:
        # The kind goes in: a link of one kind never opens what another one does.
        return self._keys.find(f"partner_links.{kind}", code)


def new_code() -> str:
    """A code that nobody can guess."""
    return secrets.token_urlsafe(CODE_BYTES)


def _sent_to(person: int, profile: str) -> ColumnElement[bool]:
    return and_(
        partner_links.c.kind == SENT,
        partner_links.c.used_by == person,
        partner_links.c.profile == profile,
    )


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
