"""The hours of every week are changed weekday by weekday: seen first, told, done, undone."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.core.neighbourhood.timetable import Timetable
from handlers.manage.rooms import reading
from storage.neighbourhood.base import LOADED_NOW
from storage.neighbourhood.file import read_text
from storage.neighbourhood.rooms import Room
from storage.neighbourhood.times.hours import DayHours
from storage.neighbourhood.times.weeks import Week
from storage.repositories.neighbourhoods import Source
from storage.repositories.people.roles import COORDINATOR, Role
from tests.conftest import TWO_ROOMS
from tests.handlers.manage.rooms.test_special_days import versions
from tests.handlers.rooms.subscribers import NEWS, subscriber
from tests.support.talk import Neighbour, Street

OF_FILE = "Mo-Fr 10:00-12:00,13:00-16:00; PH off"


def of_room(street: Street, room: str = "H-buurt", nadia: Neighbour | None = None) -> Neighbour:
    nadia = nadia or street.coordinator()
    return nadia.says("/manage").taps("📆 Days and hours").taps(room).taps("🕙 Usual hours")


def on_tuesday(street: Street, typed: str, room: str = "H-buurt") -> Neighbour:
    return of_room(street, room).taps("📆 Tuesday").says(typed)


def hours(street: Street, room: str = "h-buurt") -> str:
    return street.view().rooms[room].hours


def test_each_weekday_shows_its_hours(street: Street) -> None:
    of_room(street).sees(
        "Monday 10:00-12:00, 13:00-16:00.", "Sunday closed.", "Public holidays: closed."
    )


def test_tuesday_is_changed_and_whoever_asked_for_news_hears_of_it(street: Street) -> None:
    omar = subscriber(street)
    nadia = on_tuesday(street, "9-11, 14-17")
    nadia.sees("H-buurt, every week:", "Tuesday 09:00-11:00, 14:00-17:00.", "1 person gets")
    assert hours(street) == OF_FILE
    nadia.taps("✅ Yes, do it").sees("✅ Done.", "Tuesday 09:00-11:00, 14:00-17:00.")
    written = "Mo,We-Fr 10:00-12:00,13:00-16:00; Tu 09:00-11:00,14:00-17:00; PH off"
    assert hours(street) == written
    street.later(minutes=1)
    street.tick()
    omar.sees(NEWS, "H-buurt has new opening hours.")
    assert versions(street) == [Source.CHAT, Source.FILE]
    # What was special about a day of its own is as it was.
    assert len(street.view().rooms["h-buurt"].exceptions) == 2


def test_a_weekday_is_closed_with_one_tap_and_a_closed_one_opens(street: Street) -> None:
    nadia = of_room(street).taps("📆 Friday").taps("🔴 Closed").sees("Friday closed.")
    nadia.taps("✅ Yes, do it").taps("🕙 Usual hours").taps("📆 Sunday").sees("Sunday closed.")
    nadia.says("11-15").taps("✅ Yes, do it").sees("Sunday 11:00-15:00.")
    assert hours(street) == "Mo-Th 10:00-12:00,13:00-16:00; Su 11:00-15:00; PH off"


def test_everything_is_done_by_typing_alone(street: Street) -> None:
    nadia = street.coordinator().says("/manage").says("Days and hours").says("H-buurt")
    nadia.says("usual hours").says("tuesday").says("closed").sees("Tuesday closed.").says("yes")
    nadia.sees("✅ Done.").says("undo").sees("It is like this again:")
    assert hours(street) == OF_FILE


def test_without_a_yes_nothing_changes(street: Street) -> None:
    on_tuesday(street, "9-11").taps("❌ No").sees("Tuesday 10:00-12:00, 13:00-16:00.")
    assert hours(street) == OF_FILE
    assert versions(street) == [Source.FILE]


def test_undo_brings_the_hours_back_and_nobody_hears_of_either(street: Street) -> None:
    omar = subscriber(street)
    nadia = on_tuesday(street, "9-11").taps("✅ Yes, do it").taps("↩️ Undo")
    nadia.sees("↩️ It is like this again:", "H-buurt has new opening hours.")
    street.later(minutes=1)
    street.tick()
    omar.hears_nothing()
    assert hours(street) == OF_FILE


@pytest.mark.parametrize("typed", ["tuesday", "Tue", "TU", "2", "٢"])
def test_a_weekday_is_typed_as_people_write_it(street: Street, typed: str) -> None:
    of_room(street).says(typed).sees("Tuesday 10:00-12:00", "From when until when")


def test_a_weekday_that_is_none_is_asked_for_again(street: Street) -> None:
    of_room(street).says("someday").sees("Which day?", "Monday").says("mon").sees("From when")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("14-10", "The end must come after the start."),
        ("10-10", "The end must come after the start."),
        ("10-13, 12-16", "Two of these times meet."),
        ("10-12, 12-16", "Two of these times meet."),
        ("ten", "I cannot read these hours."),
        ("10", "I cannot read these hours."),
        ("10:75-12", "I cannot read these hours."),
        ("10-24:30", "I cannot read these hours."),
    ],
)
def test_hours_that_cannot_be_are_told_why_and_asked_again(
    street: Street, typed: str, why: str
) -> None:
    on_tuesday(street, typed).sees(why, "Type it like this:").says("10-12").sees("every week:")


def test_hours_into_which_a_night_reaches_are_asked_again(street: Street) -> None:
    nadia = on_tuesday(street, "01-05", "Holendrecht").sees("A night before or after it meets")
    nadia.says("14-16").taps("✅ Yes, do it")
    assert hours(street, "holendrecht") == "Mo,We 18:00-02:00; Tu 14:00-16:00"


def test_later_hours_may_be_typed_first(street: Street) -> None:
    on_tuesday(street, "13-16, 9-12").sees("Tuesday 09:00-12:00, 13:00-16:00.")


def test_what_is_so_already_is_no_change(street: Street) -> None:
    on_tuesday(street, "10-12, 13-16").sees("It is like that already.")
    assert versions(street) == [Source.FILE]


def test_hours_with_months_in_them_stay_in_the_file(street: Street) -> None:
    text = TWO_ROOMS.replace(OF_FILE, "Jan-Mar Mo-Fr 10:00-12:00")
    nadia = of_room(street)
    street.load(read_text(text, "two-rooms.toml"))
    # The buttons of before answer too.
    nadia.taps("📆 Tuesday").sees("They can only be changed in the file.")
    other = of_room(street).sees("They can only be changed in the file.", "buurtbot export")
    assert "📆 Tuesday" not in other.buttons()
    other.taps("📆 H-buurt").sees("📆 H-buurt")


def test_the_file_changed_between_the_question_and_the_answer(street: Street) -> None:
    nadia = of_room(street).taps("📆 Tuesday")
    street.load(read_text(TWO_ROOMS.replace(OF_FILE, "week 1-9 Mo 10:00-12:00"), "other.toml"))
    nadia.says("9-11").sees("They can only be changed in the file.")
    assert hours(street) == "week 1-9 Mo 10:00-12:00"


def test_two_who_change_the_same_weekday_are_asked(street: Street) -> None:
    first, second = on_tuesday(street, "9-11"), on_tuesday(street, "15-17")
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees("Somebody else changed this day a moment ago.", "15:00-17:00")
    assert "Tu 09:00-11:00" in hours(street)
    second.taps("✅ Yes, do it").sees("✅ Done.")
    assert "Tu 15:00-17:00" in hours(street)


def test_two_who_change_two_weekdays_both_get_what_they_want(street: Street) -> None:
    first = on_tuesday(street, "9-11")
    second = of_room(street).taps("📆 Sunday").says("15-17")
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees("✅ Done.")
    assert "Tu 09:00-11:00" in hours(street)
    assert "Su 15:00-17:00" in hours(street)


def test_a_yes_that_is_tapped_twice_is_one_change(street: Street) -> None:
    nadia = on_tuesday(street, "9-11")
    asked = nadia.last
    nadia.taps("✅ Yes, do it").taps("✅ Yes, do it", on=asked)
    assert versions(street) == [Source.CHAT, Source.FILE]
    # An older question of another weekday opens once more, and changes nothing by itself.
    of_room(street, nadia=nadia).taps("📆 Friday").says("/menu").says("9-10")
    assert versions(street) == [Source.CHAT, Source.FILE]


def test_back_leads_to_the_hours_and_then_to_the_week(street: Street) -> None:
    nadia = on_tuesday(street, "9-11").taps("⬅️ Back").sees("From when until when")
    nadia.taps("⬅️ Back").sees("Monday 10:00-12:00, 13:00-16:00.")


def test_a_key_holder_does_not_change_what_is_every_week(street: Street) -> None:
    fatma = street.key_holder("h-buurt").says("/shifts").taps("📆 Days and hours")
    assert "🕙 Usual hours" not in fatma.buttons()


def test_in_a_browser(street: Street) -> None:
    rosa = street.neighbour(channel="web")
    rosa.arrives()
    with street.database.writing() as store:
        store.roles.give(rosa.person, Role(COORDINATOR, ""), street.now)
    of_room(street, nadia=rosa).taps("📆 Tuesday").says("9-11").taps("✅ Yes, do it").sees("Done")
    assert "Tu 09:00-11:00" in hours(street)


def test_in_dutch_and_in_arabic(street: Street) -> None:
    lotte = street.coordinator("nl").says("/manage").taps("📆 Dagen en tijden").taps("H-buurt")
    lotte.taps("🕙 Vaste tijden").taps("📆 dinsdag").says("van 9 tot 11")
    lotte.sees("elke week:", "dinsdag 09:00-11:00.")
    layla = street.coordinator("ar").says("/manage").taps("📆 الأيام والأوقات").taps("H-buurt")
    layla.taps("🕙 الأوقات المعتادة").says("الثلاثاء").says("٩ - ١١").sees("كل أسبوع:")
    layla.says("نعم").sees("✅")
    assert "Tu 09:00-11:00" in hours(street)


# --- Any week -------------------------------------------------------------------------------------

ZONE = ZoneInfo("Europe/Amsterdam")
YEAR = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(366)]
HOLIDAYS = [day for day in YEAR if DayHours("PH 10:00-11:00").of(day)]
TIMES = st.lists(st.integers(4 * 12, 24 * 12), unique=True, max_size=8).map(sorted)


def typed_so(times: list[int]) -> str:
    """These times, in pairs, as somebody types them."""
    clocks = [f"{n // 12}:{n % 12 * 5:02}" for n in times[: len(times) // 2 * 2]]
    return ", ".join(
        f"{one} - {other}" for one, other in zip(clocks[::2], clocks[1::2], strict=True)
    )


def planned(hours: str) -> list[list[str]]:
    checked = Room.model_validate(
        {"id": "h", "name": "H", "address": "H", "hours": hours}, context=LOADED_NOW
    )
    timetable = Timetable(checked, ZONE)
    return [
        [f"{one.start:%H:%M}-{one.end:%H:%M}" for one in timetable.blocks(day, day)] for day in YEAR
    ]


@settings(deadline=None, max_examples=25)
@given(
    days=st.lists(TIMES.map(typed_so), min_size=7, max_size=7),
    weekday=st.integers(0, 6),
    typed=TIMES.map(typed_so),
    holidays=st.sampled_from([None, "", "11:00-13:00"]),
)
def test_any_hours_that_are_typed_hold_on_that_weekday_and_on_no_other(
    days: list[str], weekday: int, typed: str, holidays: str | None
) -> None:
    # Typed day by day, from a week in which it is always closed.
    text = Week(("",) * 7, holidays).text()
    for number, one in enumerate(days):
        week = Week.read(text)
        assert week
        text = week.with_day(number, reading.hours(one, "en") or "").text()
    week = Week.read(text)
    assert week
    after = planned(week.with_day(weekday, reading.hours(typed, "en") or "").text())
    wanted = [part for part in (reading.hours(typed, "en") or "").split(",") if part]
    for day, was, holds in zip(YEAR, planned(text), after, strict=True):
        has_own_hours = holidays is not None and day in HOLIDAYS
        if day.weekday() != weekday or has_own_hours:
            assert holds == was
        else:
            assert holds == [part.replace("24:00", "00:00") for part in wanted]
