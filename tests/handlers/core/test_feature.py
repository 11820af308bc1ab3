"""What a button carries becomes the typed arguments of its handler, or it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from handlers.core.feature import Nothing, OfRoom, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Arguments of every kind that a button carries."""

    offer: int
    day: date
    at: datetime
    room: str = ""
    page: int = 0
    face: str | None = None


BUTTON = {"offer": 7, "day": "2026-11-18", "at": "2026-11-18T10:00:00+00:00"}


def test_days_and_moments_are_written_as_text_and_read_as_what_they_are() -> None:
    at = datetime(2026, 11, 18, 10, tzinfo=UTC)
    assert read(Meeting, BUTTON) == Meeting(offer=7, day=date(2026, 11, 18), at=at)


def test_an_old_button_without_a_newer_field_and_with_a_gone_one_goes_on_working() -> None:
    assert read(OfRoom, {}) == OfRoom(room="")
    assert read(Nothing, {"gone": 1}) == Nothing()
    read_again = read(Meeting, {**BUTTON, "face": "🦊", "gone": "since"})
    assert read_again
    assert read_again.face == "🦊"


@pytest.mark.parametrize(
    "change",
    [
        {"offer": "seven"},
        {"offer": "7"},
        {"day": "yesterday"},
        {"day": 20261118},
        {"at": "10 o'clock"},
        {"room": 3},
        {"page": "two"},
        {"face": 5},
    ],
)
def test_arguments_of_another_kind_do_not_fit(change: dict[str, str | int]) -> None:
    assert read(Meeting, {**BUTTON, **change}) is None


@pytest.mark.parametrize("key", BUTTON)
def test_a_button_that_lacks_what_its_handler_needs_does_not_fit(key: str) -> None:
    assert read(Meeting, {name: value for name, value in BUTTON.items() if name != key}) is None
