"""The report says what happened, what was not counted, and nothing that singles anybody out."""

from __future__ import annotations

import itertools
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from bot.rendering.buttons import units
from bot.rendering.text import Reader, write
from handlers.core.messages import Text
from handlers.neighbourhood.view import NeighbourhoodView
from handlers.reports.calculation import make_report
from handlers.reports.disclosure import SMALL, for_funder, shown
from handlers.reports.figures import (
    Before,
    Course,
    Figures,
    Plan,
    Report,
    RoomReport,
    Share,
    YearToDate,
)
from handlers.reports.history import history, history_for_funder, picture
from handlers.reports.period import Period
from handlers.reports.text import summary
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.help_requests.states import (
    ACCEPTED,
    CANCELLED,
    COMPLETED,
    HELPER,
    RESIDENT,
)
from storage.store import Store
from storage.tables.rooms import contacts, openings

ENGLISH = Reader(("en",))
# A busy machine is not a mistake.
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Monday 23 November 2026, 07:00 in Amsterdam: week 47 is over.
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
W47 = Period.week("2026-W47")
FILE = """
name = "Teststreet"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl", "en"]
population = { low = 4000, high = 6000 }

[[rooms]]
id = "h-buurt"
name = "H-buurt"
address = "Hofgeest 1"
hours = "Mo-Fr 10:00-12:00,13:00-16:00"

[[rooms]]
id = "kg-buurt"
name = "KG-buurt"
address = "Kraaiennest 2"
hours = "We 14:00-17:00; Su 22:00-02:00"

[[targets]]
year = 2026
rooms = 2
volunteers = 30
participants = 1300
"""


@pytest.fixture(scope="module")
def view() -> NeighbourhoodView:
    return NeighbourhoodView(read_text(FILE, "file.toml"))


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path, keys: KeyRing) -> Iterator[Store]:
    shutil.copy(sqlite_template, tmp_path / "one.db")
    database = Database(f"sqlite:///{tmp_path}/one.db", keys)
    with database.writing() as opened:
        yield opened
    database.close()


def held(room: str, start: str, end: str | None = None, **values: Any) -> dict[str, Any]:
    """An opening from local time to local time; nobody counted unless told."""
    opened = local(start)
    person = values.pop("person", 1)
    return {
        "room": room,
        "day": opened.date(),
        "opened_at": opened,
        "expected_end": opened + timedelta(hours=3),
        "end_is_planned": True,
        "closed_at": local(end) if end else None,
        "undone_at": None,
        "helper": f"{opened.year} {person}".encode().ljust(16),
        "visits": None,
        "new_faces": None,
        **values,
    }


def local(moment: str) -> datetime:
    zone = read_text(FILE, "file.toml").zone
    return datetime.fromisoformat(moment).replace(tzinfo=zone)


def keep(store: Store, *rows: dict[str, Any]) -> None:
    if rows:
        store.connection.execute(insert(openings), list(rows))


def wrote(store: Store, day: date, room: str, person: int, tag: str) -> None:
    row = {"day": day, "room": room, "mark": bytes([person]) * 16, "language": tag}
    store.connection.execute(insert(contacts), row)


def figures(report: Report, room: str) -> Figures:
    return next(one.figures for one in report.rooms if one.id == room)


# --- periods ---------------------------------------------------------------------------------


@PATIENT
@given(
    kind=st.sampled_from(["week", "month", "year"]),
    day=st.dates(date(2001, 1, 1), date(2999, 6, 1)),
)
@example(kind="week", day=date(2027, 1, 3))
def test_every_day_lies_in_one_period_that_can_be_named(kind: str, day: date) -> None:
    period = Period.of(kind, day)
    assert period.first <= day <= period.last
    assert getattr(Period, kind)(period.id) == period
    assert period.previous().last == period.first - timedelta(days=1)
    assert period.previous().kind == kind


