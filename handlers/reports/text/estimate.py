"""At least how many people came, and how many of them are volunteers, in words."""

from __future__ import annotations

from handlers.core.messages import Text, say_many
from handlers.reports.reach.estimate import Estimate


def at_least(estimate: Estimate | None) -> list[Text]:
    """At least how many came, and between what that may be; nothing where nobody can tell."""
    if estimate is None:
        return []
    return [
        say_many(
            "report",
            "At least {n} person came, between {low} and {high}.",
            "At least {n} people came, between {low} and {high}.",
            estimate.value,
            low=estimate.low,
            high=estimate.high,
        )
    ]


def of_whom(volunteers: int | None) -> list[Text]:
    """How many of those who came are volunteers: a part of them, never added to them."""
    if volunteers is None:
        return []
    return [
        say_many("report", "Of them {n} is a volunteer.", "Of them {n} are volunteers.", volunteers)
    ]
