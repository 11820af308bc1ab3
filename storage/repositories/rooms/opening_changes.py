"""A change to an opening as it rests: what was other before, and what is so afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class OpeningStep(StrEnum):
    """What was done to an opening."""

    OPENED = "opened"
    ADDED = "added"
    EXTENDED = "extended"
    COUNTED = "counted"
    CLOSED = "closed"
    ESTIMATED = "estimated"
    REVIEWED = "reviewed"


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
