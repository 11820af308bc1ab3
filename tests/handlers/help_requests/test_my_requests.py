"""My requests: where each stands, in plain words; stopping one; and what came of it in the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handlers.core import message_json
from handlers.core.messages import Kind, Reply, button, name
from storage.neighbourhood.file import read_text
from storage.repositories.help_requests import states
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import HELPER, PROGRAM
from storage.repositories.messages.outbox import Outgoing
from storage.tables.help_requests import request_events, request_notes, requests
from storage.upkeep import retention
from tests.handlers.help_requests.asking_steps import PARTNERS, asks, partner, requests_of
from tests.support.asking import brought_to
from tests.support.peek import answers_well, opened
from tests.support.talk import Neighbour, Street

NEWS = "There is news for you about the neighbourhood room."
DIFFERS = "There are two different answers about a request."
NO_WAY_BACK = "We can no longer reach somebody who asked for help."


@pytest.fixture
def street(street: Street) -> Street:
    street.load(read_text(PARTNERS, "partners.toml"))
    return street


def request_of(street: Street, neighbour: Neighbour) -> Request:
    (only,) = requests_of(street, neighbour)
    return only


def moved(street: Street, request: Request, to: str, **more: Any) -> None:
    """What the helper's side does with a request."""
    role = PROGRAM if request.state == states.REJECTED else HELPER
    with street.database.writing() as store:
        current = store.requests.get(request.id)
        assert current
        assert brought_to(store, current, to, role, street.now, **more)


def ended(street: Street, omar: Neighbour, outcome: str = states.GOT_HELP) -> None:
    """The helper took it and ended it."""
    moved(street, request_of(street, omar), states.ACCEPTED, answered_at=street.now)
    to = states.COMPLETED if outcome == states.GOT_HELP else states.FAILED
    moved(street, request_of(street, omar), to, outcome=outcome)


def asks_unsafe(omar: Neighbour) -> Neighbour:
    omar.says("/referral debt").taps("H-buurt").taps("❌ No, another way")
    omar.says("via my sister")
    return omar.taps("✅ Yes, ask").sees("I will not write to you here.")


def night(street: Street) -> None:
    with street.database.writing() as store:
        retention.forget_old(store, street.now.date(), street.now)


def taps_forged(street: Street, eve: Neighbour, act: str, **args: str | int) -> None:
    forged = Reply((name("forged"),), ((button(name("tap"), act, **args),),))
    with street.database.writing() as store:
        store.outbox.put([Outgoing(eve.person, message_json.to_json(forged))], street.now)
    street.deliver()
    answers_well(eve.taps("tap"))


def kept(street: Street) -> list[Any]:
    with street.database.reading() as store:
        return [
            [tuple(row) for row in store.connection.execute(select(table))]
            for table in (requests, request_events)
        ]


def test_where_it_stands_in_plain_words(street: Street) -> None:
    omar = asks(street.neighbour())
    omar.taps("📂 My requests").sees("💶 Debts. Asked on Monday 16 November.")
    omar.sees("⏳ Asked: Debt Desk.", "They have time until Monday 23 November.")
    request = request_of(street, omar)
    moved(street, request, states.ACCEPTED)
    omar.says("/referral").sees("✅ They will help you: Debt Desk.").sees_not("They have time")
    meeting = street.now + timedelta(days=1, hours=2)
    moved(street, request, states.IN_PROGRESS, meet_at=meeting)
    omar.says("/referral").sees("They are helping you", "Tomorrow, Tuesday, at 11:00, H-buurt.")
    moved(street, request, states.ON_HOLD, on_hold_until=date(2026, 12, 1))
    omar.says("/referral").sees("You have to wait until Tuesday 1 December.")
    moved(street, request, states.FAILED, outcome=states.NO_CAPACITY)
    omar.taps("📂 My requests").sees("🏁 There was no space. We are sorry.")


def test_no_answer_in_time_and_a_no_are_said_as_they_are(street: Street) -> None:
    omar = asks(street.neighbour())
    street.later(days=8)
    omar.says("/referral").sees("There is no answer yet. We will ask again.")
    moved(street, request_of(street, omar), states.REJECTED)
    omar.says("/referral").sees("Debt Desk cannot help now. We are asking others.")


