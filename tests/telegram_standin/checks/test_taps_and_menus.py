"""Taps, and how the bot presents itself."""

from __future__ import annotations

from typing import Any

import pytest
import telegram
from telegram import BotCommand
from telegram.error import (
    BadRequest,
)

from tests.telegram_standin import BotApi
from tests.telegram_standin.checks.calls import (
    Clock,
    keys,
    refusal,
)


async def test_a_tap_brings_its_message_and_is_answered_once(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "older", reply_markup=keys(["Yes"]))
    await bot.send_message(user.id, "newer", reply_markup=keys(["No"], ["Yes, please"]))
    tap = await user.taps("Yes")
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert (query.data, query.from_user.id, query.id) == ("Yes, please", user.id, tap.id)
    assert isinstance(query.message, telegram.Message)
    assert query.message.text == "newer"
    assert query.message.reply_markup == keys(["No"], ["Yes, please"])
    with pytest.raises(BadRequest, match="Message_too_long"):
        await query.answer("x" * 201)
    await query.answer("Noted", show_alert=True)
    assert (user.toast, tap.answered, tap.alert) == ("Noted", True, True)
    with pytest.raises(
        BadRequest, match="Query is too old and response timeout expired or query id is invalid"
    ):
        await query.answer()


async def test_a_tap_can_be_answered_for_a_quarter_of_an_hour(
    api: BotApi, bot: telegram.Bot, clock: Clock
) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "?", reply_markup=keys(["Yes"]))
    tap = await user.taps("Yes")
    clock.now += 15 * 60 + 1
    for number in (tap.id, "unknown"):
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(number)


async def test_a_forged_tap_may_carry_anything(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    await user.taps_data("role:coordinator", message_id=77)
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert query.data == "role:coordinator"
    assert query.message is not None
    assert (query.message.message_id, query.message.is_accessible) == (77, False)


async def test_a_whole_label_goes_before_a_part_of_one(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "How many?", reply_markup=keys(["15", "1"]))
    await user.taps("1")
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert query.data == "1"


async def test_a_button_that_is_not_there_cannot_be_tapped(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "Open?", reply_markup=keys(["Yes", "No"]))
    with pytest.raises(AssertionError, match=r"no button 'Maybe'[\s\S]*bot: Open\? \[Yes\]\[No\]"):
        await user.taps("Maybe")


async def test_the_menu_is_kept_per_scope_and_language(api: BotApi, bot: telegram.Bot) -> None:
    hours = [BotCommand("hours", "Is it open?")]
    await bot.set_my_commands(hours)
    await bot.set_my_commands([("open", "Open")], telegram.BotCommandScopeChat(5), "nl")
    await bot.set_my_commands([("x", "y")], telegram.BotCommandScopeAllPrivateChats(), "ar")
    assert api.commands == {
        ("default", ""): {"hours": "Is it open?"},
        ("chat:5", "nl"): {"open": "Open"},
        ("all_private_chats", "ar"): {"x": "y"},
    }
    assert await bot.get_my_commands() == tuple(hours)
    assert await bot.get_my_commands(language_code="nl") == ()
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


REFUSED_COMMANDS: dict[str, Any] = {
    "BOT_COMMAND_INVALID": {"commands": [{"command": "Open", "description": "x"}]},
    "BOT_COMMAND_DESCRIPTION_INVALID": {
        "commands": [{"command": "open", "description": "x" * 257}]
    },
    "BOT_COMMANDS_TOO_MUCH": {"commands": [{"command": "open", "description": "x"}] * 101},
    "commands list is empty": {"commands": []},
    # Telegram knows two-letter languages only: no menu of its own for Papiamentu or Sranantongo.
    "invalid language code specified": {
        "commands": [{"command": "open", "description": "x"}],
        "language_code": "pap",
    },
    "can't parse BotCommandScope: unsupported type specified": {
        "commands": [],
        "scope": {"type": "town"},
    },
    "can't parse BotCommandScope: chat_id is empty": {"commands": [], "scope": {"type": "chat"}},
}


@pytest.mark.parametrize("reason", REFUSED_COMMANDS)
async def test_a_menu_that_telegram_cannot_show_is_refused(
    api: BotApi, bot: telegram.Bot, reason: str
) -> None:
    assert (
        await refusal(api, "setMyCommands", **REFUSED_COMMANDS[reason]) == f"Bad Request: {reason}"
    )


async def test_names_and_descriptions_are_kept_per_language(api: BotApi, bot: telegram.Bot) -> None:
    await bot.set_my_name("Room")
    await bot.set_my_description("What it does")
    await bot.set_my_short_description("Kort", language_code="nl")
    assert (await bot.get_my_name("nl")).name == "Room"
    assert (await bot.get_my_description()).description == "What it does"
    assert (await bot.get_my_short_description("nl")).short_description == "Kort"
    assert (await bot.get_my_short_description()).short_description == ""
    assert api.profile["short_description", "nl"] == "Kort"
    with pytest.raises(BadRequest):
        await bot.set_my_description("x" * 513)
