"""What is kept of clips: only what everybody may hear."""

from __future__ import annotations

import pytest

from bot.voices.public import PublicWords
from handlers.core.messages import Reply, Text, button, name, say, say_many
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS

WORDS = PublicWords(read_text(TWO_ROOMS, "neighbourhood.toml"))


@pytest.mark.parametrize(
    ("said", "is_public"),
    [
        (say("body", "What do you need?"), True),
        (say("body", "🔴 {room}: closed.", room="H-buurt"), True),
        (name("📍 Holendrecht"), True),
        (say_many("body", "{n} place left.", "{n} places left.", 3), True),
        (say("body", "They are helping you: {who}.", who="Fatma Yilmaz"), False),
        (name("my daughter is ill"), False),
        (name("☎ 06 12345678"), False),
        (say("body", "{a}", a=say("body", "{b}", b="Omar")), False),
    ],
)
def test_what_names_anything_but_the_neighbourhood_is_kept_nowhere(
    said: Text, *, is_public: bool
) -> None:
    assert WORDS.hold(Reply((said,))) is is_public
    assert WORDS.hold(Reply((say("body", "What do you need?"),), ((button(said, "menu"),),))) is (
        is_public
    )
