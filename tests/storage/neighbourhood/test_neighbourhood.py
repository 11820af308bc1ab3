"""The file of a neighbourhood: what it holds is what was written."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from storage.neighbourhood.file import read_file, read_text
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room, SpecialDay
from tests.storage.neighbourhood.small_file import SMALL, change
from tests.support.paths import EXAMPLE


def test_the_small_file_has_everything_that_was_written() -> None:
    found = read_text(SMALL, "my.toml")
    assert (found.name, found.zone) == ("Test", ZoneInfo("Europe/Amsterdam"))
    assert found.languages == ("nl", "en")
    two = found.room("two")
    assert two is not None
    assert (two.latitude, two.longitude, two.phone) == (52.3, 4.9, "+31 20 000 0101")
    assert [(day.date, day.hours, day.closed) for day in two.exceptions] == [
        (date(2026, 7, 1), None, True),
        (date(2027, 3, 10), "13:00-16:00", False),
    ]
    assert [day.reason for day in two.exceptions] == ["Keti Koti", {"nl": "Feest", "en": "Party"}]
    assert found.activities[0].start == datetime(2026, 1, 7, 10)  # noqa: DTZ001 - wall time
    assert found.partners[0].domains == ("debt", "budget")
    assert found.costs[0].amounts == {2026: 1000}
    assert found.financing[0].amounts == {2026: 1000, 2027: 0}
    assert found.urgent == {"Police": "112"}
    assert found.room("three") is None
    assert found.target(2026) == found.targets[0]
    assert found.target(2025) is None


def test_a_neighbourhood_needs_no_more_than_its_rooms() -> None:
    text = SMALL.partition("\n[[activities]]")[0]
    found = read_text(text, "my.toml")
    assert (found.activities, found.partners, found.targets) == ((), (), ())
    assert (found.costs, found.financing, found.population, found.urgent) == ((), (), None, ())


def test_json_brings_back_the_same_neighbourhood() -> None:
    for found in (read_text(SMALL, "my.toml"), read_file(EXAMPLE)):
        assert Neighbourhood.from_json(found.to_json()) == found


def test_a_reason_is_told_in_the_first_language_that_it_has() -> None:
    room = read_text(SMALL, "my.toml").rooms[1]
    plain, table = room.exceptions
    assert plain.reason_in("ar", "nl") == "Keti Koti"
    assert [table.reason_in(*tags) for tags in (("ar", "en"), ("nl", "en"), ("ar",))] == [
        *("Party", "Feest", "Feest")
    ]
    assert SpecialDay(date=date(2026, 1, 1), closed=True).reason_in("nl") == ""


def test_nothing_can_be_changed_after_reading() -> None:
    found = read_text(SMALL, "my.toml")
    with pytest.raises(ValidationError, match="frozen"):
        found.name = "Other"


def test_a_room_made_by_hand_is_checked_too() -> None:
    with pytest.raises(ValidationError, match="cannot be read as opening hours"):
        Room(id="a", name="A", address="A", hours="ten to five")


@pytest.mark.parametrize("start", ["10:00:00", '"10:00"'])
def test_a_weekly_activity_may_give_its_time_only(start: str) -> None:
    found = read_text(change("2026-01-07T10:00:00", start), "my.toml")
    assert found.activities[0].start.strftime("%H:%M") == "10:00"


@pytest.mark.parametrize("save_as", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_any_editor_may_save_the_file(tmp_path: Path, save_as: str, line_end: str) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(SMALL.replace("\n", line_end).encode(save_as))
    assert read_file(path) == read_text(SMALL, "my.toml")


@pytest.mark.parametrize(
    "hours",
    [
        "24/7",
        "off",
        "Mo-Fr 10:00-12:00,14:00-16:00; PH off",
        "Mo[1],Fr 20:00-02:00",
        "week 1-53/2 Sa 10:00-26:00",
        "Jan-Mar,Dec 24 10:00+",
        'Mo 10:00-12:00; Tu "by appointment"',
        "24/7; Sa 22:00-24:00 off",
        "mo-fr 10:00-12:00",
    ],
)
def test_hours_are_written_as_openstreetmap_has_them(hours: str) -> None:
    text = change('"20:00-02:00"', f"'{hours}'")
    assert read_text(text, "my.toml").rooms[1].hours == hours
