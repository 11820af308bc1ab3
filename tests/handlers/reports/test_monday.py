"""Monday, seven o'clock: last week's report, once, to those who had their role by then."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest

from handlers.core.messages import Kind
from tests.support.peek import effects, takes_keys_from
from tests.support.talk import Neighbour, Street


def is_now(street: Street, day: str, clock: str = "00:00") -> None:
    """It is that day and local time."""
    moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=street.zone)
    street.now = moment.astimezone(UTC)


def ticks(street: Street, *moments: str) -> None:
    for moment in moments:
        is_now(street, *moment.split())
        street.tick()


def reports(neighbour: Neighbour) -> list[str]:
    """The first line of every report in the chat."""
    first = [message.text.splitlines()[0] for message in neighbour.screen]
    return [line for line in first if line.startswith("📊")]


def tick_at_once(street: Street, copies: tuple[Street, Street]) -> None:
    """Both copies of the program look twice at what is due, in the same moment."""
    ready = Barrier(2)

    def ticks_twice(copy: Street) -> None:
        copy.now = street.now
        ready.wait()
        copy.tick()
        copy.tick()

    with ThreadPoolExecutor(2) as both:
        list(both.map(ticks_twice, copies))


def my_reports(neighbour: Neighbour) -> Neighbour:
    """Which reports come by themselves; a coordinator has more than one time to look at before."""
    neighbour.says("/report")
    if "🗓️ Other times" in neighbour.buttons():
        neighbour.taps("Other times")
    return neighbour.taps("My reports")


@pytest.fixture
def quiet_street(street: Street) -> Street:
    """The week before: the report of that Monday is out."""
    ticks(street, "2026-11-16 07:00")
    return street


def test_it_comes_on_monday_at_seven_and_never_again(quiet_street: Street) -> None:
    street = quiet_street
    nour = street.coordinator()
    ticks(street, "2026-11-22 23:59", "2026-11-23 06:59")
    nour.hears_nothing()
    ticks(street, "2026-11-23 07:00")
    nour.sees("📊 Week 47, 2 rooms.", "16 November", "22 November")
    ticks(street, "2026-11-23 07:00", "2026-11-23 07:01", "2026-11-24 07:00", "2026-11-29 23:59")
    assert len(reports(nour)) == 1
    ticks(street, "2026-11-30 07:00")
    assert [line[:11] for line in reports(nour)] == ["📊 Week 47, ", "📊 Week 48, "]


def test_an_outage_over_monday_delivers_it_on_wednesday_once(quiet_street: Street) -> None:
    street = quiet_street
    nour = street.coordinator()
    ticks(street, "2026-11-22 12:00", "2026-11-25 15:00", "2026-11-25 15:01", "2026-11-26 07:00")
    assert [line[:10] for line in reports(nour)] == ["📊 Week 47,"]


@pytest.mark.parametrize(
    ("before", "early", "due", "week"),
    [
        ("2026-10-19 12:00", "2026-10-26 06:59", "2026-10-26 07:00", "43"),
        ("2027-03-22 12:00", "2027-03-29 06:59", "2027-03-29 07:00", "12"),
        ("2026-12-28 12:00", "2027-01-04 06:59", "2027-01-04 07:00", "53"),
    ],
)
def test_when_the_clock_changes_or_the_year_it_is_still_seven(
    street: Street, before: str, early: str, due: str, week: str
) -> None:
    ticks(street, before)
    nour = street.coordinator()
    ticks(street, early)
    assert reports(nour) == []
    ticks(street, due, due)
    assert [line[:10] for line in reports(nour)] == [f"📊 Week {week},"]


def test_a_clock_that_jumps_back_and_forth_sends_nothing_twice(quiet_street: Street) -> None:
    street = quiet_street
    nour = street.coordinator()
    ticks(street, "2026-11-23 07:00", "2026-11-23 01:00", "2026-11-22 12:00", "2026-11-23 13:00")
    assert len(reports(nour)) == 1


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_two_copies_send_one_report(
    quiet_street: Street, living_copies: tuple[Street, Street]
) -> None:
    """With SQLite there is one copy."""
    nour = quiet_street.coordinator()
    is_now(quiet_street, "2026-11-23", "07:00")
    tick_at_once(quiet_street, living_copies)
    assert len(reports(nour)) == 1


def test_everybody_gets_one_each_and_who_came_later_none(quiet_street: Street) -> None:
    street = quiet_street
    nour, ali = street.coordinator(), street.coordinator()
    is_now(street, "2026-11-24", "12:00")
    late = street.coordinator()
    late_holder = street.key_holder("h-buurt")
    street.tick()
    assert [len(reports(one)) for one in (nour, ali, late, late_holder)] == [1, 1, 0, 0]
    ticks(street, "2026-11-30 07:00")
    assert [len(reports(one)) for one in (nour, ali, late, late_holder)] == [2, 2, 1, 1]


def test_key_holders_get_their_own_room_only(quiet_street: Street) -> None:
    street = quiet_street
    fatma, both = street.key_holder("h-buurt"), street.key_holder("h-buurt", "holendrecht")
    omar = street.neighbour()
    omar.arrives()
    street.at("18:00")
    both.says("/open holendrecht").says("/close 77").says("0").reads()
    ticks(street, "2026-11-23 07:00")
    assert [line[:19] for line in reports(fatma)] == ["📊 H-buurt, week 47."]
    fatma.sees_not("Holendrecht", "77")
    both.sees("77 visits")
    assert len(reports(both)) == 2
    omar.hears_nothing()


def test_who_left_or_gave_the_role_back_gets_none(quiet_street: Street) -> None:
    street = quiet_street
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    nour.does(Kind.LEFT)
    takes_keys_from(street, fatma)
    ticks(street, "2026-11-23 07:00")
    assert (reports(nour), reports(fatma)) == ([], [])


def test_the_report_says_what_was_counted_and_what_was_not(quiet_street: Street) -> None:
    street = quiet_street
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").says("/close 15").says("2")
    street.at("13:00")
    fatma.says("/open").says("/close").taps("I don't know").taps("I don't know")
    ticks(street, "2026-11-23 07:00")
    nour.sees("15 visits. The week before: not known.", "1 of 2 openings were counted")
    nour.sees("No opening was logged: H-buurt.", "Not measured yet: Holendrecht.")
    assert nour.last.text.count("\n") < 8
    nour.taps("All figures").sees("2 new faces")
    nour.says("/report")
    nour.taps("By room").sees("H-buurt: 15 visits. Openings counted: 1 of 2.")
    nour.sees("Holendrecht: not measured yet.")


def test_a_week_can_be_asked_for(quiet_street: Street) -> None:
    nour = quiet_street.coordinator()
    nour.says("/report").sees("📊 Week 46, 2 rooms.")
    for typed in ("2026-W46", "2026-w46", "2026W46", "٢٠٢٦-W٤٦"):
        nour.says(f"/report {typed}").sees("📊 Week 46, 2 rooms.")
    nour.says("/report 2026-W47").sees("📊 Week 47, 2 rooms.")
    nour.says("/report").taps("⬅️ Week before").sees("📊 Week 45")


def test_a_week_that_is_not_there_or_not_yet_is_said_kindly(quiet_street: Street) -> None:
    nour = quiet_street.coordinator()
    for typed in ("2026-W99", "2026-W00", "banana", "W46", "0000-W01", "9999-W53", "2026-W46 x"):
        nour.says(f"/report {typed}").sees(
            "I do not know that week, month or room.", "/report 2026-W47"
        )
    nour.says("/report 2026-W48").sees("That time has not begun yet.")
    nour.says("/report 2999-W01").sees("That time has not begun yet.")
    nour.says("/report 2000-W01").sees("📊 Week 1").taps("⬅️ Week before")
    nour.sees("I do not know that week, month or room.")


def test_a_key_holder_asks_for_the_own_room_and_a_stranger_in_vain(quiet_street: Street) -> None:
    street = quiet_street
    street.key_holder("h-buurt").says("/report 2026-W46").sees("📊 H-buurt, week 46.").sees_not(
        "Holendrecht"
    )
    omar, before = street.neighbour(), effects(street)
    for said in ("/report", "/report 2026-W46", "/report banana"):
        omar.says(said).sees("Only the coordinator can do this.").sees_not("📊 Week", "visits")
    assert effects(street) == before


def test_a_coordinator_who_is_none_any_more_opens_no_report(quiet_street: Street) -> None:
    nour = quiet_street.coordinator()
    nour.says("/report")
    takes_keys_from(quiet_street, nour)
    for label in ("By room", "Week before"):
        nour.taps(label).sees("Only the coordinator can do this.")


@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ("2026-11", "📊 November 2026, 2 rooms."),
        ("2026-Q4", "📊 Fourth quarter of 2026, 2 rooms."),
        ("2026", "📊 The year 2026, 2 rooms."),
        ("2026-W47 h-buurt", "📊 H-buurt, week 47."),
        ("2026-11 Holendrecht", "📊 Holendrecht, November 2026."),
        ("2026-Q4 holendrect", "📊 Holendrecht. Fourth quarter of 2026."),
        ("holendrecht", "📊 Holendrecht, week 46."),
        ("٢٠٢٦-١١", "📊 November 2026, 2 rooms."),
    ],
)
def test_any_time_and_any_room_can_be_asked_for(
    quiet_street: Street, typed: str, heading: str
) -> None:
    quiet_street.coordinator().says(f"/report {typed}").sees(heading)


@pytest.mark.parametrize(
    "typed", ["2026-13", "2026-Q5", "2026-W54", "2026-11 nowhere at all", "1999"]
)
def test_a_time_or_room_that_is_none_is_said_kindly(quiet_street: Street, typed: str) -> None:
    quiet_street.coordinator().says(f"/report {typed}").sees(
        "I do not know that week, month or room."
    )


def test_a_key_holder_asks_for_no_other_room(quiet_street: Street) -> None:
    fatma = quiet_street.key_holder("h-buurt")
    fatma.says("/report 2026-11 Holendrecht").sees("I do not know").sees_not("📊")
    fatma.says("/report 2026-11 H-buurt").sees("📊 H-buurt, November 2026.")


def test_the_month_the_quarter_and_the_year_are_two_taps_away(quiet_street: Street) -> None:
    nour = quiet_street.coordinator()
    for label, heading in (
        ("The month", "📊 November 2026"),
        ("The quarter", "📊 Fourth quarter of 2026"),
        ("The year", "📊 The year 2026"),
        ("The week", "📊 Week 46"),
    ):
        nour.says("/report").taps("Other times").taps(label).sees(heading)
    nour.says("/report 2026-11").taps("Month before").sees("📊 October 2026")
    nour.says("/report 2026-Q4").taps("Quarter before").sees("📊 Third quarter of 2026")
    nour.says("/report 2026").taps("Year before").sees("📊 The year 2025")


def test_the_key_holders_are_asked_about_days_without_an_opening_once_a_day(
    quiet_street: Street,
) -> None:
    street = quiet_street
    nour, fatma, sara = (
        street.coordinator(),
        street.key_holder("h-buurt"),
        street.key_holder("h-buurt"),
    )
    street.at("10:00")
    fatma.says("/open").says("/close 15").says("2")
    ticks(street, "2026-11-23 07:00")
    nour.taps("Ask H-buurt").sees("✅ I'm asking the key-holders of H-buurt.")
    sara.sees("Was H-buurt open from", "No opening was logged then.").taps("One I forgot")
    sara.sees("Which day was H-buurt open?").taps("Monday 16 November")
    fatma.sees("Was H-buurt open from")
    nour.says("/report").taps("Ask H-buurt").sees("I already asked H-buurt today.")
    ticks(street, "2026-11-24 07:00")
    nour.says("/report").taps("Ask H-buurt").sees("✅ I'm asking the key-holders of H-buurt.")


def test_a_room_without_key_holders_is_named(quiet_street: Street) -> None:
    street = quiet_street
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").says("/close 15").says("2")
    takes_keys_from(street, fatma)
    ticks(street, "2026-11-23 07:00")
    nour.taps("Ask H-buurt").sees("Nobody holds the key to H-buurt.")


@pytest.mark.parametrize(
    "typed", ["2026-03-01", "1-3-2026", "01.03.2026", "٢٠٢٦-٠٣-٠١", " 1/3/2026 "]
)
def test_a_coordinator_says_since_when_a_room_is_measured(quiet_street: Street, typed: str) -> None:
    nour = quiet_street.coordinator()
    nour.says("/report").taps("By room").taps("Measured since")
    nour.sees("H-buurt: not measured yet.").taps("H-buurt")
    nour.sees("From which day do the figures of H-buurt count?").says(typed)
    nour.sees("✅ The figures of H-buurt count from Sunday 1 March 2026 on.")
    nour.says("/report").sees("Not measured yet: Holendrecht.", "Plan since Sunday 1 March:")
    nour.taps("By room").taps("Measured since").sees("H-buurt: measured since Sunday 1 March 2026.")


@pytest.mark.parametrize(
    "typed", ["2999-01-01", "1999-12-31", "2026-02-30", "0-0-0", "yesterday", "1" * 300, "12"]
)
def test_a_day_that_cannot_be_is_asked_for_again(quiet_street: Street, typed: str) -> None:
    nour = quiet_street.coordinator()
    nour.says("/report").taps("By room").taps("Measured since").taps("H-buurt").says(typed)
    nour.sees("From which day do the figures of H-buurt count?").sees_not("✅ The figures")
    nour.says("2026-03-01").sees("✅ The figures of H-buurt count from Sunday 1 March 2026 on.")


def test_the_day_is_taken_back_to_the_first_opening(quiet_street: Street) -> None:
    nour = quiet_street.coordinator()
    since = ("By room", "Measured since", "H-buurt")
    for last, said in (
        ("This 1 January", "count from Thursday 1 January 2026 on."),
        ("First opening", "✅ H-buurt counts from its first opening on."),
    ):
        nour.says("/report")
        for label in (*since, last):
            nour.taps(label)
        nour.sees(said)
    nour.says("/report").sees("Not measured yet: H-buurt, Holendrecht.")
