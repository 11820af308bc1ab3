"""What goes wrong around an activity: two copies at once, a shared phone, an early guest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.repositories.activities.sign_ups import PLACED
from storage.store import Store
from storage.tables.activities import signups
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.places import CANCELLED, GOES_ON, NEW_TIME, other_day, runs, told
from tests.handlers.activities.test_activities import ACTIVITIES, coming, report, village
from tests.support.talk import Neighbour, Street


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, village(), MONDAY)


def cancels(fatma: Neighbour) -> Neighbour:
    return fatma.taps("🚫 Cancel it").taps("🚫 Yes, cancel it")


def rows(street: Street) -> list[tuple[str, str, str, int]]:
    with street.database.reading() as store:
        query = select(signups.c.activity, signups.c.profile, signups.c.state, signups.c.size)
        return [tuple(row) for row in store.connection.execute(query.order_by(signups.c.id))]


def placed(street: Street) -> int:
    return sum(size for _, _, state, size in rows(street) if state in PLACED)


def look_and_meanwhile(street: Street, somebody: Callable[[], object]) -> None:
    """The ticker did its work but did not commit it yet when somebody does something."""
    writing, begun = street.database.writing, []

    @contextmanager
    def slowly() -> Iterator[Store]:
        with writing() as store:
            yield store
            if not begun:
                begun.append(other.submit(somebody))
                time.sleep(0.5)

    with ThreadPoolExecutor(1) as other, pytest.MonkeyPatch.context() as patch:
        patch.setattr(street.database, "writing", slowly)
        street.look()
        begun[0].result()
    street.deliver()


def test_a_place_that_is_passed_on_just_now_is_not_taken_as_well(street: Street) -> None:
    first = coming(street).taps("✅ I'm coming")
    coming(street).taps("✅ I'm coming")
    slow, _ = (coming(street).taps("⏳ Waiting list") for _ in range(2))
    first.taps("❌ Not coming")
    street.at("09:01", days=1)
    look_and_meanwhile(street, lambda: slow.taps("✅ I'm coming"))
    assert placed(street) == 2


def test_two_copies_tell_of_a_change_in_the_file_once(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    street.tick()
    omar.reads()
    shut = TWO_ROOMS.replace(
        "{ date = 2026-11-19", "{ date = 2026-11-18, closed = true },\n  { date = 2026-11-19"
    )
    street.load(read_text(shut + ACTIVITIES, "t"))
    look_and_meanwhile(street, street.look)
    assert len(omar.reads()) == 1


def test_whoever_joins_while_it_is_cancelled_does_not_get_a_place(street: Street) -> None:
    omar, fatma = coming(street), runs(street)
    coming(street).taps("✅ I'm coming")
    card = omar.last
    fatma.taps("🚫 Cancel it")
    with ThreadPoolExecutor(1) as other:
        with street.database.writing() as store:
            key = ("coffee", MONDAY.replace(day=18, hour=9))
            store.occurrences.lock(key)
            store.occurrences.cancel(key, fatma.person, street.now)
            tapped = other.submit(omar.taps, "✅ I'm coming", on=card)
            time.sleep(0.5)
        tapped.result()
    omar.sees("❌ Cancelled:")


def shared(street: Street) -> Neighbour:
    """A phone on which the child is signed up, and the first person holds it."""
    omar = street.neighbour()
    omar.hands_over().taps("🦊")
    omar.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("✅ I'm coming")
    return omar.hands_over().taps("👤 First person")


def test_a_message_for_somebody_on_a_shared_phone_answers_for_that_one(street: Street) -> None:
    omar = shared(street)
    cancels(runs(street)).taps("♻️ It is on again")
    omar.taps("✅ I'm coming", on=omar.last).sees("🦊", "We expect you")
    assert [row for row in rows(street) if row[2] == "in"] == [("coffee", "🦊", "in", 1)]
    omar.taps("❌ Not coming").sees("🦊", "Thank you for telling us.")


def test_a_picture_that_goes_leaves_the_figures_of_the_past(street: Street) -> None:
    omar = shared(street)
    street.at("12:00", days=2)
    omar.hands_over().taps("➖ Remove").taps("🦊", on=omar.last)
    assert report(street).signups == 1
    assert [row[1] for row in rows(street)] == [""]


def test_work_at_an_activity_is_for_the_first_person_of_a_phone(street: Street) -> None:
    fatma = runs(street)
    card = fatma.last
    fatma.hands_over().taps("🦊")
    fatma.taps("🚫 Cancel it", on=card).sees("This is for the first person on this phone.")


def test_a_yes_to_a_new_time_takes_a_kept_place(street: Street) -> None:
    first = coming(street).taps("➕ With others").taps("2")
    waiting = coming(street).taps("⏳ Waiting list")
    first.taps("❌ Not coming")
    runs(street).taps("🕘 Move it").says("16:00").taps("🕘 Yes, move it")
    waiting.sees(NEW_TIME).taps("✅ I'm coming", on=waiting.last).sees("We expect you")


def test_a_place_is_kept_shorter_when_the_start_comes_nearer(street: Street) -> None:
    first = coming(street).taps("➕ With others").taps("2")
    slow, quick = (coming(street).taps("⏳ Waiting list") for _ in range(2))
    slow.taps("❌ Stop waiting")
    first.taps("❌ Not coming")
    first.says("/activities h-buurt").taps("Wed 10:00 Coffee together")
    first.taps("✅ I'm coming")
    late = coming(street).taps("⏳ Waiting list")
    quick.unread = []
    runs(street).taps("🕘 Move it").taps("📆 Today").says("13:00").taps("🕘 Yes, move it")
    quick.sees(NEW_TIME, "I'll keep it for you: Today until 10:00.")
    street.at("10:01")
    quick.unread = []
    street.tick()
    quick.sees("Your place went to the next one on the list.")
    late.sees("A place is free for you!")


def test_a_kept_place_is_not_taken_besides_another_one(street: Street) -> None:
    first = coming(street).taps("➕ With others").taps("2")
    omar = coming(street).taps("⏳ Waiting list")
    omar.says("/activities holendrecht").taps("Wed 11:00 Help with letters").taps("✅ I'm coming")
    first.taps("❌ Not coming")
    omar.sees("A place is free for you!").taps("✅ I'm coming", on=omar.last)
    omar.sees("You already have something at that time:", "Help with letters")
    omar.taps("🔁 This one instead").sees("We expect you")
    assert [row[::2] for row in rows(street)][1:] == [("coffee", "in"), ("letters", "cancelled")]


def test_nobody_loses_a_place_for_a_number_on_a_list(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/activities holendrecht").taps("Wed 11:00 Help with letters").taps("✅ I'm coming")
    omar.says("/activities h-buurt").taps("Wed 10:00 Coffee together")
    card = omar.last
    omar.taps("✅ I'm coming").sees("You already have something at that time:")
    swap = omar.last
    coming(street).taps("➕ With others").taps("2")
    omar.taps("🔁 This one instead", on=swap).sees("You are number 1 on the waiting list.")
    assert ("letters", "", "in", 1) in rows(street)
    amal = street.neighbour()
    amal.says("/activities holendrecht").taps("Wed 11:00 Help with letters").taps("✅ I'm coming")
    amal.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("⏳ Waiting list")
    amal.sees("You are number 2 on the waiting list.")
    assert card


def test_nobody_loses_a_place_for_something_that_is_cancelled_meanwhile(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.says("/activities holendrecht").taps("Wed 11:00 Help with letters").taps("✅ I'm coming")
    ali = street.key_holder("holendrecht")
    cancels(ali.says("/activities holendrecht").taps("Wed 11:00 Help with letters"))
    omar.taps("🔁 This one instead").sees("❌ Cancelled:")
    assert rows(street)[0][2] == "in"


def test_who_checked_in_early_is_not_signed_up_once_more(street: Street) -> None:
    omar = coming(street)
    card = omar.last
    omar.taps("✅ I'm coming", on=card)
    street.at("09:30", days=2)
    omar.says("/start room_h-buurt").taps("✅ I am here")
    omar.taps("✅ I'm coming", on=card).sees("✅ Thank you. See you there!")
    assert placed(street) == 1
    assert "✅ I'm coming" not in omar.buttons()


def here_early(street: Street) -> Neighbour:
    """Somebody who signed up, and is there half an hour before it starts."""
    omar = coming(street).taps("✅ I'm coming")
    street.at("09:30", days=2)
    omar.says("/start room_h-buurt").taps("✅ I am here").sees("You are here for Coffee together.")
    omar.unread = []
    return omar


def test_who_checked_in_early_is_told_of_a_cancellation(street: Street) -> None:
    omar = here_early(street)
    fatma = street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("Today 10:00 Coffee together").taps("🚫 Cancel it")
    fatma.sees("1 person gets a message.").taps("🚫 Yes, cancel it")
    omar.sees(CANCELLED, "Coffee together")
    assert placed(street) == 0


def test_who_checked_in_early_is_asked_for_the_new_time(street: Street) -> None:
    omar = here_early(street)
    fatma = street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("Today 10:00 Coffee together").taps("🕘 Move it")
    fatma.taps("📆 Friday").says("14:00").taps("🕘 Yes, move it")
    omar.sees(NEW_TIME, "Friday at 14:00")
    omar.unread = []
    street.at("18:00", days=1)
    street.tick()
    omar.sees("⏰ You signed up for this:", "Tomorrow, Friday, at 14:00")
    omar.says("/activities").taps("❌ Not coming")
    assert placed(street) == 0


def test_who_checked_in_early_is_told_what_the_file_changes(street: Street) -> None:
    omar = here_early(street)
    later = "2026-11-18T14:00:00"
    for file, what in ((other_day(ACTIVITIES, later), NEW_TIME), ("", "is cancelled.")):
        street.load(village(file))
        street.tick()
        omar.sees(what)
        omar.unread = []
    assert placed(street) == 0


def test_who_checked_in_early_is_told_of_another_room(street: Street) -> None:
    omar = here_early(street)
    street.load(village(ACTIVITIES.replace("h-buurt", "holendrecht", 1)))
    street.tick()
    omar.sees("New room: Today at 10:00, Holendrecht.")


def test_an_answer_after_the_end_changes_nothing(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    street.at("18:00", days=1)
    street.tick()
    reminder = omar.last
    street.at("12:00", days=1)
    omar.taps("✅ I'm coming", on=reminder).sees("This is over.").sees_not("See you there!")
    omar.taps("❌ Not coming", on=reminder).sees("over.").sees_not("free again")
    assert report(street).signups == 1


def test_all_of_ones_places_can_be_seen(street: Street) -> None:
    omar = street.neighbour()
    for further in (False, True):
        omar.says("/activities h-buurt")
        if further:
            omar.taps("➡️ More")
        shown = omar.last
        for label in [name for name in omar.buttons() if ":00 " in name]:
            omar.taps(label, on=shown).taps("✅ I'm coming")
    omar.says("/activities").taps("🎟️ My activities").sees("✅ You are coming.").taps("➡️ More")
    omar.sees("✅ You are coming.")
    assert omar.buttons()[0].startswith("✅")


def test_a_cancellation_on_the_day_itself_is_told_once_at_a_time(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    fatma = runs(street)
    street.at("08:00", days=2)
    cancels(fatma)
    assert told(omar, CANCELLED) == 1
    street.tick()
    street.later(minutes=30)
    street.tick()
    assert told(omar, CANCELLED) == 1


def test_going_on_is_said_once(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    fatma = cancels(runs(street))
    card = fatma.last
    omar.unread = []
    for _ in range(2):
        fatma.taps("♻️ It is on again", on=card)
    assert told(omar, GOES_ON) == 1


def test_cancelled_twice_tells_everybody_twice_and_nobody_more(street: Street) -> None:
    yes, silent, no = (coming(street).taps("✅ I'm coming") for _ in range(2)), None, None
    yes, silent = yes
    no = coming(street).taps("⏳ Waiting list")
    fatma = cancels(runs(street)).taps("♻️ It is on again")
    yes.taps("✅ I'm coming", on=yes.last)
    no.taps("❌ Stop waiting", on=no.last)
    for neighbour in (yes, silent, no):
        neighbour.unread = []
    cancels(fatma)
    # Who did not answer may still come; who said no does not.
    assert [told(neighbour, CANCELLED) for neighbour in (yes, silent, no)] == [1, 1, 0]
    for neighbour in (yes, silent, no):
        neighbour.unread = []
    fatma.taps("♻️ It is on again")
    assert [told(neighbour, GOES_ON) for neighbour in (yes, silent, no)] == [1, 1, 0]


def test_who_had_a_place_has_it_when_it_goes_on_and_who_waited_still_waits(street: Street) -> None:
    amal, omar = (coming(street).taps("✅ I'm coming") for _ in range(2))
    lena, late = (coming(street).taps("⏳ Waiting list") for _ in range(2))
    fatma = cancels(runs(street))
    for neighbour in (amal, omar, lena, late):
        neighbour.unread = []
    fatma.taps("♻️ It is on again")
    omar.sees(GOES_ON, "I'll keep it for you: Today until 21:15.")
    lena.sees(GOES_ON, "on the waiting list. I'll write to you.")
    street.tick()
    coming(street).taps("⏳ Waiting list").sees("You are number 3 on the waiting list.")
    omar.taps("✅ I'm coming").sees("We expect you")
    lena.unread = []
    amal.taps("❌ Not coming")
    lena.sees("A place is free for you!").taps("✅ I'm coming").sees("We expect you")
    late.says("/activities").sees("You are number 1 on the waiting list.")


def test_who_waited_still_waits_when_what_was_cancelled_is_moved(street: Street) -> None:
    coming(street).taps("➕ With others").taps("2")
    lena = coming(street).taps("⏳ Waiting list")
    fatma = runs(street)
    card = fatma.last
    cancels(fatma)
    fatma.taps("🕘 Move it", on=card).says("16:00").taps("🕘 Yes, move it")
    street.tick()
    lena.sees(NEW_TIME, "You are on the waiting list.").sees_not("A place is free for you!")


def test_a_place_that_nobody_waits_for_is_not_said_to_have_gone_to_somebody(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    cancels(runs(street)).taps("♻️ It is on again")
    omar.unread = []
    street.at("09:01", days=1)
    street.tick()
    omar.sees("You are not on the list any more.").taps("✅ I'm coming").sees("We expect you")


def test_an_old_button_does_not_cancel_what_was(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    fatma = runs(street).taps("🚫 Cancel it")
    omar.unread = []
    street.at("12:00", days=2)
    fatma.taps("🚫 Yes, cancel it").sees_not("✅ Cancelled.")
    omar.hears_nothing()
    assert report(street).signups == 1


def test_the_same_time_is_no_news(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    omar.unread = []
    runs(street).taps("🕘 Move it").taps("🕘 10:00")
    omar.hears_nothing()


def test_moving_what_was_cancelled_asks_those_who_were_told(street: Street) -> None:
    omar = coming(street).taps("✅ I'm coming")
    fatma = runs(street)
    card = fatma.last
    cancels(fatma)
    omar.unread = []
    fatma.taps("🕘 Move it", on=card).says("16:00").taps("🕘 Yes, move it").sees("✅ Moved.")
    omar.sees(NEW_TIME).taps("✅ I'm coming").sees("We expect you")


def test_a_far_activity_can_be_moved_to_the_day_after(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("➡️ More")
    label = next(label for label in fatma.buttons() if "Coffee" in label)
    fatma.taps(label).taps("🕘 Move it")
    assert any("December" in label or "4 Dec" in label for label in fatma.buttons()), (
        fatma.buttons()
    )


def test_what_ends_the_day_at_midnight_has_no_later_hour(street: Street) -> None:
    street.load(village(ACTIVITIES.replace("07T10:00", "07T23:30")))
    fatma = runs(street).taps("🕘 Move it")
    assert not [label for label in fatma.buttons() if "00:30" in label]
