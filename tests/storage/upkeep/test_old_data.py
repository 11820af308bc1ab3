"""What people had before an upgrade works after it: their buttons, their questions, their post.

`before_the_features.json` is a database of schema 0004 as the program of commit dbddf13 left it,
the last one before its features became packages. That program made it: with its own repositories
and handlers it let people of every role, on Telegram and on the web, ask, offer, sign up, share a
phone and open a room; it sent each of them a button of every kind in its table of acts, with every
set of arguments that its own tests had seen; it asked each of its questions; and it left messages
of every sort waiting. Then it was copied row by row, tapped all of these buttons itself, and noted
("over") which of them it answered with "That question is over." The keys in the file are for this
test only and open nothing else. The file is not made again: it is what old data looks like.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from alembic import command
from sqlalchemy import Date, DateTime, LargeBinary, MetaData, Table, event, func, insert, select

from bot.channels.web.channel import Web
from bot.channels.web.server import site
from handlers.core.messages import Kind
from storage.database import Database
from storage.keyring import KeyRing
from storage.tables.people import people
from storage.upkeep import processes
from storage.upkeep.migrate import config, migrate
from tests.conftest import named
from tests.support.asking import view_of
from tests.support.doors import nobody_makes, nobody_says
from tests.support.peek import failures
from tests.support.post import Post, post, texts
from tests.support.talk import Neighbour, Street, plain
from tests.telegram_standin import BotApi

FILE = Path(__file__).with_name("before_the_features.json")
OPUS = b"OggS" + bytes(24) + b"OpusHead" + bytes(11)
OVER = "That question is over."
SORRY = "Sorry, that went wrong here."
# What waits, and what is read when it arrives; a picture and a file come with these words.
WORDS = {
    "words": "What waits, waits.",
    "sealed": "Only for you.",
    "delayed": "A moment later.",
    "in the morning": "Good morning.",
    "picture": "A chart.",
    "attachment": "A file.",
    "place": "H-buurt",
    "voice": "Somebody spoke.",
    "commands": "Your menu.",
    "change": "Changed.",
    "fox": "For the fox.",
    "danger": "Please call now.",
    "being sent when the power went": "Twice is better than never.",
    "farewell": "I know nothing about you any more.",
}
# What else has to be in it on Telegram.
PARTS = {"picture": "photo", "attachment": "document", "place": "venue", "voice": "voice"}


@dataclass(frozen=True)
class Old:
    """A database from before the upgrade, migrated, and what was noted about it."""

    database: Database
    street: Street
    noted: dict[str, Any]

    def neighbour(self, channel: str, address: str) -> Neighbour:
        """Somebody who knew the bot before the upgrade."""
        return self.street.doors[channel, address]

    def waiting(self, channel: str) -> dict[str, str]:
        """What waits in this channel, by the address of whoever it waits for."""
        waiting = [wait for wait in self.noted["waiting"] if wait["to"][0] == channel]
        assert {wait["what"] for wait in waiting} == set(WORDS)
        return {wait["to"][1]: wait["what"] for wait in waiting}


@cache
def noted() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return read


@pytest.fixture(params=["sqlite", "postgres"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Old]:
    """The old rows in a database of their own schema, brought to the newest one."""
    (tmp_path / "keys").write_text("\n".join(noted()["keys"]) + "\n", "ascii")
    keys = KeyRing(tmp_path / "keys")
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'old.db'}", keys)
        event.listen(made.engine, "connect", _in_no_hurry)
        yield upgraded(made)
        made.close()
        return
    uri, name = request.getfixturevalue("postgres"), f"old_{uuid4().hex}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    made = Database(named(uri, name), keys)
    yield upgraded(made)
    made.close()
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _in_no_hurry(connection: Any, _: Any) -> None:
    """No test pulls the plug: nobody waits for the disk."""
    connection.execute("PRAGMA synchronous = OFF")


def upgraded(database: Database) -> Old:
    """Put the old rows where the old program had them, then migrate."""
    with database.engine.begin() as connection:
        command.upgrade(config(connection), noted()["schema"])
    there = MetaData()
    there.reflect(database.engine)
    with database.engine.begin() as connection:
        for name, rows in noted()["tables"].items():
            table = there.tables[name]
            connection.execute(
                insert(table), [_typed(table, rows["columns"], r) for r in rows["rows"]]
            )
            if database.is_postgres and table.autoincrement_column is not None:
                number = table.autoincrement_column
                sequence = func.pg_get_serial_sequence(name, number.name)
                last = select(func.max(number)).scalar_subquery()
                connection.execute(select(func.setval(sequence, last)))
    migrate(database)
    database.check_schema()
    with database.reading() as store:
        current = store.neighbourhoods.current()
    assert current
    street = Street(database, current, datetime.fromisoformat(noted()["now"]))
    with database.reading() as store:
        for row in store.connection.execute(
            select(people.c.id, people.c.channel, people.c.address)
        ):
            address = store.people.address(row.id, row.address)
            street.knows(Neighbour(street, address, channel=row.channel))
    return Old(database, street, noted())


def _typed(table: Table, columns: list[str], row: list[Any]) -> dict[str, Any]:
    return {
        name: _value(table.columns[name].type, value)
        for name, value in zip(columns, row, strict=True)
    }


def _value(kind: object, value: Any) -> Any:
    """A value as this kind of column takes it: JSON has no times and no bytes."""
    if value is None:
        return None
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value).astimezone(UTC)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value


@pytest.mark.long
def test_every_old_question_and_every_old_button_still_has_its_answer(old: Old) -> None:
    for turn in [*old.noted["says"], *old.noted["taps"]]:
        person = old.neighbour(*turn["by"])
        if "tap" in turn:
            person.does(Kind.TAPPED, tap=turn["tap"])
        else:
            person.says(turn["text"])
        read = plain("\n".join(person.unread))
        assert failures(old.street) == [], turn
        assert read.strip(), turn
        assert SORRY not in read, turn
        assert (OVER in read) == turn.get("over", False), (turn, read)


def test_what_waited_on_telegram_is_delivered(old: Old) -> None:
    async def whole() -> None:
        async with BotApi(limits=False) as api:
            api.world.files.keep("voice", OPUS, "oga")
            # The stand-in counts its people from where the old addresses began.
            chats = {str(chat.id): chat for chat in (api.user(stranger=False) for _ in range(30))}
            async with delivers(old, api):
                for address, what in old.waiting("telegram").items():
                    chat = chats[address]
                    read = plain("\n".join(texts(api, chat.id)))
                    assert WORDS[what] in read, (what, read)
                    assert PARTS.get(what, "text") in chat.last.body, what

    asyncio.run(whole())


def test_what_waited_on_the_web_stands_on_the_page_of_whoever_has_the_old_cookie(old: Old) -> None:
    async def whole() -> None:
        async with BotApi(limits=False) as api, delivers(old, api) as office:
            pages = Web(
                old.database,
                office._hears_nothing,
                office._hears_nothing,
                lambda: view_of(old.street),
                list,
                lambda: office.now,
                "http://old",
                nobody_makes,
                nobody_says,
            )
            way = httpx.ASGITransport(site(lambda: view_of(old.street), pages.routes()))
            for cookie, what in old.waiting("web").items():
                async with httpx.AsyncClient(
                    transport=way, base_url="http://old", cookies={"buurtbot": cookie}
                ) as visitor:
                    shown = await visitor.get("/")
                assert WORDS[what] in plain(unescape(shown.text)), what

    asyncio.run(whole())


@asynccontextmanager
async def delivers(old: Old, api: BotApi) -> AsyncIterator[Post]:
    """The next morning everything that waited has gone out, also what a lost process had."""
    with old.database.writing() as store:
        processes.recover(store, old.database, old.street.now)
    async with post(old.database, api) as office:
        office.now = old.street.now + timedelta(days=1)
        await office.finished()
        yield office
