"""What is promised of sentences that nobody prepared for, held on those we tune with."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.locales.typed import sentences
from tests.locales.typed.measure import ACTED, DANGER, MISSED, OFFERED, WRONG, listening

pytestmark = pytest.mark.long
BEST = ("nl", "en", "ar", "tr", "es", "fr", "pl", "uk", "pt")


def test_most_is_right_or_offered_and_next_to_nothing_is_acted_upon_wrongly() -> None:
    found: dict[str, Counter[str]] = {}
    with listening() as ear:
        for one in sentences.of(sentences.TUNE):
            kind = "none " if one.intent == "none" else ""
            found.setdefault(one.tag, Counter())[kind + ear.hears(one)] += 1
    assert len(found) == 16
    for tag, counts in found.items():
        right = counts[ACTED] + counts[OFFERED]
        wrong = counts[WRONG] + counts[f"none {WRONG}"]
        assert wrong <= 1, (tag, counts)
        assert right / (right + wrong + counts[MISSED]) >= (0.95 if tag in BEST else 0.9), tag
        assert counts[f"none {MISSED}"] == 0
        assert counts[DANGER] <= 2
