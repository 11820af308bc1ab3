"""The way from visitor to paid job: steps with dates, kept only after the person's own yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from storage.tables.volunteering import path_steps


class WorkStep(StrEnum):
    """The steps in their usual order; nobody has to take every one."""

    VISITOR = "visitor"
    VOLUNTEER = "volunteer"
    KEY_HOLDER = "keyholder"
    LEARNING = "learning"
    SHELTERED = "sheltered"
    SUPPORTED = "supported"
    PAID = "paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One step of a person; ``agreed_at`` is None as long as the person has not said yes."""

    id: int
    person: int
    room: str
    step: WorkStep
    day: date
    proposed_by: int | None
    agreed_at: datetime | None


class StepsToWork:
    """Queries about steps."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def propose(
        self, person: int, *, room: str, step: WorkStep, day: date, proposed_by: int
    ) -> int:
        """Keep a step until the person says yes or no to it; returns its number."""
        row = {
            "person_id": person,
            "room": room,
            "step": step,
            "day": day,
            "proposed_by": proposed_by,
        }
        made = self._connection.execute(insert(path_steps).returning(path_steps.c.id), row)
        return int(made.scalar_one())

    def get(self, step: int) -> PathStep | None:
        """The step with this number; locked until the turn ends."""
        locked = select(path_steps).where(path_steps.c.id == step).with_for_update()
        row = self._connection.execute(locked).one_or_none()
        return _step(row) if row else None

    def of(self, person: int) -> list[PathStep]:
        """Every step of a person, proposed ones too, in the order of their days."""
        own = select(path_steps).where(path_steps.c.person_id == person)
        rows = self._connection.execute(own.order_by(path_steps.c.day, path_steps.c.id))
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
        id=row.id,
        person=row.person_id,
        room=row.room,
        step=WorkStep(row.step),
        day=row.day,
        proposed_by=row.proposed_by,
        agreed_at=row.agreed_at,
    )
