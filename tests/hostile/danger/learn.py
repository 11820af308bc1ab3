"""Makes the model of the second look: ``python -m tests.hostile.danger.learn [check]``.

It learns from the sentences that lists are tuned on, never from those they are measured by. With
`check` it learns from four fifths of them, and prints what it makes of the others. Phrases and
examples may change without it; whoever makes it anew looks at how sure it must be (`SURER`) again.
"""

from __future__ import annotations

import random
import sys
from array import array
from hashlib import blake2b
from math import exp
from pathlib import Path

from locales import danger
from locales.danger.guess import CLASSES, DIGEST, MODEL, STEPS, SURE, TABLE, features
from locales.folding import END, words
from tests.hostile.danger.hearing import MORE, NONE, SENTENCES, TUNE, languages, sentences
from tests.locales.typed import sentences as typed
from tests.support.paths import ROOT

Features = list[tuple[float, list[int]]]
ROUNDS, RATE, FORGET = 12, 1.0, 0.85
# What is missing costs more than what is shown once too often; yet most words are no danger.
NOTHING = CLASSES.index(NONE)


def samples() -> list[tuple[Features, int, str]]:
    found = []
    for part in (TUNE, MORE):
        for language in languages(part):
            for kinds, said in sentences(part, language):
                known = [word for word in words(said) if word != END]
                if known:
                    found.append((features(known), CLASSES.index(kinds[0]), language))
    # And what residents write every day, which is no danger, and was taken for it too often.
    for one in typed.to_learn_from():
        known = [word for word in words(one.text) if word != END]
        if known and danger.hear(one.text, one.tag) is None:
            found.append((features(known), NOTHING, one.tag))
    return found


def learnt(given: list[tuple[Features, int, str]]) -> list[list[float]]:
    """Weights by class; the last one of each is how common the class is."""
    weights = [[0.0] * (2 * TABLE + 1) for _ in CLASSES]
    order, chance, rate = list(given), random.Random(1), RATE
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for found, right, _language in order:
            sums = [
                own[-1] + sum(worth * sum(map(own.__getitem__, some)) for worth, some in found)
                for own in weights
            ]
            most = max(sums)
            powers = [exp(one - most) for one in sums]
            whole = sum(powers)
            for number, own in enumerate(weights):
                wrong = powers[number] / whole - (number == right)
                if abs(wrong) < 0.005:
                    continue
                own[-1] -= rate * wrong * 0.1
                for worth, some in found:
                    step = rate * wrong * worth
                    for one in some:
                        own[one] -= step
        rate *= FORGET
    return weights


def written(weights: list[list[float]]) -> bytes:
    """The weights as bytes, feature by feature, each class in turn.

    Only what sets one class apart from the others counts: as a whole, how common they are would not
    fit into a byte, and each class would be as common as "no danger".
    """
    middle = sum(own[-1] for own in weights) / len(weights)
    return array(
        "b",
        (
            max(-127, min(127, round((own[one] - middle * (one == 2 * TABLE)) * STEPS)))
            for one in range(2 * TABLE + 1)
            for own in weights
        ),
    ).tobytes()


def made_of() -> bytes:
    """What stands at the end of the model: of which sentences and how it was made."""
    parts = [SENTENCES / part / f"{tag}.tsv" for part in (TUNE, MORE) for tag in languages(part)]
    code = (
        ROOT / "locales" / "folding.py",
        ROOT / "locales" / "danger" / "guess.py",
        Path(__file__),
    )
    made = blake2b(digest_size=DIGEST)
    for path in (*parts, *code):
        made.update(path.read_bytes())
    return made.digest()


def check() -> None:
    """What it makes of a fifth that it did not learn from, by how sure it is."""
    given = samples()
    random.Random(2).shuffle(given)
    cut = len(given) // 5
    weights = learnt(given[cut:])
    for sure in (0.7, 0.9, 0.95, 0.98, SURE, 0.999):
        heard = [0, 0, 0, 0]
        for found, right, _ in given[:cut]:
            sums = [
                own[-1] + sum(worth * sum(map(own.__getitem__, some)) for worth, some in found)
                for own in weights
            ]
            powers = [exp(one - max(sums)) for one in sums]
            is_shown = 1 - powers[NOTHING] / sum(powers) >= sure
            heard[2 * (right == NOTHING)] += is_shown
            heard[2 * (right == NOTHING) + 1] += 1
        dangers, rest = heard[0] / heard[1], heard[2] / heard[3]
        print(f"{sure}: {dangers:.0%} of the dangers, {rest:.0%} of the rest")


def main() -> None:
    """Write the model."""
    MODEL.write_bytes(written(learnt(samples())) + made_of())
    print(f"{MODEL.name}: {MODEL.stat().st_size >> 10} KB of {len(samples()):,} sentences")


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else main()
