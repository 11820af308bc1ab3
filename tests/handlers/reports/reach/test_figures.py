"""The figures of a report are what counting by hand gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.history import history
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.counted import Coverage
from handlers.reports.reach.disclosure import for_funder
from handlers.reports.reach.figures import (
    Before,
    Plan,
    Share,
    YearToDate,
)
from handlers.reports.reach.parts.activities import Attendance
from handlers.reports.reach.year import plan
from storage.database import Database
from storage.neighbourhood.plan import Target
from storage.repositories.activities.sign_ups import CAME, IN
from storage.repositories.rooms.participants import CHECKIN, VOLUNTEER
from storage.store import Store
from storage.tables.activities import signups
from tests.handlers.reports.made_reports import (
    MINUTE,
    NOW,
    W47,
    figures,
    held,
    keep,
    local,
    measure,
    rows,
    wrote,
)


def test_the_report_has_the_keys_that_were_agreed(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=8))
    wrote(store, date(2026, 11, 16), "", 1, "ar")
    report = make_report(view, store, W47, NOW).to_dict()
    per_room = {
        *("openings", "openings_counted", "planned", "planned_covered", "minutes_open"),
        *("visits", "new_faces", "signups", "attended", "referrals"),
        *("contacts", "team_contacts", "web_visits", "participants", "volunteers"),
        *("measuring_since", "minutes_planned", "attended_counted", "missed"),
        *("volunteers_among_participants", "by_residents", "steps_to_work"),
    }
    assert report["period"] == {
        "kind": "week",
        "id": "2026-W47",
        "from": "2026-11-16",
        "to": "2026-11-22",
    }
    assert [set(room) for room in report["rooms"]] == [per_room | {"id", "name"}] * 2
    assert set(report["total"]) == per_room
    for one in (report["total"], *report["rooms"]):
        referrals = one["referrals"]
        assert set(referrals) == {
            *("made", "accepted", "closed", "got_help", "by_domain", "outcomes", "said"),
            *("median_days_to_answer", "median_days_to_outcome"),
        }
    assert set(report["total"]["by_residents"]) == {"openings", "of"}
    assert set(report["total"]["steps_to_work"]) == {
        *("offered", "started", "key_holders", "learning", "sheltered", "supported", "paid"),
    }
    assert report["districts"] == []
    assert set(report["year_to_date"]) == {
        *("participants", "volunteers", "rooms", "visits", "estimate"),
    }
    assert set(report["targets"]) == {
        "year",
        "rooms",
        "volunteers",
        "participants",
        "expected_by_now",
    }
    assert set(report["population"]) == {"low", "high", "share_low", "share_high"}
    assert report["languages"] == {"ar": 1}
    assert report["coverage"] == {"openings": 1, "counted": 1}
    assert "suppressed" not in report
    assert "suppressed" in for_funder(make_report(view, store, W47, NOW)).to_dict()
    assert all(number is None or type(number) is int for number in numbers(report))


def numbers(part: Any) -> Iterator[Any]:
    """Every value of a report that should be a number."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key not in {"period", "id", "name", "suppressed", "measuring_since"}:
                yield from numbers(value)
    elif isinstance(part, list):
        for value in part:
            yield from numbers(value)
    else:
        yield part


@settings(
    max_examples=35, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=rows(), hours=st.integers(-24 * 9, 24))
