"""At any number of rooms and in all that is said of them: few words, few buttons, a way on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.channels.telegram.sender import keyboard_of
from bot.rendering.message import Rendered
from handlers.core.messages import Kind
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.handlers.rooms.subscribers import opens, special, subscriber
from tests.journeys.limits import size
from tests.support.peek import answers_well, loads
from tests.support.talk import Neighbour, Street, keys_of

pytestmark = pytest.mark.long

ROOM = """
[[rooms]]
id = "room-{n}"
name = "{name}"
address = "Straat {n}"
latitude = 52.3{n:03}
longitude = 4.96
phone = "+31 20 555 {n:04}"
hours = "{hours}"
"""
HOURS = ("Mo-Fr 08:00-17:00", "We 10:00-12:00", "Mo 09:00-22:00; We 13:00-17:00", "24/7")
NAMES = ("Venserpoort {n}", "Kraaien {n}", "G-buurt {n}")
LONG = ("Huis van de Wijk {n}",)
OTHER_ROOMS = [1, 3, 4, 5, 60, 120]


def rooms(street: Street, of: int, names: tuple[str, ...] = NAMES) -> None:
    """A neighbourhood of so many rooms, some of them open at this time."""
    head, rest = TWO_ROOMS.partition("[[rooms]]")[0], TWO_ROOMS.partition("[population]")
    made = [
        ROOM.format(n=n, name=names[n % len(names)].format(n=n), hours=HOURS[n % len(HOURS)])
        for n in range(1, of + 1)
    ]
    street.load(read_text(head + "".join(made) + "[population]" + rest[2], "many.toml"))


def is_short(message: Rendered) -> None:
    signs = len(message.rows[-1]) if any(key.label == "🏠" for key in keys_of(message)) else 0
    assert size(message, signs).too_much() == [], message.text


def pages(neighbour: Neighbour) -> Iterator[Rendered]:
    """The newest message, and all that its way on leads to."""
    yield neighbour.last
    while any(label.startswith("➡️") for label in neighbour.buttons()):
        way_on = next(label for label in neighbour.buttons() if label.startswith("➡️"))
        yield neighbour.taps(way_on).last


def label(neighbour: Neighbour, picture: str) -> str:
    return next(one for one in neighbour.buttons() if one.startswith(picture))


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("of", OTHER_ROOMS)
def test_every_room_is_told_at_any_number_of_rooms(street: Street, of: int, language: str) -> None:
    rooms(street, of)
    omar = street.neighbour(language).says("/hours")
    assert any("📍" in one for one in omar.buttons())
    shown = list(pages(omar))
    for page in shown:
        is_short(page)
    told = "\n".join(page.text for page in shown)
    buttons = [key.label for page in shown for key in keys_of(page)]
    for room in street.view().neighbourhood.rooms:
        assert f" {room.name}:" in told
        assert room.name in buttons or of == 1
    assert any(one.startswith("🔔") for one in buttons)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("clock", ["07:30", "10:30", "16:30", "23:30"])
def test_four_rooms_are_one_message_at_any_time(street: Street, clock: str, language: str) -> None:
    rooms(street, 4)
    omar, fatma = street.neighbour(language), street.key_holder("room-1")
    street.at(clock)
    for _ in range(2):
        omar.says("/hours")
        is_short(omar.last)
        assert len(omar.last.text.splitlines()) == 4
        fatma.says("/open")


def test_long_names_make_more_pages_and_no_longer_messages(street: Street) -> None:
    rooms(street, 12, LONG)
    for page in pages(street.neighbour().says("/hours")):
        is_short(page)


@pytest.mark.parametrize("of", OTHER_ROOMS)
def test_of_any_number_of_rooms_one_can_be_chosen_to_hear_of(street: Street, of: int) -> None:
    rooms(street, of)
    omar = street.neighbour().says("/hours")
    shown = list(pages(omar))
    bell = next(page for page in shown if any(key.label[0] == "🔔" for key in keys_of(page)))
    omar.taps(next(key.label for key in keys_of(bell) if key.label[0] == "🔔"), on=bell)
    if of == 1:
        omar.sees("🔔 I'll tell you when Kraaien 1 opens.")
        return
    offered = list(pages(omar))
    for page in offered:
        is_short(page)
    named = {key.label for page in offered for key in keys_of(page)}
    assert {f"🔔 {room.name}" for room in street.view().neighbourhood.rooms} <= named


@pytest.mark.parametrize("language", ["en", "nl"])
def test_whatever_is_said_of_a_room_is_short(street: Street, language: str) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour(language)
    for clock in ("09:00", "10:00", "10:30", "23:00"):
        street.at(clock)
        if clock == "10:30":
            fatma.says("/open")
        for tap in ("", "📍", "📆", "🔔", "🔕", "✅"):
            omar.says("/hours h-buurt")
            is_short(omar.last)
            if tap and any(one.startswith(tap) for one in omar.buttons()):
                is_short(omar.taps(label(omar, tap)).last)
        is_short(omar.says("/start room_h-buurt").last)
        is_short(omar.shares(52.3122, 4.9640).last)
        is_short(omar.shares(51.9, 4.4).last)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    "change",
    [
        special('date = 2026-11-24, closed = true, reason = "Werk aan de straat en het dak"'),
        special('date = 2026-11-24, hours = "10:00-11:00,12:00-13:00,14:00-15:00"'),
        special(*(f"date = 2026-11-{day}, closed = true" for day in (23, 24, 25, 26, 27))),
        special('date = 2026-11-24, hours = "00:00-24:00"'),
        ("Mo-Fr 10:00-12:00,13:00-16:00; PH off", "Mo-Su 09:00-12:00,14:00-18:00"),
        ("Mo-Fr 10:00-12:00,13:00-16:00; PH off", "24/7"),
        ("Hofgeest 1", "Hofgeest 12"),
        ('id = "h-buurt"', 'id = "new-room"'),
    ],
)
def test_news_of_a_room_is_short_and_leads_on(
    street: Street, change: tuple[str, str], language: str
) -> None:
    omar = subscriber(street, language=language)
    loads(street, change)
    omar.reads()
    street.tick()
    [text] = omar.reads()
    is_short(omar.last)
    assert "00:00" not in text
    days = label(omar, "📆")
    assert ("📆" in text) <= bool(days)
    for page in pages(omar.taps(days)):
        is_short(page)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_that_a_room_opened_is_short(street: Street, language: str) -> None:
    omar = subscriber(street, language=language)
    opens(street)
    is_short(omar.last)


def test_a_room_that_left_the_file_is_answered_kindly_on_every_button_of_its_card(
    street: Street,
) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    street.at("10:00")
    fatma.says("/open")
    cards = [omar.says("/hours h-buurt").last, omar.taps("🔔 Tell me").last]
    cards += [omar.says("/hours h-buurt").taps("📍 How to get there").last]
    cards += [omar.says("/hours h-buurt").taps("📆 Days ahead").last]
    loads(street, ('id = "h-buurt"', 'id = "new-room"'))
    for card in cards:
        for key in keys_of(card):
            if key.token and key.label not in {"🏠", "🧑 A person", "🆘"}:
                answers_well(omar.does(Kind.TAPPED, tap=key.token, message=str(card.id)))
                is_short(omar.last)


@pytest.mark.parametrize("typed", ["H-buurt", "h buurt", "hbuurt", "holendrcht", "HOLENDRECHT!"])
def test_the_name_of_a_room_typed_alone_shows_its_card(street: Street, typed: str) -> None:
    omar = street.neighbour().says("/start").says(typed)
    omar.sees("Hofgeest 1" if "b" in typed.lower() else "Holendrechtplein 9")
    assert "📍 How to get there" in omar.buttons()


@pytest.mark.parametrize("typed", ["ho", "buurt", "asdf", "x" * 3_000])
def test_other_words_are_no_room(street: Street, typed: str) -> None:
    street.neighbour().says(typed).sees("I did not understand.")


def test_a_second_tap_of_a_double_tap_stops_nothing(street: Street) -> None:
    """Where 🔔 stood, what stands there afterwards is no 🔕."""
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    for clock in ("09:00", "10:00"):
        street.at(clock)
        if clock == "10:00":
            fatma.says("/open")
        omar.says("/hours h-buurt")
        at = omar.buttons().index("🔔 Tell me")
        omar.taps("🔔 Tell me")
        stop = omar.buttons().index("🔕 Stop")
        assert stop != at
        omar.taps("🔕 Stop")
        assert omar.buttons().index("🔔 Tell me") != stop


def test_the_keys_for_the_place_go_whatever_somebody_does_next(street: Street) -> None:
    """Telegram keeps them until a message takes them away."""
    for does in ("shares", "H-buurt", "/menu", "tap", "asdf"):
        omar = street.neighbour().says("/hours").taps("📍 Near me")
        asked, others = omar.screen[-2:]
        assert keyboard_of(asked) == {
            "keyboard": [[{"text": "📍 Share location", "request_location": True}]],
            "resize_keyboard": True,
            "one_time_keyboard": True,
        }
        assert [key.label for key in keys_of(others)][:2] == ["H-buurt", "Holendrecht"]
        if does == "shares":
            omar.shares(52.3122, 4.9640).sees("📍 Thank you. I do not keep where you are.")
        elif does == "tap":
            omar.taps("Holendrecht").sees("Holendrechtplein 9")
        else:
            omar.says(does)
        freed, answer = omar.screen[-2:]
        assert keyboard_of(freed) == {"remove_keyboard": True}
        assert any(key.token for key in keys_of(answer))
        omar.says("/menu")
        assert len(omar.reads()) == 1


def test_on_a_page_no_keys_have_to_go(street: Street) -> None:
    rosa = street.neighbour(channel="web").says("/hours").taps("📍 Near me")
    rosa.taps("H-buurt")
    assert len(rosa.reads()) == 1


def test_a_question_that_was_open_stays_open_beside_near_me(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open").says("/close").sees("How many people came?")
    fatma.says("/hours").taps("📍 Near me").says("5").sees("first time")


def test_who_scans_the_code_sees_what_is_on_today(street: Street) -> None:
    activity = """
[[activities]]
id = "coffee"
room = "h-buurt"
title = { en = "Coffee together", nl = "Samen koffie" }
domain = "meeting"
rrule = "FREQ=DAILY"
start = 2026-11-02T11:00:00
minutes = 60
"""
    text = TWO_ROOMS.replace("[population]", activity + "\n[population]")
    street.load(read_text(text, "coffee.toml"))
    omar, fatma = street.neighbour(), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    omar.says("/start room_h-buurt").sees("👋 Welcome to H-buurt.")
    omar.sees("☕ Coffee together: today at 11:00.").sees_not("Hofgeest", "Until 12:00")
    assert omar.buttons()[0] == "✅ I am here"
    omar.taps("✅ I am here").sees("✅ Welcome!", "☕ Coffee together: today at 11:00.")
    street.at("11:15")
    omar.says("/start room_h-buurt").sees("☕ Coffee together: on now, until 12:00. Walk in.")
    street.at("11:15")
    street.later(hours=timedelta(hours=1).seconds // 3600)
    omar.says("/start room_h-buurt").sees_not("Coffee")
