"""The question that is open with somebody, sealed: nobody can tell which, nor whether one is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, update

from storage.keyring import KeyMissing, KeyRing, KeysOutOfReach
from storage.sealed_text import seal, unseal
from storage.tables.people import dialogues, people

# What is typed while asking for help fits; an announcement may need twice as much.
QUESTION_BYTES = 512
# Words that may be an answer after all stand under this among the answers, for a day at most.
HELD = "held"
# So many are in memory at a time.
AT_ONCE = 1_000


class Question(NamedTuple):
    """Which question is open, and what was answered so far; without a flow none is."""

    flow: str
    step: str
    answers: Mapping[str, Any]


CLOSED = Question("", "", {})


def sealed_question(keys: KeyRing, person: int, question: Question) -> bytes:
    """A question as it rests."""
    text = json.dumps([question.flow, question.step, dict(question.answers)])
    return seal(keys, text, "dialogues", "question", person, shortest=QUESTION_BYTES)


def opened_question(keys: KeyRing, person: int, sealed: bytes) -> Question:
    """A question that rests; none is open where the key to it is gone."""
    try:
        return Question(*json.loads(unseal(keys, sealed, "dialogues", "question", person)))
    except KeysOutOfReach:
        raise
    except KeyMissing:
        return CLOSED


class Questions:
    """Queries about open questions of many people."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def drop(self, flow: str, key: str, before: int, *, wrote_since: date | None = None) -> None:
        """Forget what was answered so far where nobody went on: ``key`` says until when.

        Words that are only held go with it, from every question.
        Opened are those of whoever wrote on a day or later, for it is not known which they are.
        """
        asked = select(dialogues)
        if wrote_since:
            wrote = select(people.c.id).where(people.c.contact_day >= wrote_since)
            asked = asked.where(dialogues.c.person_id.in_(wrote))
        rows = self._connection.execute(asked.execution_options(yield_per=AT_ONCE))
        left = [(row, self._left(row, flow, key, before)) for row in rows]
        for row, question in left:
            if question is not None:
                own = update(dialogues).filter_by(person_id=row.person_id, version=row.version)
                rests = {"question": sealed_question(self._keys, row.person_id, question)}
                self._connection.execute(own, rests)

    def _left(self, row: Row[Any], flow: str, key: str, before: int) -> Question | None:
        """What is left of a question that rests; None where it stays as it is."""
        asked = opened_question(self._keys, row.person_id, row.question)
        if asked.flow == flow and asked.answers.get(key, 0) < before:
            return CLOSED
        if HELD not in asked.answers:
            return None
        answers = {name: value for name, value in asked.answers.items() if name != HELD}
        return asked._replace(answers=answers)
