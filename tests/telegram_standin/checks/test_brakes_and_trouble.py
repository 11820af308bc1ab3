"""How fast a bot may send, and what goes wrong on the way when a test wants it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import pytest
import telegram
from telegram.error import (
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from tests.telegram_standin import BotApi
from tests.telegram_standin.checks.calls import (
    Clock,
    ask,
    until,
)
from tests.telegram_standin.methods import METHODS


async def test_thirty_messages_a_second_and_no_more(
    api: BotApi, bot: telegram.Bot, clock: Clock
) -> None:
    users = [api.user(stranger=False) for _ in range(31)]
    for user in users[:30]:
        await bot.send_message(user.id, "news")
    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(users[30].id, "news")
    assert wait.value.retry_after == timedelta(seconds=1)
    clock.now += 1
    await bot.send_message(users[30].id, "news")
    assert api.limits.refused == {"bot": 1}


async def test_twenty_messages_a_minute_in_a_group(
    api: BotApi, bot: telegram.Bot, clock: Clock
) -> None:
    group = api.group()
    for _ in range(20):
        await bot.send_message(group.id, "news")
        clock.now += 1
    status, answer = await ask(api, "sendMessage", chat_id=group.id, text="news")
    assert (status, answer["parameters"]) == (429, {"retry_after": 40})
    assert answer["description"] == "Too Many Requests: retry after 40"
    clock.now += 40
    await bot.send_message(group.id, "news")
    assert api.limits.refused == {"group": 1}


async def test_one_message_a_second_in_a_chat_after_five_at_once(
    api: BotApi, bot: telegram.Bot, clock: Clock
) -> None:
    user = api.user(stranger=False)
    for _ in range(5):
        await bot.send_message(user.id, "news")
    with pytest.raises(RetryAfter):
        await bot.send_message(user.id, "news")
    clock.now += 1
    await bot.send_message(user.id, "news")
    with pytest.raises(RetryAfter):
        await bot.send_message(user.id, "news")
    assert api.limits.refused == {"chat": 2}
    assert len(user.screen) == 6


@pytest.mark.bot_api(limits=False)
async def test_the_brakes_can_be_taken_off(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    for _ in range(40):
        await bot.send_message(user.id, "news")
    assert not api.limits.refused


async def test_a_lost_reply_leaves_its_effect(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    api.faults.add("lose_reply", times=1)
    with pytest.raises(NetworkError):
        await bot.send_message(user.id, "hello")
    assert user.last.text == "hello"
    assert api.called("sendMessage")[0].fault == "lose_reply"
    await bot.send_message(user.id, "hello again")


async def test_a_call_that_hangs_or_is_dropped_has_no_effect(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    api.faults.add("hang", times=1, seconds=30)
    with pytest.raises(TimedOut):
        await bot.send_message(user.id, "hello", read_timeout=0.05)
    api.faults.add("hang", times=1, seconds=0.01)
    api.faults.add("drop", times=1)
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(user.id, "hello")
    assert user.screen == []


async def test_a_delayed_call_works_after_all(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    api.faults.add("delay", times=1, seconds=0.05)
    sending = asyncio.create_task(bot.send_message(user.id, "late"))
    await until(lambda: api.faults.given["delay"] == 1)
    assert user.screen == []
    await sending
    assert user.last.text == "late"


async def test_servers_break_down_in_both_ways(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    api.faults.add("server_error", times=1)
    assert (await ask(api, "sendMessage", chat_id=user.id, text="x"))[0] == 500
    api.faults.add("bad_gateway", times=2)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(user.id, "hello")
    async with aiohttp.ClientSession() as session:
        form = {"chat_id": user.id, "text": "x"}
        async with session.post(f"{api.url}/bot{api.token}/sendMessage", data=form) as answer:
            assert (answer.status, answer.content_type) == (502, "text/html")
    assert user.screen == []


async def test_too_many_requests_can_be_claimed_at_any_time(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    api.faults.add("too_many", times=1, seconds=7)
    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(user.id, "hello")
    assert wait.value.retry_after == timedelta(seconds=7)
    assert user.screen == []


async def test_an_update_may_come_again_after_it_was_confirmed(
    api: BotApi, bot: telegram.Bot
) -> None:
    api.faults.add("twice", times=1)
    user = api.user()
    await user.says("one")
    await user.says("two")
    first, second = await bot.get_updates()
    assert await bot.get_updates(offset=second.update_id + 1, timeout=30) == (first,)
    assert await bot.get_updates(offset=second.update_id + 1) == ()


async def test_a_dropped_poll_loses_nothing(api: BotApi, bot: telegram.Bot) -> None:
    api.faults.add("drop_poll", times=1)
    api.faults.add("lose_reply", times=1, methods={"getUpdates"})
    await api.user().says("hello")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.get_updates()
    assert len(await bot.get_updates()) == 1


async def test_chats_may_close_or_move_just_before_a_message(
    api: BotApi, bot: telegram.Bot
) -> None:
    user, group = api.user(stranger=False), api.group(basic=True)
    api.faults.add("block", times=1)
    with pytest.raises(Forbidden):
        await bot.send_message(user.id, "hello")
    api.faults.add("migrate", times=1)
    with pytest.raises(ChatMigrated):
        await bot.send_message(group.id, "hello")


def test_chance_is_the_same_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = BotApi(seed=seed).faults
        faults.add("lose_reply", probability=0.3)
        return [faults.strike("sendMessage") is not None for _ in range(1000)]

    assert struck(1) == struck(1) != struck(2)
    assert 250 < sum(struck(1)) < 350


def test_trouble_is_for_what_people_see_unless_told_otherwise_and_ends_when_cleared() -> None:
    faults = BotApi().faults
    faults.add("drop")
    assert [method for method in METHODS if faults.strike(method)] == [
        method
        for method in METHODS
        if method.startswith(("send", "edit", "answer", "deleteMessage"))
    ]
    faults.clear()
    assert not any(faults.strike(method) for method in METHODS)
    with pytest.raises(ValueError, match="none of lose_reply"):
        faults.add("rain")  # type: ignore[arg-type]