@pytest.mark.parametrize("outcome", states.OUTCOMES)
def test_every_outcome_has_its_words(street: Street, outcome: str) -> None:
    omar = asks(street.neighbour())
    ended(street, omar, outcome)
    answers_well(omar.taps("📂 My requests"))
    omar.sees("🏁", "Did you get help?").sees_not("It is closed.", outcome)


def test_stopping_takes_one_tap_and_erases_what_was_typed(street: Street) -> None:
    ali, omar = partner(street, "debts"), street.neighbour()
    omar.says("/referral debt").taps("H-buurt").taps("❌ No, another way")
    omar.says("via my sister").taps("✅ Yes, ask")
    number = request_of(street, omar).id
    with street.database.writing() as store:
        store.request_history.add_note(number, partner="debts", words="a note", now=street.now)
    ali.reads()
    omar.taps("❌ Cancel request").sees("It is cancelled. I deleted what you wrote.")
    request = request_of(street, omar)
    assert (request.state, request.outcome) == (states.CANCELLED, states.NO_INTEREST)
    assert (request.contact, request.call_me) == ("", "")
    assert request.withdrawn_at == request.closed_at == street.now
    with street.database.reading() as store:
        assert store.connection.execute(select(request_notes)).all() == []
    ali.sees("You do not need to do anything.").sees_not(
        "sister", "Sneeuwwitje", "Debts", "stopped"
    )


def test_stopping_twice_or_too_late_stops_once_and_says_so(street: Street) -> None:
    ali, omar = partner(street, "debts"), asks(street.neighbour())
    omar.says("/referral").taps("❌ Cancel request")
    number = request_of(street, omar).id
    ali.reads()
    before = kept(street)
    taps_forged(street, omar, "my_requests.stop", request=number)
    omar.sees("This request is already closed.")
    assert kept(street) == before
    ali.hears_nothing()


def test_one_of_several_is_stopped(street: Street) -> None:
    omar = street.neighbour()
    asks(omar, "Debts")
    asks(omar, "Letters")
    omar.taps("📂 My requests").sees("📄 Letters. Asked on").sees_not("Debts")
    omar.taps("➡️ More").sees("💶 Debts. Asked on").sees_not("Letters")
    omar.taps("➡️ More").sees("📄 Letters. Asked on").taps("❌ Cancel request").sees("📄 Letters")
    states_now = {request.domain: request.state for request in requests_of(street, omar)}
    assert states_now == {"debt": states.REQUESTED, "forms": states.CANCELLED}


def test_after_the_end_it_is_asked_once_what_came_of_it(street: Street) -> None:
    omar = asks(street.neighbour())
    ended(street, omar)
    omar.reads()
    street.tick()
    assert omar.reads() == [NEWS], "whoever else has the phone learns nothing"
    street.tick()
    omar.hears_nothing()
    omar.taps("👀 Read more").sees("💶 Debts.", "Did you get help?")
    omar.taps("✅ I got help").sees("Thank you. I noted it.")
    request = request_of(street, omar)
    assert (request.said, request.said_at) == (states.SAID_HELPED, street.now)
    omar.taps("📂 My requests").sees("You said: ✅ I got help.").sees_not("Did you get help?")


def test_three_days_after_an_appointment_it_is_asked_too(street: Street) -> None:
    omar = asks(street.neighbour())
    moved(street, request_of(street, omar), states.ACCEPTED)
    at = street.now + timedelta(days=1)
    moved(street, request_of(street, omar), states.IN_PROGRESS, meet_at=at)
    street.later(days=3)
    omar.reads()
    street.tick()
    omar.hears_nothing()
    street.later(days=1)
    street.tick()
    omar.sees(NEWS).taps("👀 Read more").sees("Did you get help?")
    omar.taps("✅ I got help").sees("Thank you").taps("📂 My requests")
    moved(street, request_of(street, omar), states.COMPLETED, outcome=states.GOT_HELP)
    omar.reads()
    street.tick()
    omar.hears_nothing()


