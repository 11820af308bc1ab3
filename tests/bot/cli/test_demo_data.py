"""Demo data is a neighbourhood that could be: it reports, answers, and never meets real people."""

from __future__ import annotations

import json
import shutil
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.cli.demo import Size, make_demo
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.weekly_time import WeeklyTime
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.figures import Report
from storage.database import Database, StorageProblem
from storage.keyring import KeyRing
from storage.neighbourhood.model import Neighbourhood
from storage.sealed_rows import SealedRows
from storage.store import Store
from storage.tables.base import metadata
from storage.upkeep import retention
from tests.bot.cli.test_cli import Run, buurtbot, ready, rooms
from tests.conftest import MONDAY
from tests.support.talk import Street

pytestmark = pytest.mark.long

__all__ = ["buurtbot", "ready", "rooms"]
SMALL = Size(years=1, rooms=2, people=240, seed=7)


def demo(database: Database, size: Size = SMALL) -> Neighbourhood:
    made, _ = make_demo(database, size, MONDAY, WeeklyTime(0, time(7)), lambda _: None)
    return made


def report(database: Database, made: Neighbourhood, period: Period) -> Report:
    with database.reading() as store:
        return make_report(NeighbourhoodView(made), store, period, MONDAY)


def rows_in(database: Database) -> int:
    counts = [select(func.count()).select_from(table) for table in metadata.sorted_tables]
    with database.reading() as store:
        return sum(store.connection.execute(count).scalar_one() for count in counts)


def everything(store: Store, keys: KeyRing) -> dict[str, Any]:
    """All rows, opened."""
    return {
        table.name: [repr(row) for row in SealedRows(store.connection, keys, table).some()]
        if "inside" in table.info
        else sorted(repr(row) for row in store.connection.execute(select(table)))
        for table in metadata.sorted_tables
    }


def test_last_week_was_a_week_like_others(database: Database) -> None:
    made = demo(database)
    week = report(database, made, Period.last_week(MONDAY.date()))
    total = week.total
    assert total.planned - 4 <= total.openings <= total.planned
    assert total.openings_counted
    assert total.visits
    assert 5 <= total.visits / total.openings_counted <= 40
    assert 0 < total.participants < total.visits
    assert 1 < total.volunteers <= 40
    assert total.signups
    assert week.year_to_date.participants > total.participants
    assert len(week.languages) > 1
    assert all(room.figures.visits for room in week.rooms)
    long_ago = report(database, made, Period.week("2025-W50"))
    assert long_ago.total.visits
    assert long_ago.total.participants


def test_whoever_says_hello_is_answered_and_little_is_due(database: Database) -> None:
    made = demo(database)
    street = Street(database, made, MONDAY + timedelta(minutes=1))
    with database.reading() as store:
        waited = store.outbox.waiting()
    street.look()
    with database.reading() as store:
        assert store.outbox.waiting() <= waited + 5
    with database.writing() as store:
        store.queued.drop_older(street.now + timedelta(days=1))
    street.neighbour().says("/hours").sees(made.rooms[0].name, made.rooms[1].name)


def test_every_table_has_rows_and_no_row_is_over_its_time(
    database: Database, keys: KeyRing
) -> None:
    made = demo(database)
    today = NeighbourhoodView(made).today(MONDAY)
    with database.writing() as store:
        before = everything(store, keys)
        retention.forget_old(store, today, MONDAY)
        after = everything(store, keys)
    assert [name for name, rows in before.items() if not rows] == []
    assert after == before


def test_the_same_seed_gives_the_same_figures(
    sqlite_template: Path, keys: KeyRing, tmp_path: Path
) -> None:
    figures = []
    for name in ("one.db", "other.db"):
        shutil.copy(sqlite_template, tmp_path / name)
        database = Database(f"sqlite:///{tmp_path / name}", keys)
        figures.append(report(database, demo(database), Period.year("2026")).to_dict())
        database.close()
    assert figures[0] == figures[1]


def test_demo_data_never_meets_a_real_neighbourhood(ready: Run) -> None:
    ready("demo-data").fails("not empty", "real people")


def test_demo_data_never_meets_a_single_person(database: Database) -> None:
    with database.writing() as store:
        store.people.known([("telegram", "710000001", "nl")])
    with pytest.raises(StorageProblem, match="not empty"):
        demo(database)
    assert rows_in(database) == 1


def test_what_goes_wrong_halfway_leaves_nothing(database: Database) -> None:
    def trouble(rows: int) -> None:
        if rows > 500:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        make_demo(database, SMALL, MONDAY, WeeklyTime(0, time(7)), trouble)
    assert rows_in(database) == 0


def test_demo_data_is_made_once_and_the_doctor_is_content(buurtbot: Run) -> None:
    buurtbot("migrate").works()
    small = ("demo-data", "--rooms", "1", "--people", "20")
    said = buurtbot(*small).works().out
    assert "(demo)" in said
    assert "Rooms: 1, people: 20, years: 1" in said
    buurtbot("check").works()
    buurtbot(*small).fails("not empty")
    figures = json.loads(buurtbot("report", "--format", "json").works().out)
    assert figures["total"]["openings"]


@pytest.mark.parametrize("words", [("--rooms", "0"), ("--people", "19"), ("--rooms", "50")])
def test_too_many_or_too_few_are_a_wrong_usage(buurtbot: Run, words: tuple[str, str]) -> None:
    assert buurtbot("demo-data", *words).code == 2
