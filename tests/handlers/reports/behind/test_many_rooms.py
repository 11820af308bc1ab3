"""Eight rooms or a hundred and twenty: every one of them is found, in messages that can be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

import locales
from bot.rendering.buttons import units
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.figures import Ended, Plan, YearToDate
from handlers.reports.reach.revised import Revision, Why
from handlers.reports.text import summary
from storage.neighbourhood.file import read_text
from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.handlers.reports.made_reports import held, keep
from tests.handlers.reports.test_monday import ticks
from tests.support.talk import Neighbour, Street, plain

BEGIN = """
name = "Longstreet"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl", "en", "ar"]
population = { low = 4000, high = 6000 }
"""
ROOM = """
[[rooms]]
id = "room-{number}"
name = "{name}"
address = "Hofgeest {number}"
hours = "Mo-Fr 10:00-12:00"
"""
MONEY = """
[[costs]]
name = "Rooms"
2026 = 285000

[[targets]]
year = 2026
rooms = 3
volunteers = 30
participants = 1300
"""


def called(number: int) -> str:
    return f"Place {number:03}"


def long_street(street: Street, rooms: int, opened: int) -> Neighbour:
    """So many rooms, of which the first few opened once in week 47, and their coordinator."""
    ticks(street, "2026-11-16 07:00")
    made = [ROOM.format(number=number, name=called(number)) for number in range(rooms)]
    street.load(read_text(BEGIN + "".join(made) + MONEY, "long.toml"))
    day = "2026-11-16"
    with street.database.writing() as store:
        rows = [
            held(f"room-{number}", f"{day} 10:00", f"{day} 12:00", visits=number, opened_by=None)
            for number in range(opened)
        ]
        keep(store, *rows)
    return street.coordinator()


def pages(neighbour: Neighbour) -> list[str]:
    """Everything that *More* shows, from this page on."""
    texts = [neighbour.last.text]
    while "➡️ More" in neighbour.buttons():
        texts.append(neighbour.taps("More").last.text)
    return texts


@pytest.mark.parametrize(("rooms", "messages"), [(8, 1), (120, 15)])
def test_by_room_and_measured_since_lose_no_room(street: Street, rooms: int, messages: int) -> None:
    nour = long_street(street, rooms, rooms)
    nour.says("/report 2026-W47").taps("By room")
    for _ in range(2):
        read = pages(nour)
        assert len(read) == messages
        whole = "\n".join(read)
        assert all(whole.count(f"{called(number)}:") == 1 for number in range(rooms))
        nour.taps("Measured since")


def test_each_room_opens_from_its_button_and_leads_to_its_openings(street: Street) -> None:
    nour = long_street(street, 20, 20)
    nour.says("/report 2026-W47").taps("By room").taps("More").taps("Place 012")
    nour.sees("📊 Place 012, week 47.", "12 visits").taps("What is counted?").says("6")
    nour.taps("Which openings?").sees("10:00 to 12:00: 12 visits.")
    nour.says("/report 2026-W47").taps("All figures").taps("What is counted?").says("6")
    nour.sees("Visits: 190, from 20 of 20 openings.").taps("Which openings?").sees("Which room?")
    nour.taps("More").taps("More").taps("Place 017").sees("17 visits")


@pytest.mark.parametrize(("rooms", "opened"), [(0, 0), (8, 8), (60, 7), (120, 119)])
def test_monday_is_eight_lines_and_every_room_that_did_not_open_is_a_tap_away(
    street: Street, rooms: int, opened: int
) -> None:
    nour = long_street(street, max(rooms, 1), opened)
    ticks(street, "2026-11-23 07:00")
    monday = plain(nour.last.text)
    assert len(monday.splitlines()) <= 8
    assert len(monday) <= 1024
    unnamed = [number for number in range(rooms) if called(number) not in monday]
    assert bool(unnamed) == ("📍 Which rooms?" in nour.buttons())
    if unnamed:
        nour.taps("Which rooms?")
        named = "\n".join(plain(text) for text in nour.unread)
        assert all(named.count(called(number)) == 1 for number in range(rooms))
        assert all(units(text) <= 4096 for text in nour.unread)


def test_a_room_with_the_longest_name_in_a_hundred_and_twenty_is_named_whole(
    street: Street,
) -> None:
    nour = long_street(street, 120, 120)
    names = [
        f"{called(number)} of the neighbourhood {'by the water ' * 5}." for number in range(120)
    ]
    made = [ROOM.format(number=number, name=one) for number, one in enumerate(names)]
    street.load(read_text(BEGIN + "".join(made) + MONEY, "long.toml"))
    ticks(street, "2026-11-23 07:00")
    nour.taps("Which rooms?")
    assert all(any(one in plain(text) for text in nour.unread) for one in names)
    assert all(units(text) <= 4096 for text in nour.unread)


@pytest.mark.parametrize(
    ("name", "button"),
    [("H-buurt", "✉️ Ask H-buurt"), ("The old school by the canal", "✉️ Ask key-holders")],
)
def test_the_button_names_the_one_room_that_can_be_asked_if_it_fits(
    street: Street, name: str, button: str
) -> None:
    ticks(street, "2026-11-16 07:00")
    street.load(read_text(BEGIN + ROOM.format(number=0, name=name) + MONEY, "one.toml"))
    nour, fatma = street.coordinator(), street.neighbour()
    fatma.arrives()
    with street.database.writing() as store:
        store.roles.give(fatma.person, Role(KEY_HOLDER, "room-0"), street.now)
        keep(
            store,
            held("room-0", "2026-11-16 10:00", "2026-11-16 12:00", visits=3, opened_by=None),
        )
    ticks(street, "2026-11-23 07:00")
    assert button in nour.buttons()
    nour.taps(button).sees(f"✅ I'm asking the key-holders of {name}.")
    fatma.sees(f"Was {name} open")


def test_the_button_with_a_room_fits_in_every_language() -> None:
    for tag in locales.languages():
        said = locales.sentence((tag, "en"), "choice", "✉️ Ask {room}").text
        assert units(said.format(room="H-buurt")) <= 18, tag


def test_every_room_stands_beside_the_councils_yardsticks(street: Street) -> None:
    nour = long_street(street, 20, 20)
    nour.says("/report 2026-W47").taps("All figures").taps("Money").taps("Who pays")
    nour.taps("By room")
    read = pages(nour)
    assert all("📏 Council, for each room: 400 to 700" in page for page in read)
    assert all(sum(f"{called(number)}:" in page for page in read) == 1 for number in range(20))


def test_a_room_is_told_beside_them_to_a_coordinator_and_to_nobody_else(street: Street) -> None:
    nour = long_street(street, 2, 2)
    fatma = street.key_holder("room-1")
    nour.says("/report 2026-W47 room-1").sees("📊 Place 001, week 47.", "📏 Council, for each room")
    fatma.says("/report 2026-W47").sees("📊 Place 001, week 47.").sees_not("📏", "Council")
    nour.says("/report 2025-W47 room-1").sees_not("📏")


def test_old_buttons_without_a_page_and_pages_that_are_gone_show_the_first(street: Street) -> None:
    nour = long_street(street, 60, 60)
    nour.says("/report 2026-W47").taps("By room")
    for _ in range(6):
        nour.taps("More")
    late = nour.last
    few = [ROOM.format(number=number, name=called(number)) for number in range(3)]
    with street.database.writing() as store:
        store.neighbourhoods.save(read_text(BEGIN + "".join(few) + MONEY, "few.toml"))
    nour.taps("More", on=late).sees("📊 Week 47, 60 rooms.")
    nour.taps("Measured since").sees("Place 000: measured since").sees_not("Place 004:")


def test_monday_is_eight_lines_also_when_all_there_is_to_say_comes_together(
    street: Street,
) -> None:
    nour = long_street(street, 60, 40)
    with street.database.reading() as store:
        current = store.neighbourhoods.current()
        assert current
        view = NeighbourhoodView(current)
        now = street.now + timedelta(days=7)
        report = make_report(view, store, Period.week("2026-W47"), now)
    everything = replace(
        report,
        ended=Ended(YearToDate(participants=900, openings=3), Plan(2025, 3, 30, 1300)),
        revised=(Revision("total.visits", 3, 4, Why.CORRECTED),),
    )
    said = summary.monday(everything, view)
    assert len(said) == 8
    assert len(nour.says("/report 2026-W47").last.text.splitlines()) <= 8
