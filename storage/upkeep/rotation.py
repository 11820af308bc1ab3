"""Seals everything anew with the newest key: every column, waiting messages, open questions.

Which columns are sealed stands with the tables. Nobody has to wait for it: each step takes some
rows of one table, locked, so that nothing that was wiped meanwhile comes back.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Column, LargeBinary, func, select, update

from storage.database import Database, is_outage
from storage.keyring import KeyMissing, KeyRing
from storage.repositories.messages.outbox import SEALED, opened, sealed
from storage.store import Store
from storage.tables.base import metadata
from storage.tables.messages import outbox
from storage.tables.people import dialogues, people

AT_ONCE = 200
# Two that wait for each other on PostgreSQL: one of them is told to try again.
TRIES = 5
QUESTION = ("dialogues", "answers")
Step = Callable[[Store, KeyRing], int]


def seal_all_again(database: Database, progress: Callable[[int], None]) -> int:
    """Seal what older keys sealed with the newest one; returns how many values that were."""
    done = 0
    for step in _steps():
        while count := _tried(database, step):
            done += count
            progress(done)
    return done


def sealed_columns() -> Iterator[Column[Any]]:
    """Every column whose values are sealed as a whole."""
    for table in metadata.sorted_tables:
        yield from (column for column in table.columns if column.info.get("sealed"))


def _steps() -> Iterator[Step]:
    for column in sealed_columns():
        yield partial(_column, column)
    yield _messages
    yield _questions


def _tried(database: Database, step: Step) -> int:
    for left in reversed(range(TRIES)):
        try:
            with database.writing() as store:
                return step(store, database.keys)
        except Exception as problem:
            if not left or not is_outage(problem):
                raise
    raise AssertionError("no try is left")


def _column(column: Column[Any], store: Store, keys: KeyRing) -> int:
    table = column.table
    (key,) = table.primary_key
    begins = func.substr(column, 1, 2, type_=LargeBinary)
    old = (
        select(key.label("place"), column.label("sealed"))
        .where(func.length(column) > 0, begins != keys.newest())
        .order_by(key)
        .limit(AT_ONCE)
        .with_for_update(key_share=True)
    )
    rows = store.connection.execute(old).all()
    for row in rows:
        again = keys.seal_again(row.sealed, table.name, column.name, row.place)
        here = update(table).where(key == row.place)
        store.connection.execute(here, {column.key: again})
    return len(rows)


def _messages(store: Store, keys: KeyRing) -> int:
    """Secret messages: they wait, or are shown on a page for an hour."""
    kept = select(outbox.c.id, outbox.c.token, outbox.c.payload).where(
        outbox.c.payload.like(SEALED + "%")
    )
    done = 0
    for row in store.connection.execute(kept.with_for_update(key_share=True)).all():
        if _is_newest(keys, row.payload.removeprefix(SEALED)):
            continue
        again = sealed(keys, opened(keys, row.payload, row.token), row.token)
        here = update(outbox).where(outbox.c.id == row.id)
        store.connection.execute(here, {"payload": again})
        done += 1
    return done


def _questions(store: Store, keys: KeyRing) -> int:
    """What somebody typed into a question that is open, among answers that are not sealed."""
    # Whoever answers holds the person's row: nothing is put back that was read before.
    kept = (
        select(dialogues.c.person_id, dialogues.c.answers)
        .join(people, people.c.id == dialogues.c.person_id)
        .where(dialogues.c.answers != "{}")
        .order_by(people.c.id)
        .with_for_update(of=[people, dialogues], key_share=True)
    )
    done = 0
    for row in store.connection.execute(kept).all():
        answers = json.loads(row.answers)
        again = {key: _answer(keys, value, row.person_id) for key, value in answers.items()}
        if again != answers:
            here = update(dialogues).where(dialogues.c.person_id == row.person_id)
            store.connection.execute(here, {"answers": json.dumps(again)})
            done += 1
    return done


def _answer(keys: KeyRing, answer: Any, person: int) -> Any:
    if not isinstance(answer, str) or _is_newest(keys, answer):
        return answer
    try:
        again = keys.seal_again(base64.b64decode(answer, validate=True), *QUESTION, person)
    except (KeyMissing, ValueError):
        # A tap, a word of ours: it stands there as it is.
        return answer
    return base64.b64encode(again).decode()


def _is_newest(keys: KeyRing, written: str) -> bool:
    """Whether what stands there as text was sealed with the newest key."""
    try:
        return base64.b64decode(written).startswith(keys.newest())
    except ValueError:
        return False
