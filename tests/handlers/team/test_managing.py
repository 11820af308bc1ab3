"""Coordinators see who has which role, without names, and suspend a lost phone with one tap."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

import locales
from storage.neighbourhood.file import read_text
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, PARTNER, Role
from storage.tables.people import audit
from tests.conftest import TWO_ROOMS
from tests.support.peek import effects, opened, openings_of
from tests.support.talk import Neighbour, Street

# What coordinators read is in these.
COMPLETE = {"ar", "en", "es", "nl", "tr"}
NEWS = "There is news for you about the neighbourhood room."
PARTNERS = """
[[partners]]
id = "debts"
name = "Debt help"
domains = ["debt"]
answer_within_days = 5
"""


def manages(nour: Neighbour, kind: str = "H-buurt") -> Neighbour:
    return nour.says("/manage").taps(f"🔑 {kind}: 1")


def trail(street: Street) -> list[tuple[Any, ...]]:
    with street.database.reading() as store:
        return [
            (row.what, row.role, row.scope, row.by_id, row.about_id) for row in opened(store, audit)
        ]


def test_roles_are_listed_by_number_and_never_by_name(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    fatma.says("/menu")
    nour.says("/menu").taps("🛠️ Manage").sees("who has which role", "Is a phone lost?")
    assert nour.buttons()[:2] == ["🛠️ Coordinators: 1", "🔑 H-buurt: 1"]
    nour.taps("🔑 H-buurt: 1").sees("The key-holders of H-buurt:", "1: since Monday 16 November")
    nour.sees("Telegram", "Was active this week.").sees_not(fatma.address, str(fatma.person))
    street.later(days=8)
    manages(nour).sees("Was active this month.")
    street.later(days=60)
    manages(nour).sees("Was not active for a long time.")


@pytest.mark.parametrize("tag", locales.languages())
def test_who_coordinates_in_a_language_that_is_not_whole_is_told_so_in_it(
    street: Street, tag: str
) -> None:
    told = locales.sentence((tag,), "body", "Some of this is not in your language yet.")
    shown = street.coordinator(tag).says("/manage").reads()[-1].splitlines()
    assert told.language == tag
    assert (told.text in shown) == (tag not in COMPLETE)


def test_a_lost_phone_can_do_nothing_from_the_next_message_on(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    street.at("10:00")
    fatma.says("/open").sees("H-buurt has been open")
    asked = fatma.last
    fatma.reads()
    manages(nour).taps("⏸️ Pause 1").sees("⏸️ Paused.", "Paused since Monday 16 November.")
    assert fatma.unread[0].startswith(NEWS)
    fatma.sees("Your task is paused.")
    assert "open" not in [command for command, _ in fatma.last.commands]
    before = effects(street)
    fatma.taps("+1", on=asked).says("/close").sees("Only key-holders can do this.")
    assert not any("close" in one for one in fatma.says("/menu").buttons())
    assert effects(street) == before
    nour.taps("▶️ Give back 1").sees("Given back.")
    fatma.sees("Welcome back!")
    assert "open" in [command for command, _ in fatma.last.commands]
    fatma.says("/close 3")
    assert openings_of(street)[0].visits == 3
    assert [one[:3] for one in trail(street)] == [
        ("suspended_role", KEY_HOLDER, "h-buurt"),
        ("gave_back_role", KEY_HOLDER, "h-buurt"),
    ]
    assert all(one[3:] == (nour.person, fatma.person) for one in trail(street))


def test_who_is_suspended_gets_no_notices_and_no_report(street: Street) -> None:
    fatma, nour, ines = street.key_holder("h-buurt"), street.coordinator(), street.coordinator()
    manages(nour).taps("⏸️ Pause 1")
    nour.says("/manage").taps("🛠️ Coordinators: 2").taps("⏸️ Pause 2")
    for one in (fatma, ines, nour):
        one.reads()
    street.at("07:30", days=7)
    street.tick()
    nour.sees("📊")
    fatma.hears_nothing()
    ines.hears_nothing()


def test_a_role_is_taken_away_with_two_taps_and_the_person_is_thanked(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    manages(nour).taps("➖ Remove 1").sees("Remove the role of number 1?")
    asked = nour.last
    fatma.hears_nothing().says("/open").sees("H-buurt has been open")
    nour.taps("➖ Yes, remove", on=asked).sees("➖ Removed.")
    fatma.sees("Thank you for all you did!").reads()
    assert next(command for command, _ in fatma.last.commands) == "hours"
    fatma.says("/close").sees("Only key-holders can do this.")
    # Twice, and an old button: nothing more happens.
    before, _ = effects(street), fatma.reads()
    nour.taps("➖ Yes, remove", on=asked).sees("➖ Removed.")
    fatma.hears_nothing()
    assert effects(street) == before


def test_a_number_stays_the_same_when_others_go(street: Street) -> None:
    street.key_holder("h-buurt")
    street.key_holder("h-buurt")
    nour = street.coordinator()
    nour.says("/manage").taps("🔑 H-buurt: 2").taps("➖ Remove 1").taps("➖ Yes, remove")
    nour.sees("2: since").sees_not("1: since Monday")


def test_the_last_coordinator_stays(street: Street) -> None:
    nour = street.coordinator()
    nour.says("/manage").taps("🛠️ Coordinators: 1").sees("👤 This is you.")
    listed = nour.last
    nour.taps("⏸️ Pause 1", on=listed).sees("You are the only coordinator here.")
    nour.taps("➖ Remove 1", on=listed).sees("Invite another one first.")
    nour.says("/report").sees("📊")


def test_ones_own_role_goes_only_with_two_taps(street: Street) -> None:
    nour, ines = street.coordinator(), street.coordinator()
    nour.says("/manage").taps("🛠️ Coordinators: 2").taps("⏸️ Pause 1")
    nour.sees("This is your own role.").says("/report").sees("📊")
    nour.says("/manage").taps("🛠️ Coordinators: 2").taps("⏸️ Pause 1").taps("Yes, pause it")
    nour.sees("⏸️ Paused.")
    assert "report" not in [command for command, _ in nour.last.commands]
    ines.sees("🛠️ A coordinator's role was changed.")
    nour.says("/manage").sees("Only the coordinator can do this.")
    ines.says("/manage").taps("🛠️ Coordinators: 2").taps("▶️ Give back 1")
    nour.says("/report").sees("📊")


def test_two_coordinators_who_remove_each_other_leave_one(
    street: Street, other_copy: Street
) -> None:
    nour, ines = street.coordinator(), street.coordinator()
    asked = []
    for one, number in ((nour, 2), (ines, 1)):
        one.says("/manage").taps("🛠️ Coordinators: 2").taps(f"➖ Remove {number}")
        asked.append(one.last)
    ready = Barrier(2)

    def removes(one: Neighbour, place: Street, shown: Any) -> None:
        ready.wait()
        there = Neighbour(place, one.address)
        there.screen = [shown]
        there.taps("➖ Yes, remove")

    with ThreadPoolExecutor(2) as both:
        places = (street, other_copy)
        list(both.map(removes, (nour, ines), places, asked))
    with street.database.reading() as store:
        assert len(store.roles.coordinators()) == 1


def test_what_a_lost_phone_invited_does_not_work_any_more(street: Street) -> None:
    nour, ines, eve = street.coordinator(), street.coordinator(), street.neighbour()
    code = nour.says("/invite h-buurt").last.text.split("start=")[1].split()[0]
    ines.says("/manage").taps("🛠️ Coordinators: 2").taps("⏸️ Pause 1")
    eve.says(f"/start {code}").sees("This link is too old.")


def test_who_is_suspended_does_not_get_the_role_back_by_a_link(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    manages(nour).taps("⏸️ Pause 1")
    code = nour.says("/invite h-buurt").last.text.split("start=")[1].split()[0]
    fatma.says(f"/start {code}").sees("A coordinator can give it back.").says("/open")
    fatma.sees("Only key-holders can do this.")


def test_only_coordinators_manage_and_announce(street: Street) -> None:
    for one in (street.neighbour(), street.key_holder("h-buurt")):
        for command in ("/manage", "/announce", "/announce Party"):
            one.says(command).sees("Only the coordinator can do this.")
        assert not any("🛠️" in label for label in one.says("/menu").buttons())


def test_many_key_holders_come_in_pages(street: Street) -> None:
    nour = street.coordinator()
    for _ in range(8):
        street.key_holder("h-buurt")
    nour.says("/manage").taps("🔑 H-buurt: 8").sees("6: since").sees_not("7: since")
    nour.taps("➡️ More").sees("7: since", "8: since").taps("⏸️ Pause 7").sees("7: since")


def test_partners_are_invited_and_listed(street: Street) -> None:
    street.load(read_text(TWO_ROOMS + PARTNERS, "partners.toml"))
    nour, zoe = street.coordinator(), street.neighbour()
    nour.says("/invite").taps("🤝 Organisation").sees("Which organisation?").taps("🤝 Debt help")
    nour.sees("Send this link to Debt help.", "It works once")
    zoe.says(f"/start {nour.last.text.split('start=')[1].split()[0]}").taps("Yes")
    nour.sees("Your invitation was accepted.", "You'll find number 1 under 🛠️.")
    nour.says("/manage").taps("🤝 Debt help: 1").sees("Who answers for Debt help:").taps("Pause 1")
    with street.database.reading() as store:
        assert store.roles.of(zoe.person) == ()
        assert store.roles.has(zoe.person, Role(PARTNER, "debts"))


def test_a_new_coordinator_needs_the_yes_of_a_second_one(street: Street) -> None:
    nour, ines, omar = street.coordinator(), street.coordinator(), street.neighbour()
    nour.says("/invite").taps("🛠️ Coordinator").sees("Another coordinator must say yes first.")
    code = nour.last.text.split("start=")[1].split()[0]
    assert ines.unread[0].startswith(NEWS)
    question = ines.last
    omar.says(f"/start {code}").sees("Another coordinator must say yes first.")
    with street.database.writing() as store:
        number = store.invitations.find(code)
        assert number
        assert not store.invitations.redeem(number.id, person=omar.person, now=street.now)
        assert not store.invitations.agree(number.id, person=nour.person, now=street.now)
    street.later(hours=5)
    ines.taps("Yes", on=question).sees("The link works for one hour now.")
    nour.sees("Another coordinator said yes.")
    ines.taps("Yes", on=question).sees("✅ Thank you. The link works for one hour now.")
    omar.says(f"/start {code}").taps("Yes").sees("Welcome to the team!")
    nour.sees("There is a new coordinator.", "You'll find number 3 under 🛠️.")
    omar.says("/report").sees("📊")


def test_after_an_hour_or_a_no_a_coordinators_link_is_over(street: Street) -> None:
    nour, ines, omar = street.coordinator(), street.coordinator(), street.neighbour()
    for answer, hours in (("No", 0), ("Yes", 1)):
        nour.says("/invite").taps("🛠️ Coordinator")
        code = nour.last.text.split("start=")[1].split()[0]
        ines.taps(answer)
        street.later(hours=hours)
        omar.says(f"/start {code}").sees("This link is too old.")
    omar.says("/report").sees("Only the coordinator can do this.")


def test_the_only_coordinator_asks_the_operator(street: Street) -> None:
    nour = street.coordinator()
    nour.says("/invite").taps("🛠️ Coordinator").sees("buurtbot invite coordinator")
    nour.sees_not("start=")
    with street.database.writing() as store:
        # What the operator makes needs nobody else.
        code, _ = store.invitations.make(Role(COORDINATOR, ""), None, street.now)
    street.neighbour().says(f"/start {code}").taps("Yes").sees("Welcome to the team!")
