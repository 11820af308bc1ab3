"""What waits does not rot: after an outage nobody hears of what is over, twice, or of a wrong day.

Each kind of message that time brings waits in the outbox while nothing can be sent, or is not made
in time because the program was off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from storage.database import Database
from storage.neighbourhood.file import read_text
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.places import NEW_TIME, other_day
from tests.handlers.activities.test_activities import ACTIVITIES, coming, village
from tests.handlers.conversations.talking import asks_for_a_person, opened
from tests.handlers.volunteering.helping import is_invited, wants_to_help
from tests.support.talk import Neighbour, Street, plain

# Each statement that this needs is tried on both databases beside what it is for.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LONG = "Mon 23:59 +6"
DAY = re.compile(r"(Tomorrow|Yesterday), (\w+),")
BURST = "exceptions = [\n  { date = 2026-11-18, closed = true },"


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, village(), MONDAY)


@dataclass(frozen=True)
class Kind:
    """A message that time brings: who gets it when, in which words, and when it is over.

    Moments are a day of this week, a time, and perhaps so many days more.
    """

    comes: Callable[[Street], Neighbour]
    at: str
    words: str
    until: str
    is_news: bool = False
    # A program that was off has ended nothing meanwhile.
    is_ended_by_the_program: bool = False


def signs_up(street: Street) -> Neighbour:
    return coming(street).taps("✅ I'm coming")


def is_next(street: Street) -> Neighbour:
    """Somebody who waits, and for whom a place becomes free."""
    first, _ = signs_up(street), signs_up(street)
    waiting = coming(street).taps("⏳ Waiting list")
    street.at("09:00")
    street.is_away = True
    first.taps("❌ Not coming")
    return waiting


def is_called_off(street: Street) -> Neighbour:
    omar, fatma = signs_up(street), street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("🚫 Cancel it")
    street.at("09:00")
    street.is_away = True
    fatma.taps("🚫 Yes, cancel it")
    return omar


def was_called_off(street: Street) -> Neighbour:
    omar = is_called_off(street)
    street.is_back()
    return omar


def opens(clock: str, days: int = 0) -> Callable[[Street], Neighbour]:
    def somebody(street: Street) -> Neighbour:
        fatma = street.key_holder("h-buurt")
        street.at(clock, days=days)
        return fatma.says("/open")

    return somebody


def hears_of_openings(street: Street) -> Neighbour:
    omar = street.neighbour()
    omar.says("/hours h-buurt").taps("🔔 Tell me")
    opens("10:00")(street)
    return omar


def hears_of_changes(street: Street) -> Neighbour:
    omar = street.neighbour()
    omar.says("/hours h-buurt").taps("🔔 Tell me")
    street.tick()
    street.load(read_text(TWO_ROOMS.replace("exceptions = [", BURST) + ACTIVITIES, "new.toml"))
    return omar


def comes_to_help(street: Street) -> Neighbour:
    omar, fatma = street.neighbour(), street.key_holder("h-buurt")
    is_invited(street, omar, fatma)
    omar.taps("I'm coming")
    return omar


def helped(street: Street) -> Neighbour:
    omar, fatma = street.neighbour(), street.key_holder("h-buurt")
    is_invited(street, omar, fatma)
    omar.taps("I'm coming")
    return fatma


def coordinates(street: Street) -> Neighbour:
    return street.coordinator()


def is_asked_again(street: Street) -> Neighbour:
    noor = street.coordinator()
    wants_to_help(street.neighbour())
    return noor


def is_written_to(street: Street) -> Neighbour:
    fatma = opened(street)
    omar = street.neighbour()
    asks_for_a_person(omar)
    street.is_away = True
    omar.says("Can you read a letter?")
    return fatma


KINDS = {
    "the reminder of the evening before": Kind(
        signs_up, "Tue 18:00", "⏰ You signed up for this:", "Wed 08:00"
    ),
    "the reminder of the day": Kind(signs_up, "Wed 08:00", "⏰ You signed up", "Wed 10:00"),
    "a place that became free": Kind(is_next, "Mon 09:00", "A place is free", "Mon 21:15"),
    "a cancellation": Kind(is_called_off, "Mon 09:00", "❌ Cancelled:", "Wed 10:00"),
    "a cancellation once more": Kind(was_called_off, "Wed 08:00", "❌ Cancelled:", "Wed 10:00"),
    "how many came to it": Kind(
        opens("10:00", 2), "Wed 11:30", "How many people came to Coffee", "Wed 23:30"
    ),
    "is it still open": Kind(opens("14:00"), "Mon 16:30", "still open?", "Mon 18:00"),
    "nobody closed it": Kind(opens("14:00"), "Mon 18:00", "Nobody closed H-buurt.", LONG),
    "it is open now": Kind(
        hears_of_openings, "Mon 10:01", "H-buurt is open now.", "Mon 12:00", is_news=True
    ),
    "other hours": Kind(
        hears_of_changes, "Mon 10:00", "H-buurt: closed on", "Wed 23:59", is_news=True
    ),
    "a trial today": Kind(comes_to_help, "Tue 08:00", "You are welcome in", "Tue 10:00"),
    "how the trial was": Kind(helped, "Tue 12:00", "Did the try-out day go well?", LONG),
    "an offer nobody answered": Kind(is_asked_again, "Wed 09:05", "has answered yet.", LONG),
    "the weekly report": Kind(coordinates, "Mon 07:00 +7", "Week 47", "Mon 07:00 +14"),
    # By then the talk is over, and whoever wrote was told so.
    "words to a neighbour": Kind(
        is_written_to,
        "Mon 10:00",
        "Somebody is writing in",
        "Wed 10:00",
        is_ended_by_the_program=True,
    ),
}


def moment(street: Street, written: str) -> datetime:
    """A moment of this week: "Tue 18:00", or "Mon 07:00 +7"."""
    day, clock, *more = written.split()
    days = ["Mon", "Tue", "Wed"].index(day) + int(more[0] if more else 0)
    hour, minute = (int(part) for part in clock.split(":"))
    local = MONDAY.astimezone(street.zone) + timedelta(days=days)
    return local.replace(hour=hour, minute=minute)


def says_the_right_day(street: Street, neighbour: Neighbour) -> None:
    today = street.now.astimezone(street.zone)
    for said, name in DAY.findall(plain("\n".join(neighbour.unread))):
        days = 1 if said == "Tomorrow" else -1
        assert f"{today + timedelta(days=days):%A}" == name, neighbour.transcript()


def told(neighbour: Neighbour, words: str) -> int:
    return sum(words in plain(text) for text in neighbour.unread)


@pytest.mark.long
@pytest.mark.parametrize("hours", [1, 12, 72])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_waited_in_the_outbox_arrives_once_and_only_while_it_makes_sense(
    street: Street, kind: Kind, hours: int
) -> None:
    neighbour = kind.comes(street)
    neighbour.unread = []
    street.is_away = True
    street.now = moment(street, kind.at)
    street.look()
    for _ in range(4):
        street.later(hours=hours / 4)
        street.look()
    street.is_back()
    expected = int(street.now < moment(street, kind.until))
    if kind.is_news and not told(neighbour, kind.words):
        # News are for the day.
        street.at("09:00", days=1)
        street.tick()
        expected = int(street.now < moment(street, kind.until))
    assert told(neighbour, kind.words) == expected, neighbour.transcript()
    says_the_right_day(street, neighbour)


@pytest.mark.parametrize("hours", [6, 72])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_a_program_that_was_off_did_not_say_is_not_said_when_it_is_over(
    street: Street, kind: Kind, hours: int
) -> None:
    neighbour = kind.comes(street)
    neighbour.unread = []
    street.now = moment(street, kind.at) + timedelta(hours=hours)
    street.is_away = False
    street.tick()
    street.tick()
    is_due = street.now < moment(street, kind.until) or kind.is_ended_by_the_program
    assert told(neighbour, kind.words) <= int(is_due), neighbour.transcript()
    says_the_right_day(street, neighbour)


def test_an_evenings_reminder_that_comes_on_the_day_says_today(street: Street) -> None:
    omar = signs_up(street)
    omar.unread = []
    street.at("18:00", days=1)
    street.is_away = True
    street.look()
    street.at("07:30", days=1)
    street.is_back()
    omar.sees("⏰ You signed up for this:", "Today at 10:00, H-buurt.")


def test_of_two_reminders_for_one_thing_only_the_last_one_arrives(street: Street) -> None:
    omar = signs_up(street)
    omar.unread = []
    street.is_away = True
    for days, clock in ((1, "18:00"), (1, "08:00")):
        street.at(clock, days=days)
        street.look()
    street.is_back()
    assert told(omar, "You signed up for this:") == 1


def test_of_two_changes_of_one_thing_only_the_last_one_arrives(street: Street) -> None:
    omar = signs_up(street)
    street.tick()
    omar.unread = []
    street.is_away = True
    for start in ("2026-11-18T11:00:00", "2026-11-18T12:00:00"):
        street.later(minutes=5)
        street.load(read_text(other_day(TWO_ROOMS + ACTIVITIES, start), "moved.toml"))
        street.look()
    street.is_back()
    assert told(omar, NEW_TIME) == 1
    omar.sees("Wednesday at 12:00")


def test_a_question_that_somebody_answered_meanwhile_does_not_arrive(street: Street) -> None:
    fatma, ali = opens("14:00")(street), street.key_holder("h-buurt")
    ali.says("/open")
    closes = ali.last
    street.is_away = True
    street.at("16:31")
    street.look()
    street.at("17:01")
    street.look()
    ali.taps("🔒 I close", on=closes)
    fatma.unread, ali.unread = [], []
    street.is_back()
    assert (told(fatma, "still open?"), told(ali, "still open?")) == (0, 0)
