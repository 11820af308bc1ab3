"""In your own language, from the first word, and it stays."""

from __future__ import annotations

import pytest
from bidi import get_display

from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.support.talk import Street, plain

pytestmark = pytest.mark.usefixtures("five_languages")
ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def test_the_first_message_is_in_the_language_of_the_device(street: Street) -> None:
    spoken = {"tr": "tr", "es-MX": "es", "ar_EG": "ar", "EN-us": "en", "": "nl"}
    for device, language in spoken.items():
        assert street.neighbour(device).says("/start").last.language == language, device


def test_a_language_we_do_not_speak_gets_the_houses_own(street: Street) -> None:
    for device in ("xx", "zh-hans", "klingon", "../nl", "a" * 16, "-", "🏳️"):
        assert street.neighbour(device).says("/start").last.language == "nl", device


def test_a_chosen_language_stays_whatever_the_device_says(street: Street) -> None:
    omar = street.neighbour("en")
    omar.says("/start").taps("🌐 Nederlands · العربية · Türkçe · …")
    omar.taps("Türkçe").sees("[tr]")
    omar.language = "es"
    omar.says("/hours").sees("from 10:00. [tr]").sees_not("[es]")
    street.later(days=30)
    assert omar.says("/menu").last.language == "tr"
    assert omar.says("/language").buttons()[0] == "Türkçe"


def test_the_command_menu_changes_with_the_language_and_keeps_the_work(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/language").taps("Türkçe")
    commands = dict(fatma.last.commands)
    assert "open" in commands
    assert all(what.endswith("[tr]") for what in commands.values())


def test_until_somebody_chooses_the_device_may_change_its_mind(street: Street) -> None:
    omar = street.neighbour("es")
    assert omar.says("/start").last.language == "es"
    omar.language = "tr"
    assert omar.says("/start").last.language == "tr"


def test_every_language_is_offered_by_its_own_name_in_every_language(street: Street) -> None:
    for device in ("nl", "ar", "tr"):
        omar = street.neighbour(device)
        omar.taps(omar.says("/start").buttons()[0])
        offered = {plain(label) for label in omar.buttons()}
        assert {"Nederlands", "English", "العربية", "Türkçe", "Español"} <= offered


def test_a_label_typed_in_ones_own_language_is_that_button(street: Street) -> None:
    street.neighbour("tr").says("/start").says("OPENING hours tr").sees("🔴 H-buurt")


def test_what_arrives_unasked_is_in_ones_own_language(street: Street) -> None:
    fatma = street.key_holder("h-buurt", language="tr")
    street.at("10:00")
    fatma.says("/open")
    street.at("12:30")
    street.tick()
    fatma.sees("Is H-buurt still open? [tr]")
    assert fatma.last.language == "tr"


def test_two_neighbours_read_the_same_opening_each_in_their_own(street: Street) -> None:
    turkish, spanish = street.neighbour("tr"), street.neighbour("es")
    turkish.says("/hours").sees("🔴 H-buurt: closed. Today [tr] from 10:00. [tr]").sees_not("[es]")
    spanish.says("/hours").sees("🔴 H-buurt: closed. Today [es] from 10:00. [es]").sees_not("[tr]")


def test_in_arabic_every_name_and_time_is_kept_whole(street: Street) -> None:
    layla = street.neighbour("ar")
    layla.says("/hours")
    assert layla.last.is_rtl
    text = layla.last.text
    assert f"{ISOLATE}H-buurt{POP_ISOLATE}" in text
    assert f"{ISOLATE}10:00{POP_ISOLATE}" in text
    assert text.count(ISOLATE) == text.count(POP_ISOLATE)
    for line in text.splitlines():
        assert "10:00" not in line or "10:00" in get_display(line, base_dir="R")


def test_in_arabic_a_phone_number_stands_on_its_own_line_whole(street: Street) -> None:
    layla = street.neighbour("ar")
    for turn in ("/hours h-buurt", "/person"):
        layla.says(turn)
        lines = [line for line in layla.last.text.splitlines() if "555 0101" in line]
        assert lines, layla.transcript()
        assert plain(lines[0]) == "☎ +31 20 555 0101"
        # As an Arabic page shows it: from right to left, but the number as one dials it.
        assert "+31 20 555 0101" in get_display(lines[0], base_dir="R")


def test_an_arabic_name_in_a_dutch_sentence_turns_nothing_around(street: Street) -> None:
    named = TWO_ROOMS.replace('name = "Holendrecht"', 'name = "بيت الجيران"')
    street.load(read_text(named, "arabic.toml"))
    omar = street.neighbour("nl")
    omar.says("/hours").sees("🔴 بيت الجيران: closed. Today [nl] from 18:00. [nl]")
    assert f"{ISOLATE}بيت الجيران{POP_ISOLATE}: " in omar.last.text
