"""What may have arrived: a menu comes once more, what must arrive five times."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Unsure
from handlers.core import message_json
from handlers.core.messages import Priority, Reply
from storage.database import Database
from storage.repositories.messages.outbox import Outgoing
from tests.bot.pipeline.lines import Office, words

LOST = Unsure("no answer")


@pytest.fixture
async def office(database: Database) -> Office:
    return Office(database)


def put(office: Office, *lines: str, must_arrive: bool = False, **more: Any) -> None:
    with office.database.writing() as store:
        person = store.people.known([("telegram", "1", "")])["telegram", "1"]
        rows = [
            Outgoing(
                person.id,
                message_json.to_json(Reply((words(line),))),
                must_arrive=must_arrive,
                **more,
            )
            for line in lines
        ]
        store.outbox.put(rows, office.now)


async def passes(office: Office, seconds: float) -> int:
    """So long nothing is heard; returns how many sends there were by then."""
    office.now += timedelta(seconds=seconds)
    with capture_logs():
        await office.delivery.send_due()
    return len(office.telegram.texts)


async def test_a_menu_comes_once_more_at_the_most_and_not_before_half_a_minute(
    office: Office,
) -> None:
    put(office, "menu")
    office.telegram.troubles = [LOST] * 9
    assert await passes(office, 0) == 1
    assert await passes(office, 29) == 1
    assert await passes(office, 1) == 2
    assert await passes(office, 100_000) == 2
    assert office.states == ["uncertain"]


async def test_what_must_arrive_comes_five_times_more_with_growing_pauses(office: Office) -> None:
    put(office, "your help", must_arrive=True)
    office.telegram.troubles = [LOST] * 9
    sends = [await passes(office, 0)]
    for pause in (30, 60, 120, 240, 480):
        assert await passes(office, pause - 1) == sends[-1]
        sends.append(await passes(office, 1))
    assert sends == [1, 2, 3, 4, 5, 6]
    assert await passes(office, 100_000) == 6
    assert office.states == ["uncertain"]


async def test_once_it_is_confirmed_it_does_not_come_again(office: Office) -> None:
    put(office, "your help", must_arrive=True)
    office.telegram.troubles = [LOST, LOST]
    for pause in (0, 30, 60, 120, 240, 480):
        await passes(office, pause)
    assert len(office.telegram.texts) == 3
    assert office.states == ["sent"]


@pytest.mark.parametrize("must_arrive", [True, False])
async def test_what_may_have_arrived_holds_up_nothing_that_comes_later(
    office: Office, *, must_arrive: bool
) -> None:
    put(office, "one", must_arrive=must_arrive)
    office.telegram.troubles = [LOST]
    await passes(office, 0)
    put(office, "two")
    await passes(office, 1)
    assert office.telegram.texts == ["one", "two"]


async def test_a_menu_does_not_come_again_after_a_later_one(office: Office) -> None:
    put(office, "one")
    office.telegram.troubles = [LOST]
    await passes(office, 0)
    put(office, "two")
    await passes(office, 1)
    assert await passes(office, 1000) == 2
    assert office.states == ["uncertain", "sent"]


async def test_news_is_no_later_menu(office: Office) -> None:
    put(office, "one")
    office.telegram.troubles = [LOST]
    await passes(office, 0)
    put(office, "news", must_arrive=True, priority=Priority.NOTICE)
    await passes(office, 1)
    await passes(office, 30)
    assert office.telegram.texts == ["one", "news", "one"]


async def test_two_that_wait_to_come_again_come_one_by_one(office: Office) -> None:
    put(office, "one", "two", must_arrive=True)
    office.telegram.troubles = [LOST, LOST]
    await passes(office, 0)
    assert office.telegram.texts == ["one", "two"]
    await passes(office, 60)
    assert office.telegram.texts == ["one", "two", "one", "two"]
    assert office.states == ["sent", "sent"]


async def test_what_makes_no_sense_any_more_does_not_go_out_and_holds_up_nothing(
    office: Office,
) -> None:
    late = office.now + timedelta(minutes=5)
    put(office, *["stale"] * 40, valid_until=late, must_arrive=True, priority=Priority.NOTICE)
    put(office, "fresh", priority=Priority.NOTICE)
    office.now = late
    await office.delivery.send_due()
    assert office.telegram.texts == ["fresh"]
    assert office.states == [*["dropped"] * 40, "sent"]
    assert {row.problem for row in office.rows()} == {"TooLate", ""}


async def test_until_then_it_does(office: Office) -> None:
    put(office, "in time", valid_until=office.now + timedelta(minutes=5))
    office.now += timedelta(minutes=4, seconds=59)
    await office.delivery.send_due()
    assert office.telegram.texts == ["in time"]
