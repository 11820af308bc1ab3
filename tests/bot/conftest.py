"""Delivery at work beside a Bot API that sets no limits."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.support.post import Post, post
from tests.telegram_standin import BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=False) as made:
        yield made


@pytest.fixture
async def office(database: Database, api: BotApi) -> AsyncIterator[Post]:
    async with post(database, api) as made:
        yield made
