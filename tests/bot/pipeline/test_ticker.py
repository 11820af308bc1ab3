"""The ticker: when it looks at the clock, what it does then, and what trouble does to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.pipeline import ticker as ticker_module
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.incoming import Turns
from bot.pipeline.ticker import Ticker
from handlers.core.messages import Priority, Reply, say
from handlers.dispatch import due as dispatch_due
from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.messages import sent
from storage.repositories.messages.letters import WIPED
from storage.repositories.messages.outbox import Outgoing
from storage.store import Store
from storage.tables.messages import outbox
from storage.upkeep import retention
from tests.conftest import MONDAY
from tests.support.peek import payloads
from tests.support.talk import Street, links

YEARS_END = datetime(2027, 1, 30, 12, tzinfo=UTC)


class Watched:
    """A ticker whose clock is in our hands, and what it said after each look."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.committed: list[datetime] = []
        self.looked = asyncio.Event()
        self.seconds = 0.0
        self.watch = ClockWatch(lambda: street.now, lambda: self.seconds)
        self.ticker = Ticker(
            street.database,
            street.turns,
            street.report_time,
            lambda: street.now,
            self._commits,
            self.watch,
            lambda: None,
        )

    def _commits(self) -> None:
        self.committed.append(datetime.now(UTC))
        self.looked.set()

    def passes(self, **delta: float) -> None:
        """Time goes by, for the clock and for the machine."""
        self.street.later(**delta)
        self.seconds += timedelta(**delta).total_seconds()


@pytest.fixture
def watched(street: Street) -> Watched:
    return Watched(street)


def gives(monkeypatch: pytest.MonkeyPatch, *replies: Reply) -> None:
    """These messages are due now."""
    monkeypatch.setattr(dispatch_due, "due", lambda *_: list(replies))


def rows(street: Street) -> list[Any]:
    with street.database.reading() as store:
        return list(store.connection.execute(select(outbox).order_by(outbox.c.id)).all())


