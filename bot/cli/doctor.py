"""Looks at an installation and says of each part whether it works."""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import locales
from bot import VERSION, app
from bot.pipeline.clock_watch import ClockWatch
from bot.settings import Settings, WrongSetting, read_settings
from bot.voices import engine, own
from handlers.core.neighbourhood.view import NeighbourhoodView
from locales import danger
from locales.danger.table import mistakes
from storage.database import Database, StorageProblem, speaking
from storage.keyring import KeyMissing, KeyRing
from storage.upkeep import clock as kept_clock
from storage.upkeep import forgotten_lists
from storage.whole_file import WholeFile

# What is always to be free on the disk of the database, in bytes.
ROOM = 50 << 20
# How long a voice may take for one word, in seconds.
LONGEST_WORD = 10.0
# With so many people SQLite was measured: `tests.bench.growth.people`.
SQLITE_PEOPLE = 50_000


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
    storage = _storage(settings, clock_is_right=clock_is_right)
    own_voices = [
        (name, wrong or await _heard(path)) for name, wrong, path in _own_voices(settings)
    ]
    spoken = [await _voices(has_own=bool(own_voices)), *own_voices]
    findings = [*storage, _catalogs(), *spoken, *seen]
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
    keys = _keys(database.keys)
    try:
        view = app.check_storage(database)
        with speaking(database.url):
            database.try_writing()
            clock = _clock(database, view, clock_is_right=clock_is_right)
            size = _size(database)
        place = _room_for(database)
    except KeyMissing as problem:
        return [("keys", str(problem))]
    except StorageProblem as problem:
        return [("keys", keys), ("database", str(problem))]
    finally:
        database.close()
    rooms = len(view.rooms)
    return [
        ("keys", keys),
        (f"database ({size})" if size else "database", place),
        (f"neighbourhood ({rooms} rooms)", ""),
        ("clock", clock),
    ]


def _size(database: Database) -> str:
    """What is advised where SQLite has more people than it was measured with; else nothing."""
    if database.is_postgres:
        return ""
    with database.reading() as store:
        known = store.people.count()
    if known <= SQLITE_PEOPLE:
        return ""
    return f"{known} people, PostgreSQL is advised above {SQLITE_PEOPLE}"


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


def _keys(keys: KeyRing) -> str:
    """What is wrong with the files beside the database; each is written once, as it is.

    The ring gets a key each December, the lists everybody who is forgotten.
    """
    try:
        keys.try_writing()
        forgotten_lists.try_writing(keys)
    except KeyMissing as problem:
        return str(problem)
    except OSError as problem:
        return (
            "The list of forgotten people beside the key file or the last backup cannot be "
            f"written: {problem.strerror}. Give the program the right to write there."
        )
    return ""


def _room_for(database: Database) -> str:
    """What is wrong with the folder of SQLite's files; empty when it can be written and has room.

    The file is written anew each night beside itself.
    """
    if database.is_postgres:
        return ""
    file = Path(database.url.database or "")
    try:
        WholeFile(file.with_name(f"{file.name}.try")).try_writing()
        running = file.with_name(f"{file.name}.running")
        if running.exists():
            running.open("a").close()
    except OSError as problem:
        return f"The folder {file.parent} of the database cannot be written: {problem.strerror}."
    free, needed = shutil.disk_usage(file.parent).free, 2 * file.stat().st_size + ROOM
    if free < needed:
        return (
            f"The disk of {file.parent} is nearly full: {free >> 20} MB are free, and "
            f"{needed >> 20} MB are needed to write the database anew each night."
        )
    return ""


def _catalogs() -> tuple[str, str]:
    languages = locales.languages()
    missing = [tag for tag in ("en", "nl") if tag not in languages]
    name = f"catalogs ({', '.join(languages)})"
    if missing:
        return name, f"The catalog for {missing[0]} is missing or broken."
    if unreadable := locales.broken():
        return name, (
            f"The catalog for {next(iter(unreadable))} cannot be read: mend its messages.po, "
            "or take it away."
        )
    wrong = next(mistakes(locales.FOLDER, danger.table()), "")
    return name, f"Words of danger are not heard: {wrong}." if wrong else ""


async def _voices(*, has_own: bool) -> tuple[str, str]:
    """Which languages are spoken, where one word of the first can be heard."""
    spoken = [tag for tag in locales.languages() if tag in engine.voices()]
    if not spoken:
        return f"voices (not installed{'' if has_own else ', nothing is read aloud'})", ""
    wrong = ""
    try:
        await engine.spoken([{"words": "1", "language": spoken[0]}], LONGEST_WORD, ahead=False)
    except (engine.NotHeard, OSError, TimeoutError):
        wrong = "They do not speak. Install them anew: make .venv/installed"
    return f"voices ({', '.join(spoken)})", wrong


def _own_voices(settings: Settings) -> list[tuple[str, str, Path]]:
    """Each voice that an operator put there, and what is wrong with its file."""
    folder = settings.voices_folder.absolute()
    try:
        files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as problem:
        return [("own voices", f"{folder} is no folder to look into: {problem.strerror}.", folder)]
    languages = locales.languages()
    found = [(f"own voice {path.name}", own.fault(path), path) for path in files]
    unknown = f"No language is called so; these are: {', '.join(languages)}."
    # A voice may have files of its own beside it; one that can be started is meant for a voice.
    return [
        (name, wrong if path.name in languages else unknown, path)
        for name, wrong, path in found
        if path.name in languages or not wrong
    ]


async def _heard(path: Path) -> str:
    """What is wrong with a voice that is to say one word; empty where it can be heard."""
    try:
        said = await own.sound(path, "1.", own.TAKES, ahead=False)
        part = {"sound": b64encode(said).decode(), "language": path.name}
        await engine.spoken([part], LONGEST_WORD, ahead=False)
    except TimeoutError:
        return f"It was not ready within {own.TAKES:.0f} seconds."
    except engine.NotHeard as why:
        heard = "nothing can be heard" if str(why) == "silent" else "that is no WAV of 16 bits"
        return f"It answers, but {heard}."
    except OSError:
        return f"It breaks off. Try it: echo 1 | {path} > try.wav"
    return ""
