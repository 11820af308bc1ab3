"""The card of an activity says how many come and how many wait; of one or two "a few"."""

from __future__ import annotations

import pytest

from storage.database import Database
from storage.neighbourhood.file import read_text
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.test_activities import ACTIVITIES
from tests.support.talk import Neighbour, Street

# What it is about is not the database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
COFFEE = "Wed 10:00 Coffee together"


@pytest.fixture
def street(database: Database) -> Street:
    many = (TWO_ROOMS + ACTIVITIES).replace("places = 2", "places = 5", 1)
    return Street(database, read_text(many, "t"), MONDAY)


def looks(neighbour: Neighbour) -> Neighbour:
    return neighbour.says("/activities h-buurt").taps(
        next(one for one in neighbour.buttons() if one.endswith(COFFEE))
    )


def come(street: Street, people: int) -> None:
    for _ in range(people):
        one = looks(street.neighbour())
        one.taps(one.buttons()[0])


def test_nobody_is_counted_out_loud_before_somebody_comes(street: Street) -> None:
    looks(street.neighbour()).sees("5 places left.").sees_not("👥")


def test_one_or_two_are_a_few_for_residents(street: Street) -> None:
    come(street, 2)
    looks(street.neighbour()).sees("👥 A few people come. 3 places left.")


def test_from_three_on_residents_read_how_many_come(street: Street) -> None:
    come(street, 3)
    looks(street.neighbour()).sees("👥 3 people come. 2 places left.")


def test_residents_read_how_many_wait(street: Street) -> None:
    come(street, 7)
    looks(street.neighbour()).sees("👥 5 people come. A few people wait. All places are taken.")
    come(street, 1)
    looks(street.neighbour()).sees("👥 5 people come. 3 people wait. All places are taken.")


def test_key_holders_read_exactly_how_many_come_and_wait(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    come(street, 1)
    looks(fatma).sees("👥 1 person comes. 4 places left.")
    come(street, 5)
    looks(fatma).sees("👥 5 people come. 1 person waits. All places are taken.")


def test_a_key_holder_who_comes_too_still_reads_how_many(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    come(street, 1)
    looks(fatma).taps("✅ I'm coming").sees("We expect you.", "👥 2 people come.")
    looks(fatma).sees("You are coming.", "👥 2 people come.")


def test_who_waits_with_others_is_counted_with_them(street: Street) -> None:
    come(street, 5)
    omar = looks(street.neighbour()).taps("➕ With others").taps("3")
    omar.sees("waiting list")
    looks(street.neighbour()).sees("👥 5 people come. 3 people wait.")


def test_what_is_cancelled_says_nothing_of_who_would_have_come(street: Street) -> None:
    come(street, 4)
    fatma = looks(street.key_holder("h-buurt"))
    fatma.taps("🚫 Cancel it").taps("🚫 Yes, cancel it").sees_not("👥")


@pytest.mark.parametrize(
    ("language", "typed", "seen"),
    [
        ("nl", "half elf", "10:30"),
        ("en", "half past ten", "10:30"),
        ("es", "las diez y media", "10:30"),
        ("tr", "on buçuk", "10:30"),
        ("ar", "العاشرة والنصف", "10:30"),
        ("ar", "٩:٣٠", "9:30"),
        # By day, and the nearer one to when it is now.
        ("nl", "2 uur", "14:00"),
        ("en", "8 in the evening", "20:00"),
        ("nl", "8", "8:00"),
    ],
)
def test_an_activity_is_moved_to_a_time_as_people_say_it(
    street: Street, language: str, typed: str, seen: str
) -> None:
    fatma = street.key_holder("h-buurt", language=language).says("/activities h-buurt")
    fatma.taps(next(one for one in fatma.buttons() if "☕" in one))
    fatma.taps(next(one for one in fatma.buttons() if "🕘" in one)).says(typed)
    fatma.sees("✅", seen)


def test_a_time_that_is_none_is_asked_again_with_an_example(street: Street) -> None:
    fatma = looks(street.key_holder("h-buurt")).taps("🕘 Move it")
    fatma.says("after lunch").sees("I do not understand that time.", "like 14:30")
    fatma.says("half past eleven").sees("✅ Moved.", "11:30")
