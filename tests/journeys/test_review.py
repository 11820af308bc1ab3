"""What goes wrong around an activity: two copies at once, a shared phone, a file that changes."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from handlers import notices
from handlers.house import House
from handlers.vocabulary import Reply
from storage.database import Database
from storage.neighbourhood_file import read_text
from storage.signups import PLACED
from storage.store import Store
from storage.tables import signups
from tests.conftest import MONDAY, TWO_ROOMS
from tests.journeys.test_activities import ACTIVITIES, coming, report, village
from tests.talk import Neighbour, Street

NEW_TIME, CANCELLED, GOES_ON = "The time has changed:", "This is cancelled:", "goes on after all:"


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, village(), MONDAY)


def runs(street: Street) -> Neighbour:
    """The key-holder of the room, with Wednesday's coffee before her."""
    fatma = street.key_holder("h-buurt")
    return fatma.says("/activities h-buurt").taps("2 Coffee together")


def cancels(fatma: Neighbour) -> Neighbour:
    return fatma.taps("🚫 Cancel it").taps("🚫 Yes, cancel it")


def told(neighbour: Neighbour, words: str) -> int:
    return len([one for one in neighbour.unread if words in one])


def rows(street: Street) -> list[tuple[str, str, str, int]]:
    with street.database.reading() as store:
        found = select(signups.c.activity, signups.c.face, signups.c.state, signups.c.size)
        return [tuple(row) for row in store.connection.execute(found.order_by(signups.c.id))]


def placed(street: Street) -> int:
    return sum(size for _, _, state, size in rows(street) if state in PLACED)


def due(street: Street, store: Store) -> list[Reply]:
    current = store.neighbourhoods.current()
    assert current
    return notices.due(House(current), store, street.now, street.report_time)


def test_a_place_that_is_passed_on_just_now_is_not_taken_as_well(street: Street) -> None:
    first = coming(street).taps("✅ I come")
    coming(street).taps("✅ I come")
    slow, _ = (coming(street).taps("⏳ Waiting list") for _ in range(2))
    first.taps("❌ I don't come")
    street.at("09:01", days=1)
    with ThreadPoolExecutor(1) as other:
        with street.database.writing() as store:
            due(street, store)
            tapped = other.submit(slow.taps, "✅ I come")
            time.sleep(0.5)
        tapped.result()
    assert placed(street) == 2


def tick(street: Street) -> list[Reply]:
    with street.database.writing() as store:
        return due(street, store)


def test_whoever_joins_while_it_is_cancelled_does_not_get_a_place(street: Street) -> None:
    omar, fatma = coming(street), runs(street)
    coming(street).taps("✅ I come")
    card = omar.last
    fatma.taps("🚫 Cancel it")
    with ThreadPoolExecutor(1) as other:
        with street.database.writing() as store:
            key = ("coffee", MONDAY.replace(day=18, hour=9))
            store.occurrences.lock(key)
            store.occurrences.change(key, fatma.person, street.now, cancelled_at=street.now)
            tapped = other.submit(omar.taps, "✅ I come", on=card)
            time.sleep(0.5)
        tapped.result()
    omar.sees("You cannot sign up: this is cancelled.")


def shared(street: Street) -> Neighbour:
    """A phone on which the child is signed up, and the first person holds it."""
    omar = street.neighbour()
    omar.says("/language").taps("Somebody else").taps("➕ Somebody new").taps("🦊")
    omar.says("/activities h-buurt").taps("2 Coffee together").taps("✅ I come")
    return omar.says("/language").taps("Somebody else").taps("👤 First person")


def test_a_yes_to_a_new_time_takes_a_kept_place(street: Street) -> None:
    first = coming(street).taps("➕ With others").taps("2")
    waiting = coming(street).taps("⏳ Waiting list")
    first.taps("❌ I don't come")
    runs(street).taps("🕘 Move it").says("16:00")
    waiting.sees(NEW_TIME).taps("✅ I come", on=waiting.last).sees("We expect you")


