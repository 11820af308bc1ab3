"""What people do and see, in tests and in a process of its own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from asyncio.subprocess import PIPE

import aiohttp
import pytest
import telegram
from telegram.error import (
    BadRequest,
    NetworkError,
)

from tests.support.paths import ROOT
from tests.telegram_standin import BotApi
from tests.telegram_standin.checks.calls import (
    OPUS,
    bot_of,
    keys,
)


async def test_commands_are_marked_in_utf16_and_links_carry_their_code(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(language_code="ar", first_name="Samira")
    await user.follows_link("Code_1-x")
    await user.says("😀 /hours@buurt_standin_bot and/or https://example.org/a")
    first, second = [update.message for update in await bot.get_updates()]
    assert first is not None
    assert second is not None
    assert first.text == "/start Code_1-x"
    assert first.parse_entities() == {first.entities[0]: "/start"}
    assert first.from_user is not None
    assert (first.from_user.language_code, first.from_user.first_name) == ("ar", "Samira")
    assert list(second.parse_entities().values()) == [
        "/hours@buurt_standin_bot",
        "https://example.org/a",
    ]
    with pytest.raises(AssertionError, match="no link"):
        await user.follows_link("x" * 65)


async def test_people_send_all_kinds_of_things(api: BotApi, bot: telegram.Bot) -> None:
    user, friend = api.user(language_code=None), api.user(first_name="Ali")
    await user.shares_location(52.3, 4.97)
    await user.sends_sticker()
    await user.sends_photo(b"picture", caption="look")
    await user.sends_voice(OPUS)
    await user.sends_document(b"file", name="a.pdf")
    await user.shares_contact("+31201234567")
    await user.shares_contact("+31201234568", of=friend)
    await user.forwards("/open", origin=friend)
    await user.forwards("/open", origin="A hidden person")
    await user.forwards("/open", origin=api.channel(title="News"))
    got = [update.message for update in await bot.get_updates() if update.message]
    assert got[0].location == telegram.Location(4.97, 52.3)
    assert got[1].sticker is not None
    assert got[2].caption == "look"
    assert bytes(await (await got[2].photo[-1].get_file()).download_as_bytearray()) == b"picture"
    assert got[3].voice is not None
    assert got[4].document is not None
    assert [message.contact.user_id for message in got[5:7] if message.contact] == [
        user.id,
        friend.id,
    ]
    kinds = [message.forward_origin.type for message in got[7:] if message.forward_origin]
    assert kinds == ["user", "hidden_user", "channel"]
    assert got[0].from_user is not None
    assert got[0].from_user.language_code is None


async def test_groups_hear_members_and_anonymous_administrators(
    api: BotApi, bot: telegram.Bot
) -> None:
    user, group = api.user(first_name="Noor"), api.group(title="Garden")
    await user.says("/hours", in_chat=group)
    await user.says("/hours", in_chat=group, anonymously=True)
    await api.channel().posts("news")
    open_one, hidden, post = await bot.get_updates()
    assert open_one.effective_user is not None
    assert open_one.effective_user.first_name == "Noor"
    assert hidden.effective_user is not None
    assert hidden.effective_user.id == 1087968824
    assert hidden.message is not None
    assert hidden.message.sender_chat is not None
    assert hidden.message.sender_chat.id == group.id
    assert post.channel_post is not None
    assert user.screen == []
    await bot.send_message(group.id, "open", reply_markup=keys(["Way"]))
    await group.sees("open")
    await user.taps("Way", in_chat=group)
    tap = (await bot.get_updates(offset=post.update_id + 1))[0].callback_query
    assert tap is not None
    assert tap.from_user.id == user.id


async def test_sees_waits_for_what_is_new_or_newly_edited(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    await user.says("/open")
    waiting = asyncio.create_task(user.sees("People", "0"))
    sent = await bot.send_message(user.id, "People inside: 0", reply_markup=keys(["+1"]))
    assert (await waiting).message_id == sent.message_id
    await user.taps("+1")
    with pytest.raises(
        AssertionError,
        match=r"in vain[\s\S]*#1 Samira: /open\n[\s\S]*bot: People inside: 0 \[\+1\]",
    ):
        await user.sees("People", within=0.02)
    await bot.edit_message_text("People inside: 1", user.id, sent.message_id)
    assert (await user.sees("People")).text == "People inside: 1"
    assert [message.text for message in user.screen] == ["/open", "People inside: 1"]


async def test_sees_reads_on_so_that_two_messages_can_be_seen_one_after_the_other(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user()
    await user.says("hello")
    for text in ("first answer", "second answer"):
        await bot.send_message(user.id, text)
    assert (await user.sees("answer")).text == "first answer"
    assert (await user.sees("answer")).text == "second answer"
    with pytest.raises(AssertionError):
        await user.sees("answer", within=0.02)


async def test_quiet_waits_until_all_is_confirmed_and_nothing_stirs(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user()
    await user.says("hello")
    with pytest.raises(AssertionError, match="1 updates unconfirmed"):
        await api.quiet(within=0.02)
    waiting = asyncio.create_task(api.quiet(still=0.02))
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    await bot.send_message(user.id, "hello")
    await waiting
    assert user.last.text == "hello"


async def test_every_call_is_noted_with_its_outcome(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "hello")
    with pytest.raises(BadRequest):
        await bot.send_message(0, "hello")
    good, bad = api.called("sendMessage")
    assert (good.params["text"], good.result["message_id"], good.error) == (
        "hello",
        user.last.message_id,
        "",
    )
    assert (bad.result, bad.error) == (None, "Bad Request: chat not found")


def test_plain_tests_use_the_same_people_without_await() -> None:
    with BotApi.in_thread() as api:
        user = api.user()

        async def answer() -> None:
            async with bot_of(api.url, api.token) as bot:
                (update,) = await bot.get_updates(timeout=5)
                await bot.send_message(user.id, "hello", reply_markup=keys(["Bye"]))
                await bot.get_updates(offset=update.update_id + 1)

        assert user.says("hi") == 1
        asyncio.run(answer())
        assert user.sees("hello").buttons == [["Bye"]]
        user.taps("Bye")
        assert len(api.pending) == 1
        with pytest.raises(AssertionError, match="in vain"):
            user.sees("Bye", within=0.02)


def test_a_bot_that_runs_as_a_process_talks_with_it() -> None:
    with BotApi.in_thread() as api:
        user = api.user()
        options = ("--url", api.url, "--token", api.token)
        echo = subprocess.Popen(
            [sys.executable, "-m", "tests.telegram_standin.peers.echo_ptb", *options], cwd=ROOT
        )
        try:
            user.says("is anybody there?")
            user.sees("is anybody there?", within=20)
            api.quiet()
        finally:
            echo.terminate()
            assert echo.wait() == 0


async def test_a_benchmark_runs_it_alone_and_reads_its_figures() -> None:
    options = ("--users", "3", "--updates", "9", "--text", "ping {n}", "--fault", "twice=1")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.telegram_standin", *options, stdout=PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        there = json.loads(await process.stdout.readline())
        await measure(there["url"], there["token"])
    finally:
        process.terminate()
        assert await process.wait() == 0


async def measure(url: str, token: str) -> None:
    """Answer the crowd, one of them out of order, and read what was counted."""
    async with bot_of(url, token) as bot, aiohttp.ClientSession() as session:
        said = [update.message for update in await bot.get_updates() if update.message]
        for message in (*said[:5], said[8], said[5], said[6], said[7]):
            await message.reply_text(message.text or "")
        await said[0].reply_text(said[0].text or "")
        async with session.get(f"{url}/_standin/stats", params={"answered": 9}) as answer:
            stats = await answer.json()
        counted = {
            name: stats[name] for name in ("updates", "delivered", "answered", "sends", "edits")
        }
        assert counted == {"updates": 9, "delivered": 9, "answered": 9, "sends": 10, "edits": 0}
        assert (stats["order_breaks"], stats["doubled"]) == (1, 1)
        assert 0 < stats["latency_ms"]["p50"] <= stats["latency_ms"]["p99"]
        assert stats["answers_per_chat"] == {"710000001": 4, "710000002": 3, "710000003": 3}
        async with session.get(f"{url}/_standin/texts") as answer:
            assert (await answer.json())["710000003"] == ["ping 3", "ping 9", "ping 6"]
        orders = {
            "clear": {},
            "limits": {"on": True},
            "faults": {"clear": True, "kind": "drop", "times": 1},
            "updates": {"count": 2, "text": "more", "users": 4},
        }
        for door, order in orders.items():
            async with session.post(f"{url}/_standin/{door}", json=order) as answer:
                assert answer.status == 200
        async with session.post(f"{url}/_standin/faults", json={"kind": "rain"}) as answer:
            assert answer.status == 400
        with pytest.raises(NetworkError):
            await said[0].reply_text("dropped")
        assert len(await bot.get_updates(offset=-2)) == 2
