"""A room closes for good: what goes where is asked, seen first, done at once, told once."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.written import to_toml
from storage.repositories.neighbourhoods import Source
from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.manage.activities.program import (
    SERIES,
    activities,
    minutes_pass,
    signed_up,
)
from tests.handlers.manage.rooms.test_details import of_room
from tests.handlers.manage.rooms.test_special_days import versions
from tests.handlers.rooms.subscribers import NEWS, subscriber
from tests.handlers.volunteering.helping import is_invited
from tests.support.asking import asks as asks_for_help
from tests.support.talk import Neighbour, Street

KEY = Role(KEY_HOLDER, "h-buurt")


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, read_text(TWO_ROOMS + SERIES, "test.toml"), MONDAY)


def asks(street: Street, nadia: Neighbour | None = None) -> Neighbour:
    return of_room(street, nadia).taps("🔒 Close for good")


def holders(street: Street) -> list[tuple[int, str]]:
    with street.database.reading() as store:
        every = store.roles.everybody()
    return [(one.person, one.role.scope) for one in every if one.role.role == KEY_HOLDER]


def only_once(street: Street, *people: Neighbour) -> None:
    """Everybody has read what they were told, and hears nothing more of it."""
    for one in people:
        one.reads()
    street.later(days=2)
    minutes_pass(street)
    for one in people:
        one.hears_nothing()


def test_everything_moves_to_another_room_and_each_is_told_once(street: Street) -> None:
    omar, ines, fatma = signed_up(street), subscriber(street), street.key_holder("h-buurt")
    nadia = asks(street).sees("H-buurt: close it for good.", "planned there.")
    nadia.taps("📍 Holendrecht").sees("1 person holds its key.").taps("🔑 Holendrecht")
    nadia.sees(
        "H-buurt closes for good.", "1 activity moves to Holendrecht.", "gets the key to Holend"
    )
    nadia.sees("Its figures stay in the report.", "cannot be undone", "3 people get a message.")
    assert "h-buurt" in street.view().rooms
    nadia.taps("✅ Yes, do it").sees("✅ Done.", "H-buurt is closed for good.")
    assert "h-buurt" not in street.view().rooms
    assert holders(street) == [(fatma.person, "holendrecht")]
    fatma.sees("From now on you hold the key to Holendrecht.")
    minutes_pass(street)
    ines.sees(NEWS, "This room is not there any more.")
    omar.sees("Holendrecht")
    assert activities(street)["coffee"].room == "holendrecht"
    omar.says("/activities holendrecht").taps("Wed 10:00 Coffee together").sees("You are coming")
    fatma.says("/open").sees("Holendrecht")
    ines.says("/hours").sees_not("H-buurt")
    only_once(street, ines)


def test_everything_stops_and_each_is_told_once(street: Street) -> None:
    omar, ines, fatma = signed_up(street), subscriber(street), street.key_holder("h-buurt")
    with street.database.writing() as store:
        link, _ = store.invitations.make(KEY, None, street.now)
        board, _ = store.boards.make("h-buurt", fatma.person, street.now)
        store.boards.tie(store.boards.of_link(board).id, "a screen", street.now)  # type: ignore[union-attr]
    nadia = asks(street).taps("🚫 They stop").taps("➖ No other key")
    nadia.sees("1 activity stops.", "1 key-holder stops.", "3 people get a message.")
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    fatma.sees("One of your tasks ended. Thank you")
    minutes_pass(street)
    ines.sees("This room is not there any more.")
    omar.sees("❌ An activity that you signed up for is cancelled.", "Coffee together", "H-buurt")
    assert holders(street) == []
    with street.database.reading() as store:
        assert store.boards.of_room("h-buurt", street.now) == []
        kept = store.invitations.find(link)
    assert kept
    assert kept.expires_at <= street.now
    only_once(street, omar, ines, fatma)


def test_undo_says_that_a_room_does_not_come_back(street: Street) -> None:
    nadia = asks(street).taps("🚫 They stop").taps("✅ Yes, do it")
    assert "↩️ Undo" not in nadia.buttons()
    nadia.taps("📆 Days and hours").taps("👀 What changed").sees("H-buurt closed for good.")
    nadia.taps("↩️ Undo").sees("A room closed for good then.")
    assert "h-buurt" not in street.view().rooms


def test_the_report_of_the_year_still_has_the_room_with_its_name_and_figures(
    street: Street,
) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open")
    street.at("12:00")
    fatma.says("/close 14")
    before = figures(street)
    street.at("12:30")
    asks(street).taps("🚫 They stop").taps("➖ No other key").taps("✅ Yes, do it")
    assert figures(street) == before
    assert before["h-buurt"][:2] == ("H-buurt", 14)


def figures(street: Street) -> dict[str, tuple[object, ...]]:
    """The rooms of this year's report by their ids."""
    view = street.view()
    with street.database.reading() as store:
        made = make_report(view, store, Period.of("year", date(2026, 11, 16)), street.now)
    return {
        room.id: (room.name, room.figures.visits, room.figures.planned, room.figures.openings)
        for room in made.rooms
    }


def test_what_was_in_a_series_stays_and_what_comes_is_elsewhere(street: Street) -> None:
    asks(street).taps("📍 Holendrecht").taps("✅ Yes, do it")
    view = street.view()
    first = street.now - timedelta(days=30)
    times = view.past_agenda.between(first, street.now + timedelta(days=30), {})
    rooms = {one.activity.room for one in times if one.begins < street.now}
    assert rooms <= {"h-buurt", "holendrecht"}
    coffee = [one for one in times if one.activity.id == "coffee"]
    assert len({one.start for one in coffee}) == len(coffee) >= 8
    for one in coffee:
        assert one.activity.room == ("h-buurt" if one.begins < street.now else "holendrecht")


