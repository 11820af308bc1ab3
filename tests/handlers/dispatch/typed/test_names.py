"""Who names a room, an activity or a language gets there, also when it is misspelt."""

from __future__ import annotations

import pytest

from storage.neighbourhood.file import read_file
from tests.handlers.dispatch.typed.test_whole_utterances import acts, lines
from tests.support import stopwatch
from tests.support.paths import EXAMPLE
from tests.support.talk import Street

ADDRESS = "Hoogoordplein 21"


@pytest.fixture(autouse=True)
def zuidoost(street: Street) -> None:
    street.load(read_file(EXAMPLE))


@pytest.mark.parametrize(
    "said", ["h-buurt", "H buurt", "is h-buurt open", "hbuurt", "H-Buurt!!", "where is H-buurt?"]
)
def test_a_room_by_its_name_is_shown(street: Street, said: str) -> None:
    street.neighbour().says("/menu").says(said).sees(ADDRESS)


def test_in_a_longer_sentence_the_room_is_offered(street: Street) -> None:
    omar = street.neighbour().says("/menu")
    omar.says("my sister told me that somebody in h-buurt has a sewing machine")
    assert "📍 H-buurt" in omar.buttons()


@pytest.mark.parametrize("said", ["help with money", "help with mony", "I want help with money"])
def test_an_activity_by_its_title_is_shown(street: Street, said: str) -> None:
    omar = street.neighbour().says("/menu").says(said)
    omar.sees("Help with money")
    assert "signup" in acts(omar)


def test_what_only_looks_a_bit_like_a_title_is_not_taken_for_it(street: Street) -> None:
    omar = street.neighbour().says("/menu").says("can you help with my cv")
    assert "signup" not in acts(omar)


def test_a_room_called_help_can_be_found_and_help_still_helps(street: Street) -> None:
    file = read_file(EXAMPLE)
    first, *others = file.rooms
    called = first.model_copy(update={"name": "Help"})
    street.load(file.model_copy(update={"rooms": (called, *others)}))
    omar = street.neighbour().says("/menu").says("Help")
    assert "What do you need?" in lines(omar)
    assert "📍 Help" in omar.buttons()


def test_a_name_that_is_an_ordinary_word_is_offered_and_not_taken(street: Street) -> None:
    file = read_file(EXAMPLE)
    first, *others = file.rooms
    called = first.model_copy(update={"name": "Buurt"})
    street.load(file.model_copy(update={"rooms": (called, *others)}))
    omar = street.neighbour("nl").says("/menu").says("ik haat deze buurt")
    assert "📍 Buurt" in omar.buttons()
    assert "signup" not in acts(omar)
    assert "hours.way" not in acts(omar)


def test_a_long_story_is_looked_through_for_no_names(street: Street) -> None:
    story = " ".join(["h-buurt", *"abcdefgh" * 250])
    omar = street.neighbour().says("/menu")
    assert stopwatch.seconds(lambda: omar.says(story)) < 0.1
