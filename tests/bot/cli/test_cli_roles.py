"""The operator's way out when the only coordinator's phone is lost, and new keys for everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import app
from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from storage.tables.conversations import talk_lines
from storage.tables.help_requests import request_notes, requests
from storage.tables.people import audit
from tests.bot.cli.test_cli import Run, buurtbot, ready, rooms
from tests.support.peek import opened

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
