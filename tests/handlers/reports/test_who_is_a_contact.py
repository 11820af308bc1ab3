"""Who is a contact: with an account at the first word; in a browser when something is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.figures import Figures
from storage.neighbourhood.file import read_file
from tests.handlers.help_requests.asking_steps import asks
from tests.handlers.pictures.picking import picks, todays
from tests.support.asking import view_of
from tests.support.paths import EXAMPLE
from tests.support.talk import Neighbour, Street

ROOM = "Holendrecht"


@pytest.fixture
def street(street: Street) -> Street:
    """The rooms of the example; one is open."""
    street.load(read_file(EXAMPLE))
    street.at("14:00")
    street.key_holder("holendrecht").says("/open")
    return street


def total(street: Street) -> Figures:
    with street.database.reading() as store:
        return make_report(view_of(street), store, Period.week("2026-W47"), street.now).total


def looks_around(neighbour: Neighbour) -> Neighbour:
    for typed in ("/start", "/hours", f"/hours {ROOM}", "/activities", "/menu", "/mydata", "hello"):
        neighbour.says(typed)
    return neighbour.says("/start room_holendrecht")


def signs_up(neighbour: Neighbour) -> None:
    neighbour.says("/activities").taps("✅ I'm coming")


def offers(neighbour: Neighbour) -> None:
    neighbour.says("/volunteer").taps("🍲 Cooking").taps(ROOM)


def checks_in(neighbour: Neighbour) -> None:
    neighbour.says("/start room_holendrecht").taps("✅ I am here")
    picks(neighbour, todays(neighbour.street, "holendrecht"))


WORTH_KEEPING: dict[str, Callable[[Neighbour], object]] = {
    "sign-up": signs_up,
    "request": lambda neighbour: asks(neighbour, place=ROOM),
    "talk": lambda neighbour: neighbour.says("/person").says("a question"),
    "bell": lambda neighbour: neighbour.says(f"/hours {ROOM}").taps("🔔 Tell me"),
    "check-in": checks_in,
    "offer": offers,
}


def test_whoever_only_looks_around_in_a_browser_is_nobody(street: Street) -> None:
    before = total(street)
    for _ in range(5):
        looks_around(street.neighbour(channel="web"))
    assert (total(street).contacts, total(street).participants) == (
        before.contacts,
        before.participants,
    )


def test_whoever_has_an_account_is_a_contact_at_the_first_word(street: Street) -> None:
    before = total(street).contacts
    street.neighbour().says("/hours")
    assert total(street).contacts == before + 1


@pytest.mark.parametrize("what", WORTH_KEEPING)
def test_in_a_browser_somebody_counts_once_when_something_is_worth_keeping(
    street: Street, what: str
) -> None:
    before = total(street).contacts
    omar = looks_around(street.neighbour(channel="web"))
    WORTH_KEEPING[what](omar)
    assert total(street).contacts == before + 1, omar.transcript()
    looks_around(omar).says("/start room_holendrecht").taps("✅ I am here")
    assert total(street).contacts == before + 1
