"""What an older program kept in the source's old words is read in everybody's language."""

from __future__ import annotations

import pytest

import locales
from tests.support.peek import sentences

FORMER = locales._former()


def test_old_words_lead_to_what_is_said_now() -> None:
    said = {(one.slot, words) for one in sentences() for words in (one.one, one.many) if words}
    assert len(FORMER) > 300
    assert not [old for old in FORMER if old in said]
    assert not [new for (slot, _), new in FORMER.items() if (slot, new) not in said]


@pytest.mark.parametrize("tag", ["nl", "ar", "tr", "es", "en"])
def test_whoever_reads_another_language_reads_the_old_words_in_it(tag: str) -> None:
    for (slot, old), new in FORMER.items():
        assert locales.sentence((tag, "en"), slot, old) == locales.sentence((tag, "en"), slot, new)
    told = locales.sentence((tag,), "body", "✅ Done. I know nothing about you any more.")
    assert told.language == tag
