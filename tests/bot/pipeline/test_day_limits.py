"""How often something may be done a day from one place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.pipeline.limits import day_limits
from bot.pipeline.limits.day_limits import DayLimits

TODAY = date(2026, 11, 30)


def test_so_often_a_day_and_no_more_from_one_place() -> None:
    limits = DayLimits()
    assert [limits.take("sign", "192.0.2.1", 2, TODAY) for _ in range(3)] == [True, True, False]
    assert limits.over(TODAY) == {"sign"}


def test_another_place_another_thing_and_another_day_have_their_own() -> None:
    limits = DayLimits()
    assert limits.take("sign", "192.0.2.1", 1, TODAY)
    assert limits.take("sign", "192.0.2.2", 1, TODAY)
    assert limits.take("talk", "192.0.2.1", 1, TODAY)
    assert not limits.take("sign", "192.0.2.1", 1, TODAY)
    assert limits.take("sign", "192.0.2.1", 1, TODAY + timedelta(days=1))
    assert limits.over(TODAY + timedelta(days=1)) == set()


def test_very_many_places_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_limits, "REMEMBERED", 3)
    limits = DayLimits()
    for place in range(10):
        assert limits.take("sign", f"192.0.2.{place}", 1, TODAY)
    assert len(limits._counts) == 3
