"""Whatever answers in Telegram's place: the program goes on, and no message is lost by it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram.error import InvalidToken, NetworkError

from bot.channels.base import Fatal
from bot.channels.telegram import channel
from bot.channels.telegram.http import LARGEST_ANSWER
from bot.channels.telegram.refusals import REFUSALS_BELIEVED, Refusals
from tests.support.post import Post, texts
from tests.support.village import Village
from tests.telegram_standin import BotApi

PAGE = b"<html><body><h1>Sign in to the network</h1></body></html>"


def said(**answer: Any) -> bytes:
    return json.dumps(answer).encode()


def done(result: Any) -> tuple[int, bytes]:
    return 200, said(ok=True, result=result)


def refused(status: int, description: Any = "No", **more: Any) -> tuple[int, bytes]:
    return status, said(ok=False, error_code=status, description=description, **more)


ODD: dict[str, tuple[int, bytes]] = {
    "nothing": (200, b""),
    "null": (200, b"null"),
    "a word": (200, b'"word"'),
    "a number": (200, b"7"),
    "a list": (200, b"[]"),
    "a truth": (200, b"true"),
    "an object": (200, b"{}"),
    "no result": (200, said(ok=True)),
    "no, without a reason": (200, said(ok=False)),
    "no, with a number": (200, said(ok=False, error_code=400)),
    "no, but 200": (200, said(ok=False, error_code=403, description="Forbidden")),
    "ok is a word": (200, said(ok="yes", result=[])),
    "the result is null": done(None),
    "the result is a word": done("word"),
    "the result is a number": done(7),
    "the result is an object": done({}),
    "a list of null": done([None]),
    "a list of objects": done([{}]),
    "a list of lists": done([[]]),
    "a number that is a word": done([{"update_id": "7", "message_id": "7"}]),
    "a number below zero": done([{"update_id": -1}]),
    "an endless number": done([{"update_id": 10**400}]),
    "a number that is a truth": done([{"update_id": True}]),
    "a message number that is a word": done({"message_id": "7"}),
    "a message number that is a list": done({"message_id": [7]}),
    "a message number out of range": done({"message_id": 10**30}),
    "no text at all": (200, b"\xff\xfe\x00"),
    "too deep": (200, b"[" * 100_000),
    "cut off": (200, b'{"ok":true,"result":{"message_'),
    "a page": (200, PAGE),
    "nothing to say": (204, b""),
    "elsewhere": (302, PAGE),
    "a page of 400": (400, PAGE),
    "a page of 401": (401, PAGE),
    "a page of 403": (403, PAGE),
    "a page of 404": (404, PAGE),
    "a page of 409": (409, PAGE),
    "a page of 429": (429, PAGE),
    "a page of 500": (500, PAGE),
    "a page of 504": (504, PAGE),
    "401 once": refused(401, "Unauthorized"),
    "404 once": refused(404, "Not Found"),
    "409 once": refused(409, "Conflict: terminated by other getUpdates request"),
    "429 without a time": refused(429, "Too Many Requests"),
    "429 for a word": refused(429, "Too Many Requests", parameters={"retry_after": "soon"}),
    "429 for less than nothing": refused(429, "Too Many Requests", parameters={"retry_after": -5}),
    "429 for ever": refused(429, "Too Many Requests", parameters={"retry_after": 10**40}),
    "429 with a list": refused(429, "Too Many Requests", parameters=[1]),
    "the reason is a list": refused(400, ["no"]),
    "moved to a word": refused(400, "Bad Request", parameters={"migrate_to_chat_id": "nowhere"}),
    "moved to a person": refused(400, "Bad Request", parameters={"migrate_to_chat_id": 7}),
    "moved out of range": refused(400, "Bad Request", parameters={"migrate_to_chat_id": -(10**30)}),
    "a status of its own": refused(418, "I am a teapot"),
    "far too large": (200, b" " * (LARGEST_ANSWER + 1)),
}


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again is tried again at once."""
    monkeypatch.setattr(channel, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(channel, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(channel, "LONGEST_PAUSE", 0.01)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_whatever_a_poll_is_answered_the_next_one_is_asked(
    place: Village, no_waiting: None
) -> None:
    omar = place.api.user(language_code="en")
    for number, answer in enumerate(ODD.values(), 1):
        place.api.faults.add("odd", times=1, methods={"getUpdates"}, answer=answer)
        place.api.world.inbox.end_poll()
        await omar.says("/hours")
        await place.until(lambda number=number: place.answers(omar.id) == number)
    assert place.running
    assert not place.running.done()
    assert place.app.channels["telegram"].trouble() == ""


async def test_what_of_a_poll_can_be_read_is_heard(place: Village, no_waiting: None) -> None:
    omar = place.api.user(language_code="en")
    await omar.says("/hours")
    await place.until(lambda: place.answers(omar.id) == 1)
    update = {
        "update_id": 5,
        "message": {
            "message_id": 9,
            "date": place.api.world.now(),
            "chat": {"id": omar.id, "type": "private", "first_name": "O"},
            "from": {"id": omar.id, "is_bot": False, "first_name": "O"},
            "text": "/hours",
        },
    }
    answer = done([None, {}, update, {"update_id": 6, "message": 7}, "word"])
    place.api.faults.add("odd", times=1, methods={"getUpdates"}, answer=answer)
    place.api.world.inbox.end_poll()
    await place.until(lambda: place.answers(omar.id) == 2)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_whatever_a_message_is_answered_it_arrives_and_is_never_set_aside(
    office: Post, api: BotApi
) -> None:
    crowd = {why: api.user(stranger=False) for why in ODD}
    for why, answer in ODD.items():
        api.faults.add("odd", times=1, methods={"sendMessage"}, answer=answer)
        # Whoever was asked to wait a moment has waited.
        office.seconds += 10
        office.put(crowd[why].id, why)
        await office.until(lambda: any(one.problem or one.sent_as for one in office.rows()[-1:]))
    await office.finished()
    assert {why: row.state for why, row in zip(ODD, office.rows(), strict=True)} == dict.fromkeys(
        ODD, "sent"
    )
    # The stand-in took it each time and said something odd: at the door it may be there twice.
    assert {why: set(texts(api, one.id)) for why, one in crowd.items()} == {
        why: {why} for why in ODD
    }
    assert max(len(texts(api, one.id)) for one in crowd.values()) <= 3


async def test_nobody_has_left_because_a_proxy_said_so(office: Post, api: BotApi) -> None:
    samira = api.user(stranger=False)
    api.faults.add("odd", times=1, methods={"sendMessage"}, answer=(403, PAGE))
    office.put(samira.id, "one", "two")
    await office.finished()
    assert not office.person(samira.id).left
    assert "two" in texts(api, samira.id)


async def test_asked_to_wait_for_a_week_it_waits_a_quarter_of_an_hour_and_says_so(
    office: Post, api: BotApi
) -> None:
    samira = api.user(stranger=False)
    api.faults.add("too_many", times=1, seconds=7 * 24 * 3600)
    with capture_logs() as logged:
        office.put(samira.id, "one")
        await office.until(lambda: office.rows()[0].problem == "TryLater")
    assert [line["log_level"] for line in logged if line["event"] == "send.long_pause"] == ["error"]
    assert office.limits.paused_for() == 900
    office.seconds = 901
    await office.finished()
    assert texts(api, samira.id) == ["one"]


async def test_a_poll_that_is_asked_to_wait_for_a_week_is_asked_again_sooner(
    place: Village, no_waiting: None
) -> None:
    omar = place.api.user(language_code="en")
    place.api.faults.add("too_many", times=1, methods={"getUpdates"}, seconds=7 * 24 * 3600)
    with capture_logs() as logged:
        place.api.world.inbox.end_poll()
        await omar.says("/hours")
        await place.until(lambda: place.answers(omar.id) == 1)
    assert [one["log_level"] for one in logged if one["event"] == "telegram.long_pause"] == [
        "error"
    ]


def test_a_token_that_is_refused_again_and_again_ends_the_program() -> None:
    """Five times in a row, not at the first page of a proxy: see `test_chats` for the end."""

    refusals = Refusals()
    for _ in range(3):
        for _ in range(REFUSALS_BELIEVED - 1):
            refusals.count(InvalidToken("Unauthorized"))
        refusals.count(NetworkError("gone"))
    for _ in range(REFUSALS_BELIEVED - 1):
        refusals.count(InvalidToken("Unauthorized"))
    with pytest.raises(Fatal, match="TOKEN"):
        refusals.count(InvalidToken("Unauthorized"))
