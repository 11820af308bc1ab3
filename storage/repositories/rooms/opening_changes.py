"""A change to an opening as it rests: what was other before, and what is so afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, or_, select

from storage.tables.rooms import changes, openings


class OpeningStep(StrEnum):
    """What was done to an opening."""

    OPENED = "opened"
    ADDED = "added"
    EXTENDED = "extended"
    COUNTED = "counted"
    CLOSED = "closed"
    ESTIMATED = "estimated"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateChange:
    """What was other before in an opening of this room, and what is so afterwards.

    ``is_taken_back``: a change of before that was undone.
    """

    room: str
    step: OpeningStep
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    is_taken_back: bool


class OpeningChanges:
    """Queries about changes to openings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def since(self, moment: datetime, *, first: date, last: date) -> list[LateChange]:
        """What was changed after a moment, and still is, in the openings of these days."""
        made = (changes.c.at > moment) & changes.c.undone_at.is_(None)
        taken_back = (changes.c.at <= moment) & (changes.c.undone_at > moment)
        late = (
            select(openings.c.room, changes)
            .join(changes, changes.c.opening_id == openings.c.id)
            .where(openings.c.day.between(first, last), or_(made, taken_back))
            .order_by(changes.c.id)
        )
        return [
            LateChange(
                room=row.room,
                step=OpeningStep(row.what),
                before=columns_of(row.before),
                after=columns_of(row.after),
                is_taken_back=row.undone_at is not None,
            )
            for row in self._connection.execute(late)
        ]


def began(now: datetime) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Before and after of what begins an opening: taken back, it was undone when it began."""
    return {"undone_at": now}, {"undone_at": None}


def change_row(
    opening: int,
    step: OpeningStep,
    person: int | None,
    now: datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> dict[str, object]:
    """The row of a change."""
    return {
        "opening_id": opening,
        "what": step.value,
        "at": now,
        "person_id": person,
        "before": _written(before),
        "after": _written(after),
    }


def columns_of(written: str) -> dict[str, Any]:
    """What stands in ``before`` or ``after``."""
    return {key: _moment(key, value) for key, value in json.loads(written).items()}


def _written(columns: Mapping[str, Any]) -> str:
    return json.dumps({key: _plain(value) for key, value in columns.items()})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(key: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value and key.endswith(("_at", "_end")) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A change that stands: what was done to which opening, when, and what was other before."""

    opening: int
    step: OpeningStep
    at: datetime
    before: Mapping[str, Any]
