"""What hangs on the door: the usual hours, whatever this very week is like."""

from __future__ import annotations

from datetime import date, time

import pytest

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms.poster import Day, poster
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS

MORNING, AFTERNOON = (time(10), time(12)), (time(13), time(16))


def view(hours: str = "Mo-Fr 10:00-12:00,13:00-16:00; PH off") -> NeighbourhoodView:
    usual = '"Mo-Fr 10:00-12:00,13:00-16:00; PH off"'
    assert usual in TWO_ROOMS
    return NeighbourhoodView(read_text(TWO_ROOMS.replace(usual, f'"{hours}"'), "file.toml"))


def week(hours: str, today: date) -> list[Day]:
    made = view(hours)
    return list(poster(made, made.rooms["h-buurt"], today).week)


@pytest.mark.parametrize("day", range(16, 23))
def test_a_week_has_its_usual_hours_from_monday_on(day: int) -> None:
    # On Thursday 19 and Friday 20 November this room is different: the poster outlives that.
    found = week("Mo-Fr 10:00-12:00,13:00-16:00; PH off", date(2026, 11, day))
    assert [one.times for one in found] == [(MORNING, AFTERNOON)] * 5 + [()] * 2
    names = [one.label.values["weekday"] for one in found]
    assert [one.day.weekday() for one in names] == list(range(7))  # type: ignore[union-attr]


def test_a_holiday_does_not_close_a_room_for_ever() -> None:
    # In the week of Monday 21 December 2026, Friday is Christmas Day.
    found = week("Mo-Fr 10:00-12:00; PH off", date(2026, 12, 21))
    assert [one.times for one in found[:5]] == [(MORNING,)] * 5


@pytest.mark.parametrize("today", [date(2026, 11, 2), date(2026, 11, 9), date(2027, 1, 30)])
def test_what_is_not_every_week_is_told_as_sometimes(today: date) -> None:
    found = week("Mo 10:00-12:00; Sa[1] 10:00-12:00", today)
    assert [one.is_rare for one in found] == [False] * 5 + [True, False]
    assert found[5].times == (MORNING,)


def test_coming_special_days_are_told_with_their_reason() -> None:
    made = view()
    room = made.rooms["h-buurt"]
    found = poster(made, room, date(2026, 11, 16)).special
    assert [(one.times, one.reason) for one in found] == [
        ((), "gesprongen leiding"),
        (((time(13), time(15)),), "Party"),
    ]
    assert [one.label.values["date"] for one in found] == [date(2026, 11, 19), date(2026, 11, 20)]
    assert poster(made, room, date(2026, 11, 21)).special == ()
