"""Invitations: a code that works once, for one role, for a short time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from storage.keyring import KeyRing
from storage.repositories.people.roles import (
    COORDINATOR,
    Role,
    RoleName,
    opened_label,
    sealed_label,
)
from storage.tables.people import invitations

# 128 bits; 22 letters, digits, "-" and "_", which a t.me link can carry.
CODE_BYTES = 16
COORDINATOR_LASTS = timedelta(hours=1)
LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a code gives, and whether it still can.

    ``needs_yes``: a second human has to agree first, and did not yet. ``label`` is what the one who
    invites calls whoever it is for, until they said yes; empty for none.
    """

    id: int
    role: Role
    made_by: int | None
    expires_at: datetime
    is_used: bool
    used_by: int | None
    needs_yes: bool
    label: str


class Invitations:
    """Queries about invitations. Codes are kept as keyed hashes only."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def make(
        self, role: Role, made_by: int | None, now: datetime, *, needs_second: bool = False
    ) -> tuple[str, datetime]:
        """A new code and when it expires; one that needs a second human waits a day for that."""
        code = secrets.token_urlsafe(CODE_BYTES)
        is_short = role.role == COORDINATOR and not needs_second
        expires = now + (COORDINATOR_LASTS if is_short else LASTS)
        row = {
            "code_hash": self._hash(code),
            "role": role.role,
            "scope": role.scope,
            "made_by": made_by,
            "expires_at": expires,
            "needs_second": needs_second,
        }
        self._connection.execute(insert(invitations), row)
        return code, expires

    def find(self, code: str) -> Invitation | None:
        """The invitation behind a code, used and expired ones too."""
        return self._one(invitations.c.code_hash == self._hash(code))

    def get(self, invitation: int) -> Invitation | None:
        """The invitation with this number."""
        return self._one(invitations.c.id == invitation)

    def redeem(self, invitation: int, *, person: int, now: datetime) -> bool:
        """Use an invitation up; of many who try at once exactly one gets True."""
        used = (
            update(invitations)
            .where(invitations.c.id == invitation, invitations.c.redeemed_at.is_(None))
            .where(invitations.c.expires_at > now)
            .where(or_(~invitations.c.needs_second, invitations.c.agreed_at.is_not(None)))
            .values(redeemed_at=now, redeemed_by=person, label=None)
        )
        return self._connection.execute(used).rowcount == 1

    def agree(self, invitation: int, *, person: int, now: datetime) -> bool:
        """A second human says yes: from now on it works, for an hour. True once."""
        agreed = update(invitations).where(_waits(invitation, now), invitations.c.made_by != person)
        values = {"agreed_by": person, "agreed_at": now, "expires_at": now + COORDINATOR_LASTS}
        return self._connection.execute(agreed, values).rowcount == 1

    def refuse(self, invitation: int, *, person: int, now: datetime) -> bool:
        """A second human says no: it never works. True once."""
        refused = update(invitations).where(
            _waits(invitation, now), invitations.c.made_by != person
        )
        return self._connection.execute(refused, {"expires_at": now, "label": None}).rowcount == 1

    def call(self, invitation: int, label: str, now: datetime) -> bool:
        """Say who is invited, as long as it can be redeemed; an empty label takes it away."""
        resting = sealed_label(self._keys, label, "invitations", invitation)
        called = update(invitations).where(
            invitations.c.id == invitation,
            invitations.c.redeemed_at.is_(None),
            invitations.c.expires_at > now,
        )
        return self._connection.execute(called, {"label": resting}).rowcount == 1

    def withdraw_of(self, person: int, now: datetime) -> None:
        """What somebody invited who may not do so any more does not work any more."""
        open_ones = and_(
            invitations.c.made_by == person,
            invitations.c.redeemed_at.is_(None),
            invitations.c.expires_at > now,
        )
        withdrawn = update(invitations).where(open_ones)
        self._connection.execute(withdrawn, {"expires_at": now, "label": None})

    def withdraw_for(self, role: Role, now: datetime) -> None:
        """Nobody comes to this role any more: what was not used does not work."""
        open_ones = and_(_gives(role, now), invitations.c.redeemed_at.is_(None))
        withdrawn = update(invitations).where(open_ones)
        self._connection.execute(withdrawn, {"expires_at": now, "label": None})

    def is_any_for(self, role: Role, now: datetime) -> bool:
        """Whether somebody can still come to this role."""
        open_ones = and_(_gives(role, now), invitations.c.redeemed_at.is_(None))
        wanted = select(invitations.c.id).where(open_ones).limit(1)
        return self._connection.execute(wanted).first() is not None

    def forget_labels(self, now: datetime) -> None:
        """Whoever did not come in time is called nothing any more."""
        over = and_(invitations.c.expires_at <= now, invitations.c.label.is_not(None))
        self._connection.execute(update(invitations).where(over), {"label": None})

    def _one(self, condition: ColumnElement[bool]) -> Invitation | None:
        row = self._connection.execute(select(invitations).where(condition)).one_or_none()
        if row is None:
            return None
        return Invitation(
            id=row.id,
            role=Role(RoleName(row.role), row.scope),
            made_by=row.made_by,
            expires_at=row.expires_at,
            is_used=row.redeemed_at is not None,
            used_by=row.redeemed_by,
            needs_yes=row.needs_second and row.agreed_at is None,
            label=opened_label(self._keys, row.label, "invitations", row.id),
        )

    def _hash(self, code: str) -> bytes:
        return self._keys.find("invitations.code", code)


def _gives(role: Role, now: datetime) -> ColumnElement[bool]:
    return and_(
        invitations.c.role == role.role,
        invitations.c.scope == role.scope,
        invitations.c.expires_at > now,
    )


def _waits(invitation: int, now: datetime) -> ColumnElement[bool]:
    return and_(
        invitations.c.id == invitation,
        invitations.c.needs_second,
        invitations.c.agreed_at.is_(None),
        invitations.c.redeemed_at.is_(None),
        invitations.c.expires_at > now,
    )