def test_a_kept_place_is_not_taken_besides_another_one(street: Street) -> None:
    first = coming(street).taps("➕ With others").taps("2")
    omar = coming(street).taps("⏳ Waiting list")
    omar.says("/activities holendrecht").taps("1 Help with letters").taps("✅ I come")
    first.taps("❌ I don't come")
    omar.sees("A place is free for you:").taps("✅ I come", on=omar.last)
    omar.sees("You go to something else at that time:", "Help with letters")
    omar.taps("🔁 This one instead").sees("We expect you")
    assert [row[::2] for row in rows(street)][1:] == [("coffee", "in"), ("letters", "cancelled")]


def test_nobody_loses_a_place_for_a_number_on_a_list(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/activities holendrecht").taps("1 Help with letters").taps("✅ I come")
    omar.says("/activities h-buurt").taps("2 Coffee together")
    card = omar.last
    omar.taps("✅ I come").sees("You go to something else at that time:")
    swap = omar.last
    coming(street).taps("➕ With others").taps("2")
    omar.taps("🔁 This one instead", on=swap).sees("You are number 1 on the waiting list.")
    assert ("letters", "", "in", 1) in rows(street)
    amal = street.neighbour()
    amal.says("/activities holendrecht").taps("1 Help with letters").taps("✅ I come")
    amal.says("/activities h-buurt").taps("2 Coffee together").taps("⏳ Waiting list")
    amal.sees("You are number 2 on the waiting list.")
    assert card


def test_nobody_loses_a_place_for_something_that_is_cancelled_meanwhile(street: Street) -> None:
    omar = coming(street).taps("✅ I come")
    omar.says("/activities holendrecht").taps("1 Help with letters").taps("✅ I come")
    ali = street.key_holder("holendrecht")
    cancels(ali.says("/activities holendrecht").taps("1 Help with letters"))
    omar.taps("🔁 This one instead").sees("You cannot sign up: this is cancelled.")
    assert rows(street)[0][2] == "in"


def test_who_checked_in_early_is_not_signed_up_once_more(street: Street) -> None:
    omar = coming(street)
    card = omar.last
    omar.taps("✅ I come", on=card)
    street.at("09:30", days=2)
    omar.says("/start room_h-buurt").taps("✅ I am here")
    omar.taps("✅ I come", on=card).sees("You are on the list already.")
    assert placed(street) == 1
    assert "✅ I come" not in omar.buttons()


def test_an_answer_after_the_end_changes_nothing(street: Street) -> None:
    omar = coming(street).taps("✅ I come")
    street.at("18:00", days=1)
    street.tick()
    reminder = omar.last
    street.at("12:00", days=1)
    omar.taps("✅ I come", on=reminder).sees("This is over.").sees_not("See you there!")
    omar.taps("❌ I don't come", on=reminder).sees("over.").sees_not("free again")
    assert report(street).signups == 1


def test_all_of_ones_places_can_be_seen(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/activities h-buurt")
    for _ in range(6):
        one = omar.last
        for label in [name for name in omar.buttons() if name[:1].isdigit()]:
            omar.taps(label, on=one).taps("✅ I come")
        omar.says("/activities h-buurt")
        omar.taps("➡️ More")
        break
    for label in [name for name in omar.buttons() if name[:1].isdigit()]:
        one = omar.last
        omar.taps(label, on=one).taps("✅ I come")
        break
    omar.says("/activities").taps("🎟️ My places").taps("➡️ More").sees("✅ You come.")


def other_day(file: str, start: str) -> str:
    exceptions = f"places = 2\nexceptions = [{{ date = 2026-11-18, start = {start} }}]"
    return file.replace("places = 2", exceptions)


def test_an_hour_that_comes_twice_is_not_another_time(database: Database) -> None:
    night = ACTIVITIES.replace("07T10:00", "04T02:30").replace("BYDAY=WE", "BYDAY=SU")
    street = Street(database, read_text(TWO_ROOMS + night, "t"), MONDAY.replace(month=10, day=19))
    omar = street.neighbour()
    omar.says("/activities h-buurt")
    omar.sees("Coffee together").sees_not("The time has changed.")
