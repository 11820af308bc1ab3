"""Key-holders see how their own room is doing: what is not known is never nought."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.core import message_json
from handlers.core.messages import Picture
from tests.handlers.reports.made_reports import held, keep
from tests.handlers.reports.test_monday import is_now
from tests.support.peek import is_fit_to_read, loads, takes_keys_from
from tests.support.talk import Neighbour, Street, plain

# Last Monday; today is the Monday after it.
MONDAY = date(2026, 11, 9)
WEEK = timedelta(weeks=1)
HEADING = "📊 The figures of H-buurt:"


def were(street: Street, room: str, *days: tuple[date, int | None], new: int | None = None) -> None:
    """Openings of the past, of all the morning, with how many came."""
    rows = (
        held(room, f"{day} 10:00", f"{day} 12:00", visits=visits, new_faces=new, opened_by=None)
        for day, visits in days
    )
    with street.database.writing() as store:
        keep(store, *rows)


def shown(neighbour: Neighbour) -> list[str]:
    """The lines of the newest message."""
    return plain(neighbour.last.text).splitlines()


def picture_of(neighbour: Neighbour) -> Picture | None:
    with neighbour.street.database.reading() as store:
        newest = store.sent.newest_of(neighbour.person)
    assert newest
    return message_json.from_json(newest.payload).picture


def test_a_key_holder_at_the_door_sees_her_room_on_one_screen(street: Street) -> None:
    were(street, "h-buurt", (MONDAY, 12), (MONDAY + timedelta(days=1), 9), new=3)
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").says("/close 8").taps("2")
    fatma.says("/menu").taps("📊 Our figures")
    assert shown(fatma) == [
        HEADING,
        "This week: 1 opening, 8 visits.",
        "Last week: 2 openings, 21 visits.",
        "This year: 3 openings, 29 visits.",
        "📈 10 participants in 2026, asked at 3 of 3 openings.",
    ]
    assert fatma.buttons()[:3] == ["📈 Trend", "📊 Report", "📋 My openings"]
    first = fatma.last
    fatma.taps("Report", on=first).sees("📊 H-buurt, week 46.")
    fatma.taps("My openings", on=first).sees("📋 The last openings:")
    fatma.says("/figures").sees(HEADING)
    fatma.says("/menu").says("our figures").sees(HEADING)


def test_what_nobody_counted_is_not_known_and_never_nought(street: Street) -> None:
    tuesday = MONDAY + timedelta(days=1)
    were(street, "h-buurt", (MONDAY - WEEK, 7), (MONDAY, None), (tuesday, None))
    were(street, "holendrecht", (MONDAY, 12), (tuesday, None))
    fatma = street.key_holder("h-buurt", "holendrecht")
    assert shown(fatma.says("/figures h-buurt")) == [
        HEADING,
        "This week: no opening was logged.",
        "Last week: 2 openings. Visits: not known.",
        "This year: 3 openings, 7 visits. Not known for 2 openings.",
        "📈 Participants in 2026: not counted.",
    ]
    fatma.says("/figures holendrecht").sees(
        "Last week: 2 openings, 12 visits. Not known for 1 open"
    )
    fatma.sees_not(" 0 ")


def test_nought_that_was_counted_is_nought(street: Street) -> None:
    were(street, "h-buurt", (MONDAY, 0))
    street.key_holder("h-buurt").says("/figures").sees("Last week: 1 opening, 0 visits.")


def test_of_a_room_that_never_opened_nothing_is_known(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/figures").sees(HEADING, "Nothing is known of this time").sees_not(" 0", "🎉")


def test_before_a_room_is_measured_its_week_is_not_known(street: Street) -> None:
    were(street, "h-buurt", (MONDAY, 12))
    with street.database.writing() as store:
        store.measured.set("h-buurt", date(2026, 11, 16))
    street.key_holder("h-buurt").says("/figures").sees("Last week: not known.")
    with street.database.writing() as store:
        store.measured.set("h-buurt", date(2026, 12, 1))
    fatma = street.key_holder("h-buurt").says("/figures")
    fatma.sees("This week: not known.", "This year: not known.").sees_not("🎉", "participants")


def test_the_trend_is_a_picture_with_its_gaps_and_the_same_in_words(street: Street) -> None:
    were(street, "h-buurt", (MONDAY - 3 * WEEK, 5), (MONDAY - WEEK, None), (MONDAY, 12))
    fatma = street.key_holder("h-buurt").says("/figures").taps("📈 Trend")
    assert shown(fatma) == [
        HEADING,
        "Week 43: 1 opening, 5 visits.",
        "Week 44: no opening was logged.",
        "Week 45: 1 opening. Visits: not known.",
        "Week 46: 1 opening, 12 visits.",
        "Week 47: no opening was logged.",
    ]
    drawn = picture_of(fatma)
    assert drawn
    assert [bar.number for bar in drawn.bars] == [5, None, None, 12, None]


def test_where_nothing_was_counted_there_is_no_picture(street: Street) -> None:
    were(street, "h-buurt", (MONDAY, None))
    fatma = street.key_holder("h-buurt").says("/figures").taps("📈 Trend")
    fatma.sees("Visits: not known.", "There is nothing to draw yet.")
    assert picture_of(fatma) is None


def test_with_the_keys_of_two_rooms_one_chooses(street: Street) -> None:
    were(street, "holendrecht", (MONDAY, 12))
    fatma = street.key_holder("h-buurt", "holendrecht")
    fatma.says("/figures").sees("Which room?").sees_not("visits").taps("Holendrecht")
    fatma.sees("📊 The figures of Holendrecht:", "12 visits")
    fatma.taps("📈 Trend").sees("📊 The figures of Holendrecht:")
    fatma.says("/figures nowhere").sees("I do not know a room with that name.", "Which room?")


def test_a_key_holder_sees_no_other_room(street: Street) -> None:
    were(street, "holendrecht", (MONDAY, 12))
    fatma = street.key_holder("h-buurt")
    fatma.says("/figures holendrecht").sees("You have no key to Holendrecht.").sees_not("12")
    fatma.taps("H-buurt").sees(HEADING)


def test_a_coordinator_gets_the_report_or_the_room_that_is_named(street: Street) -> None:
    were(street, "h-buurt", (MONDAY, 12))
    nour = street.coordinator()
    nour.says("/figures").sees("📊 Week 46, 2 rooms.")
    nour.says("/figures h-buurt").sees(HEADING, "12 visits")
    # Only who holds the key puts its counts right.
    assert "📋 My openings" not in nour.buttons()
    nour.taps("📈 Trend").sees("Week 46: 1 opening, 12 visits.")
    nour.says("/figures nowhere").sees("I do not know that week, month or room.")


def test_who_holds_no_key_is_told_who_does(street: Street) -> None:
    were(street, "h-buurt", (MONDAY, 12))
    omar, fatma = street.neighbour(), street.key_holder("h-buurt")
    omar.says("/figures").sees("Only key-holders can do this.", "Ask in the room.")
    omar.says("/menu")
    assert "📊 Our figures" not in omar.buttons()
    fatma.says("/figures")
    takes_keys_from(street, fatma)
    before = fatma.last
    for label in ("📈 Trend", "📊 Report"):
        fatma.taps(label, on=before).sees_not("visits", HEADING)


def test_a_button_of_a_room_that_is_gone_is_over(street: Street) -> None:
    were(street, "h-buurt", (MONDAY, 12))
    fatma = street.key_holder("h-buurt", "holendrecht").says("/figures").says("/figures h-buurt")
    before = fatma.last
    loads(street, ('id = "h-buurt"', 'id = "elsewhere"'))
    fatma.taps("📈 Trend", on=before).sees("That question is over.")


def test_in_the_first_days_of_january_the_year_is_the_new_one(street: Street) -> None:
    """Friday 1 January 2027 lies in week 53 of the year before."""
    were(street, "h-buurt", (date(2026, 12, 28), 40), (date(2027, 1, 1), 6))
    is_now(street, "2027-01-01", "15:00")
    fatma = street.key_holder("h-buurt").says("/figures")
    fatma.sees("This week: 2 openings, 46 visits.", "This year: 1 opening, 6 visits.", "in 2027")
    is_now(street, "2026-12-29", "15:00")
    fatma.says("/figures").sees("This year: 1 opening, 40 visits.", "in 2026")


@pytest.mark.parametrize(
    ("language", "button", "said"),
    [
        ("nl", "📊 Onze cijfers", ("Deze week:", "Vorige week:", "Dit jaar:")),
        ("ar", "📊 أرقامنا", ("هذا الأسبوع:", "الأسبوع الماضي:", "هذه السنة:")),
    ],
)
def test_in_the_readers_own_language(
    street: Street, language: str, button: str, said: tuple[str, ...]
) -> None:
    were(street, "h-buurt", (MONDAY - WEEK, None), (MONDAY, 120), new=2)
    fatma = street.key_holder("h-buurt", language=language)
    fatma.says("/menu").taps(button).sees(*said, "🎉")
    for line in shown(fatma):
        is_fit_to_read(line)
        assert not {"week", "opening", "visits"} & set(line.lower().split()[:1]), line
    fatma.says("/menu").says(button.partition(" ")[2]).sees(*said)
