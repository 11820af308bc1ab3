"""Who looked at what of whom, and what roles were given or taken; kept for 12 months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select

from storage.keyring import KeyRing
from storage.repositories.people.roles import Role, RoleName, opened_label
from storage.sealed_rows import SealedRows, day_of
from storage.tables.people import audit, roles

KEPT = timedelta(days=365)
# So many of those who ever had a role are looked at, the newest: no room has as many in a year.
MOST_HELD = 100


class Deed(StrEnum):
    """What is written down of somebody."""

    # Somebody read a request with the name and the contact that its person gave.
    READ_REQUEST = "read_request"
    # What became of a role: here ``role`` and ``scope`` are the role itself, ``by`` is who did it.
    INVITED = "invited"
    AGREED = "agreed"
    GAVE_ROLE = "gave_role"
    SUSPENDED = "suspended_role"
    GAVE_BACK = "gave_back_role"
    TOOK_ROLE = "took_role"
    ANNOUNCED = "announced"
    # Somebody changed the neighbourhood in the chat; ``role`` and ``scope`` are theirs.
    CHANGED = "changed"


READ_REQUEST, ANNOUNCED, CHANGED = Deed.READ_REQUEST, Deed.ANNOUNCED, Deed.CHANGED
INVITED, AGREED, GAVE_ROLE = Deed.INVITED, Deed.AGREED, Deed.GAVE_ROLE
SUSPENDED, GAVE_BACK, TOOK_ROLE = Deed.SUSPENDED, Deed.GAVE_BACK, Deed.TOOK_ROLE
# What is noted of whoever has the role.
OF_ROLE = (GAVE_ROLE, SUSPENDED, GAVE_BACK, TOOK_ROLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that was done: ``role`` and ``scope`` say by whom, for example partner "debts".

    A look through a web link is of whoever made it: coordinator "debts" is a coordinator's link
    for that partner.
    """

    at: datetime
    what: Deed
    role: RoleName
    scope: str
    by: int | None
    request: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRole:
    """What became of somebody's role, and who did it; None: the command line, or one forgotten."""

    at: datetime
    what: Deed
    person: int
    by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A role that somebody has or had, by its number there; ``label``: see `Holder`."""

    person: int
    number: int
    since: datetime
    ended_at: datetime | None
    label: str


class Audit:
    """Queries about the audit trail."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection, self._keys = connection, keys
        self._rows = SealedRows(connection, keys, audit)

    def note(
        self,
        what: Deed,
        role: RoleName,
        now: datetime,
        *,
        scope: str = "",
        by: int | None = None,
        about: int | None = None,
        profile: str = "",
        request: int | None = None,
    ) -> None:
        """Write down what somebody did."""
        entry = {
            "at": now,
            "what": what,
            "role": role,
            "scope": scope,
            "by_id": by,
            "about_id": about,
            "profile": profile,
            "request_id": request,
        }
        self._rows.add(entry)

    def about(self, person: int, profile: str) -> list[Entry]:
        """Everything that was done about a person, the oldest first."""
        return [
            Entry(
                at=row.at,
                what=Deed(row.what),
                role=RoleName(row.role),
                scope=row.scope,
                by=row.by_id,
                request=row.request_id,
            )
            for row in self._about(person, profile)
        ]

    def held(self, role: Role) -> list[Held]:
        """Who has this role there or had it within a year, the newest first, not without end."""
        number = func.row_number().over(order_by=roles.c.id).label("number")
        ever = select(roles, number).where(roles.c.role == role.role, roles.c.scope == role.scope)
        newest = ever.order_by(roles.c.id.desc()).limit(MOST_HELD)
        return [
            Held(
                person=row.person_id,
                number=row.number,
                since=row.since,
                ended_at=row.ended_at,
                label=opened_label(self._keys, row.label, "roles", row.id),
            )
            for row in self._connection.execute(newest)
        ]

    def of_role(self, role: Role, people: Iterable[int]) -> list[OfRole]:
        """What became of this role of these people."""
        return [
            OfRole(at=row.at, what=Deed(row.what), person=person, by=row.by_id)
            for person in people
            for row in self._rows.of(person)
            if row.what in OF_ROLE and (row.role, row.scope) == (role.role, role.scope)
        ]

    def doer(self, what: Deed, at: datetime) -> int | None:
        """Who did this at that moment; None when nobody did, or they are forgotten."""
        day = self._rows.some(audit.c.day == day_of(at))
        return next((row.by_id for row in day if row.what == what and row.at == at), None)

    def forget_profile(self, person: int, profile: str) -> None:
        """What was done stays, without whom of those that share a phone it was about."""
        for row in self._about(person, profile):
            self._rows.change(row.id, {"about_id": None, "profile": ""})

    def forget_old(self, now: datetime) -> None:
        """Drop what is older than a year."""
        old = self._rows.some(audit.c.day <= day_of(now - KEPT))
        self._rows.remove(row for row in old if row.at < now - KEPT)

    def _about(self, person: int, profile: str) -> list[Any]:
        return [row for row in self._rows.of(person) if row.profile == profile]
