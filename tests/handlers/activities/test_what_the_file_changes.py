"""What another file changes about an activity is told to whoever it is about, once."""

from __future__ import annotations

import pytest

from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.places import NEW_TIME, looks_at, other_day, runs, told
from tests.handlers.activities.test_activities import ACTIVITIES, coming, report, village
from tests.support.talk import Neighbour, Street

GONE = "An activity that you signed up for is cancelled."
BOTH_DAYS = ACTIVITIES.replace("BYDAY=WE", "BYDAY=WE,FR", 1)
FRIDAY_ONLY = ACTIVITIES.replace("BYDAY=WE", "BYDAY=FR", 1)


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, village(), MONDAY)


def test_what_the_file_moves_back_is_told_too(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    there, back = other_day(ACTIVITIES, "2026-11-20T14:00:00"), ACTIVITIES
    for file, when in ((there, "Friday at 14:00"), (back, "Wednesday at 10:00")) * 2:
        street.load(village(file))
        omar.unread = []
        street.tick()
        street.tick()
        omar.sees(NEW_TIME, when)
        assert told(omar, NEW_TIME) == 1


def test_a_new_time_in_the_file_is_told_once_and_needs_no_reminder_besides(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    street.at("18:30", days=1)
    street.load(village(other_day(ACTIVITIES, "2026-11-18T14:00:00")))
    omar.unread = []
    street.tick()
    omar.sees(NEW_TIME, "Tomorrow, Wednesday, at 14:00").sees_not("⏰")
    assert told(omar, "Coffee together") == 1


def test_who_signs_up_for_the_new_time_is_not_told_of_it(street: Street) -> None:
    street.load(village(other_day(ACTIVITIES, "2026-11-18T14:00:00")))
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    street.tick()
    omar.hears_nothing()


def test_another_room_in_the_file_is_told(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    other = ACTIVITIES.replace(
        'room = "h-buurt"\ndomain = "meeting"', 'room = "holendrecht"\ndomain = "meeting"'
    )
    street.load(village(other))
    street.tick()
    omar.sees("📍 New room: Wednesday at 10:00, Holendrecht.")
    omar.unread = []
    street.tick()
    omar.hears_nothing()


def test_a_new_place_in_the_file_is_for_who_waits_not_for_a_newcomer(street: Street) -> None:
    coming(street).taps("➕ With others").taps("2")
    waiting, newcomer = coming(street).taps("⏳ Waiting list"), coming(street)
    street.load(village(ACTIVITIES.replace("places = 2", "places = 3")))
    newcomer.taps("⏳ Waiting list").sees("You are number 1 on the waiting list.")
    waiting.sees("A place is free for you!").taps("✅ I'm coming").sees("We expect you")


def test_a_group_that_is_too_large_for_the_new_file_is_told(street: Street) -> None:
    omar, lena = coming(street), coming(street)
    omar.taps("✅ I'm coming")
    lena.taps("➕ With others").taps("2").taps("⏳ Wait with 2").sees(
        "You are number 1 on the waiting list."
    )
    street.load(village(ACTIVITIES.replace("places = 2", "places = 1")))
    street.tick()
    lena.sees("Coffee together", "There is only 1 place now. You are off the list.")
    lena.reads()
    street.tick()
    lena.hears_nothing()


def test_what_the_file_takes_out_is_named(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    street.load(village(ACTIVITIES.replace("DAY=WE", "DAY=WE;UNTIL=20261111", 1)))
    street.tick()
    omar.sees("is cancelled.", "Coffee together", "Wednesday at 10:00, H-buurt.")


def test_another_day_of_the_same_week_in_the_file_takes_everybody_along(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    street.load(village(ACTIVITIES.replace("07T10:00", "09T10:00").replace("DAY=WE", "DAY=FR", 1)))
    street.tick()
    omar.sees("New time: Friday at 10:00, H-buurt.", "It was: Wednesday at 10:00.")


def later_in_the_file() -> Neighbourhood:
    return village(ACTIVITIES.replace("07T10:00", "07T10:30"))


def test_a_new_time_in_the_file_takes_everybody_along(street: Street) -> None:
    omar, amal = (coming(street).taps("✅ I'm coming") for _ in range(2))
    card = omar.last
    lena = coming(street).taps("⏳ Waiting list")
    for neighbour in (omar, amal, lena):
        neighbour.unread = []
    street.load(later_in_the_file())
    street.tick()
    for neighbour in (omar, amal, lena):
        neighbour.sees(NEW_TIME, "Coffee together", "Wednesday at 10:30, H-buurt.")
        neighbour.unread = []
    street.tick()
    omar.hears_nothing()
    amal.taps("✅ I'm coming").sees("See you there!")
    omar.taps("❌ Not coming", on=card)
    lena.sees("A place is free for you!", "Wednesday at 10:30")
    amal.unread = []
    street.at("18:00", days=1)
    street.tick()
    amal.sees("⏰ You signed up for this:", "Tomorrow, Wednesday, at 10:30")


def test_who_goes_along_where_others_were_quicker_waits_when_it_is_full(street: Street) -> None:
    omar, amal = (coming(street).taps("✅ I'm coming") for _ in range(2))
    for neighbour in (omar, amal):
        neighbour.unread = []
    street.load(later_in_the_file())
    quick = coming(street).taps("✅ I'm coming")
    quick.unread = []
    street.tick()
    omar.sees(NEW_TIME, "It was: Wednesday at 10:00.", "Are you still coming?")
    amal.sees(NEW_TIME, "All places are taken. There is a waiting list.")
    quick.hears_nothing()
    omar.taps("❌ Not coming")
    amal.sees("A place is free for you!", "Wednesday at 10:30")


def test_what_a_key_holder_moved_and_the_file_took_out_is_shown(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    runs(street).taps("🕘 Move it").taps("📆 Friday").says("14:00").taps("🕘 Yes, move it")
    omar.unread = []
    street.load(later_in_the_file())
    street.tick()
    omar.taps("🕘 10:30").sees("Wednesday from 10:30 until 12:00.").taps("✅ I'm coming")
    omar.sees("We expect you")


def test_what_a_key_holder_moved_is_not_moved_by_the_file_as_well(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    runs(street).taps("🕘 Move it").taps("📆 Friday").says("14:00").taps("🕘 Yes, move it")
    omar.unread = []
    street.load(later_in_the_file())
    street.tick()
    omar.sees("is cancelled.", "Friday at 14:00").sees_not(NEW_TIME)


def test_a_file_without_any_activity_tells_too(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    street.load(village(""))
    street.tick()
    omar.sees("An activity that you signed up for is cancelled.")


def test_what_the_file_takes_out_stays_in_the_figures_of_the_past(street: Street) -> None:
    coming(street).taps("✅ I'm coming")
    street.at("12:00", days=2)
    street.load(village(ACTIVITIES.replace('"coffee"', '"tea"')))
    street.tick()
    assert report(street).signups == 1


def test_a_place_nobody_took_is_not_spoken_of_after_the_start(street: Street) -> None:
    first = coming(street).taps("➕ With others").taps("2")
    omar = coming(street).taps("⏳ Waiting list")
    street.at("09:50", days=2)
    first.taps("❌ Not coming")
    omar.sees("I'll keep it: Today until 10:00.")
    omar.unread = []
    street.at("10:00")
    street.tick()
    omar.hears_nothing()


def test_an_hour_that_comes_twice_is_not_another_time(database: Database) -> None:
    night = ACTIVITIES.replace("07T10:00", "04T02:30").replace("BYDAY=WE", "BYDAY=SU")
    street = Street(database, read_text(TWO_ROOMS + night, "t"), MONDAY.replace(month=10, day=19))
    omar = street.neighbour()
    looks_at(omar, "Coffee together").sees("02:30").sees_not("New time:")


def test_news_of_a_move_is_not_followed_by_the_reminder_at_once(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    fatma = runs(street)
    street.at("19:00", days=1)
    street.tick()
    omar.unread = []
    fatma.taps("🕘 Move it").taps("🕘 11:00").taps("🕘 Yes, move it")
    street.tick()
    assert len(omar.unread) == 1
    street.at("09:00", days=1)
    street.tick()
    omar.sees("⏰ You signed up for this:", "Today at 11:00")


def on_friday(neighbour: Neighbour, *labels: str) -> Neighbour:
    looks_at(neighbour, "Fri 10:00 Coffee")
    for label in labels:
        neighbour.taps(label)
    return neighbour


def only_friday_is_left(street: Street, *neighbours: Neighbour) -> None:
    for neighbour in neighbours:
        neighbour.unread = []
    street.load(village(FRIDAY_ONLY))
    street.tick()
    street.tick()


def test_who_comes_on_both_days_hears_which_one_goes_and_keeps_the_other(street: Street) -> None:
    street.load(village(BOTH_DAYS))
    omar = on_friday(coming(street).taps("✅ I'm coming"), "✅ I'm coming")
    waits = on_friday(coming(street).taps("➕ With others").taps("2").taps("⏳ Wait with 2"))
    waits.taps("✅ I'm coming")
    only_friday_is_left(street, omar, waits)
    for neighbour in (omar, waits):
        assert len(neighbour.unread) == 1
        neighbour.sees(GONE, "Coffee together", "Wednesday at 10:00, H-buurt.")
        neighbour.says("/activities").sees("✅ You are coming.", "Friday from 10:00")


def test_a_place_on_the_day_that_goes_is_better_than_a_number_on_the_other(street: Street) -> None:
    street.load(village(BOTH_DAYS))
    omar, amal = (coming(street).taps("✅ I'm coming") for _ in range(2))
    lena = on_friday(street.neighbour(), "✅ I'm coming")
    # There is no room for two more, but for one.
    on_friday(omar, "➕ With others", "2", "⏳ Wait with 2")
    waits = omar.last
    only_friday_is_left(street, omar, amal, lena)
    assert len(omar.unread) == 1
    omar.sees(NEW_TIME, "Friday at 10:00, H-buurt.", "It was: Wednesday at 10:00.")
    amal.sees("All places are taken. There is a waiting list.")
    lena.hears_nothing()
    omar.taps("❌ Stop waiting", on=waits).sees("✅ You are coming.")
    on_friday(lena, "❌ Not coming")
    amal.sees("A place is free for you!", "Friday at 10:00")


def test_where_the_other_day_is_full_the_number_on_its_list_stays(street: Street) -> None:
    street.load(village(BOTH_DAYS))
    lena = on_friday(street.neighbour(), "➕ With others", "2")
    omar = on_friday(coming(street).taps("✅ I'm coming"), "⏳ Waiting list")
    only_friday_is_left(street, omar)
    assert told(omar, GONE) == len(omar.unread) == 1
    on_friday(omar).sees("You are number 1 on the waiting list.")
    on_friday(lena, "❌ Not coming")
    omar.sees("A place is free for you!", "Friday at 10:00")


def test_a_place_that_was_kept_on_the_other_day_is_taken_and_does_not_pass_on(
    street: Street,
) -> None:
    street.load(village(BOTH_DAYS))
    lena = on_friday(street.neighbour(), "➕ With others", "2")
    omar = on_friday(coming(street).taps("✅ I'm coming"), "⏳ Waiting list")
    waits = on_friday(street.neighbour(), "⏳ Waiting list")
    on_friday(lena, "❌ Not coming")
    waits.sees("A place is free for you!")
    only_friday_is_left(street, omar)
    assert told(omar, NEW_TIME) == len(omar.unread) == 1
    on_friday(omar).sees("✅ You are coming.")


def test_who_said_no_to_the_other_day_is_told_and_may_come_after_all(street: Street) -> None:
    street.load(village(BOTH_DAYS))
    omar = on_friday(coming(street).taps("✅ I'm coming"), "✅ I'm coming", "❌ Not coming")
    only_friday_is_left(street, omar)
    assert told(omar, GONE) == len(omar.unread) == 1
    omar.taps("🕘 10:00").sees("Friday from 10:00").sees_not("✅ You are coming.")
    omar.taps("✅ I'm coming").sees("We expect you")


def test_a_day_that_goes_takes_no_reminder_from_those_of_the_other(street: Street) -> None:
    street.load(village(BOTH_DAYS))
    omar = on_friday(coming(street).taps("✅ I'm coming"), "✅ I'm coming")
    amal = on_friday(street.neighbour(), "✅ I'm coming")
    omar.unread, amal.unread = [], []
    # The file that knows Wednesday only comes at the minute of Wednesday's reminder.
    street.at("18:00", days=1)
    street.load(village())
    street.tick()
    omar.sees(GONE, "Friday at 10:00", "⏰ You signed up for this:", "Tomorrow, Wednesday")
    amal.sees(NEW_TIME, "It was: Friday at 10:00.").sees_not("⏰")
