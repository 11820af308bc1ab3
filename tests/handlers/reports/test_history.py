"""What the charts of a report show: rooms, languages, topics, and the year against its plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rendering.text import write
from handlers.core.messages import Picture
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports import history
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.disclosure import for_funder
from handlers.reports.reach.figures import Before, Plan, Referrals, Report, RoomReport, YearToDate
from storage.store import Store
from tests.handlers.reports.made_reports import (
    ENGLISH,
    NOW,
    PATIENT,
    W47,
    draw_figures,
    held,
    keep,
    reports,
    wrote,
)


def named(picture: Picture) -> list[tuple[str, int | None]]:
    """What each bar is called, and its number."""
    return [(write(bar.label, ENGLISH), bar.number) for bar in picture.bars]


def titled(picture: Picture) -> str:
    return write(picture.title, ENGLISH)


@st.composite
def many_rooms(draw: st.DrawFn) -> Report:
    """A report of so many rooms that not each has a bar of its own."""
    rooms = tuple(
        RoomReport(f"room-{n}", f"Room {n}", draw_figures(draw), Before(None, 0, 0))
        for n in range(draw(st.integers(0, 60)))
    )
    return replace(draw(reports()), rooms=rooms)


@settings(PATIENT, max_examples=20)
@given(many_rooms())
def test_rooms_stand_side_by_side_and_none_is_lost_among_many(report: Report) -> None:
    bars = history.by_room(report).bars
    assert len(bars) == (min(len(report.rooms), 13))
    visits = [room.figures.visits for room in report.rooms]
    known = [one for one in visits if one is not None]
    assert sum(bar.number or 0 for bar in bars) == sum(known)
    assert all(bar.number is None for bar in bars) == (not known)
    for key, whole in (("openings_counted", "counted"), ("openings", "openings")):
        of_rooms = sum(getattr(room.figures, key) for room in report.rooms)
        assert sum(getattr(bar, whole) for bar in bars) == of_rooms
    own = [bar.number for bar in bars[:12]]
    assert own == sorted(own, key=lambda one: -1 if one is None else one, reverse=True)
    if len(report.rooms) > 13:
        last = write(bars[-1].label, ENGLISH)
        assert last == f"{len(report.rooms) - 12} other rooms"


@PATIENT
@given(reports())
def test_a_funders_pictures_show_no_more_than_the_report(report: Report) -> None:
    published = for_funder(report)
    shown = {room.name: room.figures.visits for room in published.rooms}
    assert dict(named(history.by_room(published))) == shown
    assert all(number is None for _, number in named(history.by_topic(published)))
    numbers = [number for _, number in named(history.by_language(published))]
    assert not {1, 2, 3, 4} & set(numbers)


def test_each_picture_says_of_which_period_it_is(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("kg-buurt", "2026-11-18 14:00", "2026-11-18 15:00", visits=7))
    wrote(store, date(2026, 11, 18), "", 1, "ar")
    wrote(store, date(2026, 11, 18), "", 2, "nl")
    wrote(store, date(2026, 11, 18), "", 3, "nl")
    wrote(store, date(2026, 11, 18), "", 4, "sw")
    report = make_report(view, store, W47, NOW)
    rooms, languages = history.by_room(report), history.by_language(report)
    assert titled(rooms) == "Visits by room: week 47 of 2026"
    assert named(rooms) == [("KG-buurt", 7), ("H-buurt", None)]
    assert titled(languages) == "Wrote to the bot: week 47 of 2026"
    assert named(languages) == [("Nederlands", 2), ("العربية", 1), ("Swahili", 1)]
    month = make_report(view, store, Period.month("2026-11"), NOW)
    assert titled(history.by_room(month)) == "Visits by room: November 2026"
    year = make_report(view, store, Period.year("2026"), NOW)
    assert titled(history.by_room(year)) == "Visits by room: 2026"


@pytest.mark.parametrize("kind", ["week", "month", "year"])
def test_a_trend_names_its_periods(view: NeighbourhoodView, store: Store, kind: str) -> None:
    keep(store, held("h-buurt", "2025-12-29 10:00", "2025-12-29 12:00", visits=7))
    period = Period.of(kind, date(2026, 1, 8))
    report = make_report(view, store, period, NOW)
    drawn = history.picture(report, history.history(view, store, period, NOW, count=3))
    assert [called for called, _ in named(drawn)][-2:] == {
        "week": ["Week 1", "Week 2"],
        "month": ["December 2025", "January 2026"],
        "year": ["2025", "2026"],
    }[kind]


@PATIENT
@given(reports(), st.dictionaries(st.sampled_from(["debt", "care", "work"]), st.integers(0, 50)))
def test_topics_are_those_that_somebody_asked_about(report: Report, asked: dict[str, int]) -> None:
    total = replace(report.total, referrals=Referrals(by_domain=asked))
    drawn = named(history.by_topic(replace(report, total=total)))
    numbers = [number for _, number in drawn]
    assert sorted(numbers, key=lambda n: n or 0) == sorted(n for n in asked.values() if n)
    assert numbers == sorted(numbers, key=lambda n: -(n or 0))


# --- the year and its plan -------------------------------------------------------------------


def test_the_year_so_far_is_held_against_its_plan(view: NeighbourhoodView, store: Store) -> None:
    keep(
        store,
        held("h-buurt", "2025-12-18 10:00", "2025-12-18 12:00", new_faces=90),
        held("h-buurt", "2026-09-17 10:00", "2026-09-17 12:00", new_faces=20),
        held("h-buurt", "2026-10-01 10:00", "2026-10-01 12:00"),
        held("kg-buurt", "2026-11-18 14:00", "2026-11-18 15:00", new_faces=5),
        held("kg-buurt", "2026-11-23 06:00", "2026-11-23 06:30", new_faces=40),
    )
    report = make_report(view, store, W47, NOW)
    months = history.year_so_far(view, store, report)
    drawn = history.towards_plan(report, months)
    assert titled(drawn) == "Participants in 2026, so far"
    # Of them one opened the room.
    assert named(drawn) == [("September", 21), ("October", 21), ("November", 26)]
    assert [(bar.counted, bar.openings) for bar in drawn.bars] == [(1, 1), (1, 2), (2, 3)]
    assert drawn.bars[-1].number == report.year_to_date.participants
    assert drawn.plan
    assert (write(drawn.plan.label, ENGLISH), drawn.plan.number) == ("Plan for 2026", 1300)


def test_before_anybody_counted_the_year_has_no_bar(view: NeighbourhoodView, store: Store) -> None:
    report = make_report(view, store, W47, NOW)
    assert history.year_so_far(view, store, report) == ()
    keep(store, held("h-buurt", "2026-11-18 10:00", "2026-11-18 12:00"))
    (bar,) = history.towards_plan(report, history.year_so_far(view, store, report)).bars
    assert (bar.number, bar.counted, bar.openings) == (None, 0, 1)


@pytest.mark.parametrize("promised", [None, 0])
def test_without_a_plan_there_is_no_line(
    view: NeighbourhoodView, store: Store, promised: int | None
) -> None:
    report = make_report(view, store, W47, NOW)
    drawn = history.towards_plan(replace(report, targets=Plan(2026, participants=promised)), ())
    assert drawn.plan is None


@PATIENT
@given(reports(), st.lists(st.none() | st.integers(0, 300), max_size=12))
def test_a_funders_year_tells_no_more_than_the_report(
    report: Report, reached: list[int | None]
) -> None:
    months = [(date(2026, 1, 31), YearToDate(one, 3, 2, 9, 9, 8, 7)) for one in reached]
    published = for_funder(report)
    drawn = history.towards_plan(published, history.year_for_funder(published, months))
    own = published.year_to_date.participants
    assert [bar.number for bar in drawn.bars] == ([own] if months else [])