def test_a_week_is_an_iso_week() -> None:
    assert Period.week("2026-W47") == Period(
        "week", "2026-W47", date(2026, 11, 16), date(2026, 11, 22)
    )
    assert Period.week(" 2026w7 ").id == "2026-W07"
    assert Period.week("2026-W53").last == date(2027, 1, 3)
    assert Period.last_week(date(2027, 1, 4)).id == "2026-W53"
    assert Period.last_week(date(2026, 11, 22)).id == "2026-W46"
    assert Period.month("2028-02").last == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("week", word)
        for word in ("2027-W53", "2026-W54", "2026-W00", "47", "", "0000-W01", "9999-W52")
    ]
    + [("month", word) for word in ("2026-13", "2026-00", "november", "2026-11-01")]
    + [("year", word) for word in ("26", "2026-W47", "x", "9999")],
)
def test_what_is_no_period_is_refused_in_a_sentence(kind: str, typed: str) -> None:
    with pytest.raises(ValueError, match=r"^(The year \d+ has no|.* is not a ).*\.$"):
        getattr(Period, kind)(typed)


@PATIENT
@given(st.text())
def test_whatever_is_typed_is_a_week_or_a_plain_mistake(typed: str) -> None:
    try:
        found = Period.week(typed)
    except ValueError as problem:
        found = None
        said = str(problem)
    assert found.kind == "week" if found else said.endswith(".")


def test_a_week_that_has_not_begun_is_refused(view: NeighbourhoodView, store: Store) -> None:
    make_report(view, store, Period.week("2026-W48"), NOW)
    with pytest.raises(ValueError, match="The week 2026-W49 has not begun yet"):
        make_report(view, store, Period.week("2026-W49"), NOW)


# --- figures ---------------------------------------------------------------------------------


