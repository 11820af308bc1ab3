"""Looks at an installation and says of each part whether it works."""

from __future__ import annotations

from collections.abc import Callable

import locales
from bot import VERSION, app
from bot.pipeline.clock_watch import ClockWatch
from bot.settings import Settings, WrongSetting, read_settings
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database, StorageProblem
from storage.keyring import KeyMissing
from storage.upkeep import clock as kept_clock


async def check(tell: Callable[[str], object], *, clock_is_right: bool = False) -> bool:
    """Say one line about each part; returns whether all of them work.

    ``clock_is_right``: an operator looked at the clock, and it is believed from now on.
    """
    tell(f"version ({VERSION}): good")
    try:
        settings = read_settings()
    except WrongSetting as problem:
        tell(f"settings: WRONG. {problem}")
        return False
    tell("settings: good")
    # The web first: it is always there.
    channels = [await kind.look(settings) for kind in reversed(app.CHANNELS)]
    seen = [(finding.part, finding.wrong) for finding in channels]
    findings = [*_storage(settings, clock_is_right=clock_is_right), _catalogs(), *seen]
    for part, wrong in findings:
        tell(f"{part}: WRONG. {wrong}" if wrong else f"{part}: good")
    return not any(wrong for _, wrong in findings)


async def links(settings: Settings, code: str) -> list[str]:
    """The addresses that carry a code, of every channel that can be reached."""
    made = [await kind.links_from(settings, code) for kind in app.CHANNELS]
    return [link for links_of_one in made for link in links_of_one]


def _storage(settings: Settings, *, clock_is_right: bool) -> list[tuple[str, str]]:
    try:
        database = app.open_storage(settings, making_keys=False)
    except KeyMissing as problem:
        fresh = not settings.keys_file.exists() and app.is_fresh(settings)
        return [("keys", "Nothing is set up yet. Run: buurtbot migrate" if fresh else str(problem))]
    except StorageProblem as problem:
        return [("database", str(problem))]
    try:
        view = app.check_storage(database)
        clock = _clock(database, view, clock_is_right=clock_is_right)
    except KeyMissing as problem:
        return [("keys", str(problem))]
    except StorageProblem as problem:
        return [("keys", ""), ("database", str(problem))]
    finally:
        database.close()
    rooms = len(view.rooms)
    return [
        ("keys", ""),
        ("database", ""),
        (f"neighbourhood ({rooms} rooms)", ""),
        ("clock", clock),
    ]


def _clock(database: Database, view: NeighbourhoodView, *, clock_is_right: bool) -> str:
    """What is wrong with the clock; once somebody says that it is right, nothing is."""
    now = app.now()
    if clock_is_right:
        with database.writing() as store:
            kept_clock.remember(store, now)
        return ""
    with database.reading() as store:
        last = kept_clock.last_seen(store)
    if last is None or ClockWatch(lambda: now).agrees(last):
        return ""
    return (
        f"It says {view.local(now):%Y-%m-%d %H:%M}; it was right last on "
        f"{view.local(last):%Y-%m-%d %H:%M}. Until somebody has looked, nothing old is deleted. "
        "If it is right now: buurtbot check --clock-is-right"
    )


def _catalogs() -> tuple[str, str]:
    languages = locales.languages()
    missing = [tag for tag in ("en", "nl") if tag not in languages]
    name = f"catalogs ({', '.join(languages)})"
    return name, f"The catalog for {missing[0]} is missing or broken." if missing else ""
