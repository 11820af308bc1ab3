"""A series is stopped or moved from now on: what was stays counted, each is told once, undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.neighbourhood.written import to_toml
from storage.repositories.activities.sign_ups import IN
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.places import NEW_TIME, told
from tests.handlers.manage.activities.program import (
    SERIES,
    activities,
    coffee,
    manages,
    minutes_pass,
    signed_up,
)
from tests.support.talk import Neighbour, Street

GONE = "An activity that you signed up for is cancelled."


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, read_text(TWO_ROOMS + SERIES, "test.toml"), MONDAY)


def coffees_of_last_week(street: Street) -> int:
    """Of how many times of an activity the report says that they took place."""
    view = street.view()
    week = Period.of("week", view.today(street.now) - timedelta(days=7))
    with street.database.reading() as store:
        return make_report(view, store, week, street.now).total.attended_counted.of


def test_a_series_stops_each_is_told_once_and_what_was_stays(street: Street) -> None:
    omar, lena = signed_up(street), signed_up(street)
    nadia = coffee(street).taps("🚫 Stop it")
    nadia.sees("🚫 It stops: Wednesday and later.", "What was stays in the report.")
    nadia.sees("2 people get a message.").taps("✅ Yes, do it").sees("✅ Done.")
    minutes_pass(street)
    for neighbour in (omar, lena):
        assert told(neighbour, GONE) == 1
        neighbour.sees("Coffee together", "Wednesday at 10:00")
    assert activities(street)["coffee"].rrule == "FREQ=WEEKLY;BYDAY=WE;UNTIL=20261111"
    last = ("coffee", datetime(2026, 11, 11, 9, tzinfo=UTC))
    assert street.view().agenda.find(last, None)
    nadia.taps("📅 H-buurt").sees("There are no activities yet.")


def test_undo_within_the_minute_tells_nobody(street: Street) -> None:
    omar = signed_up(street)
    nadia = coffee(street).taps("🚫 Stop it").taps("✅ Yes, do it").taps("↩️ Undo")
    nadia.sees("↩️ It is like this again:", "This activity changed: Coffee together.")
    coffee(street).taps("🕘 Move all").taps("Friday").says("14-15").taps("✅ Yes, do it").taps(
        "↩️ Undo"
    )
    minutes_pass(street)
    omar.hears_nothing()
    omar.says("/activities").sees("✅ You are coming.", "Wednesday from 10:00")


def test_a_series_that_has_not_begun_goes_whole(street: Street) -> None:
    ahead = SERIES.replace("2026-01-07", "2026-11-18")
    street.load(read_text(TWO_ROOMS + ahead, "test.toml"))
    omar = signed_up(street)
    coffee(street).taps("🚫 Stop it").sees("1 person gets a message.").taps("✅ Yes, do it")
    assert activities(street) == {}
    minutes_pass(street)
    assert told(omar, GONE) == 1


def test_another_time_takes_everybody_along_and_tells_each_once(street: Street) -> None:
    omar, lena = signed_up(street), signed_up(street)
    nadia = coffee(street).taps("🕘 Move all").taps("Wednesday").says("14:00-15:00")
    nadia.sees("Wednesday from 14:00 until 15:00.", "🗓️ Every week.", "2 people get a message.")
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    minutes_pass(street)
    for neighbour in (omar, lena):
        assert told(neighbour, NEW_TIME) == 1
        neighbour.sees("Wednesday at 14:00, H-buurt.")
    omar.taps("✅ I'm coming").sees("See you there!")


def test_another_day_of_the_week_from_now_on(street: Street) -> None:
    omar = signed_up(street)
    nadia = coffee(street).taps("🕘 Move all").taps("Friday").taps("🕘 10:00")
    nadia.sees("Friday from 10:00 until 11:30.", "⚠️ The room is closed then.")
    nadia.sees("1 person gets a message.").taps("✅ Yes, do it")
    minutes_pass(street)
    assert told(omar, NEW_TIME) == 1
    omar.sees("Coffee together", "Friday at 10:00, H-buurt.", "It was: Wednesday at 10:00.")
    omar.taps("❌ Not coming").sees_not("Sorry")
    now = activities(street)["coffee"]
    assert (now.rrule, f"{now.start}") == ("FREQ=WEEKLY;BYDAY=FR", "2026-11-20 10:00:00")
    (before,) = now.earlier
    assert before.rrule == "FREQ=WEEKLY;BYDAY=WE;UNTIL=20261111"
    again = street.view().neighbourhood
    assert read_text(to_toml(again), "again.toml").to_json() == again.to_json()


def test_another_day_takes_everybody_along_and_undo_brings_all_back(street: Street) -> None:
    omar, lena, amal = signed_up(street), signed_up(street), street.neighbour("ar")
    amal.says("/activities h-buurt")
    amal.taps(next(label for label in amal.buttons() if "نشرب" in label))
    amal.taps(next(label for label in amal.buttons() if "⏳" in label)).reads()
    nadia = coffee(street).taps("🕘 Move all").taps("Friday").says("13-14")
    nadia.sees("3 people get a message.").taps("✅ Yes, do it")
    done = nadia.last
    minutes_pass(street)
    for neighbour in (omar, lena):
        assert told(neighbour, NEW_TIME) == 1
    assert len(amal.unread) == 1
    amal.sees("13:00", "10:00", "الانتظار")
    omar.taps("✅ I'm coming").sees("See you there!")
    omar.says("/activities").sees("✅ You are coming.", "Friday from 13:00")
    for neighbour in (omar, lena, amal):
        neighbour.reads()
    # Who gave the place back stays away; who waited gets it, also after the way back.
    lena.taps("❌ Not coming", on=lena.last)
    nadia.taps("↩️ Undo", on=done).sees("↩️ It is like this again:")
    minutes_pass(street)
    assert told(omar, NEW_TIME) == 1
    omar.sees("Wednesday at 10:00, H-buurt.", "It was: Friday at 13:00.")
    lena.says("/activities h-buurt").sees_not("✅ You are coming.")
    keys = [one for one in (omar, amal) if one.unread]
    assert len(keys) == 2


def test_who_signed_up_for_later_weeks_goes_along_in_each_of_them(street: Street) -> None:
    omar = signed_up(street)
    with street.database.writing() as store:
        start = datetime(2026, 11, 25, 9, tzinfo=UTC)
        key = ("coffee", start)
        at = {"room": "h-buurt", "day": start.date(), "size": 1, "state": IN}
        store.signups.add(omar.person, "", key, now=street.now, **at)
    coffee(street).taps("🕘 Move all").taps("Friday").says("13-14").taps("✅ Yes, do it")
    omar.reads()
    minutes_pass(street)
    assert told(omar, NEW_TIME) == 2
    with street.database.reading() as store:
        rooms = store.signups.upcoming(street.now)
    assert sorted(key[1].day for key in rooms) == [20, 27]


def test_a_week_without_the_new_day_is_cancelled_for_those_who_come(street: Street) -> None:
    street.at("12:00", days=1)
    omar = signed_up(street)
    coffee(street).taps("🕘 Move all").taps("Tuesday").says("9-10").taps("✅ Yes, do it")
    minutes_pass(street)
    assert told(omar, GONE) == 1


def test_what_took_place_is_counted_as_before_when_it_moves_or_stops(street: Street) -> None:
    street.at("10:00")
    street.key_holder("h-buurt").says("/open")
    street.at("09:00", days=7)
    assert coffees_of_last_week(street) == 1
    coffee(street).taps("🕘 Move all").taps("Friday").says("13-14").taps("✅ Yes, do it")
    assert coffees_of_last_week(street) == 1
    coffee(street).taps("🚫 Stop it").taps("✅ Yes, do it")
    assert coffees_of_last_week(street) == 1
    assert len(activities(street)) == 1


def test_what_is_every_two_weeks_stays_in_step(street: Street) -> None:
    two_weeks = SERIES.replace("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2").replace("-07T", "-14T")
    street.load(read_text(TWO_ROOMS + two_weeks, "test.toml"))
    nadia = manages(street)
    nadia.taps(next(label for label in nadia.buttons() if "Coffee" in label))
    nadia.sees("🗓️ Every 2 weeks.")
    was = street.view().agenda.between(street.now, street.now.replace(month=12, day=31), {})
    nadia.taps("🕘 Move all").taps("Tuesday").says("14-15").taps("✅ Yes, do it").sees("✅ Done.")
    now = street.view().agenda.between(street.now, street.now.replace(month=12, day=31), {})
    weeks = [[one.begins.isocalendar().week for one in found] for found in (was, now)]
    assert weeks[0] == weeks[1]


def test_a_day_of_the_month_stays_the_same_one(street: Street) -> None:
    monthly = SERIES.replace("FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYDAY=1WE;UNTIL=20270301")
    street.load(read_text(TWO_ROOMS + monthly, "test.toml"))
    nadia = coffee(street).sees("🗓️ Every month, on this weekday.").taps("🕘 Move all")
    nadia.taps("Tuesday").taps("🕘 10:00").taps("✅ Yes, do it").sees("✅ Done.")
    now = activities(street)["coffee"]
    assert f"{now.start}" == "2026-12-01 10:00:00"
    assert now.rrule == "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270228"


def test_what_is_on_two_days_is_asked_for_its_hours_only(street: Street) -> None:
    both = SERIES.replace("BYDAY=WE", "BYDAY=WE,FR")
    street.load(read_text(TWO_ROOMS + both, "test.toml"))
    coffee(street).taps("🕘 Move all").sees("From when until when?").says("10-11").taps(
        "✅ Yes, do it"
    )
    assert activities(street)["coffee"].rrule == "FREQ=WEEKLY;BYDAY=WE,FR"


def test_places_and_title_change_and_nobody_is_told(street: Street) -> None:
    omar = signed_up(street)
    nadia = coffee(street).taps("👥 Places").taps("👥 12").sees("👥 12 places.", "Nobody has to")
    nadia.taps("✅ Yes, do it")
    nadia = coffee(street).taps("✏️ Change title").says("Tea or Coffee").sees("your language only.")
    nadia.taps("✅ Yes, do it")
    now = activities(street)["coffee"]
    assert (now.places, now.title["en"], now.title["nl"]) == (12, "Tea or Coffee", "Koffie")
    minutes_pass(street)
    omar.hears_nothing()


def test_a_title_is_given_in_each_language_and_what_is_missing_is_said(street: Street) -> None:
    nadia = coffee(street).taps("✏️ Change title").taps("🌐 Every language")
    nadia.sees("Languages without a title: Turkish, Spanish.").taps("➕ Turkish")
    nadia.sees("Type it in Turkish.").says("Birlikte kahve").sees("Turkish: Birlikte kahve")
    nadia.taps("✅ Yes, do it").sees("✅ Done.").taps("🌐 Every language")
    nadia.sees("Languages without a title: Spanish.").taps("✅ Dutch").says("Samen koffie")
    nadia.taps("✅ Yes, do it")
    now = activities(street)["coffee"].title
    assert [now[tag] for tag in ("nl", "en", "tr")] == [
        *("Samen koffie", "Coffee together", "Birlikte kahve"),
    ]
    ayse = street.neighbour("tr").says("/activities h-buurt")
    assert any("Birlikte kahve" in label for label in ayse.buttons())
    nadia.taps("↩️ Undo")
    assert activities(street)["coffee"].title["nl"] == "Koffie"


def test_one_time_only_is_what_key_holders_do(street: Street) -> None:
    nadia = coffee(street).taps("📆 One time only")
    nadia.sees("Wednesday from 10:00 until 11:30.").taps("🚫 Cancel it")


def test_two_who_change_one_activity_are_asked(street: Street) -> None:
    first = coffee(street).taps("👥 Places").taps("👥 12")
    second = coffee(street).taps("👥 Places").taps("👥 20")
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees("This activity changed a moment ago.", "👥 20 places.")
    second.taps("✅ Yes, do it").sees("✅ Done.")
    assert activities(street)["coffee"].places == 20


def test_an_old_button_of_what_stopped_still_answers(street: Street) -> None:
    nadia = coffee(street)
    shown = nadia.last
    nadia.taps("🚫 Stop it").taps("✅ Yes, do it")
    nadia.taps("✏️ Change title", on=shown).sees("That question is over.")


@pytest.mark.parametrize(
    ("tag", "day", "hours"), [("nl", "vrijdag", "van 13 tot 14"), ("ar", "الجمعة", "١٣-١٤")]
)
def test_all_typed_in_dutch_and_arabic(street: Street, tag: str, day: str, hours: str) -> None:
    omar = signed_up(street)
    nadia = street.coordinator(tag).says("/manage")
    for sign in ("📅", "H-buurt", "☕", "🕘"):
        nadia.taps(next(label for label in nadia.buttons() if sign in label))
    street.look()
    nadia.says(day).says(hours)
    assert activities(street)["coffee"].start.hour == 10
    nadia.says("1")
    assert activities(street)["coffee"].rrule == "FREQ=WEEKLY;BYDAY=FR"
    assert f"{activities(street)['coffee'].start}" == "2026-11-20 13:00:00"
    minutes_pass(street)
    assert told(omar, NEW_TIME) == 1


def test_a_yes_twice_is_one_change(street: Street) -> None:
    nadia = coffee(street).taps("🕘 Move all").taps("Friday").says("13-14")
    question = nadia.last
    nadia.taps("✅ Yes, do it", on=question).taps("✅ Yes, do it", on=question)
    street.later(hours=1)
    nadia.taps("✅ Yes, do it", on=question)
    with street.database.reading() as store:
        assert len(store.neighbourhoods.versions(most=9)) == 2


def test_a_key_holder_changes_no_series(street: Street) -> None:
    nadia = coffee(street)
    fatma = street.key_holder("h-buurt").says("/manage")
    fatma.taps("🚫 Stop it", on=nadia.last).sees_not("It stops", "Yes, do it")
    assert activities(street)["coffee"].rrule == "FREQ=WEEKLY;BYDAY=WE"


def moves_to(street: Street, day: str) -> Neighbour:
    nadia = coffee(street).taps("🕘 Move all").taps(day).says("13-14")
    return nadia.taps("✅ Yes, do it").sees("✅ Done.")


def one_time(street: Street, *labels: str) -> None:
    """What a key-holder says of the next time."""
    nadia = coffee(street).taps("📆 One time only")
    for label in labels:
        nadia.taps(label)


def cancelled(street: Street, days: int = 30) -> list[str]:
    """On which days it is cancelled."""
    last = street.now + timedelta(days=days)
    with street.database.reading() as store:
        changes = store.occurrences.between(first=street.now, last=last)
    found = street.view().agenda.between(street.now, last, changes)
    return [f"{one.begins:%a %d-%m}" for one in found if one.is_cancelled]


def test_what_was_cancelled_stays_so_in_its_week_however_often_the_series_moves(
    street: Street,
) -> None:
    # On the Thursday there is none: that is about no time of it.
    days = (f"{{ date = 2026-{day}, cancelled = true }}" for day in ("11-26", "12-02"))
    off = f"places = 2\nexceptions = [{', '.join(days)}]"
    street.load(read_text(TWO_ROOMS + SERIES.replace("places = 2", off), "test.toml"))
    one_time(street, "🚫 Cancel it", "🚫 Yes, cancel it")
    assert cancelled(street) == ["Wed 18-11", "Wed 02-12"]
    moves_to(street, "Friday")
    assert cancelled(street) == ["Fri 20-11", "Fri 04-12"]
    nadia = moves_to(street, "Tuesday")
    assert cancelled(street) == ["Tue 17-11", "Tue 01-12"]
    nadia.taps("↩️ Undo")
    assert cancelled(street) == ["Fri 20-11", "Fri 04-12"]
    moves_to(street, "Monday").taps("↩️ Undo")
    moves_to(street, "Wednesday")
    assert cancelled(street) == ["Wed 18-11", "Wed 02-12"]
    again = street.view().neighbourhood
    assert read_text(to_toml(again), "again.toml").to_json() == again.to_json()


def test_undo_of_a_move_brings_back_nothing_that_was_cancelled_before_or_since(
    street: Street,
) -> None:
    nadia = moves_to(street, "Friday")
    one_time(street, "🚫 Cancel it", "🚫 Yes, cancel it")
    nadia.taps("↩️ Undo")
    assert cancelled(street) == ["Wed 18-11"]
    street.at("16:00", days=4)
    one_time(street, "🚫 Cancel it", "🚫 Yes, cancel it")
    before = street.view().neighbourhood
    moves_to(street, "Friday").taps("↩️ Undo")
    assert cancelled(street) == ["Wed 25-11"]
    coffee(street).taps("👥 Places").taps("👥 12").taps("✅ Yes, do it").taps("↩️ Undo")
    assert street.view().neighbourhood == before


def test_what_goes_on_after_all_goes_on_where_the_series_moves_next(street: Street) -> None:
    one_time(street, "🚫 Cancel it", "🚫 Yes, cancel it")
    moves_to(street, "Friday")
    one_time(street, "♻️ It is on again")
    moves_to(street, "Tuesday")
    assert cancelled(street) == []


def test_the_month_that_was_cancelled_stays_so_on_another_day(street: Street) -> None:
    # In September 2027 the first Wednesday comes before the first Tuesday.
    monthly = SERIES.replace("FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYDAY=1WE")
    off = "places = 2\nexceptions = [{ date = 2027-09-01, cancelled = true }]"
    street.load(read_text(TWO_ROOMS + monthly.replace("places = 2", off), "test.toml"))
    moves_to(street, "Tuesday")
    assert cancelled(street, days=365) == ["Tue 07-09"]