def test_figures_are_what_counting_by_hand_gives(
    database: Database, view: NeighbourhoodView, rows: list[dict[str, Any]], hours: int
) -> None:
    now = NOW + timedelta(hours=hours)
    rows = [row for row in rows if max(row["opened_at"], row["closed_at"] or now) <= now]
    with database.writing() as store:
        point = store.connection.begin_nested()
        measure(store)
        keep(store, *rows)
        if now < local("2026-11-16 00:00"):
            with pytest.raises(ValueError, match="not begun"):
                make_report(view, store, W47, now)
            point.rollback()
            return
        report = make_report(view, store, W47, now)
        point.rollback()
    valid = [row for row in rows if not row["undone_at"]]
    for row in valid:
        midnight = datetime.combine(row["day"] + timedelta(days=1), time(), view.zone)
        row["end"] = row["closed_at"] or min(now, max(row["expected_end"], midnight))
    for room in report.rooms:
        own = [row for row in valid if row["room"] == room.id]
        week = [row for row in own if W47.first <= row["day"] <= W47.last]
        counted = [row["visits"] for row in week if row["visits"] is not None]
        asked = [row["new_faces"] for row in week if row["new_faces"] is not None]
        blocks = [
            block
            for block in view.timetables[room.id].blocks(W47.first, W47.last)
            if block.start <= now
        ]
        covered = [
            any(
                min(row["end"], block.end) - max(row["opened_at"], block.start) >= MINUTE
                for row in own
            )
            for block in blocks
        ]
        found = room.figures
        assert (found.openings, found.openings_counted) == (len(week), len(counted))
        # Nothing was planned, nothing was logged: nobody came. Else nobody knows who came.
        is_closed = not week and not blocks
        assert found.visits == (sum(counted) if counted or is_closed else None)
        assert found.new_faces == (sum(asked) if asked or is_closed else None)
        helpers = {row["helper"] for row in week}
        is_known = found.new_faces is not None
        assert found.participants == (found.new_faces + len(helpers) if is_known else None)
        is_logged = is_closed or bool(week)
        assert found.volunteers_among_participants == (len(helpers) if is_logged else None)
        assert (found.planned, found.planned_covered) == (len(blocks), sum(covered))
        minutes = sum((row["end"] - row["opened_at"]) // MINUTE for row in week)
        assert found.minutes_open == (minutes if is_logged else None)
        assert found.volunteers == found.volunteers_among_participants
        open_days = {
            block.start.date() for block, is_held in zip(blocks, covered, strict=True) if is_held
        }
        open_days |= {row["day"] for row in own} | {b.start.date() for b in blocks if b.end > now}
        assert set(room.unlogged_days) == {block.start.date() for block in blocks} - open_days
    for key in ("openings", "openings_counted", "planned", "planned_covered"):
        assert getattr(report.total, key) == sum(getattr(one.figures, key) for one in report.rooms)
    for key in ("visits", "minutes_open"):
        known = [number for one in report.rooms if (number := getattr(one.figures, key))]
        assert (getattr(report.total, key) or 0) == sum(known)


def test_participants_are_who_checked_in_who_was_new_without_a_phone_and_who_opened(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(store, held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=8, new_faces=3))
    for person in (1, 2, 3):
        store.participants.reached(person, "h-buurt", W47.first, CHECKIN)
    assert figures(make_report(view, store, W47, NOW), "h-buurt").participants == 3 + 3 + 1


def test_who_helps_is_a_volunteer_and_who_only_comes_in_is_none(
    view: NeighbourhoodView, store: Store
) -> None:
    store.participants.reached(7, "h-buurt", W47.first, VOLUNTEER)
    store.participants.reached(8, "h-buurt", W47.first, CHECKIN)
    assert figures(make_report(view, store, W47, NOW), "h-buurt").volunteers == 1


def sign_up(store: Store, state: str) -> None:
    """Two people for an activity in one room, five in the other one."""
    places = [
        {
            "activity": room,
            "start": NOW,
            "room": room,
            "day": W47.first,
            "since": NOW,
            "size": size,
            "state": state,
        }
        for room, size in (("h-buurt", 2), ("kg-buurt", 5))
    ]
    store.connection.execute(insert(signups), places)


def test_sign_ups_count_for_the_room_of_their_activity(
    view: NeighbourhoodView, store: Store
) -> None:
    sign_up(store, IN)
    report = make_report(view, store, W47, NOW)
    assert [figures(report, room).signups for room in ("h-buurt", "kg-buurt")] == [2, 5]


def test_not_counted_is_not_zero(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00"))
    report = make_report(view, store, W47, NOW)
    assert figures(report, "h-buurt").visits is None
    assert figures(report, "kg-buurt").visits is None
    assert report.total.visits is None
    assert report.year_to_date.visits is None
    # Whoever opened the room was there; who else came nobody knows.
    assert (report.year_to_date.participants, report.year_to_date.volunteers) == (None, 1)
    assert report.total.signups is None
    assert report.total.referrals.made == 0
    keep(store, held("kg-buurt", "2026-11-18 14:00", "2026-11-18 17:00", visits=0))
    assert make_report(view, store, W47, NOW).total.visits == 0


def test_the_week_before_is_told(view: NeighbourhoodView, store: Store) -> None:
    keep(
        store,
        held("h-buurt", "2026-11-09 10:00", "2026-11-09 12:00", visits=5),
        held("h-buurt", "2026-11-10 10:00", "2026-11-10 12:00"),
    )
    assert make_report(view, store, W47, NOW).previous == Before(5, 2, 1)


def test_a_year_runs_from_new_year_to_the_end_of_the_week(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(
        store,
        held("h-buurt", "2025-12-31 10:00", "2025-12-31 12:00", visits=100, new_faces=50),
        held("h-buurt", "2026-01-02 10:00", "2026-01-02 12:00", visits=10, new_faces=7),
        held("kg-buurt", "2026-02-04 14:00", "2026-02-04 17:00", visits=20, new_faces=3, person=2),
    )
    first_week = make_report(view, store, Period.week("2026-W01"), NOW)
    assert first_week.total.visits == 110
    assert first_week.year_to_date == YearToDate(7 + 1, 1, 1, 10, 1, 1, 1)
    assert make_report(view, store, W47, NOW).year_to_date == YearToDate(10 + 2, 2, 2, 30, 2, 2, 2)


def test_the_plan_is_scaled_by_the_days_that_passed(view: NeighbourhoodView, store: Store) -> None:
    # Sunday 22 November is day 326 of 365.
    plan = make_report(view, store, W47, NOW).targets
    assert plan == Plan(2026, 2, 30, 1300, round(1300 * 326 / 365))
    running = make_report(view, store, Period.year("2026"), NOW)
    assert running.targets.expected_by_now == round(1300 * 327 / 365)
    assert make_report(view, store, Period.year("2025"), NOW).targets == Plan(2025)


def test_the_share_of_the_population_is_in_percent(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("h-buurt", "2026-03-02 10:00", "2026-03-02 12:00", new_faces=1204))
    assert make_report(view, store, W47, NOW).population == Share(4000, 6000, 20, 30)


def test_one_room_is_not_held_against_the_plan_for_all(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(store, held("kg-buurt", "2026-11-18 14:00", "2026-11-18 17:00", visits=9, new_faces=2))
    for person in (1, 2):
        wrote(store, date(2026, 11, 18), "", person, "ar")
    wrote(store, date(2026, 11, 18), "h-buurt", 1, "ar")
    report = make_report(view, store, W47, NOW, ["h-buurt"])
    assert [room.id for room in report.rooms] == ["h-buurt"]
    assert report.total.visits is None
    assert report.total.contacts == 1
    assert report.languages == {"ar": 1}
    assert report.targets == Plan(2026)
    assert report.population == Share()
    with pytest.raises(ValueError, match='There is no room "x"'):
        make_report(view, store, W47, NOW, ["x"])


@pytest.mark.parametrize(("until", "covered"), [("10:01:00", 1), ("10:00:59", 0)])
def test_a_block_is_covered_from_a_minute_on(
    view: NeighbourhoodView, store: Store, until: str, covered: int
) -> None:
    keep(store, held("h-buurt", "2026-11-16 09:00", f"2026-11-16 {until}"))
    assert figures(make_report(view, store, W47, NOW), "h-buurt").planned_covered == covered


def test_a_night_belongs_to_the_day_it_began(view: NeighbourhoodView, store: Store) -> None:
    # Opened for Sunday's block after midnight, so in the next week by the clock.
    keep(store, held("kg-buurt", "2026-11-23 00:30", "2026-11-23 01:30", visits=4))
    late = make_report(view, store, W47, NOW)
    assert figures(late, "kg-buurt").planned_covered == 1
    assert figures(late, "kg-buurt").openings == 0


def test_the_night_of_the_clock_change_has_its_real_length(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(store, held("kg-buurt", "2026-10-24 23:00", "2026-10-25 04:00"))
    report = make_report(view, store, Period.week("2026-W43"), NOW)
    assert report.total.minutes_open == 6 * 60


def test_a_room_that_leaves_the_file_keeps_its_year(view: NeighbourhoodView, store: Store) -> None:
    keep(
        store,
        held("h-buurt", "2026-03-16 10:00", "2026-03-16 12:00", visits=30, new_faces=4),
        held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=8, new_faces=1),
        held("kg-buurt", "2026-11-18 14:00", "2026-11-18 17:00", visits=9, new_faces=2),
    )
    before = make_report(view, store, W47, NOW)
    left = view.neighbourhood.model_copy(update={"rooms": view.neighbourhood.rooms[1:]})
    after = make_report(NeighbourhoodView(left), store, W47, NOW)
    assert after.year_to_date == before.year_to_date
    assert after.total.visits == 17
    assert [(room.id, room.name) for room in after.rooms][1:] == [("h-buurt", "h-buurt")]
    assert [one.visits for one in history(NeighbourhoodView(left), store, W47, NOW)][-1] == 17


def test_a_room_that_left_in_january_keeps_its_year(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("h-buurt", "2026-01-12 10:00", "2026-01-12 12:00", visits=30, new_faces=4))
    left = view.neighbourhood.model_copy(update={"rooms": view.neighbourhood.rooms[1:]})
    assert make_report(NeighbourhoodView(left), store, W47, NOW).year_to_date.visits == 30


def test_two_rooms_that_left_do_not_hide_each_other(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("a-room-of-january", "2026-01-01 10:00", "2026-01-01 12:00", visits=30))
    keep(store, held("z-room-of-monday", "2026-11-16 10:00", "2026-11-16 12:00", visits=7))
    report = make_report(view, store, W47, NOW)
    assert report.year_to_date.visits == 37
    assert "z-room-of-monday" in {room.id for room in report.rooms}


def test_at_the_end_of_a_leap_year_all_of_the_plan_is_expected(view: NeighbourhoodView) -> None:
    target = Target(year=2028, rooms=4, volunteers=150, participants=1_700)
    planned = view.neighbourhood.model_copy(update={"targets": (target,)})
    since = {"h-buurt": date(2020, 1, 1)}
    found = plan(NeighbourhoodView(planned), 2028, date(2028, 12, 31), since)
    assert found.expected_by_now == 1_700


def test_a_room_to_which_nobody_wrote_has_no_contacts(
    view: NeighbourhoodView, store: Store
) -> None:
    report = make_report(view, store, W47, NOW)
    assert {room.figures.contacts for room in report.rooms} == {0}


def test_activities_of_all_rooms_are_added_up_and_those_that_came_stand_with_their_own(
    view: NeighbourhoodView, store: Store
) -> None:
    sign_up(store, CAME)
    report = make_report(view, store, W47, NOW)
    rooms = [figures(report, room) for room in ("h-buurt", "kg-buurt")]
    assert [(room.signups, room.attended) for room in rooms] == [(2, 2), (5, 5)]
    assert (report.total.signups, report.total.attended) == (7, 7)


def test_a_room_that_nobody_closes_is_not_open_for_days(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(store, held("h-buurt", "2026-11-18 10:00"))
    soon = make_report(view, store, W47, local("2026-11-18 10:45"))
    assert soon.total.minutes_open == 45
    assert make_report(view, store, W47, NOW).total.minutes_open == 14 * 60


def test_a_block_that_still_runs_was_not_missed(view: NeighbourhoodView, store: Store) -> None:
    report = make_report(view, store, W47, local("2026-11-16 10:30"))
    assert figures(report, "h-buurt").planned == 1
    assert report.rooms[0].unlogged_days == ()
    over = make_report(view, store, W47, local("2026-11-16 16:00"))
    assert over.rooms[0].unlogged_days == (date(2026, 11, 16),)


KNOWN = st.builds(
    lambda came, times: Attendance(came, came, 0, Coverage(times, times + 3)),
    st.integers(1, 9),
    st.integers(1, 9),
)
NOT_HELD, UNSEEN = Attendance(0, 0, 0, Coverage(0, 0)), Attendance(5, None, None, Coverage(0, 125))


@given(st.permutations([NOT_HELD, NOT_HELD, UNSEEN, UNSEEN]))
def test_a_room_in_which_nothing_took_place_tells_nothing_of_one_in_which_nobody_counted(
    rooms: list[Attendance],
) -> None:
    together = sum(rooms, start=Attendance())
    assert (together.attended, together.missed) == (None, None)
    assert together.counted == Coverage(0, 250)


@given(st.lists(KNOWN, min_size=1), st.lists(st.sampled_from([NOT_HELD, UNSEEN])))
def test_what_was_counted_anywhere_is_known_with_how_often_that_was(
    known: list[Attendance], others: list[Attendance]
) -> None:
    together = sum([*others, *known], start=Attendance())
    assert together.attended == sum(one.attended or 0 for one in known)
    assert together.counted.counted == sum(one.counted.counted or 0 for one in known)
