"""Partners: whether they have room for more people, and the links that work once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.tables.help_requests import capacities, partner_links

# A partner answers one request; a browser that opened such a link; a resident whom a partner sends.
ANSWER, SESSION, SENT = "answer", "session", "sent"
LASTS = {ANSWER: timedelta(days=7), SESSION: timedelta(minutes=30), SENT: timedelta(days=14)}
# 128 bits; 22 letters, digits, "-" and "_", which a t.me link can carry.
CODE_BYTES = 16
# What a link says of whoever opened it once they are forgotten.
NOBODY: dict[str, Any] = {"profile": "", "may_tell": None, "arrived_at": None}


@dataclass(frozen=True, slots=True)
class Capacity:
    """Until when a partner is full, the last day included, and when somebody there looked last."""

    full_until: date | None
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is for, and whether it still works.

    ``face``: who of those that share the phone of ``used_by`` opened it.
    ``may_tell``: whether the person lets the partner know that they arrived; None while not asked.
    """

    id: int
    kind: str
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
        found = select(capacities).where(capacities.c.partner == partner)
        row = self._connection.execute(found).one_or_none()
        return Capacity(row.full_until, row.checked_at) if row else None

    def is_full(self, partner: str, day: date) -> bool:
        """Whether a partner takes nobody on this day; the day that it named is free again."""
        said = self.capacity(partner)
        return bool(said and said.full_until and said.full_until > day)

    def set_capacity(
        self, partner: str, full_until: date | None, person: int, now: datetime
    ) -> None:
        """Keep what a partner says now; None for "there is room"."""
        row = {"full_until": full_until, "checked_at": now, "checked_by": person}
        new = insert_new(self._connection, capacities)
        self._connection.execute(new, {"partner": partner, **row})
        here = update(capacities).where(capacities.c.partner == partner)
        self._connection.execute(here, row)

    def make_link(
        self,
        kind: str,
        partner: str,
        made_by: int | None,
        now: datetime,
        code: str = "",
        **what: Any,
    ) -> tuple[str, datetime]:
        """A new code, or one that `new_code` made before, and when it expires."""
        code, expires = code or new_code(), now + LASTS[kind]
        row = {
            "code_hash": self._hash(kind, code),
            "kind": kind,
            "partner": partner,
            "made_by": made_by,
            "made_at": now,
            "expires_at": expires,
            **what,
        }
        self._connection.execute(insert(partner_links), row)
        return code, expires

    def find_link(self, kind: str, code: str) -> Link | None:
        """The link of this kind behind a code, used and expired ones too."""
        return self._one(partner_links.c.code_hash == self._hash(kind, code))

    def get_link(self, link: int) -> Link | None:
        """The link with this number."""
        return self._one(partner_links.c.id == link)

    def use_link(self, link: int, person: int | None, now: datetime, profile: str = "") -> bool:
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
        row: dict[str, Any] = {"may_tell": may_tell}
        if not may_tell:
            row["arrived_at"] = None
        here = update(partner_links).where(
            partner_links.c.id == link, partner_links.c.may_tell.is_(None)
        )
        return self._connection.execute(here, row).rowcount == 1

    def arrived(self, person: int, profile: str, room: str, now: datetime) -> None:
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
        found = select(partner_links).where(
            partner_links.c.kind == SENT,
            partner_links.c.partner == partner,
            partner_links.c.made_at >= since,
            partner_links.c.may_tell.is_(True),
        )
        rows = self._connection.execute(found.order_by(partner_links.c.id.desc()))
        return [_link(row) for row in rows]

    def sent_to(self, person: int, profile: str) -> list[Link]:
        """By which links somebody was sent, the oldest first."""
        found = select(partner_links).where(_sent_to(person, profile)).order_by(partner_links.c.id)
        return [_link(row) for row in self._connection.execute(found)]

    def forget_face(self, person: int, profile: str) -> None:
        """Leave no trace of whom a partner sent, of one of those who share a phone."""
        own = update(partner_links).where(_sent_to(person, profile))
        self._connection.execute(own, {"used_by": None, **NOBODY})

    def _one(self, condition: Any) -> Link | None:
        row = self._connection.execute(select(partner_links).where(condition)).one_or_none()
        return _link(row) if row else None

    def _hash(self, kind: str, code: str) -> bytes:
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
        row.id,
        row.kind,
        row.partner,
        row.request_id,
        row.domain,
        row.language,
        row.room,
        row.made_by,
        row.expires_at,
        row.used_at,
        row.used_by,
        row.profile,
        row.may_tell,
        row.arrived_at,
    )
