"""What a log may hold: never a token, never a password, never somebody's words."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import structlog

from bot import logs
from handlers.core import message_json
from tests.telegram_standin.records import TOKEN

SECRET = TOKEN.partition(":")[2]
WORDS = "kanariepiet zei dit"
URL = f"https://api.telegram.org/bot{TOKEN}/sendMessage"

Write = Callable[[Any], None]


class Log:
    """What the program writes to stderr, in one of the two formats."""

    def __init__(self, form: str) -> None:
        self.form, self.stream = form, io.StringIO()
        self.set_up("debug")

    def set_up(self, level: str) -> None:
        with contextlib.redirect_stderr(self.stream):
            logs.set_up(level, self.form)

    def read(self) -> str:
        assert self.stream.getvalue(), "nothing was logged"
        return self.stream.getvalue()


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[Log]:
    """Either format; afterwards the logging of the other tests is as it was."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    names = ("telegram", "httpx", "httpcore", "aiohttp", "uvicorn", "alembic")
    levels = {name: logging.getLogger(name).level for name in names}
    yield Log(request.param)
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, one in levels.items():
        logging.getLogger(name).setLevel(one)


def ours() -> Any:
    return structlog.get_logger("buurtbot")


def raise_and(report: Callable[[], object], words: str) -> None:
    """Fail as a library does: one exception inside another, both with the words in them."""
    try:
        try:
            int(words)
        except ValueError as inner:
            raise OSError(words) from inner
    except OSError:
        report()


