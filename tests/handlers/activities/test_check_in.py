"""Journeys of somebody who scans the code on the door and says: I am here."""

from __future__ import annotations

from sqlalchemy import select

from handlers.core import message_json
from handlers.core.messages import Act, Button, Kind, Reply, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from storage.neighbourhood.file import read_text
from storage.repositories.messages.outbox import Outgoing
from storage.tables.rooms import participants
from tests.conftest import TWO_ROOMS
from tests.handlers.pictures.picking import picks, rings, todays
from tests.support.talk import Neighbour, Street

HERE = "✅ I am here"


def reached(street: Street) -> list[tuple[str, str]]:
    """The room and the day of every check-in that was counted."""
    with street.database.reading() as store:
        counted = store.connection.execute(select(participants).order_by(participants.c.day))
        return [(row.room, str(row.day)) for row in counted]


def opens(street: Street, *rooms: str) -> Neighbour:
    """Their key-holder, who opened these rooms just now."""
    fatma = street.key_holder(*rooms)
    for room in rooms:
        fatma.says(f"/open {room}")
    return fatma


def forged(neighbour: Neighbour, **args: str | int) -> None:
    """Tap a button that we never made like this."""
    reply = Reply((say("body", "x"),), ((Button(say("btn", HERE), Act("checkin", args)),),))
    with neighbour.street.database.writing() as store:
        row = Outgoing(neighbour.person, message_json.to_json(reply), 0)
        store.outbox.put([row], neighbour.street.now)
    neighbour.street.deliver()
    neighbour.taps(HERE)


def test_the_code_on_the_door_leads_to_one_tap(street: Street) -> None:
    omar = street.neighbour()
    street.at("10:30")
    opens(street, "h-buurt")
    omar.says("/start room_h-buurt").sees("🟢 H-buurt: open")
    assert omar.buttons()[0] == HERE
    omar.taps(HERE).sees("✅ Welcome!", "I counted you, without your name.", "🟢 H-buurt:")
    assert HERE not in omar.buttons()
    assert "🕙 Opening hours" in omar.buttons()
    assert reached(street) == [("h-buurt", "2026-11-16")]


