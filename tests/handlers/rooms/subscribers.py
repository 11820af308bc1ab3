"""People who asked to be told, and the file as it changes."""

from __future__ import annotations

from tests.support.talk import Neighbour, Street

NEWS = "🔔 There is news about the neighbourhood room."


OPEN = "H-buurt is open now. Until 12:00."


def subscriber(street: Street, room: str = "h-buurt", language: str = "en") -> Neighbour:
    """Somebody who asked to be told, and has read the answer."""
    made = street.neighbour(language)
    made.arrives()
    with street.database.writing() as store:
        store.subscriptions.add(made.person, room, street.now)
    return made


def taps_bell(street: Street) -> Neighbour:
    return street.neighbour().says("/hours h-buurt").taps("🔔 Tell me")


def opens(street: Street, clock: str = "10:00") -> Neighbour:
    """Somebody opens H-buurt, and the ticker comes by a minute later."""
    fatma = street.key_holder("h-buurt")
    street.at(clock)
    fatma.says("/open")
    street.later(minutes=1)
    street.tick()
    return fatma


def special(*days: str) -> tuple[str, str]:
    """The same file with these special days of H-buurt besides."""
    first = "  { date = 2026-11-20,"
    return first, "".join(f"  {{ {day} }},\n" for day in days) + first


SHORT_24 = special('date = 2026-11-24, hours = "10:00-12:30"')
