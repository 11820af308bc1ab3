"""The whole program beside a Bot API, for every test of how they get along."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.talk import Street
from tests.support.village import Village, village


@pytest.fixture
async def place(street: Street) -> AsyncIterator[Village]:
    async with village(street.database) as made:
        yield made
