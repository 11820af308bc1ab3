"""How the bot presents itself: its commands, its name, its descriptions."""

import re
from typing import Any

from tests.telegram_standin.chats.chats import Json
from tests.telegram_standin.content.texts import utf16
from tests.telegram_standin.http.params import Params
from tests.telegram_standin.traffic.errors import bad_request
from tests.telegram_standin.world import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
LONGEST = {"name": 64, "description": 512, "short_description": 120}
WHOLE_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}


def set_my_commands(world: World, params: Params) -> bool:
    """Set the menu of one scope in one language."""
    place = place_of(params)
    commands = params.data("commands")
    if not isinstance(commands, list) or not 1 <= len(commands) <= MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH" if commands else "commands list is empty")
    world.commands[place] = dict(command_of(command) for command in commands)
    return True


def delete_my_commands(world: World, params: Params) -> bool:
    """Take the menu of one scope and language away."""
    world.commands.pop(place_of(params), None)
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    """Return the menu of one scope and language."""
    commands = world.commands.get(place_of(params), {})
    return [{"command": name, "description": words} for name, words in commands.items()]


def command_of(command: Any) -> tuple[str, str]:
    """Return a command and what it does."""
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: must be an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= utf16(description) <= LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return name, description


def place_of(params: Params) -> tuple[str, str]:
    """Return whom a menu is for: scope (with its chat and person) and language."""
    scope = params.data("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in WHOLE_SCOPES:
        return str(kind), language_of(params)
    if kind not in CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    parts = [kind, scope.get("chat_id"), *([scope.get("user_id")] if kind == "chat_member" else [])]
    if not all(parts):
        raise bad_request("can't parse BotCommandScope: chat_id is empty")
    return ":".join(map(str, parts)), language_of(params)


def language_of(params: Params) -> str:
    """Return a language; Telegram knows only those with two letters."""
    language = params.text("language_code")
    if not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def set_words(world: World, params: Params, what: str) -> bool:
    """Set one of the bot's texts in one language; an empty one falls back to the default."""
    words = params.text(what)
    if utf16(words) > LONGEST[what]:
        raise bad_request(f"{what} is too long")
    world.profile[what, language_of(params)] = words
    return True


def get_words(world: World, params: Params, what: str) -> Json:
    """Return one of the bot's texts in one language."""
    words = world.profile.get((what, language_of(params))) or world.profile.get((what, ""), "")
    return {what: words}


def set_my_name(world: World, params: Params) -> bool:
    """Set the name people see."""
    return set_words(world, params, "name")


def get_my_name(world: World, params: Params) -> Json:
    """Return the name people see."""
    return get_words(world, params, "name")


def set_my_description(world: World, params: Params) -> bool:
    """Set what an empty chat shows."""
    return set_words(world, params, "description")


def get_my_description(world: World, params: Params) -> Json:
    """Return what an empty chat shows."""
    return get_words(world, params, "description")


def set_my_short_description(world: World, params: Params) -> bool:
    """Set what the profile page shows."""
    return set_words(world, params, "short_description")


def get_my_short_description(world: World, params: Params) -> Json:
    """Return what the profile page shows."""
    return get_words(world, params, "short_description")