def test_two_working_days_without_a_call_it_is_asked_and_a_coordinator_hears_the_answer(
    street: Street,
) -> None:
    nour, omar = street.coordinator(), asks(street.neighbour())
    moved(street, request_of(street, omar), states.ACCEPTED)
    nour.reads()
    omar.reads()
    street.at("08:59", days=2)
    street.tick()
    omar.hears_nothing()
    street.later(minutes=1)
    street.tick()
    assert omar.reads() == [NEWS]
    street.tick()
    omar.hears_nothing()
    omar.taps("👀 Read more").sees("✅ They will help you: Debt Desk.", "Did you get help?")
    omar.taps("📵 Nobody called").sees("We are sorry that nobody called.")
    nour.sees(DIFFERS, "The helper says: still open.", "The person says: nobody called.")
    assert request_of(street, omar).state == states.ACCEPTED


def test_during_a_pause_nobody_is_asked_and_after_it_as_after_a_yes(street: Street) -> None:
    omar = asks(street.neighbour())
    moved(street, request_of(street, omar), states.ACCEPTED)
    moved(street, request_of(street, omar), states.ON_HOLD, on_hold_until=date(2026, 11, 23))
    omar.reads()
    street.later(days=6)
    street.tick()
    omar.hears_nothing()
    omar.says("/referral").sees("You have to wait until").sees_not("Did you get help?")
    omar.reads()
    street.at("09:00", days=1)
    street.tick()
    omar.hears_nothing()
    street.later(days=2)
    street.tick()
    omar.sees(NEWS).taps("👀 Read more").sees("Did you get help?")


def test_a_phone_that_is_not_safe_stays_silent(street: Street) -> None:
    omar = asks_unsafe(street.neighbour())
    omar.reads()
    moved(street, request_of(street, omar), states.ACCEPTED)
    for _ in range(5):
        street.tick()
        street.later(days=1)
    moved(street, request_of(street, omar), states.COMPLETED, outcome=states.GOT_HELP)
    for _ in range(5):
        street.tick()
        street.later(days=2)
    omar.hears_nothing()
    omar.taps("📂 My requests").sees("Did you get help?").taps("📵 Nobody called").sees(
        "We are sorry"
    )


def test_the_end_is_read_on_a_phone_that_is_never_written_to(street: Street) -> None:
    omar = asks_unsafe(street.neighbour())
    ended(street, omar)
    street.later(days=29)
    omar.says("/menu").taps("⛑️ I need help").sees("🏁 It is closed.", "Did you get help?")
    omar.taps("✅ I got help").sees("Thank you")
    omar.says("/referral").sees("What do you need help with?")


def test_the_end_that_nobody_answered_in_time_is_read_for_thirty_days(street: Street) -> None:
    omar = asks_unsafe(street.neighbour())
    for _ in range(16):
        street.later(days=1)
        street.tick()
        night(street)
    omar.says("/referral").sees("Asked on Monday 16 November.", "🏁 It is closed.")
    omar.sees_not("Did you get help?")
    assert request_of(street, omar).contact == ""
    for _ in range(29):
        street.later(days=1)
        night(street)
    omar.says("/referral").sees("What do you need help with?")
    assert requests_of(street, omar) == []


@pytest.mark.parametrize(
    ("outcome", "said", "is_task"),
    [
        (states.GOT_HELP, "Nobody called", True),
        (states.GOT_HELP, "No longer needed", True),
        (states.NO_CAPACITY, "I got help", True),
        (states.NO_CAPACITY, "Nobody called", False),
        (states.GOT_HELP, "I got help", False),
        (states.NO_INTEREST, "No longer needed", False),
    ],
)
def test_two_answers_that_differ_are_a_task(
    street: Street, outcome: str, said: str, *, is_task: bool
) -> None:
    nour, omar = street.coordinator(), street.neighbour()
    asks(street.neighbour(), "Letters")
    street.later(minutes=1)
    asks(omar)
    ended(street, omar, outcome)
    street.tick()
    nour.reads()
    thanks = "We are sorry" if said == "Nobody called" else "Thank you"
    omar.taps("👀 Read more").taps(said).sees(thanks)
    if not is_task:
        nour.hears_nothing()
        return
    omar.sees("A coordinator will look at it.")
    nour.sees(DIFFERS, "Request 2 of Monday 16 November.", "💶 Debts", "Asked: Debt Desk.")
    nour.sees_not(str(omar.person), "Omar")
    nour.reads()
    street.tick()
    nour.hears_nothing()
    nour.taps("✔️ I looked at it").sees("Thank you. I noted it.")


