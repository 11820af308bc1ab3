"""The money of the year stands in every report of all rooms, and tells a funder nobody's number."""

from __future__ import annotations

import json

import pytest

from bot.exports import report as files
from bot.rendering.text import Reader
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.disclosure import for_funder
from storage.neighbourhood.file import read_text
from storage.store import Store
from tests.handlers.reports.made_reports import FILE, NOW, W47, held, keep

MONEY = """
[[costs]]
name = "Rooms"
2026 = 365000

[[financing]]
name = "City of Amsterdam"
kind = "city"
2026 = 373000
"""


@pytest.fixture(scope="module")
def paid() -> NeighbourhoodView:
    return NeighbourhoodView(read_text(FILE + MONEY, "file.toml"))


def test_a_report_says_what_the_year_costs_for_each_person_and_visit(
    paid: NeighbourhoodView, store: Store
) -> None:
    keep(store, held("h-buurt", "2026-03-16 10:00", "2026-03-16 12:00", visits=30, new_faces=9))
    for period in (W47, Period.month("2026-11"), Period.quarter("2026-Q4")):
        money = make_report(paid, store, period, NOW).to_dict()["money"]
        assert (money["costs"], money["financing"], money["difference"]) == (365000, 373000, 8000)
    # Sunday 22 November is day 326; nine new faces and whoever opened.
    week = make_report(paid, store, W47, NOW)
    assert week.money
    assert week.money.per_participant == 326_000 // 10
    assert week.money.per_visit == round(326_000 / 30)
    assert "8,000" in files.as_text(week, paid, Reader(("en",)))
    assert make_report(paid, store, Period.year("2025"), NOW).money is None


def test_where_nobody_was_counted_nobody_costs_anything_known(
    paid: NeighbourhoodView, store: Store
) -> None:
    money = make_report(paid, store, W47, NOW).money
    assert money
    assert (money.per_participant, money.per_visit) == (None, None)


def test_a_funder_cannot_work_out_the_number_of_people_from_what_one_costs(
    paid: NeighbourhoodView, store: Store
) -> None:
    keep(store, held("h-buurt", "2026-03-16 10:00", "2026-03-16 12:00", visits=33, new_faces=9))
    published = for_funder(make_report(paid, store, W47, NOW))
    money = json.loads(files.as_json(published))["money"]
    assert money["costs"] == 365000
    assert not any(money[key] for key in money if key.startswith("per_") or "_per_" in key)
    assert [room["participants"] for room in money["by_room"]] == [None, None]


def test_a_report_of_one_room_has_no_money_of_all(paid: NeighbourhoodView, store: Store) -> None:
    assert make_report(paid, store, W47, NOW, ["h-buurt"]).money is None
