"""The example shows all that a file can hold, and rings no real telephone."""

from __future__ import annotations

import re
from unicodedata import name

import locales
from locales.catalogs.checks import script_of
from storage.neighbourhood.checks import DOMAINS
from storage.neighbourhood.file import read_file
from tests.support.paths import EXAMPLE


def test_the_example_holds_the_figures_of_the_plan() -> None:
    plan = read_file(EXAMPLE)
    years = (2017, 2018, 2019, 2020)
    assert [sum(line.amounts[year] for line in plan.costs) for year in years] == [
        *(285_000, 521_000, 614_000, 606_000)
    ]
    assert [sum(line.amounts[year] for line in plan.financing) for year in years] == [
        *(285_000, 521_000, 614_000, 614_000)
    ]
    targets = {row.year: (row.rooms, row.volunteers, row.participants) for row in plan.targets}
    assert targets == {
        2017: (3, 90, 1100),
        2018: (4, 110, 1300),
        2019: (4, 130, 1500),
        2020: (4, 150, 1700),
        2026: (4, 150, 1700),
        2027: (4, 150, 1700),
    }
    assert plan.population is not None
    assert (plan.population.low, plan.population.high) == (4000, 6000)


def test_the_example_holds_the_districts_of_the_plan() -> None:
    plan = read_file(EXAMPLE)
    years = (2017, 2018, 2019, 2020)
    rooms = {one.id: [row.rooms for row in one.targets] for one in plan.districts}
    assert rooms == {"zuidoost": [3, 4, 4, 4], "nieuw-west": [0, 1, 1, 1], "noord": [0, 0, 1, 1]}
    costs = {line.name: [line.amounts[year] for year in years] for line in plan.costs}
    assert costs == {
        "Three existing rooms Zuidoost": [285_000, 303_000, 303_000, 303_000],
        "Extra room KG neighbourhood": [0, 109_000, 101_000, 101_000],
        "Nieuw West": [0, 109_000, 101_000, 101_000],
        "Noord": [0, 0, 109_000, 101_000],
    }
    of_districts = [line for district in plan.districts for line in district.costs]
    assert of_districts == list(plan.costs)
    assert [len(district.costs) for district in plan.districts] == [2, 1, 1]
    assert {room.district for room in plan.rooms} == {"zuidoost"}
    zuidoost = {row.year: (row.volunteers, row.participants) for row in plan.districts[0].targets}
    assert zuidoost == {
        row.year: (row.volunteers, row.participants) for row in plan.targets if row.year < 2021
    }


def test_the_example_holds_who_pays_in_the_plan() -> None:
    plan = read_file(EXAMPLE)
    years = (2017, 2018, 2019, 2020)
    assert {
        (line.name, line.kind): [line.amounts[year] for year in years] for line in plan.financing
    } == {
        ("Housing corporations", None): [80_000, 120_000, 130_000, 130_000],
        ("Benefit agencies", None): [15_000, 25_000, 30_000, 30_000],
        ("Funds", None): [10_000, 55_000, 30_000, 20_000],
        ("Own income", "own"): [6_000, 10_000, 12_000, 12_000],
        ("City of Amsterdam", "city"): [174_000, 311_000, 412_000, 422_000],
    }


def test_the_example_shows_all_that_a_file_can_hold() -> None:
    plan = read_file(EXAMPLE)
    assert [room.id for room in plan.rooms] == [
        "holendrecht",
        "h-buurt",
        "venserpolder",
        "kg-buurt",
    ]
    assert {domain for partner in plan.partners for domain in partner.domains} == set(DOMAINS)
    assert len(plan.partners) == 5
    assert all({"nl", "en", "ar", "tr", "es"} <= set(deed.title) for deed in plan.activities)
    order = "nl en ar tr ti es pap uk fa so tw srn pl pt fr ur"
    assert list(plan.languages) == order.split()
    assert "112" in {one.phone for one in plan.urgent_numbers}


def test_no_phone_rings_by_the_example() -> None:
    plan = read_file(EXAMPLE)
    phones = [room.phone for room in plan.rooms] + [partner.phone for partner in plan.partners]
    assert all(phone is not None and phone.startswith("+31 20 000 ") for phone in phones)


def test_every_text_of_the_example_is_plain_and_in_its_own_script() -> None:
    """No brackets, no dots between words as Tigrinya was written once, no letter of another script.

    What an organisation is called stands as it is on its door: as in the Dutch text.
    """
    plan = read_file(EXAMPLE)
    days = [day.reason for room in plan.rooms for day in room.exceptions]
    texts = [*(one.label for one in plan.urgent_numbers), *(one.title for one in plan.activities)]
    seen = set()
    for text in [*texts, *(reason for reason in days if isinstance(reason, dict))]:
        assert isinstance(text, dict)
        known = set(re.findall(r"[A-Z]\w+", text["nl"]))
        for tag, said in text.items():
            assert not re.search(r"[()\[\]፡]|  |\s[,،፣.]", said), (tag, said)
            # "Until", and never a dash, which is read aloud as anything.
            assert not re.search(r"\d ?[-–—] ?\d", said), (tag, said)
            script = script_of(locales.languages()[tag].own_name)
            words = [word for word in re.findall(r"[^\W\d_]+", said) if word not in known]
            strange = [one for one in "".join(words) if not name(one).startswith(script)]
            assert not strange, (tag, said, strange)
            seen.add(tag)
    assert seen == {*plan.languages}
