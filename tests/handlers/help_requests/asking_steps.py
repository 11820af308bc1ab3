"""What the tests of those who ask share: two partners for debts, and the way to the yes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storage.neighbourhood.file import read_text
from storage.repositories.help_requests.requests import Request
from storage.repositories.people.roles import PARTNER, Role
from storage.tables.help_requests import capacities
from tests.conftest import TWO_ROOMS
from tests.support.peek import sealed
from tests.support.talk import Neighbour, Street

ALL = "👀 Read everything"
PARTNERS = (
    TWO_ROOMS
    + """
[[partners]]
id = "debts"
name = "Debt Desk"
domains = ["debt", "budget"]
answer_within_days = 5
phone = "+31 20 000 0201"

[[partners]]
id = "quick"
name = "Quick Desk"
domains = ["debt"]
answer_within_days = 1
"""
)


@pytest.fixture
def street(street: Street) -> Street:
    street.load(read_text(PARTNERS, "partners.toml"))
    return street


def requests_of(street: Street, neighbour: Neighbour) -> list[Request]:
    with street.database.writing() as store:
        return store.requests.of_person(neighbour.person)


def is_full(street: Street, partner: str, until: date | None) -> None:
    looked = {"checked_at": street.now - timedelta(days=3)}
    with street.database.writing() as store:
        sealed(store, capacities).add(looked, number=partner, full_until=until)


def partner(street: Street, which: str) -> Neighbour:
    helper = street.neighbour()
    helper.arrives()
    with street.database.writing() as store:
        store.roles.give(helper.person, Role(PARTNER, which), street.now)
    return helper


def to_consent(neighbour: Neighbour, domain: str = "Debts", place: str = "H-buurt") -> Neighbour:
    """Everything but the last yes, by taps alone."""
    neighbour.says("/menu").taps("⛑️ I need help")
    if "⛑️ Ask for help" in neighbour.buttons():
        neighbour.taps("⛑️ Ask for help")
    return neighbour.taps(domain).taps(place).taps("✅ Here, it is safe")


def asks(neighbour: Neighbour, domain: str = "Debts", place: str = "H-buurt") -> Neighbour:
    return to_consent(neighbour, domain, place).taps("✅ Yes, ask")
