"""Key-holders hang up boards and take them away; a lost phone and a lost board are ended."""

from __future__ import annotations

import re

import pytest

from handlers.core.keyboards import in_order
from tests.handlers.pictures.picking import others, todays
from tests.support.talk import Neighbour, Street, plain

LINK = re.compile(r"https://example\.org/board\?tie=([\w-]{22})")
NONE, ONE, TWO = (
    "0 boards show the pictures.",
    "1 board shows the pictures.",
    "2 boards show the pictures.",
)


@pytest.fixture
def fatma(street: Street) -> Neighbour:
    street.at("10:05")
    return street.key_holder("h-buurt").says("/open")


def link_of(holder: Neighbour) -> str:
    holder.taps("🖼️ The pictures").taps("➕ Board at the door")
    (code,) = LINK.findall(holder.last.text)
    return str(code)


def tie(street: Street, code: str, screen: str) -> bool:
    """What the page of a link does."""
    with street.database.writing() as store:
        board = store.boards.of_link(code)
        return bool(board and store.boards.tie(board.id, screen, street.now))


def shows(street: Street, *screens: str) -> list[bool]:
    with street.database.reading() as store:
        return [store.boards.of_browser(one, street.now) is not None for one in screens]


def manages(coordinator: Neighbour, button: str, room: str = "🔑 H-buurt: 1") -> Neighbour:
    """Do something with the role of the one key-holder of a room."""
    return coordinator.says("/manage").taps(room).taps(button)


def test_a_key_holder_sees_the_pictures_of_the_day(street: Street, fatma: Neighbour) -> None:
    fatma.taps("🖼️ The pictures").sees(in_order(todays(street)).one, NONE)
    fatma.sees("Send them to nobody.").sees_not(in_order(others(todays(street))).one)


def test_while_the_room_is_closed_there_are_none(street: Street, fatma: Neighbour) -> None:
    door = fatma.last
    fatma.says("/close 3")
    fatma.taps("🖼️ The pictures", on=door).sees("The pictures come when the room is open.")
    fatma.sees_not(in_order(todays(street)).one)


def test_a_key_holder_hangs_up_a_board_and_takes_it_away(street: Street, fatma: Neighbour) -> None:
    code = link_of(fatma)
    fatma.sees("It works once, until 10:20.")
    assert tie(street, code, "tablet")
    assert not tie(street, code, "another")
    fatma.taps("🖼️ The pictures").sees(ONE)
    assert tie(street, link_of(fatma), "window")
    fatma.taps("🖼️ The pictures").sees(TWO)
    labels = [label for label in map(plain, fatma.buttons()) if "➖ Board since" in label]
    assert len(labels) == 2
    fatma.taps(fatma.buttons()[1]).sees("➖ Removed.", ONE)
    assert shows(street, "tablet", "window") == [False, True]


def test_all_boards_are_taken_away_with_one_tap(street: Street, fatma: Neighbour) -> None:
    for screen in ("tablet", "window"):
        assert tie(street, link_of(fatma), screen)
    waiting = link_of(fatma)
    fatma.taps("🖼️ The pictures").taps("➖ All boards").sees("➖ Removed.", NONE)
    assert shows(street, "tablet", "window") == [False, False]
    assert not tie(street, waiting, "thief"), "a link that waits goes with them"


def test_a_link_is_wiped_from_the_chat_and_rests_as_a_hash(
    street: Street, fatma: Neighbour
) -> None:
    code = link_of(fatma)
    with street.database.reading() as store:
        board = store.boards.of_link(code)
        assert board
        assert code not in repr(board)
    street.later(minutes=16)
    assert not tie(street, code, "late")


def test_others_see_neither_pictures_nor_boards(street: Street, fatma: Neighbour) -> None:
    assert tie(street, link_of(fatma), "tablet")
    door = fatma.taps("🖼️ The pictures").last
    omar, lisa = street.neighbour(), street.key_holder("holendrecht")
    for other in (omar, lisa):
        # A button of somebody else's message is nobody's.
        other.says("/menu").taps("➕ Board at the door", on=door).sees("That question is over.")
    street.at("18:05")
    lisa.says("/open").taps("🖼️ The pictures")
    lisa.sees_not(in_order(todays(street)).one).sees(in_order(todays(street, "holendrecht")).one)
    lisa.sees(NONE)


def test_a_coordinator_sees_every_room_and_takes_its_boards_away(
    street: Street, fatma: Neighbour
) -> None:
    assert tie(street, link_of(fatma), "tablet")
    noor = manages(street.coordinator(), "🖼️ The pictures")
    noor.sees(in_order(todays(street)).one, ONE)
    noor.taps(noor.buttons()[1]).sees(NONE)
    assert shows(street, "tablet") == [False]


def test_a_lost_phone_ties_nothing_and_its_boards_are_on_the_others_list(
    street: Street, fatma: Neighbour
) -> None:
    assert tie(street, link_of(fatma), "tablet")
    waiting = link_of(fatma)
    manages(street.coordinator(), "⏸️ Pause 1").sees("⏸️ Paused.")
    assert not tie(street, waiting, "thief")
    fatma.taps("🖼️ The pictures").sees("Only key-holders can do this.")
    mehmet = street.key_holder("h-buurt").says("/open").taps("🖼️ The pictures").sees(ONE)
    mehmet.taps(mehmet.buttons()[1])
    assert shows(street, "tablet") == [False]


def test_whoever_is_taken_away_takes_their_boards_along(street: Street, fatma: Neighbour) -> None:
    mehmet = street.key_holder("h-buurt")
    assert tie(street, link_of(fatma), "hers")
    mehmet.says("/open")
    assert tie(street, link_of(mehmet), "his")
    noor = manages(street.coordinator(), "➖ Remove 1", "🔑 H-buurt: 2")
    noor.taps("➖ Yes, remove")
    assert shows(street, "hers", "his") == [False, True]


def test_whoever_goes_leaves_the_board_and_no_link(street: Street, fatma: Neighbour) -> None:
    mehmet = street.key_holder("h-buurt")
    assert tie(street, link_of(fatma), "tablet")
    waiting = link_of(fatma)
    fatma.says("/forget").taps("🗑️ Yes, delete")
    assert not tie(street, waiting, "thief")
    assert shows(street, "tablet") == [True]
    mehmet.says("/open").taps("🖼️ The pictures").sees(ONE)
