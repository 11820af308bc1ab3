"""The way from visitor to paid job: steps with dates, kept only after the person's own yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from storage.keyring import KeyRing
from storage.sealed_rows import SealedRows
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

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._rows = SealedRows(connection, keys, path_steps)

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
        return int(self._rows.add(row).id)

    def get(self, step: int) -> PathStep | None:
        """The step with this number; locked until the turn ends."""
        row = self._rows.one(step, locked=True)
        return _step(row) if row else None

    def of(self, person: int) -> list[PathStep]:
        """Every step of a person, proposed ones too, in the order of their days."""
        return [_step(row) for row in sorted(self._rows.of(person), key=lambda row: row.day)]

    def agreed_between(self, first: date, last: date) -> list[PathStep]:
        """The steps of these days to which their person said yes, for a report."""
        rows = self._rows.some()
        return [_step(row) for row in rows if row.agreed_at and first <= row.day <= last]

    def agree(self, step: int, now: datetime) -> None:
        """The person said yes."""
        self._rows.change(step, {"agreed_at": now})

    def remove(self, step: int) -> None:
        """The person said no, or took the step out again."""
        row = self._rows.one(step)
        self._rows.remove([row] if row else [])

    def forget_unanswered(self, before: date) -> None:
        """Drop what was proposed before a day and never answered."""
        every = self._rows.some()
        self._rows.remove(row for row in every if row.agreed_at is None and row.day < before)


def _step(row: Any) -> PathStep:
    return PathStep(
        id=row.id,
        person=row.person_id,
        room=row.room,
        step=WorkStep(row.step),
        day=row.day,
        proposed_by=row.proposed_by,
        agreed_at=row.agreed_at,
    )
