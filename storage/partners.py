"""Partners: whether they have room for more people, and when somebody last looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from storage.tables import capacities


@dataclass(frozen=True, slots=True)
class Capacity:
    """Until when a partner is full, the last day included, and when somebody there looked last."""

    full_until: date | None
    checked_at: datetime


class Partners:
    """Queries about partners."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def capacity(self, partner: str) -> Capacity | None:
        """What is known of a partner's places; None when nobody ever looked."""
        found = select(capacities).where(capacities.c.partner == partner)
        row = self._connection.execute(found).one_or_none()
        return Capacity(row.full_until, row.checked_at) if row else None
