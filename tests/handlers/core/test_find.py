"""A few typed letters find the room that is meant, and never open another one's door."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.core.typed_input import find_room
from storage.neighbourhood.model import Neighbourhood

calm = settings(deadline=None)


@pytest.mark.parametrize(
    ("typed", "room"),
    [
        ("holendrecht", "holendrecht"),
        ("Holendrect", "holendrecht"),
        ("  HOLENDRECHT  ", "holendrecht"),
        ("venser polder", "venserpolder"),
        ("Venserpoder", "venserpolder"),
        ("kg", "kg-buurt"),
        ("KG buurt", "kg-buurt"),
        ("kgbuurt", "kg-buurt"),
        ("h buurt", "h-buurt"),
        ("hbuurt", "h-buurt"),
    ],
)
def test_a_room_is_found_as_people_type_it(example: Neighbourhood, typed: str, room: str) -> None:
    found = find_room(typed, example.rooms)
    assert found
    assert found.id == room


def test_every_room_is_found_by_its_own_name_and_id(example: Neighbourhood) -> None:
    for room in example.rooms:
        for typed in (room.name, room.id, room.name.upper(), f" {room.id} "):
            assert find_room(typed, example.rooms) == room, typed


@pytest.mark.parametrize("typed", ["buurt", "holendrecht or venserpolder", "the room"])
def test_what_could_be_several_rooms_is_none(example: Neighbourhood, typed: str) -> None:
    assert find_room(typed, example.rooms) is None


@pytest.mark.parametrize("typed", ["", " ", "de", "old", "ijburg", "open", "?", "23", "٢", "🏠"])
def test_what_is_no_room_is_none(example: Neighbourhood, typed: str) -> None:
    assert find_room(typed, example.rooms) is None


@calm
@given(typed=st.text(max_size=40))
def test_any_letters_find_a_room_that_is_there_or_none(example: Neighbourhood, typed: str) -> None:
    found = find_room(typed, example.rooms)
    assert found is None or found in example.rooms


def test_where_there_are_no_rooms_none_is_found() -> None:
    assert find_room("h-buurt", ()) is None
