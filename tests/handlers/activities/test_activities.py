"""Something to do: found, signed up for, waited for, cancelled, moved, remembered, counted."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import delete

from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.figures import Figures
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.activities.sign_ups import ACTIVE
from storage.tables.people import roles
from tests.conftest import MONDAY, TWO_ROOMS
from tests.support.talk import Neighbour, Street

ACTIVITIES = """
[[activities]]
id = "coffee"
room = "h-buurt"
domain = "meeting"
start = 2026-01-07T10:00:00
rrule = "FREQ=WEEKLY;BYDAY=WE"
minutes = 90
places = 2
language = "nl"
[activities.title]
nl = "Koffie"
en = "Coffee together"
ar = "نشرب القهوة معًا"

[[activities]]
id = "letters"
room = "holendrecht"
domain = "forms"
start = 2026-01-07T11:00:00
rrule = "FREQ=WEEKLY;BYDAY=WE"
minutes = 60
[activities.title]
en = "Help with letters"

[[activities]]
id = "class"
room = "h-buurt"
domain = "learning"
start = 2026-01-06T14:00:00
rrule = "FREQ=WEEKLY;BYDAY=TU,TH"
minutes = 60
[activities.title]
en = "Dutch class"
"""


def village(more: str = ACTIVITIES) -> Neighbourhood:
    return read_text(TWO_ROOMS + more, "test.toml")


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, village(), MONDAY)


def coming(street: Street, language: str = "en", **more: str) -> Neighbour:
    """Somebody who looks at Wednesday's coffee."""
    omar = street.neighbour(language, **more)
    omar.says("/activities h-buurt")
    return omar.taps(
        next(
            label
            for label in omar.buttons()
            if "Coffee" in label or "Koffie" in label or "القهوة" in label
        )
    )


