"""What Telegram shows of us by itself, in each language: the menu of commands, what we are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

from telegram import BotCommand, BotCommandScopeChat

import locales
from bot.channels.telegram.api import PlainBot
from bot.rendering.buttons import cut
from bot.rendering.message import Rendered
from bot.rendering.text import Reader, write
from handlers.core.messages import Text, say
from handlers.dispatch import registry

# What stands in a chat before it begins, and on our page there with what goes along in a link; of
# more than these letters Telegram takes nothing, and the languages behind it would wait for ever.
LONGEST, LONGEST_SHORT = 512, 120
DESCRIPTION = (
    say("bot", "👋 Welcome. Here you find the neighbourhood rooms."),
    say("bot", "See which room is open now."),
    say("bot", "Find activities, and help with letters, money, work."),
    say("bot", "Tap the button below. You need no name."),
)
SHORT_DESCRIPTION = (
    say("bot", "See which neighbourhood room is open now."),
    say("bot", "Find activities, help and people."),
)

# Seconds after a start.
DESCRIBED_AFTER = 10.0


async def describe(bot: PlainBot, default: str) -> None:
    """Tell Telegram what we are, in every language, where it says otherwise until now.

    In a language whose catalog went that is what everybody else reads.
    """
    everybody = Reader.of("", default)
    for tag, reader in (*_readers(default), *((tag, everybody) for tag in _gone())):
        said = cut(_lines(DESCRIPTION, reader), LONGEST)
        if (await bot.get_my_description(language_code=tag)).description != said:
            await bot.set_my_description(said, language_code=tag)
        said = cut(_lines(SHORT_DESCRIPTION, reader), LONGEST_SHORT)
        known = await bot.get_my_short_description(language_code=tag)
        if known.short_description != said:
            await bot.set_my_short_description(said, language_code=tag)


async def describe_later(bot: PlainBot, default: str) -> None:
    """The same some seconds after a start: whoever waits in a chat is answered first."""
    await asyncio.sleep(DESCRIBED_AFTER)
    await describe(bot, default)


async def set_for_everybody(bot: PlainBot, default: str) -> None:
    """The command menu of everybody, in every language that Telegram can tell apart.

    Telegram keeps one for ever: that of a language whose catalog went is taken away.
    """
    for tag, reader in _readers(default):
        await bot.set_my_commands(_commands(reader), language_code=tag)
    for tag in _gone():
        await bot.delete_my_commands(language_code=tag)


async def say_anew(bot: PlainBot, default: str) -> None:
    """Everything that Telegram keeps of our words, after they changed."""
    await set_for_everybody(bot, default)
    await describe(bot, default)


async def set_for(bot: PlainBot, chat: int, message: Rendered) -> None:
    """The command menu that goes with a message to somebody whose roles changed."""
    menu = [BotCommand(command, what) for command, what in message.commands]
    await bot.set_my_commands(menu, scope=BotCommandScopeChat(chat))


def _readers(default: str) -> Iterator[tuple[str, Reader]]:
    """For everybody, and for each language that Telegram can tell apart; `default` fills in."""
    for tag in ("", *(one for one in locales.languages() if len(one) == 2)):
        yield tag, Reader.of(tag, default)


def _gone() -> list[str]:
    """The languages in which Telegram may still say what it was told once."""
    return [tag for tag in locales.unspoken() if len(tag) == 2]


def _lines(lines: Iterable[Text], reader: Reader) -> str:
    return "\n".join(write(line, reader) for line in lines)


def _commands(reader: Reader) -> list[BotCommand]:
    return [BotCommand(command, write(what, reader)) for command, what in registry.command_menu(())]
