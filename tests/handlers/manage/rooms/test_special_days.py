"""Closed tomorrow, other hours, every year: said in the chat, seen first, done, undone."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.manage.rooms import reading
from storage.neighbourhood.rooms import SpecialDay
from storage.repositories.neighbourhoods import Source
from tests.handlers.rooms.subscribers import NEWS, subscriber
from tests.support.talk import Neighbour, Street

TOMORROW = date(2026, 11, 17)
CLOSED = "H-buurt: closed tomorrow, Tuesday 17 November."


def manages(street: Street, language: str = "en") -> Neighbour:
    return street.coordinator(language).says("/manage").taps("📆 Days and hours").taps("H-buurt")


def closes_tomorrow(street: Street) -> Neighbour:
    return manages(street).taps("🔴 Closed tomorrow").taps("Repairs")


def planned(street: Street, day: date = TOMORROW) -> SpecialDay | None:
    return street.view().timetables["h-buurt"].special_day(day)


def versions(street: Street) -> list[Source]:
    with street.database.reading() as store:
        return [one.source for one in store.neighbourhoods.versions(most=9)]


def test_a_room_is_closed_for_tomorrow_and_whoever_asked_for_news_hears_why(
    street: Street,
) -> None:
    omar = subscriber(street)
    nadia = closes_tomorrow(street)
    nadia.sees("closed", "Reason: Repairs.", "1 person gets a message.")
    omar.hears_nothing()
    nadia.taps("✅ Yes, do it").sees("✅ Done.", "closed")
    street.later(minutes=1)
    street.tick()
    omar.sees(NEWS, "H-buurt: closed", "Reason: Repairs.")
    street.later(minutes=1)
    street.tick()
    omar.reads()
    omar.hears_nothing()
    # And whoever looks sees it in the same minute.
    street.neighbour().says("/hours h-buurt").taps("📆 Days ahead").sees("closed")
    assert versions(street) == [Source.CHAT, Source.FILE]


def test_without_a_yes_nothing_changes(street: Street) -> None:
    closes_tomorrow(street).taps("❌ No")
    assert planned(street) is None
    assert versions(street) == [Source.FILE]


def test_undo_is_the_version_before_and_nobody_hears_of_either(street: Street) -> None:
    omar = subscriber(street)
    nadia = closes_tomorrow(street).taps("✅ Yes, do it").taps("↩️ Undo")
    nadia.sees("↩️ It is like this again:", "H-buurt: as usual")
    street.later(minutes=1)
    street.tick()
    omar.hears_nothing()
    assert planned(street) is None
    nadia.says("/manage").taps("📆 Days and hours").taps("👀 What changed")
    nadia.sees("🛠️ What was changed:", "you:", "H-buurt: as usual", "H-buurt: closed")


def test_what_others_built_on_is_not_undone_with_one_tap(street: Street) -> None:
    first = closes_tomorrow(street).taps("✅ Yes, do it")
    undo = first.last
    manages(street).taps("📆 Another day").says("24-12").taps("🔴 Closed all day").taps(
        "❌ No reason"
    ).taps("✅ Yes, do it").sees("✅ Done.")
    first.taps("↩️ Undo", on=undo).sees("Something was changed after that.")
    assert planned(street)


def test_two_who_change_the_same_day_are_asked(street: Street) -> None:
    first, second = closes_tomorrow(street), manages(street)
    second.taps("🔴 Closed tomorrow").taps("Public holiday").sees("Reason: Public holiday.")
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees("Somebody else changed this day a moment ago.")
    special = planned(street)
    assert special
    assert special.reason_in("en") == "Repairs"
    second.taps("✅ Yes, do it").sees("✅ Done.")
    special = planned(street)
    assert special
    assert special.reason_in("en") == "Public holiday"


def test_a_reason_is_read_in_everybodys_own_language(street: Street) -> None:
    closes_tomorrow(street).taps("✅ Yes, do it")
    special = planned(street)
    assert special
    assert special.reason_in("nl") != "Repairs"
    assert special.reason_in("ar") != special.reason_in("nl")


def test_a_reason_that_is_typed_stands_in_other_languages_too(street: Street) -> None:
    nadia = manages(street).taps("🔴 Closed tomorrow").says("No water").taps("🌐 Another language")
    nadia.says("Turkish").sees("Type it in Turkish.").says("Su yok").sees("Turkish: Su yok")
    nadia.taps("🌐 Another language")
    assert not {"➕ Turkish", "➕ English"} & set(nadia.buttons())
    nadia.taps("⬅️ Back").sees("Reason: No water.", "Turkish: Su yok").taps("✅ Yes, do it")
    special = planned(street)
    assert special
    assert special.reason == {"en": "No water", "tr": "Su yok"}
    street.neighbour("tr").says("/hours h-buurt").sees("Su yok")


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("24-12", date(2026, 12, 24)),
        ("24/12/2026", date(2026, 12, 24)),
        ("24 december", date(2026, 12, 24)),
        ("24 dec", date(2026, 12, 24)),
        ("1-7", date(2027, 7, 1)),
        ("٢٤-١٢", date(2026, 12, 24)),
        ("2026-12-24", date(2026, 12, 24)),
    ],
)
def test_another_day_is_typed_as_people_write_it(street: Street, typed: str, there: date) -> None:
    nadia = manages(street).taps("📆 Another day").says(typed)
    nadia.taps("🔴 Closed all day").says("Keti Koti").taps("✅ Yes, do it").sees("✅ Done.")
    special = planned(street, there)
    assert special
    assert special.closed
    assert special.reason == "Keti Koti"


@pytest.mark.parametrize("typed", ["30-2", "31-11", "soon", "99-99", "1-1-2020", "24-12-2099"])
def test_a_day_that_is_none_is_asked_for_again(street: Street, typed: str) -> None:
    nadia = manages(street).taps("📆 Another day").says(typed)
    nadia.sees("I do not know that day.").says("24-12").taps("🔴 Closed all day")


def test_every_year_on_the_same_day(street: Street) -> None:
    nadia = manages(street).taps("📆 Another day").says("1-7").taps("🔴 Closed all day")
    nadia.says("Keti Koti").taps("📆 Every year").sees("Every year on this day.")
    nadia.taps("✅ Yes, do it")
    for year in (2027, 2028, 2040):
        special = planned(street, date(year, 7, 1))
        assert special
        assert special.closed


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("10:00 - 14:00", "10:00-14:00"),
        ("10-12, 14-16", "10:00-12:00,14:00-16:00"),
        ("9.30-12", "09:30-12:00"),
        ("van 10 tot 14", "10:00-14:00"),
        ("half tien tot twaalf", "09:30-12:00"),
        ("half past nine until noon", "09:30-12:00"),
        ("10 to 12 and 2 to 4", "10:00-12:00,14:00-16:00"),
        ("٩:٣٠ - ١٢", "09:30-12:00"),
    ],
)
def test_other_hours_on_a_day(street: Street, typed: str, hours: str) -> None:
    nadia = manages(street).taps("📆 Another day").says("18-11").taps("🕙 Other hours").says(typed)
    nadia.taps("❌ No reason").sees("other hours").taps("✅ Yes, do it").sees("✅ Done.")
    special = planned(street, date(2026, 11, 18))
    assert special
    assert special.hours == hours


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("14-10", "The end must come after the start."),
        ("10-12, 11-13", "Two of these times meet."),
        ("25-26", "I cannot read these hours."),
        ("ten", "I cannot read these hours."),
        ("10", "I cannot read these hours."),
        ("10:75 - 12", "I cannot read these hours."),
    ],
)
def test_hours_that_cannot_be_are_asked_for_again(street: Street, typed: str, why: str) -> None:
    nadia = manages(street).taps("📆 Another day").says("18-11").taps("🕙 Other hours").says(typed)
    nadia.sees(why).says("10-12").sees("why?")


def test_a_day_is_as_usual_again(street: Street) -> None:
    day = date(2026, 11, 19)
    assert planned(street, day)
    nadia = manages(street).taps("📆 Another day").taps("📆 Thursday")
    nadia.sees("H-buurt: closed").taps("🕙 As usual").sees("H-buurt: as usual")
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    assert planned(street, day) is None


def test_a_key_holder_closes_their_own_room_today_and_no_other_day_or_room(street: Street) -> None:
    fatma = street.key_holder("h-buurt").says("/shifts").taps("📆 Days and hours")
    assert "🔴 Closed tomorrow" not in fatma.buttons()
    fatma.taps("🔴 Closed today").taps("Nobody can open").sees("Nobody has to be told.", "closed")
    fatma.taps("✅ Yes, do it").sees("✅ Done.")
    assert planned(street, date(2026, 11, 16))
    fatma.taps("↩️ Undo").sees("↩️ It is like this again:")
    assert planned(street, date(2026, 11, 16)) is None
    elsewhere = street.key_holder("holendrecht").says("/shifts").taps("📆 Days and hours")
    elsewhere.sees("📆 Holendrecht")


def test_a_key_holder_cannot_undo_what_a_coordinator_changed_elsewhere(street: Street) -> None:
    fatma = street.key_holder("holendrecht").says("/shifts").taps("📆 Days and hours")
    fatma.taps("🔴 Closed today").taps("❌ No reason").taps("✅ Yes, do it")
    undo = fatma.last
    fatma.taps("↩️ Undo")
    closes_tomorrow(street).taps("✅ Yes, do it")
    fatma.taps("↩️ Undo", on=undo).sees("Something was changed after that.")
    assert planned(street)


def test_a_reason_with_marks_that_show_nothing_is_the_words_in_it(street: Street) -> None:
    nadia = manages(street).taps("🔴 Closed tomorrow").says("\u200fKeti  Koti\u202e")
    nadia.sees("Reason: Keti Koti.").taps("✅ Yes, do it").sees("✅ Done.")
    special = planned(street)
    assert special
    assert special.reason == "Keti Koti"


def test_what_is_so_already_has_no_undo_of_what_somebody_else_did(street: Street) -> None:
    closes_tomorrow(street).taps("✅ Yes, do it")
    again = closes_tomorrow(street).taps("✅ Yes, do it").sees("It is like that already.")
    assert "↩️ Undo" not in again.buttons()
    assert versions(street) == [Source.CHAT, Source.FILE]


def test_a_key_holder_undoes_only_what_they_closed_today(street: Street) -> None:
    street.key_holder("h-buurt")
    nadia = manages(street).taps("🔴 Closed today").taps("Repairs").taps("✅ Yes, do it")
    undo = nadia.last
    fatma = street.key_holder("h-buurt")
    fatma.says("/menu").taps("↩️ Undo", on=undo)
    assert planned(street, date(2026, 11, 16)), "a coordinator closed it"


def test_after_a_day_one_tap_takes_nothing_back(street: Street) -> None:
    nadia = closes_tomorrow(street).taps("✅ Yes, do it")
    street.later(hours=25)
    nadia.taps("↩️ Undo").sees("That was more than a day ago.")
    assert planned(street)


def test_a_day_that_is_the_same_every_year_is_as_usual_in_every_year(street: Street) -> None:
    nadia = manages(street).taps("📆 Another day").says("24-12").taps("🔴 Closed all day")
    nadia.taps("No reason").taps("📆 Every year").taps("✅ Yes, do it")
    nadia.says("/manage").taps("📆 Days and hours").taps("H-buurt").taps("📆 Another day")
    nadia.says("24-12-2027").taps("🕙 As usual").sees("as usual", "Every year on this day.")
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    assert planned(street, date(2027, 12, 24)) is None


def test_a_yearly_day_that_is_otherwise_once_goes_on_in_the_next_year(street: Street) -> None:
    nadia = manages(street).taps("📆 Another day").says("24-12").taps("🔴 Closed all day")
    nadia.taps("No reason").taps("📆 Every year").taps("✅ Yes, do it")
    nadia.says("/manage").taps("📆 Days and hours").taps("H-buurt").taps("📆 Another day")
    nadia.says("24-12").taps("🕙 Other hours").says("10-12").taps("No reason")
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    now, later = (planned(street, date(year, 12, 24)) for year in (2026, 2027))
    assert now
    assert now.hours == "10:00-12:00"
    assert later
    assert later.closed


def test_a_coordinator_with_a_button_of_yesterday_is_not_asked_for_a_key(street: Street) -> None:
    nadia = manages(street)
    old = nadia.last
    street.later(days=1)
    nadia.taps("🔴 Closed today", on=old).sees("That question is over.")


@pytest.mark.parametrize(
    ("typed", "language", "hours"),
    [
        ("2-5", "en", "14:00-17:00"),
        ("twee tot vijf", "nl", "14:00-17:00"),
        ("02:00-05:00", "en", "02:00-05:00"),
        ("1000-1200", "en", "10:00-12:00"),
        ("de nueve y media a doce", "es", "09:30-12:00"),
        ("9 to 5", "en", "09:00-17:00"),
        ("22:00-24:00", "en", "22:00-24:00"),
        ("10-12, 2-4", "en", "10:00-12:00,14:00-16:00"),
    ],
)
def test_hours_are_by_day_in_digits_as_in_words(typed: str, language: str, hours: str) -> None:
    assert reading.hours(typed, language) == hours
