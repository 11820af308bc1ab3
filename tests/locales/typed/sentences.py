"""The sentences that people type: those to learn from, to tune with, and to look at once."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from locales import FOLDER
from locales.phrases import FILLER, NUMBER, PHRASES, lines
from locales.tongues import EXAMPLES

HERE = Path(__file__).parent
TUNE, UNSEEN = HERE / "tune.tsv", HERE / "unseen.tsv"


class Typed(NamedTuple):
    """A sentence, its language, and the one thing that was meant."""

    tag: str
    text: str
    intent: str


def of(path: Path) -> list[Typed]:
    """The sentences of a table."""
    return [Typed(*row.split("\t")) for row in path.read_text("utf-8").splitlines()[1:]]


def to_learn_from() -> Iterator[Typed]:
    """What translators wrote: phrases and examples, and none of those it is measured by."""
    for name in (PHRASES, EXAMPLES):
        for path in sorted(FOLDER.glob(f"*/{name}")):
            for _, meant, said in lines(path):
                if meant.what not in {FILLER, NUMBER}:
                    yield Typed(path.parent.name, said, meant.what)


def digest() -> str:
    """What names all that the model learns from."""
    return blake2b(repr(list(to_learn_from())).encode(), digest_size=16).hexdigest()
