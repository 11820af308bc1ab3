"""Invitations: a code that works once, for one role, for a short time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, select, update

from storage.keyring import KeyRing
from storage.roles import COORDINATOR, Role
from storage.tables import invitations

# 128 bits; 22 letters, digits, "-" and "_", which a t.me link can carry.
CODE_BYTES = 16
COORDINATOR_LASTS = timedelta(hours=1)
LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code gives, and whether it still can."""

    id: int
    role: Role
    made_by: int | None
    expires_at: datetime
    is_used: bool
    used_by: int | None = None


class Invitations:
    """Queries about invitations. Codes are kept as keyed hashes only."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def make(self, role: Role, made_by: int | None, now: datetime) -> tuple[str, datetime]:
        """A new code and when it expires."""
        code = secrets.token_urlsafe(CODE_BYTES)
        expires = now + (COORDINATOR_LASTS if role.role == COORDINATOR else LASTS)
        row = {
            "code_hash": self._hash(code),
            "role": role.role,
            "place": role.place,
            "made_by": made_by,
            "expires_at": expires,
        }
        self._connection.execute(insert(invitations), row)
        return code, expires

    def find(self, code: str) -> Invitation | None:
        """The invitation behind a code, used and expired ones too."""
        return self._one(invitations.c.code_hash == self._hash(code))

    def get(self, invitation: int) -> Invitation | None:
        """The invitation with this number."""
        return self._one(invitations.c.id == invitation)

    def redeem(self, invitation: int, person: int, now: datetime) -> bool:
        """Use an invitation up; of many who try at once exactly one gets True."""
        used = (
            update(invitations)
            .where(invitations.c.id == invitation, invitations.c.redeemed_at.is_(None))
            .where(invitations.c.expires_at > now)
            .values(redeemed_at=now, redeemed_by=person)
        )
        return self._connection.execute(used).rowcount == 1

    def _one(self, condition: ColumnElement[bool]) -> Invitation | None:
        row = self._connection.execute(select(invitations).where(condition)).one_or_none()
        if row is None:
            return None
        return Invitation(
            row.id,
            Role(row.role, row.place),
            row.made_by,
            row.expires_at,
            row.redeemed_at is not None,
            row.redeemed_by,
        )

    def _hash(self, code: str) -> bytes:
        return self._keys.find("invitations.code", code)
