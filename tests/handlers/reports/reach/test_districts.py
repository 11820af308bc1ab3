"""Each district has figures of its own, by the rooms that are in it today."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import openpyxl
import pypdf
import pytest

from bot.exports import report as files
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.disclosure import PEOPLE, for_funder
from handlers.reports.reach.figures import DistrictReport, Figures, Plan, Report, Share, YearToDate
from handlers.reports.text import districts as texts
from storage.neighbourhood.file import read_text
from storage.repositories.rooms.participants import CHECKIN, VOLUNTEER
from storage.store import Store
from tests.handlers.reports.made_reports import ENGLISH, FILE, NOW, W47, held, keep, lines, wrote
from tests.support.talk import Street, plain

TUESDAY = date(2026, 11, 17)
THIRD = """
[[rooms]]
id = "k-buurt"
name = "K-buurt"
district = "east"
address = "Kralenbeek 3"
hours = "Mo 10:00-12:00"
"""
# The second district has the id of a room.
DISTRICTS = """
[[districts]]
id = "east"
name = "Zuidoost"
population = { low = 4000, high = 6000 }
targets = [{ year = 2026, rooms = 2, volunteers = 20, participants = 730 }]

[[districts]]
id = "kg-buurt"
name = "Noord"
targets = [{ year = 2026, rooms = 1 }]