WAYS: dict[str, Write] = {
    "as the event": lambda words: ours().warning(words),
    "as a value": lambda words: ours().warning("x", url=words),
    "as an exception": lambda words: ours().warning("x", problem=OSError(words)),
    "in a list": lambda words: ours().warning("x", tried=["one", words]),
    "in a table": lambda words: ours().warning("x", asked={"url": {"deep": words}}),
    "as bytes": lambda words: ours().warning("x", body=words.encode()),
    "by a library": lambda words: logging.getLogger("aiohttp.client").error(words),
    "in a library's parts": lambda words: logging.getLogger("x").error("%s, %r", words, [words]),
    "in a library's object": lambda words: logging.getLogger("x").error(OSError(words)),
    "while something is raised": lambda words: raise_and(lambda: ours().exception("x"), words),
    "while a library raises": lambda words: raise_and(
        lambda: logging.getLogger("x").exception("y"),  # noqa: LOG004 - it is called in one
        words,
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_token_is_never_in_the_log(written: Log, way: str) -> None:
    for where in (URL, TOKEN, f"before {TOKEN} after", f"'{TOKEN}'", f"x{TOKEN}"):
        WAYS[way](where)
    assert SECRET not in written.read()


async def test_what_a_task_nobody_waits_for_raises_has_no_token_in_the_log(
    written: Log,
) -> None:
    async def fails() -> None:
        raise OSError(URL)

    lost = asyncio.create_task(fails())
    await asyncio.wait([lost])
    context = {"message": "Task exception was never retrieved", "exception": lost.exception()}
    asyncio.get_running_loop().call_exception_handler(context)
    assert SECRET not in written.read()


@pytest.mark.parametrize("way", ["while something is raised", "while a library raises"])
def test_what_somebody_said_is_not_in_the_log_when_something_goes_wrong(
    written: Log, way: str
) -> None:
    WAYS[way](WORDS)
    assert WORDS not in written.read()


def test_an_exception_says_its_kind_and_its_place(written: Log) -> None:
    raise_and(lambda: ours().exception("send.failed", message=7), WORDS)
    found = written.read()
    assert "OSError" in found
    assert "raise_and" in found
    assert "send.failed" in found


def test_every_line_for_machines_is_json(written: Log) -> None:
    ours().info("one", number=1, words="ü\nü")
    logging.getLogger("somebody").warning("two %s", "three\nfour")
    raise_and(lambda: ours().exception("five"), WORDS)
    if written.form == "text":
        return
    read = [json.loads(line) for line in written.read().splitlines()]
    assert [one["event"] for one in read] == ["one", "two three\nfour", "five"]
    assert all({"level", "timestamp"} <= set(one) for one in read)


def test_libraries_that_log_addresses_speak_only_when_something_is_wrong(
    written: Log,
) -> None:
    for name in ("httpx", "telegram.ext", "aiohttp.access", "uvicorn.error", "alembic"):
        logging.getLogger(name).info(URL)
    ours().info("end")
    assert written.read().strip().splitlines()[0].count("end") == 1


def test_a_level_is_obeyed(written: Log) -> None:
    written.set_up("error")
    ours().warning("quiet")
    logging.getLogger("x").warning("quiet")
    ours().error("loud")
    found = written.read()
    assert "quiet" not in found
    assert "loud" in found


def test_where_it_went_wrong_is_our_innermost_place() -> None:
    def place(work: Callable[[], object]) -> str:
        try:
            work()
        except Exception as problem:
            return logs.place_of(problem.__traceback__)
        raise AssertionError("nothing went wrong")

    # json is not ours: what called it is.
    broken = partial(message_json.from_json, "no JSON")
    assert re.fullmatch(r"handlers/core/message_json\.py:\d+ from_json", place(broken))
    deeper = partial(message_json.from_json, '{"lines": [[]], "rows": []}')
    assert re.fullmatch(r"handlers/core/message_json\.py:\d+ _as_text", place(deeper))
    assert re.fullmatch(r"decoder\.py:\d+ raw_decode", place(partial(json.loads, WORDS)))
    assert logs.place_of(None) == ""


class Clock:
    """The time that a log's brake goes by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(logs.time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def braked(clock: Clock, written: Log) -> Log:
    """A log whose brake began when the clock did."""
    del clock
    written.set_up("debug")
    return written


def no_files_left(number: int) -> None:
    """What asyncio says for each connection that it has no file for."""
    context = {
        "message": "socket.accept() out of system resource",
        "exception": OSError(24, "Too many open files"),
        "socket": f"<socket fd={number} at 0x{number:x}>",
    }
    asyncio.new_event_loop().call_exception_handler(context)


FLOODS: dict[str, Callable[[int], object]] = {
    "asyncio": no_files_left,
    "uvicorn": lambda _: logging.getLogger("uvicorn.error").warning("Invalid HTTP request."),
    "telegram": lambda n: logging.getLogger("telegram.ext").error("Update %d went wrong", n),
    "a library's own words": lambda n: logging.getLogger("x").error(f"at 0x{n:x}, {n} s"),  # noqa: G004
    "ours": lambda n: ours().error("page.failed", problem="OSError", message=n),
    "ours, while something is raised": lambda n: raise_and(
        lambda: ours().exception("send.failed", message=n), WORDS
    ),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_no_flood_fills_the_disk(
    braked: Log, clock: Clock, flood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = asyncio.new_event_loop()
    monkeypatch.setattr(asyncio, "new_event_loop", lambda: one)
    for number in range(1_500):
        FLOODS[flood](number)
    one.close()
    lines = braked.read()
    assert 0 < len(lines) < 60 * 1024
    assert lines.count("\n") <= 2 * logs.MOST + 1
    clock.now += logs.MINUTE
    ours().info("later")
    assert f"{1_500 - logs.MOST}" in braked.read()[len(lines) :]


def test_during_a_flood_other_trouble_is_still_heard(braked: Log, clock: Clock) -> None:
    for number in range(100):
        ours().error("page.failed", problem="OSError", message=number)
        logging.getLogger("x").error("trouble %d", number)
    before = len(braked.read())
    ours().error("page.failed", problem="ZeroDivisionError")
    ours().error("send.failed", problem="OSError")
    ours().critical("page.failed", problem="OSError")
    logging.getLogger("x").error("another trouble")
    logging.getLogger("y").error("trouble %d", 1)
    logging.getLogger("x").critical("trouble %d", 1)
    assert braked.read()[before:].count("trouble") + 3 == braked.read()[before:].count("\n")


def test_after_a_minute_a_line_is_written_again(braked: Log, clock: Clock) -> None:
    for _ in range(3):
        before = len(braked.stream.getvalue())
        for number in range(100):
            ours().warning("web.not_stored", message=number)
        assert braked.read()[before:].count("web.not_stored") in {logs.MOST, logs.MOST + 1}
        clock.now += logs.MINUTE


def test_very_many_kinds_of_lines_are_braked_together(braked: Log, clock: Clock) -> None:
    for number in range(26**2):
        letters = "".join(chr(97 + number // 26**place % 26) for place in range(2))
        ours().warning(f"kind {letters}")
    assert braked.read().count("\n") <= logs.DIFFERENT + logs.MOST
    before = len(braked.read())
    ours().error("an error of a new kind")
    assert "an error of a new kind" in braked.read()[before:]


def test_what_was_not_written_names_no_token(braked: Log, clock: Clock) -> None:
    for _ in range(logs.MOST + 1):
        ours().warning(f"{'y' * 60} {URL}")
        logging.getLogger("x").warning("%s", URL)
        logging.getLogger("x").warning(URL)
    clock.now += logs.MINUTE
    ours().info("later")
    kept = braked.read()
    assert "not_written" in kept
    parts = [SECRET[place : place + 6] for place in range(len(SECRET) - 6)]
    assert not [part for part in parts if part in kept]
