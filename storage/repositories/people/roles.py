"""Who may do what: key-holders of a room, coordinators of the neighbourhood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from storage.dialect import among
from storage.keyring import KeyMissing, KeyRing, KeysOutOfReach
from storage.sealed_rows import had_a_role
from storage.sealed_text import seal, unseal
from storage.tables.people import people, roles


class RoleName(StrEnum):
    """What somebody can be to us besides a neighbour."""

    KEY_HOLDER = "keyholder"
    COORDINATOR = "coordinator"
    PARTNER = "partner"
    # Looks after the computer; may do nothing more than anybody else, and hears of trouble.
    OPERATOR = "operator"


KEY_HOLDER, COORDINATOR = RoleName.KEY_HOLDER, RoleName.COORDINATOR
PARTNER, OPERATOR = RoleName.PARTNER, RoleName.OPERATOR
# So long after it ended it is known that somebody had a role.
KEPT = timedelta(days=365)
# So many letters a label has, of four bytes at the most.
LONGEST_LABEL, LABEL_BYTES = 40, 192


@dataclass(frozen=True, slots=True)
class Role:
    """A role, with the room or the partner it is for (empty: the whole neighbourhood)."""

    role: RoleName
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRole:
    """A role as its own person may read of it."""

    role: Role
    since: datetime
    suspended_at: datetime | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """That somebody got a role, for what, and when."""

    scope: str
    person: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A role that somebody has and did not give up, suspended or not; never a name we were told.

    ``number`` is theirs among all who ever had this role there, so it stays the same. ``label`` is
    what the coordinators call them, for coordinators only; empty for none.
    """

    id: int
    person: int
    role: Role
    number: int
    since: datetime
    suspended_at: datetime | None
    channel: str
    active: date | None
    has_left: bool
    label: str


def sealed_label(keys: KeyRing, label: str, table: str, row: int) -> bytes | None:
    """A label as it rests in this row, all of a length; None for none."""
    if not label:
        return None
    return seal(keys, label[:LONGEST_LABEL], table, "label", row, shortest=LABEL_BYTES)


def opened_label(keys: KeyRing, resting: bytes | None, table: str, row: int) -> str:
    """What it says, for the same row; empty for none.

    One that no key opens any more is none: the role can be suspended all the same.
    """
    try:
        return unseal(keys, resting, table, "label", row) if resting else ""
    except KeysOutOfReach:
        raise
    except KeyMissing:
        return ""


def roles_of(connection: Connection, persons: Sequence[int]) -> dict[int, tuple[Role, ...]]:
    """What each of these people may do now."""
    if not persons:
        return {}
    able: dict[int, tuple[Role, ...]] = {}
    for row in connection.execute(_USABLE, {"persons": persons}):
        able[row.person_id] = (*able.get(row.person_id, ()), _role(row))
    return able


def roles_in_use(connection: Connection, persons: Sequence[int]) -> set[int]:
    """Who of these may do something that others may not."""
    return set(roles_of(connection, persons))


def _role(row: Any) -> Role:
    return Role(RoleName(row.role), row.scope)


# Neither taken away nor suspended: what everything else asks for.
_CAN_BE_USED = and_(roles.c.ended_at.is_(None), roles.c.suspended_at.is_(None))
_USABLE = (
    select(roles.c.person_id, roles.c.role, roles.c.scope)
    .where(among(roles.c.person_id, "persons"), _CAN_BE_USED)
    .order_by(roles.c.id)
)


