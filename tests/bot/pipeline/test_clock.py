"""A clock that is wrong destroys nothing: what ends by time waits until the clock is believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.ticker import Ticker
from storage.keyring import KeyRing
from storage.tables.base import metadata
from storage.upkeep import clock as kept_clock
from tests.conftest import MONDAY
from tests.support.canaries import Canaries
from tests.support.talk import Neighbour, Street

# What is added as time passes; and an opening that nobody closed gets an end, which can be changed.
GROWS = {"jobs", "outbox", "seen", "openings", "neighbourhood", "sent_reports"}


class Machine:
    """A running program: the seconds it has run, its clock, and its looks at it."""

    def __init__(self, street: Street) -> None:
        self.street, self.seconds = street, 0.0
        self.starts_anew()

    def starts_anew(self) -> None:
        self.watch = ClockWatch(lambda: self.street.now, lambda: self.seconds)
        self.ticker = Ticker(
            self.street.database,
            self.street.turns,
            self.street.report_time,
            lambda: self.street.now,
            lambda: None,
            self.watch,
            lambda: None,
        )

    def looks(self) -> None:
        with capture_logs():
            self.ticker.do()

    def runs(self, **delta: float) -> None:
        """So much time goes by, and then it looks."""
        self.street.later(**delta)
        self.seconds += timedelta(**delta).total_seconds()
        self.looks()

    def is_set(self, **delta: float) -> None:
        """Somebody sets the clock, or the battery does."""
        self.street.later(**delta)

    def looks_for_a_day(self) -> None:
        for hours in (0, 0, 1, 11, 13):
            self.runs(hours=hours, seconds=30)


@pytest.fixture
def machine(street: Street, keys: KeyRing) -> Machine:
    """A place in use, with something of somebody's in every table, that was looked at just now."""
    omar, _, _ = street.neighbour(), street.coordinator(), street.key_holder("h-buurt")
    omar.says("/hours")
    with street.database.writing() as store:
        Canaries(store, keys, omar.person, street.now).put()
        keys.of_year(street.now.year, omar.person)
    made = Machine(street)
    made.looks()
    street.deliver()
    return made


def rows(street: Street) -> dict[str, set[str]]:
    """Every row there is, by table, without what grows."""
    with street.database.reading() as store:
        return {
            table.name: {repr(row) for row in store.connection.execute(select(table))}
            for table in metadata.sorted_tables
            if table.name not in GROWS
        }


def words(street: Street) -> dict[int, bytes]:
    """What waits or was said, by its number."""
    outbox = metadata.tables["outbox"]
    with street.database.reading() as store:
        found = store.connection.execute(select(outbox.c.id, outbox.c.words))
        return {row.id: row.words for row in found}


def years(street: Street) -> str:
    return street.database.keys.path.read_text("ascii")


@pytest.mark.parametrize("days", [8, 400, -400])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("anew", [True, False], ids=["at a start", "while it runs"])
def test_a_clock_that_jumps_destroys_nothing_however_long_it_stays_there(
    machine: Machine, days: int, *, anew: bool
) -> None:
    street = machine.street
    before, said, keys = rows(street), words(street), years(street)
    machine.is_set(days=days)
    if anew:
        machine.starts_anew()
    machine.looks()
    assert words(street) == said
    machine.looks_for_a_day()
    now = rows(street)
    # Made-up activities and meetings are in no file: they are called off once they lie ahead.
    called_off = {"signups", "requests"} if days < 0 else set()
    assert {table for table in before if now[table] != before[table]} <= called_off
    assert {number: words(street)[number] for number in said} == said
    assert years(street) == keys
    machine.is_set(days=-days)
    machine.looks()
    assert rows(street) == now


def test_once_somebody_says_that_the_clock_is_right_what_is_old_goes(machine: Machine) -> None:
    street = machine.street
    before = rows(street)
    machine.is_set(days=400)
    machine.starts_anew()
    machine.looks_for_a_day()
    assert rows(street) == before
    with street.database.writing() as store:
        kept_clock.remember(store, street.now)
    machine.runs(days=1)
    gone = {table for table, kept in rows(street).items() if before[table] - kept}
    assert {"talks", "talk_lines", "requests", "request_notes", "offers", "roles"} <= gone


