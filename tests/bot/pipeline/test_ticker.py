"""The ticker: what is due goes the same way to the outbox as every answer."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlalchemy import select

from bot.pipeline.ticker import Ticker
from handlers.core.messages import Priority, Reply, name
from handlers.dispatch import due as dispatch_due
from storage.tables.messages import outbox
from tests.support.talk import Street


def test_what_is_due_keeps_its_hour_its_secret_and_its_rank(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar = street.neighbour()
    omar.arrives()
    morning = street.now + timedelta(hours=12)
    news = Reply((name("news"),), to=omar.person, priority=Priority.NOTICE, is_secret=True)
    waits = Reply((name("later"),), to=omar.person, not_before=morning)
    nobody = Reply((name("nobody"),))
    monkeypatch.setattr(dispatch_due, "due", lambda *_: [news, waits, nobody])
    Ticker(street.database, street.turns, street.report_time, lambda: street.now, lambda: None).do()
    with street.database.reading() as store:
        made = select(outbox).where(outbox.c.state == "queued").order_by(outbox.c.id)
        first, second = store.connection.execute(made).all()
    assert (first.priority, first.wipe_at is not None) == (Priority.NOTICE, True)
    assert first.due_at.astimezone(UTC) == street.now.astimezone(UTC)
    assert second.due_at.astimezone(UTC) == morning.astimezone(UTC)
