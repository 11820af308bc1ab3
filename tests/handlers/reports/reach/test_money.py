"""The money of a year is the plan's, to the euro; what nobody knows is not made up."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reports.reach.money import money_of
from handlers.reports.reach.money_figures import Beside, Money, Reached, beside
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.plan import Costs, District, Financing

YEARS = (2017, 2018, 2019, 2020)
NOBODY = Reached()
FILE = """
name = "Test"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl"]

[[rooms]]
id = "one"
name = "One"
address = "Street 1"
hours = "Mo-Fr 10:00-17:00"
district = "east"

[[rooms]]
id = "two"
name = "Two"
address = "Street 2"
hours = "Mo-Fr 10:00-17:00"

[[districts]]
id = "east"
name = "East"
targets = [{ year = 2026, rooms = 1 }]
costs = [{ name = "Rent of One", 2026 = 3650 }]

[[targets]]
year = 2026
rooms = 2
volunteers = 0
participants = 0

[[costs]]
name = "Rent of One"
room = "one"
2026 = 3650

[[costs]]
name = "Rent of Two"
room = "two"
2026 = 7300

[[costs]]
name = "Plays"
room = "two"
extra = true
2026 = 40000

[[financing]]
name = "City"
kind = "city"
until = 2027-01-01
2026 = 7300
2027 = 7000

[[financing]]
name = "Own income"
kind = "own"
2026 = 365
counted = { 2026 = 300 }

[[financing]]
name = "Fund"
state = "asked"
2026 = 3650
2027 = 900

