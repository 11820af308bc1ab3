"""Steps on the way to work: a coordinator proposes, the person decides, nobody is named."""

from __future__ import annotations

from typing import Any

from storage.neighbourhood.file import read_text
from storage.tables.volunteering import path_steps
from tests.conftest import TWO_ROOMS
from tests.support.peek import opened, takes_keys_from
from tests.support.talk import Neighbour, Street

NEWS = "There is news for you about the neighbourhood room."


def helps(street: Street, room: str = "h-buurt", what: str = "cook") -> Neighbour:
    """Somebody who joined a room as a volunteer."""
    volunteer = street.neighbour()
    volunteer.arrives()
    with street.database.writing() as store:
        offer = store.offers.make(
            volunteer.person, room=room, what=what, when="any", now=street.now
        )
        store.offers.join(offer, street.now)
    return volunteer


def steps_of(street: Street) -> list[Any]:
    with street.database.reading() as store:
        return opened(store, path_steps)


def proposes(nour: Neighbour, step: str = "Learning place", number: str = "1") -> Neighbour:
    return nour.says("/menu").taps("🪜 Steps").taps("H-buurt").taps(number).taps(step)


def test_the_coordinator_sees_numbers_and_no_names(street: Street) -> None:
    helps(street)
    helps(street, what="repair")
    helps(street, room="holendrecht")
    nour = street.coordinator()
    nour.says("/menu").taps("🪜 Steps").sees("Volunteers of which room?").taps("H-buurt")
    nour.sees("Volunteer 1: 🍲 Cooking, H-buurt, since November.")
    nour.sees("Volunteer 2: 🧰 Repairing, H-buurt, since November.").sees_not("Holendrecht")


def test_only_a_yes_writes_a_step_down(street: Street) -> None:
    omar, nour = helps(street), street.coordinator()
    proposes(nour).sees("✅ I'm asking the person now.", "I only note it if they say yes.")
    omar.sees("The coordinator wants to note:")
    omar.sees("You have had a work-learning place since Monday 16 November.", "Is that right?")
    assert omar.unread[0].startswith(NEWS)
    assert steps_of(street)[0].agreed_at is None
    nour.reads()
    omar.taps("✅ Yes").sees("✅ Noted.")
    assert steps_of(street)[0].agreed_at == street.now
    nour.sees("🪜 🎓 Learning place in H-buurt: the answer is yes.")
    nour.says("/menu").taps("🪜 Steps").taps("H-buurt").taps("1")
    nour.sees("🎓 Learning place: since Monday 16 November.")
    assert "🎓 Learning place" not in nour.buttons()


def test_a_no_leaves_nothing_and_the_coordinator_hears_it_kindly(street: Street) -> None:
    omar, nour = helps(street), street.coordinator()
    proposes(nour)
    asked = omar.last
    omar.taps("❌ No").sees("✅ All right. I noted nothing.")
    nour.sees("the answer is no.", "That is fine.")
    assert steps_of(street) == []
    nour.reads()
    omar.taps("✅ Yes", on=asked).sees("I noted nothing.")
    nour.hears_nothing()
    assert steps_of(street) == []


def test_the_same_step_is_asked_once_and_one_question_at_a_time(street: Street) -> None:
    omar, nour, ines = helps(street), street.coordinator(), street.coordinator()
    nour.says("/menu").taps("🪜 Steps").taps("H-buurt").taps("1")
    choice = nour.last
    nour.taps("Paid job", on=choice)
    omar.reads()
    nour.taps("Paid job", on=choice).sees("I asked the person. There is no answer yet.")
    proposes_again = ines.says("/menu").taps("🪜 Steps").taps("H-buurt").taps("1")
    proposes_again.sees("There is no answer yet.")
    omar.hears_nothing()
    assert len(steps_of(street)) == 1
    omar.taps("Yes")
    nour.taps("Paid job", on=choice).sees("💼 Paid job: since Monday 16 November.")
    assert len(steps_of(street)) == 1


