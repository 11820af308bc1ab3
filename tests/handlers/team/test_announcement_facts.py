"""Time and place below an announcement: in each reader's language, as they are when it goes out."""

from __future__ import annotations

import pytest

from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.handlers.team.test_announcement_readers import comes, reader
from tests.handlers.team.test_announcing import PARTY, WORDS, writes
from tests.support.talk import Neighbour, Street

PARTY_AT_TEN = PARTY.replace("T11:00", "T10:00")
HOURS = "Mo-Fr 10:00-12:00,13:00-16:00; PH off"
CANCELLED = "exceptions = [{ date = 2026-11-18, cancelled = true }]\n"
STOPPED = "📣 I stopped an announcement."
ADD, OFF = "🕙 Add time, place", "❌ No time, place"


def test_planned_hours_are_said_to_each_in_their_language_and_are_seen_before(
    street: Street,
) -> None:
    street.at("10:30")
    nour = street.coordinator()
    english, dutch, turk = (reader(street, tag) for tag in ("en", "nl", "tr"))
    writes(nour).sees_not("Planned hours").taps(ADD)
    nour.sees("🕙 Planned hours, H-buurt: Today from 10:00 until 12:00.")
    nour.taps("➕ Dutch").says("Vrijdag soep")
    # As its readers see it: their words for the day, not those of whoever writes.
    nour.sees("Vrijdag soep", "🕙 Geplande tijden, H-buurt: vandaag van 10:00 tot 12:00.")
    nour.taps(OFF).sees_not("Planned hours", "Geplande").taps(ADD)
    nour.street = Street(street.database, street.view().neighbourhood, street.now, street.doors)
    nour.taps("📣 Send")
    english.sees(WORDS, "🕙 Planned hours, H-buurt: Today from 10:00 until 12:00.")
    dutch.sees("Vrijdag soep", "🕙 Geplande tijden, H-buurt: vandaag van 10:00 tot 12:00.")
    turk.sees(WORDS, "🕙 Planlanan saatler, H-buurt: bugün 10:00 ile 12:00 arası.")
    assert [len(one.unread) for one in (english, dutch, turk)] == [1] * 3
    nour.taps("📣 How it goes").sees(WORDS, "Vrijdag soep")


def test_what_goes_out_in_the_morning_tells_the_hours_of_then(street: Street) -> None:
    street.at("21:30")
    nour, omar = street.coordinator(), reader(street, "en")
    writes(nour).taps(ADD)
    nour.sees("🕙 Planned hours, H-buurt: Tomorrow, Tuesday, from 10:00 until 12:00.")
    nour.taps("📣 Send")
    street.at("09:00", days=1)
    street.tick()
    omar.sees("🕙 Planned hours, H-buurt: Today from 10:00 until 12:00.")


def test_of_an_activity_its_own_time_while_it_is_on(street: Street) -> None:
    party = PARTY_AT_TEN
    street.load(read_text(TWO_ROOMS + party, "party.toml"))
    street.at("10:00")
    nour, omar = street.coordinator(), street.neighbour("ar")
    omar.arrives()
    comes(street, omar, 0)

    def written() -> None:
        nour.says("/announce").says("Soup").taps("📅 One activity").taps("Party")
        nour.taps("Wednesday")

    written()
    nour.taps(ADD).sees("📅 Party: Wednesday at 10:00, H-buurt.").taps("📣 Send")
    omar.sees("Soup", "Party", "الأربعاء", "10:00", "H-buurt").reads()
    # All of its times are no time.
    nour.says("/announce").says("Bread").taps("📅 One activity").taps("Party")
    assert ADD not in nour.taps("🗓️ All times ahead").buttons()
    written()
    nour.taps(ADD)
    off = party + "exceptions = [{ date = 2026-11-18, cancelled = true }]\n"
    street.load(read_text(TWO_ROOMS + off, "off.toml"))
    nour.taps("📣 Send")
    omar.sees("Soup").sees_not("10:00")


def test_what_is_not_known_or_not_one_is_not_offered(street: Street) -> None:
    no_hours = TWO_ROOMS.replace("Mo-Fr 10:00-12:00,13:00-16:00; PH off", "off")
    street.load(read_text(no_hours.replace('hours = "13:00-15:00"', "closed = true"), "off.toml"))
    street.at("10:00")
    nour, omar = street.coordinator(), reader(street, "en")
    assert ADD not in writes(nour).buttons()
    assert ADD not in writes(nour, room="📍 All rooms").buttons()
    nour.taps("📣 Send")
    omar.sees(WORDS).sees_not("🕙")


