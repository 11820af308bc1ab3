"""What is new and in use by now is not undone: that would take it from people who are not told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage.repositories.people.roles import KEY_HOLDER, PARTNER, Role
from storage.store import Store
from tests.handlers.manage.activities.program import manages
from tests.handlers.manage.activities.test_new import planned
from tests.handlers.manage.rooms.test_new_room import asks_for_one, described, pantry
from tests.handlers.manage.whole.test_partners import READY, YES, organisations
from tests.support.asking import asks
from tests.support.talk import Neighbour, Street

USED = "Somebody uses this already: {}."


def given(street: Street, role: Role) -> Neighbour:
    neighbour = street.neighbour()
    neighbour.arrives()
    with street.database.writing() as store:
        store.roles.give(neighbour.person, role, street.now)
    return neighbour


def writes(street: Street, what: Callable[[Store], object]) -> None:
    with street.database.writing() as store:
        what(store)


def opened(street: Street, room: str) -> None:
    fatma = given(street, Role(KEY_HOLDER, room))
    fatma.says("/open")
    with street.database.writing() as store:
        for holder in store.roles.everybody():
            if holder.person == fatma.person:
                store.roles.end(holder.id, street.now)


OF_ROOM: dict[str, Callable[[Street, str], object]] = {
    "key": lambda street, room: given(street, Role(KEY_HOLDER, room)),
    "invited": lambda street, room: writes(
        street, lambda store: store.invitations.make(Role(KEY_HOLDER, room), None, street.now)
    ),
    "opened": opened,
    "asked": lambda street, room: asks(street, room=room, partner=""),
}
OF_PARTNER: dict[str, Callable[[Street, str], object]] = {
    "role": lambda street, one: given(street, Role(PARTNER, one)),
    "invited": lambda street, one: writes(
        street, lambda store: store.invitations.make(Role(PARTNER, one), None, street.now)
    ),
    "asked": lambda street, one: asks(street, partner=one),
}


@pytest.mark.parametrize("how", OF_ROOM)
def test_a_room_that_is_used(street: Street, how: str) -> None:
    nadia = described(asks_for_one(street)).taps(YES)
    done = nadia.last
    OF_ROOM[how](street, pantry(street).id)
    nadia.taps("↩️ Undo", on=done).sees(USED.format("The pantry"), "cannot be undone with one tap")
    assert pantry(street)
    nadia.taps("🔒 Close for good").sees("The pantry")


@pytest.mark.parametrize("how", OF_PARTNER)
def test_an_organisation_that_is_used(street: Street, how: str) -> None:
    nadia = organisations(street).taps("➕ New organisation").says("Food Bank")
    nadia.taps("⬜ 🧡 Care").taps(READY).taps("❌ No promise").taps("❌ No phone").taps(YES)
    done, made = nadia.last, street.view().neighbourhood.partners[-1]
    OF_PARTNER[how](street, made.id)
    nadia.taps("↩️ Undo", on=done).sees(USED.format("Food Bank"), "cannot be undone with one tap")
    assert street.view().neighbourhood.partners[-1] == made
    nadia.taps("➖ Take out").sees("Who gets them?" if how == "asked" else "organisation is gone")


def test_an_activity_that_somebody_comes_to(street: Street) -> None:
    nadia = planned(street).taps(YES)
    done, omar = nadia.last, street.neighbour()
    omar.says("/activities h-buurt").taps("☕ Wed 10:00 Chess for all").taps("✅ I'm coming")
    nadia.taps("↩️ Undo", on=done).sees(USED.format("Chess for all"))
    nadia.taps("🚫 Stop it").sees("1 person gets a message.").taps(YES).sees("✅ Done.")
    assert street.view().neighbourhood.activities == ()
    # To bring it back takes nothing from anybody.
    nadia.taps("↩️ Undo").sees("New activity: Chess for all.")


def test_an_activity_that_took_place(street: Street) -> None:
    street.at("20:00", days=1)
    nadia = manages(street).taps("➕ New activity").says("Chess for all").taps("☕ Meet people")
    nadia.taps("📆 Tomorrow").says("10-12").taps("🗓️ Every week").taps("👥 8").taps(YES)
    done = nadia.last
    street.at("10:30", days=1)
    nadia.taps("↩️ Undo", on=done).sees(USED.format("Chess for all"))
    nadia.taps("🚫 Stop it").sees("What was stays in the report.")
