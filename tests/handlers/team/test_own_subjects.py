"""Coordinators choose which subjects are theirs; nobody at the door waits because of it."""

from __future__ import annotations

from storage.repositories.people.roles import COORDINATOR, Role
from tests.handlers.conversations.talking import asks_for_a_person
from tests.handlers.help_requests.partner_steps import opens
from tests.handlers.volunteering.helping import offers_help
from tests.support.asking import asks
from tests.support.talk import Neighbour, Street


def subjects_of(nour: Neighbour) -> Neighbour:
    return (
        nour.says("/manage")
        .taps("🔔 What to tell me")
        .taps("🔔 Tell me at once")
        .sees("Which news do you want at once?")
    )


def lets_go(nour: Neighbour, subject: str) -> Neighbour:
    subjects_of(nour).taps(f"✅ {subject}")
    assert f"⬜ {subject}" in nour.buttons()
    nour.reads()
    return nour


def test_a_request_goes_to_those_whose_subject_it_is_and_the_others_may_still_take_it(
    street: Street,
) -> None:
    nour, ines = street.coordinator(), street.coordinator()
    lets_go(ines, "Requests for help").hears_nothing()
    request = asks(street, partner="", room="", due_at=None, domain="forms")
    nour.sees("There is a new request")
    ines.hears_nothing()
    opens(ines).taps("✅ We help").sees("You are helping. Thank you!")
    with street.database.writing() as store:
        taken = store.requests.get(request.id)
        assert taken
        assert taken.taken_by == ines.person


def test_what_nobody_wants_comes_to_all(street: Street) -> None:
    nour, ines = street.coordinator(), street.coordinator()
    lets_go(ines, "Requests for help")
    subjects_of(nour).taps("✅ Requests for help").sees("So you all still get it.").reads()
    asks(street, partner="", room="", due_at=None, domain="forms")
    for one in (nour, ines):
        one.sees("There is a new request").reads()
    # The same when whoever wants it is not there any more.
    subjects_of(nour).taps("⬜ Requests for help").sees_not("So you all").reads()
    ines.says("/manage").taps("🛠️ Coordinators: 2").taps("⏸️ Pause 1").reads()
    asks(street, partner="", room="", due_at=None, domain="forms")
    ines.sees("There is a new request")


def test_what_a_resident_writes_goes_to_whose_subject_it_is_but_danger_to_all(
    street: Street,
) -> None:
    nour, ines = street.coordinator(), street.coordinator()
    lets_go(ines, "Messages")
    omar = asks_for_a_person(street.neighbour())
    omar.says("Where is the key?")
    nour.sees("Where is the key?").reads()
    ines.hears_nothing()
    omar.says("/urgent").taps("🆘 Tell the room")
    for one in (nour, ines):
        one.sees("🆘 Somebody needs help now.").reads()
    omar.says("/person").says("At the back door")
    for one in (nour, ines):
        one.sees("At the back door")


def test_an_offer_goes_to_the_key_holders_and_to_whose_subject_it_is(
    street: Street,
) -> None:
    fatma, nour, ines = street.key_holder("h-buurt"), street.coordinator(), street.coordinator()
    lets_go(ines, "New volunteers")
    offers_help(street.neighbour())
    for one in (fatma, nour):
        one.sees("Somebody wants to help in H-buurt").reads()
    ines.hears_nothing()
    # Two days later nobody answered.
    street.at("12:00", days=2)
    street.tick()
    nour.sees("Nobody has answered yet.")
    ines.hears_nothing()


def test_what_somebody_chose_is_in_their_data_and_goes_with_them(
    street: Street,
) -> None:
    nour, _ = street.coordinator(), street.coordinator()
    person = nour.person
    lets_go(nour, "Money that ends")
    nour.asks_what_is_known().sees("🛠️ You chose your subjects as coordinator.")
    nour.sees_not("which reports come to you")
    with street.database.reading() as store:
        assert store.my_data.about(person, "")["report_choices"] == [
            {"kind": "money", "is_on": False}
        ]
    nour.says("/forget").taps("Yes, delete")
    with street.database.reading() as store:
        assert store.report_choices.of(person) == {}


def test_it_can_be_typed_on_the_web_and_an_old_button_changes_nothing_twice(
    street: Street,
) -> None:
    nour, ines = street.neighbour("nl", channel="web"), street.coordinator()
    nour.arrives()
    with street.database.writing() as store:
        store.roles.give(nour.person, Role(COORDINATOR, ""), street.now)
    nour.says("/manage").says("Wat ik wil weten").says("Meteen weten").says("Vrijwilligers")
    subjects_of(ines)
    before = ines.last
    for _ in range(2):
        ines.taps("✅ New volunteers", on=before)
    with street.database.reading() as store:
        assert store.report_choices.about("offers") == {nour.person: False, ines.person: False}
