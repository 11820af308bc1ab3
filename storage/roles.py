"""Who may do what: key-holders of a room, coordinators of the neighbourhood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from storage.tables import people, roles

KEY_HOLDER = "keyholder"
COORDINATOR = "coordinator"
PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Role:
    """A role, with the room or the partner it is for (empty: the whole neighbourhood)."""

    role: str
    place: str


def roles_of(connection: Connection, persons: Sequence[int]) -> dict[int, tuple[Role, ...]]:
    """What each of these people may do now."""
    if not persons:
        return {}
    held: dict[int, tuple[Role, ...]] = {}
    for row in connection.execute(_HELD, {"persons": persons}):
        held[row.person_id] = (*held.get(row.person_id, ()), Role(row.role, row.place))
    return held


_HELD = (
    select(roles.c.person_id, roles.c.role, roles.c.place)
    .where(roles.c.person_id.in_(bindparam("persons", expanding=True)), roles.c.ended_at.is_(None))
    .order_by(roles.c.id)
)


class Roles:
    """Queries about roles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def give(self, person: int, role: Role, now: datetime) -> bool:
        """Give somebody a role; False when they had it already."""
        if role in roles_of(self._connection, [person]).get(person, ()):
            return False
        row = {"person_id": person, "role": role.role, "place": role.place, "since": now}
        self._connection.execute(insert(roles), row)
        return True

    def of(self, person: int) -> tuple[Role, ...]:
        """What a phone's first person may do, whoever has the phone now."""
        return roles_of(self._connection, [person]).get(person, ())

    def key_holders(self, room: str, *, since_before: datetime | None = None) -> list[int]:
        """Everybody who holds a key to a room and has not left us."""
        return self._holders(KEY_HOLDER, room, since_before)

    def coordinators(self, *, since_before: datetime | None = None) -> list[int]:
        """Every coordinator who has not left us."""
        return self._holders(COORDINATOR, "", since_before)

    def partner_people(self, partner: str) -> list[int]:
        """Everybody who answers for a partner and has not left us."""
        return self._holders(PARTNER, partner, None)

    def _holders(self, role: str, place: str, since_before: datetime | None) -> list[int]:
        found = (
            select(roles.c.person_id)
            .join(people, people.c.id == roles.c.person_id)
            .where(roles.c.role == role, roles.c.place == place, roles.c.ended_at.is_(None))
            .where(people.c.left_at.is_(None))
            .distinct()
            .order_by(roles.c.person_id)
        )
        if since_before:
            found = found.where(roles.c.since <= since_before)
        return list(self._connection.execute(found).scalars())
