"""The way from visitor to paid job: steps with dates, kept only after the person's own yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from storage.tables.volunteering import path_steps


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of a person; ``agreed_at`` is None as long as the person has not said yes."""

    id: int
    person: int
    room: str
    step: str
    day: date
    proposed_by: int | None
    agreed_at: datetime | None


class StepsToWork:
    """Queries about steps."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def propose(self, person: int, room: str, step: str, day: date, by: int) -> int:
        """Keep a step until the person says yes or no to it; returns its number."""
        row = {"person_id": person, "room": room, "step": step, "day": day, "proposed_by": by}
        made = self._connection.execute(insert(path_steps).returning(path_steps.c.id), row)
        return int(made.scalar_one())

    def get(self, step: int) -> PathStep | None:
        """The step with this number; locked until the turn ends."""
        found = select(path_steps).where(path_steps.c.id == step).with_for_update()
        row = self._connection.execute(found).one_or_none()
        return _step(row) if row else None

    def of(self, person: int) -> list[PathStep]:
        """Every step of a person, proposed ones too, in the order of their days."""
        found = select(path_steps).where(path_steps.c.person_id == person)
        rows = self._connection.execute(found.order_by(path_steps.c.day, path_steps.c.id))
        return [_step(row) for row in rows]

    def agree(self, step: int, now: datetime) -> None:
        """The person said yes."""
        agreed = update(path_steps).where(path_steps.c.id == step).values(agreed_at=now)
        self._connection.execute(agreed)

    def remove(self, step: int) -> None:
        """The person said no, or took the step out again."""
        self._connection.execute(delete(path_steps).where(path_steps.c.id == step))

    def forget_unanswered(self, before: date) -> None:
        """Drop what was proposed before a day and never answered."""
        old = path_steps.c.agreed_at.is_(None) & (path_steps.c.day < before)
        self._connection.execute(delete(path_steps).where(old))


def _step(row: Row[Any]) -> PathStep:
    return PathStep(
        row.id, row.person_id, row.room, row.step, row.day, row.proposed_by, row.agreed_at
    )