class Roles:
    """Queries about roles."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def give(self, person: int, role: Role, now: datetime) -> bool:
        """Give somebody a role; False when they had it already, suspended or not."""
        if self.has(person, role):
            return False
        row = {"person_id": person, "role": role.role, "scope": role.scope, "since": now}
        self._connection.execute(insert(roles), row)
        return True

    def has(self, person: int, role: Role) -> bool:
        """Whether somebody has a role that was not taken away; it may be suspended."""
        own = select(roles.c.id).where(
            roles.c.person_id == person,
            roles.c.role == role.role,
            roles.c.scope == role.scope,
            roles.c.ended_at.is_(None),
        )
        return self._connection.execute(own).first() is not None

    def had_any(self, person: int) -> bool:
        """Whether somebody has a role, or had one within the time for which that is kept."""
        return had_a_role(self._connection, person)

    def lost_since(self, person: int, moment: datetime) -> bool:
        """Whether a role of somebody ended, or was suspended and still is, after this moment."""
        since = or_(roles.c.ended_at >= moment, roles.c.suspended_at >= moment)
        lost = select(roles.c.id).where(roles.c.person_id == person, since)
        return self._connection.execute(lost.limit(1)).first() is not None

    def everybody(self) -> list[Holder]:
        """Every role that was not taken away, those that are suspended too; the oldest first."""
        counted = func.row_number().over(
            partition_by=(roles.c.role, roles.c.scope), order_by=roles.c.id
        )
        numbers = select(roles.c.id, counted.label("number")).subquery()
        every = (
            select(
                roles, numbers.c.number, people.c.channel, people.c.contact_day, people.c.left_at
            )
            .join(numbers, numbers.c.id == roles.c.id)
            .join(people, people.c.id == roles.c.person_id)
            .where(roles.c.ended_at.is_(None))
            .order_by(roles.c.id)
        )
        return [self._holder(row) for row in self._connection.execute(every)]

    def suspend(self, role: int, now: datetime) -> bool:
        """Let nothing be done with a role from now on; False when that was so already."""
        return self._change(role, {"suspended_at": now}, if_it=_CAN_BE_USED)

    def give_back(self, role: int) -> bool:
        """Let a suspended role be used again."""
        is_suspended = roles.c.suspended_at.is_not(None)
        return self._change(role, {"suspended_at": None}, if_it=is_suspended)

    def end(self, role: int, now: datetime) -> bool:
        """Take a role away for good; what somebody was called goes with it."""
        return self._change(role, {"ended_at": now, "label": None})

    def move(self, role: int, scope: str) -> bool:
        """Make it a role for another room, since when it was and with its label."""
        return self._change(role, {"scope": scope})

    def call(self, role: int, label: str) -> bool:
        """Give whoever has a role another label; an empty one takes it away."""
        return self._change(role, {"label": sealed_label(self._keys, label, "roles", role)})

    def coordinators_now(self) -> list[int]:
        """Every coordinator there is; none of them changes until the turn ends."""
        every = select(roles.c.person_id).where(roles.c.role == COORDINATOR, _CAN_BE_USED)
        locked = self._connection.execute(every.order_by(roles.c.id).with_for_update()).scalars()
        present = set(self.coordinators())
        return [person for person in locked if person in present]

    def of(self, person: int) -> tuple[Role, ...]:
        """What a phone's first person may do, whoever has the phone now."""
        return roles_of(self._connection, [person]).get(person, ())

    def own(self, person: int) -> list[OwnRole]:
        """What roles a person has now, since when, and since when each is suspended."""
        own = select(roles).where(roles.c.person_id == person, roles.c.ended_at.is_(None))
        rows = self._connection.execute(own.order_by(roles.c.id))
        return [
            OwnRole(
                role=_role(row),
                since=row.since,
                suspended_at=row.suspended_at,
                label=opened_label(self._keys, row.label, "roles", row.id),
            )
            for row in rows
        ]

    def key_holders(self, room: str, *, since_before: datetime | None = None) -> list[int]:
        """Everybody who holds a key to a room and has not left us."""
        return self._holders(KEY_HOLDER, room, since_before)

    def coordinators(self, *, since_before: datetime | None = None) -> list[int]:
        """Every coordinator who has not left us."""
        return self._holders(COORDINATOR, "", since_before)

    def operators(self) -> list[int]:
        """Everybody who looks after the program and has not left us."""
        return self._holders(OPERATOR, "", None)

    def partner_people(self, partner: str) -> list[int]:
        """Everybody who answers for a partner and has not left us."""
        return self._holders(PARTNER, partner, None)

    def given(
        self, role: RoleName, scopes: Sequence[str], *, first: datetime, last: datetime
    ) -> list[Given]:
        """Who got this role for one of these in a stretch of time, as far as that is kept."""
        new = select(roles.c.scope, roles.c.person_id, roles.c.since).where(
            roles.c.role == role,
            roles.c.scope.in_(scopes),
            roles.c.since >= first,
            roles.c.since < last,
        )
        return [
            Given(scope=row.scope, person=row.person_id, at=row.since)
            for row in self._connection.execute(new)
        ]

    def _change(
        self, role: int, columns: Mapping[str, object], *, if_it: ColumnElement[bool] | None = None
    ) -> bool:
        changed = update(roles).where(roles.c.id == role, roles.c.ended_at.is_(None))
        if if_it is not None:
            changed = changed.where(if_it)
        return self._connection.execute(changed, dict(columns)).rowcount == 1

    def _holders(self, role: RoleName, scope: str, since_before: datetime | None) -> list[int]:
        holders = (
            select(roles.c.person_id)
            .join(people, people.c.id == roles.c.person_id)
            .where(roles.c.role == role, roles.c.scope == scope, _CAN_BE_USED)
            .where(people.c.left_at.is_(None))
            .distinct()
            .order_by(roles.c.person_id)
        )
        if since_before:
            holders = holders.where(roles.c.since <= since_before)
        return list(self._connection.execute(holders).scalars())

    def _holder(self, row: Row[Any]) -> Holder:
        return Holder(
            id=row.id,
            person=row.person_id,
            role=_role(row),
            number=row.number,
            since=row.since,
            suspended_at=row.suspended_at,
            channel=row.channel,
            active=row.contact_day,
            has_left=row.left_at is not None,
            label=opened_label(self._keys, row.label, "roles", row.id),
        )
