"""Chats that do not exist, block the bot, throw it out or move."""

from __future__ import annotations

import pytest
import telegram
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
)

from tests.telegram_standin import BotApi


async def test_a_chat_that_does_not_exist_is_not_found(api: BotApi, bot: telegram.Bot) -> None:
    news = api.channel(username="neighbours")
    await bot.send_message("@neighbours", "hello")
    assert news.last.text == "hello"
    for nobody in (12345, "@nobody", "rubbish"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(nobody, "hello")


async def test_a_bot_cannot_speak_first(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(user.id, "hello")
    await user.says("hello")
    await bot.send_message(user.id, "hello")


async def test_who_blocks_the_bot_is_told_of_and_cannot_be_written_to(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    await user.blocks()
    change = (await bot.get_updates())[0].my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(user.id, "hello")
    await user.unblocks()
    await bot.send_message(user.id, "hello")
    await user.blocks(quietly=True)
    with pytest.raises(Forbidden):
        await bot.send_message(user.id, "hello")
    assert len(api.pending) == 2
    await user.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(user.id, "hello")


async def test_a_group_can_throw_the_bot_out_and_the_bot_can_leave(
    api: BotApi, bot: telegram.Bot
) -> None:
    group, basic = api.group(), api.group(basic=True)
    await group.removes_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "hello")
    await group.welcomes_bot()
    await bot.send_message(group.id, "hello")
    await bot.leave_chat(basic.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(basic.id, "hello")
    assert [update.my_chat_member is not None for update in await bot.get_updates()] == [True, True]
    with pytest.raises(BadRequest):
        await bot.leave_chat(api.user().id)


async def test_a_group_that_grew_tells_its_new_number(api: BotApi, bot: telegram.Bot) -> None:
    group = api.group(basic=True)
    old = group.id
    new = await group.upgrades()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "hello")
    assert moved.value.new_chat_id == new == group.id
    await bot.send_message(new, "hello")
    updates = await bot.get_updates()
    said = [
        (u.message.migrate_to_chat_id, u.message.migrate_from_chat_id) for u in updates if u.message
    ]
    assert said == [(new, None), (None, old)]


async def test_get_chat_tells_what_is_known(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(first_name="Noor", username="noor")
    chat = await bot.get_chat(user.id)
    assert (chat.type, chat.first_name, chat.username) == ("private", "Noor", "noor")
    assert (await bot.get_chat(api.group(title="Garden").id)).title == "Garden"