def test_a_difference_that_the_helper_makes_later_is_a_task_too(street: Street) -> None:
    nour, omar = street.coordinator(), asks(street.neighbour())
    at = street.now + timedelta(hours=1)
    moved(street, request_of(street, omar), states.ACCEPTED)
    moved(street, request_of(street, omar), states.IN_PROGRESS, meet_at=at)
    street.later(days=4)
    street.tick()
    omar.taps("👀 Read more").taps("📵 Nobody called").sees("We are sorry that nobody called.")
    nour.sees(DIFFERS, "The helper says: still open.", "The person says: nobody called.")
    moved(street, request_of(street, omar), states.COMPLETED, outcome=states.GOT_HELP)
    nour.reads()
    street.tick()
    nour.sees(DIFFERS, "The helper says: got help.")


def test_of_two_coordinators_one_has_looked(street: Street) -> None:
    nour, ana, omar = street.coordinator(), street.coordinator(), asks(street.neighbour())
    ended(street, omar)
    street.tick()
    omar.taps("👀 Read more").taps("📵 Nobody called")
    nour.taps("✔️ I looked at it").sees("Thank you. I noted it.")
    ana.taps("✔️ I looked at it").sees("Somebody answered already.")


def test_answers_that_differ_stay_in_the_coordinators_list_until_somebody_looked(
    street: Street,
) -> None:
    nour, ana = street.coordinator(), street.coordinator()
    for _ in range(2):
        omar = asks(street.neighbour())
        ended(street, omar)
        omar.taps("📂 My requests").taps("📵 Nobody called")
        street.later(minutes=1)
    for number in (1, 2):
        nour.says("/menu").taps("📂 Requests").sees(DIFFERS, f"Request {number} of Monday")
        nour.taps("✔️ I looked at it").sees("Thank you")
    nour.taps("📂 Requests").sees("There are no requests for you now.")
    ana.says("/menu")
    assert "📂 Requests" not in ana.buttons()


def test_a_second_difference_is_to_be_looked_at_again(street: Street) -> None:
    nour, omar = street.coordinator(), asks(street.neighbour())
    moved(street, request_of(street, omar), states.ACCEPTED)
    street.later(days=2)
    omar.says("/referral").taps("📵 Nobody called")
    nour.taps("✔️ I looked at it").sees("Thank you. I noted it.")
    street.later(days=1)
    moved(street, request_of(street, omar), states.COMPLETED, outcome=states.GOT_HELP)
    nour.says("/menu").taps("📂 Requests").sees("The helper says: got help.")
    nour.taps("✔️ I looked at it").sees("Thank you. I noted it.")


def test_an_answer_can_be_changed(street: Street) -> None:
    omar = asks(street.neighbour())
    ended(street, omar)
    street.tick()
    asked = omar.taps("👀 Read more").last
    omar.taps("📵 Nobody called", on=asked)
    taps_forged(
        street, omar, "my_requests.said", request=request_of(street, omar).id, said="got_help"
    )
    assert request_of(street, omar).said == states.SAID_HELPED


def test_whoever_blocked_us_half_way_is_told_to_nobody_by_name(street: Street) -> None:
    nour, omar = street.coordinator(), asks(street.neighbour())
    omar.does(Kind.LEFT)
    nour.reads()
    street.tick()
    nour.sees(NO_WAY_BACK, "💶 Debts", "H-buurt").sees_not(omar.address, str(omar.person))
    nour.reads()
    street.tick()
    nour.hears_nothing()


