"""Whoever moves an activity sees first who is told, and can take it back."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.conftest import MONDAY
from tests.handlers.activities.places import runs
from tests.handlers.activities.test_activities import coming, village
from tests.support.talk import Neighbour, Street

YES = "🕘 Yes, move it"
NEW_TIME = "🕘 New time: Wednesday at 14:00, H-buurt."


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, village(), MONDAY)


def moving(street: Street) -> tuple[Neighbour, Neighbour]:
    """Omar is coming; Fatma has said when it will be."""
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    fatma = runs(street).taps("🕘 Move it").says("14:00")
    return omar, fatma.sees("Do you want to move this?", NEW_TIME, "1 person gets a message.")


def test_nobody_hears_of_a_move_before_the_yes_nor_after_a_no(street: Street) -> None:
    omar, fatma = moving(street)
    fatma.taps("❌ No").sees("Wednesday from 10:00 until 11:30.")
    street.tick()
    omar.hears_nothing()


def test_a_yes_tells_each_once_also_when_it_is_tapped_twice(street: Street) -> None:
    omar, fatma = moving(street)
    asked = fatma.last
    fatma.taps(YES).sees("✅ Moved.", "from 14:00 until 15:30")
    omar.sees(NEW_TIME)
    omar.unread = []
    fatma.taps(YES, on=asked).sees("from 14:00 until 15:30")
    street.tick()
    omar.hears_nothing()


def test_undo_brings_it_back_and_tells_each_the_time_that_holds(street: Street) -> None:
    omar, fatma = moving(street)
    undo = fatma.taps(YES).last
    fatma.taps("↩️ Undo").sees("✅ Moved.", "from 10:00 until 11:30")
    assert "↩️ Undo" not in fatma.buttons()
    omar.sees("🕘 New time: Wednesday at 10:00, H-buurt.")
    fatma.taps("↩️ Undo", on=undo).sees("from 10:00 until 11:30")


def test_what_somebody_else_moved_meanwhile_is_shown_and_stays(street: Street) -> None:
    omar, fatma = moving(street)
    asked = fatma.last
    runs(street).taps("🕘 Move it").says("15:00").taps(YES)
    omar.unread = []
    fatma.taps(YES, on=asked).sees("Somebody else changed this a moment ago.", "from 15:00")
    omar.hears_nothing()


def test_where_nobody_signed_up_there_is_nothing_to_ask(street: Street) -> None:
    fatma = runs(street).taps("🕘 Move it").says("14:00").sees("✅ Moved.")
    fatma.taps("↩️ Undo").sees("from 10:00 until 11:30")


def test_a_yes_that_comes_too_late_moves_nothing(street: Street) -> None:
    omar, fatma = moving(street)
    street.at("14:01", days=2)
    fatma.taps(YES).sees("That question is over.")
    omar.sees_not("New time")