[[districts]]
id = "west"
name = "Nieuw West"
targets = [{ year = 2026, rooms = 1 }]
"""


def file(**districts: str) -> NeighbourhoodView:
    """The small neighbourhood with three rooms, some of them in other districts than usual."""
    text = FILE + THIRD + DISTRICTS
    usual = {"h-buurt": "east", "kg-buurt": "kg-buurt", **districts}
    for room, district in usual.items():
        text = text.replace(
            f'id = "{room}"\nname', f'id = "{room}"\ndistrict = "{district}"\nname', 1
        )
    return NeighbourhoodView(read_text(text, "file.toml"))


@pytest.fixture(scope="module")
def parted() -> NeighbourhoodView:
    return file()


def busy(store: Store) -> None:
    """Person 1 was in both rooms of the east, person 2 in both districts, person 3 in the north."""
    store.measured.set("k-buurt", date(2000, 1, 1))
    keep(
        store,
        held("h-buurt", "2026-11-17 10:00", "2026-11-17 12:00", visits=30, new_faces=4),
        held("k-buurt", "2026-11-17 10:00", "2026-11-17 12:00", visits=10, new_faces=0),
        held("kg-buurt", "2026-11-17 14:00", "2026-11-17 17:00"),
    )
    for person, rooms in {
        1: ("h-buurt", "k-buurt"),
        2: ("h-buurt", "kg-buurt"),
        3: ("kg-buurt",),
    }.items():
        for room in rooms:
            store.participants.reached(person, room, TUESDAY, CHECKIN)
    for room in ("h-buurt", "k-buurt"):
        store.participants.reached(4, room, TUESDAY, VOLUNTEER)
        wrote(store, TUESDAY, room, 9, "ar")


def district(report: Report, name: str) -> DistrictReport:
    return next(one for one in report.districts if one.name == name)


def test_who_was_in_two_rooms_of_a_district_is_one_person_there(
    parted: NeighbourhoodView, store: Store
) -> None:
    busy(store)
    report = make_report(parted, store, W47, NOW)
    east, north = district(report, "Zuidoost").figures, district(report, "Noord").figures
    # Whoever opened is the same mark in all three rooms: four new faces, three people, the opener.
    assert (east.participants, north.participants) == (4 + 3 + 1, 2 + 1)
    assert (east.volunteers, north.volunteers) == (2, 1)
    assert (east.contacts, north.contacts) == (1, 0)
    assert (east.visits, east.openings, north.visits) == (40, 2, None)
    assert east.steps_to_work.started == 1
    # The people of rooms and districts do not add up to all of them.
    assert [room.figures.participants for room in report.rooms] == [4 + 3 + 1, 3, 3]
    assert report.total.participants == 4 + 4 + 1
    assert report.total.volunteers == 2


def test_each_district_has_the_keys_of_a_room_and_its_own_year_plan_and_people(
    parted: NeighbourhoodView, store: Store
) -> None:
    busy(store)
    told = make_report(parted, store, W47, NOW).to_dict()
    east, _, west = told["districts"]
    assert set(east) == set(told["rooms"][0]) | {"rooms", "year_to_date", "targets", "population"}
    assert (east["id"], east["name"], east["rooms"]) == ("east", "Zuidoost", ["h-buurt", "k-buurt"])
    assert east["year_to_date"] == {"participants": 8, "volunteers": 2, "rooms": 2, "visits": 40}
    # Sunday 22 November is day 326 of 365.
    assert east["targets"]["expected_by_now"] == 2 * 326
    assert set(east["population"]) == {"low", "high", "share_low", "share_high"}
    assert (west["rooms"], west["targets"]["rooms"]) == ([], 1)
    assert json.loads(json.dumps(told)) == told


def test_of_a_district_without_a_room_nothing_is_known(
    parted: NeighbourhoodView, store: Store
) -> None:
    busy(store)
    west = district(make_report(parted, store, W47, NOW), "Nieuw West")
    assert (west.figures, west.year_to_date) == (Figures(), YearToDate())
    assert (west.targets, west.population) == (Plan(2026, 1), Share())


def test_a_district_is_measured_since_its_first_room_is(
    parted: NeighbourhoodView, store: Store
) -> None:
    for room in ("h-buurt", "k-buurt"):
        store.measured.set(room, date(2026, 11, 13))
    east = district(make_report(parted, store, W47, NOW), "Zuidoost")
    assert east.figures.measuring_since == date(2026, 11, 13)
    assert east.targets.expected_by_now == 2 * 10
    before = district(make_report(parted, store, Period.month("2026-10"), NOW), "Zuidoost")
    assert before.figures.openings is None
    assert before.figures.visits is None
    assert before.targets.expected_by_now is None


def test_a_room_that_changes_its_district_takes_its_past_along_and_the_report_says_so(
    parted: NeighbourhoodView, store: Store
) -> None:
    busy(store)
    moved = file(**{"h-buurt": "kg-buurt"})
    report = make_report(moved, store, W47, NOW)
    assert district(report, "Noord").rooms == ("h-buurt", "kg-buurt")
    assert district(report, "Noord").figures.visits == 30
    assert district(report, "Zuidoost").figures.visits == 10
    assert "Each room counts in its district of today." in lines(texts.lines(report, moved))


def test_a_line_tells_of_each_district_and_another_why_they_do_not_add_up(
    parted: NeighbourhoodView, store: Store
) -> None:
    busy(store)
    report = make_report(parted, store, W47, NOW)
    assert lines(texts.lines(report, parted)) == [
        "Zuidoost: 40 visits. Openings counted: 2 of 2. Participants in 2026: 8. Plan by now: 652.",
        "Noord: visits not counted. Openings: 1. Participants in 2026: 3.",
        "Nieuw West: no room there is counted.",
        "Each room counts in its district of today.",
        "Who came to two districts counts in both. In all: once.",
    ]
    alone = make_report(parted, store, W47, NOW, ["h-buurt"])
    assert alone.districts == ()
    assert texts.lines(alone, parted) == ()


def test_rooms_in_no_district_are_told(store: Store) -> None:
    some = NeighbourhoodView(read_text(FILE + THIRD + DISTRICTS, "file.toml"))
    said = lines(texts.lines(make_report(some, store, W47, NOW), some))
    assert "2 rooms are in no district." in said


def test_every_file_has_the_districts(parted: NeighbourhoodView, store: Store) -> None:
    busy(store)
    report = make_report(parted, store, W47, NOW)

    def made(form: str, audience: str = "team") -> bytes:
        return files.write(report, (), parted, ENGLISH, form, audience)

    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(made("csv").decode()))}
    assert list(rows)[3:] == ["district:east", "district:kg-buurt", "district:west", "total"]
    assert (rows["district:east"]["participants"], rows["district:west"]["visits"]) == ("8", "")
    hidden = {row["id"]: row for row in csv.DictReader(io.StringIO(made("csv", "funder").decode()))}
    assert "participants" in hidden["district:east"]["suppressed"].split()
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    east = [cell.value for cell in book["Each district"][2]]
    assert east[1:] == ["Zuidoost", 2, 2, 8, 730, 652, 2, 20, 4000, 6000, 0.001, 0.002]
    assert book["Rooms"]["B5"].value == "District Zuidoost"
    text = made("text").decode()
    assert text.count("Nieuw West: no room there is counted.") == 1
    page = pypdf.PdfReader(io.BytesIO(made("pdf")))
    said = " ".join(plain(" ".join(one.extract_text() for one in page.pages)).split())
    assert "Zuidoost: 40 visits." in said
    assert "District Zuidoost" in said


def test_a_funder_sees_nothing_of_the_people_of_a_district(
    parted: NeighbourhoodView, store: Store
) -> None:
    busy(store)
    report = make_report(parted, store, W47, NOW)
    published = for_funder(report).to_dict()
    listed = set(published["suppressed"])
    for before, after in zip(report.to_dict()["districts"], published["districts"], strict=True):
        path = f"districts.{after['id']}."
        for key in PEOPLE:
            assert after[key] is None
            assert (f"{path}{key}" in listed) == (before[key] is not None)
        assert not any(
            after["year_to_date"][key] for key in ("participants", "volunteers", "visits")
        )
        assert not any(after["population"][key] for key in ("share_low", "share_high"))
        assert not any(after["referrals"][key] for key in ("made", "accepted", "closed"))
        # How often it was open is public.
        assert (after["openings"], after["planned"]) == (before["openings"], before["planned"])
    said = files.write(report, (), parted, ENGLISH, "text", "funder").decode()
    assert "Participants in 2026: not shown." in said


def test_in_the_chat_the_districts_stand_below_the_rooms(street: Street) -> None:
    street.load(file().neighbourhood)
    nour = street.coordinator()
    nour.says("/report 2026-W47").taps("By room")
    nour.sees("K-buurt: not measured yet.", "Nieuw West: no room there is counted.")
    assert nour.last.text.count("Nieuw West") == 1
