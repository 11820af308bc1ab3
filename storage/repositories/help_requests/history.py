"""The steps and notes of a request for help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a request: what, when, and in which role.

    ``scope`` is the helper's partner or room; where somebody is asked, the partner that is.
    """

    at: datetime
    what: str
    role: str
    scope: str
    person: int | None


def event(row: Row[Any]) -> Event:
    """A step, of its row."""
    return Event(row.at, row.what, row.role, row.scope, row.person_id)
