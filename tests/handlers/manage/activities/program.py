"""A coordinator in front of the activities of a room, and those who signed up there."""

from __future__ import annotations

from storage.neighbourhood.activities import Activity
from tests.support.talk import Neighbour, Street

SERIES = """
[[activities]]
id = "coffee"
room = "h-buurt"
domain = "meeting"
start = 2026-01-07T10:00:00
rrule = "FREQ=WEEKLY;BYDAY=WE"
minutes = 90
places = 2
[activities.title]
nl = "Koffie"
en = "Coffee together"
ar = "نشرب القهوة معًا"
"""


def manages(street: Street) -> Neighbour:
    nadia = street.coordinator()
    nadia.says("/manage").taps("📅 Activities")
    return nadia.taps("H-buurt")


def coffee(street: Street) -> Neighbour:
    """The coffee of every Wednesday, as those who change it see it."""
    nadia = manages(street)
    return nadia.taps(next(label for label in nadia.buttons() if "Coffee" in label))


def signed_up(street: Street) -> Neighbour:
    """Somebody who comes to Wednesday's coffee, and has read the answer."""
    omar = street.neighbour()
    omar.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("✅ I'm coming")
    omar.reads()
    return omar


def minutes_pass(street: Street) -> None:
    for _ in range(2):
        street.later(minutes=1)
        street.tick()


def activities(street: Street) -> dict[str, Activity]:
    return {one.id: one for one in street.view().neighbourhood.activities}