def test_while_nobody_opened_nobody_counts_and_that_is_said(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    street.at("10:30")
    omar.says("/start room_h-buurt").taps(HERE)
    omar.sees("Nobody has opened this room in the bot yet.", "Ask the key-holder to tap: I open.")
    omar.sees_not("I counted you")
    assert reached(street) == []
    fatma.says("/open")
    omar.taps(HERE).sees("I counted you, without your name.")
    fatma.says("/close 3")
    sara = street.neighbour().says("/start room_h-buurt").taps(HERE)
    sara.sees("Nobody has opened this room in the bot yet.")
    assert len(reached(street)) == 1


def test_twice_on_a_day_is_kind_and_counted_once(street: Street) -> None:
    omar = street.neighbour()
    street.at("10:30")
    fatma = opens(street, "h-buurt")
    omar.says("/start room_h-buurt")
    old = omar.last
    omar.taps(HERE)
    omar.taps(HERE, on=old).sees("✅ Welcome! You are already counted for today.", "🟢 H-buurt")
    omar.says("/start room_h-buurt").taps(HERE).sees("You are already counted for today.")
    assert len(reached(street)) == 1
    street.at("10:30", days=1)
    fatma.says("/open")
    omar.taps(HERE, on=old).sees("It's good that you're here.")
    assert len(reached(street)) == 2


def test_the_same_tap_that_comes_twice_is_one_turn(street: Street) -> None:
    omar = street.neighbour()
    opens(street, "h-buurt")
    omar.says("/start room_h-buurt")
    token = next(key.token for row in omar.last.rows for key in row if key.label == HERE)
    for _ in range(2):
        omar.does(Kind.TAPPED, tap=token, number="same")
    assert len(reached(street)) == 1


def test_the_room_in_the_list_has_the_button_while_it_may_be_open(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/hours h-buurt").sees("🔴 H-buurt: closed.")
    assert HERE not in omar.buttons()
    street.key_holder("h-buurt").says("/open h-buurt")
    omar.says("/hours h-buurt").sees("🟢 H-buurt: open.")
    omar.taps(HERE).sees("✅ Welcome!", "🟢 H-buurt: open.")


def test_an_evening_that_goes_on_is_one_day(street: Street) -> None:
    fatma, omar = street.key_holder("holendrecht"), street.neighbour()
    street.at("18:05")
    fatma.says("/open")
    street.at("23:30")
    omar.says("/start room_holendrecht").taps(HERE).sees("It's good that you're here.")
    street.later(hours=1)
    omar.says("/start room_holendrecht").taps(HERE).sees("already counted for today.")
    assert reached(street) == [("holendrecht", "2026-11-16")]


def test_the_report_counts_phones_and_new_faces_together(street: Street) -> None:
    fatma = street.key_holder("h-buurt", "holendrecht")
    omar, sara = street.neighbour(), street.neighbour()
    street.at("10:30")
    fatma.says("/open h-buurt")
    fatma.says("/open holendrecht")
    for neighbour in (omar, sara):
        neighbour.says("/start room_h-buurt").taps(HERE)
    omar.says("/start room_holendrecht").taps(HERE)
    street.at("11:50")
    fatma.says("/close 9 h-buurt").sees("first time this year?", "Somebody tapped ✅ on a phone?")
    fatma.taps("3")
    with street.database.reading() as store:
        loaded = store.neighbourhoods.current()
        assert loaded
        report = make_report(NeighbourhoodView(loaded), store, Period.week("2026-W47"), street.now)
    by_room = {room.id: room.figures for room in report.rooms}
    # Two who tapped, three who are new, and the key-holder.
    assert by_room["h-buurt"].participants == 6
    assert by_room["h-buurt"].new_faces == 3
    assert by_room["holendrecht"].participants == 2
    assert report.total.participants == 6
    assert report.year_to_date.participants == 6


def test_nobody_can_tell_who_was_there(street: Street) -> None:
    omar = street.neighbour()
    opens(street, "h-buurt")
    omar.says("/start room_h-buurt").taps(HERE)
    with street.database.reading() as store:
        rows = store.connection.execute(select(participants)).all()
    assert len(rows) == 1
    assert str(omar.person) not in repr(rows)
    assert "checkin" not in repr(rows), "nor by what somebody was reached"
    assert omar.address not in repr(rows)
    assert set(rows[0]._mapping) == {"day", "room", "mark", "how"}


def test_on_the_web_and_on_telegram_somebody_is_two(street: Street) -> None:
    opens(street, "h-buurt")
    Neighbour(street, "the same phone").says("/start room_h-buurt").taps(HERE)
    omar = rings(Neighbour(street, "the same phone", channel="web"))
    picks(omar.says("/start room_h-buurt").taps(HERE), todays(street))
    with street.database.reading() as store:
        day = street.now.date()
        reached = store.participants.counts({"h-buurt": day}, last=day).together
    assert reached == 2 + 1, "and the key-holder who opened"


def test_a_room_that_is_not_there_counts_nobody(street: Street) -> None:
    omar = street.neighbour()
    omar.arrives()
    for room in ("demolished", "", "' OR 1=1 --"):
        forged(omar, room=room)
        omar.sees("This room is not there any more.", "H-buurt: closed.")
    forged(omar)
    omar.sees("This room is not there any more.", "H-buurt: closed.")
    assert reached(street) == []


def test_a_button_that_names_no_room_is_over_and_counts_nobody(street: Street) -> None:
    omar = street.neighbour()
    omar.arrives()
    forged(omar, room=7)
    omar.sees("That question is over.")
    assert reached(street) == []


def test_the_button_of_a_room_that_left_the_file_counts_nobody(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/start room_holendrecht")
    before, _, rest = TWO_ROOMS.rpartition("[[rooms]]")
    street.load(read_text(before + rest[rest.index("[population]") :], "one-room.toml"))
    omar.taps(HERE).sees("This room is not there any more.", "🔴 H-buurt: closed.")
    assert reached(street) == []


def test_a_button_of_somebody_else_counts_nobody(street: Street) -> None:
    omar, sara = street.neighbour(), street.neighbour()
    omar.says("/start room_h-buurt")
    sara.says("/menu").taps(HERE, on=omar.last).sees("That question is over.")
    assert reached(street) == []


def test_in_a_group_nobody_is_counted(street: Street) -> None:
    group = street.neighbour(private=False)
    group.says("/start room_h-buurt").sees("Please write to me privately.")
    omar = street.neighbour()
    omar.says("/start room_h-buurt")
    omar.private = False
    omar.taps(HERE).hears_nothing()
    assert reached(street) == []


def test_an_open_question_stays_open(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:05")
    fatma.says("/start room_h-buurt")
    door = fatma.last
    fatma.says("/open").says("/close").sees("How many people came?")
    fatma.taps(HERE, on=door).sees("Welcome!")
    fatma.says("15").sees("first time this year?")


def test_who_blocked_the_bot_and_came_back_is_still_one(street: Street) -> None:
    omar = street.neighbour()
    opens(street, "h-buurt")
    omar.says("/start room_h-buurt").taps(HERE)
    omar.does(Kind.LEFT)
    omar.does(Kind.CAME_BACK)
    omar.says("/start room_h-buurt").taps(HERE).sees("already counted for today")
    assert len(reached(street)) == 1
