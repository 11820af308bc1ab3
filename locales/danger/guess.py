"""A second look at short words in which no list heard danger: a guess, from pieces of words.

A linear model over words, pairs of words and pieces of three and four letters, made of the
sentences that the lists are tuned on (`tests.hostile.danger.learn` writes ``guess.model``). It
knows no language and no grammar, so it only ever adds numbers to "I did not understand".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path
from zlib import crc32

from locales import danger
from locales.danger.file import KINDS
from locales.folding import END, words

MODEL = Path(__file__).with_name("guess.model")
# The last of them is "no danger".
CLASSES = (*KINDS, "none")
# So many features of whole words, and as many of their pieces.
TABLE = 1 << 15
MASK = TABLE - 1
# A weight is a byte; this many of its steps are one.
STEPS = 16
# At the end of the file stands of what it was made.
DIGEST = 16
# More words than these are a story, and the lists look at stories.
MOST_WORDS = 40
LONGEST_WORD = 30
# As sure as this, and no less: below it too much is taken for danger.
SURE = 0.8
# Less where the lists by themselves do not hear what is wanted, more where it takes too many
# harmless words for danger; in one language as sure as nobody can be. A hundred everyday sentences
# are taken for danger once or twice (`tests/locales/typed/tune.tsv`).
SURER = {
    "uk": 0.4,
    **dict.fromkeys(("en", "es"), 0.45),
    "ar": 0.55,
    **dict.fromkeys(("nl", "pt", "fr"), 0.7),
    "srn": 0.85,
    "fa": 0.88,
    "tw": 2.0,
}
LEAST = min(SURE, *SURER.values())


def guess(text: str) -> tuple[str, ...]:
    """The two likeliest dangers, when it is likely that there is one; else none."""
    said = [word[:LONGEST_WORD] for word in words(text) if word != END]
    # Hours and counts are no danger; the numbers that are, such as 112, are in the lists.
    if len(said) > MOST_WORDS or all(word.isdecimal() for word in said):
        return ()
    likely = chances(features(said))
    is_danger = 1 - likely[-1]
    # Which language it is takes a while, and does not matter for most of what is said.
    if is_danger < LEAST or is_danger < SURER.get(danger.language_of(text), SURE):
        return ()
    order = sorted(range(len(KINDS)), key=lambda kind: -likely[kind])
    return tuple(KINDS[kind] for kind in order[:2])


def features(said: Sequence[str]) -> list[tuple[float, list[int]]]:
    """The numbers of the features of words, and of their pieces, each with what one counts."""
    whole = sorted({crc32(one.encode()) & MASK for one in _whole(said)})
    pieces = sorted({TABLE + (crc32(one.encode()) & MASK) for one in _pieces(said)})
    return [(1 / sqrt(len(some)), some) for some in (whole, pieces) if some]


def chances(found: Sequence[tuple[float, list[int]]]) -> list[float]:
    """How likely each class is."""
    model, many = _model(), len(CLASSES)
    sums = [float(model[2 * TABLE * many + number]) for number in range(many)]
    for worth, some in found:
        weights = zip(*(model[one * many : (one + 1) * many] for one in some), strict=True)
        sums = [before + worth * sum(all_of) for before, all_of in zip(sums, weights, strict=True)]
    most = max(sums)
    powers = [exp((one - most) / STEPS) for one in sums]
    return [one / sum(powers) for one in powers]


@cache
def _model() -> memoryview:
    """The weights, feature by feature, each class in turn; then how common each class is."""
    return memoryview(MODEL.read_bytes())[:-DIGEST].cast("b")


def _whole(said: Sequence[str]) -> Iterator[str]:
    yield from said
    for one, two in pairwise(said):
        yield f"{one} {two}"


def _pieces(said: Sequence[str]) -> Iterator[str]:
    for word in said:
        padded = f" {word} "
        for length in (3, 4):
            for first in range(max(1, len(padded) - length + 1)):
                yield padded[first : first + length]