def party_in_the_evening(street: Street) -> tuple[Neighbour, Neighbour]:
    """Somebody announces Wednesday's party to whoever signed up for it, with its time."""
    street.load(read_text(TWO_ROOMS + PARTY_AT_TEN, "party.toml"))
    street.at("10:00")
    nour, omar = street.coordinator(), street.neighbour("nl")
    omar.arrives()
    comes(street, omar, 0)
    street.at("21:30")
    nour.says("/announce").says("Soup").taps("📅 One activity").taps("Party").taps("Wednesday")
    nour.taps(ADD).sees("📅 Party: Wednesday at 10:00, H-buurt.").taps("📣 Send")
    return nour, omar


def morning(street: Street) -> None:
    for clock, days in (("08:59", 1), ("09:00", 0), ("09:01", 0)):
        street.at(clock, days=days)
        street.tick()


def test_hours_that_changed_overnight_are_those_that_each_reads(street: Street) -> None:
    street.at("21:30")
    nour, english, dutch = street.coordinator(), reader(street, "en"), reader(street, "nl")
    writes(nour).taps(ADD).sees("Tomorrow, Tuesday, from 10:00 until 12:00.").taps("📣 Send")
    street.load(read_text(TWO_ROOMS.replace(HOURS, "Tu-Fr 14:00-17:00; PH off"), "later.toml"))
    street.at("09:00", days=1)
    street.look()
    with street.database.writing() as store:
        # One was claimed when the program was killed.
        assert len(store.claims.take({"telegram": 1}, street.now)) == 1
    copy = Street(street.database, street.view().neighbourhood, street.now, street.doors)
    copy.tick()
    copy.tick()
    for one, said in ((english, "Today from 14:00 until 17:00."), (dutch, "van 14:00 tot 17:00.")):
        one.sees(WORDS, said).sees_not("10:00")
        assert len([text for text in one.unread if WORDS in text]) == 1
    nour.sees_not(STOPPED)


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (PARTY_AT_TEN.replace('"h-buurt"', '"holendrecht"'), "woensdag, om 10:00, Holendrecht."),
        # It moved for all weeks: its time is the one in its place.
        (
            PARTY_AT_TEN.replace("BYDAY=WE", "BYDAY=FR").replace("04T10", "06T15"),
            "vrijdag om 15:00, H-buurt.",
        ),
    ],
)
def test_an_activity_that_moved_overnight_is_told_as_it_is(
    street: Street, then: str, said: str
) -> None:
    _, omar = party_in_the_evening(street)
    street.load(read_text(TWO_ROOMS + then, "moved.toml"))
    morning(street)
    announced = "\n".join(one.text for one in omar.screen if "Soup" in one.text)
    assert said in announced, omar.transcript()
    assert "woensdag, om 10:00, H-buurt" not in announced


@pytest.mark.parametrize(
    "then", [TWO_ROOMS + PARTY_AT_TEN + CANCELLED, TWO_ROOMS], ids=["one", "all"]
)
def test_of_an_activity_that_is_cancelled_nothing_goes_out_and_coordinators_hear_so(
    street: Street, then: str
) -> None:
    nour, omar = party_in_the_evening(street)
    sara = street.coordinator()
    street.load(read_text(then, "off.toml"))
    morning(street)
    assert [one for one in omar.screen if "Soup" in one.text] == []
    for one in (nour, sara):
        told = [shown for shown in one.screen if STOPPED in shown.text]
        assert len(told) == 1, "each hears it once"
        one.taps("📣 How it goes", on=told[0]).sees("Soup", "❌ Stopped: a few", "⏳ Waiting: 0")


def test_of_a_room_that_closed_nothing_goes_out_and_words_alone_do(street: Street) -> None:
    street.at("21:30")
    nour, omar = street.coordinator(), reader(street, "en")
    writes(nour, "Goodbye").taps("📣 Send")
    writes(nour).taps(ADD).taps("📣 Send")
    _, _, rest = TWO_ROOMS.partition("[[rooms]]")
    first, _, others = rest.partition("[[rooms]]")
    one_room = TWO_ROOMS.replace(f"[[rooms]]{first}", "")
    assert others in one_room
    assert "H-buurt" not in one_room
    street.load(read_text(one_room, "closed.toml"))
    morning(street)
    said = "\n".join(one.text for one in omar.screen)
    assert "Goodbye" in said
    assert WORDS not in said
    told = [one for one in nour.screen if STOPPED in one.text]
    assert len(told) == 1
    nour.taps("📣 How it goes", on=told[0]).sees(WORDS, "❌ Stopped: a few")