async def test_it_looks_at_once_and_then_every_half_minute(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ticker_module.SECONDS == 30
    monkeypatch.setattr(ticker_module, "SECONDS", 0.01)
    working = asyncio.create_task(watched.ticker.run())
    for _ in range(3):
        await asyncio.wait_for(watched.looked.wait(), 10)
        watched.looked.clear()
    watched.ticker.stop()
    await asyncio.wait_for(working, 10)


async def test_very_much_that_had_its_hour_is_wiped_part_by_part(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar = watched.street.neighbour()
    omar.says("/start")
    secret = Outgoing(omar.person, '{"lines":[["name","a secret"]],"rows":[]}', is_secret=True)
    with watched.street.database.writing() as store:
        store.outbox.put([secret] * 8, watched.street.now)
    monkeypatch.setattr(sent, "WIPED_AT_ONCE", 3)
    parts: list[bool] = []
    wipe = sent.Sent.wipe_secrets
    monkeypatch.setattr(
        sent.Sent, "wipe_secrets", lambda *args: parts.append(wipe(*args)) or parts[-1]
    )
    watched.passes(minutes=61)
    await watched.ticker.tick()
    assert parts == [True, True, True, False]
    assert [row.wipe_at for row in rows(watched.street)] == [None] * len(rows(watched.street))


async def test_whatever_somebody_sets_the_clock_to_it_goes_on_looking(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticker_module, "SECONDS", 0.01)
    with time_machine.travel(MONDAY) as clock:
        working = asyncio.create_task(watched.ticker.run())
        for hours in (0, -8, 9600, -9600, 72, -1, 1):
            clock.shift(hours * 3600)
            watched.looked.clear()
            await asyncio.wait_for(watched.looked.wait(), 10)
        watched.ticker.stop()
        await asyncio.wait_for(working, 10)


async def test_after_stop_it_looks_no_more_and_stop_may_come_twice_or_too_early(
    watched: Watched,
) -> None:
    watched.ticker.stop()
    watched.ticker.stop()
    await asyncio.wait_for(watched.ticker.run(), 10)
    assert watched.committed == []


async def test_trouble_is_logged_and_the_next_look_tries_again(
    street: Street, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken, capture_logs() as logged:
        broken.setattr(street.database, "writing", None)
        await watched.ticker.tick()
    assert logged == [{"event": "tick.failed", "problem": "TypeError", "log_level": "error"}]
    assert watched.committed == []
    await watched.ticker.tick()
    assert len(watched.committed) == 1


def test_what_is_due_goes_out_as_the_reply_says(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar = street.neighbour("en")
    omar.hands_over().taps("🦊")
    omar.says("/language").taps("Nederlands")
    body = (say("body", "You can call these rooms."),)
    gives(
        monkeypatch,
        Reply(body, to=omar.person, priority=Priority.NEWS, is_secret=True, profile=""),
        # Nobody to send it to.
        Reply(body, to=0),
        Reply(body),
    )
    before = len(rows(street))
    street.look()
    (row,) = rows(street)[before:]
    assert (row.person_id, row.priority) == (omar.person, Priority.NEWS)
    assert row.wipe_at > street.now
    # For the first person of the phone, whoever has it now.
    assert row.language == "en"
    street.deliver()
    omar.sees("You can call these rooms.")


def test_what_is_secret_is_wiped_from_what_was_sent_when_its_hour_is_over(street: Street) -> None:
    omar = street.neighbour()
    omar.arrives()
    with street.database.writing() as store:
        payload = '{"lines":[["name","a secret"]],"rows":[]}'
        store.outbox.put([Outgoing(omar.person, payload, is_secret=True)], street.now)
    street.deliver()
    (before,) = rows(street)
    street.later(hours=1, minutes=1)
    street.look()
    ((row, said),) = payloads(street.database)
    assert said == WIPED
    assert len(row.words) == len(before.words), "nobody can tell that it was wiped"


def test_what_a_copy_that_is_gone_left_is_sent(
    street: Street, database_url: str, keys: KeyRing
) -> None:
    omar = street.neighbour()
    omar.arrives()
    gone = Database(database_url, keys)
    with gone.writing() as store:
        store.outbox.put([Outgoing(omar.person, '{"lines":[["name","late"]],"rows":[]}')], MONDAY)
        assert len(store.claims.take({"telegram": 9}, street.now)) == 1
    gone.close()
    street.deliver()
    omar.hears_nothing()
    street.tick()
    omar.sees("late")


async def test_before_a_neighbourhood_is_loaded_nothing_is_due(database: Database) -> None:
    turns = Turns(database, links, lambda: None)
    street = Street.__new__(Street)
    street.database, street.turns, street.now = database, turns, MONDAY
    street.report_time = None  # type: ignore[assignment]
    watched = Watched(street)
    with capture_logs() as logged:
        await watched.ticker.tick()
    assert logged == []
    assert len(watched.committed) == 1


def scrubs(street: Street, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, bool]]:
    """How the database's files are cleaned from now on."""
    made: list[dict[str, bool]] = []
    monkeypatch.setattr(street.database, "scrub", lambda **how: not made.append(how))
    return made


def test_once_a_night_what_is_old_goes_also_out_of_the_files(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrubbed, forgotten = scrubs(street, monkeypatch), []
    forget_old = retention.forget_old

    def forget(store: Store, *when: Any) -> None:
        forgotten.append(when)
        forget_old(store, *when)

    monkeypatch.setattr(retention, "forget_old", forget)
    street.look()
    street.later(minutes=1)
    street.look()
    assert [now for _, now in forgotten] == [MONDAY]
    assert scrubbed == [{"rewrite": True}]
    street.later(days=1)
    street.look()
    assert [today.day for today, _ in forgotten] == [16, 17]
    assert scrubbed == [{"rewrite": True}] * 2


def test_a_farewell_that_was_said_goes_out_of_the_files_as_well(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.look()
    scrubbed = scrubs(street, monkeypatch)
    omar = street.neighbour()
    omar.says("/forget").taps("Yes, delete")
    street.later(minutes=2)
    scrubbed.clear()
    street.look()
    assert scrubbed == [{"rewrite": True}]


@pytest.fixture
def years(street: Street, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Callable[[int], bool]:
    """Whether the key of a year is still there, in a key ring that no other test uses."""
    ring = KeyRing.make(tmp_path / "keys-of-years")
    ring.of_year(2026, 1)
    monkeypatch.setattr(street.database.keys, "forget_years_before", ring.forget_years_before)
    return ring.knows_year


def test_the_key_of_a_year_is_destroyed_on_the_last_day_of_january(
    street: Street, years: Callable[[int], bool]
) -> None:
    street.now = YEARS_END
    street.look()
    assert years(2026)
    street.later(days=1)
    street.look()
    assert not years(2026)
