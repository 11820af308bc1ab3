"""Where emojis of the set stand in words, and the shape that is drawn for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.rendering.pictures.signs import SIGNS

SPRITE = Path(__file__).parent / "pictures.svg"
# An emoji may ask to be in colours; one that is joined to others, or has a skin, is another one.
LOOK = "\ufe0f"
ALL = tuple(one.sign.removesuffix(LOOK) for one in SIGNS)
FOUND = re.compile(
    f"(?<!\u200d)((?:{'|'.join(ALL)}){LOOK}?)(?![\u200d\u20e3\U0001f3fb-\U0001f3ff])"
)
BEGINS, MIDDLE, ENDS = '<g id="', '">', "</g>"


def name_of(sign: str) -> str:
    """What a sign is called in the file of all shapes."""
    return f"p{ord(sign[0]):x}"


def parts(words: str) -> Iterator[tuple[str, str]]:
    """Words as they come, each with the sign before it, which is empty for the first."""
    sign, start = "", 0
    for found in FOUND.finditer(words):
        if sign or found.start() > start:
            yield sign, words[start : found.start()]
        sign, start = found[1], found.end()
    yield sign, words[start:]


def without(words: str) -> str:
    """The same words with none of the signs that are drawn."""
    return "".join(said for _, said in parts(words)).strip()


@cache
def _shapes() -> dict[str, str]:
    lines = SPRITE.read_text("utf-8").splitlines()
    named = [line.removeprefix(BEGINS) for line in lines if line.startswith(BEGINS)]
    return {
        name: shape.removesuffix(ENDS)
        for name, _, shape in (one.partition(MIDDLE) for one in named)
    }


def svg(sign: str, ink: str) -> str:
    """One shape as a picture of its own, in one colour."""
    shape = _shapes()[name_of(sign)].replace("currentColor", ink)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" '
        f'fill="none" stroke="{ink}" stroke-width="2" stroke-linecap="round" '
        f'stroke-linejoin="round">{shape}</svg>'
    )