def test_a_file_of_it_loads_unchanged_and_what_it_says_holds(street: Street) -> None:
    asks(street).taps("📍 Holendrecht").taps("✅ Yes, do it")
    now = street.view().neighbourhood
    assert read_text(to_toml(now), "a file") == now


def closed_since(loaded: Neighbourhood, until: str) -> Neighbourhood:
    """The same without its first room, as a file says it."""
    room = loaded.rooms[0]
    closed = {**room.model_dump(mode="json"), "until": until, "activities": []}
    written = {
        **loaded.model_dump(mode="json", exclude_defaults=True),
        "closed_rooms": [closed],
    }
    written["rooms"] = [one for one in written["rooms"] if one["id"] != room.id]
    every = written.get("activities", [])
    written["activities"] = [one for one in every if one["room"] != room.id]
    return Neighbourhood.model_validate_json(json.dumps(written))


def test_a_file_that_closes_a_room_ends_the_same(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.load(closed_since(street.view().neighbourhood, "2026-11-15"))
    minutes_pass(street)
    fatma.sees("One of your tasks ended.")
    assert holders(street) == []
    only_once(street, fatma)


def test_a_room_that_opened_again_and_closes_again_ends_the_same(street: Street) -> None:
    open_again = street.view().neighbourhood
    street.load(closed_since(open_again, "2026-11-15"))
    minutes_pass(street)
    street.load(open_again)
    fatma = street.key_holder("h-buurt")
    asks(street).taps("🚫 They stop").taps("➖ No other key").taps("✅ Yes, do it")
    fatma.sees("One of your tasks ended.")
    assert holders(street) == []


def test_a_room_that_is_open_is_closed_with_its_key_first(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    nadia = asks(street).taps("🚫 They stop").taps("➖ No other key")
    street.at("10:00")
    fatma.says("/open")
    nadia.taps("✅ Yes, do it").sees("H-buurt is open now.", "Whoever has the key closes it first.")
    asks(street, nadia).sees("Whoever has the key closes it first.")
    assert versions(street) == [Source.FILE]


def test_the_last_room_stays(street: Street) -> None:
    loaded = street.view().neighbourhood
    only = tuple(one for one in loaded.activities if one.room == "h-buurt")
    street.load(loaded.model_copy(update={"rooms": loaded.rooms[:1], "activities": only}))
    nadia = street.coordinator().says("/manage").taps("📆 Days and hours")
    nadia.taps("📍 Address, phone").taps("🔒 Close for good").sees("This is the only room.")
    assert "➕ New room" in nadia.buttons()


def test_what_changed_since_it_was_shown_is_shown_anew(street: Street) -> None:
    nadia = asks(street).taps("🚫 They stop")
    of_room(street).taps("📍 Address").says("Hofgeest 22").taps("✅ Yes, do it")
    nadia.taps("✅ Yes, do it").sees("Somebody else changed this a moment ago.")
    asked = nadia.last
    nadia.taps("✅ Yes, do it").sees("✅ Done.").taps("✅ Yes, do it", on=asked)
    assert versions(street)[0] is Source.CHAT
    assert len(versions(street)) == 3


def test_whoever_forgets_themselves_meanwhile_gets_no_key(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    nadia = asks(street).taps("🚫 They stop").taps("🔑 Holendrecht")
    fatma.says("/forget").taps("🗑️ Yes, delete")
    nadia.taps("✅ Yes, do it").sees("Somebody else changed this").taps("✅ Yes, do it")
    assert holders(street) == []


def test_requests_go_to_the_coordinators_and_a_try_out_day_is_called_off(street: Street) -> None:
    fatma, omar, sami = street.key_holder("h-buurt"), street.neighbour(), street.coordinator()
    is_invited(street, omar, fatma)
    asks_for_help(street, partner="")
    sami.reads()
    nadia = asks(street).taps("🚫 They stop").taps("🔑 Holendrecht")
    nadia.sees("1 request goes to the coordinators.", "1 meeting there is cancelled.")
    nadia.sees("3 people get a message.").taps("✅ Yes, do it").sees("✅ Done.")
    assert sami.reads() == ["A request still waits for your answer."]
    omar.sees("The room you wanted to help in is gone.")
    fatma.sees("There is no try-out day.", "From now on you hold the key to Holendrecht.")
    only_once(street, omar)


def test_a_name_of_a_closed_room_is_not_given_again(street: Street) -> None:
    nadia = asks(street).taps("🚫 They stop").taps("✅ Yes, do it").taps("📆 Days and hours")
    nadia.taps("➕ New room").says("h-buurt").sees("A room that closed had this name.")


def test_the_old_buttons_of_a_key_holder_answer(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    opened = fatma.says("/open").last
    labels = [label for label in fatma.buttons() if label.startswith(("🔒", "👥"))]
    street.at("12:00")
    fatma.says("/close 14")
    asks(street).taps("🚫 They stop").taps("➖ No other key").taps("✅ Yes, do it")
    for label in labels:
        fatma.taps(label, on=opened).sees_not("went wrong")
    fatma.says("/hours").sees_not("H-buurt")


def test_it_is_closed_in_arabic(street: Street) -> None:
    layla = street.coordinator("ar").says("/manage").taps("📆 الأيام والأوقات").taps("H-buurt")
    layla.taps("📍 العنوان والهاتف")
    closes = next(label for label in layla.buttons() if label.startswith("🔒"))
    layla.taps(closes)
    layla.taps(next(label for label in layla.buttons() if label.startswith("🚫")))
    layla.says("نعم").sees("✅")
    assert "h-buurt" not in street.view().rooms
