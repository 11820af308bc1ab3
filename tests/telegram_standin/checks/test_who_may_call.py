"""Who may call what, and how: tokens, methods, parameters."""

from __future__ import annotations

import aiohttp
import pytest
import telegram

from tests.telegram_standin import BotApi
from tests.telegram_standin.checks.calls import (
    ask,
    refusal,
)
from tests.telegram_standin.methods import METHODS, SPEC


async def test_a_wrong_token_is_unauthorized(api: BotApi, bot: telegram.Bot) -> None:
    unauthorized = (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert await ask(api, "getMe", token="1:wrong") == unauthorized


async def test_an_unknown_method_is_not_found(api: BotApi, bot: telegram.Bot) -> None:
    status, answer = await ask(api, "makeCoffee")
    assert (status, answer["error_code"]) == (404, 404)


async def test_get_me_names_the_bot_however_the_method_is_capitalised(
    api: BotApi, bot: telegram.Bot
) -> None:
    assert (await bot.get_me()).username == api.username
    assert (await ask(api, "getme"))[0] == 200


def test_the_method_table_is_held_against_the_published_description() -> None:
    assert set(METHODS) == set(SPEC)
    assert SPEC["sendMessage"] == {"chat_id": "Integer or String", "text": "String"}


@pytest.mark.parametrize("method", [name for name, required in SPEC.items() if required])
async def test_a_call_without_a_required_parameter_is_refused(
    api: BotApi, bot: telegram.Bot, method: str
) -> None:
    assert (await refusal(api, method)).startswith("Bad Request: ")


async def test_parameters_may_come_as_json_form_multipart_or_query(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    address = f"{api.url}/bot{api.token}/sendMessage"
    wanted = {"chat_id": str(user.id), "text": "السلام & co"}
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in wanted.items():
        multipart.add_field(name, value)
    async with aiohttp.ClientSession() as session:
        for how in ({"json": wanted}, {"data": wanted}, {"data": multipart}, {"params": wanted}):
            async with session.post(address, **how) as answer:
                assert answer.status == 200
    assert [message.text for message in user.screen] == [wanted["text"]] * 4