def test_whoever_blocked_us_but_left_another_way_is_told_with_that(street: Street) -> None:
    nour, omar = street.coordinator(), asks_unsafe(street.neighbour())
    omar.does(Kind.LEFT)
    nour.reads()
    street.tick()
    nour.sees(NO_WAY_BACK, "They left another way to reach them.").sees_not("sister")
    nour.reads()
    street.tick()
    nour.hears_nothing()


def test_a_coordinator_who_asked_hears_nothing_of_the_own_request(street: Street) -> None:
    nour = asks(street.coordinator(), "Letters", "Come to me")
    ended(street, nour)
    street.tick()
    nour.taps("👀 Read more").taps("📵 Nobody called").sees_not(
        DIFFERS, "A coordinator will look at it."
    )


def test_strangers_and_the_others_on_a_phone_change_nothing(street: Street) -> None:
    omar, eve = asks(street.neighbour()), street.neighbour()
    fatma, ali = street.key_holder("h-buurt"), partner(street, "debts")
    eve.arrives()
    number = request_of(street, omar).id
    for is_ended in (False, True):
        if is_ended:
            ended(street, omar)
        before = kept(street)
        for stranger in (eve, fatma, ali):
            for act in ("stop", "said", "looked"):
                for args in ({"request": number}, {"request": "x"}, {}, {"request": -1}):
                    more: dict[str, str | int] = {**args, "said": "got_help"}
                    taps_forged(street, stranger, f"my_requests.{act}", **more)
        omar.hands_over()
        if is_ended:
            omar.taps("🦊")
        else:
            omar.taps("🦊").taps("English")
        taps_forged(street, omar, "my_requests.stop", request=number)
        taps_forged(street, omar, "my_requests.said", request=number, said="got_help")
        assert kept(street) == before
        omar.hands_over().taps("👤 First person")


def test_an_invented_word_and_an_answer_before_the_end_are_not_kept(street: Street) -> None:
    omar = asks(street.neighbour())
    number = request_of(street, omar).id
    before = kept(street)
    taps_forged(street, omar, "my_requests.said", request=number, said="got_help")
    assert kept(street) == before
    ended(street, omar)
    before = kept(street)
    taps_forged(street, omar, "my_requests.said", request=number, said="kanariepiet")
    taps_forged(street, omar, "my_requests.said", request=number)
    assert kept(street) == before


def test_a_picture_that_is_taken_away_takes_its_requests_along(street: Street) -> None:
    ali, omar = partner(street, "debts"), street.neighbour()
    omar.hands_over().taps("🦊").taps("English")
    asks(omar)
    ali.reads()
    omar.hands_over().taps("Remove").taps("🦊")
    ali.sees("You do not need to do anything.")
    assert requests_of(street, omar) == []
    with street.database.reading() as store:
        (row,) = opened(store, requests)
        steps = [step.person_id for step in opened(store, request_events)]
    assert (row.person_id, row.call_me, row.state) == (None, "", states.CANCELLED)
    assert set(steps) == {None}
    omar.hands_over().taps("🦊").taps("English")
    omar.says("/referral").sees("What do you need help with?")


def test_after_thirty_days_an_ended_request_is_not_shown_any_more(street: Street) -> None:
    omar = asks(street.neighbour())
    ended(street, omar)
    street.later(days=31)
    omar.taps("📂 My requests").sees("You have no request now.")
    street.tick()
    omar.sees_not("Did you get help?")


def test_a_partner_and_a_room_that_left_the_file_break_nothing(street: Street) -> None:
    omar = asks(street.neighbour())
    asks(omar, "Letters")
    other = PARTNERS.replace('id = "debts"', 'id = "others"').replace('"h-buurt"', '"g-buurt"')
    street.load(read_text(other, "others.toml"))
    answers_well(omar.says("/referral"))
    ended_request = next(
        request for request in requests_of(street, omar) if request.domain == "debt"
    )
    moved(street, ended_request, states.ACCEPTED)
    moved(street, ended_request, states.COMPLETED, outcome=states.GOT_HELP)
    street.tick()
    answers_well(omar.taps("👀 Read more").taps("✅ I got help"))
