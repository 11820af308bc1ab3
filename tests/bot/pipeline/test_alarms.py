"""Trouble with the program itself: somebody is told, once, and again when it is over."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.channels.base import NotSent
from bot.pipeline.alarms import Alarms
from bot.pipeline.health import Health
from bot.pipeline.limits.send_limits import SendLimits
from handlers.core import message_json
from handlers.core.messages import Reply, name
from handlers.team.alarms import BEGUN, OVER, Alarm
from storage.database import Database
from storage.dialect import POSTGRES_THREADS
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.roles import OPERATOR, Role
from storage.repositories.reports.alerts import Subject
from storage.tables.messages import outbox
from tests.support.doors import Doors
from tests.support.talk import Neighbour, Street

FULL = OperationalError("INSERT", {}, Exception("database or disk is full"))


class Guard:
    """The looks of the alarms, with trouble in our hands."""

    def __init__(self, street: Street) -> None:
        self.street, self.seconds = street, 0.0
        self.channel_troubles: list[str] = []
        self.refused: set[str] = set()
        self.is_stuck = False
        self.limits = SendLimits(None, lambda: self.seconds)
        self.health = Health(
            street.database,
            lambda: self.channel_troubles,
            {"telegram": self.limits},
            lambda: self.seconds,
            lambda: self.refused,
        )
        self.starts_anew()

    def starts_anew(self) -> None:
        self.alarms = Alarms(
            self.street.database,
            self.health,
            {"telegram": Doors("telegram", self.street.doors)},
            self.street.turns.rows,
            lambda: "nl",
            lambda: self.street.now,
            lambda: None,
        )

    async def looks(self, times: int = 1) -> None:
        """The ticker looks, and half a minute later the alarms do."""
        for _ in range(times):
            self.street.later(seconds=30)
            self.seconds += 30
            if not self.is_stuck:
                self.health.looked()
            with capture_logs():
                await self.alarms.look()
            if not self.street.database.trouble:
                self.street.deliver()

    @property
    def reasons(self) -> list[str]:
        with self.street.database.reading() as store:
            waiting = self.health.waiting(store, self.street.now)
        return [trouble.reason for trouble in (*self.health.troubles(), *waiting)]


@pytest.fixture
def guard(street: Street) -> Guard:
    return Guard(street)


def operator(street: Street) -> Neighbour:
    return street._with_roles([Role(OPERATOR, "")], "en")


def heard(neighbour: Neighbour) -> list[str]:
    return [message.text.splitlines()[0] for message in neighbour.screen]


def text_of(alarm: Alarm, *, over: bool = False) -> str:
    return (OVER if over else BEGUN)[alarm].one


@contextmanager
def nothing_can_be_stored(
    database: Database, monkeypatch: pytest.MonkeyPatch, problem: Exception = FULL
) -> Iterator[None]:
    """The disk is full: whoever writes fails, whoever only looks does not."""

    class Full:
        @contextmanager
        def begin(self) -> Iterator[Any]:
            raise problem
            yield

    with monkeypatch.context() as patch:
        patch.setattr(database, "_writer", Full())
        yield


def begins(guard: Guard, alarm: Alarm) -> None:
    street = guard.street
    match alarm:
        case Alarm.CHANNEL:
            guard.channel_troubles = ["Telegram is not reached (NotReached)."]
        case Alarm.PAUSED:
            guard.limits.pause(900)
        case Alarm.CROWD:
            guard.refused = {"new browsers"}
        case Alarm.FILES:
            street.database.troubles["the list"] = "The list cannot be written."
        case Alarm.CLOCKWORK:
            guard.is_stuck = True
            guard.seconds += 121
        case Alarm.WAITING:
            omar = street.neighbour()
            omar.arrives()
            payload = message_json.to_json(Reply((name("your help"),)))
            old = street.now - timedelta(minutes=16)
            with street.database.writing() as store:
                row = Outgoing(omar.person, payload, not_before=old)
                store.outbox.put([row], street.now)
                store.connection.execute(
                    update(outbox).values(due_at=street.now + timedelta(days=1))
                )


def ends(guard: Guard, alarm: Alarm) -> None:
    guard.channel_troubles, guard.is_stuck, guard.refused = [], False, set()
    guard.street.database.troubles.clear()
    guard.seconds += 1000
    if alarm is Alarm.WAITING:
        with guard.street.database.writing() as store:
            store.connection.execute(update(outbox).values(due_at=guard.street.now))
        guard.street.deliver()


IN_REACH = [alarm for alarm in Alarm if alarm is not Alarm.STORAGE]


@pytest.mark.parametrize("alarm", IN_REACH)
async def test_trouble_that_lasts_is_told_once_and_again_when_it_is_over(
    guard: Guard, alarm: Alarm
) -> None:
    nour, omar = guard.street.coordinator(), guard.street.neighbour()
    omar.arrives()
    await guard.looks(2)
    assert guard.reasons == []
    begins(guard, alarm)
    assert len(guard.reasons) == 1
    await guard.looks(1)
    assert heard(nour) == []
    await guard.looks(4)
    assert heard(nour) == [text_of(alarm)]
    guard.starts_anew()
    await guard.looks(3)
    assert heard(nour) == [text_of(alarm)]
    ends(guard, alarm)
    await guard.looks(8)
    assert heard(nour) == [text_of(alarm), text_of(alarm, over=True)]
    assert [text for text in heard(omar) if "⚠️" in text] == []


async def test_an_operator_is_told_what_exactly_and_coordinators_are_left_alone(
    guard: Guard,
) -> None:
    mats, nour = operator(guard.street), guard.street.coordinator()
    begins(guard, Alarm.CHANNEL)
    await guard.looks(3)
    assert heard(mats) == [text_of(Alarm.CHANNEL)]
    assert "NotReached" in mats.screen[0].text
    assert heard(nour) == []


async def test_a_moment_of_trouble_is_told_to_nobody(guard: Guard) -> None:
    nour = guard.street.coordinator()
    begins(guard, Alarm.CHANNEL)
    await guard.looks(1)
    ends(guard, Alarm.CHANNEL)
    await guard.looks(6)
    assert heard(nour) == []


async def test_when_nothing_can_be_stored_it_is_said_all_the_same(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    mats = operator(guard.street)
    await guard.looks(1)
    with nothing_can_be_stored(guard.street.database, monkeypatch):
        await guard.looks(5)
        assert guard.reasons == ["Nothing can be stored (OperationalError)."]
        assert heard(mats) == [text_of(Alarm.STORAGE)]
    # Whoever has nothing to write says nothing about the disk.
    with guard.street.database.writing():
        pass
    assert guard.reasons
    with guard.street.database.writing() as store:
        store.done_once.first_time("something", "", guard.street.now)
    assert guard.reasons == []
    await guard.looks(4)
    assert heard(mats) == [text_of(Alarm.STORAGE), text_of(Alarm.STORAGE, over=True)]


async def test_what_reached_nobody_is_said_again(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    mats, real = operator(guard.street), Doors.send
    await guard.looks(1)

    async def fails(*_: Any) -> str:
        raise NotSent("no way there")

    with nothing_can_be_stored(guard.street.database, monkeypatch):
        monkeypatch.setattr(Doors, "send", fails)
        await guard.looks(4)
        monkeypatch.setattr(Doors, "send", real)
        await guard.looks(3)
    assert heard(mats) == [text_of(Alarm.STORAGE)]


def test_a_lock_that_somebody_else_lets_go_is_over_for_whoever_comes_in(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = guard.street.database
    locked = OperationalError("BEGIN", {}, sqlite3.OperationalError("database is locked"))
    with nothing_can_be_stored(database, monkeypatch, locked):
        with pytest.raises(OperationalError), database.writing():
            pass
        assert guard.reasons == ["Nothing can be stored (OperationalError)."]
    with database.writing():
        pass
    assert guard.reasons == []


async def test_a_database_that_hangs_is_noticed(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pipeline.alarms.LONGEST_STORING", 0.05)
    is_free = threading.Event()
    for _ in range(POSTGRES_THREADS):
        guard.street.database.writers.submit(is_free.wait, 10)
    begins(guard, Alarm.CHANNEL)
    mats = operator(guard.street)
    with capture_logs():
        for _ in range(3):
            await asyncio.wait_for(guard.alarms.look(), 5)
    assert heard(mats) == [text_of(Alarm.CHANNEL)]
    is_free.set()


def test_every_kind_of_trouble_has_its_words() -> None:
    assert set(BEGUN) == set(OVER) == set(Alarm)


def test_an_operator_may_do_nothing_more_than_a_neighbour(street: Street) -> None:
    mats = operator(street)
    for command in ("/report", "/manage", "/invite", "/announce", "/open", "/count 5"):
        mats.says(command)
        assert mats.last.text.startswith(("Only", "I did not")), mats.last.text


async def test_a_coordinator_mutes_forged_visits_for_themselves_and_nothing_else(
    guard: Guard, street: Street
) -> None:
    nadia, omar = street.coordinator(), street.coordinator()
    with street.database.writing() as store:
        store.alerts.mute(nadia.person, {Subject.VISITORS})
    guard.refused = {"contacts"}
    await guard.looks(3)
    assert (len(heard(nadia)), heard(omar)) == (0, [text_of(Alarm.CROWD)])
    guard.channel_troubles = ["Telegram is not reached."]
    await guard.looks(3)
    assert heard(nadia) == [text_of(Alarm.CHANNEL)]
