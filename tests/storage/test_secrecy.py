"""A stolen database names nobody: no chat id, no code and no typed word is in it, nor in a log."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text, update

from handlers.core.feature import Command, Typed
from handlers.core.messages import Kind
from handlers.dispatch import registry
from storage.database import Database
from storage.keyring import KeyMissing, KeyRing
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.tables.base import metadata
from storage.tables.people import people
from tests.support.canaries import in_the_file
from tests.support.talk import Neighbour, Street

CHATS = {"omar": "777000111222333", "fatma": "-1009988776655", "page": "Kanarie-pagina-geheim0"}
WORD = "kanariepiet"
COMMANDS = ("", "start", "hours", "open", "count", "close 5", "report", "invite", "menu", "shifts")
TYPED = ["{word}", "{word} {word}", "/{word}", "/{word}@{word} {word}"]
TYPED += [f"/{command} {{word}}" for command in COMMANDS]


def everything(database: Database) -> bytes:
    """All that a thief gets: the files of the database, or every row of every table."""
    if not database.is_postgres:
        path = Path(database.url.database or "")
        content = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
        assert b"CREATE TABLE people" in content, "the thief looked in the wrong place"
        return content
    found: list[bytes] = []
    with database.reading() as store:
        for table in metadata.sorted_tables:
            for row in store.connection.execute(table.select()):
                found += [one if isinstance(one, bytes) else str(one).encode() for one in row]
            written = text(f'SELECT "{table.name}"::text FROM "{table.name}"')
            found += [str(row[0]).encode() for row in store.connection.execute(written)]
    assert found, "the thief looked in the wrong place"
    return b"\n".join(found)


def forms(secret: str) -> Iterator[bytes]:
    """A secret as it is, and in the disguises that hide it from a search but not from a thief."""
    yield secret.encode()
    yield secret.encode("utf-16-le")
    yield secret.encode().hex().encode()
    yield base64.b64encode(secret.encode()).rstrip(b"=")[:-1]
    yield sha256(secret.encode()).digest()
    yield sha256(secret.encode()).hexdigest().encode()
    yield sha256(f"telegram:{secret}".encode()).digest()
    if secret.lstrip("-").isdigit():
        yield int(secret).to_bytes(8, "big", signed=True)
        # Four bytes stand somewhere by chance.
        if len(written := in_the_file(int(secret))) > 4:
            yield written


def found_in(content: bytes, *secrets: str) -> list[str]:
    lower = content.lower()
    return [
        secret
        for secret in secrets
        if any(form in content or form.lower() in lower for form in forms(secret))
    ]


@pytest.fixture
def omar(street: Street) -> Neighbour:
    return Neighbour(street, CHATS["omar"])


def talk(street: Street, omar: Neighbour) -> None:
    """A day of a neighbourhood, with a word in every place that takes words."""
    omar.says("/start")
    omar.says("/hours h-buurt").taps("Opening hours")
    omar.says("/language").taps("Nederlands")
    omar.shares(52.2985, 4.9633)
    omar.does(Kind.EDITED, text=f"{WORD} edited")
    omar.does(Kind.FORWARDED, text=f"/open {WORD}")
    group = Neighbour(street, CHATS["fatma"], private=False)
    group.says(f"/hours {WORD}")
    page = Neighbour(street, CHATS["page"], channel="web")
    page.says("/start").says("/hours")


def test_addresses_are_not_in_a_stolen_database(street: Street, omar: Neighbour) -> None:
    talk(street, omar)
    stolen = everything(street.database)
    assert found_in(stolen, "holendrecht"), "the thief looked in the wrong place"
    assert found_in(stolen, *CHATS.values()) == []


def test_nothing_that_anybody_types_is_in_a_stolen_database(street: Street) -> None:
    """Names, debts, illness: people write such things to a bot, whatever it was asking for."""
    everyone = [street.neighbour(), street.key_holder("h-buurt", "holendrecht")]
    everyone.append(street.coordinator())
    for one in everyone:
        for said in TYPED:
            one.says(said.format(word=WORD)).says("/menu")
    assert found_in(everything(street.database), WORD) == []


def test_the_code_of_an_invitation_is_not_in_a_stolen_database(street: Street) -> None:
    ana, fatma = street.coordinator(), street.neighbour()
    ana.says("/invite h-buurt")
    code = re.findall(r"start=([\w-]{22})", "\n".join(ana.unread))[0]
    assert found_in(everything(street.database), code) == []
    fatma.says(f"/start {code}").taps("Yes").sees("Welcome to the team")
    assert found_in(everything(street.database), code) == []


def test_a_number_typed_wrong_is_not_kept_either(street: Street) -> None:
    """A BSN or a telephone number, typed where a count was asked."""
    fatma = street.key_holder("h-buurt")
    fatma.says("/open").says("/count 111222333")
    fatma.says("/close").says("111222333").says("0612345678")
    assert found_in(everything(street.database), "111222333", "0612345678") == []


def test_what_goes_wrong_is_logged_and_kept_without_words_and_addresses(
    street: Street,
    omar: Neighbour,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def breaks(*_: object) -> None:
        raise ValueError(f"{WORD} {omar.address}")

    monkeypatch.setitem(registry.COMMANDS, "menu", Command(breaks, Typed))
    omar.says(f"/menu {WORD}").sees("that went wrong here")
    logged = "".join(capfd.readouterr())
    assert "turn.set_aside" in logged
    assert "at='handlers/" in logged
    assert found_in(logged.encode(), WORD, omar.address) == []
    assert found_in(everything(street.database), WORD, omar.address) == []


def test_an_error_of_the_database_does_not_say_what_was_to_be_stored(database: Database) -> None:
    with pytest.raises(Exception) as caught, database.writing() as store:  # noqa: PT011, PT012
        for _ in range(2):
            store.connection.execute(
                people.insert(),
                {"id": 1, "channel": WORD, "address_hash": WORD.encode(), "address": b"x"},
            )
    assert WORD not in str(caught.value)
    assert WORD not in repr(caught.value)


def test_a_sealed_address_moved_to_another_person_does_not_open(
    street: Street, omar: Neighbour
) -> None:
    omar.says("/menu")
    thief = street.neighbour()
    thief.says("/menu")
    with street.database.writing() as store:
        connection = store.connection
        own = connection.execute(people.select().where(people.c.id == omar.person)).one()
        moved = update(people).where(people.c.id == thief.person).values(address=own.address)
        connection.execute(moved)
        with pytest.raises(KeyMissing):
            store.people.address(thief.person, own.address)
        assert store.people.address(omar.person, own.address) == omar.address


def test_with_the_database_but_without_the_keys_nobody_is_found(
    street: Street, omar: Neighbour, database_url: str, tmp_path: Path
) -> None:
    omar.says("/menu")
    other = Database(database_url, KeyRing.make(tmp_path / "another-ring"))
    try:
        with other.reading() as store:
            assert store.people.find("telegram", omar.address) is None
            assert not store.neighbourhoods.keys_fit()
            row = store.connection.execute(people.select()).first()
            assert row
            with pytest.raises(KeyMissing):
                store.people.address(row.id, row.address)
    finally:
        other.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_files_of_a_database_are_for_their_owner_only(street: Street, omar: Neighbour) -> None:
    """PostgreSQL keeps its own files."""
    talk(street, omar)
    path = Path(street.database.url.database or "")
    assert {one.stat().st_mode & 0o077 for one in path.parent.glob(f"{path.name}*")} == {0}


def test_a_key_holder_is_only_a_mark_in_what_was_counted(street: Street) -> None:
    with street.database.writing() as store:
        person = store.people.known([("telegram", CHATS["omar"], "nl")])
        store.roles.give(next(iter(person.values())).id, Role(KEY_HOLDER, "h-buurt"), street.now)
    fatma = Neighbour(street, CHATS["omar"])
    fatma.says("/open").says("/close 12")
    assert found_in(everything(street.database), *CHATS.values()) == []
