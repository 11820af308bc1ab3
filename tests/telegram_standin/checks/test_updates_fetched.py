"""Updates that are fetched: in order, until they are confirmed, for a day."""

from __future__ import annotations

import asyncio

import pytest
import telegram
from telegram.error import (
    Conflict,
)

from tests.telegram_standin import BotApi
from tests.telegram_standin.checks.calls import (
    DAY,
    Clock,
    ask,
    bot_of,
    polling,
    until,
)


async def test_an_update_comes_again_until_it_is_confirmed_and_then_never(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user()
    await user.says("one")
    await user.says("two")
    first, second = await bot.get_updates()
    assert [update.update_id for update in await bot.get_updates()] == [
        first.update_id,
        second.update_id,
    ]
    assert second.update_id == first.update_id + 1
    assert await bot.get_updates(offset=first.update_id + 1) == (second,)
    assert await bot.get_updates() == (second,)
    assert await bot.get_updates(offset=second.update_id + 1) == ()
    assert api.pending == []


@pytest.mark.bot_api(first_update_id=5)
async def test_the_first_update_number_can_be_chosen(api: BotApi, bot: telegram.Bot) -> None:
    await api.user().says("hello")
    assert (await bot.get_updates())[0].update_id == 5


async def test_a_negative_offset_keeps_only_the_last_ones(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    for text in ("one", "two", "three"):
        await user.says(text)
    assert [u.message.text for u in await bot.get_updates(offset=-2) if u.message] == [
        "two",
        "three",
    ]
    assert len(api.pending) == 2


async def test_the_limit_is_kept_between_1_and_100(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    for number in range(120):
        await user.says(str(number))
    assert [len(await bot.get_updates(limit=limit)) for limit in (1, 7, 100)] == [1, 7, 100]
    assert len((await ask(api, "getUpdates", limit=0))[1]["result"]) == 1
    assert len((await ask(api, "getUpdates", limit=1000))[1]["result"]) == 100


async def test_a_long_poll_ends_as_soon_as_something_happens(
    api: BotApi, bot: telegram.Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await polling(api)
    await api.user().says("at last")
    assert len(await asyncio.wait_for(poll, 2)) == 1


async def test_a_long_poll_without_news_ends_empty(api: BotApi, bot: telegram.Bot) -> None:
    assert await bot.get_updates(timeout=1) == ()


async def test_only_the_kinds_asked_for_come_and_the_choice_is_remembered(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user()
    await bot.get_updates(allowed_updates=["edited_message"])
    await user.says("hello")
    await user.edits("hello!")
    updates = await bot.get_updates()
    assert [update.edited_message.text for update in updates if update.edited_message] == ["hello!"]
    assert len(updates) == 1
    await bot.get_updates(allowed_updates=[])
    await user.says("again")
    assert len(await bot.get_updates()) == 2


async def test_a_second_poll_ends_the_older_one_with_a_conflict(
    api: BotApi, bot: telegram.Bot
) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await polling(api)
    async with bot_of(api.url, api.token) as second:
        newer = asyncio.create_task(second.get_updates(timeout=30))
        with pytest.raises(
            Conflict, match="terminated by other getUpdates request; make sure that only one"
        ):
            await older
        await api.user().says("for the newer one")
        assert len(await newer) == 1


async def test_a_poll_whose_caller_went_away_swallows_nothing(
    api: BotApi, bot: telegram.Bot
) -> None:
    gone = asyncio.create_task(ask(api, "getUpdates", timeout=30))
    await polling(api)
    gone.cancel()
    await until(lambda: not api.world.inbox.is_polled)
    await api.user().says("still there")
    assert api.stats.handed_over == 0
    assert len(await bot.get_updates()) == 1


@pytest.mark.bot_api(seed=3)
async def test_after_a_quiet_week_numbers_go_on_from_somewhere_else(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user()
    await user.says("before")
    before = (await bot.get_updates())[0].update_id
    await api.lets_week_pass()
    await user.says("after")
    after = await bot.get_updates(offset=before + 1)
    assert [update.message.text for update in after if update.message] == ["after"]
    assert after[0].update_id < before, "the seed was chosen so that the number is a lower one"


async def test_updates_are_kept_for_a_day(api: BotApi, bot: telegram.Bot, clock: Clock) -> None:
    await api.user().says("old")
    clock.now += DAY + 1
    await api.user().says("new")
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["new"]
