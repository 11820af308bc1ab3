"""Journeys of key-holders: open, count, close, undo, correct, add what was forgotten."""

from __future__ import annotations

from tests.support.talk import Street


def test_a_key_holder_opens_counts_and_closes_with_one_thumb(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:02")
    fatma.says("/open").sees("H-buurt has been open since 10:02. Until 12:00.")
    for _ in range(3):
        fatma.taps("+1")
    fatma.taps("+5").sees("People counted: 8")
    assert len(fatma.screen) == 1, fatma.transcript()
    street.at("11:58")
    fatma.says("/close").sees("H-buurt is closed.", "How many people came?")
    fatma.taps("15").sees("How many came for the first time this year?")
    fatma.taps("2").sees("15 people", "2 new faces", "opened 1 time")
    assert len(fatma.screen) == 2, fatma.transcript()


def test_a_resident_sees_the_room_open_and_close(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    street.at("10:01")
    omar.says("/hours").sees("🟡 H-buurt: usually open now, until 12:00. Nobody has opened yet.")
    fatma.says("/open")
    omar.says("/hours").sees("🟢 H-buurt: open. Until 12:00.")
    omar.sees("🔴 Holendrecht: closed. Today from 18:00.")
    fatma.says("/close 9").sees("How many came for the first time this year?")
    omar.says("/hours").sees("🔴 H-buurt: closed. Today from 13:00.")
