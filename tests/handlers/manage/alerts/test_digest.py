"""What needs somebody comes once a day, at the time each chose: what is new, and what is over."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.team.alarms import BEGUN, OVER, Alarm, job
from storage.neighbourhood.file import read_text
from storage.repositories.help_requests.requests import Request
from storage.repositories.people.roles import OPERATOR, Role
from tests.conftest import TWO_ROOMS
from tests.handlers.manage.alerts.test_not_opened import heard, ticks
from tests.handlers.reports.test_monday import tick_at_once
from tests.handlers.volunteering.helping import wants_to_help
from tests.support.asking import asks, now_of, partner, with_partners
from tests.support.talk import Neighbour, Street

DIGEST = "🔔 News for coordinators:"
WAITS = "⛑️ 1 request for help waits too long."


def waits_for_coordinators(street: Street) -> Request:
    """Somebody asked for help, and nobody answers: the room has no key-holders."""
    return asks(street, partner="", due_at=None)


def test_a_request_that_nobody_answers_within_two_working_days_is_told_once_and_its_end_once(
    street: Street,
) -> None:
    nadia = street.coordinator()
    request = waits_for_coordinators(street)
    # Monday's request has its two days until Wednesday at nine.
    ticks(street, "09:01", days=1)
    assert heard(nadia, DIGEST) == 0
    ticks(street, "09:01", "09:02", "15:00", days=1)
    assert heard(nadia, WAITS) == 1
    nadia.taps("📂 Requests").sees("Requests for you:")
    ticks(street, "09:01", days=1)
    assert heard(nadia, DIGEST) == 1
    nadia.says("/menu").taps("📂 Requests").taps("1").taps("✅ We help")
    ticks(street, "09:01", "09:02", days=1)
    assert heard(nadia, "✅ 1 request for help waits no more.") == 1
    ticks(street, "09:01", days=1)
    assert heard(nadia, DIGEST) == 2
    assert now_of(street, request).taken_by == nadia.person


def test_an_organisation_that_lets_its_days_pass_is_told_once_until_it_answers(
    street: Street,
) -> None:
    nadia, debts = street.coordinator(), partner(with_partners(street))
    asks(street)
    ticks(street, "09:01", "09:02", days=2)
    ticks(street, "09:02", "09:03", days=1)
    assert heard(nadia, "🤝 Debt House did not answer in time.") == 1
    asks(street)
    debts.taps("📂 Requests").taps("1").taps("✅ We help")
    ticks(street, "09:02", "09:03", days=1)
    assert heard(nadia, "✅ Debt House is in time again.") == 1
    ticks(street, "09:02", days=1)
    assert heard(nadia, "Debt House did not") == 1


def test_an_offer_that_nobody_took_up_after_two_calls_is_told_with_its_answers(
    street: Street,
) -> None:
    nadia, omar = street.coordinator(), street.neighbour()
    wants_to_help(omar)
    ticks(street, "09:30", days=2)
    assert heard(nadia, "waits too long") == 0
    ticks(street, "09:30", "09:31", days=2)
    assert heard(nadia, "🌱 1 offer to help waits too long.") == 1
    nadia.taps("🌱 Offers to help").sees("Somebody wants to help in H-buurt").taps("Come and see")
    ticks(street, "09:30", "09:31", days=1)
    assert heard(nadia, "✅ 1 offer to help waits no more.") == 1
    nadia.says("/manage").taps("🔔 What to tell me").sees("Nothing needs you.")


def test_targets_are_behind_below_four_fifths_and_what_nobody_counted_is_not_nought(
    street: Street,
) -> None:
    nadia, fatma = street.coordinator(), street.key_holder("h-buurt")
    ticks(street, "09:01", days=1)
    assert heard(nadia, DIGEST) == 0
    opens(street, fatma, "10:00", new_faces=1)
    with street.database.writing() as store:
        store.measured.set("h-buurt", date(2026, 6, 1))
    # The report of that week is there on Monday.
    ticks(street, "09:01", "09:02", days=6)
    assert heard(nadia, "🎯 Behind the plan: 2026. Participants: 2 of 240.") == 1
    nadia.taps("📊 The report").sees("Week 47")
    ticks(street, "09:01", days=1)
    assert heard(nadia, "Behind the plan") == 1
    with street.database.writing() as store:
        store.measured.set("h-buurt", date(2026, 11, 21))
    opens(street, fatma, "10:00", new_faces=9)
    ticks(street, "09:01", "09:02", days=7)
    assert heard(nadia, "✅ Near the plan again: 2026.") == 1


def opens(street: Street, holder: Neighbour, clock: str, new_faces: int) -> None:
    """An opening that was counted."""
    street.at(clock)
    holder.says("/open h-buurt")
    street.later(hours=1)
    with street.database.writing() as store:
        opening = store.openings.open_now()["h-buurt"]
        store.openings.close(
            opening, holder.person, closed_at=street.now, now=street.now, visits=new_faces + 3
        )
        closed = store.openings.get(opening.id)
        assert closed
        store.openings.count_new(closed, holder.person, new_faces=new_faces, now=street.now)


def test_forged_visits_and_sending_are_in_the_digest_of_whoever_hears_of_them_from_nobody(
    street: Street,
) -> None:
    nadia = street.coordinator()
    operator = street._with_roles([Role(OPERATOR, "")], "en")
    alarms = (Alarm.CROWD, Alarm.CHANNEL)
    with street.database.writing() as store:
        for alarm in alarms:
            store.done_once.only(job(alarm), "", street.now)
    ticks(street, "09:01", "09:02", days=1)
    for alarm in alarms:
        assert heard(nadia, BEGUN[alarm].one) == 1
        assert heard(operator, BEGUN[alarm].one) == 0
    with street.database.writing() as store:
        for alarm in alarms:
            store.done_once.forget(job(alarm), "")
    ticks(street, "09:01", "09:02", days=1)
    assert [heard(nadia, OVER[alarm].one) for alarm in alarms] == [1, 1]


def test_without_an_operator_they_are_told_at_once_and_not_once_more(street: Street) -> None:
    nadia = street.coordinator()
    with street.database.writing() as store:
        store.done_once.only(job(Alarm.CROWD), "", street.now)
    ticks(street, "09:01", days=1)
    assert heard(nadia, DIGEST) == 0


def test_each_coordinator_is_told_at_the_time_they_chose_as_people_say_it(street: Street) -> None:
    nadia, aya = street.coordinator(), street.coordinator("ar")
    waits_for_coordinators(street)
    nadia.says("/manage").taps("🔔 What to tell me").taps("🕙 Another time")
    nadia.says("soup").sees("I do not understand that time.", "Which time is good for you?")
    nadia.says("25:00").sees("I do not understand that time.")
    nadia.says("half past five in the afternoon").sees("I tell you what is new at 17:30.")
    aya.says("/manage")
    choose = next(key for key in aya.buttons() if "🔔" in key)
    aya.taps(choose)
    aya.taps(next(key for key in aya.buttons() if "🕙" in key)).says("٧:١٥").sees("07:15")
    # At a quarter past seven on Wednesday it was not late yet.
    ticks(street, "07:16", "17:29", days=2)
    assert (heard(nadia, WAITS), heard(aya, "⛑️")) == (0, 0)
    ticks(street, "17:30", "17:31")
    assert (heard(nadia, WAITS), heard(aya, "⛑️")) == (1, 0)
    ticks(street, "07:14", days=1)
    assert heard(aya, "⛑️") == 0
    ticks(street, "07:15", "07:16", "17:30")
    assert (heard(nadia, WAITS), heard(aya, "⛑️")) == (1, 1)


def test_a_muted_subject_is_not_told_and_one_that_is_wanted_again_is(street: Street) -> None:
    nadia, omar = street.coordinator(), street.coordinator()
    waits_for_coordinators(street)
    nadia.says("/manage").taps("🔔 What to tell me").taps("✏️ Change subjects")
    nadia.taps("✅ Requests").taps("⬜ Requests").taps("✅ Requests")
    assert "⬜ Requests" in nadia.buttons()
    ticks(street, "09:01", days=3)
    assert (heard(nadia, DIGEST), heard(omar, WAITS)) == (0, 1)
    nadia.taps("⬜ Requests")
    ticks(street, "09:01", "09:02", days=1)
    assert (heard(nadia, WAITS), heard(omar, WAITS)) == (1, 1)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_one_day_is_told_once_by_two_copies_and_not_to_whoever_left(
    street: Street, living_copies: tuple[Street, Street]
) -> None:
    nadia, omar, aya = street.coordinator(), street.coordinator(), street.coordinator()
    waits_for_coordinators(street)
    with street.database.writing() as store:
        own = next(one for one in store.roles.everybody() if one.person == omar.person)
        store.roles.end(own.id, street.now)
    aya.blocks()
    street.at("09:01", days=3)
    tick_at_once(street, living_copies)
    street.tick()
    assert heard(nadia, WAITS) == 1
    assert heard(omar, WAITS) == heard(aya, WAITS) == 0


def test_after_an_outage_it_comes_by_day_and_to_a_new_coordinator_from_tomorrow_on(
    street: Street,
) -> None:
    nadia = street.coordinator()
    waits_for_coordinators(street)
    ticks(street, "22:00", days=3)
    assert heard(nadia, WAITS) == 0
    street.at("11:00", days=1)
    omar = street.coordinator()
    street.tick()
    assert (heard(nadia, WAITS), heard(omar, WAITS)) == (1, 0)
    ticks(street, "09:00", days=1)
    assert (heard(nadia, WAITS), heard(omar, WAITS)) == (1, 1)


def test_what_is_kept_of_a_coordinator_is_shown_to_them_and_goes_with_the_role(
    street: Street,
) -> None:
    nadia = street.coordinator()
    nadia.says("/manage").taps("🔔 What to tell me").taps("🕙 Another time").taps("🕙 07:00")
    nadia.asks_what_is_known().sees("🛠️ I keep your choices as coordinator.")
    person = nadia.person
    with street.database.reading() as store:
        assert store.my_data.about(person, "")["alert_choices"][0]["minute"] == 7 * 60
    with street.database.writing() as store:
        own = next(one for one in store.roles.everybody() if one.person == person)
        store.roles.end(own.id, street.now)
    ticks(street, "03:00", days=1)
    with street.database.reading() as store:
        assert store.alerts.everybody() == {}


def test_a_file_without_the_room_or_the_organisation_ends_it_without_a_word(
    street: Street,
) -> None:
    nadia = street.coordinator()
    partner(with_partners(street))
    asks(street)
    ticks(street, "09:01", days=2)
    ticks(street, "09:02", days=1)
    assert heard(nadia, "Debt House did not") == 1
    street.load(read_text(TWO_ROOMS, "two-rooms.toml"))
    ticks(street, "09:02", days=1)
    assert heard(nadia, "in time again") == 0
