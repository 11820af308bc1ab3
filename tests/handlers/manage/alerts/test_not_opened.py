"""A room that was to open and did not is told at once, to each coordinator once; its end too."""

from __future__ import annotations

import pytest

from tests.handlers.reports.test_monday import tick_at_once
from tests.support.talk import Neighbour, Street

MISSED = "❗ Nobody opened H-buurt. It was planned for 10:00."


@pytest.fixture
def fatma(street: Street) -> Neighbour:
    """H-buurt was open on Monday, so what it does is measured; it is Tuesday morning."""
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open h-buurt")
    street.at("16:00")
    fatma.says("/close h-buurt")
    street.at("09:05", days=1)
    street.tick()
    return fatma


def ticks(street: Street, *clocks: str, days: int = 0) -> None:
    street.at(clocks[0], days=days)
    for clock in clocks:
        street.at(clock)
        street.tick()


def heard(neighbour: Neighbour, words: str) -> int:
    """How often it stands in the chat."""
    text = neighbour.transcript()
    return text.count(words)


def test_a_room_that_did_not_open_is_told_once_with_who_has_a_key(
    street: Street, fatma: Neighbour
) -> None:
    nadia = street.coordinator()
    ticks(street, "10:20")
    assert heard(nadia, "Nobody opened") == 0
    ticks(street, "10:26", "10:27", "11:30", "13:40")
    assert heard(nadia, MISSED) == 1
    assert heard(nadia, "Nobody opened") == 1
    assert heard(fatma, "Nobody opened") == 0
    nadia.taps("🔑 H-buurt").sees("H-buurt")


def test_its_end_is_told_once_in_the_next_digest_and_then_it_may_begin_anew(
    street: Street, fatma: Neighbour
) -> None:
    nadia = street.coordinator()
    ticks(street, "10:30")
    street.at("11:00")
    fatma.says("/open h-buurt")
    street.at("16:00")
    fatma.says("/close h-buurt")
    street.tick()
    assert heard(nadia, "opened again") == 0
    ticks(street, "09:00", "09:01", days=1)
    assert heard(nadia, "✅ H-buurt has opened again.") == 1
    ticks(street, "10:30", "10:31")
    assert heard(nadia, MISSED) == 2


def test_nothing_is_told_where_somebody_opened_or_nobody_planned_to(
    street: Street, fatma: Neighbour
) -> None:
    nadia = street.coordinator()
    street.at("10:10")
    fatma.says("/open h-buurt")
    ticks(street, "10:30", "12:30", "13:40")
    fatma.says("/close h-buurt")
    # On Wednesday a coordinator closes it for the day; on Thursday the file does.
    street.at("08:00", days=1)
    nadia.says("/manage").taps("📆 Days and hours").taps("H-buurt").taps("🔴 Closed today")
    nadia.taps("❌ No reason").taps("✅ Yes, do it").sees("✅ Done.")
    ticks(street, "10:30", "13:40")
    ticks(street, "10:30", "13:40", days=1)
    assert heard(nadia, "Nobody opened") == 0
    # Nobody ever opened the other one with the bot: what it does is not known.
    street.at("18:40", days=4)
    street.tick()
    assert heard(nadia, "Holendrecht. It") == 0


def test_in_the_evening_nobody_is_woken_for_it_and_the_digest_has_it(street: Street) -> None:
    nadia, omar = street.coordinator(), street.key_holder("holendrecht")
    street.at("18:00")
    omar.says("/open holendrecht")
    street.at("19:00")
    omar.says("/close holendrecht")
    with street.database.writing() as store:
        late = (
            street.view()
            .rooms["holendrecht"]
            .model_copy(update={"opening_hours": "We 20:50-23:00"})
        )
        file = street.view().neighbourhood
        rooms = tuple(late if one.id == late.id else one for one in file.rooms)
        store.neighbourhoods.save(file.model_copy(update={"rooms": rooms}))
    ticks(street, "21:20", "22:30", days=2)
    assert heard(nadia, "Holendrecht") == 0
    ticks(street, "09:00", "09:01", days=1)
    assert heard(nadia, "❗ Holendrecht did not open on Wednesday 18 November.") == 1


def test_three_times_in_a_row_is_told_once_more_and_ends_once(
    street: Street, fatma: Neighbour
) -> None:
    nadia = street.coordinator()
    ticks(street, "10:30", "13:40", "16:30")
    ticks(street, "09:00", days=1)
    assert heard(nadia, "three times") == 0
    ticks(street, "10:30", "13:40", "16:30")
    # Thursday it is closed, as was planned.
    ticks(street, "09:00", "09:01", days=1)
    assert heard(nadia, "❗ H-buurt did not open three times in a row.") == 1
    assert heard(nadia, MISSED) == 1
    assert heard(nadia, "did not open on") == 0
    street.at("13:05", days=1)
    fatma.says("/open h-buurt")
    street.at("14:00")
    fatma.says("/close h-buurt")
    ticks(street, "09:00", "09:01", days=1)
    assert heard(nadia, "✅ H-buurt has opened again.") == 1


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_two_copies_tell_it_once(
    street: Street, fatma: Neighbour, living_copies: tuple[Street, Street]
) -> None:
    del fatma
    nadia = street.coordinator()
    street.at("10:30")
    tick_at_once(street, living_copies)
    street.tick()
    assert heard(nadia, MISSED) == 1


def test_whoever_left_is_told_nothing_and_whoever_mutes_it_neither(
    street: Street, fatma: Neighbour
) -> None:
    del fatma
    nadia, omar, aya = street.coordinator(), street.coordinator(), street.coordinator("ar")
    with street.database.writing() as store:
        own = next(one for one in store.roles.everybody() if one.person == omar.person)
        store.roles.end(own.id, street.now)
    nadia.says("/manage").taps("🔔 What to tell me").taps("✏️ Change subjects")
    nadia.taps("✅ Room not opened").taps("⬅️ Back")
    ticks(street, "10:30", "11:00")
    assert heard(nadia, "Nobody opened") == 0
    assert heard(omar, "H-buurt") == 0
    assert heard(aya, "H-buurt") > 0
