"""Seals everything anew with the newest key: every column, messages and open questions too.

Which columns are sealed stands with the tables. Nobody has to wait for it: each step takes some
rows of one table, locked, so that nothing that was wiped meanwhile comes back.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, bindparam, func, select, update

from storage.database import Database, is_outage
from storage.keyring import KeyMissing, KeyRing
from storage.repositories.people.questions import opened_question, sealed_question
from storage.store import Store
from storage.tables.base import metadata
from storage.tables.people import dialogues, people

AT_ONCE = 200
# Two that wait for each other on PostgreSQL: one of them is told to try again.
TRIES = 5
ANSWER = ("dialogues", "answers")
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
        yield _Column(column) if column is not dialogues.c.question else _questions


def _tried(database: Database, step: Step) -> int:
    for left in reversed(range(TRIES)):
        try:
            with database.writing() as store:
                return step(store, database.keys)
        except Exception as problem:
            if not left or not is_outage(problem):
                raise
    raise AssertionError("no try is left")


class _Column:
    """Seals some values of a column anew at each step, from where the last one ended.

    So what was done already is not read again and again; at the end it looks from the start.
    """

    def __init__(self, column: Column[Any]) -> None:
        self._column = column
        self._after: Any = None

    def __call__(self, store: Store, keys: KeyRing) -> int:
        done = self._go_on(store, keys)
        if not done and self._after is not None:
            self._after = None
            done = self._go_on(store, keys)
        return done

    def _go_on(self, store: Store, keys: KeyRing) -> int:
        column, table = self._column, self._column.table
        begins = func.substr(column, 1, 2, type_=LargeBinary)
        (key,) = table.primary_key
        where = table.c[column.info["sealed"]]
        old = (
            select(key.label("row"), where.label("place"), column.label("sealed"))
            .where(func.length(column) > 0, begins != keys.newest())
            .order_by(key)
            .limit(AT_ONCE)
            .with_for_update(key_share=True)
        )
        if self._after is not None:
            old = old.where(key > self._after)
        rows = store.connection.execute(old).all()
        again = [
            {
                "row": row.row,
                "again": keys.seal_again(row.sealed, table.name, column.name, row.place),
            }
            for row in rows
        ]
        if again:
            here = update(table).where(key == bindparam("row"))
            store.connection.execute(here.values({column: bindparam("again")}), again)
            self._after = rows[-1].row
        return len(rows)


def _questions(store: Store, keys: KeyRing) -> int:
    """Questions that are open, and what somebody typed into one, which is sealed within it."""
    # Whoever answers holds the person's row: nothing is put back that was read before.
    kept = (
        select(dialogues.c.person_id, dialogues.c.question)
        .join(people, people.c.id == dialogues.c.person_id)
        .order_by(people.c.id)
        .with_for_update(of=[people, dialogues], key_share=True)
    )
    done = 0
    for row in store.connection.execute(kept).all():
        question = opened_question(keys, row.person_id, row.question)
        answers = {
            key: _answer(keys, value, row.person_id) for key, value in question.answers.items()
        }
        if answers != question.answers or not row.question.startswith(keys.newest()):
            again = sealed_question(keys, row.person_id, question._replace(answers=answers))
            here = update(dialogues).where(dialogues.c.person_id == row.person_id)
            store.connection.execute(here, {"question": again})
            done += 1
    return done


def _answer(keys: KeyRing, answer: Any, person: int) -> Any:
    if not isinstance(answer, str) or _is_newest(keys, answer):
        return answer
    try:
        again = keys.seal_again(base64.b64decode(answer, validate=True), *ANSWER, person)
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
