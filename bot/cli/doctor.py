"""Looks at an installation and says of each part whether it works."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

import locales
from bot import app
from bot.channels.base import Fatal
from bot.channels.telegram.http import Request
from bot.settings import Settings, WrongSetting, read_settings
from storage.database import StorageProblem
from storage.keyring import KeyMissing


async def check(tell: Callable[[str], object]) -> bool:
    """Say one line about each part; returns whether all of them work."""
    try:
        settings = read_settings()
    except WrongSetting as problem:
        tell(f"settings: WRONG. {problem}")
        return False
    tell("settings: good")
    findings = [*_storage(settings), _catalogs(), _web(settings), await _telegram(settings)]
    for part, wrong in findings:
        tell(f"{part}: WRONG. {wrong}" if wrong else f"{part}: good")
    return not any(wrong for _, wrong in findings)


async def links(settings: Settings, code: str) -> list[str]:
    """The addresses that carry a code, Telegram's first when it can be reached."""
    made = [f"{settings.public_address}/?start={code}"]
    username, _ = await _username(settings)
    return [f"https://t.me/{username}?start={code}", *made] if username else made


def _storage(settings: Settings) -> list[tuple[str, str]]:
    try:
        database = app.open_storage(settings, making_keys=False)
    except KeyMissing as problem:
        fresh = not settings.keys_file.exists() and app.is_fresh(settings)
        return [("keys", "Nothing is set up yet. Run: buurtbot migrate" if fresh else str(problem))]
    except StorageProblem as problem:
        return [("database", str(problem))]
    try:
        view = app.check_storage(database)
    except KeyMissing as problem:
        return [("keys", str(problem))]
    except StorageProblem as problem:
        return [("keys", ""), ("database", str(problem))]
    finally:
        database.close()
    rooms = len(view.rooms)
    return [("keys", ""), ("database", ""), (f"neighbourhood ({rooms} rooms)", "")]


def _catalogs() -> tuple[str, str]:
    found = locales.languages()
    missing = [tag for tag in ("en", "nl") if tag not in found]
    name = f"catalogs ({', '.join(found)})"
    return name, f"The catalog for {missing[0]} is missing or broken." if missing else ""


def _web(settings: Settings) -> tuple[str, str]:
    part = f"web ({settings.web_host}:{settings.web_port})"
    try:
        app.listen(settings).close()
    except Fatal as problem:
        # Whoever looks while the program runs finds the port taken, by us.
        return part, "" if _answers(settings) else str(problem)
    return part, ""


def _answers(settings: Settings) -> bool:
    with closing(HTTPConnection(settings.web_host, settings.web_port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            health = json.load(connection.getresponse())
        except (OSError, HTTPException, ValueError):
            return False
    return isinstance(health, dict) and "status" in health


async def _telegram(settings: Settings) -> tuple[str, str]:
    if not settings.telegram_token.get_secret_value():
        return "telegram (off: no token)", ""
    username, problem = await _username(settings)
    return (f"telegram (@{username})" if username else "telegram"), problem


async def _username(settings: Settings) -> tuple[str, str]:
    token = settings.telegram_token.get_secret_value()
    if not token:
        return "", ""
    request = Request(1)
    bot = Bot(token, base_url=f"{settings.telegram_api_url}/bot", request=request)
    try:
        return (await bot.get_me()).username or "", ""
    except InvalidToken:
        return "", "Telegram refuses the token. Check BUURTBOT_TELEGRAM_TOKEN."
    except TelegramError as problem:
        return "", f"Telegram is not reached ({type(problem).__name__})."
    finally:
        await request.shutdown()
