"""Time and place below an announcement: in each reader's language, and never guessed."""

from __future__ import annotations

from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.handlers.team.test_announcement_readers import comes, reader
from tests.handlers.team.test_announcing import PARTY, WORDS, writes
from tests.support.talk import Street

ADD, OFF = "🕙 Add time, place", "❌ No time, place"


def test_planned_hours_are_said_to_each_in_their_language_and_are_seen_before(
    street: Street,
) -> None:
    street.at("10:30")
    nour = street.coordinator()
    english, dutch, turk = (reader(street, tag) for tag in ("en", "nl", "tr"))
    writes(nour).sees_not("Planned hours").taps(ADD)
    nour.sees("🕙 Planned hours, H-buurt: Today from 10:00 until 12:00.")
    nour.taps("➕ Nederlands").says("Vrijdag soep")
    # As its readers see it: their words for the day, not those of whoever writes.
    nour.sees("Vrijdag soep", "🕙 Geplande tijden, H-buurt: vandaag van 10:00 tot 12:00.")
    nour.taps(OFF).sees_not("Planned hours", "Geplande").taps(ADD)
    nour.street = Street(street.database, street.view().neighbourhood, street.now, street.doors)
    nour.taps("📣 Send")
    english.sees(WORDS, "🕙 Planned hours, H-buurt: Today from 10:00 until 12:00.")
    dutch.sees("Vrijdag soep", "🕙 Geplande tijden, H-buurt: vandaag van 10:00 tot 12:00.")
    turk.sees(WORDS, "🕙 Planlanan saatler, H-buurt: bugün 10:00-12:00.")
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
    party = PARTY.replace("T11:00", "T10:00")
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
