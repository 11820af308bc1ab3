"""No words stop the program: each pattern, reader and step is quick with the worst of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

from handlers.core import time_words, typed_input
from handlers.core.messages import LONGEST_TEXT
from handlers.core.private.numbers import blanked
from handlers.core.private.words import is_too_private
from handlers.reports.period import Period
from locales import danger
from tests.hostile import test_naughty as places
from tests.hostile.rights.village import Village
from tests.hostile.test_naughty import village  # noqa: F401 - the fixture
from tests.hostile.words import patterns
from tests.hostile.words.slowest import Slow, pieces_of, seconds, slowest
from tests.support.peek import failures

# Seconds of work; several times what they take on a machine that has nothing else to do.
MOST_OF_A_PATTERN, MOST_OF_A_READER, MOST_OF_A_TURN = 0.05, 0.1, 0.4
WHOLE = ["1", "12 ", "a1", "een", "1 a ", "nl91abna", "&#49;", "ﷺ", "!", "ORDER 111222333 ", "\n"]


def period(words: str) -> None:
    for kind in (Period.week, Period.month, Period.year):
        with pytest.raises(ValueError, match="is not a"):
            kind(words)


# What reads words whole: linear parts can still be many, or one inside the other.
READERS: dict[str, Callable[[str], object]] = {
    "blanked": blanked,
    "is_too_private": is_too_private,
    "hear": danger.hear,
    "read_number": typed_input.read_number,
    "readable": typed_input.readable,
    "as_typed": typed_input.as_typed,
    "read_time": lambda words: time_words.TIME.read(words, "es"),
    "read_stretch": lambda words: time_words.STRETCH.read(words, "es"),
    "period": period,
}


def test_every_pattern_is_in_the_table_or_sees_no_words_of_strangers() -> None:
    """Whoever adds a pattern says whose words it sees; it is timed from then on."""
    found = list(patterns.uses())
    unknown = {
        use.name or use.place
        for use in found
        if use.name not in patterns.SEEN and use.module not in patterns.TRUSTED
    }
    assert unknown == set(), "put it into SEEN, with the longest that it gets to see"
    gone = set(patterns.SEEN) - {use.name for use in found}
    assert gone == set(), "take it out of SEEN"


@pytest.mark.parametrize("name", patterns.SEEN)
def test_a_pattern_is_quick_with_the_slowest_words_that_a_search_finds(name: str) -> None:
    pattern, longest = patterns.pattern(name), patterns.SEEN[name]
    found = slowest(lambda words: _used(pattern, words), longest, pieces_of(pattern))
    assert found.seconds < MOST_OF_A_PATTERN * max(1, longest / LONGEST_TEXT), found.words[:80]


def _used(pattern: re.Pattern[str], words: str) -> None:
    for _ in pattern.finditer(words):
        pass
    pattern.fullmatch(words)


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_is_quick_with_the_slowest_words_that_a_search_finds(reader: str) -> None:
    found = worst(reader)
    assert found.seconds < MOST_OF_A_READER, found.words[:80]


@cache
def worst(reader: str) -> Slow:
    """The slowest words for a reader of words, of the length that the door lets in."""
    return slowest(READERS[reader], LONGEST_TEXT, WHOLE)


@pytest.mark.long
def test_a_turn_is_quick_with_the_worst_words_in_every_place_that_takes_some(
    village: Village,  # noqa: F811
) -> None:
    """Every command and every open question of every feature: it is asked, and typed into."""
    street, slow = village.street, [worst(reader).words for reader in READERS]
    words = [*slow, "1" * LONGEST_TEXT, "h" * LONGEST_TEXT]
    crowd = places._crowd(street, "web")
    everywhere = places.PLACES[::9] if street.database.is_postgres else places.PLACES
    for number, place in enumerate(everywhere):
        street.later(minutes=6)
        if isinstance(place, tuple):
            places._ask(village, place, crowd[:4])
        # What it takes there without a word: a report is worked out, something is loaded once.
        usual = _taken(village, 3, "", place)
        for at in range(3):
            # In turns: with so many places all of them are typed. Shorter ones are kept, too.
            typed = words[(3 * number + at) % len(words)][: 900 if at else None]
            took = _taken(village, at, typed, place)
            assert took < usual + MOST_OF_A_TURN, (place, typed[:40])
    assert failures(street) == []


def _taken(where: Village, who: int, typed: str, place: object) -> float:
    """How long a turn in this place takes."""
    turn = places._turn(where.street, "web", who, typed, place)
    return seconds(lambda _: where.street.turns.do([turn]), "", times=1)
