"""A neighbourhood that is written as a file is loaded again as the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.neighbourhood.file import FileMistake, read_file, read_text
from storage.neighbourhood.rooms import SpecialDay
from storage.neighbourhood.written import to_toml
from tests.conftest import TWO_ROOMS
from tests.support.paths import ROOT

FILES = sorted((ROOT / "examples").glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_exported_is_loaded_unchanged(path: Path) -> None:
    loaded = read_file(path)
    again = read_text(to_toml(loaded), "again.toml")
    assert again.to_json() == loaded.to_json()
    assert to_toml(again) == to_toml(loaded)


WORDS = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1)


@settings(deadline=None)
@given(name=WORDS, reason=WORDS, day=st.dates(), yearly=st.booleans())
def test_whatever_is_written_in_it(name: str, reason: str, day: date, yearly: bool) -> None:  # noqa: FBT001
    loaded = read_text(TWO_ROOMS, "two-rooms.toml")
    name, reason = " ".join(name.split()) or "x", " ".join(reason.split()) or "x"
    special = SpecialDay(date=day, closed=True, reason=reason, yearly=yearly)
    first, *others = loaded.rooms
    first = first.model_copy(update={"name": name, "exceptions": (special,)})
    changed = loaded.model_copy(update={"rooms": (first, *others)})
    assert read_text(to_toml(changed), "again.toml").to_json() == changed.to_json()


def test_what_is_every_week_or_differs_once_and_older_tables() -> None:
    text = (
        TWO_ROOMS
        + """
[[activities]]
id = "coffee"
room = "h-buurt"
title = { nl = "Koffie \\"vers\\"", en = "Coffee" }
domain = "meeting"
rrule = "FREQ=WEEKLY;BYDAY=TU"
start = 10:00:00
minutes = 90
exceptions = [{ date = 2026-12-22, cancelled = true }]

[[costs]]
name = "Rent"
2026 = 101000
2027 = 102000
"""
    )
    loaded = read_text(text, "two-rooms.toml")
    again = to_toml(loaded)
    assert "start = 10:00:00" in again
    assert "2026 = 101000" in again
    assert read_text(again, "again.toml").to_json() == loaded.to_json()


def test_a_room_that_closed_keeps_its_id_and_its_activities() -> None:
    closed = """
[[closed_rooms]]
id = "old"
name = "The old room"
address = "Hofgeest 9"
hours = "Mo-Fr 10:00-17:00"
until = 2026-11-15

[[closed_rooms.activities]]
id = "tea"
room = "old"
title = { en = "Tea" }
domain = "meeting"
start = 2026-01-07T10:00:00
minutes = 60

[[costs]]
name = "Rent"
room = "old"
2026 = 101000
"""
    loaded = read_text(TWO_ROOMS + closed, "closed.toml")
    assert loaded.room("old") is None
    assert read_text(to_toml(loaded), "again.toml").to_json() == loaded.to_json()
    twice = closed.replace('id = "old"', 'id = "h-buurt"', 1)
    with pytest.raises(FileMistake, match="which is the id of another room"):
        read_text(TWO_ROOMS + twice.replace('room = "old"', 'room = "h-buurt"'), "twice.toml")
    with pytest.raises(FileMistake, match="which is not in this room"):
        read_text(TWO_ROOMS + closed.replace('room = "old"', 'room = "h-buurt"', 1), "other.toml")
