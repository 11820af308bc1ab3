"""Who gives a place back can think again for ten minutes, while nobody else has it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from handlers.core.messages import Kind
from storage.database import Database
from storage.keyring import KeyRing
from tests.conftest import MONDAY
from tests.handlers.activities.places import looks_at, runs
from tests.handlers.activities.test_activities import coming, signups, village
from tests.support.talk import Neighbour, Street

UNDO = "↩️ I'll still come"
GIVEN = "Thank you for telling us."


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, village(), MONDAY)


def states(street: Street) -> list[str]:
    return [signup.state for signup in signups(street)]


@pytest.mark.parametrize("size", [1, 2])
def test_within_ten_minutes_the_place_is_there_again(street: Street, size: int) -> None:
    omar = coming(street)
    omar = omar.taps("✅ I'm coming") if size == 1 else omar.taps("➕ With others").taps("2")
    omar.taps("❌ Not coming").sees(GIVEN, "Tap ↩️ until 09:10.")
    street.later(minutes=9)
    omar.taps(UNDO).sees("✅ We expect")
    assert [(one.state, one.size) for one in signups(street)] == [("in", size)]
    assert "❌ Not coming" in omar.buttons()


def test_a_restart_in_between_changes_nothing(
    street: Street, database_url: str, keys: KeyRing
) -> None:
    omar = coming(street).taps("✅ I'm coming").taps("❌ Not coming")
    other = Database(database_url, keys)
    later = Street(other, village(), street.now, street.doors)
    replace(omar, street=later).taps(UNDO).sees("✅ We expect you.")
    other.close()
    assert states(street) == ["in"]


def test_what_is_tapped_twice_says_the_same(street: Street) -> None:
    omar = coming(street)
    card = omar.last
    for label, on, says in (
        ("✅ I'm coming", card, "✅ We expect you."),
        ("❌ Not coming", None, GIVEN),
        (UNDO, None, "✅ We expect you."),
    ):
        shown = on or omar.last
        first = omar.taps(label, on=shown).sees(says).last.text
        assert omar.taps(label, on=shown).sees(says).last.text == first
    coming(street).taps("✅ I'm coming")
    lena = coming(street)
    shown = lena.last
    for _ in range(2):
        lena.taps("⏳ Waiting list", on=shown).sees("You are number 1 on the waiting list.")
    waiting = lena.last
    for _ in range(2):
        lena.taps("❌ Stop waiting", on=waiting).sees("You left the waiting list.")
    left = lena.last
    for _ in range(2):
        lena.taps("↩️ Wait after all", on=left).sees("You are number 1 on the waiting list.")
    assert states(street) == ["in", "in", "waiting"]


def test_who_waits_again_has_the_same_number(street: Street) -> None:
    for _ in range(2):
        coming(street).taps("✅ I'm coming")
    lena, late = (coming(street).taps("⏳ Waiting list") for _ in range(2))
    lena.taps("❌ Stop waiting").taps("↩️ Wait after all")
    lena.sees("You are number 1 on the waiting list.")
    late.says("/activities").sees("You are number 2 on the waiting list.")


def test_a_place_that_passed_on_is_not_taken_back(street: Street) -> None:
    omar, _ = (coming(street).taps("✅ I'm coming") for _ in range(2))
    lena = coming(street).taps("⏳ Waiting list")
    shown = omar.last
    omar.taps("❌ Not coming").sees("A neighbour has your place now.")
    assert UNDO not in omar.buttons()
    assert omar.buttons()[0] == "⏳ Waiting list"
    omar.taps("❌ Not coming", on=shown).sees("A neighbour has your place now.")
    lena.taps("✅ I'm coming", on=lena.last).sees("✅ We expect you.")
    omar.taps("⏳ Waiting list").sees("You are number 1 on the waiting list.")


def test_a_place_that_somebody_took_meanwhile_is_said_kindly(street: Street) -> None:
    omar, _ = (coming(street).taps("✅ I'm coming") for _ in range(2))
    omar.taps("❌ Not coming")
    undo = omar.last
    coming(street).taps("✅ I'm coming").sees("✅ We expect you.")
    omar.taps(UNDO, on=undo).sees("A neighbour has your place now.")
    omar.taps("⏳ Waiting list").sees("You are number 1 on the waiting list.")


def test_after_ten_minutes_it_is_a_sign_up_like_any_other(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming").taps("❌ Not coming")
    street.later(minutes=11)
    omar.taps(UNDO).sees("✅ We expect you.")
    assert states(street) == ["cancelled", "in"]
    late = omar.taps("❌ Not coming").last
    street.later(minutes=11)
    for _ in range(2):
        coming(street).taps("✅ I'm coming")
    omar.taps(UNDO, on=late).sees("You are number 1 on the waiting list.")


def test_undo_never_brings_somebody_to_what_is_cancelled_over_or_moved_unsaid(
    street: Street,
) -> None:
    omar, amal = (coming(street).taps("✅ I'm coming").taps("❌ Not coming") for _ in range(2))
    fatma = runs(street).taps("🕘 Move it").taps("📆 Today").says("09:30")
    omar.taps(UNDO).sees("🕘 New time: Today from 09:30 until 11:00.")
    looks_at(fatma, "Coffee together").taps("🚫 Cancel it").taps("🚫 Yes, cancel it")
    amal.taps(UNDO).sees("❌ Cancelled:")
    assert "in" not in states(street)


def test_nobody_takes_back_the_place_of_somebody_else(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming").taps("❌ Not coming")
    token = next(key.token for row in omar.last.rows for key in row if key.label == UNDO)
    eve = street.neighbour().does(Kind.TAPPED, tap=token, message=str(omar.last.id))
    eve.sees_not("We expect you")
    assert states(street) == ["cancelled"]


def test_no_to_a_kept_place_can_be_undone_while_nobody_has_it(street: Street) -> None:
    omar, _ = (coming(street).taps("✅ I'm coming") for _ in range(2))
    lena = coming(street).taps("⏳ Waiting list")
    omar.taps("❌ Not coming")
    lena.taps("❌ Not coming", on=lena.last).sees(GIVEN)
    lena.taps(UNDO).sees("✅ We expect you.")
    assert states(street) == ["cancelled", "in", "in"]


def test_two_who_cancel_at_once_free_two_places(street: Street) -> None:
    both = [coming(street).taps("✅ I'm coming") for _ in range(2)]
    waiting = [coming(street).taps("⏳ Waiting list") for _ in range(2)]

    def cancels(neighbour: Neighbour) -> object:
        return neighbour.taps("❌ Not coming")

    with ThreadPoolExecutor(2) as hands:
        list(hands.map(cancels, both))
    street.tick()
    assert states(street) == ["cancelled", "cancelled", "offered", "offered"]
    for one in waiting:
        one.sees("A place is free for you!")


def test_one_who_cancels_twice_at_once_frees_one_place(street: Street) -> None:
    omar, _ = (coming(street).taps("✅ I'm coming") for _ in range(2))
    for _ in range(2):
        coming(street).taps("⏳ Waiting list")
    card = omar.last
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(lambda _: omar.taps("❌ Not coming", on=card), range(2)))
    assert states(street) == ["cancelled", "in", "offered", "waiting"]
