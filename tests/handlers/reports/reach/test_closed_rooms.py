"""A room that closes changes nothing in the reports of what was before it closed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from bot.exports import report as files
from bot.rendering.text import Reader
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.history import history, year_so_far
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.store import Store
from tests.handlers.reports.made_reports import FILE, NOW, W47, held, keep
from tests.handlers.reports.reach.test_districts import DISTRICTS, THIRD, busy, file

MONEY = """
[[districts.costs]]
name = "Rooms"
2026 = 100000
2027 = 100000
"""
PAID = """
[[financing]]
name = "City of Amsterdam"
kind = "city"
2026 = 373000
2027 = 373000
"""
CLOSING = date(2026, 11, 22)
BEFORE = (
    *(W47, Period.month("2026-10"), Period.quarter("2026-Q3"), Period.year("2025")),
    Period.week("2026-W46"),
)


def paid() -> Neighbourhood:
    """Three rooms in three districts, each of which costs something."""
    text = FILE + THIRD.replace("east", "west") + DISTRICTS
    for room, district in {"h-buurt": "east", "kg-buurt": "kg-buurt"}.items():
        text = text.replace(
            f'id = "{room}"\nname', f'id = "{room}"\ndistrict = "{district}"\nname', 1
        )
    for district in ("east", "kg-buurt", "west"):
        first, second = text.split(f'[[districts]]\nid = "{district}"', 1)
        head, _, rest = second.partition("\n\n")
        text = f'{first}[[districts]]\nid = "{district}"{head}\n{MONEY}\n{rest}'
    return read_text(text + PAID, "file.toml")


def without(loaded: Neighbourhood, room: str, until: date = CLOSING) -> NeighbourhoodView:
    """The same once a room has closed for good."""
    gone = loaded.room(room)
    assert gone
    closed = {**gone.model_dump(mode="json"), "until": f"{until}"}
    written = {**loaded.model_dump(mode="json", exclude_defaults=True), "closed_rooms": [closed]}
    written["rooms"] = [one for one in written["rooms"] if one["id"] != room]
    return NeighbourhoodView(Neighbourhood.model_validate_json(json.dumps(written)))


def made(view: NeighbourhoodView, store: Store, period: Period, form: str) -> bytes:
    report = make_report(view, store, period, NOW)
    past = history(view, store, period, NOW)
    months = year_so_far(view, store, report)
    return files.write(report, past, view, Reader(("en",)), form, months=months)


# K-buurt is the last of the file, so it stays the last; it was measured and never opened.
@pytest.mark.parametrize("opened", [True, False])
def test_each_file_of_a_time_before_is_byte_for_byte_the_same(
    store: Store, *, opened: bool
) -> None:
    busy(store)
    keep(store, held("h-buurt", "2025-05-05 10:00", "2025-05-05 12:00", visits=3, new_faces=1))
    if not opened:
        store.connection.exec_driver_sql("DELETE FROM openings WHERE room = 'k-buurt'")
    loaded = paid()
    open_still, closed = NeighbourhoodView(loaded), without(loaded, "k-buurt")
    for period in BEFORE:
        for form in ("text", "json", "csv", "xlsx"):
            was, now = (made(view, store, period, form) for view in (open_still, closed))
            assert was == now, (period.id, form)


@pytest.mark.parametrize("room", ["h-buurt", "kg-buurt"])
def test_whichever_room_closes_only_its_place_in_the_list_is_another(
    store: Store, room: str
) -> None:
    busy(store)
    loaded = paid()
    for period in BEFORE:
        was, now = (
            sorted(made(view, store, period, form).splitlines())
            for view in (NeighbourhoodView(loaded), without(loaded, room))
            for form in ["csv"]
        )
        assert was == now
        was, now = (
            make_report(view, store, period, NOW)
            for view in (NeighbourhoodView(loaded), without(loaded, room))
        )
        assert (was.total, was.year_to_date, was.districts) == (
            *(now.total, now.year_to_date),
            now.districts,
        )
        if was.money and now.money:
            assert was.money.elsewhere == now.money.elsewhere == ()
            assert was.money.by_district == now.money.by_district
            assert was.money.per_participant == now.money.per_participant


def test_what_closed_in_a_year_is_no_room_of_the_next_one(store: Store) -> None:
    busy(store)
    view = without(paid(), "h-buurt")
    later = datetime(2027, 3, 1, 6, tzinfo=UTC)
    report = make_report(view, store, Period.week("2027-W08"), later)
    assert [room.id for room in report.rooms] == ["kg-buurt", "k-buurt"]
    assert report.money
    assert report.money.elsewhere == ("Zuidoost",)
    assert next((one.id, one.rooms) for one in report.money.by_district) == ("east", 0)


def test_the_first_report_of_january_tells_of_what_closed_in_spring(store: Store) -> None:
    store.measured.set("h-buurt", date(2025, 1, 1))
    keep(store, held("h-buurt", "2025-03-17 10:00", "2025-03-17 12:00", visits=30, new_faces=9))
    january = datetime(2026, 1, 5, 6, tzinfo=UTC)
    open_still, closed = (
        make_report(view, store, Period.week("2026-W01"), january).ended
        for view in (NeighbourhoodView(paid()), without(paid(), "h-buurt", date(2025, 3, 31)))
    )
    assert open_still is not None
    assert open_still == closed


def test_the_report_of_one_room_is_no_report_of_all_once_the_others_closed(store: Store) -> None:
    busy(store)
    loaded = file().neighbourhood
    for room in ("h-buurt", "kg-buurt"):
        was = NeighbourhoodView(loaded)
        loaded = without_too(loaded, room)
    now = NeighbourhoodView(loaded)
    told = [
        files.as_text(make_report(view, store, W47, NOW, ["k-buurt"]), view, Reader(("en",)))
        for view in (was, now)
    ]
    assert told[0] == told[1]


def without_too(loaded: Neighbourhood, room: str) -> Neighbourhood:
    """Closed besides those that are closed already."""
    before = loaded.closed_rooms
    after = without(loaded.model_copy(update={"closed_rooms": ()}), room).neighbourhood
    return after.model_copy(update={"closed_rooms": (*before, *after.closed_rooms)})