def test_the_next_things_to_do_come_with_day_room_places_and_language(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/activities").sees("📖 Dutch class", "Tomorrow, Tuesday, from 14:00 until 15:00.")
    omar.taps("📅 All activities").taps("Wed 10:00 Coffee together").sees(
        "☕ Coffee together",
        "📍 H-buurt, Hofgeest 1",
        "2 places left. We speak Dutch there.",
    )
    coming(street, "ar").sees("الهولندية")
    coming(street, "nl").sees("We spreken daar Nederlands.")


def test_a_closed_day_of_the_room_has_no_activity(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/activities h-buurt")
    classes = [label for label in omar.buttons() if " 14:00 " in label]
    # On Thursday the room is closed (burst pipe): the class of that day is not held.
    assert classes[:2] == ["📖 Tue 14:00 Dutch class", "📖 Tue 24 Nov 14:00 Dutch class"]


def test_by_day_by_kind_and_by_room(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/activities").taps("📆 By day").taps("📆 Wednesday").sees("📆 Wednesday")
    both = ["☕ 10:00 Coffee together", "📄 11:00 Help with letters"]
    assert omar.buttons()[:3] == [*both, "📅 Activities"]
    omar.taps("📅 Activities").taps("🔎 By kind").taps("📖 Learn").sees("📖 Learn")
    assert {label[-11:] for label in omar.buttons()[:5]} == {"Dutch class"}
    omar.says("/activities holendrecht").sees("📍 Holendrecht")
    assert {label[-17:] for label in omar.buttons()[:4]} == {"Help with letters"}
    omar.says("/activities nowhere").sees("I do not know a room with that name.")
    assert "📖 Tue 14:00 Dutch class" in omar.buttons()


def test_one_tap_signs_up_and_one_tap_cancels(street: Street) -> None:
    omar = coming(street)
    omar.sees("📍 H-buurt, Hofgeest 1", "from 10:00 until 11:30").taps("✅ I'm coming")
    omar.sees("✅ We expect you. I'll remind you.", "☕ Coffee together")
    omar.taps("❌ Not coming").sees("Thank you for telling us.")
    assert len(omar.screen) == 1, omar.transcript()


def test_signing_up_twice_is_one_sign_up(street: Street) -> None:
    omar = coming(street)
    card = omar.last
    omar.taps("✅ I'm coming", on=card)
    omar.taps("✅ I'm coming", on=card).sees("✅ We expect you.")
    assert len(signups(street)) == 1


def test_cancelling_twice_is_said_kindly(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    card = omar.last
    omar.taps("❌ Not coming", on=card)
    first = omar.last.text
    omar.taps("❌ Not coming", on=card).sees("Thank you for telling us.")
    assert omar.last.text == first


def test_somebody_comes_with_others(street: Street) -> None:
    omar = coming(street)
    omar.taps("➕ With others").sees("How many people are coming? Count yourself too.")
    omar.says("500").sees("I can note at most 10 people.")
    omar.says("7").sees("There are only 2 places.")
    coming(street).taps("➕ With others").says("٢").sees("We expect 2 people")


def test_a_full_activity_has_a_waiting_list(street: Street) -> None:
    coming(street).taps("➕ With others").taps("2")
    late = coming(street).taps("⏳ Waiting list")
    late.sees("⏳ You are number 1 on the waiting list. I'll write to you.")
    later = coming(street).taps("⏳ Waiting list").sees("You are number 2 on the waiting list.")
    late.taps("❌ Stop waiting").sees("You left the waiting list.")
    later.says("/activities").sees("You are number 1 on the waiting list.")


def test_a_freed_place_is_offered_to_the_next_in_their_own_language(street: Street) -> None:
    first = coming(street).taps("➕ With others").taps("2")
    amal = coming(street, "ar")
    amal.taps(amal.buttons()[0])
    first.taps("❌ Not coming")
    assert "نشرب القهوة معًا" in "\n".join(amal.unread)
    street.tick()
    amal.taps(amal.buttons()[0])
    assert [signup.state for signup in signups(street)] == ["cancelled", "in"]


def test_a_kept_place_passes_on_by_itself(street: Street) -> None:
    first = coming(street).taps("➕ With others").taps("2")
    slow, quick = (coming(street).taps("⏳ Waiting list") for _ in range(2))
    slow.taps("❌ Stop waiting").says("/activities h-buurt").taps("⏳ Wed 10:00 Coffee together")
    slow.taps("⏳ Waiting list").sees("You are number 2")
    first.taps("❌ Not coming")
    quick.sees("There is news for you", "A place is free for you!", "I'll keep it:")
    slow.sees("A place is free for you!")
    # Monday 09:00 to Wednesday 10:00 is 49 hours: kept for a quarter of it, until the morning.
    street.at("09:01", days=1)
    street.tick()
    slow.sees("You are not on the list any more.")
    slow.taps("✅ I'm coming", on=slow.last).sees("We expect you")


def test_the_time_a_place_is_kept_shrinks_as_the_start_nears(street: Street) -> None:
    coming(street).taps("✅ I'm coming")
    second = coming(street).taps("✅ I'm coming")
    waiting = coming(street).taps("⏳ Waiting list")
    street.at("08:00", days=2)
    second.taps("❌ Not coming")
    waiting.sees("I'll keep it: Today until 08:30.")


def test_no_is_not_asked_again(street: Street) -> None:
    first = coming(street).taps("✅ I'm coming")
    second = coming(street).taps("✅ I'm coming")
    waiting = coming(street).taps("⏳ Waiting list")
    first.taps("❌ Not coming")
    waiting.taps("❌ Not coming")
    waiting.unread = []
    second.taps("❌ Not coming")
    street.tick()
    waiting.hears_nothing()


def test_a_group_waits_until_there_is_room_for_all(street: Street) -> None:
    first, second = (coming(street).taps("✅ I'm coming") for _ in range(2))
    group = coming(street).taps("➕ With others").taps("2")
    group.sees("You are number 1 on the waiting list.")
    group.unread = []
    first.taps("❌ Not coming")
    group.hears_nothing()
    second.taps("❌ Not coming")
    group.sees("A place is free for you!")


def test_nobody_is_at_two_places_at_once(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.says("/activities holendrecht")
    omar.taps("Wed 11:00 Help with letters").taps("✅ I'm coming")
    omar.sees("You already have something at that time:", "Coffee together")
    omar.taps("🔁 This one instead").sees("We expect you")
    assert [(signup.activity, signup.state) for signup in signups(street)] == [
        ("coffee", "cancelled"),
        ("letters", "in"),
    ]


def test_too_late_is_said_with_what_still_works(street: Street) -> None:
    omar = coming(street)
    card = omar.last
    street.at("10:05", days=2)
    omar.taps("✅ I'm coming", on=card).sees("🟢 On now, walk in.")
    street.at("12:00")
    omar.taps("✅ I'm coming", on=card).sees("This is over.")


def test_a_reminder_comes_the_evening_before_and_two_hours_before(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    street.at("17:59", days=1)
    street.tick()
    omar.hears_nothing()
    street.at("18:00")
    street.tick()
    omar.sees("There is news for you about the neighbourhood room.\n⏰ You signed up for this:")
    omar.sees("Tomorrow, Wednesday, at 10:00, H-buurt.")
    omar.unread = []
    street.tick()
    omar.hears_nothing()
    street.at("08:00", days=1)
    street.tick()
    omar.sees("Today at 10:00").taps("❌ Not coming").sees("Thank you for telling us.")


def test_who_signs_up_after_the_last_reminder_is_promised_none(street: Street) -> None:
    street.at("07:59", days=2)
    coming(street).taps("✅ I'm coming").sees("I'll remind you.")
    street.at("08:00")
    street.tick()
    street.at("08:30")
    late = coming(street).taps("✅ I'm coming").sees("✅ Thank you. See you there!")
    late.sees_not("I'll remind you")
    late.unread = []
    street.tick()
    late.hears_nothing()


def test_a_reminder_for_what_is_over_is_never_sent(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    street.at("10:01", days=2)
    street.tick()
    omar.hears_nothing()


def test_cancelling_reaches_everybody_at_once_and_again_on_the_day(street: Street) -> None:
    read, unread = coming(street).taps("✅ I'm coming"), coming(street).taps("✅ I'm coming")
    fatma = street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("🚫 Cancel it")
    fatma.sees("2 people get a message.").taps("🚫 Yes, cancel it").sees("✅ Cancelled.")
    for neighbour in (read, unread):
        neighbour.sees("There is news for you", "❌ Cancelled:", "Coffee together")
    read.taps("✔️ I have read it").sees("Thank you.")
    read.unread, unread.unread = [], []
    street.at("08:00", days=2)
    street.tick()
    unread.sees("❌ Cancelled:")
    read.hears_nothing()
    street.tick()
    read.says("/activities").sees_not("Today at 10:00")


def test_a_cancelled_activity_cannot_be_signed_up_for_with_an_old_button(street: Street) -> None:
    omar = coming(street)
    card = omar.last
    fatma = street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("🚫 Cancel it")
    fatma.taps("🚫 Yes, cancel it")
    omar.taps("✅ I'm coming", on=card).sees("❌ Cancelled:")


def test_what_was_cancelled_can_go_on_after_all(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    fatma = street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("🚫 Cancel it")
    fatma.taps("🚫 Yes, cancel it").taps("♻️ It is on again").sees("✅ It is on again.")
    omar.sees("It is on again:").taps("✅ I'm coming").sees("We expect you")


def test_moving_tells_everybody_and_the_reminders_move_too(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    fatma = street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("🕘 Move it")
    fatma.says("99").sees("I do not understand that time.")
    fatma.taps("📆 Friday").sees("📆 Friday\nAt what time?").says("14.30").sees(
        "🕘 New time: Friday at 14:30, H-buurt.", "1 person gets a message."
    )
    fatma.taps("🕘 Yes, move it").sees("✅ Moved.")
    omar.sees("🕘 New time: Friday at 14:30, H-buurt.")
    omar.taps("✅ I'm coming").sees("See you there!", "🕘 New time:")
    omar.unread = []
    street.at("18:00", days=1)
    street.tick()
    street.at("08:00", days=1)
    street.tick()
    omar.hears_nothing()
    street.at("18:00", days=1)
    street.tick()
    omar.sees("Tomorrow, Friday, at 14:30")


def test_a_stale_button_after_a_move_signs_up_for_the_new_time(street: Street) -> None:
    omar = coming(street)
    card = omar.last
    fatma = street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("🕘 Move it")
    fatma.says("16:00")
    omar.taps("✅ I'm coming", on=card).sees("from 16:00 until 17:30", "🕘 New time:")


def test_a_file_without_the_activity_tells_those_who_signed_up(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    street.load(village(ACTIVITIES.replace('"coffee"', '"tea"')))
    street.tick()
    omar.sees("An activity that you signed up for is cancelled.")


def test_a_new_closed_day_in_the_file_cancels_what_was_planned_on_it(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    more = "{ date = 2026-11-18, closed = true },\n  { date = 2026-11-19"
    street.load(read_text((TWO_ROOMS + ACTIVITIES).replace("{ date = 2026-11-19", more), "t"))
    street.tick()
    omar.sees("❌ Cancelled:")
    omar.unread = []
    street.tick()
    omar.hears_nothing()


def test_more_places_in_the_file_are_offered_to_who_waits(street: Street) -> None:
    coming(street).taps("➕ With others").taps("2")
    waiting = coming(street).taps("⏳ Waiting list")
    street.load(village(ACTIVITIES.replace("places = 2", "places = 3")))
    street.tick()
    waiting.sees("A place is free for you!")


def test_somebody_who_left_is_passed_over(street: Street) -> None:
    from handlers.core.messages import Kind

    first, second = coming(street).taps("✅ I'm coming"), coming(street).taps("✅ I'm coming")
    gone, next_one = (coming(street).taps("⏳ Waiting list") for _ in range(2))
    gone.does(Kind.LEFT)
    first.taps("❌ Not coming")
    next_one.sees("A place is free for you!")
    assert second.unread


def test_a_key_holder_of_another_room_cannot_change_an_activity(street: Street) -> None:
    ali = street.key_holder("holendrecht")
    ali.says("/activities h-buurt").taps("Wed 10:00 Coffee together")
    assert not any("Cancel" in label or "Move" in label for label in ali.buttons())
    fatma = street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("🚫 Cancel it")
    with street.database.writing() as store:
        store.connection.execute(delete(roles).where(roles.c.person_id == fatma.person))
    fatma.taps("🚫 Yes, cancel it").sees("Only key-holders can do this.")


def test_the_key_holder_counts_who_came_and_nobody_is_a_number_too(street: Street) -> None:
    coming(street).taps("➕ With others").taps("2")
    fatma = street.key_holder("h-buurt")
    street.at("10:00", days=2)
    fatma.says("/open")
    fatma.says("/activities").taps("🔢 How many came?")
    fatma.sees("How many people came?", "2 people signed up.").taps("1")
    fatma.sees("✅ Noted: 1 person.").taps("🔢 Other number").says("0")
    fatma.sees("✅ Noted: nobody came.")


def test_at_the_end_whoever_opened_is_asked_once(street: Street) -> None:
    coming(street).taps("✅ I'm coming")
    fatma = street.key_holder("h-buurt")
    street.at("10:00", days=2)
    fatma.says("/open")
    street.at("11:30")
    street.tick()
    fatma.sees("How many people came to Coffee together?")
    fatma.unread = []
    street.tick()
    fatma.hears_nothing()
    fatma.taps("2", on=fatma.last).sees("✅ Noted: 2 people.")


def test_the_calendar_file_names_the_activity_and_nobody(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming").taps("📎 Calendar")
    file = omar.last.attachment
    assert file
    assert file.name == "coffee.ics"
    for line in ("SUMMARY:Coffee together", "DTSTART:20261118T090000Z", "DTEND:20261118T103000Z"):
        assert line in file.content


def test_a_neighbourhood_without_activities_says_so(database: Database) -> None:
    street = Street(database, village(""), MONDAY)
    street.neighbour().says("/activities").sees("There are no activities yet.")


def signups(street: Street) -> list:
    with street.database.reading() as store:
        keys = {("coffee", AT), ("letters", LATER)}
        states = (*ACTIVE, "cancelled", "declined", "passed", "called_off", "came")
        return store.signups.at(keys, states)


AT = datetime.fromisoformat("2026-11-18T09:00:00+00:00")
LATER = datetime.fromisoformat("2026-11-18T10:00:00+00:00")


def test_who_checks_in_at_the_door_has_come_for_what_is_on(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    street.at("09:30", days=2)
    omar.says("/start room_h-buurt").taps("✅ I am here")
    omar.sees("Nobody has opened this room in the bot yet.", "✅ You are here for Coffee together.")
    assert [signup.state for signup in signups(street)] == ["came"]
    assert report(street).signups == 1
    assert report(street).attended == 1


def test_the_report_adds_up_who_signed_up_and_who_came(street: Street) -> None:
    coming(street).taps("➕ With others").taps("2")
    fatma = street.key_holder("h-buurt")
    street.at("10:30", days=2)
    assert (report(street).signups, report(street).attended) == (2, None)
    fatma.says("/activities").taps("🔢 How many came?").taps("3")
    assert (report(street).signups, report(street).attended) == (2, 3)
    street.load(village(""))
    assert report(street).attended == 3


def test_without_activities_the_report_does_not_say_nobody_came(database: Database) -> None:
    street = Street(database, village(""), MONDAY)
    assert (report(street).signups, report(street).attended) == (None, None)


def report(street: Street) -> Figures:
    with street.database.reading() as store:
        view = street.turns.view(store)
        assert view
        period = Period.of("week", view.today(street.now))
        return make_report(view, store, period, street.now).total


def test_two_on_one_phone_have_places_of_their_own(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.hands_over().taps("🦊")
    omar.says("/activities h-buurt").taps("Wed 10:00 Coffee together").sees("1 place left.")
    omar.taps("✅ I'm coming").sees("✅ We expect you.")
    waiting = coming(street).taps("⏳ Waiting list")
    omar.unread = []
    street.at("18:00", days=1)
    street.tick()
    assert len([message for message in omar.unread if "⏰" in message]) == 2
    assert any("🦊" in message for message in omar.unread)
    omar.hands_over().taps("➖ Remove").taps("🦊", on=omar.last)
    waiting.sees("A place is free for you!")
