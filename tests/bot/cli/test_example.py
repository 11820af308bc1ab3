"""`make run`: what somebody sees who starts it for the first time, by day and at night."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.cli import example
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.neighbourhood.file import read_file
from storage.tables.rooms import openings
from tests.support.paths import EXAMPLE
from tests.support.peek import failures
from tests.support.talk import Street, links

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 11, 29, 12, 30, tzinfo=AMSTERDAM)


def opened(database: Database) -> list[str]:
    with database.reading() as store:
        return list(store.connection.execute(select(openings.c.room)).scalars())


def street_of(database: Database, now: datetime) -> Street:
    return Street(database, read_file(EXAMPLE), now)


def test_whoever_starts_it_for_the_first_time_sees_a_room_that_is_open(database: Database) -> None:
    example.load_first(database, EXAMPLE, NOON)
    street = street_of(database, NOON + timedelta(minutes=2))
    street.neighbour().says("/start").sees("🟢 Venserpolder: open. Until 22:00.")


# A day of the week, a Saturday and a Sunday: all others have the same hours.
@pytest.mark.parametrize("day", [16, 21, 22])
@pytest.mark.parametrize("clock", [(7, 59), (22, 0), (23, 30), (3, 0)])
def test_at_night_it_does_not_pretend(database: Database, day: int, clock: tuple[int, int]) -> None:
    night = datetime(2026, 11, day, *clock, tzinfo=AMSTERDAM)
    example.load_first(database, EXAMPLE, night)
    assert opened(database) == []


@pytest.mark.parametrize("day", [date(2026, 11, 29), date(2026, 12, 25)])
@pytest.mark.parametrize("hour", [8, 21])
def test_the_room_is_open_on_sundays_and_holidays_too(
    database: Database, day: date, hour: int
) -> None:
    example.load_first(database, EXAMPLE, datetime.combine(day, time(hour), AMSTERDAM))
    assert opened(database) == ["venserpolder"]


def test_started_again_nothing_more_is_opened(database: Database) -> None:
    example.load_first(database, EXAMPLE, NOON)
    with database.writing() as store:
        store.connection.execute(openings.update().values(closed_at=NOON))
    example.load_first(database, EXAMPLE, NOON + timedelta(days=1))
    assert opened(database) == ["venserpolder"]


def test_a_neighbourhood_that_was_loaded_before_is_left_as_it_is(street: Street) -> None:
    example.load_first(street.database, EXAMPLE, NOON)
    assert opened(street.database) == []
    street.neighbour().says("/hours").sees("Holendrecht").sees_not("Venserpolder")


def test_in_the_evening_nobody_waits_for_whoever_opened_it(database: Database) -> None:
    example.load_first(database, EXAMPLE, NOON)
    street = street_of(database, NOON)
    for _ in range(24):
        street.later(hours=1)
        street.tick()
    with database.reading() as store:
        assert store.outbox.waiting() == 0
    assert failures(street) == []
    street.neighbour().says("/hours").sees_not("🟢")


def test_three_addresses_are_printed_one_a_line_with_how_to_use_them(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    example.load_first(database, EXAMPLE, NOON)
    view = NeighbourhoodView(read_file(EXAMPLE))
    example.say_hello(SimpleNamespace(links=links), database, view)  # type: ignore[arg-type]
    said = capsys.readouterr().out
    addresses = re.findall(r"^(.+): (http\S+)$", said, re.MULTILINE)
    assert [who for who, _ in addresses] == [
        "resident",
        "key-holder of Holendrecht",
        "coordinator",
    ]
    assert len({link for _, link in addresses}) == 3
    for words in ("private window", "Venserpolder", "Ctrl-C"):
        assert words in said
    assert max(map(len, said.splitlines())) <= 80