def test_the_report_has_the_keys_that_were_agreed(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=8))
    wrote(store, date(2026, 11, 16), "", 1, "ar")
    report = make_report(view, store, W47, NOW).to_dict()
    per_room = {
        *("openings", "openings_counted", "planned", "planned_covered", "minutes_open"),
        *("visits", "new_faces", "signups", "attended", "referrals"),
        *("contacts", "participants", "volunteers"),
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
        assert set(referrals) == {"made", "accepted", "closed", "got_help", "by_domain"}
    assert set(report["year_to_date"]) == {"participants", "volunteers", "rooms", "visits"}
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
            if key not in {"period", "id", "name", "suppressed"}:
                yield from numbers(value)
    elif isinstance(part, list):
        for value in part:
            yield from numbers(value)
    else:
        yield part


MINUTE = timedelta(minutes=1)


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Openings around week 47, any length, some of them undone, one of them going on."""
    made = []
    for number in range(draw(st.integers(0, 14))):
        start = local("2026-11-14 00:00") + draw(st.integers(0, 10 * 24 * 60)) * MINUTE
        row = held("h-buurt", str(start.replace(tzinfo=None)))
        end = start + draw(st.sampled_from([0, 1, 30, 90, 200, 600])) * MINUTE
        row |= {
            "room": draw(st.sampled_from(["h-buurt", "kg-buurt"])),
            "closed_at": end,
            "visits": draw(st.none() | st.integers(0, 30)),
            "new_faces": draw(st.none() | st.integers(0, 9)),
            "undone_at": draw(st.sampled_from([None, None, NOW])),
            "helper": bytes([draw(st.integers(1, 4))]) * 16,
        }
        if number == 0 and draw(st.booleans()):
            row |= {"closed_at": None, "expected_end": end}
        made.append(row)
    return made


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
        assert found.visits == (sum(counted) if counted or not week else None)
        assert found.new_faces == (sum(asked) if asked or not week else None)
        assert found.participants == found.new_faces
        assert (found.planned, found.planned_covered) == (len(blocks), sum(covered))
        assert found.minutes_open == sum((row["end"] - row["opened_at"]) // MINUTE for row in week)
        assert found.volunteers == len({row["helper"] for row in week})
        open_days = {
            block.start.date() for block, is_held in zip(blocks, covered, strict=True) if is_held
        }
        open_days |= {row["day"] for row in own} | {b.start.date() for b in blocks if b.end > now}
        assert set(room.closed_days) == {block.start.date() for block in blocks} - open_days
    for key in ("openings", "openings_counted", "planned", "planned_covered", "minutes_open"):
        assert getattr(report.total, key) == sum(getattr(one.figures, key) for one in report.rooms)
    if report.total.visits is not None:
        assert report.total.visits == sum(one.figures.visits or 0 for one in report.rooms)


def test_not_counted_is_not_zero(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00"))
    report = make_report(view, store, W47, NOW)
    assert figures(report, "h-buurt").visits is None
    assert figures(report, "kg-buurt").visits == 0
    assert report.total.visits is None
    assert report.year_to_date.visits is None
    assert report.year_to_date.participants is None
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
    assert first_week.year_to_date == YearToDate(7, 1, 1, 10, 1, 1, 1)
    assert make_report(view, store, W47, NOW).year_to_date == YearToDate(10, 2, 2, 30, 2, 2, 2)


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
    assert report.total.visits == 0
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
    assert report.rooms[0].closed_days == ()
    over = make_report(view, store, W47, local("2026-11-16 16:00"))
    assert over.rooms[0].closed_days == (date(2026, 11, 16),)


# --- what a funder may see -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rooms", "most"), [(1, 60), (2, 50), (3, 28), (4, 17), (5, 13), (6, 12), (7, 7), (8, 7)]
)
def test_even_who_knows_the_rule_cannot_tell_a_small_count(rooms: int, most: int) -> None:
    """Every possible line of counts: no published line has only one that could lie behind it."""
    behind: dict[Any, set[int]] = defaultdict(set)
    totals: dict[Any, set[int]] = defaultdict(set)
    for cells in itertools.combinations_with_replacement(range(most + 1), rooms):
        kept, total = shown(cells, sum(cells))
        published = tuple(kept), total
        # Counts that are left out may have changed places: nobody can tell.
        behind[published] |= {one for one, seen in zip(cells, kept, strict=True) if seen is None}
        totals[published].add(sum(cells))
    for published, could_be in behind.items():
        # Above `most` nothing was tried, so these lines have more behind them.
        if all(one is None or one + 2 <= most for one in published[0]):
            assert len(could_be) != 1 or could_be.isdisjoint(SMALL), published
            assert len(totals[published]) > 1 or totals[published].isdisjoint(SMALL), published


@PATIENT
@given(st.lists(st.none() | st.integers(0, 12) | st.integers(0, 400), min_size=1, max_size=50))
def test_a_total_leaves_every_small_count_open(cells: list[int | None]) -> None:
    kept, total = shown(cells, sum(one or 0 for one in cells))
    left_out = [place for place, one in enumerate(cells) if one is not None and kept[place] is None]
    small = [place for place in left_out if cells[place] in range(1, 5)]
    assert small == [place for place, one in enumerate(cells) if one in range(1, 5)]
    if len(small) == 1 and any(one for one in cells if one not in range(5)):
        assert len(left_out) == 2
    if total is None or not small:
        return
    # What somebody with a pencil finds, who takes every shown number as rounded by at most 2, and
    # even knows which count was left out as the second: that one is 5 or more.
    seen = [one for one in kept if one]
    others, second = len(small) - 1, len(left_out) - len(small)
    at_most = total + 2 - sum(max(one - 2, 5) for one in seen) - others - 5 * second
    at_least = total - 2 - sum(one + 2 for one in seen) - 4 * others
    assert at_most >= 4
    assert second or at_least <= 1


COUNT = st.none() | st.integers(0, 9) | st.integers(0, 300)
LANGUAGES = st.dictionaries(st.sampled_from(["nl", "ar", "ti", "tr"]), st.integers(1, 60))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    days = st.lists(st.dates(W47.first, W47.last), max_size=5, unique=True)
    parts = [
        RoomReport(
            f"room-{number}",
            f"Room {number}",
            draw_figures(draw),
            Before(draw(COUNT), draw(st.integers(0, 9)), draw(st.integers(0, 9))),
            tuple(draw(days)),
        )
        for number in range(draw(st.integers(1, 6)))
    ]

    def whole(key: str) -> int | None:
        known = [getattr(part.figures, key) for part in parts]
        return sum(one for one in known if one is not None) if any(known) else known[0]

    keys = ("visits", "new_faces", "contacts", "participants", "volunteers")
    total = replace(draw_figures(draw), **{key: whole(key) for key in keys})
    before = [part.previous.visits for part in parts]
    return Report(
        draw(st.sampled_from([W47, Period.month("2026-11"), Period.year("2026")])),
        date(2026, 11, 22),
        tuple(parts),
        total,
        Before(sum(one or 0 for one in before), 9, 8),
        YearToDate(draw(COUNT), draw(st.integers(0, 90)), 2, draw(COUNT), 90, 80, 85),
        draw(st.sampled_from([Plan(2026), Plan(2026, 2, 30, 1300, 100)])),
        Share(4000, 6000),
        draw(LANGUAGES),
    )


def draw_figures(draw: st.DrawFn) -> Figures:
    small = st.integers(0, 9)
    return Figures(
        *(draw(small) for _ in range(4)),
        draw(st.integers(0, 9999)),
        *(draw(COUNT) for _ in range(5)),
        draw(small),
    )


@PATIENT
@given(reports())
def test_a_funder_sees_no_small_count_of_people(report: Report) -> None:
    made = for_funder(report)
    people_counted = ("visits", "new_faces", "contacts", "participants", "volunteers")
    cells = [
        getattr(one, key)
        for one in (made.total, *(r.figures for r in made.rooms))
        for key in people_counted
    ]
    cells += [made.previous.visits, *made.languages.values()]
    year = made.year_to_date
    cells += [year.participants, year.volunteers, year.visits]
    assert all(cell is None or cell % 5 == 0 for cell in cells)
    by_language, total = list(report.languages.values()), report.total.contacts
    hides = shown(by_language, total, adds_up=False)[1] is None
    assert made.total.contacts is None or not hides
    for key in people_counted:
        if report.period.kind == "year" and key in {"participants", "volunteers", "visits"}:
            assert getattr(made.total, key) is not None or getattr(year, key) is None
    assert [room.figures.minutes_open for room in made.rooms] == [
        room.figures.minutes_open for room in report.rooms
    ]


@PATIENT
@given(reports())
def test_a_funder_sees_new_faces_only_where_they_are_all_the_participants(report: Report) -> None:
    made = for_funder(report)
    lines = [(report.total, made.total)]
    lines += [(b.figures, a.figures) for b, a in zip(report.rooms, made.rooms, strict=True)]
    differ = any((before.participants or 0) != (before.new_faces or 0) for before, _ in lines)
    for before, after in lines:
        if differ:
            assert after.new_faces is None
        else:
            assert (after.new_faces or 0) == (after.participants or 0)
        assert before.participants is not None or after.participants is None


def test_participants_do_not_tell_the_new_faces_that_are_left_out() -> None:
    """4, 7 and 12 new faces: with 10, 7 and 12 participants beside them, the 4 could be found."""
    new_faces, participants = (4, 7, 12), (10, 7, 12)
    nothing = Figures(5, 5, 5, 5, 900, 50, 0, 0, 0, 0, 5)
    parts = tuple(
        RoomReport(
            f"room-{place}",
            f"Room {place}",
            replace(nothing, new_faces=one, participants=other),
            Before(50, 5, 5),
        )
        for place, (one, other) in enumerate(zip(new_faces, participants, strict=True))
    )
    total = replace(nothing, visits=150, new_faces=23, participants=29)
    report = Report(
        W47,
        W47.last,
        parts,
        total,
        Before(150, 15, 15),
        YearToDate(400, 30, 3, 9000, 90, 80, 85),
        Plan(2026),
        Share(),
        {},
    )
    made = for_funder(report)
    assert [room.figures.new_faces for room in made.rooms] == [None, None, None]
    assert made.total.new_faces is None
    assert [room.figures.participants for room in made.rooms] == [10, 5, 10]
    assert "total.new_faces" in (made.suppressed or ())


@PATIENT
@given(reports())
def test_what_is_left_out_is_listed(report: Report) -> None:
    before, made = report.to_dict(), for_funder(report).to_dict()
    listed = set(made["suppressed"])
    for place, room in enumerate(before["rooms"]):
        for key, number in room.items():
            gone = number is not None and made["rooms"][place][key] is None
            assert gone == (f"rooms.{room['id']}.{key}" in listed)
    for part in ("total", "year_to_date", "languages", "previous"):
        for key, number in before[part].items():
            gone = number is not None and made[part][key] is None
            assert gone == (f"{part}.{key}" in listed)


# --- in words --------------------------------------------------------------------------------


def lines(texts: tuple[Text, ...]) -> list[str]:
    return [write(text, ENGLISH) for text in texts]


def monday_morning(view: NeighbourhoodView, store: Store) -> Report:
    """Week 47 as the coordinator gets it: five openings, one of them not counted."""
    keep(
        store,
        held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=30, new_faces=4),
        held("h-buurt", "2026-11-16 13:00", "2026-11-16 16:00", visits=41, new_faces=1),
        held("h-buurt", "2026-11-18 10:00", "2026-11-18 12:00"),
        held("h-buurt", "2026-11-20 10:00", "2026-11-20 12:00", visits=1, new_faces=0, person=2),
        held("kg-buurt", "2026-11-18 14:00", "2026-11-18 17:00", visits=20, new_faces=2),
        held("kg-buurt", "2026-11-11 14:00", "2026-11-11 17:00", visits=18, new_faces=2),
    )
    for person, tag in enumerate(["nl", "nl", "ar"], start=1):
        wrote(store, date(2026, 11, 17), "", person, tag)
    return make_report(view, store, W47, NOW)


def test_the_answer_comes_first_on_monday_at_seven(view: NeighbourhoodView, store: Store) -> None:
    said = lines(summary.summary(monday_morning(view, store), view))
    assert said[:6] == [
        "📊 Week 47, 2 rooms. Monday 16 November to Sunday 22 November 2026.",
        "👥 92 visits.",
        "The week before: 18.",
        "✨ 7 new faces.",
        "🗓️ 5 of 12 planned openings were held.",
        "🧮 4 of 5 openings were counted.",
    ]
    assert said[6:9] == [
        "📈 9 participants in 2026, asked at 5 of 6 openings.",
        "🎯 Plan by now: 1,161. Behind by 1,152.",
        "🔑 Volunteers in 2026: 2. Plan: 30.",
    ]
    assert said[9].startswith("💬 3 people wrote to the bot. Languages: ")
    assert said[10:] == [
        "⚠️ Nobody opened H-buurt on Tuesday and Thursday.",
        "⚠️ Nobody opened KG-buurt on Sunday.",
    ]


def test_key_holders_read_their_own_room(view: NeighbourhoodView, store: Store) -> None:
    report = monday_morning(view, store)
    assert lines(summary.room_summary(report, "h-buurt", view)) == [
        "📊 H-buurt, week 47. Monday 16 November to Sunday 22 November 2026.",
        "👥 72 visits.",
        "The week before: 0.",
        "✨ 5 new faces.",
        "🗓️ 4 of 10 planned openings were held.",
        "🧮 3 of 4 openings were counted.",
        "⏱️ Open for 9 hours in all.",
        "🔑 2 people opened the room.",
        "⚠️ Nobody opened H-buurt on Tuesday and Thursday.",
    ]
    assert lines(summary.by_room(report, view))[1:] == [
        "H-buurt: 72 visits. Openings counted: 3 of 4.",
        "KG-buurt: 20 visits. Openings counted: 1 of 1.",
    ]


def test_one_is_said_in_the_singular(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("kg-buurt", "2026-11-18 14:00", "2026-11-18 15:00", visits=1, new_faces=1))
    said = lines(summary.room_summary(make_report(view, store, W47, NOW), "kg-buurt", view))
    assert {
        "👥 1 visit.",
        "✨ 1 new face.",
        "🧮 1 of 1 opening was counted.",
        "⏱️ Open for 1 hour in all.",
        "🔑 1 person opened the room.",
    } <= set(said)


def test_what_was_not_counted_is_said_so(view: NeighbourhoodView, store: Store) -> None:
    keep(
        store,
        held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00"),
        held("h-buurt", "2026-11-09 10:00", "2026-11-09 12:00", visits=5),
        held("h-buurt", "2026-11-10 10:00", "2026-11-10 12:00"),
    )
    report = make_report(view, store, W47, NOW)
    said = lines(summary.summary(report, view))
    assert "👥 Visits: not counted." in said
    assert "The week before: 5, from 1 of 2 openings." in said
    assert "✨ New faces: not counted." in said
    assert "📈 Participants in 2026: not counted." in said
    assert not any(re.search(r"\b0 (visit|new face|participant)", line) for line in said)
    assert "H-buurt: visits not counted. Openings: 1." in lines(summary.by_room(report, view))


def test_new_faces_carry_their_own_coverage(view: NeighbourhoodView, store: Store) -> None:
    keep(
        store,
        held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=9, new_faces=2),
        held("h-buurt", "2026-11-17 10:00", "2026-11-17 12:00", visits=9),
    )
    said = lines(summary.summary(make_report(view, store, W47, NOW), view))
    assert "✨ 2 new faces, asked at 1 of 2 openings." in said


def test_a_week_without_openings_is_told_plainly(view: NeighbourhoodView, store: Store) -> None:
    said = lines(summary.summary(make_report(view, store, W47, NOW), view))
    assert "🧮 There were no openings." in said
    assert "⚠️ Nobody opened H-buurt on 5 planned days." in said


def test_a_funder_reads_that_a_number_is_not_shown(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=3, new_faces=2))
    said = lines(summary.summary(for_funder(make_report(view, store, W47, NOW)), view))
    assert "👥 Visits: not shown." in said
    assert "📈 Participants in 2026: not shown." in said


def test_where_there_is_one_room_only_the_whole_report_is_told(store: Store) -> None:
    view = NeighbourhoodView(street(1))
    said = lines(summary.summary(make_report(view, store, W47, NOW), view))
    assert said[0].startswith("📊 Week 47, 1 room.")
    assert "🎯 There is no plan for 2026." in said


def all_texts(text: Text) -> Iterator[Text]:
    yield text
    for value in text.values.values():
        if isinstance(value, Text):
            yield from all_texts(value)


@PATIENT
@given(reports() | reports().map(for_funder))
def test_every_summary_is_short_and_plain(report: Report) -> None:
    view = NeighbourhoodView(street(len(report.rooms)))
    said = [summary.summary(report, view), summary.by_room(report, view)]
    said += [summary.room_summary(report, room.id, view) for room in report.rooms]
    assert len(said[0]) <= 12
    # Under a picture Telegram takes 1,024 units.
    assert units("\n".join(lines(said[0]))) <= 1024
    for text in itertools.chain.from_iterable(map(all_texts, itertools.chain.from_iterable(said))):
        assert text.slot == "report"
        assert not set("()[]") & set(text.one + text.many)
    for line in itertools.chain.from_iterable(map(lines, said)):
        for sentence in re.split(r"[.:] ", line):
            words = re.findall(r"[\w,]+", sentence)
            assert len(words) <= 10 or sentence.startswith("⚠️") or "Languages" in line, sentence


def street(rooms: int) -> Neighbourhood:
    table = (
        '[[rooms]]\nid = "room-{n}"\nname = "Room {n}"\naddress = "A 1"\nhours = "Mo 10:00-12:00"\n'
    )
    head = FILE.partition("population")[0]
    return read_text(head + "".join(table.format(n=n) for n in range(rooms)), "street.toml")


# --- as a chart ------------------------------------------------------------------------------


def test_the_chart_shows_the_weeks_since_the_first_opening(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(
        store,
        held("h-buurt", "2026-10-28 10:00", "2026-10-28 12:00", visits=30),
        held("h-buurt", "2026-11-04 10:00", "2026-11-04 12:00"),
        held("h-buurt", "2026-11-18 10:00", "2026-11-18 12:00", visits=12),
    )
    report = make_report(view, store, W47, NOW)
    past = history(view, store, W47, NOW)
    drawn = picture(report, past, view)
    assert drawn.bars == (("44", 30), ("45", None), ("46", 0), ("47", 12))
    assert len(past) == 8
    assert picture(report, past[-1:], view).bars == (("47", 12),)
    own = make_report(view, store, W47, NOW, ["h-buurt"])
    titled = picture(own, past, view)
    assert write(titled.title, ENGLISH) == "H-buurt: Visits per week"


def test_the_chart_has_nothing_from_the_future(view: NeighbourhoodView, store: Store) -> None:
    past = history(view, store, Period.year("2027"), NOW, count=3)
    assert [one.period.id for one in past] == ["2024", "2025", "2026"]
    months = history(view, store, Period.month("2026-11"), NOW, ["h-buurt"])
    assert [one.period.id for one in months][-2:] == ["2026-10", "2026-11"]


def test_a_funders_chart_is_as_silent_as_the_report_of_that_week(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(
        store,
        held("h-buurt", "2026-11-11 10:00", "2026-11-11 12:00", visits=3),
        held("h-buurt", "2026-11-18 10:00", "2026-11-18 12:00", visits=12),
    )
    past = history_for_funder(history(view, store, W47, NOW))
    assert [one.visits for one in past[-2:]] == [None, 10]
    w46 = for_funder(make_report(view, store, Period.week("2026-W46"), NOW))
    assert past[-2].visits == w46.total.visits
    assert for_funder(make_report(view, store, W47, NOW)).previous.visits is None


def test_requests_for_help_are_counted_by_room_domain_and_partner(
    view: NeighbourhoodView, store: Store
) -> None:
    person = next(iter(store.people.known([("telegram", "1", "en")]).values())).id
    wanted = {"is_urgent": False, "times": "any", "safe_here": True}
    consent = {"consent_version": "1", "consent_language": "en", "language": "en"}
    day = timedelta(days=1)
    ended = NOW - 2 * day
    begun = ended - 3 * day
    here, home = (
        store.requests.make(
            person, "", begun, domain="debt", room=room, partner="debts", **wanted, **consent
        )
        for room in ("h-buurt", "")
    )
    taken = store.requests.move(
        here, ACCEPTED, HELPER, ended - day, scope="debts", answered_at=ended - day
    )
    assert taken
    store.requests.move(taken, COMPLETED, HELPER, ended, outcome="got_help")
    # Whoever stops a request says nothing of what came of it.
    store.requests.move(home, CANCELLED, RESIDENT, ended, outcome="no_longer_interested")
    report = make_report(view, store, W47, NOW)
    total, room = report.total.referrals, figures(report, "h-buurt").referrals
    assert (total.made, total.accepted, total.closed, total.got_help) == (2, 1, 1, 1)
    assert (room.made, room.accepted, room.closed, room.got_help) == (1, 1, 1, 1)
    assert total.by_domain["debt"] == 2
    assert report.requests
    assert (report.requests.days_to_answer, report.requests.days_to_outcome) == (2, 3)
    assert report.requests.by_partner == {"debts": Course(2, 1, 1, 1, 2, 3)}
    assert report.requests.by_domain["debt"] == Course(2, 1, 1, 1, 2, 3)
    assert report.requests.by_domain["housing"] == Course(0, 0, 0, 0)
    store.requests.set(here.id, said="nobody_called")
    assert make_report(view, store, W47, NOW).total.referrals.got_help == 0
    store.requests.set(home.id, said="got_help")
    told = make_report(view, store, W47, NOW).total.referrals
    assert (told.closed, told.got_help) == (2, 1)
