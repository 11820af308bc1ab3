"""The example shows all that a file can hold, and rings no real telephone."""

from __future__ import annotations

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
