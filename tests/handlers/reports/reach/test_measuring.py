"""Before the first opening, or the day that a coordinator set, nothing is known: not zero."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.history import history
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.counted import rounded
from handlers.reports.reach.figures import Figures, YearToDate
from handlers.reports.text import summary
from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.rooms.contacts import Contact
from storage.repositories.rooms.participants import CHECKIN
from storage.store import Store
from tests.handlers.reports.made_reports import NOW, W47, figures, held, keep, lines, local, wrote

# What is said of a room that is measured, besides numbers.
NO_NUMBERS = {"referrals", "measuring_since", "attended_counted", "by_residents", "steps_to_work"}
NUMBERS = [field.name for field in fields(Figures) if field.name not in NO_NUMBERS]


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path, keys: KeyRing) -> Iterator[Store]:
    """A database in which nothing was ever logged."""
    shutil.copy(sqlite_template, tmp_path / "fresh.db")
    database = Database(f"sqlite:///{tmp_path}/fresh.db", keys)
    with database.writing() as opened:
        yield opened
    database.close()


def known(one: Figures) -> dict[str, int]:
    return {key: number for key in NUMBERS if (number := getattr(one, key)) is not None}


@pytest.mark.parametrize("period", ["2026-W47", "2026-11", "2026-Q4", "2026"])
def test_a_fresh_neighbourhood_knows_nothing_and_says_so(
    view: NeighbourhoodView, store: Store, period: str
) -> None:
    report = make_report(view, store, Period.named(period), NOW)
    assert [known(one) for one in (report.total, *(room.figures for room in report.rooms))] == [
        {}
    ] * 3
    assert report.year_to_date == YearToDate()
    assert report.targets.expected_by_now is None
    assert report.to_dict()["coverage"] == {"openings": None, "counted": None}
    assert report.to_dict()["total"]["measuring_since"] is None
    said = "\n".join(lines(summary.summary(report, view)))
    assert "not known" in said
    assert not any(
        lie in said for lie in ("👥 0", "👥 Visits: 0", "Behind", "No opening was logged")
    )
    assert {past.visits for past in history(view, store, Period.named(period), NOW)} == {None}


def test_a_room_is_measured_from_its_first_opening_on(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(
        store,
        held("h-buurt", "2026-11-10 10:00", "2026-11-10 12:00", visits=9, undone_at=NOW),
        held("h-buurt", "2026-11-19 10:00", "2026-11-19 12:00", visits=5, new_faces=2),
    )
    report = make_report(view, store, W47, NOW)
    own, other = figures(report, "h-buurt"), figures(report, "kg-buurt")
    assert own.measuring_since == report.total.measuring_since == date(2026, 11, 19)
    # Thursday and Friday, two blocks each.
    assert (own.planned, own.planned_covered, own.minutes_planned) == (4, 1, 2 * (120 + 180))
    assert known(other) == {}
    assert (report.total.planned, report.total.visits) == (4, 5)
    assert [room.id for room in report.unmeasured] == ["kg-buurt"]
    assert report.rooms[0].unlogged_days == (date(2026, 11, 20),)
    assert (report.previous.visits, report.previous.openings) == (None, None)
    earlier = make_report(view, store, Period.week("2026-W46"), NOW)
    assert known(earlier.total) == {}
    assert earlier.total.measuring_since == date(2026, 11, 19)


@pytest.mark.parametrize("period", ["2026-W47", "2026-10", "2026-Q4", "2026"])
def test_where_an_opening_was_planned_and_none_was_logged_nobody_knows_who_came(
    view: NeighbourhoodView, store: Store, period: str
) -> None:
    for room in view.rooms:
        store.measured.set(room, date(2026, 3, 1))
    report = make_report(view, store, Period.named(period), NOW)
    people = ("visits", "new_faces", "participants", "volunteers", "minutes_open")
    for figures_of in (report.total, *(room.figures for room in report.rooms)):
        assert figures_of.openings == 0 < (figures_of.planned or 0)
        assert [getattr(figures_of, key) for key in people] == [None] * 5
    year = report.to_dict()["year_to_date"]
    assert [year[key] for key in ("participants", "volunteers", "visits")] == [None] * 3
    # One room that logged an opening is all that is known of both.
    keep(store, held("h-buurt", "2026-10-01 10:00", "2026-10-01 12:00", visits=5, new_faces=2))
    if period != "2026-W47":
        report = make_report(view, store, Period.named(period), NOW)
        assert (report.total.visits, report.total.new_faces) == (5, 2)
        assert figures(report, "kg-buurt").visits is None


def test_a_time_in_which_no_opening_was_planned_had_no_visits(
    view: NeighbourhoodView, store: Store
) -> None:
    store.measured.set("h-buurt", date(2026, 3, 1))
    file = view.neighbourhood
    in_winter = view.rooms["h-buurt"].model_copy(update={"hours": "Jan Mo 10:00-12:00"})
    seasonal = NeighbourhoodView(file.model_copy(update={"rooms": (in_winter,)}))
    report = make_report(seasonal, store, W47, NOW)
    own = figures(report, "h-buurt")
    assert (own.planned, own.openings) == (0, 0)
    assert (own.visits, own.new_faces, own.participants, own.minutes_open) == (0, 0, 0, 0)


def test_what_is_expected_begins_where_measuring_does(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(store, held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=5, new_faces=2))
    report = make_report(view, store, W47, NOW)
    assert report.targets.expected_by_now == rounded(1300 * 7, 365)
    assert report.targets.participants == 1300
    said = "\n".join(lines(summary.summary(report, view)))
    assert "Plan since Monday 16 November: 25. Behind by 22." in said
    store.measured.set("kg-buurt", date(2025, 5, 1))
    assert make_report(view, store, W47, NOW).targets.expected_by_now == rounded(1300 * 326, 365)


@pytest.mark.parametrize("since", [date(2025, 1, 1), date(2026, 11, 17), date(2026, 11, 21)])
def test_a_coordinator_sets_the_day_and_what_was_before_it_does_not_count(
    view: NeighbourhoodView, store: Store, since: date
) -> None:
    days = [date(2026, 11, 16) + timedelta(days=number) for number in range(5)]
    for number, day in enumerate(days):
        keep(store, held("h-buurt", f"{day} 10:00", f"{day} 12:00", visits=10, new_faces=1))
        keep(store, held("kg-buurt", f"{day} 10:00", f"{day} 12:00", visits=1, person=9))
        store.participants.reached(number, "h-buurt", day, CHECKIN)
        store.contacts.wrote([Contact(person=number, language="ar", room="h-buurt")], day)
    store.measured.set("kg-buurt", date(2026, 1, 1))
    store.measured.set("h-buurt", since)
    report = make_report(view, store, W47, NOW)
    own, counted = figures(report, "h-buurt"), len([day for day in days if day >= since])
    assert own.measuring_since == since
    assert (own.visits, own.openings, own.contacts) == (counted * 10, counted, counted)
    # And the key-holder who opened.
    assert own.participants == counted * 2 + bool(counted)
    assert report.total.visits == counted * 10 + 5
    assert report.total.participants == (counted * 2 + 2 if counted else None)
    assert report.year_to_date.visits == counted * 10 + 5
    assert report.total.measuring_since == min(since, date(2026, 1, 1))


def test_a_day_that_was_set_can_be_taken_back(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("h-buurt", "2026-11-19 10:00", "2026-11-19 12:00", visits=5))
    store.measured.set("h-buurt", date(2026, 1, 1))
    store.measured.set("h-buurt", date(2026, 2, 2))
    assert store.measured.since(["h-buurt", "kg-buurt"]) == {"h-buurt": date(2026, 2, 2)}
    store.measured.clear("h-buurt")
    assert store.measured.since(["h-buurt"]) == {"h-buurt": date(2026, 11, 19)}


def test_who_wrote_is_known_before_any_room_is_measured(
    view: NeighbourhoodView, store: Store
) -> None:
    wrote(store, date(2026, 11, 18), "", 1, "ar")
    report = make_report(view, store, W47, NOW)
    assert (report.total.contacts, report.languages) == (1, {"ar": 1})
    assert report.total.visits is None


def test_a_room_closed_in_march_keeps_what_it_did(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("gone", "2026-03-02 10:00", "2026-03-02 12:00", visits=30))
    march = make_report(view, store, Period.month("2026-03"), NOW)
    assert [(room.id, room.figures.visits) for room in march.rooms][2:] == [("gone", 30)]
    assert [room.id for room in march.unmeasured] == ["h-buurt", "kg-buurt"]
    assert make_report(view, store, Period.month("2026-02"), NOW).total.visits is None


@pytest.mark.parametrize(
    ("week", "year", "last"),
    [
        ("2026-W53", 2026, "2026-12-31"),
        ("2026-W01", 2026, "2026-01-04"),
        ("2025-W01", 2025, "2025-01-05"),
        ("2027-W01", 2027, "2027-01-10"),
    ],
)
def test_a_week_belongs_to_the_year_of_its_thursday(
    view: NeighbourhoodView, store: Store, week: str, year: int, last: str
) -> None:
    period = Period.week(week)
    for day in ("2024-12-30", "2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"):
        keep(store, held("h-buurt", f"{day} 10:00", f"{day} 12:00", visits=1, new_faces=1))
    store.measured.set("h-buurt", date(2024, 1, 1))
    report = make_report(view, store, period, local("2027-01-20 10:00"))
    assert (report.year, report.targets.year) == (year, year)
    in_year = [
        day
        for day in ("2024-12-30", "2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")
        if f"{year}-01-01" <= day <= last
    ]
    assert report.year_to_date.visits == (len(in_year) or None)


@pytest.mark.parametrize(
    ("week", "ended"), [("2026-W01", 2025), ("2027-W01", None), ("2025-W01", 2024)]
)
def test_the_first_report_of_january_tells_how_the_year_ended(
    view: NeighbourhoodView, store: Store, week: str, ended: int | None
) -> None:
    store.measured.set("h-buurt", date(2024, 1, 1))
    for day in ("2024-06-03", "2025-06-02"):
        keep(store, held("h-buurt", f"{day} 10:00", f"{day} 12:00", visits=7, new_faces=3))
    report = make_report(view, store, Period.week(week), local("2027-01-20 10:00"))
    found = report.ended
    assert (found.plan.year if found else None) == ended
    said = "\n".join(lines(summary.summary(report, view)))
    assert (f"🏁 {ended} ended with 4 participants." in said) == (ended is not None)


def test_the_last_week_that_reaches_into_january_is_held_against_all_of_its_years_plan(
    view: NeighbourhoodView, store: Store
) -> None:
    store.measured.set("h-buurt", date(2026, 1, 1))
    report = make_report(view, store, Period.week("2026-W53"), local("2027-01-04 07:00"))
    assert report.targets.expected_by_now == 1300
    assert report.ended is None
