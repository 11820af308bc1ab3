"""Who has not left us: asked beside tables that name people only to whoever has the keys."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from storage.tables.people import people


def present(connection: Connection, persons: Iterable[int]) -> set[int]:
    """Which of these people have not left us."""
    here = select(people.c.id).where(people.c.id.in_(list(persons)), people.c.left_at.is_(None))
    return set(connection.execute(here).scalars())
