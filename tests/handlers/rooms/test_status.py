"""What is said about a room is never more than what is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rendering.text import Reader, write
from handlers.core import time_words
from handlers.core.neighbourhood.stretch import LONGEST_BREAK
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import status
from handlers.rooms.status import RoomStatus, State
from storage.neighbourhood.file import read_text
from storage.repositories.rooms.openings import Opening
from tests.conftest import MONDAY, TWO_ROOMS
from tests.support.peek import is_fit_to_read

calm = settings(deadline=None)
VIEW = NeighbourhoodView(read_text(TWO_ROOMS, "two-rooms.toml"))
ENGLISH = Reader(("en",))
minutes = st.integers(0, 14 * 24 * 60).map(lambda n: MONDAY + timedelta(minutes=n))
rooms = st.sampled_from(["h-buurt", "holendrecht"])


@st.composite
def openings(draw: st.DrawFn) -> Opening | None:
    """An opening as it may stand in the database: open, closed, or closed by estimate."""
    if draw(st.booleans()):
        return None
    start = draw(minutes)
    end = start + timedelta(minutes=draw(st.integers(1, 8 * 60)))
    ending = draw(st.sampled_from(["open", "closed", "estimated"]))
    closed = start + timedelta(minutes=draw(st.integers(0, 10 * 60)))
    return Opening(
        id=1,
        room="",
        day=VIEW.today(start),
        opened_at=start,
        expected_end=end,
        end_is_planned=draw(st.booleans()),
        closed_at={"open": None, "closed": closed, "estimated": end}[ending],
        is_estimate=ending == "estimated",
        opened_by=7,
        visits=None,
        new_faces=None,
    )


def seen(room: str, last: Opening | None, now: datetime) -> RoomStatus:
    return status.status(VIEW, VIEW.rooms[room], last, now)


@calm
@given(room=rooms, last=openings(), later=st.integers(0, 3 * 24 * 60))
def test_nothing_is_said_that_is_not_known(room: str, last: Opening | None, later: int) -> None:
    now = (last.closed_at or last.opened_at if last else MONDAY) + timedelta(minutes=later)
    found = seen(room, last, now)
    block = VIEW.timetables[room].block_at(now)
    match found.state:
        case State.OPEN:
            assert last
            assert last.closed_at is None
            assert last.opened_at <= now
            # Over a break it goes on; after it for as long as the hours do.
            goes_on = VIEW.timetables[room].next_block(last.expected_end)
            in_break = goes_on and now - last.expected_end <= LONGEST_BREAK
            assert now <= last.expected_end or block or in_break
        case State.UNKNOWN:
            assert last
            assert last.closed_at is None or last.is_estimate
            assert now >= last.expected_end
        case State.USUALLY_OPEN:
            assert block
            assert block.start <= now < block.end
            assert last is None or last.closed_at
        case State.CLOSED:
            assert last is None or last.closed_at
            assert block is None or (last and last.closed_at and last.closed_at >= block.start)
    assert found.following is None or found.following.start > now


@calm
@given(room=rooms, last=openings(), now=minutes)
def test_every_state_is_one_whole_line(room: str, last: Opening | None, now: datetime) -> None:
    found = seen(room, last, now)
    line = write(status.sentence(found), Reader(("en",), VIEW.today(now)))
    is_fit_to_read(line)
    assert "\n" not in line
    assert line[0] in "🟢🟡⚪🔴"
    assert found.room.name in line


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Today"),
        (1, "Tomorrow Tuesday"),
        (2, "Wednesday"),
        (6, "Sunday"),
        (7, "Monday 23 November"),
        (-1, "Yesterday Sunday"),
        (-2, "Saturday 14 November"),
        (60, "Friday 15 January"),
    ],
)
def test_a_day_is_called_as_people_call_it(days: int, said: str) -> None:
    monday = date(2026, 11, 16)
    called = write(time_words.day_name(monday + timedelta(days=days)), Reader(("en",), monday))
    assert called.replace(",", "") == said


def test_in_the_night_of_the_clock_the_end_is_the_published_one() -> None:
    night = TWO_ROOMS.replace("Mo,We 18:00-02:00", "Sa 22:00-04:00")
    view = NeighbourhoodView(read_text(night, "night.toml"))
    half_past_two = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    for hours_to_go, now in ((2.5, half_past_two), (1.5, half_past_two + timedelta(hours=1))):
        found = status.status(view, view.rooms["holendrecht"], None, now)
        assert found.until
        assert f"{found.until:%H:%M}" == "04:00"
        # Half past two comes twice that night; four o'clock is really that far away.
        assert found.until.timestamp() - now.timestamp() == hours_to_go * 3600