def test_the_person_sees_the_own_path_and_takes_a_step_out(street: Street) -> None:
    omar, nour, eve = helps(street), street.coordinator(), street.neighbour()
    for step in ("Volunteer", "Sheltered work"):
        proposes(nour, step)
        omar.taps("Yes")
    omar.says("/volunteer").sees("You have been a volunteer since Monday 16 November.")
    omar.sees("You have had sheltered work since Monday 16 November.")
    omar.taps("🪜 My steps").taps("❌ 🌱 Volunteer").sees("✅ Removed.")
    omar.says("/volunteer").sees_not("been a volunteer").sees("You have had sheltered work")
    assert [step.step for step in steps_of(street)] == ["sheltered"]
    eve.says("/volunteer").sees_not("You have")


def test_a_question_that_was_missed_waits_under_volunteer(street: Street) -> None:
    omar, nour = helps(street), street.coordinator()
    with street.database.writing() as store:
        store.people.leave(omar.person, street.now)
    proposes(nour).sees("✅ I'm asking the person now.")
    omar.hears_nothing()
    omar.says("/volunteer").sees("The coordinator wants to note:").taps("Yes")
    omar.sees("✅ Noted.")


def test_without_an_answer_the_question_goes_after_two_weeks(street: Street) -> None:
    omar, nour = helps(street), street.coordinator()
    proposes(nour)
    street.later(days=14)
    street.tick()
    assert len(steps_of(street)) == 1
    street.later(days=1)
    street.tick()
    assert steps_of(street) == []
    omar.taps("Yes").sees("That question is over.")


def test_only_the_coordinator_notes_steps(street: Street) -> None:
    omar, nour, fatma = helps(street), street.coordinator(), street.key_holder("h-buurt")
    nour.says("/menu").taps("🪜 Steps").taps("H-buurt").taps("1")
    assert not any("Steps" in label for label in fatma.says("/menu").buttons())
    takes_keys_from(street, nour)
    nour.taps("Paid job").sees("Only the coordinator can do this.")
    omar.hears_nothing()
    assert steps_of(street) == []


def test_who_is_no_coordinator_any_more_hears_no_answer(street: Street) -> None:
    omar, nour = helps(street), street.coordinator()
    proposes(nour)
    takes_keys_from(street, nour)
    nour.reads()
    omar.taps("Yes").sees("✅ Noted.")
    nour.hears_nothing()


def test_nobody_answers_or_takes_out_what_is_another_persons(street: Street) -> None:
    omar, zoe, nour = helps(street), helps(street), street.coordinator()
    proposes(nour)
    proposes(nour, "Paid job", "2")
    with street.database.writing() as store:
        row = store.sent.newest_of(omar.person)
    assert row
    theirs = omar.last
    zoe.taps("Yes", on=theirs).sees("That question is over.")
    assert all(step.agreed_at is None for step in steps_of(street))


def test_who_stopped_helping_is_not_in_the_list(street: Street) -> None:
    omar, nour = helps(street), street.coordinator()
    nour.says("/menu").taps("🪜 Steps").taps("H-buurt")
    listed = nour.last
    omar.says("/volunteer").taps("❌ Stop: 🍲 Cooking")
    nour.taps("1", on=listed).sees("That question is over.")
    nour.says("/menu").taps("🪜 Steps").taps("H-buurt").sees("H-buurt has no volunteers yet.")


def test_many_volunteers_come_in_pages(street: Street) -> None:
    for _ in range(10):
        helps(street)
    nour = street.coordinator()
    nour.says("/menu").taps("🪜 Steps").taps("H-buurt").sees("Volunteer 8:").sees_not(
        "Volunteer 9:"
    )
    nour.taps("➡️ More").sees("Volunteer 9:", "Volunteer 10:").sees_not("Volunteer 8:")


def test_a_room_that_left_the_file_has_no_list(street: Street) -> None:
    omar, nour = helps(street), street.coordinator()
    proposes(nour)
    street.load(read_text(TWO_ROOMS.replace('id = "h-buurt"', 'id = "elsewhere"'), "moved.toml"))
    nour.reads()
    omar.taps("Yes").sees("✅ Noted.")
    nour.hears_nothing()
    nour.says("/menu").taps("🪜 Steps").taps("H-buurt").sees("H-buurt has no volunteers yet.")
