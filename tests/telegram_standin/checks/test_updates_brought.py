"""Updates that are brought to a webhook."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import telegram
from aiohttp import web
from telegram.error import (
    Conflict,
)

from tests.telegram_standin import BotApi
from tests.telegram_standin.checks.calls import (
    polling,
    refusal,
)


class Hook:
    """A bot's own web server, which refuses the first deliveries."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.got: list[tuple[str | None, Any]] = []
        self.change = asyncio.Condition()
        self.url = ""

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.json()
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        async with self.change:
            self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), body))
            self.change.notify_all()
        return web.Response()

    async def has(self, count: int) -> list[Any]:
        """Wait until so many updates have come."""
        async with asyncio.timeout(5), self.change:
            await self.change.wait_for(lambda: len(self.got) >= count)
        return [body for _, body in self.got]


async def hooked(hook: Hook, body: Callable[[], Awaitable[None]]) -> None:
    """Run something while the hook listens."""
    runner = web.ServerRunner(web.Server(hook), shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    try:
        await body()
    finally:
        await runner.cleanup()


async def test_a_webhook_gets_everything_with_its_secret_in_order_until_it_says_yes(
    api: BotApi, bot: telegram.Bot
) -> None:
    hook = Hook(refusals=2)
    user, other = api.user(), api.user()

    async def body() -> None:
        await user.says("waiting since before")
        await bot.set_webhook(hook.url, secret_token="s3cret_-")
        for number in range(5):
            await user.says(str(number))
        await other.says("from another chat")
        got = await hook.has(7)
        mine = [u["message"]["text"] for u in got if u["message"]["chat"]["id"] == user.id]
        assert mine == ["waiting since before", "0", "1", "2", "3", "4"]
        assert {secret for secret, _ in hook.got} == {"s3cret_-"}
        await api.quiet()
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == (hook.url, 0)
        assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"

    await hooked(hook, body)


async def test_an_update_may_reach_a_webhook_twice(api: BotApi, bot: telegram.Bot) -> None:
    hook = Hook()
    api.faults.add("twice", times=1)

    async def body() -> None:
        await bot.set_webhook(hook.url)
        await api.user().says("hello")
        first, second = await hook.has(2)
        assert first == second

    await hooked(hook, body)


async def test_polling_and_a_webhook_exclude_each_other(api: BotApi, bot: telegram.Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await polling(api)
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(
        Conflict, match="can't use getUpdates method while webhook is active; use deleteWebhook"
    ):
        await bot.get_updates()
    await api.user().says("lost")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
    await api.user().says("kept")
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1
    assert (await bot.get_webhook_info()).url == ""


async def test_a_webhook_needs_an_address_and_a_speakable_secret(
    api: BotApi, bot: telegram.Bot
) -> None:
    assert "HTTPS URL" in await refusal(api, "setWebhook", url="ftp://127.0.0.1")
    said = await refusal(api, "setWebhook", url="http://127.0.0.1", secret_token="ö")
    assert said == "Bad Request: secret token contains unallowed characters"
