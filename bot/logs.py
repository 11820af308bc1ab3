"""What is logged, how often at the most, and that no secret ever is."""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

# A bot token, wherever it turns up: in an address, in an exception, in a header.
TOKEN = re.compile(r"(?<!\d)\d{5,20}:[\w-]{20,}|(?<=/bot)\d{1,20}:[\w-]+")

# So often a minute each line is written as it is; what comes more often is only counted.
MOST = 5
MINUTE = 60.0
# So many different lines a minute are told apart. The first of them count, and then all the others
# are one.
DIFFERENT = 100
# What changes from one line to the next of the same kind.
CHANGING = re.compile(r"0x[0-9a-f]+|\d+")

PROJECT = Path(__file__).parents[1]
OURS = ("bot", "handlers", "locales", "storage")


def set_up(level: str, form: str) -> None:
    """Log to stderr, as text for people or as JSON for machines."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    brake = Brake()
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_words,
    ]
    structlog.configure(
        processors=[*shared, brake.slow_down, renderer, _without_secrets],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(brake)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _counted],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
                _without_secrets,
            ],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Libraries speak when something is wrong; some of them log addresses with the token in them.
    for name in ("telegram", "httpx", "httpcore", "aiohttp", "uvicorn", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


class Brake(logging.Filter):
    """Lets each kind of line through a few times a minute; then says how often it came besides.

    Whoever can make us write a line could otherwise fill the disk. What is critical always passes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._times: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a library's line is written."""
        kind = record.exc_info[0] if record.exc_info else None
        parts = (record.levelname, record.name, record.msg, kind and kind.__name__)
        passes, record.not_written = self._count(record.levelname.lower(), parts)
        return passes

    def slow_down(
        self, _logger: Any, _name: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Pass on a line of ours, or drop it."""
        parts = (event.get(part) for part in ("level", "event", "problem", "at"))
        passes, not_written = self._count(event.get("level"), parts)
        if not passes:
            raise structlog.DropEvent
        return _with_count(event, not_written)

    def _count(self, level: str | None, parts: Iterable[Any]) -> tuple[bool, dict[str, int]]:
        """Whether a line is written; and with the first after a minute, what was not."""
        if level == "critical":
            return True, {}
        texts = [TOKEN.sub("", str(part))[:80] for part in parts if part]
        kind = CHANGING.sub("#", " ".join(texts))
        with self._lock:
            not_written: dict[str, int] = {}
            now = time.monotonic()
            if now - self._began >= MINUTE:
                times = self._times.items()
                not_written = {kind: n - MOST for kind, n in times if n > MOST}
                self._began, self._times = now, Counter()
            if kind not in self._times and len(self._times) >= DIFFERENT:
                kind = f"others: {level}"
            self._times[kind] += 1
            return self._times[kind] <= MOST, not_written


def _with_count(
    event: MutableMapping[str, Any], not_written: dict[str, int]
) -> MutableMapping[str, Any]:
    if not_written:
        event["not_written"] = not_written
    return event


def _counted(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A library's line, with what the brake noted on it."""
    return _with_count(event, getattr(event["_record"], "not_written", {}))


def _without_words(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """An exception as its kind and its place; its words may hold somebody's words."""
    problem = event.pop("exc_info", None)
    if problem:
        kind, _, trace = problem if isinstance(problem, tuple) else sys.exc_info()
        event["problem"] = kind.__name__ if kind else ""
        event["at"] = place_of(trace)
    return event


def place_of(trace: TracebackType | None) -> str:
    """Where it went wrong, as file:line function: the innermost place that is ours, if any is."""
    place = ""
    for frame, line in traceback.walk_tb(trace):
        path, function = Path(frame.f_code.co_filename), frame.f_code.co_name
        is_ours = path.is_relative_to(PROJECT) and path.relative_to(PROJECT).parts[0] in OURS
        if is_ours:
            place = f"{path.relative_to(PROJECT).as_posix()}:{line} {function}"
        elif not place.startswith(OURS):
            place = f"{path.name}:{line} {function}"
    return place


def _without_secrets(_logger: Any, _name: str, line: Any) -> str:
    """The line as it will be written, whatever part of it a token slipped into."""
    return TOKEN.sub("[token]", str(line))
