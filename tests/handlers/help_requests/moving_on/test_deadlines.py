"""Time in a request: reminders, the next one who is asked, working days, full until a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from handlers.core import message_json
from handlers.core.feature import Moment
from handlers.core.messages import Kind, Reply, Turn, button, name
from handlers.core.neighbourhood.working_days import later
from handlers.help_requests import assignment, deadlines
from handlers.help_requests import helpers as help_requests_helpers
from storage.neighbourhood.file import read_text
from storage.repositories.help_requests import states
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.audit import READ_REQUEST
from tests.conftest import TWO_ROOMS
from tests.handlers.help_requests.partner_steps import looks, opens
from tests.support.asking import (
    CALLED,
    CONTACT,
    PARTNERS,
    asks,
    brought_to,
    now_of,
    partner,
    steps,
    view_of,
)
from tests.support.talk import Neighbour, Street


def test_after_an_outage_a_request_asks_for_an_answer_once(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    village.is_away = True
    asks(village, rosa)
    village.at("09:00", days=1)
    village.look()
    noor.unread = []
    village.is_back()
    assert noor.reads() == ["A request still waits for your answer."]


def test_time_reminds_once_then_asks_the_next_and_ends_after_fourteen_days(
    village: Street, other_copy: Street
) -> None:
    noor, rosa = partner(village), village.neighbour()
    lars, nadia = partner(village, "letters"), village.coordinator()
    request = asks(village, rosa)
    for helper in (noor, rosa, lars, nadia):
        helper.reads()
    village.at("08:59", days=1)
    ticks(village, other_copy)
    noor.hears_nothing()
    village.at("09:00")
    ticks(village, other_copy)
    assert noor.reads() == ["A request still waits for your answer."]
    village.at("09:00", days=1)
    ticks(village, other_copy)
    assert len(lars.reads()) == 1
    assert len(rosa.reads()) == 1
    village.at("09:00", days=1)
    ticks(village, other_copy)
    assert lars.reads() == ["A request still waits for your answer."]
    # Two working days later: nobody has a key, so the coordinators are asked.
    village.at("09:00", days=1)
    ticks(village, other_copy)
    assert nadia.reads().count("There is a new request for you.") == 1
    rosa.reads()
    village.at("08:59", days=10)
    ticks(village, other_copy)
    assert now_of(village, request).state == states.REQUESTED
    nadia.reads()
    village.at("09:00")
    ticks(village, other_copy)
    (said,) = rosa.reads()
    assert "Nobody could answer in time." in said
    assert "+31 20 555 0101" in said
    assert len(nadia.reads()) == 1
    after = now_of(village, request)
    assert (after.state, after.outcome) == (states.FAILED, states.COULD_NOT)
    noor.taps("📂 Requests").sees("no requests for you now")


def test_a_partner_that_answers_within_a_day_is_reminded_before_the_next_one_is_asked(
    village: Street,
) -> None:
    in_a_day = PARTNERS.replace("answer_within_days = 2", "answer_within_days = 1")
    village.load(read_text(TWO_ROOMS + in_a_day, "partners.toml"))
    noor, lars = partner(village), partner(village, "letters")
    asks(village, due_at=assignment.first_due(view_of(village), "debts", village.now))
    noor.reads()
    village.at("06:59", days=1)
    village.tick()
    noor.hears_nothing()
    village.at("07:00")
    village.tick()
    assert noor.reads() == ["A request still waits for your answer."]
    lars.hears_nothing()
    village.at("09:00")
    village.tick()
    assert noor.reads() == ["A request went to somebody else. You do not need to do anything."]
    lars.sees("There is a new request for you.")


def test_a_room_without_an_answer_goes_to_the_coordinators_once(
    village: Street, other_copy: Street
) -> None:
    fatma, nadia, rosa = village.key_holder("h-buurt"), village.coordinator(), village.neighbour()
    request = asks(village, rosa, partner="")
    assert len(fatma.reads()) == 1
    village.at("09:00", days=2)
    ticks(village, other_copy)
    assert len(nadia.reads()) == 1
    assert len(rosa.reads()) == 1
    fatma.reads()
    opens(nadia).taps("🔓 Show contact").sees(CONTACT, CALLED)
    assert looks(village) == [
        (READ_REQUEST, "coordinator", "", nadia.person, rosa.person, request.id)
    ]
    nadia.says("/menu").taps("📂 Requests").taps("1").taps("✅ We help")
    rosa.sees("Somebody is going to help you.")
    fatma.says("/menu")
    # It is not hers any more, and nothing else is asked of her room.
    assert now_of(village, request).taken_by == nadia.person


def test_a_copy_that_looked_a_moment_too_early_asks_nobody_again(village: Street) -> None:
    village.key_holder("h-buurt")
    village.coordinator()
    request = asks(village, partner="")
    village.at("09:00", days=2)
    view = view_of(village)
    with village.database.writing() as store:
        stale = store.requests.under_way()
        store.requests.under_way = lambda: stale  # type: ignore[method-assign]
        moment = Moment(view, store, village.now, village.report_time)
        first = list(deadlines.due(moment))
        second = list(deadlines.due(moment))
    # Who asked, whoever had it, and those who are asked now.
    assert len(first) == 3
    assert second == []
    assert steps(village, request) == ["requested", "requested"]


def test_those_who_help_hear_that_a_request_was_taken_back_and_not_why(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    request = asks(village, rosa)
    opens(noor).taps("✅ We help").reads()
    with village.database.writing() as store:
        here = store.requests.get(request.id)
        assert here
        gone = brought_to(store, here, states.CANCELLED, states.RESIDENT, village.now)
        assert gone
        told = help_requests_helpers.tell_withdrawn(view_of(village), store, gone)
        store.outbox.put(
            [Outgoing(noor.person, message_json.to_json(reply)) for reply in told], village.now
        )
    village.deliver()
    noor.sees("A request was cancelled.").sees_not("Debts", CALLED)


def test_somebody_else_on_a_partners_phone_sees_no_requests(village: Street) -> None:
    noor = partner(village)
    asks(village)
    noor.hands_over().taps("🦊")
    forged_as_it_is(village, noor, "requests")
    noor.sees("This is for the first person on this phone.").sees_not("Debts")


def forged_as_it_is(street: Street, who: Neighbour, act: str) -> None:
    """An old button of before the phone was handed over."""
    reply = Reply((name("x"),), ((button(name("forged"), act),),))
    with street.database.writing() as store:
        store.outbox.put([Outgoing(who.person, message_json.to_json(reply))], street.now)
    street.deliver()
    who.taps("forged")


def ticks(*copies: Street) -> None:
    """Two copies of the program look at the clock at the same moment."""
    for copy in copies[1:]:
        copy.now = copies[0].now
    gate = Barrier(len(copies))

    def looks_with_the_others(copy: Street) -> None:
        gate.wait()
        copy.look()

    with ThreadPoolExecutor(len(copies)) as pool:
        list(pool.map(looks_with_the_others, copies))
    copies[0].deliver()


def test_dutch_holidays_and_weekends_give_more_time(village: Street) -> None:
    # Thursday 24 December 2026: Friday and Saturday are Christmas.
    village.now += timedelta(days=38)
    noor = partner(village)
    asks(village)
    noor.sees("Please answer before: Tuesday 09:00")


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        # Liberation Day is a Monday, and in 2026 a Tuesday.
        ("2025-05-02T10:00", "2025-05-07T10:00"),
        ("2026-05-04T10:00", "2026-05-07T10:00"),
        # Good Friday, the weekend and Easter Monday.
        ("2026-04-02T10:00", "2026-04-08T10:00"),
    ],
)
def test_good_friday_and_the_fifth_of_may_are_no_working_days(
    village: Street, asked: str, due: str
) -> None:
    view = view_of(village)
    begun = datetime.fromisoformat(asked).replace(tzinfo=view.zone)
    assert later(view, begun, 2) == datetime.fromisoformat(due).replace(tzinfo=view.zone)


def test_of_two_partner_people_at_once_exactly_one_accepts(
    village: Street, other_copy: Street
) -> None:
    helpers, rosa = [partner(village), partner(village)], village.neighbour()
    request = asks(village, rosa)
    for helper in helpers:
        opens(helper)
    rosa.reads()
    gate = Barrier(2)

    def accepts(at: int) -> None:
        helper, street = helpers[at], (village, other_copy)[at]
        token = next(
            key.token for row in helper.last.rows for key in row if key.label == "✅ We help"
        )
        turn = Turn(
            "telegram",
            helper.address,
            f"race-{at}",
            village.now,
            Kind.TAPPED,
            tap=token,
            message=str(helper.last.id),
        )
        gate.wait()
        street.turns.do([turn])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(accepts, (0, 1)))
    for helper in helpers:
        helper.reads()
    village.deliver()
    assert steps(village, request) == ["requested", "accepted"]
    said = sorted("You are helping" in "\n".join(helper.reads()) for helper in helpers)
    assert said == [False, True]
    assert len(rosa.reads()) == 1


def test_whoever_asked_and_left_is_told_to_nobody_by_name(village: Street) -> None:
    noor, rosa, nadia = partner(village), village.neighbour(), village.coordinator()
    request = asks(village, rosa)
    with village.database.writing() as store:
        store.requests.wipe(request.id)
        store.people.leave(rosa.person, village.now)
    village.tick()
    nadia.sees("We can no longer reach somebody who asked for help.").sees_not(CALLED)
    nadia.reads()
    village.tick()
    nadia.hears_nothing()
    opens(noor).taps("✅ We help").sees("You are helping.")


def test_a_partner_reads_that_somebody_who_left_hears_nothing(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    asks(village, rosa)
    opens(noor).taps("✅ We help")
    rosa.does(Kind.LEFT)
    noor.taps("🔓 Show contact").sees(CONTACT, "We cannot write to this person.")
    noor.sees_not("They see your steps")
    opens(noor).taps("📆 Choose a day").taps("Tuesday 10:00")
    noor.sees("We cannot write to this person.").sees_not("I'll tell the person the day.")


def test_full_until_a_day_is_said_with_the_day_it_was_said(village: Street) -> None:
    noor = partner(village)
    noor.says("/menu").taps("🚦 Full or free").sees("Debt House: not known if there is space.")
    noor.taps("📆 Monday 30 November").sees("Debt House: full until", "Last looked:")
    with village.database.reading() as store:
        said = store.partners.capacity("debts")
    assert said
    assert said.full_until
    assert said.full_until.isoformat() == "2026-11-30"
    noor.taps("🟢 Free again").sees("Debt House: there is space.")


def test_once_a_month_one_person_is_asked_whether_it_is_still_true(village: Street) -> None:
    noor, second = partner(village), partner(village)
    noor.says("/menu").taps("🚦 Full or free").taps("🟢 Free again")
    village.at("09:00", days=29)
    village.tick()
    noor.reads()
    second.reads()
    village.at("10:00", days=1)
    village.tick()
    village.tick()
    asked = [
        helper for helper in (noor, second) if any("still true" in said for said in helper.reads())
    ]
    assert len(asked) == 1
    asked[0].taps("✅ Still true").sees("Noted.")
    with village.database.reading() as store:
        said = store.partners.capacity("debts")
    assert said
    assert said.checked_at == village.now


def test_it_is_asked_while_people_are_at_work_and_not_again_within_a_month(
    village: Street,
) -> None:
    noor = partner(village)
    noor.says("/menu").taps("🚦 Full or free").taps("🟢 Free again").reads()
    # Thirty days later it is Wednesday 16 December.
    for hour, days in (("08:59", 30), ("17:00", 0)):
        village.at(hour, days=days)
        village.tick()
        noor.hears_nothing()
    # Saturday, Sunday; and Friday and Saturday are Christmas.
    village.at("11:00", days=3)
    village.tick()
    noor.hears_nothing()
    village.at("11:00", days=6)
    village.tick()
    noor.hears_nothing()
    village.at("11:00", days=3)
    village.tick()
    noor.sees("Is that still true?").reads()
    # Another month, and nobody answered: it is asked when thirty days are over.
    village.at("11:00", days=7)
    village.tick()
    noor.hears_nothing()
    village.at("10:59", days=23)
    village.tick()
    noor.hears_nothing()
    village.at("11:00")
    village.tick()
    noor.sees("Is that still true?")
