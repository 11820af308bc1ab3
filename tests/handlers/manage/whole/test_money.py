"""What a year costs and who pays is changed in the chat: line by line, seen first, undone."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.core.typed_input import NoNumber
from handlers.manage.changes.undone import undone_by
from handlers.manage.whole.plan.typed_numbers import read_euros
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.neighbourhoods import Source
from storage.repositories.people.roles import COORDINATOR, Role
from tests.conftest import TWO_ROOMS
from tests.handlers.manage.rooms.test_special_days import versions
from tests.support.talk import Neighbour, Street

MONEY = """
[[costs]]
name = "Two rooms"
2026 = 200000

[[costs]]
name = "East side"
2026 = 101000

[[financing]]
name = "City"
kind = "city"
2026 = 174000

[[districts]]
id = "east"
name = "East side"
costs = [{ name = "East side", 2026 = 101000 }]
"""


@pytest.fixture(autouse=True)
def with_money(street: Street) -> None:
    street.load(read_text(TWO_ROOMS + MONEY, "money.toml"))


def budget(street: Street, year: int = 2026, nadia: Neighbour | None = None) -> Neighbour:
    nadia = nadia or street.coordinator()
    nadia.says("/manage").taps("🏙️ Neighbourhood").taps("💶 Costs and money")
    return nadia.taps(f"🗓️ {year}")


def costs(street: Street, year: int = 2026) -> Neighbour:
    return budget(street, year).taps("💶 Costs")


def now(street: Street) -> Neighbourhood:
    return street.view().neighbourhood


def amounts(street: Street, year: int = 2026) -> dict[str, int]:
    lines = (*now(street).costs, *now(street).financing)
    return {line.name: line.amounts[year] for line in lines if year in line.amounts}


def test_an_amount_is_changed_with_its_sum_and_taken_back(street: Street) -> None:
    nadia = costs(street).sees("💶 Costs in 2026: 301,000 euros.", "1 Two rooms: 200,000 euros")
    nadia.taps("1 Two rooms").taps("✏️ Change amount").says("€ 212.500,-")
    nadia.sees("Two rooms in 2026: 212,500 euros. Before: 200,000 euros.")
    nadia.sees("Together: 313,500 euros.", "Nobody has to be told.")
    assert amounts(street)["Two rooms"] == 200_000
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    assert amounts(street)["Two rooms"] == 212_500
    nadia.taps("↩️ Undo").sees("Two rooms in 2026: 200,000 euros.")
    assert amounts(street)["Two rooms"] == 200_000


@pytest.mark.parametrize(
    "typed",
    ["12500", "€ 12.500", "12500,-", "12.500,00", "12,500.00", "12 500 euro", "١٢٥٠٠", "EUR 12500"],
)
def test_an_amount_is_read_as_people_write_it(typed: str) -> None:
    assert read_euros(typed) == 12_500


@pytest.mark.parametrize("typed", ["12500,50", "12.50", "-12", "lots", "€", "100000000", "12.5000"])
def test_cents_and_what_is_no_amount_are_asked_again(typed: str) -> None:
    assert isinstance(read_euros(typed), NoNumber)


def test_a_new_line_of_who_pays_says_whether_it_is_decided_and_until_when(street: Street) -> None:
    nadia = budget(street).taps("🤝 Who pays").taps("➕ New line").says("Fund of the street")
    nadia.says("12.500,50").sees("Please type whole euros").says("12.500,00")
    nadia.taps("⏳ Only asked for").sees(
        "Fund of the street in 2026: 12,500 euros. Before: not agreed.",
        "Fund of the street: this money is only asked for.",
    )
    nadia.taps("✅ Yes, do it").taps("💶 Costs and money").taps("2 Fund of the street")
    nadia.taps("✅ It is decided").taps("✅ Yes, do it").taps("💶 Costs and money")
    nadia.taps("2 Fund of the street").taps("🗓️ Until when").says("31-12-2027")
    nadia.sees("Fund of the street: sure until Friday 31 December 2027.").taps("✅ Yes, do it")
    fund = now(street).financing[1]
    assert (fund.state, fund.until, dict(fund.amounts)) == (
        "decided",
        date(2027, 12, 31),
        {2026: 12_500},
    )


def test_a_line_is_taken_out_of_a_year_and_with_its_last_year_it_is_gone(street: Street) -> None:
    nadia = costs(street).taps("1 Two rooms").taps("➖ Not in 2026")
    nadia.sees("Two rooms in 2026: not agreed. Before: 200,000 euros.").taps("✅ Yes, do it")
    assert [line.name for line in now(street).costs] == ["East side"]
    nadia.taps("↩️ Undo")
    assert amounts(street)["Two rooms"] == 200_000


def test_a_year_begins_as_the_one_before(street: Street) -> None:
    nadia = costs(street, 2027).taps("↻ Again as in 2026").sees("Together: 301,000 euros.")
    nadia.taps("✅ Yes, do it")
    assert amounts(street, 2027) == {"Two rooms": 200_000, "East side": 101_000}


def test_a_name_that_is_there_is_that_line_in_another_year(street: Street) -> None:
    nadia = costs(street, 2027).taps("➕ New line").says("two rooms").says("210000")
    nadia.taps("✅ Yes, do it")
    assert amounts(street, 2027) == {"Two rooms": 210_000}
    assert len(now(street).costs) == 2


def test_districts_never_cost_more_than_all_together(street: Street) -> None:
    nadia = budget(street).taps("⬅️ Back").taps("📍 A district").taps("📍 East side")
    nadia.taps("🗓️ 2026").taps("1 East side").taps("✏️ Change amount").says("400.000")
    nadia.sees("Then the districts cost more than all together.", "Change the other amount first.")
    assert versions(street) == [Source.FILE, Source.FILE]
    # The question is still there.
    nadia.says("90.000").sees("East side: East side in 2026: 90,000 euros.").taps("✅ Yes, do it")
    assert now(street).districts[0].costs[0].amounts == {2026: 90_000}


def test_what_became_too_much_before_the_yes_is_not_done(street: Street) -> None:
    nadia = budget(street).taps("⬅️ Back").taps("📍 A district").taps("📍 East side")
    nadia.taps("🗓️ 2026").taps("1 East side").taps("✏️ Change amount").says("300.000")
    costs(street).taps("1 Two rooms").taps("✏️ Change amount").says("1000").taps("✅ Yes, do it")
    nadia.taps("✅ Yes, do it").sees("Then the districts cost more than all together.")
    assert now(street).districts[0].costs[0].amounts == {2026: 101_000}


def test_two_at_once_are_asked(street: Street) -> None:
    first = costs(street).taps("1 Two rooms").taps("✏️ Change amount").says("210000")
    second = costs(street).taps("1 Two rooms").taps("✏️ Change amount").says("220000")
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees("Somebody else changed this a moment ago.")
    assert amounts(street)["Two rooms"] == 210_000
    second.taps("✅ Yes, do it")
    assert amounts(street)["Two rooms"] == 220_000


def test_what_changed_stands_in_the_history_with_both_amounts(street: Street) -> None:
    nadia = costs(street).taps("1 Two rooms").taps("✏️ Change amount").says("210000")
    nadia.taps("✅ Yes, do it").says("/manage").taps("📆 Days and hours").taps("👀 What changed")
    nadia.sees("Two rooms in 2026: 210,000 euros. Before: 200,000 euros.")


def undone(street: Street, **otherwise: str) -> list[str]:
    """What a file would undo that has these amounts instead."""
    text = TWO_ROOMS + MONEY
    for old, new in otherwise.items():
        text = text.replace(old.strip("_"), new)
    with street.database.reading() as store:
        lines = undone_by(store, read_text(text, "other.toml"))
    return [f"{line.values.get('what', line.one)}" for line in lines]


def test_a_file_undoes_the_amounts_that_it_has_otherwise_and_no_others(street: Street) -> None:
    nadia = costs(street).taps("1 Two rooms").taps("✏️ Change amount").says("210000")
    nadia.taps("✅ Yes, do it")
    assert len(undone(street)) == 1
    assert undone(street, _200000="250000") == undone(street)
    # The same change, and another one that the chat did not make.
    assert undone(street, _200000="210000", _174000="180000") == []


def test_in_a_browser(street: Street) -> None:
    rosa = street.neighbour(channel="web")
    rosa.arrives()
    with street.database.writing() as store:
        store.roles.give(rosa.person, Role(COORDINATOR, ""), street.now)
    budget(street, nadia=rosa).taps("🤝 Who pays").taps("1 City").taps("✏️ Change amount")
    rosa.says("180 000").taps("✅ Yes, do it").sees("✅ Done.")
    assert amounts(street)["City"] == 180_000
