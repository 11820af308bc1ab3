"""The way to a request: many rooms, no yes by a slip, what leaves the file, old questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.core.neighbourhood.topics import LABELS
from storage.neighbourhood.file import read_text
from storage.neighbourhood.rooms import Room
from tests.handlers.help_requests.asking_steps import (
    PARTNERS,
    asks,
    partner,
    requests_of,
    street,
    to_consent,
)
from tests.handlers.help_requests.partner_steps import opens
from tests.support.peek import answers_well
from tests.support.talk import Neighbour, Street, keys_of

pytestmark = pytest.mark.long

__all__ = ["street"]

SAFE, YES = "✅ Here, it is safe", "✅ Yes, ask"


def with_rooms(street: Street, many: int) -> list[Room]:
    """A neighbourhood with so many rooms; the last of them is open."""
    rooms = [
        f"""
[[rooms]]
id = "room-{number}"
name = "Room {number:03}"
address = "Street {number}"
latitude = 52.3
longitude = 4.9
hours = "Mo-Fr 08:00-10:00"
"""
        for number in range(many - 2)
    ]
    street.load(read_text(PARTNERS + "".join(rooms), "many.toml"))
    return list(street.view().neighbourhood.rooms)


@pytest.mark.parametrize("topic", ["debt", "work"])
@pytest.mark.parametrize("many", [2, 3, 4, 5, 6, 60, 120])
def test_every_room_can_be_reached_a_few_at_a_time(street: Street, many: int, topic: str) -> None:
    rooms = with_rooms(street, many)
    street.key_holder(rooms[-1].id).says("/open")
    rosa, seen = street.neighbour().says(f"/referral {topic}"), []
    assert rosa.buttons()[0] == f"🟢 {rooms[-1].name}", "the open room first"
    for _ in range(many):
        assert len(rosa.buttons()) <= 6 + len(("🏠", "🧑", "🆘"))
        names = {room.name for room in rooms}
        shown = [label.removeprefix("🟢 ") for label in rosa.buttons()]
        seen += [label for label in shown if label in names]
        if len(seen) >= many or "➡️ More" not in shown:
            break
        rosa.taps("➡️ More")
    assert sorted(seen) == sorted(room.name for room in rooms), "each once"
    rosa.taps(seen[-1] if seen[-1] in rosa.buttons() else f"🟢 {seen[-1]}")
    rosa.sees("How can we reach you?")


def test_after_the_last_rooms_come_the_first_again(street: Street) -> None:
    with_rooms(street, 7)
    rosa = street.neighbour().says("/referral debt")
    first = rosa.buttons()
    while "🛋️ Come to me" not in rosa.taps("➡️ More").buttons():
        pass
    assert rosa.buttons() == first


@pytest.mark.parametrize("typed", ["yes", "Yes!", "ok", "ja", "نعم", "1", "2", "3", "ask", "agree"])
def test_no_other_word_is_a_yes(street: Street, typed: str) -> None:
    rosa = to_consent(street.neighbour())
    answers_well(rosa.says(typed))
    assert requests_of(street, rosa) == []


@pytest.mark.parametrize("typed", ["✅ Yes, ask", "yes, ask", "Yes ask"])
def test_the_words_on_the_button_are_a_yes(street: Street, typed: str) -> None:
    rosa = to_consent(street.neighbour()).says(typed)
    assert len(requests_of(street, rosa)) == 1


def at(neighbour: Neighbour, label: str) -> int:
    """In which row a button stands."""
    rows = [[key.label for key in row] for row in neighbour.last.rows]
    return next(number for number, row in enumerate(rows) if label in row)


def test_a_second_tap_of_a_double_tap_neither_agrees_nor_stops(street: Street) -> None:
    rosa = street.neighbour().says("/referral debt").taps("H-buurt")
    safe = at(rosa, SAFE)
    rosa.taps(SAFE)
    yes = at(rosa, YES)
    assert yes != safe
    rosa.taps(YES)
    assert at(rosa, "❌ Cancel request") != yes


def test_a_room_that_leaves_the_file_half_way_is_asked_for_again(street: Street) -> None:
    rosa = street.neighbour().says("/referral debt").taps("H-buurt")
    street.load(read_text(PARTNERS.replace('"h-buurt"', '"g-buurt"'), "others.toml"))
    rosa.taps(SAFE).sees("This room is not there any more.", "Where do you want to meet?")
    rosa.taps("Holendrecht").taps(SAFE)
    street.load(read_text(PARTNERS.replace('"holendrecht"', '"gone"'), "others.toml"))
    rosa.taps(YES).sees("This room is not there any more.")
    assert requests_of(street, rosa) == []
    rosa.taps("🛋️ Come to me").taps(SAFE).taps(YES).sees("I'll ask for you.")


def test_a_partner_that_leaves_the_file_before_the_yes_is_not_asked(street: Street) -> None:
    rosa = to_consent(street.neighbour()).sees("I'll ask Debt Desk")
    street.load(read_text(PARTNERS.replace('["debt", "budget"]', '["work"]'), "others.toml"))
    rosa.taps(YES).sees("I'll ask Quick Desk")
    assert requests_of(street, rosa) == []
    rosa.taps(YES).sees("Asked: Quick Desk.")


def test_of_two_phones_on_one_account_the_first_yes_counts(street: Street) -> None:
    rosa = to_consent(street.neighbour())
    screen = rosa.last
    rosa.taps(YES, on=screen).sees("Good. I'll ask for you.")
    answers_well(rosa.taps(YES, on=screen))
    answers_well(rosa.taps("❌ No", on=screen))
    (request,) = requests_of(street, rosa)
    assert request.state == "requested"


def test_when_it_suits_is_said_after_the_yes_and_read_by_whoever_helps(street: Street) -> None:
    ali, rosa = partner(street, "debts"), asks(street.neighbour())
    opens(ali).sees_not("Good time")
    rosa.taps("📆 When it suits me").sees("When does it suit you?").taps("🌙 Evenings")
    rosa.sees("Your helper will read it.")
    opens(ali).sees("Good time: 🌙 Evenings.")
    rosa.taps("📆 When it suits me").taps("🌅 Mornings")
    (request,) = requests_of(street, rosa)
    assert request.times == "morning"


def test_whoever_stops_by_mistake_asks_again_for_the_same_in_one_tap(street: Street) -> None:
    rosa = asks(street.neighbour()).taps("❌ Cancel request").taps("↩️ Ask again")
    rosa.sees("💶 Debts", "Where do you want to meet?").taps("H-buurt").taps(SAFE).taps(YES)
    assert sorted(one.state for one in requests_of(street, rosa)) == ["cancelled", "requested"]


def in_an_old_question(street: Street, step: str, **more: str | int) -> Neighbour:
    """Somebody whose open question is one that is not asked any more."""
    rosa = street.neighbour().says("/referral debt")
    with street.database.writing() as store:
        person = store.people.find(rosa.channel, rosa.address)
        assert person
        assert person.dialogue
        asked = person.dialogue
        answers = {**asked.answers, **more}
        old = replace(asked, step=step, answers=answers, version=asked.version + 1)
        store.people.save_dialogue(person.id, old, is_new=False)
    return rosa


OLD = {"urgent": 0, "room": "h-buurt", "safe": 1}


@pytest.mark.parametrize(
    ("step", "answers", "now"),
    [
        ("wait", {}, "Where do you want to meet?"),
        ("name", OLD, "Agreed?"),
        ("when", {**OLD, "name": ""}, "Agreed?"),
    ],
)
def test_an_old_question_goes_on_with_the_one_that_is_asked_now(
    street: Street, step: str, answers: dict[str, str | int], now: str
) -> None:
    rosa = in_an_old_question(street, step, **answers)
    rosa.taps("H-buurt").sees("That question is over.", now)
    if step == "wait":
        rosa.taps("H-buurt").taps(SAFE)
    for _ in range(2):
        if not requests_of(street, rosa):
            rosa.taps(YES)
    (request,) = requests_of(street, rosa)
    assert (request.domain, request.room, request.safe_here) == ("debt", "h-buurt", True)


def test_the_topics_of_an_open_way_are_all_there(street: Street) -> None:
    rosa = street.neighbour().says("/referral")
    labels = [key.label for key in keys_of(rosa.last)]
    assert {label.one for label in LABELS.values()} <= set(labels)
