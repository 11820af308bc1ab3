"""Two first starts at once: one key ring comes of it, and the place can be started ever after."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from pydantic import SecretStr

from bot import app
from bot.settings import Settings
from storage import keyring, whole_file
from storage.database import Database, StorageProblem
from storage.keyring import KeyMissing, KeyRing
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.support.program import Program

# Where a first start looks, and writes; before each of these lines it is slowed down once.
FILES = {app.__file__, keyring.__file__, whole_file.__file__}
STEPS = {"open_storage", "is_fresh", "make", "_unfinished", "check_file"}
# So long a start that is not slowed down may need for a lock that the other one holds.
PATIENCE = 0.02
NEIGHBOURHOOD = read_text(TWO_ROOMS, "two-rooms.toml")


class Start(threading.Thread):
    """One first start: it opens what is there or makes it, and loads the neighbourhood.

    ``before`` is called before each line that it does in the places of interest.
    """

    def __init__(self, settings: Settings, before: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.settings, self.before = settings, before
        self.ring = self.said = ""
        self.crash: BaseException | None = None

    def run(self) -> None:
        if self.before:
            sys.settrace(self.trace)
        database: Database | None = None
        try:
            database = app.open_storage(self.settings)
            with database.writing() as store:
                store.neighbourhoods.save(NEIGHBOURHOOD)
            self.ring = database.keys.fingerprint()
        except (KeyMissing, StorageProblem) as problem:
            self.said = str(problem)
        except BaseException as problem:
            self.crash = problem
        finally:
            sys.settrace(None)
            if database:
                database.close()

    def trace(self, frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in FILES or frame.f_code.co_name not in STEPS:
            return None
        if event == "line" and self.before:
            self.before()
        return self.trace


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=SecretStr(f"sqlite:///{tmp_path / 'buurtbot.db'}"),
        keys_file=tmp_path / "ring" / "keys",
    )


def interleavings(settings: Settings, template: Path) -> Iterator[tuple[Start, Start]]:
    """The first start stops before each of its lines in turn, until the second one is through."""
    stops = 0
    while True:
        shutil.rmtree(settings.keys_file.parent, ignore_errors=True)
        shutil.copy(template, settings.keys_file.parents[1] / "buurtbot.db")
        second, lines = Start(settings), 0

        def before(second: Start = second, stop: int = stops) -> None:
            nonlocal lines
            lines += 1
            if lines == stop + 1:
                second.start()
                # Where the first one holds the lock, the second one waits for it.
                second.join(PATIENCE)

        first = Start(settings, before)
        first.start()
        first.join()
        if lines <= stops:
            return
        second.join()
        yield first, second
        stops += 1


@pytest.mark.long
def test_whatever_the_order_one_ring_is_made_and_opens_what_was_made_with_it(
    settings: Settings, sqlite_template: Path
) -> None:
    rounds = 0
    for first, second in interleavings(settings, sqlite_template):
        rounds += 1
        where = f"stopped before line {rounds}"
        assert (first.crash, second.crash) == (None, None), where
        made = {one.ring for one in (first, second) if one.ring}
        assert len(made) == 1, where
        assert [one.said for one in (first, second) if not one.ring] == [], where
        assert {KeyRing(settings.keys_file).fingerprint()} == made, where
        assert [one.name for one in settings.keys_file.parent.iterdir()] == ["keys"], where
        database = app.open_storage(settings)
        assert app.check_storage(database), where
        database.close()
    assert rounds > 25


def test_of_two_first_starts_with_two_key_files_one_says_so(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """Two machines with one PostgreSQL: the first that loads decides which ring it is."""
    one, two = (KeyRing.make(tmp_path / name / "keys") for name in ("one", "two"))
    first, second = Database(database_url, one), Database(database_url, two)
    with first.writing() as store:
        store.neighbourhoods.save(NEIGHBOURHOOD)
    changed = read_text(TWO_ROOMS.replace("Teststreet", "Other"), "other.toml")
    with pytest.raises(KeyMissing, match="does not belong to this database"), second.writing() as s:
        s.neighbourhoods.save(changed)
    with first.reading() as store:
        assert store.neighbourhoods.keys_fit()
        assert store.neighbourhoods.current() == NEIGHBOURHOOD
    first.close()
    second.close()


@pytest.mark.parametrize("becomes", ["away", "another ring"])
def test_nothing_is_loaded_with_keys_that_are_in_no_file(
    database: Database, database_url: str, tmp_path: Path, becomes: str
) -> None:
    path = tmp_path / "ring" / "keys"
    here = Database(database_url, KeyRing.make(path))
    path.unlink()
    if becomes == "another ring":
        KeyRing.make(path)
    with pytest.raises(KeyMissing, match=str(path)), here.writing() as store:
        store.neighbourhoods.save(NEIGHBOURHOOD)
    with here.reading() as store:
        assert store.neighbourhoods.current() is None
    here.close()


@pytest.mark.long
def test_two_programs_that_start_for_the_first_time_both_go_on(tmp_path: Path) -> None:
    """The same with real processes, from an empty folder to a loaded neighbourhood."""
    program = Program(tmp_path)
    starting = [
        subprocess.Popen(
            [sys.executable, "-m", "bot", "migrate"],
            cwd=tmp_path,
            env=program.environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    ends = [(one.communicate(timeout=60)[1], one.returncode) for one in starting]
    assert ends == [("", 0)] * 2
    assert (tmp_path / "keys").read_text().count("index") == 1
