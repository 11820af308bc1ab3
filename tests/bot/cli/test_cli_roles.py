"""The operator's way out when the only coordinator's phone is lost, and new keys for everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import app
from bot.rendering.text import Reader, write
from handlers.core import message_json
from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from storage.tables.conversations import talk_lines
from storage.tables.help_requests import request_notes, requests
from storage.tables.people import audit, invitations
from tests.bot.cli.test_cli import Run, buurtbot, ready, rooms
from tests.support.peek import opened, payloads

ENGLISH = Reader(("en",))
__all__ = ["buurtbot", "ready", "rooms"]


@pytest.fixture
def database(ready: Run) -> Iterator[Database]:
    ready("check")
    opened = Database("sqlite:///data/buurtbot.db", KeyRing(Path("data/keys")))
    yield opened
    opened.close()


def test_the_operator_lists_roles_and_suspends_a_lost_phone(ready: Run, database: Database) -> None:
    assert ready("roles").works().out == ""
    now = app.now()
    with database.writing() as store:
        people = store.people.known([("telegram", "4711", "en"), ("web", "a-b", "nl")])
        nour, fatma = (one.id for one in people.values())
        store.roles.give(nour, Role(COORDINATOR, ""), now)
        store.roles.give(fatma, Role(KEY_HOLDER, "h-buurt"), now)
        code, _ = store.invitations.make(Role(KEY_HOLDER, "h-buurt"), nour, now)
    listed = ready("roles").works().out.splitlines()
    assert listed[0].startswith("1: coordinator 1, since ")
    assert listed[1].startswith("2: keyholder h-buurt 1, since ")
    assert "4711" not in "".join(listed)
    ready("suspend", "1").works()
    assert ready("roles").works().out.splitlines()[0].endswith(", suspended")
    with database.reading() as store:
        assert store.roles.coordinators() == []
        invitation = store.invitations.find(code)
        assert invitation
        assert invitation.expires_at <= app.now() + timedelta(seconds=1)
        assert [row.what for row in opened(store, audit)] == ["suspended_role"]
    ready("suspend", "9").fails("There is no role with number 9.")


def told(database: Database) -> dict[str, list[str]]:
    """What waits to be said, by the address of whom it is for, in English."""
    said: dict[str, list[str]] = {}
    with database.reading() as store:
        for row, payload in payloads(database):
            lines = message_json.from_json(payload).lines
            address = store.people.homes([row.person_id])[row.person_id].address
            said.setdefault(address, []).append("\n".join(write(one, ENGLISH) for one in lines))
    return said


def test_both_sides_hear_of_a_suspension_at_the_command_line(
    ready: Run, database: Database
) -> None:
    now = app.now()
    with database.writing() as store:
        addresses = [("telegram", str(number), "en") for number in range(4)]
        known = store.people.known(addresses)
        nour, ines, fatma, gone = (known["telegram", str(number)].id for number in range(4))
        for coordinator in (nour, ines, gone):
            store.roles.give(coordinator, Role(COORDINATOR, ""), now)
        for room in ("h-buurt", "holendrecht"):
            store.roles.give(fatma, Role(KEY_HOLDER, room), now)
        store.people.leave(gone, now)
        for holder in store.roles.everybody():
            if holder.person == fatma:
                store.roles.call(holder.id, "Fatima, Tuesday")
    assert '4: keyholder h-buurt 1 "Fatima, Tuesday", since' in ready("roles").works().out
    ready("suspend", "4").works()
    (to_fatma,) = told(database)["2"]
    assert to_fatma.endswith("Your task is paused. A coordinator can give it back.")
    for address in ("0", "1"):
        (to_coordinator,) = told(database)[address]
        assert "1 Fatima, Tuesday\n⏸️ Paused. It does not work on this phone now." in to_coordinator
    assert "3" not in told(database)
    # Once more changes nothing, and tells nobody.
    ready("suspend", "4").works()
    assert {address: len(one) for address, one in told(database).items()} == {
        "0": 1,
        "1": 1,
        "2": 1,
    }
    # By what they are called: all that this person may do.
    ready("suspend", "fatima tuesday").works()
    assert len(told(database)["2"]) == 2
    with database.reading() as store:
        assert store.roles.of(fatma) == ()
        assert len(store.roles.coordinators()) == 2
    ready("suspend", "Zeynep").fails("There is no role with label Zeynep.")


def test_two_people_with_one_label_are_told_apart_by_number(ready: Run, database: Database) -> None:
    now = app.now()
    with database.writing() as store:
        for one in store.people.known([("telegram", str(n), "en") for n in (1, 2)]).values():
            store.roles.give(one.id, Role(KEY_HOLDER, "h-buurt"), now)
        for holder in store.roles.everybody():
            store.roles.call(holder.id, "Fatima")
    ready("suspend", "Fatima").fails("Several people have the label Fatima.")
    assert told(database) == {}


def test_everything_sealed_is_sealed_anew(ready: Run, database: Database) -> None:
    now = app.now()
    with database.writing() as store:
        (omar,) = store.people.known([("telegram", "4711", "en")]).values()
        talk = store.talks.start(omar.id, "", room="h-buurt", circle=0, now=now)
        store.talks.add(talk, "words", "hello", now, by_resident=True)
        made = store.requests.make(
            omar.id,
            "",
            now,
            language="en",
            domain="debt",
            is_urgent=False,
            times="any",
            safe_here=False,
            contact="my sister",
            call_me="O",
            consent_version="1",
            consent_language="en",
        )
        store.request_history.add_note(made.id, partner="debts", words="call on Monday", now=now)
    ready("rotate-keys").works()
    columns = (requests.c.what, request_notes.c.what, talk_lines.c.what)
    with database.reading() as store:
        database.keys.seal("look again", "x")
        for column in columns:
            (sealed,) = store.connection.execute(select(column)).scalars()
            assert sealed.startswith(database.keys.newest()), column
        assert store.request_history.notes(made.id, "debts")[0].words == "call on Monday"


def test_an_invitation_made_at_the_command_line_has_its_label_as_in_the_chat(
    ready: Run, database: Database
) -> None:
    out = ready("invite", "keyholder", "--room", "h-buurt", "--label", " Fatima,\tTuesday ").works()
    code = out.out.split()[1]
    with database.reading() as store:
        invitation = store.invitations.find(code)
        assert invitation
        assert invitation.label == "Fatima, Tuesday"
    for label, why in (
        ("h" * 41, "A label has at most 40 letters."),
        ("\u200b", "There are no words in the label."),
        ("Fatima 111222333", "A number like that is private."),
    ):
        ready("invite", "coordinator", "--label", label).fails(why)
    with database.reading() as store:
        assert store.connection.execute(select(invitations.c.id)).all() == [(invitation.id,)]


def test_a_role_is_found_by_label_given_back_and_ended_and_both_sides_hear_it(
    ready: Run, database: Database
) -> None:
    now = app.now()
    with database.writing() as store:
        known = store.people.known([("telegram", str(number), "en") for number in range(2)])
        nour, fatma = (known["telegram", str(number)].id for number in range(2))
        store.roles.give(nour, Role(COORDINATOR, ""), now)
        store.roles.give(fatma, Role(KEY_HOLDER, "h-buurt"), now)
        (_, held) = store.roles.everybody()
        store.roles.call(held.id, "Fatíma, Tuesday")
    (listed,) = ready("roles", "tuesday fatima").works().out.splitlines()
    assert listed.startswith('2: keyholder h-buurt 1 "Fatíma, Tuesday", since')
    ready("roles", "Zeynep").fails("Nobody has a label with Zeynep in it.")
    for command in ("suspend", "give-back", "give-back", "end"):
        ready(command, "fatima tuesday").works()
    said = told(database)
    assert [one.splitlines()[1] for one in said["1"]] == [
        "Your task is paused. A coordinator can give it back.",
        "You can do your task again. Welcome back!",
        "One of your tasks ended. Thank you for all you did!",
    ]
    assert [one.splitlines()[2:] for one in said["0"]] == [
        ["1 Fatíma, Tuesday", "⏸️ Paused. It does not work on this phone now."],
        ["1 Fatíma, Tuesday", "▶️ Given back. It works again."],
        ["1", "➖ Removed. To give it back, invite the person."],
    ]
    ready("end", "2").fails("There is no role with number 2.")
    with database.reading() as store:
        assert store.roles.of(fatma) == ()
        assert [row.what for row in opened(store, audit)] == [
            "suspended_role",
            "gave_back_role",
            "took_role",
        ]
