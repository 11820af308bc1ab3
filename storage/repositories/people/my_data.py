"""Everything that is known of one person, row by row, for the file they can ask for.

Numbers of other people are left out, and so is what others wrote.
"""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Table, func, select

from storage.keyring import KeyMissing, KeyRing
from storage.repositories.people.questions import opened_question
from storage.repositories.people.roles import opened_label
from storage.sealed_rows import SealedRows, sealed_tables
from storage.tables.base import Inside, metadata
from storage.tables.conversations import talk_lines, talks
from storage.tables.people import dialogues, people, profiles, roles

Rows = list[dict[str, Any]]
# What is about a person, and by which column, as each table says; everything else that names
# somebody is what they did. A table that does not say whose its rows are ends the start.
ABOUT = {table: table.info["about"] for table in metadata.sorted_tables if table.info["about"]}
# What a message said stands in the chat; of those that share a phone each has messages there.
LEFT_OUT = {
    *("token", "run", "answers", "id", "row", "shown_after", "replaces", "sent_as", "said_as"),
}
# A recording is heard in the chat.
HEARD = {"sound", "fetched_as"}
# What fields are called in the file that people get: as their columns were.
WRITTEN = {
    "profile": "face",
    "circle": "reach",
    "scope": "place",
    "on_hold_until": "held_until",
}


def refers_to_people(table: Table) -> list[str]:
    """The columns of a table that name a person."""
    return [
        column.name
        for column in table.c
        if any(key.column is people.c.id for key in column.foreign_keys)
    ]


class MyData:
    """Queries about all that is known of somebody."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def about(self, person: int, profile: str) -> dict[str, Any]:
        """What is kept of a person, by table, plain enough for JSON.

        ``profile`` is who asks of those that share the phone: each sees what is their own.
        """
        known: dict[str, Any] = {}
        for table, column in ABOUT.items():
            query = select(table).where(table.c[column] == person)
            if "profile" in table.c and table not in {people, profiles}:
                query = query.where(table.c.profile == profile)
            elif profile and table not in {people, profiles, dialogues}:
                # The rest is the first person's; an open question is of whoever has the phone.
                continue
            rows = [self._plain(table, row) for row in self._connection.execute(query)]
            if rows:
                known[table.name] = rows
        for table in sealed_tables():
            if own := self._sealed(table, person, profile):
                known[table.name] = own
        known["you_wrote"] = self._said(person, profile)
        if not profile:
            known["you_did"] = self.deeds(person)
        return known

    def deeds(self, person: int) -> dict[str, int]:
        """How often a person's number stands with something they did, by table and column."""
        counts = {}
        for table in metadata.sorted_tables:
            for column in refers_to_people(table):
                if ABOUT.get(table) == column:
                    continue
                own = select(func.count()).select_from(table).where(table.c[column] == person)
                n = self._connection.execute(own).scalar_one()
                if n:
                    counts[f"{table.name}.{column}"] = n
        for table in sealed_tables():
            names = table.info["inside"].people
            rows = SealedRows(self._connection, self._keys, table).with_a_hand_of(person)
            for name in names:
                if n := sum(getattr(row, name) == person for row in rows):
                    counts[f"{table.name}.{name}"] = n
        return counts

    def _sealed(self, table: Table, person: int, profile: str) -> Rows:
        """What a table whose rows are sealed says of a person."""
        inside: Inside = table.info["inside"]
        is_shared = "profile" in inside.fields
        # The rest is the first person's.
        if not inside.about or (profile and not is_shared):
            return []
        left_out = {inside.about, *inside.people, *HEARD}
        return [
            {
                WRITTEN.get(name, name): value.isoformat()
                if isinstance(value, date | datetime)
                else value
                for name in inside.fields
                if name not in left_out and (value := getattr(row, name)) is not None
            }
            for row in SealedRows(self._connection, self._keys, table).of(person)
            if not is_shared or row.profile == profile
        ]

    def _said(self, person: int, profile: str) -> Rows:
        """What a person wrote in talks that are not over; never what the others wrote."""
        own = SealedRows(self._connection, self._keys, talks).of(person)
        numbers = [row.id for row in own if row.profile == profile]
        lines = SealedRows(self._connection, self._keys, talk_lines)
        return [
            {"at": row.at.isoformat(), "kind": row.kind, "words": row.words}
            for row in lines.some(talk_lines.c.talk_id.in_(numbers))
            if row.by_resident and row.words
        ]

    def _plain(self, table: Table, row: Row[Any]) -> dict[str, Any]:
        names = {*LEFT_OUT, *refers_to_people(table)}
        values: dict[str, Any] = {}
        for column in table.c:
            value = getattr(row, column.name)
            if column is dialogues.c.question:
                values |= self._question(value, row.person_id)
            elif column is roles.c.label and value is not None:
                values[column.name] = opened_label(self._keys, value, "roles", row.id)
            elif column.name in names or isinstance(column.type, LargeBinary) or value is None:
                continue
            else:
                values[column.name] = (
                    value.isoformat() if isinstance(value, date | datetime) else value
                )
        return values

    def _question(self, sealed: bytes, person: int) -> dict[str, Any]:
        """Which question is open, and what was answered so far; what is sealed in it is opened."""
        question = opened_question(self._keys, person, sealed)
        answers = {key: self._opened(answer, person) for key, answer in question.answers.items()}
        return question._replace(answers=answers)._asdict()

    def _opened(self, answer: Any, person: int) -> Any:
        try:
            return self._keys.open(base64.b64decode(answer), "dialogues", "answers", person)
        except (KeyMissing, TypeError, ValueError):
            # A tap, a number: it stands there as it is.
            return answer
