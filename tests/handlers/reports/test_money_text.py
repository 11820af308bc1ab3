"""The money in words: whole sentences, the plan's own difference shown, nothing made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import locales
from bot.rendering.text import Reader, write
from handlers.core.messages import Text
from handlers.reports.reach.money import money_of
from handlers.reports.reach.money_figures import Money, Reached
from handlers.reports.text import money as texts
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.plan import Population
from tests.handlers.reports.reach.test_money import FILE, of

LANGUAGES = ("en", "nl", "ar", "tr", "es")


def english(lines: tuple[Text, ...]) -> list[str]:
    return [write(line, Reader(("en",))) for line in lines]


@pytest.fixture(scope="module")
def two_rooms() -> Neighbourhood:
    return read_text(FILE, "file.toml")


@pytest.fixture(scope="module")
def in_july(two_rooms: Neighbourhood) -> Money:
    return of(two_rooms, date(2026, 7, 2), Reached(100, 1_000))


def test_the_plans_own_2020_is_told_with_its_8_000_euros(example: Neighbourhood) -> None:
    assert english(texts.summary(of(example, date(2020, 12, 31), Reached(1_700, 20_000)))) == [
        "💶 Costs in 2020: 606,000 euros. Financing: 614,000 euros.",
        "⚖️ The financing is 8,000 euros more than the costs.",
        "👤 A participant costs: at most 238 euros. A visit: at most 20 euros.",
        "⚠️ This is without Nieuw West, Noord: no room there is counted.",
        "📆 Sure for 2021: not known. Costs then: not known.",
    ]


def test_the_reference_year_comes_out_even_and_tells_what_the_city_pays(
    example: Neighbourhood,
) -> None:
    assert english(texts.summary(of(example, date(2017, 12, 31), Reached(1_100, None)))) == [
        "💶 Costs in 2017: 285,000 euros. Financing: 285,000 euros.",
        "⚖️ The financing is as much as the costs.",
        "👤 A participant costs: at most 259 euros. A visit: not known.",
        "🏛️ Of this the city pays: at most 158 euros.",
        "📆 Sure for 2018: 521,000 euros. Costs then: 521,000 euros.",
    ]


def test_a_year_that_runs_is_told_so_far_with_what_is_only_asked(in_july: Money) -> None:
    assert english(texts.summary(in_july)) == [
        (
            "💶 Costs in 2026: 10,950 euros. "
            "Financing: 11,315 euros, of which 7,665 euros is decided and 3,650 euros asked."
        ),
        "⚖️ The financing is 365 euros more than the costs.",
        "➕ Extra plans: 40,000 euros. Not in these costs.",
        "👤 So far a participant costs: at most 55 euros. A visit: at most 5 euros.",
        "🏛️ Of this the city pays: at most 37 euros.",
        "🪙 Own income: 300 euros. Plan: 365 euros.",
        "📆 Sure for 2027: 7,000 euros. Costs then: not known.",
    ]


def test_less_financing_than_costs_is_told_as_less(in_july: Money) -> None:
    told = english(texts.summary(replace(in_july, difference=-1)))
    assert "⚖️ The financing is 1 euro less than the costs." in told


def test_each_source_is_told_with_its_state_and_its_end(in_july: Money) -> None:
    assert english(texts.funders(in_july)) == [
        (
            "City: 7,300 euros, sure until Friday 1 January 2027. "
            "For each participant: at most 37 euros."
        ),
        "Own income: 365 euros. For each participant: at most 2 euros.",
        "Fund: 3,650 euros, only asked. For each participant: at most 18 euros.",
        (
            "Church: 0 euros, sure until Thursday 31 December 2026. "
            "For each participant: at most 0 euros."
        ),
    ]


def test_what_is_not_known_of_a_source_is_left_out(two_rooms: Neighbourhood) -> None:
    told = english(texts.funders(of(two_rooms, date(2026, 12, 31))))
    assert told[1] == "Own income: 365 euros."
    assert "participant" not in " ".join(told)


def test_each_district_is_told_also_one_without_a_room(example: Neighbourhood) -> None:
    money = of(example, date(2020, 12, 31), districts={"zuidoost": Reached(1_700, 20_000)})
    assert english(texts.districts(money)) == [
        "Zuidoost costs 404,000 euros. For each participant: at most 238 euros.",
        "Nieuw West costs 101,000 euros. No room there is counted.",
        "Noord costs 101,000 euros. No room there is counted.",
    ]


def test_rooms_stand_beside_what_the_council_expects(example: Neighbourhood) -> None:
    counts = {"holendrecht": 399, "h-buurt": 400, "venserpolder": 701}
    reached = {room: Reached(number) for room, number in counts.items()}
    money = of(example, date(2020, 12, 31), rooms=reached)
    yardstick = "📏 Council, for each room: 400 to 700 residents or households."
    assert english(texts.rooms(money, money.by_room)) == [
        yardstick,
        "Holendrecht: at least 399. That is fewer.",
        "H-buurt: at least 400. That is as expected.",
        "Venserpolder: at least 701. That is more.",
        "KG-buurt: not counted.",
    ]
    running = of(example, date(2020, 6, 30), rooms=reached)
    assert english(texts.rooms(running, running.by_room))[1] == "Holendrecht: at least 399 so far."
    assert english(texts.of_room(money, "kg-buurt")) == [
        yardstick,
        "KG-buurt: not counted.",
        "💶 KG-buurt costs 101,000 euros. The council: 103,000 euros.",
    ]
    assert texts.of_room(money, "gone") == ()


def test_extras_of_a_room_stand_beside_what_the_council_allows(two_rooms: Neighbourhood) -> None:
    money = of(two_rooms, date(2026, 12, 31))
    (*_, extras) = english(texts.of_room(money, "two"))
    assert extras == "➕ Two, extra plans: 40,000 euros. That is above 36,500 euros."
    room = replace(money.by_room[1], extras=36_500)
    (*_, extras) = english(texts.of_room(replace(money, by_room=(room,)), "two"))
    assert extras == "➕ Two, extra plans: 36,500 euros. At most 36,500 euros."


def test_an_average_room_stands_beside_the_councils_amounts(example: Neighbourhood) -> None:
    assert english(texts.average_room(of(example, date(2017, 12, 31)))) == [
        "💶 A room costs 95,000 euros on average. The council: 103,000 euros.",
        "🏛️ The city pays 58,000 euros a room. The council: 58,000 to 60,000 euros.",
    ]


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        ("residents", "The rooms are for 4,000 to 6,000 residents."),
        ("households", "The rooms are for 4,000 to 6,000 households."),
        ("both", "The rooms are for 4,000 to 6,000 residents or households."),
    ],
)
def test_the_population_says_what_it_counts(counted: Any, told: str) -> None:
    population = Population(low=4_000, high=6_000, of=counted)
    assert english((texts.for_whom(population),)) == [told]


def test_many_sources_and_districts_are_told_in_eight_lines(in_july: Money) -> None:
    many = replace(
        in_july,
        funders=in_july.funders[:1] * 30,
        by_district=in_july.by_district * 30,
    )
    for lines in (texts.funders(many), texts.districts(many)):
        assert len(lines) == 8
        assert english(lines)[-1] == "And 23 more."
    fits = replace(in_july, funders=in_july.funders[:1] * 8)
    assert "more" not in english(texts.funders(fits))[-1]


def everything(money: Money) -> list[tuple[Text, ...]]:
    """All that is said of a year's money."""
    return [
        texts.summary(money),
        texts.funders(money),
        texts.districts(money),
        texts.rooms(money, money.by_room),
        texts.average_room(money),
        *(texts.of_room(money, room.id) for room in money.by_room),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("year", [2017, 2018, 2019, 2020, 2026, 2027])
def test_every_year_is_told_in_every_language_in_eight_lines_of_whole_sentences(
    example: Neighbourhood, two_rooms: Neighbourhood, language: str, year: int
) -> None:
    neighbourhood = two_rooms if year > 2020 else example
    for reached in (Reached(), Reached(0, 0), Reached(1, 1), Reached(1_700, 20_000)):
        for day in (date(year, 6, 30), date(year, 12, 31)):
            money = money_of(neighbourhood, day, reached, rooms={"one": reached})
            assert money is not None
            for lines in everything(money):
                assert len(lines) <= 8
                for line in lines:
                    said = write(line, Reader((language,)))
                    assert said.endswith("."), said
                    assert not {"{", "None", "_"} & set(said.split()), said


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_sentence_about_money_is_left_in_english(language: str, in_july: Money) -> None:
    for lines in everything(in_july):
        for line in lines:
            found = locales.sentence((language, "en"), line.slot, line.one, line.many, line.n)
            assert found.language == language, line.one
