"""A chart with long words: two messages in their order, and neither comes twice for the other."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace

import pytest

from bot.pipeline import sending
from bot.pipeline.outbox_rows import OutboxRows
from handlers.core import message_json
from handlers.core.messages import Bar, Picture, Reply, button, name
from storage.repositories.messages.outbox import Outgoing
from tests.conftest import MONDAY
from tests.support.post import Post, sends
from tests.telegram_standin import BotApi

# A picture of one point.
DRAWN = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CHART = Picture(name("Visits a week"), (Bar(name("46"), 3),))
LONG = Reply((name("x" * 1_500),), ((button(name("Earlier"), "report"),),), picture=CHART)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "draw", lambda picture, reader: DRAWN)


def queue(office: Post, *rows: Outgoing) -> None:
    with office.database.writing() as store:
        store.outbox.put(rows, office.now)
    office.delivery.ring()


def told(api: BotApi, chat: int) -> list[str]:
    return [call.method for call in sends(api, chat)]


async def test_the_chart_comes_first_and_only_the_half_that_was_lost_comes_again(
    office: Post, api: BotApi
) -> None:
    fatma = api.user(stranger=False)
    office.put(fatma.id, "hello")
    await office.finished()
    person = office.person(fatma.id).id
    with office.database.reading() as store:
        rows = OutboxRows({"telegram": office.telegram.limits})
        made = rows.of(store, [replace(LONG, to=person)], MONDAY)
    api.faults.add("lose_reply", times=1)
    queue(office, *made)
    await office.finished()
    # Which of the two comes first now depends on how long the lost one was waited for.
    assert told(api, fatma.id)[:2] == ["sendMessage", "sendPhoto"]
    assert sorted(told(api, fatma.id)[2:]) == ["sendMessage", "sendPhoto"]


async def test_a_row_of_an_older_program_goes_out_without_its_chart(
    office: Post, api: BotApi
) -> None:
    fatma = api.user(stranger=False)
    office.put(fatma.id, "hello")
    await office.finished()
    queue(office, Outgoing(office.person(fatma.id).id, message_json.to_json(LONG)))
    await office.finished()
    assert told(api, fatma.id) == ["sendMessage", "sendMessage"]
    assert [row.state for row in office.rows()] == ["sent", "sent"]
