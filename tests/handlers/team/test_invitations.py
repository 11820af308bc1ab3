"""An invitation gives a key once, to whoever says yes to it, for a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from tests.support.peek import effects, openings_of, takes_keys_from
from tests.support.talk import Neighbour, Street

NOT_A_KEY_HOLDER = "Only key-holders can do this."


def invites(coordinator: Neighbour, room: str = "h-buurt") -> str:
    """The code in a new invitation, as the coordinator sends it on."""
    text = coordinator.says(f"/invite {room}").sees("It works once").last.text
    return text.split("start=")[1].split()[0]


def test_a_yes_gives_the_key_and_the_inviter_hears_of_it(street: Street) -> None:
    nour, fatma = street.coordinator(), street.neighbour()
    fatma.says(f"/start {invites(nour)}").sees("🔑 Key-holder of H-buurt", "Do you want this?")
    fatma.taps("Yes").sees("Welcome to the team!", "Key-holder of H-buurt")
    assert [command for command, _ in fatma.last.commands][:3] == ["open", "count", "close"]
    nour.sees("key-holder", "H-buurt")
    street.at("10:00")
    fatma.taps("🔑 I open").sees("H-buurt has been open since 10:00")


def test_the_link_alone_and_a_no_give_nothing_and_use_nothing_up(street: Street) -> None:
    code = invites(street.coordinator())
    fatma = street.neighbour()
    fatma.says(f"/start {code}").says("/open").sees(NOT_A_KEY_HOLDER)
    fatma.says(f"/start {code}").taps("No").says("/open").sees(NOT_A_KEY_HOLDER)
    fatma.says(f"/start {code}").taps("Yes").sees("Welcome to the team!")


def test_a_second_yes_is_no_mistake(street: Street) -> None:
    nour, fatma = street.coordinator(), street.neighbour()
    code = invites(nour)
    asked = fatma.says(f"/start {code}").last
    fatma.taps("Yes")
    before = effects(street)
    nour.reads()
    fatma.taps("Yes", on=asked).sees("Welcome to the team!")
    fatma.says(f"/start {code}").taps("Yes").sees("Welcome to the team!")
    assert effects(street) == before
    nour.hears_nothing()


def test_a_used_link_is_no_good_to_anybody_else(street: Street) -> None:
    code = invites(street.coordinator())
    fatma, eve = street.neighbour(), street.neighbour()
    asked = eve.says(f"/start {code}").last
    fatma.says(f"/start {code}").taps("Yes")
    eve.taps("Yes", on=asked).sees("This link has already been used.").sees_not("Fatma")
    eve.says(f"/start {code}").sees("This link has already been used.", "H-buurt: closed")
    eve.says("/open").sees(NOT_A_KEY_HOLDER)


def test_a_link_is_good_for_a_day_also_when_the_yes_comes_later(street: Street) -> None:
    code = invites(street.coordinator())
    fatma = street.neighbour()
    street.later(hours=23, minutes=59)
    asked = fatma.says(f"/start {code}").sees("Do you want this?").last
    street.later(minutes=1)
    fatma.taps("Yes", on=asked).sees("This link is too old.")
    fatma.says(f"/start {code}").sees("This link is too old. Please ask for a new one.")
    fatma.says("/open").sees(NOT_A_KEY_HOLDER)


def test_a_coordinators_link_is_good_for_an_hour(street: Street) -> None:
    with street.database.writing() as store:
        code, _ = store.invitations.make(Role(COORDINATOR, ""), None, street.now)
    nour = street.neighbour()
    street.later(minutes=60)
    nour.says(f"/start {code}").sees("This link is too old.")


def test_a_made_up_link_gives_nothing_and_tells_nothing(street: Street) -> None:
    invites(street.coordinator())
    eve = street.neighbour()
    for code in ("A" * 22, "x", "room_", "' OR 1=1 --", "1", "🔑", "٣" * 60, "h-buurt"):
        eve.says(f"/start {code}").sees("This link does not work.", "H-buurt: closed")
    eve.says("/open").sees(NOT_A_KEY_HOLDER)


def test_a_key_that_was_taken_away_does_not_come_back_by_an_old_yes(street: Street) -> None:
    code = invites(street.coordinator())
    fatma = street.neighbour()
    asked = fatma.says(f"/start {code}").last
    fatma.taps("Yes")
    takes_keys_from(street, fatma)
    fatma.taps("Yes", on=asked).sees_not("Welcome to the team!")
    fatma.says(f"/start {code}").sees_not("Do you want this?")
    fatma.says("/open").sees(NOT_A_KEY_HOLDER)
    assert openings_of(street) == []


def test_only_a_coordinator_invites(street: Street) -> None:
    for stranger in (street.neighbour(), street.key_holder("h-buurt")):
        stranger.says("/invite h-buurt").sees("Only the coordinator can do this.")
        stranger.sees_not("start=")


def test_a_coordinator_is_asked_which_room(street: Street) -> None:
    nour, fatma = street.coordinator(), street.neighbour()
    nour.says("/invite").sees("Key-holder of which room?").taps("Holendrecht")
    code = nour.last.text.split("start=")[1].split()[0]
    fatma.says(f"/start {code}").sees("🔑 Key-holder of Holendrecht")


def test_of_fifty_who_say_yes_in_the_same_second_one_has_the_key(street: Street) -> None:
    with street.database.writing() as store:
        code, _ = store.invitations.make(Role(KEY_HOLDER, "h-buurt"), None, street.now)
        number = store.invitations.find(code)
        assert number
        names = [("telegram", f"crowd-{one}", "en") for one in range(50)]
        people = [one.id for one in store.people.known(names).values()]
    crowd = ThreadPoolExecutor(10)
    ready = Barrier(10)

    def says_yes(person: int) -> bool:
        ready.wait()
        with street.database.writing() as store:
            return store.invitations.redeem(number.id, person=person, now=street.now)

    with crowd:
        answers = list(crowd.map(says_yes, people))
    won = [person for person, got in zip(people, answers, strict=True) if got]
    assert len(won) == 1
    with street.database.reading() as store:
        used = store.invitations.find(code)
    assert used
    assert used.used_by == won[0]
