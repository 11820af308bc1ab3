"""A fresh stand-in for every promise about it, and a bot that talks with it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import telegram

from tests.telegram_standin import BotApi
from tests.telegram_standin.checks.calls import Clock, bot_of


@pytest.fixture(autouse=True)
def durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have python-telegram-bot return durations, as it warns that it is going to."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(request: pytest.FixtureRequest) -> AsyncIterator[BotApi]:
    """A stand-in as ``@pytest.mark.bot_api`` wants it; it has the test's clock if that has one."""
    marker = request.node.get_closest_marker("bot_api")
    changes = dict(marker.kwargs) if marker else {}
    if "clock" in request.fixturenames:
        changes["clock"] = request.getfixturevalue("clock")
    async with BotApi(**changes) as made:
        yield made


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[telegram.Bot]:
    async with bot_of(api.url, api.token) as made:
        yield made
