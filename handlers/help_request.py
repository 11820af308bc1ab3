"""Who is asked next, and until when they answer."""

from __future__ import annotations

from datetime import datetime

from handlers import working_days
from handlers.house import House
from storage.store import Store

DAYS = 2


def next_helper(house: House, store: Store, domain: str, asked: tuple[str, ...]) -> str:  # noqa: ARG001
    """The next partner for a domain that was not asked yet; empty for the room itself."""
    able = [one.id for one in house.neighbourhood.partners if domain in one.domains]
    return next((one for one in able if one not in asked), "")


def first_due(house: House, partner: str, now: datetime) -> datetime:  # noqa: ARG001
    """Until when an answer is promised."""
    return working_days.later(house, now, DAYS)
