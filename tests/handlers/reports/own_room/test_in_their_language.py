"""Whoever holds a key, or gets news, reads it all in one language, in the pictures too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.rendering.text import Reader, language_of
from handlers.core.messages import Picture, Text
from tests.handlers.dispatch.typed.test_whole_utterances import shown
from tests.support.talk import Neighbour, Street

OF_A_ROOM = ("fr", "pl", "pt", "uk", "fa", "ur")
EVERYWHERE = (*OF_A_ROOM, "ti", "so", "pap", "srn", "tw")
# What somebody with a key opens, counts, looks at and puts right.
SCREENS = ("/menu", "/open", "/count", "7", "/close", "/shifts", "/figures", "/volunteer", "/hours")


def strange(neighbour: Neighbour) -> list[str]:
    """The lines, labels and words of a picture of the newest message in another language."""
    reply, reader = shown(neighbour), Reader.of(neighbour.language, "nl")
    keys = [key.label for row in reply.rows for key in row]
    said = [*reply.lines, *keys, *in_picture(reply.picture)] if reply.picture else reply.lines
    return [one.one for one in (*said, *keys) if language_of(one, reader) != neighbour.language]


def in_picture(picture: Picture) -> Iterator[Text]:
    yield picture.title
    assert picture.coverage
    yield picture.coverage
    yield from (bar.label for bar in picture.bars)


@pytest.mark.parametrize("tag", OF_A_ROOM)
def test_a_key_holder_meets_no_sentence_in_another_language(street: Street, tag: str) -> None:
    fatma = street.key_holder("h-buurt", language=tag)
    street.at("10:01")
    for typed in SCREENS:
        fatma.says(typed)
        assert not strange(fatma), (typed, fatma.transcript())
    trend = next(
        key for row in fatma.says("/figures").last.rows for key in row if key.label.startswith("📈")
    )
    fatma.taps(trend.label)
    assert shown(fatma).picture
    assert not strange(fatma), fatma.transcript()


@pytest.mark.parametrize("tag", EVERYWHERE)
def test_whoever_gets_an_announcement_reads_whose_it_is(street: Street, tag: str) -> None:
    omar = street.neighbour(tag).says("/hours h-buurt")
    bell = next(key for row in omar.last.rows for key in row if key.label.startswith("🔔"))
    omar.taps(bell.label)
    nadia = street.coordinator()
    nadia.says("/announce").says("We have soup.").taps("H-buurt")
    nadia.taps("📣 Send")
    street.tick()
    assert not strange(omar), omar.transcript()
