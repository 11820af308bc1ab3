"""Delivery at work beside a Bot API that sets no limits."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import logs
from bot.cli import main
from storage.database import Database
from tests.support.post import Post, post
from tests.telegram_standin import BotApi


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where somebody typed `migrate` once, to be copied."""
    folder = tmp_path_factory.mktemp("installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(logs, "set_up", lambda level, form: None)
        patch.setattr(sys, "argv", ["buurtbot", "migrate"])
        with pytest.raises(SystemExit) as ended:
            main.main()
    assert not ended.value.code
    return folder


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=False) as made:
        yield made


@pytest.fixture
async def office(database: Database, api: BotApi) -> AsyncIterator[Post]:
    async with post(database, api) as made:
        yield made
