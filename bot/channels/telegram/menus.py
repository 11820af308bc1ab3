"""Telegram's menu of commands: one for everybody in each language, one for whoever has a role."""

from __future__ import annotations

from telegram import BotCommand, BotCommandScopeChat

import locales
from bot.channels.telegram.api import PlainBot
from bot.rendering.message import Rendered
from bot.rendering.text import Reader, write
from handlers.dispatch import registry


async def set_for_everybody(bot: PlainBot) -> None:
    """The command menu of everybody, in every language that Telegram can tell apart."""
    await bot.set_my_commands(_commands(Reader.of("", locales.SOURCE)))
    for tag in locales.languages():
        if len(tag) == 2:
            reader = Reader.of(tag, locales.SOURCE)
            await bot.set_my_commands(_commands(reader), language_code=tag)


async def set_for(bot: PlainBot, chat: int, message: Rendered) -> None:
    """The command menu that goes with a message to somebody whose roles changed."""
    menu = [BotCommand(command, what) for command, what in message.commands]
    await bot.set_my_commands(menu, scope=BotCommandScopeChat(chat))


def _commands(reader: Reader) -> list[BotCommand]:
    return [BotCommand(command, write(what, reader)) for command, what in registry.command_menu(())]
