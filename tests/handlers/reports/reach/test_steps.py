"""Steps to work: what the bot saw or was told, for the team; what is erased is not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.files.documents import for_key_holder
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.counted import Steps
from handlers.reports.reach.disclosure import for_funder
from handlers.reports.text import summary
from storage.database import Database
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.repositories.rooms.participants import VOLUNTEER
from storage.repositories.volunteering.steps_to_work import WorkStep
from storage.store import Store
from storage.tables.people import people
from tests.handlers.reports.made_reports import NOW, W47, figures, lines, local, measure

TUESDAY = local("2026-11-17 11:00")
ROOMS = ("h-buurt", "kg-buurt")


@pytest.fixture
def helping(database: Database) -> Iterator[Store]:
    """Person 1 offered in both rooms and joined; person 2 got a key; person 3 has a paid job."""
    with database.writing() as store:
        point = store.connection.begin_nested()
        rows = [
            {"id": one, "channel": "web", "address": b"", "address_hash": bytes([one])}
            for one in (1, 2, 3)
        ]
        store.connection.execute(insert(people), rows)
        measure(store)
        for room in ROOMS:
            store.offers.make(1, room=room, what="cook", when="any", now=TUESDAY)
        store.offers.make(
            2, room="h-buurt", what="cook", when="any", now=TUESDAY - timedelta(days=9)
        )
        store.participants.reached(1, "h-buurt", TUESDAY.date(), VOLUNTEER)
        store.roles.give(2, Role(KEY_HOLDER, "kg-buurt"), TUESDAY)
        for step in (WorkStep.PAID, WorkStep.LEARNING):
            number = store.steps_to_work.propose(
                3, room="h-buurt", step=step, day=TUESDAY.date(), proposed_by=2
            )
            if step == WorkStep.PAID:
                store.steps_to_work.agree(number, TUESDAY)
        yield store
        point.rollback()


def test_people_are_counted_once_and_only_what_they_said_yes_to(
    helping: Store, view: NeighbourhoodView
) -> None:
    report = make_report(view, helping, W47, NOW)
    assert figures(report, "h-buurt").steps_to_work == Steps(1, 1, 0, paid=1)
    assert figures(report, "kg-buurt").steps_to_work == Steps(1, 0, 1)
    assert report.total.steps_to_work == Steps(1, 1, 1, paid=1)
    said = lines(summary.summary(report, view))
    assert [line for line in said if line[0] in "🌱🪜"] == [
        "🌱 Offered to help: 1. Started: 1. New key-holders: 1.",
        "🪜 Steps to work. Paid jobs: 1.",
    ]


def test_what_is_erased_after_a_year_is_not_known_and_a_step_nobody_noted_is_no_nought(
    helping: Store, view: NeighbourhoodView
) -> None:
    later = NOW + timedelta(days=370)
    assert make_report(view, helping, W47, later).total.steps_to_work == Steps(1, 1, 1, paid=1)
    much_later = NOW + timedelta(days=420)
    assert make_report(view, helping, W47, much_later).total.steps_to_work == Steps(
        started=1, paid=1
    )
    # A year is told of in the January after it.
    january = local("2027-01-30 08:00")
    assert make_report(view, helping, Period.year("2026"), january).total.steps_to_work == Steps(
        2, 1, 1, paid=1
    )


def test_where_nothing_is_measured_nobody_is_not_nought(
    helping: Store, view: NeighbourhoodView
) -> None:
    for room in ROOMS:
        helping.measured.set(room, date(2026, 12, 1))
    for room in (*ROOMS, ""):
        steps = make_report(view, helping, Period.month("2026-10"), NOW).total.steps_to_work
        assert steps == Steps(), room


def test_only_the_coordinator_reads_of_steps(helping: Store, view: NeighbourhoodView) -> None:
    report = make_report(view, helping, W47, NOW)
    for room in ROOMS:
        said = "\n".join(lines(summary.room_summary(report, room, view)))
        assert not any(word in said for word in ("🌱", "🪜", "job"))
    assert make_report(view, helping, W47, NOW, ["h-buurt"]).total.steps_to_work == Steps()
    # Also where the own room is all there is.
    own = for_key_holder(report)
    assert {one.steps_to_work for one in (own.total, *(room.figures for room in own.rooms))} == {
        Steps()
    }
    published = for_funder(report)
    told = published.to_dict()
    assert [one["steps_to_work"]["paid"] for one in (told["total"], *told["rooms"])] == [None] * 3
    assert "total.steps_to_work.paid" in told["suppressed"]
    assert "Paid jobs" not in "\n".join(lines(summary.summary(published, view)))
