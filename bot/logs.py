"""What is logged, and that no secret ever is."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

# A bot token, wherever it turns up: in an address, in an exception, in a header.
TOKEN = re.compile(r"(?<!\d)\d{5,20}:[\w-]{20,}|(?<=/bot)\d{1,20}:[\w-]+")

PROJECT = Path(__file__).parents[1]
OURS = ("bot", "handlers", "locales", "storage")


def set_up(level: str, form: str) -> None:
    """Log to stderr, as text for people or as JSON for machines."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_words,
    ]
    structlog.configure(
        processors=[*shared, renderer, _without_secrets],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
                _without_secrets,
            ],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Libraries speak when something is wrong; some of them log addresses with the token in them.
    for name in ("telegram", "httpx", "httpcore", "aiohttp", "apscheduler", "uvicorn", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


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
