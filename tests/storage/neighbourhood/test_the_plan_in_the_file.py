"""The plan's tables: districts, costs and financing, as the file has them and as it may not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.neighbourhood.file import FileMistake, read_text
from storage.neighbourhood.model import Neighbourhood
from tests.storage.neighbourhood.small_file import SMALL, change
from tests.storage.neighbourhood.test_mistakes_in_the_file import VALUES, assert_plain, mistake

DISTRICTS = """
[[districts]]
id = "east"
name = "East"
population = { low = 100, high = 200, of = "households" }
targets = [
  { year = 2026, rooms = 2, volunteers = 20, participants = 300 },
  { year = 2027, rooms = 0 },
]
costs = [{ name = "Rent", 2026 = 600, 2027 = 0 }, { name = "Plays", 2026 = 50, extra = true }]

[[districts]]
id = "west"
name = "West"
"""
EXTRA = """
[[costs]]
name = "Plays"
room = "two"
extra = true
2026 = 50

[[financing]]
name = "Own income"
kind = "own"
2026 = 100
counted = { 2026 = 70 }

[[financing]]
name = "Fund"
state = "asked"
until = 2027-06-30
2026 = 20
"""


def whole() -> str:
    """The small file with everything that a plan can have."""
    text = change('id = "two"', 'id = "two"\ndistrict = "east"')
    text = text.replace('name = "City"', 'name = "City"\nkind = "city"')
    return text.replace("\n[urgent]", f"{DISTRICTS}{EXTRA}\n[urgent]")


def test_a_plan_has_everything_that_was_written() -> None:
    found = read_text(whole(), "my.toml")
    east, west = found.districts
    assert (east.id, east.name, west.id, west.name) == ("east", "East", "west", "West")
    assert east.population is not None
    assert (east.population.low, east.population.high, east.population.of) == (
        *(100, 200),
        "households",
    )
    assert [(row.year, row.rooms, row.volunteers, row.participants) for row in east.targets] == [
        (2026, 2, 20, 300),
        (2027, 0, None, None),
    ]
    assert [(row.name, row.amounts, row.extra) for row in east.costs] == [
        ("Rent", {2026: 600, 2027: 0}, False),
        ("Plays", {2026: 50}, True),
    ]
    assert (west.population, west.targets, west.costs) == (None, (), ())
    assert [room.id for room in found.rooms_of("east")] == ["two"]
    assert found.rooms_of("west") == ()
    assert [(row.room, row.extra) for row in found.costs] == [(None, False), ("two", True)]
    city, own, fund = found.financing
    assert (city.kind, city.state, city.until, city.counted) == ("city", "decided", None, {})
    assert (own.kind, own.counted) == ("own", {2026: 70})
    assert (fund.kind, fund.state, fund.until) == (None, "asked", date(2027, 6, 30))
    assert Neighbourhood.from_json(found.to_json()) == found


def test_a_file_of_before_means_what_it_meant() -> None:
    found = read_text(SMALL, "my.toml")
    assert found.population is not None
    assert found.population.of == "both"
    assert found.districts == ()
    assert [room.district for room in found.rooms] == [None, None]
    assert [(row.room, row.extra) for row in found.costs] == [(None, False)]
    assert [(row.kind, row.state, row.until) for row in found.financing] == [
        (None, "decided", None)
    ]


def test_what_was_kept_before_there_were_districts_is_still_read() -> None:
    kept = (
        '{"name":"Test","timezone":"Europe/Amsterdam","default_language":"nl","languages":["nl"],'
        '"rooms":[{"id":"one","name":"One","address":"Street 1","latitude":null,"longitude":null,'
        '"phone":null,"hours":"Mo-Fr 10:00-17:00","exceptions":[]}],"activities":[],"partners":[],'
        '"population":{"low":1,"high":2},"targets":[],'
        '"costs":[{"name":"Rent","amounts":{"2026":1000}}],'
        '"financing":[{"name":"City","amounts":{"2026":1000}}],"urgent":[]}'
    )
    found = Neighbourhood.from_json(kept)
    assert found.costs[0].amounts == {2026: 1000}
    assert found.districts == ()
    # The same file is no news, and a program of before can still read what is kept.
    assert found.to_json() == kept


LINES = whole().split("\n")


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_a_damaged_plan_is_read_or_told_in_plain_words(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(LINES.index("[[districts]]"), len(lines) - 1))
        key, equals, _ = lines[at].partition(" = ")
        instead = [key + equals + data.draw(st.sampled_from(VALUES))]
        lines[at : at + 1] = data.draw(st.sampled_from([[], [lines[at]] * 2, instead])) or [""]
    try:
        read_text("\n".join(lines), "my.toml")
    except FileMistake as told:
        assert_plain(str(told))


MISTAKES = [
    ('district = "east"', 'district = "eastt"', "rooms[2].district (two)", 'did you mean "east"?'),
    ('district = "east"', "district = 5", "rooms[2].district (two)", 'write district = "zuid'),
    ('id = "west"', 'id = "east"', "districts[2].id (east)", "its own id"),
    ('id = "west"', 'id = "West End"', "districts[2].id (West End)", "such as h-buurt"),
    ('name = "West"', "", "districts[2].name (west)", "is missing; write name ="),
    ('name = "West"', 'name = "West"\nplan = 1', "districts[2].plan (west)", "not a key"),
    ('name = "West"', 'name = "W"\ntargets = 1', "districts[2].targets (west)", "targets = [{"),
    ('name = "West"', 'name = "W"\ncosts = 1', "districts[2].costs (west)", "costs = [{ name ="),
    ('name = "West"', 'name = "W"\npopulation = 1', "districts[2].population", "{ low = 4000"),
    ("year = 2027", "year = 2026", "districts[1].targets[2].year (east", "its own year"),
    ("rooms = 0 }", "room = 0 }", "districts[1].targets[2].room (east)", 'did you mean "rooms"?'),
    ("low = 100", "low = 300", "districts[1].population (east)", "the smaller number as low"),
    ('of = "households"', 'of = "homes"', "districts[1].population.of", "which is not a kind of"),
    ("2027 = 0 }", "rom = 1 }", "districts[1].costs[1].rom (east, Rent)", 'did you mean "room"?'),
    ("2026 = 600", "2026 = -1", "districts[1].costs[1].2026 (east, Rent)", "0 or more"),
    ("2026 = 600", "2026 = 1001", "districts", "1,001 euros, more than the 1,000 of [[costs]]"),
    ("2026 = 50, extra", "2026 = 51, extra", "districts", "51 euros, more than the 50 of [[costs"),
    ('room = "two"', 'room = "twee"', "costs[2].room (Plays)", "not the id of a room"),
    ("extra = true\n", "extra = 1\n", "costs[2].extra (Plays)", "true or false"),
    ('kind = "own"', 'kind = "owned"', "financing[2].kind (Own income)", 'did you mean "own"?'),
    ('kind = "own"', 'kind = "city"', "financing[2] (Own income)", 'kind = "own"'),
    ("counted = { 2026 = 70 }", "counted = 70", "financing[2].counted", "{ 2026 = 9500 }"),
    ("counted = { 2026 = 70 }", "counted = { 2026 = -7 }", "financing[2].counted", "0 or more"),
    ('state = "asked"', 'state = "hoped"', "financing[3].state (Fund)", "which is not a state"),
    ('state = "asked"', "state = 1", "financing[3].state (Fund)", 'write state = "decided"'),
    ("until = 2027-06-30", "until = 2027", "financing[3].until (Fund)", "until = 2027-12-31"),
    ("until = 2027-06-30", "until = 0001-01-01", "financing[3].until (Fund)", "nobody plans for"),
    ("until = 2027-06-30", "until = 9999-12-31", "financing[3].until (Fund)", "nobody plans for"),
]


@pytest.mark.parametrize(("right", "wrong", "key", "advice"), MISTAKES)
def test_a_mistake_in_the_plan_is_told_with_its_key_and_what_to_write(
    right: str, wrong: str, key: str, advice: str
) -> None:
    text = whole()
    assert text.count(right) == 1, right
    told = mistake(text.replace(right, wrong))
    assert key in told
    assert advice in told


def test_a_district_without_any_in_the_file_says_how_to_write_one() -> None:
    told = mistake(change('id = "two"', 'id = "two"\ndistrict = "east"'))
    assert "rooms[2].district (two)" in told
    assert "write [[districts]] with that id" in told
