"""The real program as a process: it ends when told to, loses nothing, says why it cannot go on."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import open_storage
from bot.settings import Settings
from storage.neighbourhood.model import Neighbourhood
from storage.upkeep.migrate import migrate
from tests.support.program import Program
from tests.telegram_standin import BotApiInThread, User
from tests.telegram_standin.chats.flavours import Blocking

pytestmark = pytest.mark.long


@pytest.fixture
def api() -> Iterator[BotApiInThread]:
    with BotApiInThread(limits=False) as api:
        yield api


@pytest.fixture
def program(tmp_path: Path, api: BotApiInThread, example: Neighbourhood) -> Program:
    made = Program(tmp_path, {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API_URL": api.url})
    own = made.settings
    settings = Settings(database_url=own["DATABASE_URL"], keys_file=Path(own["KEYS_FILE"]))
    database = open_storage(settings)
    migrate(database)
    with database.writing() as store:
        store.neighbourhoods.save(example)
    database.close()
    return made


def until(condition: object, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def answers(api: BotApiInThread, person: User[Blocking]) -> int:
    return len(api.stats.texts[person.id])


def ends(process: subprocess.Popen[bytes], seconds: float) -> int:
    """The exit code of a program that was told to stop; it has so many seconds."""
    start = time.monotonic()
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise AssertionError(f"still there after {time.monotonic() - start:.1f} s") from None


def said(process: subprocess.Popen[bytes], program: Program) -> str:
    """What it said on stderr before it ended with exit code 1."""
    assert process.wait(timeout=20) == 1
    lines = program.log().splitlines()
    assert not any(line.startswith(("Traceback", "  File")) for line in lines), lines
    return lines[-1]


def start(program: Program) -> subprocess.Popen[bytes]:
    with (program.folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=program.folder,
            env=program.environment(),
            stdout=subprocess.DEVNULL,
            stderr=log,
        )


def test_told_to_stop_it_ends_in_time_and_what_it_heard_is_answered_once(
    program: Program, api: BotApiInThread
) -> None:
    crowd = [api.user(language_code="en") for _ in range(10)]
    api.faults.add("delay", seconds=0.2)
    for _ in range(3):
        for one in crowd:
            one.says("/hours")
    first = start(program)
    until(lambda: api.stats.sends >= 3)
    first.send_signal(signal.SIGTERM)
    assert ends(first, 10) == 0
    heard = api.stats.handed_over - len(api.pending)
    with program.running():
        until(lambda: sum(answers(api, one) for one in crowd) >= 30)
        api.quiet()
    assert heard > 0
    assert [answers(api, one) for one in crowd] == [3] * 10


def test_with_nothing_to_do_it_ends_at_once(program: Program, api: BotApiInThread) -> None:
    process = start(program)
    until(lambda: api.called("setMyCommands"))
    process.send_signal(signal.SIGINT)
    assert ends(process, 4) == 0


def test_told_to_stop_it_ends_in_time_even_when_everything_hangs(
    program: Program, api: BotApiInThread
) -> None:
    """Telegram does not answer, and somebody else holds the database: that is no reason to stay."""
    omar, samira = api.user(language_code="en"), api.user(language_code="en")
    process = start(program)
    omar.says("/hours")
    until(lambda: answers(api, omar))
    api.faults.add("delay", seconds=30)
    samira.says("/hours")
    until(lambda: api.faults.given["delay"])
    other = sqlite3.connect(program.folder / "buurtbot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    omar.says("/hours")
    until(lambda: api.stats.handed_over == 3)
    process.send_signal(signal.SIGTERM)
    try:
        assert ends(process, 10) == 0
    finally:
        other.close()
        api.faults.clear()


def test_killed_again_and_again_it_loses_nothing_and_does_nothing_twice(
    program: Program, api: BotApiInThread
) -> None:
    crowd = [api.user(language_code="en") for _ in range(20)]
    api.faults.add("delay", seconds=0.02)
    for _ in range(3):
        for one in crowd:
            one.says("/hours")
    for kill in range(3):
        process = start(program)
        sends = api.stats.sends
        until(lambda sends=sends: api.stats.sends >= sends + 4 + kill)  # noqa: B023
        process.kill()
        process.wait()
    with program.running():
        until(lambda: all(answers(api, one) >= 3 for one in crowd))
        api.quiet()
    assert api.pending == []
    doubles = sum(answers(api, one) - 3 for one in crowd)
    assert doubles <= 3 * 6, "more than what was under way at a kill was said twice"
    connection = sqlite3.connect(program.folder / "buurtbot.db")
    with connection:
        (done,) = connection.execute("SELECT count(*) FROM outbox").fetchone()
        (seen,) = connection.execute("SELECT count(*) FROM seen").fetchone()
    connection.close()
    assert (done, seen) == (60, 60)


def test_a_token_that_telegram_refuses_ends_it_with_a_sentence(
    program: Program, api: BotApiInThread
) -> None:
    other = api.token[:-5] + "other"
    program.settings["TELEGRAM_TOKEN"] = other
    sentence = said(start(program), program)
    assert "BUURTBOT_TELEGRAM_TOKEN" in sentence
    assert other.partition(":")[2] not in program.log()


def test_a_second_copy_that_polls_ends_it_with_a_sentence(
    program: Program, api: BotApiInThread
) -> None:
    process = start(program)
    while process.poll() is None:
        until(lambda: api.world.inbox.is_polled or process.poll() is not None)
        api.perform(api.world.inbox.fetch(0, 1, 0))
        time.sleep(0.02)
    assert "Another program is reading this bot's messages" in said(process, program)
