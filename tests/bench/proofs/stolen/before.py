"""The same rows as they lay in the schema before, 0005: with everything in the clear."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, insert, select

from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.messages.letters import opened
from storage.repositories.people.questions import opened_question
from storage.sealed_rows import SealedRows, sealed_tables
from storage.store import Store
from storage.tables.base import metadata
from storage.tables.messages import outbox, seen
from storage.tables.people import dialogues
from storage.upkeep.migrate import upgrade
from tests.bench.proofs.stolen.filling import Truth

BEFORE = "0005"
RENAMED = {"face": "profile", "reach": "circle", "place": "scope", "held_until": "on_hold_until"}
# These were sealed then too.
SEALED = {"contact", "call_me", "words"}
# By which tables the numbers in these columns are those of other rows.
OF_OTHERS = {"talk_id": "talks", "can_id": "wishes", "look_id": "wishes"}


def lay_down(database: Database, file: Path, truth: Truth) -> Truth:
    """Write a file as the program before had it; gives the truth with the numbers of its rows."""
    before = Database(f"sqlite:///{file}", database.keys)
    with before.engine.begin() as connection:
        upgrade(connection, BEFORE, database.keys)
    tables = MetaData()
    tables.reflect(before.engine)
    numbers: dict[str, dict[int, int]] = defaultdict(dict)
    with database.reading() as store, before.engine.begin() as connection:
        for old in tables.sorted_tables:
            known = old.name in metadata.tables
            rows = _rows(store, database, metadata.tables[old.name]) if known else []
            if not rows:
                continue
            connection.execute(insert(old), [_row(old, row, at, numbers) for at, row in rows])
    before.close()
    return {
        (table, numbers[table].get(number, number)): behind
        for (table, number), behind in truth.items()
    }


def _rows(store: Store, database: Database, table: Table) -> list[tuple[int, dict[str, Any]]]:
    if table in sealed_tables():
        rows = [vars(row) for row in SealedRows(store.connection, database.keys, table).some()]
    elif table is seen:
        # Then it had the number of each message in the clear: nothing to find by it here.
        rows = []
    else:
        found = store.connection.execute(select(table)).all()
        rows = [{**row._mapping, **_in_the_clear(database.keys, table, row)} for row in found]
    return list(enumerate(rows, 1))


def _in_the_clear(keys: KeyRing, table: Table, row: Any) -> dict[str, Any]:
    """What a message, or an open question, said in the clear."""
    if table is outbox:
        return {"payload": opened(keys, row).payload}
    if table is dialogues:
        question = opened_question(keys, row.person_id, row.question)
        answers = json.dumps(dict(question.answers))
        return {"flow": question.flow, "step": question.step, "answers": answers}
    return {}


def _row(
    old: Table, row: dict[str, Any], at: int, numbers: dict[str, dict[int, int]]
) -> dict[str, Any]:
    values = {
        column.name: row[found]
        for column in old.c
        if (found := RENAMED.get(column.name, column.name)) in row or (found := column.name) in row
    }
    for name in SEALED & {*values}:
        values[name] = b"sealed"
    # Numbers were given out one by one, but for those of requests and people.
    if "n" in row and "id" in values and old.name != "requests":
        numbers[old.name][values["id"]] = at
        values["id"] = at
    for name, parent in OF_OTHERS.items():
        if name in values:
            values[name] = numbers[parent][values[name]]
    return values
