"""Whose a role is: a coordinator types it, coordinators read it, and a lost phone is found."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.neighbourhood.file import read_text
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from storage.tables.people import invitations, roles
from storage.upkeep import erasing
from tests.conftest import TWO_ROOMS
from tests.handlers.team.test_managing import PARTNERS
from tests.handlers.volunteering.helping import forged
from tests.storage.test_secrecy import everything, found_in
from tests.support.peek import code_with
from tests.support.talk import Neighbour, Street, links

LABEL = "Fatima, Tuesday"
ASKS = "Whose is it?"


def code_of(nour: Neighbour) -> str:
    """The code in the newest invitation."""
    said = next(text for text in reversed(nour.unread) if "start=" in text)
    return said.split("start=")[1].split()[0]


def invites(nour: Neighbour, label: str = LABEL, room: str = "h-buurt") -> str:
    """Invite somebody, and say who that is."""
    code = code_of(nour.says(f"/invite {room}"))
    nour.taps("🏷️ Whose is it?").sees(ASKS)
    nour.says(label)
    return code


def manages(nour: Neighbour, many: int = 1, room: str = "H-buurt") -> Neighbour:
    return nour.says("/manage").taps(f"🔑 {room}: {many}")


def labels_of(street: Street) -> list[str]:
    with street.database.reading() as store:
        return [one.label for one in store.roles.everybody()]


def test_who_was_invited_has_the_label_once_they_say_yes(street: Street) -> None:
    nour, fatma = street.coordinator(), street.neighbour()
    code = invites(nour)
    nour.sees(f"🏷️ Noted: {LABEL}.")
    fatma.says(f"/start {code}").sees_not(LABEL).taps("Yes").sees_not(LABEL)
    nour.sees(f"✅ {LABEL} said yes.", "H-buurt has a new key-holder.", "number 1 under")
    manages(nour).sees(f"1 {LABEL}: since Monday 16 November, Telegram")
    assert labels_of(street) == ["", LABEL]


def test_the_invitation_comes_as_a_link_and_as_a_picture(street: Street) -> None:
    street.load(read_text(TWO_ROOMS + PARTNERS, "partners.toml"))
    nour, _ = street.coordinator(), street.coordinator()
    nour.says("/invite h-buurt")
    assert (code_with(street, nour.last.id),) == links(code_of(nour))
    nour.says("/invite").taps("🤝 Organisation").taps("🤝 Debt help")
    assert (code_with(street, nour.last.id),) == links(code_of(nour))
    nour.says("/invite").taps("🛠️ Coordinator")
    assert (code_with(street, nour.last.id),) == links(code_of(nour))


def test_whoever_says_yes_first_and_is_named_later_gets_the_label_too(street: Street) -> None:
    nour, fatma = street.coordinator(), street.neighbour()
    code = code_of(nour.says("/invite h-buurt"))
    shown = nour.last
    fatma.says(f"/start {code}").taps("Yes")
    nour.sees("H-buurt has a new key-holder.").sees_not("said yes")
    nour.taps("🏷️ Whose is it?", on=shown).says(LABEL).sees(f"Noted: {LABEL}.", f"1 {LABEL}: since")
    assert labels_of(street) == ["", LABEL]


def test_a_yes_in_the_middle_of_the_question_loses_no_label(street: Street) -> None:
    nour, fatma = street.coordinator(), street.neighbour()
    code = code_of(nour.says("/invite h-buurt"))
    nour.taps("🏷️ Whose is it?")
    fatma.says(f"/start {code}").taps("Yes")
    nour.says(LABEL)
    assert labels_of(street) == ["", LABEL]


def test_a_label_can_be_changed_twice_and_taken_away(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    manages(nour).taps("🏷️ Label 1").sees(ASKS).sees_not("The label:").says("Fatima")
    nour.sees("🏷️ Noted: Fatima.", "1 Fatima: since").taps("🏷️ Label 1")
    nour.sees("The label: Fatima.").says(LABEL).sees(f"1 {LABEL}: since")
    fatma.hears_nothing()
    nour.taps("🏷️ Label 1").taps("➖ No label").sees("The label is gone.", "1: since Monday")
    nour.taps("🏷️ Label 1").sees_not("No label").says("\u200b").sees("I cannot see any words.")
    nour.says(f" {LABEL}\u202e ").sees(f"1 {LABEL}: since")


def test_back_and_anything_else_leave_the_label_as_it_was(street: Street) -> None:
    street.key_holder("h-buurt")
    nour = street.coordinator()
    listed = manages(nour).last
    nour.taps("🏷️ Label 1").taps("⬅️ Back")
    nour.taps("🏷️ Label 1", on=listed).says("/report").says("the phone rings")
    nour.taps("🏷️ Label 1", on=listed).says("back")
    assert labels_of(street) == ["", ""]


def test_a_label_may_sound_like_anything(street: Street) -> None:
    """Names sound like danger, like a number, like a room; nobody is called for them."""
    street.key_holder("h-buurt")
    nour = street.coordinator()
    for said in ("Merdi, stabbed in the arm", "7", "Holendrecht", "سامية، الثلاثاء", "h" * 40):
        manages(nour).taps("🏷️ Label 1").says(said).sees(f"1 {said}: since").sees_not("112")
    nour.taps("🏷️ Label 1").says("h" * 41).sees("Please send at most 40 characters.", ASKS)
    nour.says("Fatima 111222333").sees("I did not keep it.", ASKS)
    assert labels_of(street) == ["h" * 40, ""]


def test_a_restart_in_the_middle_changes_nothing(street: Street, other_copy: Street) -> None:
    nour, fatma = street.coordinator(), street.neighbour()
    code = code_of(nour.says("/invite h-buurt"))
    nour.taps("🏷️ Whose is it?")
    there = Neighbour(other_copy, nour.address)
    there.says(LABEL).sees(f"Noted: {LABEL}.")
    fatma.says(f"/start {code}").taps("Yes")
    assert labels_of(street) == ["", LABEL]


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_it_works_in_dutch_and_in_arabic(street: Street, language: str) -> None:
    street.key_holder("h-buurt")
    nour = street.coordinator(language)
    nour.says("/manage")
    key = next(label for label in nour.buttons() if "H-buurt" in label)
    nour.taps(key)
    pencil = next(label for label in nour.buttons() if label.startswith("🏷️"))
    nour.taps(pencil).says("سامية، الثلاثاء").sees("سامية، الثلاثاء")
    assert labels_of(street)[0] == "سامية، الثلاثاء"


def test_nobody_but_coordinators_reads_or_gives_a_label(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    ines, omar = street.key_holder("h-buurt"), street.neighbour()
    manages(nour, 2).taps("🏷️ Label 1").says(LABEL)
    for one in (ines, omar):
        for said in ("/manage", "/manage Fatima", "/menu", "/report", "/mydata", "/shifts"):
            one.says(said).sees_not("Fatima")
    with street.database.reading() as store:
        (mine, *_) = store.roles.own(fatma.person)
    assert mine.label == LABEL


def test_a_coordinator_who_lost_the_role_in_the_middle_gives_no_label(street: Street) -> None:
    street.key_holder("h-buurt")
    nour, ines = street.coordinator(), street.coordinator()
    listed = manages(nour).last
    nour.taps("🏷️ Label 1")
    ines.says("/manage").taps("🛠️ Coordinators: 2").taps("⏸️ Pause 1")
    nour.says(LABEL).sees_not("Noted")
    nour.taps("🏷️ Label 1", on=listed).sees("Only the coordinator can do this.")
    assert labels_of(street) == ["", "", ""]


def test_an_invitation_is_named_by_whoever_made_it_as_long_as_it_works(street: Street) -> None:
    nour, ines = street.coordinator(), street.coordinator()
    invites(nour, "Omar")
    shown = next(one for one in nour.screen if "start=" in one.text)
    with street.database.reading() as store:
        (number,) = store.connection.execute(select(invitations.c.id)).scalars()
    forged(ines, "invite.label", invitation=number).sees_not(ASKS, "Omar")
    street.later(days=1)
    nour.taps("🏷️ Whose is it?", on=shown).sees_not(ASKS)


def test_it_goes_with_the_role_and_with_an_invitation_that_is_over(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    manages(nour).taps("🏷️ Label 1").says(LABEL).taps("⏸️ Pause 1").sees(f"1 {LABEL}: since")
    nour.taps("➖ Remove 1").sees(f"1 {LABEL}", "Remove the role of number 1?")
    nour.taps("➖ Yes, remove")
    invites(nour, "Never came")
    street.later(days=2)
    street.tick()
    with street.database.reading() as store:
        for table in (roles, invitations):
            resting = store.connection.execute(select(table.c.label)).scalars()
            assert set(resting) == {None}
    assert fatma.person


def test_forget_takes_it_along_and_no_file_ever_has_it(street: Street) -> None:
    word = "kanariepiet"
    nour, fatma = street.coordinator(), street.neighbour()
    code = invites(nour, word)
    assert found_in(everything(street.database), word) == []
    fatma.says(f"/start {code}").taps("Yes")
    manages(nour).sees(word)
    assert found_in(everything(street.database), word) == []
    fatma.says("/forget").taps("Yes, delete")
    nour.says("/manage").sees_not(word)
    with street.database.writing() as store:
        erasing.remember(store, street.now)
    erasing.finish(street.database, street.now)
    assert labels_of(street) == [""]
    assert found_in(everything(street.database), word) == []


def test_labels_leave_the_screens_after_an_hour(street: Street) -> None:
    fatma, nour = street.neighbour(), street.coordinator()
    fatma.says(f"/start {invites(nour)}").taps("Yes")
    manages(nour).sees(LABEL)
    listed = nour.last
    street.later(minutes=61)
    street.look()
    with street.database.reading() as store:
        kept = [store.sent.get(one.id) for one in nour.screen]
    assert [one for one in kept if one and LABEL in one.payload] == []
    nour.taps("⏸️ Pause 1", on=listed).sees("⏸️ Paused.", LABEL)


def test_whoever_has_a_role_reads_what_they_are_called(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    manages(nour).taps("🏷️ Label 1").says(LABEL)
    fatma.asks_what_is_known().sees(f"🏷️ Coordinators call you: {LABEL}.")
    fatma.says("/mydata").taps("As a file")
    assert fatma.last.attachment
    assert LABEL in fatma.last.attachment.content
    nour.asks_what_is_known().sees_not(LABEL)


def test_a_lost_phone_is_found_by_what_its_person_is_called(street: Street) -> None:
    for room in ("h-buurt", "holendrecht"):
        for _ in range(7):
            street.key_holder(room)
    nour = street.coordinator()
    with street.database.writing() as store:
        for holder in store.roles.everybody():
            store.roles.call(holder.id, f"Person {holder.id}")
        last = max(one.id for one in store.roles.everybody() if one.role.scope == "h-buurt")
        store.roles.call(last, "Fatíma, Tuesday")
        store.roles.call(last + 1, "Fatima, Friday")
    nour.says("/manage fatima").sees("Fatíma, Tuesday", "Fatima, Friday").sees_not("Person")
    nour.taps("🔑 H-buurt").sees("7 Fatíma, Tuesday: since").taps("⏸️ Pause 7").sees("⏸️ Paused.")
    nour.sees("7 Fatíma, Tuesday")
    nour.says("/manage tuesday").sees("Fatíma").sees_not("Friday")
    nour.says("/manage Zeynep").sees("Nobody is called that here.", "who has which role")


def test_a_new_coordinator_has_a_label_too(street: Street) -> None:
    nour, ines, omar = street.coordinator(), street.coordinator(), street.neighbour()
    code = code_of(nour.says("/invite").taps("🛠️ Coordinator"))
    nour.taps("🏷️ Whose is it?").says("Omar")
    ines.taps("Yes")
    street.later(minutes=5)
    omar.says(f"/start {code}").taps("Yes").sees("Welcome to the team!")
    nour.sees("✅ Omar said yes.", "There is a new coordinator.")
    with street.database.reading() as store:
        assert store.roles.has(omar.person, Role(COORDINATOR, ""))
    ines.says("/manage").taps("🛠️ Coordinators: 3").sees("3 Omar: since")


def test_a_thousand_invitations_and_those_who_came_stay_in_pages_and_are_found(
    street: Street,
) -> None:
    nour, ines = street.coordinator(), street.coordinator()
    with street.database.writing() as store:
        addresses = [("telegram", f"many-{n}", "en") for n in range(119)]
        many = [one.id for one in store.people.known(addresses).values()]
        role = Role(KEY_HOLDER, "h-buurt")
        for _ in range(1000):
            store.invitations.make(role, nour.person, street.now)
        for person in many:
            store.roles.give(person, role, street.now)
    street.key_holder("h-buurt")
    with street.database.writing() as store:
        store.roles.call(store.roles.everybody()[-1].id, LABEL)
    manages(nour, 120).sees("6: since").sees_not("7: since")
    nour.taps("👀 What changed").sees("🔑 120 Fatima, Tuesday began.").sees_not("🔑 115 ")
    nour.says("/manage fatima").taps("🔑 H-buurt").sees(f"120 {LABEL}: since").taps("⏸️ Pause 120")
    nour.sees("⏸️ Paused.", f"120 {LABEL}")
    # All that a lost phone invited goes at once.
    ines.says("/manage").taps("🛠️ Coordinators: 2").taps("⏸️ Pause 1").sees("⏸️ Paused.")
    with street.database.reading() as store:
        still = select(invitations.c.id).where(invitations.c.expires_at > street.now)
        assert store.connection.execute(still).all() == []