WITNESSES: dict[str, Callable[[Machine], None]] = {
    "the head of an answer": lambda machine: machine.watch.heard_date(
        (machine.street.now + timedelta(minutes=9)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    ),
    "the time of a message": lambda machine: machine.watch.heard("message", machine.street.now),
}


@pytest.mark.parametrize("who", WITNESSES)
def test_with_a_witness_a_place_that_was_closed_for_a_year_goes_on_at_once(
    machine: Machine, who: str
) -> None:
    street = machine.street
    before = rows(street)
    machine.is_set(days=400)
    machine.starts_anew()
    WITNESSES[who](machine)
    machine.looks()
    assert {"talks", "offers", "roles"} <= {
        table for table, kept in rows(street).items() if before[table] - kept
    }


@pytest.mark.parametrize("hours", [1, 12, 72, 167])
def test_after_a_few_days_off_everything_goes_on(machine: Machine, hours: int) -> None:
    machine.is_set(hours=hours)
    machine.starts_anew()
    machine.looks()
    with machine.street.database.reading() as store:
        assert kept_clock.last_seen(store) == machine.street.now


@pytest.mark.parametrize(
    "day", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)]
)
def test_summer_and_winter_time_are_no_jump(street: Street, day: datetime) -> None:
    street.now = day
    machine = Machine(street)
    machine.looks()
    for _ in range(8):
        with capture_logs() as logged:
            machine.street.later(minutes=15)
            machine.seconds += 900
            machine.ticker.do()
        assert logged == []


@pytest.mark.parametrize(
    "header",
    ["", "soon", "Mon, 99 Foo 2026 99:99:99 GMT", "Mon, 16 Nov 99999999 09:00:00 GMT", "0", "\0"],
)
def test_a_date_that_cannot_be_read_is_no_witness(header: str) -> None:
    watch = ClockWatch(lambda: MONDAY, lambda: 0.0)
    watch.heard_date(header)
    assert not watch.agrees(MONDAY - timedelta(days=8))


@pytest.mark.parametrize(
    ("said", "last", "agrees"),
    [
        (None, None, True),
        (None, timedelta(days=-7), True),
        (None, timedelta(days=-7, seconds=-1), False),
        (None, timedelta(minutes=10), True),
        (None, timedelta(minutes=11), False),
        (timedelta(minutes=10), timedelta(days=-99), True),
        (timedelta(minutes=-10), timedelta(days=99), True),
        (timedelta(minutes=11), timedelta(days=-99), False),
        (timedelta(minutes=11), timedelta(days=-1), True),
    ],
)
def test_a_clock_is_believed_with_a_witness_or_a_week_after_it_was_right(
    said: timedelta | None, last: timedelta | None, *, agrees: bool
) -> None:
    watch = ClockWatch(lambda: MONDAY, lambda: 0.0)
    if said is not None:
        watch.heard("date", MONDAY + said)
    assert watch.agrees(None if last is None else MONDAY + last) == agrees


def test_what_a_witness_said_is_counted_on_and_forgotten_after_an_hour() -> None:
    now, seconds = [MONDAY], [0.0]
    watch = ClockWatch(lambda: now[0], lambda: seconds[0])
    watch.heard("date", MONDAY)
    now[0], seconds[0] = MONDAY + timedelta(minutes=50), 3000.0
    assert watch.agrees(MONDAY - timedelta(days=99))
    now[0], seconds[0] = MONDAY + timedelta(minutes=61), 3660.0
    assert not watch.agrees(MONDAY - timedelta(days=99))


def test_coordinators_hear_of_it_every_day_and_not_when_all_is_well(machine: Machine) -> None:
    nour = machine.street.coordinator()
    machine.runs(seconds=30)
    machine.street.deliver()
    assert not told(nour)
    machine.is_set(days=400)
    machine.looks()
    machine.street.deliver()
    # One look is not enough to trouble anybody.
    assert not told(nour)
    for days in range(1, 4):
        machine.runs(seconds=30)
        machine.street.deliver()
        assert len(told(nour)) == days
        machine.runs(hours=24)
        machine.street.deliver()
    assert "deletes nothing" in told(nour)[0]


def told(neighbour: Neighbour) -> list[Any]:
    return [one.text for one in neighbour.screen if "Is that right?" in one.text]
