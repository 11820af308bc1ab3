"""Danger is heard in sixteen languages, however it is typed, and what only looks like it is not."""

from __future__ import annotations

import pytest

from locales import danger
from tests.hostile.danger.hearing import BEFORE, HELD, REACHED, languages, score
from tests.support import stopwatch

QUICK, LONGEST = 0.02, 4_096
SAID = "my husband beats me"


@pytest.mark.parametrize("language", languages())
def test_sentences_that_no_list_was_made_with_are_heard_as_well_as_before(language: str) -> None:
    made, (recall, alarms) = score(HELD, language, guesses=True), REACHED[language]
    assert made.recall * 100 >= recall, f"{made.recall:.0%}"
    assert made.alarms * 100 <= alarms, f"{made.alarms:.0%}"


@pytest.mark.parametrize("language", languages(BEFORE))
def test_what_was_heard_before_is_heard(language: str) -> None:
    made = score(BEFORE, language)
    assert made.wrong == []


@pytest.mark.parametrize(
    "typed",
    [
        SAID.upper() + "!!!",
        "".join(f"{letter}\u0336\u0334" for letter in SAID),
        SAID.replace("a", "\u0430").replace("e", "\u0435"),
        SAID.translate({code: 0x1D41A + code - 97 for code in range(97, 123)}),
        "m y  h u s b a n d  b e a t s  m e",
        "my.husband.beats.me",
        "my   husband\u200b beats\u00a0me",
        f"\u202e{SAID}",
        f"hallo goedemorgen. {SAID}. teşekkürler",
        f"🔪 {SAID} 😢",
    ],
)
def test_danger_is_heard_however_it_is_typed(typed: str) -> None:
    heard = danger.hear(typed, "nl")
    assert heard, typed
    assert "violence" in heard.kinds


def test_one_dangerous_sentence_at_the_end_of_the_longest_message_is_heard() -> None:
    for filler in ("the room is nice today. ", "я хочу знати коли відкрито. ", "me "):
        long = (filler * LONGEST)[: LONGEST - len(SAID) - 2]
        heard = danger.hear(f"{long}. {SAID}", "nl")
        assert heard, filler
        assert heard.kinds[0] == "violence"


@pytest.mark.parametrize("pictures", ["🔥", "🔥🔥🔥", "🔪🏠", "🏠🔥", "🆘", "🚑", "🆘🆘 🙏"])
def test_pictures_alone_are_heard(pictures: str) -> None:
    assert danger.hear(pictures, "nl")


@pytest.mark.parametrize(
    "pictures", ["👍", "😂😂", "❤️", "🏠", "☕🍰", "🎉🔥 party", "that song is 🔥"]
)
def test_other_pictures_are_not(pictures: str) -> None:
    assert danger.hear(pictures, "nl") is None


def test_letters_and_digits_on_their_own_do_not_join_two_sentences() -> None:
    assert danger.hear("he beats me", "en")
    assert danger.hear("room 4 is where he beats. me and a friend have 2 or 3 drums", "en") is None


@pytest.mark.parametrize("nothing", ["", " ", "\u0000", "|", "...", "\u202e", "@he"])
def test_nothing_is_nothing(nothing: str) -> None:
    assert danger.hear(nothing, "nl") is None


@pytest.mark.parametrize(
    "long",
    [
        "me ",
        "he hits ",
        "a b c d ",
        "abcdefghij klmnopqrst ",
        "verkeer",
        "🔥🔪",
        "\u0430b",
        "\ufdfa",
        "\u0301",
        "ضربني ",
        "ሰ ",
    ],
)
def test_to_hear_takes_no_time_whatever_is_typed(long: str) -> None:
    typed = (long * LONGEST)[:LONGEST]
    # Twenty times what it takes, for a busy machine; the proof prints the time itself.
    assert stopwatch.seconds(lambda: danger.hear(typed)) < QUICK
