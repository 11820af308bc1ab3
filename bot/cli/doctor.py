"""Looks at an installation and says of each part whether it works."""

from __future__ import annotations

from collections.abc import Callable

import locales
from bot import app
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
    # The web first: it is always there.
    channels = [await kind.look(settings) for kind in reversed(app.CHANNELS)]
    seen = [(finding.part, finding.wrong) for finding in channels]
    findings = [*_storage(settings), _catalogs(), *seen]
    for part, wrong in findings:
        tell(f"{part}: WRONG. {wrong}" if wrong else f"{part}: good")
    return not any(wrong for _, wrong in findings)


async def links(settings: Settings, code: str) -> list[str]:
    """The addresses that carry a code, of every channel that can be reached."""
    made = [await kind.links_from(settings, code) for kind in app.CHANNELS]
    return [link for links_of_one in made for link in links_of_one]


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
    languages = locales.languages()
    missing = [tag for tag in ("en", "nl") if tag not in languages]
    name = f"catalogs ({', '.join(languages)})"
    return name, f"The catalog for {missing[0]} is missing or broken." if missing else ""
