"""A web chat with a push service of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.database import Database
from tests.bot.channels.web.beside.stay.standin import PushService
from tests.bot.channels.web.site import Site
from tests.conftest import MONDAY


class SiteWithSigns(Site):
    """A web chat whose browsers get their addresses from a push service on this computer."""

    def __init__(self, database: Database) -> None:
        self.now = MONDAY
        self.service = PushService(self._seconds)
        super().__init__(database, push_services=(self.service.origin,))

    def _seconds(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def signs(database: Database) -> Iterator[SiteWithSigns]:
    made = SiteWithSigns(database)
    yield made
    made.stops()
    made.service.stops()
