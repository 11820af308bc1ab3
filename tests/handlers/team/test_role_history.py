"""What became of the roles of a room: who was invited by whom, paused, given back, removed."""

from __future__ import annotations

from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.support.talk import Neighbour, Street

LABEL = "Fatima, Tuesday"


def history(nour: Neighbour, many: int, kind: str = "🔑 H-buurt") -> Neighbour:
    return nour.says("/manage").taps(f"{kind}: {many}").taps("👀 What changed")


def joins(street: Street, nour: Neighbour) -> Neighbour:
    """Somebody says yes to an invitation."""
    code = nour.says("/invite h-buurt").last.text.split("start=")[1].split()[0]
    return street.neighbour().says(f"/start {code}").taps("Yes")


def test_what_became_of_a_role_is_read_by_number_the_newest_first(street: Street) -> None:
    nour, _ = street.coordinator(), street.coordinator()
    fatma = joins(street, nour)
    street.at("10:00", days=1)
    nour.says("/manage").taps("🔑 H-buurt: 1").taps("⏸️ Pause 1")
    street.at("10:00", days=1)
    nour.says("/manage").taps("🔑 H-buurt: 1").taps("▶️ Give back 1")
    history(nour, 1).sees(
        "The key-holders of H-buurt:\n"
        "Wednesday 18 November: 🔑 1 may work again, says 🛠️ 1.\n"
        "Tuesday 17 November: 🛠️ 1 paused 🔑 1.\n"
        "Monday 16 November: 🛠️ 1 invited 🔑 1."
    )
    nour.sees_not(fatma.address, str(fatma.person))


def test_what_somebody_was_called_is_gone_with_the_role_and_the_number_stays(
    street: Street,
) -> None:
    nour, _ = street.coordinator(), street.coordinator()
    joins(street, nour)
    joins(street, nour)
    nour.says("/manage").taps("🔑 H-buurt: 2").taps("🏷️ Label 1").says(LABEL)
    history(nour, 2).sees(f"🛠️ 1 invited 🔑 1 {LABEL}.", "🛠️ 1 invited 🔑 2.")
    nour.taps("🔑 H-buurt").taps("➖ Remove 1").taps("➖ Yes, remove")
    history(nour, 1).sees("🛠️ 1 removed 🔑 1.", "🛠️ 1 invited 🔑 1.").sees_not(LABEL)
    street.later(hours=2)
    street.look()
    with street.database.reading() as store:
        kept = [store.sent.get(one.id) for one in nour.screen]
    assert [one for one in kept if one and LABEL in one.payload] == []


def test_whoever_comes_back_has_a_number_of_their_own_each_time(street: Street) -> None:
    nour, _ = street.coordinator(), street.coordinator()
    fatma, sara = joins(street, nour), joins(street, nour)
    nour.says("/manage").taps("🔑 H-buurt: 2").taps("➖ Remove 1").taps("➖ Yes, remove")
    street.later(hours=1)
    code = nour.says("/invite h-buurt").last.text.split("start=")[1].split()[0]
    fatma.says(f"/start {code}").taps("Yes")
    history(nour, 2).sees("🛠️ 1 invited 🔑 3.", "🛠️ 1 removed 🔑 1.", "🛠️ 1 invited 🔑 1.")
    assert sara.person


def test_who_was_there_before_or_left_is_in_it_too_and_who_is_forgotten_is_not(
    street: Street,
) -> None:
    nour, ines = street.coordinator(), street.coordinator()
    fatma, gone = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    street.later(days=1)
    gone.says("/forget").taps("Yes, delete")
    history(nour, 1).sees("Monday 16 November: 🔑 1 began.").sees_not("🔑 2")
    with street.database.writing() as store:
        (role,) = (one.id for one in store.roles.everybody() if one.person == fatma.person)
        store.roles.end(role, street.now)
        store.roles.give(ines.person, Role(KEY_HOLDER, "h-buurt"), street.now)
    history(nour, 1).sees("Tuesday 17 November: 🔑 1 left.")
    # Who did it is forgotten: what was done stays.
    nour.says("/manage").taps("🔑 H-buurt: 1").taps("⏸️ Pause 2")
    nour.says("/forget").taps("Yes, delete")
    history(ines, 1).sees("🔑 2 was paused.").sees_not("🛠️ 1")


def test_a_long_history_comes_in_pages_in_arabic_too(street: Street) -> None:
    nour = street.coordinator("ar")
    for _ in range(7):
        street.later(hours=1)
        street.key_holder("h-buurt")
    nour.says("/manage")
    nour.taps(next(one for one in nour.buttons() if "H-buurt" in one))
    nour.taps(next(one for one in nour.buttons() if one.startswith("👀")))
    nour.sees("🔑 7", "🔑 3").sees_not("🔑 2")
    nour.taps(next(one for one in nour.buttons() if one.startswith("➡️"))).sees("🔑 2", "🔑 1")