[[financing]]
name = "Church"
until = 2026-12-31
2026 = 0
2027 = 500
"""


@pytest.fixture(scope="module")
def two_rooms() -> Neighbourhood:
    return read_text(FILE, "file.toml")


def of(neighbourhood: Neighbourhood, until: date, reached: Reached = NOBODY, **more: Any) -> Money:
    found = money_of(neighbourhood, until, reached, **more)
    assert found is not None
    return found


def at_the_end(neighbourhood: Neighbourhood, year: int, reached: Reached = NOBODY) -> Money:
    return of(neighbourhood, date(year, 12, 31), reached)


# The plan, as its two tables have it.
ROOMS = dict(zip(YEARS, (3, 5, 6, 6), strict=True))
COSTS = dict(zip(YEARS, (285_000, 521_000, 614_000, 606_000), strict=True))
FINANCING = dict(zip(YEARS, (285_000, 521_000, 614_000, 614_000), strict=True))
DIFFERENCE = dict(zip(YEARS, (0, 0, 0, 8_000), strict=True))
CITY = dict(zip(YEARS, (174_000, 311_000, 412_000, 422_000), strict=True))
OWN = dict(zip(YEARS, (6_000, 10_000, 12_000, 12_000), strict=True))
DISTRICTS = {
    "zuidoost": (285_000, 412_000, 404_000, 404_000),
    "nieuw-west": (0, 109_000, 101_000, 101_000),
    "noord": (0, 0, 109_000, 101_000),
}


@pytest.mark.parametrize("year", YEARS)
def test_every_total_of_the_plan_comes_out_to_the_euro(example: Neighbourhood, year: int) -> None:
    money = at_the_end(example, year)
    assert (money.rooms, money.costs, money.financing, money.difference) == (
        *(ROOMS[year], COSTS[year], FINANCING[year]),
        DIFFERENCE[year],
    )
    assert (money.decided, money.asked, money.extras) == (FINANCING[year], 0, None)
    assert (money.city, money.own_income) == (CITY[year], OWN[year])
    assert sum(funder.amount for funder in money.funders) == FINANCING[year]
    shares = {part.id: part.costs for part in money.by_district}
    assert shares == {part: costs[year - 2017] for part, costs in DISTRICTS.items()}
    assert sum(costs[year - 2017] for costs in DISTRICTS.values()) == COSTS[year]


def test_the_reference_year_costs_58_000_of_the_city_for_each_room(example: Neighbourhood) -> None:
    money = at_the_end(example, 2017)
    assert (money.city_of_a_room, money.costs_of_a_room) == (58_000, 95_000)
    assert at_the_end(example, 2020).costs_of_a_room == 101_000


def test_the_8_000_of_2020_are_said_to_be_more_than_the_costs(example: Neighbourhood) -> None:
    assert at_the_end(example, 2020).difference == 8_000
    assert at_the_end(example, 2020).to_dict()["difference"] == 8_000


def test_only_the_room_with_a_line_of_its_own_has_costs_of_its_own(example: Neighbourhood) -> None:
    costs = {room.id: room.costs for room in at_the_end(example, 2020).by_room}
    assert costs == {"holendrecht": None, "h-buurt": None, "venserpolder": None} | {
        "kg-buurt": 101_000
    }


def test_a_euro_is_shared_by_those_reached_where_all_its_rooms_are_counted(
    example: Neighbourhood,
) -> None:
    money = at_the_end(example, 2017, Reached(1_100, 20_000))
    # 285,000 / 1,100 = 259.09; 285,000 / 20,000 = 14.25; 174,000 / 1,100 = 158.18
    assert (money.per_participant, money.per_visit, money.city_per_participant) == (259, 14, 158)
    assert money.elsewhere == ()
    # 80,000; 15,000; 10,000; 6,000; 174,000 / 1,100
    assert [funder.per_participant for funder in money.funders] == [73, 14, 9, 5, 158]


def test_districts_that_have_no_room_here_are_left_out_of_what_a_person_costs(
    example: Neighbourhood,
) -> None:
    money = at_the_end(example, 2020, Reached(1_700, 0))
    assert money.elsewhere == ("Nieuw West", "Noord")
    # (303,000 + 101,000) / 1,700 = 237.6
    assert money.per_participant == 238
    # Whose money went to which district is not in the file.
    assert money.city_per_participant is None
    assert [funder.per_participant for funder in money.funders] == [None] * 5
    assert money.costs == 606_000


@pytest.mark.parametrize("year", [2016, 2021, 2026, 1, 9999])
def test_a_year_without_amounts_has_no_money(example: Neighbourhood, year: int) -> None:
    assert money_of(example, date(year, 12, 31), Reached(100, 100)) is None


def test_a_file_without_money_has_none(two_rooms: Neighbourhood) -> None:
    bare = two_rooms.model_copy(update={"costs": (), "financing": (), "districts": ()})
    assert money_of(bare, date(2026, 12, 31), Reached(100, 100)) is None


@pytest.mark.parametrize("reached", [NOBODY, Reached(0, 0), Reached(-3, -1)])
@pytest.mark.parametrize("year", YEARS)
def test_nobody_reached_or_counted_means_not_known(
    example: Neighbourhood, year: int, reached: Reached
) -> None:
    money = at_the_end(example, year, reached)
    assert (money.per_participant, money.per_visit, money.city_per_participant) == (None,) * 3
    assert {funder.per_participant for funder in money.funders} == {None}


def test_extras_are_told_apart_from_the_costs(two_rooms: Neighbourhood) -> None:
    money = at_the_end(two_rooms, 2026, Reached(10, 10))
    assert (money.costs, money.extras) == (10_950, 40_000)
    assert money.per_participant == 1_095
    assert (money.financing, money.difference) == (11_315, 365)


def test_what_is_only_asked_is_told_apart_from_what_is_decided(two_rooms: Neighbourhood) -> None:
    money = at_the_end(two_rooms, 2026)
    assert (money.decided, money.asked) == (7_665, 3_650)
    assert [(funder.name, funder.is_decided, funder.until) for funder in money.funders] == [
        ("City", True, date(2027, 1, 1)),
        ("Own income", True, None),
        ("Fund", False, None),
        ("Church", True, date(2026, 12, 31)),
    ]


def test_sure_for_next_year_is_what_is_decided_and_does_not_end_before(
    two_rooms: Neighbourhood,
) -> None:
    money = at_the_end(two_rooms, 2026)
    assert (money.next_year.year, money.next_year.sure, money.next_year.costs) == (
        *(2027, 7_000),
        None,
    )
    after = at_the_end(two_rooms, 2027).next_year
    assert (after.year, after.sure, after.costs) == (2028, None, None)


@pytest.mark.parametrize(
    ("state", "until", "sure"),
    [
        ("decided", None, 10),
        ("decided", date(2026, 12, 31), 0),
        ("decided", date(2027, 1, 1), 10),
        ("decided", date(2030, 1, 1), 10),
        ("asked", None, 0),
        ("asked", date(2030, 1, 1), 0),
    ],
)
def test_money_is_sure_only_when_it_is_decided_and_reaches_into_the_year(
    two_rooms: Neighbourhood, state: Any, until: date | None, sure: int
) -> None:
    line = Financing(name="A", amounts={2026: 5, 2027: 10}, state=state, until=until)
    alone = two_rooms.model_copy(update={"financing": (line,)})
    assert at_the_end(alone, 2026).next_year.sure == sure


def test_own_income_stands_beside_the_plan_where_it_was_counted(two_rooms: Neighbourhood) -> None:
    money = at_the_end(two_rooms, 2026)
    assert (money.own_income, money.own_income_counted) == (365, 300)
    without = two_rooms.model_copy(update={"financing": two_rooms.financing[:1]})
    money = at_the_end(without, 2026)
    assert (money.own_income, money.own_income_counted) == (None, None)


def test_where_no_source_is_the_city_its_share_is_not_known(two_rooms: Neighbourhood) -> None:
    without = two_rooms.model_copy(update={"financing": two_rooms.financing[1:]})
    money = at_the_end(without, 2026, Reached(10, 10))
    assert (money.city, money.city_per_participant, money.city_of_a_room) == (None,) * 3


@pytest.mark.parametrize(
    ("until", "since", "passed", "each"),
    [
        # 10,950 euros a year are 30 a day.
        (date(2026, 1, 1), None, 1, 3),
        (date(2026, 1, 10), None, 10, 30),
        (date(2026, 12, 30), None, 364, 1_092),
        (date(2026, 12, 31), None, 365, 1_095),
        (date(2026, 12, 31), date(2026, 12, 22), 10, 30),
        (date(2026, 12, 31), date(2025, 5, 1), 365, 1_095),
        (date(2026, 5, 1), date(2026, 6, 1), 0, None),
    ],
)
def test_while_a_year_runs_a_person_costs_a_share_of_the_days_that_were_measured(
    two_rooms: Neighbourhood, until: date, since: date | None, passed: int, each: int | None
) -> None:
    money = of(two_rooms, until, Reached(10, 10), since=since)
    assert (money.days, money.days_of_year) == (passed, 365)
    assert (money.per_participant, money.per_visit) == (each, each)
    # The plan's own sums are for the whole year, also while it runs.
    assert (money.costs, money.financing) == (10_950, 11_315)
    assert money.is_over == (passed == 365)


def test_halves_are_rounded_up(two_rooms: Neighbourhood) -> None:
    line = Costs(name="A", amounts={2026: 5})
    small = two_rooms.model_copy(update={"costs": (line,), "districts": ()})
    assert at_the_end(small, 2026, Reached(2, 10)).per_participant == 3
    assert at_the_end(small, 2026, Reached(2, 10)).per_visit == 1
    assert at_the_end(small, 2026, Reached(2, 11)).per_visit == 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (0, Beside.BELOW),
        (399, Beside.BELOW),
        (400, Beside.WITHIN),
        (700, Beside.WITHIN),
        (701, Beside.ABOVE),
    ],
)
def test_a_room_stands_below_within_or_above_the_councils_yardstick(
    value: int | None, expected: Beside | None
) -> None:
    assert beside(value, 400, 700) == expected


def test_each_room_has_its_own_costs_and_those_it_reached(two_rooms: Neighbourhood) -> None:
    money = of(
        two_rooms, date(2026, 12, 31), rooms={"one": Reached(450, 900), "gone": Reached(5, 5)}
    )
    one, two = money.by_room
    assert (one.name, one.participants, one.costs, one.extras) == ("One", 450, 3_650, None)
    assert (two.name, two.participants, two.costs, two.extras) == ("Two", None, 7_300, 40_000)


def test_a_district_has_its_own_costs_for_those_it_reached(two_rooms: Neighbourhood) -> None:
    money = of(two_rooms, date(2026, 12, 31), districts={"east": Reached(100, 1_000)})
    (east,) = money.by_district
    assert (east.name, east.rooms, east.costs) == ("East", 1, 3_650)
    assert (east.per_participant, east.per_visit, east.extras) == (37, 4, None)


def test_a_room_without_a_district_counts_in_the_whole_only(two_rooms: Neighbourhood) -> None:
    money = at_the_end(two_rooms, 2026, Reached(10, 10))
    assert [room.id for room in money.by_room] == ["one", "two"]
    assert [part.rooms for part in money.by_district] == [1]
    assert (money.costs, money.elsewhere) == (10_950, ())


def test_a_district_that_lost_its_rooms_keeps_its_costs_and_costs_nobody_anything(
    two_rooms: Neighbourhood,
) -> None:
    rooms = tuple(room.model_copy(update={"district": None}) for room in two_rooms.rooms)
    lost = two_rooms.model_copy(update={"rooms": rooms})
    money = of(lost, date(2026, 12, 31), Reached(10, 10), districts={"east": Reached(10, 10)})
    assert (money.costs, money.elsewhere) == (10_950, ("East",))
    assert (money.per_participant, money.city_per_participant) == (730, None)
    (east,) = money.by_district
    assert (east.rooms, east.costs, east.per_participant) == (0, 3_650, None)


def test_where_the_top_of_the_file_has_no_costs_the_districts_are_added_up(
    two_rooms: Neighbourhood,
) -> None:
    other = District(
        id="west", name="West", costs=(Costs(name="Rent", amounts={2026: 50}, room="two"),)
    )
    bare = two_rooms.model_copy(update={"costs": (), "districts": (*two_rooms.districts, other)})
    money = at_the_end(bare, 2026)
    assert (money.costs, money.extras) == (3_700, None)
    assert [room.costs for room in money.by_room] == [None, 50]


def test_rooms_are_those_of_the_plan_or_of_its_districts_whichever_are_more(
    two_rooms: Neighbourhood,
) -> None:
    assert at_the_end(two_rooms, 2026).rooms == 2
    bare = two_rooms.model_copy(update={"targets": ()})
    assert at_the_end(bare, 2026).rooms == 1
    assert at_the_end(bare.model_copy(update={"districts": ()}), 2026).rooms is None


def test_a_target_of_no_rooms_is_no_division_by_zero(two_rooms: Neighbourhood) -> None:
    target = two_rooms.targets[0].model_copy(update={"rooms": 0})
    none = two_rooms.model_copy(update={"targets": (target,), "districts": ()})
    money = at_the_end(none, 2026)
    assert (money.rooms, money.costs_of_a_room, money.city_of_a_room) == (0, None, None)
    assert money.extras_of_a_room is None


def test_a_year_with_financing_alone_has_no_difference(two_rooms: Neighbourhood) -> None:
    money = at_the_end(two_rooms, 2027, Reached(10, 10))
    assert (money.costs, money.financing, money.difference) == (None, 8_400, None)
    assert (money.per_participant, money.city_per_participant) == (None, 700)
    bare = two_rooms.model_copy(update={"financing": ()})
    money = at_the_end(bare, 2026)
    assert (money.financing, money.decided, money.asked, money.difference) == (None,) * 4


def test_the_report_for_machines_has_the_agreed_keys(example: Neighbourhood) -> None:
    parts = at_the_end(example, 2020, Reached(1_700, 20_000)).to_dict()
    assert parts | {"costs": 606_000, "financing": 614_000, "difference": 8_000} == parts
    assert {"per_participant", "per_visit", "city_per_participant"} <= set(parts)
    assert json.loads(json.dumps(parts)) == parts


amounts = st.dictionaries(st.sampled_from([2025, 2026, 2027]), st.integers(0, 10**12), min_size=1)
people = st.none() | st.integers(-1, 10**6)
lines = st.lists(amounts, max_size=4)


@settings(deadline=None, max_examples=100)
@given(lines, lines, lines, people, people, st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_whatever_stands_in_the_file_adds_up(
    two_rooms: Neighbourhood,
    costs: list[dict[int, int]],
    extras: list[dict[int, int]],
    paid: list[dict[int, int]],
    participants: int | None,
    visits: int | None,
    until: date,
) -> None:
    wild = two_rooms.model_copy(
        update={
            "districts": (),
            "costs": (
                *(Costs(name="A", amounts=row) for row in costs),
                *(Costs(name="B", amounts=row, extra=True) for row in extras),
            ),
            "financing": tuple(Financing(name="C", amounts=row) for row in paid),
        }
    )
    money = money_of(wild, until, Reached(participants, visits))
    if money is None:
        assert not any(until.year in row for row in (*costs, *extras, *paid))
        return
    assert (money.costs or 0) == sum(row.get(until.year, 0) for row in costs)
    assert (money.extras or 0) == sum(row.get(until.year, 0) for row in extras)
    assert (money.financing or 0) == sum(row.get(until.year, 0) for row in paid)
    if money.difference is not None:
        assert money.costs is not None
        assert money.costs + money.difference == money.financing
    if money.per_participant is not None:
        assert participants is not None
        assert money.costs is not None
        exact = money.costs * money.days / money.days_of_year / participants
        assert abs(money.per_participant - exact) <= 0.5 + exact * 1e-9
    assert replace(money) == money
