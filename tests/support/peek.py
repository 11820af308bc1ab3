"""Behind the counter: rows that no neighbour sees, what nobody should ever read, a new file."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, delete, select, update

from handlers.core import message_json
from handlers.core.enclosures import Code
from locales import update as catalogs
from locales.catalogs.merging import Found
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.repositories.messages.letters import Letter
from storage.repositories.messages.letters import opened as opened_letter
from storage.repositories.people.questions import Question, opened_question
from storage.repositories.rooms.participants import How, by_what
from storage.sealed_rows import SealedRows
from storage.store import Store
from storage.tables.base import metadata
from storage.tables.messages import outbox, set_aside
from storage.tables.people import dialogues, roles
from storage.tables.rooms import changes, openings
from tests.conftest import TWO_ROOMS
from tests.support.talk import Neighbour, Street, plain

# A name in braces is a hole in a sentence that nobody filled.
HOLE = re.compile(r"\{[a-z_]*\}")
# What only a programmer understands: a traceback, the shape of our own words, an act's name.
INTERNAL = re.compile(
    r"Traceback|Error\b|File \"|object at 0x|Text\(|slot=|\bNone\b"
    r"|hours\.room|count\.add|close_at|stay_open|shifts\.correct|forgotten\.block|report\.by_room"
)
# Signs that turn the rest of a line around, or ring a bell. Isolates are ours, and so is the mark
# with which a line begins on the right.
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u061c\u202a-\u202e\u2066\u2067]|(?<!\\A)(?<!\n)\u200f"
)


@cache
def sentences() -> list[Found]:
    """Every sentence that the code says, looked for once for all tests."""
    return catalogs.sentences()


def sealed(store: Store, table: Table) -> SealedRows:
    """A table whose rows are sealed, with the keys."""
    return SealedRows(store.connection, store.requests._keys, table)


def opened(store: Store, table: Table) -> list[Any]:
    """Every row of it, opened, oldest first."""
    return sealed(store, table).some()


def how_of(store: Store, row: Any) -> How:
    """By what somebody was reached: whoever has the key can ask of each way whether it was that."""
    keys = store.requests._keys
    (way,) = [way for way in How if by_what(keys, row.day, row.room, row.mark, way) == row.how]
    return way


def code_with(street: Street, message: int) -> str:
    """The link that goes with a message as a picture of squares; empty for none."""
    with street.database.reading() as store:
        kept = store.sent.get(message)
    assert kept
    picture = message_json.from_json(kept.payload).picture
    return picture.link if isinstance(picture, Code) else ""


def openings_of(street: Street) -> list[Row[Any]]:
    """Every opening that counts, oldest first."""
    found = select(openings).where(openings.c.undone_at.is_(None)).order_by(openings.c.id)
    with street.database.reading() as store:
        return list(store.connection.execute(found))


def opening_of(street: Street) -> Row[Any]:
    """The one opening there is."""
    (only,) = openings_of(street)
    return only


def changes_of(street: Street) -> list[Row[Any]]:
    """What was ever changed, oldest first."""
    with street.database.reading() as store:
        return list(store.connection.execute(select(changes).order_by(changes.c.id)))


def effects(street: Street) -> list[list[tuple[Any, ...]]]:
    """Everything a turn can do to the rooms and to who may do what."""
    with street.database.reading() as store:
        return [
            [tuple(row) for row in store.connection.execute(select(table).order_by(table.c.id))]
            for table in (openings, roles, changes)
        ]


def letters(database: Database, *where: ColumnElement[bool]) -> list[tuple[Row[Any], Letter]]:
    """The messages of the outbox in order, opened."""
    rows = select(outbox).where(*where).order_by(outbox.c.id)
    with database.reading() as store:
        return [(row, opened_letter(database.keys, row)) for row in store.connection.execute(rows)]


def payloads(database: Database, *where: ColumnElement[bool]) -> list[tuple[Row[Any], str]]:
    """The messages of the outbox in order, each with what it says and does."""
    return [(row, letter.payload) for row, letter in letters(database, *where)]


def questions(street: Street) -> list[Question]:
    """What is open with everybody, or was."""
    with street.database.reading() as store:
        rows = store.connection.execute(select(dialogues)).all()
    return [opened_question(street.database.keys, row.person_id, row.question) for row in rows]


def failures(street: Street) -> list[str]:
    """The turns that went wrong here; each is told once."""
    with street.database.reading() as store:
        found = list(store.connection.execute(select(set_aside.c.problem)).scalars())
    if found:
        with street.database.writing() as store:
            store.connection.execute(delete(set_aside))
    return found


def everything_kept(street: Street) -> str:
    """All that is remembered, as one text to search in."""
    with street.database.reading() as store:
        return "\n".join(
            repr(row)
            for table in metadata.sorted_tables
            for row in store.connection.execute(select(table))
        )


def takes_keys_from(street: Street, neighbour: Neighbour) -> None:
    """Whoever may do so takes somebody's roles away."""
    ended = update(roles).where(roles.c.person_id == neighbour.person).values(ended_at=street.now)
    with street.database.writing() as store:
        store.connection.execute(ended)


def forget_everything(street: Street) -> None:
    """A new beginning: nobody is known, nothing was ever opened."""
    with street.database.writing() as store:
        for table in reversed(metadata.sorted_tables):
            if table.name != "neighbourhood":
                store.connection.execute(delete(table))


def typed_by_three(store: Store, words: str, language: str, today: date) -> int:
    """An utterance that three people typed and a coordinator has to decide about."""
    heard = [store.not_understood.heard(words, person, today) for person in range(3)]
    assert heard[:2] == [None, None]
    assert heard[2]
    store.not_understood.rests(heard[2], words, language, today)
    return heard[2]


def is_fit_to_read(text: str, typed: str = "") -> None:
    """No hole, nothing internal, no sign that hides; what somebody typed may come back."""
    for found in [*HOLE.findall(text), *INTERNAL.findall(text)]:
        assert found in typed, f"{found!r} is in:\n{text}"
    assert not UNSEEN.search(text), f"an unseen sign is in {text!r}"
    assert plain(text).strip(), "an answer without a word"


def answers_well(neighbour: Neighbour, typed: str = "") -> None:
    """Somebody who did something got an answer, fit to read, and nothing went wrong."""
    assert neighbour.unread, f"silence after {typed!r}"
    for text in neighbour.unread:
        is_fit_to_read(text, typed)
    assert failures(neighbour.street) == [], typed


def loads(street: Street, *changes: tuple[str, str]) -> None:
    """The operator loads the file with these words changed."""
    text = TWO_ROOMS
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    street.load(read_text(text, "changed.toml"))
