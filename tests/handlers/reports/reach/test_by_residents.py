"""Openings that residents ran alone: known of each of them, or said to be not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.counted import ByResidents
from handlers.reports.reach.disclosure import for_funder
from handlers.reports.text import summary
from storage.database import Database
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, PARTNER, Role
from storage.repositories.rooms.openings import Opening
from storage.store import Store
from storage.tables.people import people
from tests.handlers.reports.made_reports import NOW, W47, figures, lines, local

HOUR = timedelta(hours=1)
FATMA, NOUR, NOOR = 1, 2, 3
KEY = Role(KEY_HOLDER, "h-buurt")
MONDAY = local("2026-11-16 10:00")


@pytest.fixture
def both(database: Database) -> Iterator[Store]:
    """All three hold a key; Nour coordinates as well, and Noor answers for a partner."""
    with database.writing() as store:
        point = store.connection.begin_nested()
        rows = [
            {"id": one, "channel": "web", "address": b"", "address_hash": bytes([one])}
            for one in (FATMA, NOUR, NOOR)
        ]
        store.connection.execute(insert(people), rows)
        long_ago = MONDAY - timedelta(days=900)
        for person, roles in {
            FATMA: [KEY],
            NOUR: [KEY, Role(COORDINATOR, "")],
            NOOR: [KEY, Role(PARTNER, "debts")],
        }.items():
            for role in roles:
                store.roles.give(person, role, long_ago)
        yield store
        point.rollback()


def opens(store: Store, person: int, at: datetime = MONDAY) -> Opening:
    made = store.openings.open(
        "h-buurt", at.date(), person, now=at, expected_end=at + 2 * HOUR, end_is_planned=True
    )
    assert made
    return made[0]


def runs(store: Store, person: int, at: datetime = MONDAY, *, closer: int = 0) -> Opening:
    """Somebody opens and closes after two hours, or somebody else closes."""
    opening = opens(store, person, at)
    store.openings.close(opening, closer or person, closed_at=at + 2 * HOUR, now=at + 2 * HOUR)
    return opening


def told(store: Store, view: NeighbourhoodView, now: datetime = NOW) -> ByResidents:
    return figures(make_report(view, store, W47, now), "h-buurt").by_residents


@pytest.mark.parametrize("person", [NOUR, NOOR])
def test_what_a_paid_person_has_a_hand_in_is_not_of_residents_alone(
    both: Store, view: NeighbourhoodView, person: int
) -> None:
    runs(both, FATMA)
    runs(both, person, MONDAY + 4 * HOUR)
    runs(both, FATMA, MONDAY + 8 * HOUR, closer=person)
    counted = runs(both, FATMA, MONDAY + 24 * HOUR)
    both.openings.count(counted, person, visits=5, now=MONDAY + 27 * HOUR)
    assert told(both, view) == ByResidents(1, 4)


def test_it_goes_by_the_role_that_somebody_had_then(both: Store, view: NeighbourhoodView) -> None:
    runs(both, FATMA)
    both.roles.give(FATMA, Role(COORDINATOR, ""), MONDAY + 24 * HOUR)
    runs(both, FATMA, MONDAY + 48 * HOUR)
    (own,) = [one for one in both.roles.everybody() if one.person == NOUR and one.role != KEY]
    both.roles.end(own.id, MONDAY + 24 * HOUR)
    runs(both, NOUR, MONDAY + 72 * HOUR)
    assert told(both, view) == ByResidents(2, 3)


def test_what_the_program_did_or_was_taken_back_is_nobodys_hand(
    both: Store, view: NeighbourhoodView
) -> None:
    first = opens(both, FATMA)
    both.openings.close_by_estimate(first, MONDAY + 2 * HOUR, MONDAY + 3 * HOUR)
    second = opens(both, FATMA, MONDAY + 4 * HOUR)
    change = both.openings.count(second, NOUR, visits=9, now=MONDAY + 5 * HOUR)
    assert both.openings.undo(change, person=NOUR, rooms=["h-buurt"], now=MONDAY + 5 * HOUR)
    assert told(both, view) == ByResidents(2, 2)


def test_of_somebody_who_was_forgotten_or_after_a_year_it_is_not_known(
    both: Store, view: NeighbourhoodView
) -> None:
    runs(both, FATMA)
    runs(both, NOUR, MONDAY + 4 * HOUR)
    assert told(both, view) == ByResidents(1, 2)
    # That a coordinator was there is known for longer than that none was.
    assert told(both, view, NOW + timedelta(days=370)) == ByResidents(0, 1)
    both.people.forget(FATMA)
    assert told(both, view) == ByResidents(0, 1)
    both.people.forget(NOUR)
    assert told(both, view) == ByResidents(None, 0)
    report = make_report(view, both, W47, NOW)
    assert "🔑 Run by residents alone: not known." in lines(summary.summary(report, view))


def test_before_a_room_is_measured_nothing_is_known_of_it(
    both: Store, view: NeighbourhoodView
) -> None:
    runs(both, FATMA)
    early = make_report(view, both, Period.month("2026-10"), NOW)
    assert early.total.by_residents == ByResidents()
    report = make_report(view, both, W47, NOW)
    assert figures(report, "kg-buurt").by_residents == ByResidents()
    assert report.total.by_residents == ByResidents(1, 1)
    said = "🔑 Residents alone ran 1 opening. Known: 1 of 1."
    assert said in lines(summary.summary(report, view))
    assert said in lines(summary.room_summary(report, "h-buurt", view))


def test_a_funder_reads_it_of_all_rooms_together_where_enough_people_opened(
    both: Store, view: NeighbourhoodView
) -> None:
    runs(both, FATMA)
    published = for_funder(make_report(view, both, W47, NOW)).to_dict()
    nothing = {"openings": None, "of": None}
    assert [room["by_residents"] for room in published["rooms"]] == [nothing] * 2
    assert published["total"]["by_residents"] == nothing
    assert "total.by_residents.openings" in published["suppressed"]
