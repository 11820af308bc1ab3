"""The question that is open with somebody, sealed: nobody can tell which, nor whether one is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from storage.keyring import KeyMissing, KeyRing, KeysOutOfReach
from storage.repositories.sealed_text import seal, unseal

# What is typed while asking for help fits; an announcement may need twice as much.
QUESTION_BYTES = 512


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
